import request from 'supertest';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { urls } from '../../../server/web/urls.ts';
import { emailOf, onOneEngine, PASSWORD, startApp, tokenIn } from '../../support/app.ts';
import { formErrors } from '../../support/formErrors.ts';
import type { TestApp, Visitor } from '../../support/app.ts';

const DAY = 24 * 3_600_000;
const CHOSEN = 'quite another set of words';

onOneEngine('links to choose a password', (engine) => {
  let app: TestApp;
  let adam: Visitor;
  let now = new Date('2026-11-20T09:00:00Z');
  let people = 0;
  beforeAll(async () => {
    app = await startApp(engine, { now: () => now });
    adam = await app.as('adam');
  });
  afterAll(() => app.close());

  const tokenOf = (html: string): string => {
    const token = /\/invitations\/([\w-]{32})"/.exec(html)?.[1];
    if (!token) throw new Error('the page shows no link');
    return token;
  };

  /** A new person by the administrator's form, with the link that the page shows. */
  async function invite(): Promise<{ id: number; email: string; token: string }> {
    people += 1;
    const email = `new${people}@example.org`;
    const response = await adam.post(urls.people(), {
      name: `New Person ${people}`,
      email,
      roles: 'auditor',
    });
    expect(response.status).toBe(200);
    expect(response.text).toContain('The account is made');
    expect(response.headers['cache-control']).toBe('no-store');
    const id = (await app.deps.accounts.list()).find((person) => person.email === email)?.id ?? 0;
    return { id, email, token: tokenOf(response.text) };
  }

  async function open(token: string) {
    const agent = request.agent(app.app);
    const page = await agent.get(urls.invitation(token));
    expect(page.status).toBe(200);
    const _csrf = tokenIn(page.text);
    return {
      page,
      agent,
      choose: (password: string, repeated = password) =>
        agent.post(urls.invitation(token)).type('form').send({ _csrf, password, repeated }),
    };
  }

  async function canSignIn(email: string, password: string): Promise<boolean> {
    const response = await app.anonymous().post(urls.signIn(), { email, password });
    return response.status === 303;
  }

  it('let a new person in, once', async () => {
    const { id, email, token } = await invite();
    expect((await app.deps.accounts.get(id)).hasPassword).toBe(false);
    expect(await canSignIn(email, '')).toBe(false);
    const [{ page, agent, choose }, otherTab] = [await open(token), await open(token)];
    expect(page.text).toContain(email);
    const response = await choose(CHOSEN);
    expect([response.status, response.headers['location']]).toEqual([303, urls.home()]);
    expect((await agent.get(urls.home())).text).toContain('Your password is set and you are signed in.');
    expect(await canSignIn(email, CHOSEN)).toBe(true);

    expect((await otherTab.choose('a third set of words')).status).toBe(404);
    expect((await agent.get(urls.invitation(token))).status).toBe(404);
    expect(await canSignIn(email, CHOSEN)).toBe(true);
  });

  it('are kept as a hash only, and never shown again', async () => {
    const { id, token } = await invite();
    expect(JSON.stringify(await app.deps.database.pool('one_time_links').select('*'))).not.toContain(token);
    expect(JSON.stringify(await app.deps.database.pool('activity').select('*'))).not.toContain(token);
    expect((await adam.get(urls.person(id))).text).not.toContain(token);
  });

  it('run out after 7 days', async () => {
    const { email, token } = await invite();
    const { agent, choose } = await open(token);
    const start = now;
    try {
      now = new Date(start.getTime() + 7 * DAY - 1);
      expect((await agent.get(urls.invitation(token))).status).toBe(200);
      now = new Date(start.getTime() + 7 * DAY);
      expect((await agent.get(urls.invitation(token))).status).toBe(404);
      expect((await choose(CHOSEN)).status).toBe(404);
      expect(await canSignIn(email, CHOSEN)).toBe(false);
    } finally {
      now = start;
    }
  });

  it('end when a new one is made, and the old password holds until it is used', async () => {
    const { id, email, token } = await invite();
    await (await open(token)).choose(CHOSEN);
    const first = tokenOf((await adam.post(urls.personLink(id))).text);
    const second = tokenOf((await adam.post(urls.personLink(id))).text);
    expect(second).not.toBe(first);
    expect((await app.anonymous().get(urls.invitation(first))).status).toBe(404);
    expect(await canSignIn(email, CHOSEN)).toBe(true);
    await (await open(second)).choose('a third set of words');
    expect(await canSignIn(email, CHOSEN)).toBe(false);
    expect(await canSignIn(email, 'a third set of words')).toBe(true);
  });

  it('end the sessions that the person has elsewhere', async () => {
    const { id, email, token } = await invite();
    const { agent, choose } = await open(token);
    await choose(CHOSEN);
    expect((await agent.get(urls.account())).text).toContain(email);
    await (await open(tokenOf((await adam.post(urls.personLink(id))).text))).choose('a third set of words');
    expect((await agent.get(urls.account())).text).not.toContain(email);
  });

  it('are of no use to a disabled person, who gets no new one either', async () => {
    const { id, token } = await invite();
    const { agent, choose } = await open(token);
    await adam.post(urls.personDisable(id));
    expect((await agent.get(urls.invitation(token))).status).toBe(404);
    expect((await choose(CHOSEN)).status).toBe(404);
    expect((await adam.post(urls.personLink(id))).status).toBe(409);
    expect((await app.deps.accounts.get(id)).hasPassword).toBe(false);
  });

  it('sign in the person they are for, whoever used the browser before', async () => {
    const { token } = await invite();
    const amir = await app.as('amir');
    expect((await amir.get(urls.account())).text).toContain(emailOf('amir'));
    const response = await amir.post(urls.invitation(token), { password: CHOSEN, repeated: CHOSEN });
    expect(response.status).toBe(303);
    const account = await amir.get(urls.account());
    expect(account.text).toContain(`new${people}@example.org`);
    expect(account.text).not.toContain(emailOf('amir'));
  });

  it('refuse a weak or mistyped password at the field', async () => {
    const { token } = await invite();
    const { choose } = await open(token);
    for (const [response, field] of [
      [await choose('too short'), 'password'],
      [await choose(''), 'password'],
      [await choose(CHOSEN, `${CHOSEN}!`), 'repeated'],
    ] as const) {
      expect(response.status).toBe(422);
      expect(Object.keys(formErrors(response.text))).toEqual([field]);
      expect(response.text).not.toContain(CHOSEN);
    }
    // The link is still good.
    expect((await choose(CHOSEN)).status).toBe(303);
  });

  it('refuse a token that was never given out', async () => {
    const { token } = await invite();
    const visitor = app.anonymous();
    for (const wrong of ['x', `${token}x`, token.toUpperCase(), token.slice(0, -1)]) {
      expect((await visitor.get(urls.invitation(wrong))).status).toBe(404);
      const response = await visitor.post(urls.invitation(wrong), { password: CHOSEN, repeated: CHOSEN });
      expect(response.status).toBe(404);
    }
  });
});

