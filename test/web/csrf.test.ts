import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { urls } from '../../server/web/urls.ts';
import { emailOf, onOneEngine, PASSWORD, startApp, tokenIn, withExample } from '../support/app.ts';
import type { TestApp } from '../support/app.ts';
import { parseHtml } from '../support/html.ts';

/** The fields of the form of a page that posts to an address, with their values. */
function formOf(html: string, action: string): Record<string, string> {
  const tokens = parseHtml(html);
  const from = tokens.findIndex(
    (t) => t.kind === 'open' && t.name === 'form' && t.attributes.get('action') === action,
  );
  expect(from, `a form that posts to ${action}`).toBeGreaterThanOrEqual(0);
  const to = tokens.findIndex((t, i) => i > from && t.kind === 'close' && t.name === 'form');
  return Object.fromEntries(
    tokens
      .slice(from, to)
      .flatMap((t) =>
        t.kind === 'open' && t.name === 'input' && t.attributes.has('name')
          ? [[t.attributes.get('name') ?? '', t.attributes.get('value') ?? '']]
          : [],
      ),
  );
}

onOneEngine('forms from elsewhere', (engine) => {
  let app: TestApp;
  let auditId: number;
  let ids: Record<string, string>;
  beforeAll(async () => {
    app = await startApp(engine);
    auditId = await withExample(app);
    const file = await app.deps.database.pool('case_files').first<{
      id: number;
      group_id: number;
    }>('id', 'group_id');
    ids = {
      token: 'x',
      auditId: String(auditId),
      fileId: String(file.id),
      groupId: String(file.group_id),
      userId: String(app.ids.beth),
      providerId: '1',
    };
  });
  afterAll(() => app.close());

  async function state(): Promise<string> {
    const tables = ['activity', 'users', 'audits', 'sample_groups', 'case_files', 'answers', 'providers'];
    const { pool } = app.deps.database;
    const rows = await Promise.all(
      [...tables, 'reviews', 'panel_members', 'one_time_links', 'feedback_releases'].map(
        async (table) => (await pool(table).select('*')) as unknown[],
      ),
    );
    return JSON.stringify(
      rows.map((list) =>
        list
          .map((row) => JSON.stringify(row))
          // That a form was refused is the one thing that is written of it.
          .filter((row) => !row.includes('"request.refused"'))
          .toSorted(),
      ),
    );
  }

  it('need no token only where there is no session in whose name they could be sent', async () => {
    const open = app.routes.filter((route) => route.method === 'post' && route.by !== 'session');
    expect(open.map(({ path }) => path)).toEqual(['/q', '/q/:code/check', '/q/:code/:number']);
    const lena = await app.as('lena');
    const before = await state();
    for (const { path } of open) {
      const url = path.replace(':code', 'C7DM3XPW95TQ').replace(':number', '1');
      const sent = await lena.post(url, { step: 'close', code: 'C7DM-3XPW-95TQ', answer: 'Planted' });
      expect(sent.status, url).toBe(404);
      expect(sent.headers['set-cookie'], url).toBeUndefined();
      expect(sent.text).not.toContain('Lena');
    }
    expect(await state()).toBe(before);
  });

  it('are refused at every address that takes one, and write nothing', async () => {
    const posts = app.routes.filter((route) => route.method === 'post' && route.by === 'session');
    expect(posts.length).toBeGreaterThan(20);
    const agent = request.agent(app.app);
    const page = await agent.get(urls.signIn());
    await agent
      .post(urls.signIn())
      .type('form')
      .send({ _csrf: tokenIn(page.text), email: emailOf('lena'), password: PASSWORD });
    const otherToken = tokenIn((await request(app.app).get(urls.signIn())).text);
    const ownToken = tokenIn((await agent.get(urls.home())).text);
    const before = await state();
    const withoutToken: Record<string, string>[] = [
      {},
      { _csrf: '' },
      { _csrf: otherToken },
      { _csrf: ownToken.slice(0, -1) },
      { _csrf: 'undefined' },
    ];
    for (const { path } of posts) {
      const url = path.replace(/:(\w+)/g, (_, name: string) => ids[name] ?? 'missing');
      for (const fields of withoutToken) {
        const response = await agent
          .post(url)
          .type('form')
          .send({ title: 'Planted', name: 'Planted', step: 'close', ...fields });
        expect(response.status, `${url} with ${JSON.stringify(fields)}`).toBe(403);
        expect(response.text).toContain('Nothing was saved.');
        expect(response.text).not.toContain('Planted');
      }
      // Neither as JSON or plain text, which a page of another site can send, nor with the token in the address.
      const json = await agent.post(`${url}?_csrf=${ownToken}`).send({ step: 'close' });
      expect(json.status, `${url} as JSON`).toBe(403);
      const text = await agent.post(url).type('text/plain').send(`_csrf=${ownToken}&step=close`);
      expect(text.status, `${url} as text`).toBe(403);
    }
    expect(await state()).toBe(before);
    // The session has outlived it all, and the right token does it.
    const right = await agent
      .post(urls.auditState(auditId))
      .type('form')
      .send({ _csrf: ownToken, step: 'close' });
    expect(right.status).toBe(303);
    expect(await state()).not.toBe(before);
  });

  it('of another site are refused whatever token they have, and our own are not', async () => {
    const from = async (site: string, url: string, fields: Record<string, string>) => {
      const agent = request.agent(app.app);
      const _csrf = tokenIn((await agent.get(urls.signIn())).text);
      const sent = await agent
        .post(url)
        .set('Sec-Fetch-Site', site)
        .type('form')
        .send({ _csrf, ...fields });
      return sent.status;
    };
    const right = { email: emailOf('beth'), password: PASSWORD };
    for (const site of ['cross-site', 'same-site']) {
      expect(await from(site, urls.signIn(), right), site).toBe(403);
      // Where nobody is signed in there is no token, and this is all there is.
      expect(await from(site, urls.enterCode(), { code: 'C7DM-3XPW-95TQ' }), site).toBe(403);
    }
    for (const site of ['same-origin', 'none'])
      expect(await from(site, urls.signIn(), right), site).toBe(303);
    expect(await from('same-origin', urls.enterCode(), { code: 'C7DM-3XPW-95TQ' })).toBe(404);
  });

  it('with several tokens or none for a session that does not exist are refused', async () => {
    const page = await request(app.app).get(urls.signIn());
    const _csrf = tokenIn(page.text);
    const fields = { email: emailOf('lena'), password: PASSWORD };
    const noCookie = await request(app.app)
      .post(urls.signIn())
      .type('form')
      .send({ _csrf, ...fields });
    expect(noCookie.status).toBe(403);
    const agent = request.agent(app.app);
    const own = tokenIn((await agent.get(urls.signIn())).text);
    const twice = await agent
      .post(urls.signIn())
      .type('form')
      .send(`_csrf=${own}&_csrf=${own}&email=${fields.email}&password=${PASSWORD}`);
    expect(twice.status).toBe(403);
  });
});

