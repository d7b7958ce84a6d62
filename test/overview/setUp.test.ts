import request from 'supertest';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createApp } from '../../server/app.ts';
import { urls } from '../../server/web/urls.ts';
import { onOneEngine, PASSWORD, startDeps, tokenIn } from '../support/app.ts';
import { formErrors } from '../support/formErrors.ts';

const PERSON = { name: 'Ada Admin', email: 'Ada@Example.org ', password: PASSWORD, repeated: PASSWORD };
const HOUR = 3_600_000;

onOneEngine('the set-up', (engine) => {
  let started: Awaited<ReturnType<typeof startDeps>>;
  let app: ReturnType<typeof createApp>['app'];
  let now: Date;
  beforeEach(async () => {
    now = new Date('2026-11-20T09:00:00Z');
    started = await startDeps(engine, { now: () => now });
    ({ app } = createApp(started.deps));
  });
  afterEach(() => started.close());

  async function linkToken(): Promise<string> {
    const token = await started.deps.accounts.setupToken();
    if (token === null) throw new Error('there is no set-up link');
    return token;
  }

  /** A browser on the page of a link, and the token of its form. */
  async function open(token: string) {
    const agent = request.agent(app);
    const page = await agent.get(urls.setup(token));
    expect(page.status).toBe(200);
    const _csrf = tokenIn(page.text);
    return {
      page,
      agent,
      send: (fields: Record<string, string>) =>
        agent
          .post(urls.setup(token))
          .type('form')
          .send({ _csrf, ...fields }),
    };
  }

  it('has no account and no password before it is done', async () => {
    const { database } = started.deps;
    await linkToken();
    expect(await database.pool('users').select('*')).toEqual([]);
    const agent = request.agent(app);
    const _csrf = tokenIn((await agent.get(urls.signIn())).text);
    for (const [email, password] of [
      ['admin', 'admin'],
      ['admin@example.org', 'password'],
      ['', ''],
    ] as const) {
      const response = await agent.post(urls.signIn()).type('form').send({ _csrf, email, password });
      expect(response.status).toBe(422);
    }
    expect((await agent.get(urls.home())).text).toContain('Sign in</h1>');
  });

  it('leaves the link to be used again when the example cannot be loaded', async () => {
    const missing = () => Promise.reject(new Error('the example is missing'));
    const broken = { load: missing, loadWithReAudit: missing };
    ({ app } = createApp({ ...started.deps, demoAudit: broken }));
    const token = await linkToken();
    const { send } = await open(token);
    expect((await send({ ...PERSON, example: 'yes' })).status).toBe(500);
    expect(await started.deps.accounts.list()).toEqual([]);
    ({ app } = createApp(started.deps));
    expect((await (await open(token)).send({ ...PERSON, example: 'yes' })).status).toBe(303);
    expect(await started.deps.audits.all()).toHaveLength(2);
  });

  it('keeps only a hash of the link', async () => {
    const token = await linkToken();
    const rows = (await started.deps.database.pool('one_time_links').select('*')) as unknown[];
    expect(rows).toHaveLength(1);
    expect(JSON.stringify(rows)).not.toContain(token);
  });

  it('makes the administrator, signs in and ends the link', async () => {
    const token = await linkToken();
    const [{ agent, send }, otherTab] = [await open(token), await open(token)];
    const response = await send(PERSON);
    expect([response.status, response.headers['location']]).toEqual([303, urls.home()]);
    const home = await agent.get(urls.home());
    expect(home.text.replace(/<[^>]*>/g, '')).toContain('Ada Admin (administrator, panel lead)');
    expect(home.text).toContain('The program is set up.');
    const { accounts, audits } = started.deps;
    expect(await audits.all()).toEqual([]);
    expect(await accounts.list()).toMatchObject([{ email: 'ada@example.org', disabled: false }]);

    const gone = await agent.get(urls.setup(token));
    expect(gone.status).toBe(404);
    expect(gone.text).toContain('If the program is set up, sign in.');
    expect((await otherTab.send({ ...PERSON, email: 'second@example.org' })).status).toBe(404);
    const other = request.agent(app);
    expect((await other.get(urls.setup(token))).status).toBe(404);
    const _csrf = tokenIn((await other.get(urls.signIn())).text);
    const again = await other
      .post(urls.setup(token))
      .type('form')
      .send({ _csrf, ...PERSON });
    expect(again.status).toBe(404);
    expect(await accounts.list()).toHaveLength(1);
    // Nor does the program give out another.
    expect(await accounts.setupToken()).toBeNull();
    expect(await started.deps.database.pool('one_time_links').select('*')).toEqual([]);
  });

  it('loads the example when that is ticked, and says so', async () => {
    const { agent, send } = await open(await linkToken());
    const response = await send({ ...PERSON, example: 'yes' });
    const audits = await started.deps.audits.all();
    const [audit] = audits;
    expect(response.headers['location']).toBe(urls.audit(audit?.id ?? 0));
    const page = await agent.get(urls.audit(audit?.id ?? 0));
    expect(page.status).toBe(200);
    expect(page.text).toContain('this is the example audit');
    const [files, again] = await Promise.all(
      audits.map(async ({ id }) => {
        const groups = await started.deps.audits.groups(id);
        return groups.reduce((sum, group) => sum + group.files, 0);
      }),
    );
    expect([files, again]).toEqual([52, 60]);
    // The second is the made-up re-audit of the first.
    expect(audits.map(({ predecessorId }) => predecessorId)).toEqual([null, audit?.id]);
  });

  it('refuses a wrong token, at the page and at the form', async () => {
    const token = await linkToken();
    const { agent, page } = await open(token);
    const _csrf = tokenIn(page.text);
    for (const wrong of ['x', `${token}x`, token.slice(1), 'null', '%00', "' or 1=1 --"]) {
      const url = wrong.startsWith('%') ? `/setup/${wrong}` : urls.setup(wrong);
      expect((await agent.get(url)).status, wrong).toBe(404);
      expect(
        (
          await agent
            .post(url)
            .type('form')
            .send({ _csrf, ...PERSON })
        ).status,
        wrong,
      ).toBe(404);
    }
    expect(await started.deps.accounts.list()).toEqual([]);
    expect((await agent.get(urls.setup(token))).status).toBe(200);
  });

  it('is not to be had through a link to choose a password, nor the other way round', async () => {
    const token = await linkToken();
    const agent = request.agent(app);
    expect((await agent.get(urls.invitation(token))).status).toBe(404);
  });

  it('ends a link after a day, and an earlier one when a new one is made', async () => {
    const first = await linkToken();
    const second = await linkToken();
    const agent = request.agent(app);
    expect((await agent.get(urls.setup(first))).status).toBe(404);
    const { send } = await open(second);
    now = new Date(now.getTime() + 24 * HOUR - 1);
    expect((await agent.get(urls.setup(second))).status).toBe(200);
    now = new Date(now.getTime() + 1);
    expect((await agent.get(urls.setup(second))).status).toBe(404);
    expect((await send(PERSON)).status).toBe(404);
    expect(await started.deps.accounts.list()).toEqual([]);
  });

  it.each([
    [{ name: ' ' }, 'name', 'Enter a name.'],
    [{ email: 'nobody' }, 'email', 'Enter an email address, such as name@example.org.'],
    [
      { password: 'elevenchars', repeated: 'elevenchars' },
      'password',
      'Choose a password of at least 12 characters.',
    ],
    [
      { password: 'x'.repeat(201), repeated: 'x'.repeat(201) },
      'password',
      'A password can have at most 200 characters.',
    ],
    [{ repeated: `${PASSWORD} ` }, 'repeated', 'The two passwords are not the same.'],
  ] as [Record<string, string>, string, string][])('refuses %j at the field', async (change, field, text) => {
    const { send } = await open(await linkToken());
    const response = await send({ ...PERSON, name: 'Ada <Admin>', ...change });
    expect(response.status).toBe(422);
    expect(formErrors(response.text)).toEqual({ [field]: text });
    // What was typed is there again, but for the passwords.
    if (!('name' in change)) expect(response.text).toContain('value="Ada &lt;Admin&gt;"');
    expect(response.text).not.toContain(PASSWORD);
    expect(response.text).not.toContain('elevenchars');
    expect(await started.deps.accounts.list()).toEqual([]);
  });
});