onOneEngine('one’s own password', (engine) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp(engine);
  });
  afterAll(() => app.close());

  const change = (visitor: Visitor, current: string, password: string, repeated = password) =>
    visitor.post(urls.account(), { current, password, repeated });

  it('is changed with the old one, and ends every other session but not this one', async () => {
    const [here, elsewhere, beth] = [await app.as('amir'), await app.as('amir'), await app.as('beth')];
    const response = await change(here, PASSWORD, CHOSEN);
    expect([response.status, response.headers['location']]).toEqual([303, urls.account()]);
    expect((await here.get(urls.account())).text).toContain('Everywhere else you are signed out.');
    const other = await elsewhere.get(urls.account());
    expect(other.text).toContain('Sign in</h1>');
    expect(other.text).not.toContain(emailOf('amir'));
    expect((await beth.get(urls.account())).text).toContain(emailOf('beth'));

    const visitor = app.anonymous();
    const old = await visitor.post(urls.signIn(), { email: emailOf('amir'), password: PASSWORD });
    expect(old.status).toBe(422);
    const fresh = await visitor.post(urls.signIn(), { email: emailOf('amir'), password: CHOSEN });
    expect(fresh.status).toBe(303);
  });

  it('is not changed without the old one, nor to a weak or mistyped one', async () => {
    const dora = await app.as('dora');
    for (const [response, field, text] of [
      [await change(dora, 'not my password', CHOSEN), 'current', 'This is not your current password.'],
      [await change(dora, '', CHOSEN), 'current', 'Enter your current password.'],
      [await change(dora, PASSWORD, 'short'), 'password', 'Choose a password of at least 12 characters.'],
      [await change(dora, PASSWORD, CHOSEN, ''), 'repeated', 'The two passwords are not the same.'],
    ] as const) {
      expect(response.status).toBe(422);
      expect(formErrors(response.text)).toEqual({ [field]: text });
      expect(response.text).not.toContain(CHOSEN);
      expect(response.text).not.toContain(PASSWORD);
    }
    await app.as('dora');
  });

  it('reports every field that is wrong at once', async () => {
    const response = await change(await app.as('dora'), '', 'short', 'other');
    expect(formErrors(response.text)).toEqual({
      current: 'Enter your current password.',
      password: 'Choose a password of at least 12 characters.',
      repeated: 'The two passwords are not the same.',
    });
  });
});