describe('a form that comes after a sign-out', () => {
  let app: TestApp;
  let auditId: number;
  let file: { id: number; group_id: number };
  const HOST = 'audit.example.org';
  beforeAll(async () => {
    app = await startApp('sqlite');
    auditId = await withExample(app);
    file = await app.deps.database.pool('case_files').orderBy('id').first<typeof file>('id', 'group_id');
  });
  afterAll(() => app.close());

  const agentOf = () => request.agent(app.app).host(HOST);
  async function signedIn(who: 'amir' | 'lena' = 'amir') {
    const agent = agentOf();
    const _csrf = tokenIn((await agent.get(urls.signIn())).text);
    const fields = { _csrf, email: emailOf(who), password: PASSWORD };
    expect((await agent.post(urls.signIn()).type('form').send(fields)).status).toBe(303);
    return agent;
  }
  const commentOf = async () => (await app.deps.recording.get(auditId, file.id)).comment;

  async function typed(agent: ReturnType<typeof agentOf>, comment: string) {
    const page = await agent.get(urls.file(auditId, file.id));
    const review = await app.deps.recording.get(auditId, file.id);
    return {
      _csrf: tokenIn(page.text),
      version: String(review.version),
      reference: review.reference,
      groupId: String(file.group_id),
      comment,
      intent: 'save',
    };
  }

  const post = (agent: ReturnType<typeof agentOf>, url: string, fields: object, origin?: string) => {
    const sending = agent.post(url).type('form');
    if (origin !== undefined) void sending.set('Origin', origin);
    return sending.send(fields);
  };
  const OWN = `http://${HOST}`;

  it('is kept over the sign-in, offered, and saved when it is sent', async () => {
    const agent = await signedIn();
    const comment = 'Two lines of it,\r\nwith "quotes", <b>tags</b> & an ampersand';
    const fields = await typed(agent, comment);
    const url = urls.file(auditId, file.id);
    const home = await agent.get(urls.home());
    await post(agent, urls.signOut(), { _csrf: tokenIn(home.text) });

    const kept = await post(agent, url, fields, OWN);
    expect(kept.status).toBe(401);
    expect(kept.text).toContain('Sign in again</h1>');
    expect(kept.text).toContain('what you just sent was not saved');
    expect(await commentOf()).toBe('');

    // A wrong password in between loses nothing.
    const form = formOf(kept.text, urls.signIn());
    const wrong = await post(
      agent,
      urls.signIn(),
      { ...form, email: emailOf('amir'), password: 'wrong' },
      OWN,
    );
    expect(wrong.status).toBe(422);
    const again = formOf(wrong.text, urls.signIn());
    const offered = await post(
      agent,
      urls.signIn(),
      { ...again, email: emailOf('amir'), password: PASSWORD },
      OWN,
    );
    expect(offered.status).toBe(200);
    expect(offered.text).toContain('Your entries are still here</h1>');
    expect(await commentOf()).toBe('');

    const sent = formOf(offered.text, url);
    const { _csrf, ...entries } = fields;
    expect(sent).toEqual({ ...entries, _csrf: sent['_csrf'] });
    expect(sent['_csrf']).not.toBe(_csrf);
    const saved = await post(agent, url, sent, OWN);
    expect([saved.status, saved.headers['location']]).toEqual([303, url]);
    expect(await commentOf()).toBe(comment.replace('\r\n', '\n'));
  });

  it('is offered at once to somebody who has signed in again in another tab', async () => {
    const agent = await signedIn();
    const fields = await typed(agent, 'From the old tab');
    const page = await agent.get(urls.home());
    await post(agent, urls.signOut(), { _csrf: tokenIn(page.text) });
    const _csrf = tokenIn((await agent.get(urls.signIn())).text);
    await post(agent, urls.signIn(), { _csrf, email: emailOf('amir'), password: PASSWORD });

    const url = urls.file(auditId, file.id);
    const offered = await post(agent, url, fields, OWN);
    expect(offered.status).toBe(403);
    expect(offered.text).toContain('Your entries are still here</h1>');
    expect(await commentOf()).not.toBe('From the old tab');
    expect((await post(agent, url, formOf(offered.text, url), OWN)).status).toBe(303);
    expect(await commentOf()).toBe('From the old tab');
  });

  it('is kept when the session was ended by a new password elsewhere', async () => {
    const agent = await signedIn();
    const fields = await typed(agent, 'While the password changed');
    await app.deps.accounts.changePassword(app.ids.amir, PASSWORD, PASSWORD);
    const url = urls.file(auditId, file.id);
    const kept = await post(agent, url, fields, OWN);
    expect(kept.status).toBe(401);
    const form = formOf(kept.text, urls.signIn());
    const offered = await post(agent, urls.signIn(), {
      ...form,
      email: emailOf('amir'),
      password: PASSWORD,
    });
    expect(offered.text).toContain('Your entries are still here</h1>');
    expect(formOf(offered.text, url)['comment']).toBe('While the password changed');
  });

  it.each([
    ['of another site', 'https://evil.example'],
    ['of the same name over another protocol', `https://${HOST}`],
    ['of another port', `http://${HOST}:8080`],
    ['that hides where it comes from', 'null'],
    ['that does not say', undefined],
  ])('is not offered when it comes from a page %s', async (_, origin) => {
    for (const agent of [agentOf(), await signedIn('lena')]) {
      const url = urls.auditState(auditId);
      const response = await post(agent, url, { _csrf: 'x', step: 'close', note: 'Planted' }, origin);
      expect(response.status).toBe(403);
      expect(response.text).toContain('Nothing was saved.');
      expect(response.text).not.toContain('Planted');
      expect(response.text).not.toContain('still here');
    }
    expect((await app.deps.audits.get(auditId)).state).toBe('open');
  });

  it('never has a password written into a page', async () => {
    const secret = 'my secret set of words';
    const cases: [string, Record<string, string>][] = [
      [urls.signIn(), { email: 'amir@example.org', password: secret, next: '/account' }],
      [urls.account(), { current: secret, password: secret, repeated: secret }],
      [urls.invitation('x'), { password: secret, repeated: secret }],
      [urls.setup('x'), { name: 'A', email: 'a@example.org', password: secret, repeated: secret }],
    ];
    for (const [url, fields] of cases) {
      for (const agent of [agentOf(), await signedIn()]) {
        const response = await post(agent, url, { _csrf: 'stale', ...fields }, OWN);
        expect(response.status, url).toBe(403);
        expect(response.text, url).not.toContain(secret);
      }
    }
  });

  it('is simply asked for again when it was the sign-in itself', async () => {
    const agent = agentOf();
    const fields = {
      _csrf: 'stale',
      email: emailOf('amir'),
      password: PASSWORD,
      next: '/account',
      again: '',
    };
    const page = await post(agent, urls.signIn(), fields, OWN);
    expect(page.status).toBe(403);
    expect(page.text).toContain('This page was open for too long. Try again.');
    const form = formOf(page.text, urls.signIn());
    expect(form).toMatchObject({ email: emailOf('amir'), next: '/account', again: '', password: '' });
    const response = await post(agent, urls.signIn(), { ...form, password: PASSWORD }, OWN);
    expect([response.status, response.headers['location']]).toEqual([303, '/account']);
  });

  it('leads to the sign-in when it was the sign-out, with nothing to send again', async () => {
    const agent = agentOf();
    const page = await post(agent, urls.signOut(), { _csrf: 'stale' }, OWN);
    expect(page.status).toBe(403);
    expect(formOf(page.text, urls.signIn())).toMatchObject({ again: '', next: '' });
    expect(page.text).not.toContain('what you just sent was not saved');
  });

  it.each(['//evil.example/x', '/\\evil.example', 'https://evil.example', '/\t/evil.example', ''])(
    'cannot be made to send entries elsewhere (%j)',
    async (action) => {
      const agent = agentOf();
      const _csrf = tokenIn((await agent.get(urls.signIn())).text);
      const again = JSON.stringify({ action, fields: [{ name: 'a', value: 'Planted' }] });
      const response = await post(agent, urls.signIn(), {
        _csrf,
        email: emailOf('amir'),
        password: PASSWORD,
        again,
      });
      expect([response.status, response.headers['location']]).toEqual([303, urls.home()]);
    },
  );

  it.each(['{', '[]', '"x"', '{"action":"/x"}', '{"action":"/x","fields":[{"name":1,"value":2}]}'])(
    'that cannot be read is passed over (%s)',
    async (again) => {
      const agent = agentOf();
      const _csrf = tokenIn((await agent.get(urls.signIn())).text);
      const fields = { _csrf, email: emailOf('amir'), password: PASSWORD, again };
      expect((await post(agent, urls.signIn(), fields)).status).toBe(303);
    },
  );
});
