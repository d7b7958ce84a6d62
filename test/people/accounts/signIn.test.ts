import express from 'express';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../../../server/app.ts';
import { createSessions, sendOn, signIn, signOut } from '../../../server/web/session.ts';
import { urls } from '../../../server/web/urls.ts';
import { emailOf, onOneEngine, PASSWORD, startApp, startDeps, tokenIn } from '../../support/app.ts';
import type { TestApp } from '../../support/app.ts';
import { formErrors } from '../../support/formErrors.ts';

/** The value of the session cookie that an answer sets. */
function cookieOf(response: request.Response): string | undefined {
  const set = [response.headers['set-cookie'] ?? []].flat().find((c) => c.startsWith('casefile-audit='));
  return set?.split(';')[0];
}

onOneEngine('signing in', (engine) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp(engine);
  });
  afterAll(() => app.close());

  async function signInWith(fields: Record<string, string>) {
    const agent = request.agent(app.app);
    const _csrf = tokenIn((await agent.get(urls.signIn())).text);
    return {
      agent,
      response: await agent
        .post(urls.signIn())
        .type('form')
        .send({ _csrf, email: emailOf('lena'), password: PASSWORD, ...fields }),
    };
  }

  it('leads to the page one came for', async () => {
    const agent = request.agent(app.app);
    const url = '/tools/rodt/1?from=link&x=1';
    const page = await agent.get(url);
    expect(page.text).toContain('name="next" value="/tools/rodt/1?from=link&amp;x=1"');
    const { response } = await signInWith({ next: url });
    expect([response.status, response.headers['location']]).toEqual([303, url]);
  });

  it.each([
    '//evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    'https://evil.example/',
    'http:evil.example',
    'javascript:alert(1)',
    'evil.example',
    '',
    ' //evil.example',
    '/\t/evil.example',
    '/\n/evil.example',
  ])('never leads to another site (%j)', async (next) => {
    const { response } = await signInWith({ next });
    expect(response.status).toBe(303);
    const location = String(response.headers['location']);
    // As a browser would follow it.
    expect(new URL(location, 'http://localhost:3000/sign-in').origin).toBe('http://localhost:3000');
    if (!next.startsWith('/\t') && !next.startsWith('/\n')) expect(location).toBe('/');
  });

  it('takes the address in any case and with spaces around it, the password as it is', async () => {
    expect((await signInWith({ email: ' LENA@Example.org ' })).response.status).toBe(303);
    expect((await signInWith({ password: ` ${PASSWORD}` })).response.status).toBe(422);
    expect((await signInWith({ password: PASSWORD.toUpperCase() })).response.status).toBe(422);
  });

  it('tells nothing about whether there is such an account', async () => {
    const plain = (text: string) =>
      text.replace(/name="_csrf" value="[^"]+"/, '').replace(/value="[^"]+@example\.org"/, '');
    const { deps, ids } = app;
    await deps.accounts.create(ids.adam, {
      name: 'No Password Yet',
      email: 'none@example.org',
      roles: ['auditor'],
      providerId: null,
    });
    const wrong = (await signInWith({ password: 'wrong wrong wrong' })).response;
    const unknown = (await signInWith({ email: 'nobody@example.org' })).response;
    const without = (await signInWith({ email: 'none@example.org' })).response;
    const disabled = async () => {
      await deps.accounts.setDisabled(ids.adam, ids.carl, true);
      const { response } = await signInWith({ email: emailOf('carl') });
      await deps.accounts.setDisabled(ids.adam, ids.carl, false);
      return response;
    };
    const message = 'The email address or the password is wrong.';
    expect(formErrors(wrong.text)).toEqual({ email: message });
    for (const response of [unknown, without, await disabled()]) {
      expect(response.status).toBe(422);
      expect(plain(response.text)).toBe(plain(wrong.text));
    }
    for (const response of [wrong, unknown]) expect(response.text).not.toMatch(/type="password"[^>]*value=/);
  });

  it('begins a new session, so that one that was planted is of no use', async () => {
    const planted = request.agent(app.app);
    const page = await planted.get(urls.signIn());
    const before = cookieOf(page);
    expect(before).toBeDefined();
    const response = await planted
      .post(urls.signIn())
      .type('form')
      .send({ _csrf: tokenIn(page.text), email: emailOf('lena'), password: PASSWORD });
    const after = cookieOf(response);
    expect(response.status).toBe(303);
    expect(after).toBeDefined();
    expect(after).not.toBe(before);
    const withOld = await request(app.app)
      .get(urls.account())
      .set('Cookie', before ?? '');
    expect(withOld.text).toContain('Sign in</h1>');
    const withNew = await request(app.app)
      .get(urls.account())
      .set('Cookie', after ?? '');
    expect(withNew.text).toContain(emailOf('lena'));
  });

  it('does not take a session that somebody made up or changed', async () => {
    const { response } = await signInWith({});
    const cookie = cookieOf(response) ?? '';
    for (const forged of [
      `${cookie}x`,
      cookie.replace(/=s%3A(.)/, (_, first: string) => `=s%3A${first === 'X' ? 'Y' : 'X'}`),
      cookie.replace(/\..*/, ''),
      'casefile-audit=x',
    ]) {
      expect(forged).not.toBe(cookie);
      const page = await request(app.app).get(urls.account()).set('Cookie', forged);
      expect(page.text, forged).toContain('Sign in</h1>');
    }
  });

  it('is kept of nobody who only looks at the page of it', async () => {
    const rows = async () => Number((await app.deps.database.pool('sessions').count('* as n').first())?.n);
    const before = await rows();
    for (let i = 0; i < 20; i += 1) {
      const agent = request.agent(app.app);
      for (const url of [urls.signIn(), urls.home(), '/nothing']) await agent.get(url);
      const _csrf = tokenIn((await agent.get(urls.signIn())).text);
      await agent.post(urls.signIn()).type('form').send({ _csrf, email: '', password: '' });
    }
    expect(await rows()).toBe(before);
  });

  it('ends at sign-out on the server, not only in the browser', async () => {
    const { agent, response } = await signInWith({});
    const cookie = cookieOf(response) ?? '';
    const home = await agent.get(urls.home());
    const sessions = async () =>
      Number((await app.deps.database.pool('sessions').count('* as n').first())?.n);
    const before = await sessions();
    const out = await agent
      .post(urls.signOut())
      .type('form')
      .send({ _csrf: tokenIn(home.text) });
    expect([out.status, out.headers['location']]).toEqual([303, urls.signIn()]);
    expect(await sessions()).toBe(before - 1);
    const page = await request(app.app).get(urls.account()).set('Cookie', cookie);
    expect(page.text).toContain('Sign in</h1>');
    expect(page.text).not.toContain(emailOf('lena'));
  });

  it('stays ended when a request that was under way writes its session afterwards', async () => {
    let goOn = () => {};
    const waits = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    let began = () => {};
    const begun = new Promise<void>((resolve) => {
      began = resolve;
    });
    const slow = express();
    slow.use(createSessions({ database: app.deps.database, secret: 'for this test', now: app.deps.now }));
    slow.get('/in', async (req, res) => {
      await signIn(req, { id: app.ids.lena, sessionEpoch: 0 });
      res.end();
    });
    slow.get('/slow', async (req, res) => {
      began();
      await waits;
      req.session.flash = 'Saved.';
      res.end();
    });
    slow.get('/out', async (req, res) => {
      await signOut(req);
      res.end();
    });
    slow.get('/who', (req, res) => {
      res.json({ userId: req.session.userId ?? null });
    });
    const agent = request.agent(slow);
    await agent.get('/in');
    const late = agent.get('/slow').then((response) => response.status);
    await begun;
    await agent.get('/out');
    goOn();
    expect(await late).toBe(200);
    expect((await agent.get('/who')).body).toEqual({ userId: null });
  });

  it('does not let somebody at a screen left open try one password after the other', async () => {
    const beth = await app.as('beth');
    const guess = () =>
      beth.post(urls.account(), {
        current: 'a guess',
        password: 'another long one',
        repeated: 'another long one',
      });
    for (let n = 0; n < 10; n += 1) expect((await guess()).status).toBe(422);
    const refused = await guess();
    expect(refused.status).toBe(429);
    expect(refused.text).toContain('too many wrong attempts');
  });

  it('cannot be ended by following a link', async () => {
    const lena = await app.as('lena');
    expect((await lena.get(urls.signOut())).status).toBe(404);
    expect((await lena.get(urls.account())).text).toContain(emailOf('lena'));
  });

  it('sends nobody on before the session is kept, or the next page would not know what was done', async () => {
    const { database } = app.deps;
    const small = express();
    small.use(createSessions({ database, secret: 'for this test', now: app.deps.now }));
    small.get('/in', async (req, res) => {
      await signIn(req, { id: app.ids.lena, sessionEpoch: 0 });
      res.end();
    });
    small.get('/done', async (req, res) => {
      req.session.flash = 'Saved.';
      await sendOn(req, res, '/in');
    });
    const agent = request.agent(small);
    await agent.get('/in');
    const happened: string[] = [];
    let sent: Promise<unknown> = Promise.resolve();
    await database.write(async () => {
      // On SQLite whoever writes keeps all others from writing.
      if (engine === 'postgres') {
        await database.query.raw('lock table sessions in share row exclusive mode');
      }
      // A script's answer has no body, and is whole with its head.
      sent = agent
        .get('/done')
        .set('accept', 'application/json')
        .then((response) => happened.push(`sent on with ${response.status}`));
      await new Promise((resolve) => setTimeout(resolve, 500));
      happened.push('the session can be kept');
    });
    await sent;
    expect(happened).toEqual(['the session can be kept', 'sent on with 303']);
  });

  it('leaves a line of activity, right or wrong, without what was typed', async () => {
    await signInWith({ email: 'mistyped@example.org', password: 'mistyped password' });
    await signInWith({ email: emailOf('stan') });
    const lines = await app.deps.activity.list({ limit: 2 });
    expect(lines).toMatchObject([
      { action: 'person.signedIn', userId: app.ids.stan },
      { action: 'person.signInFailed', userId: null },
    ]);
    expect(JSON.stringify(lines)).not.toContain('mistyped');
  });

  it('refuses fields that are too long rather than looking at them', async () => {
    expect((await signInWith({ password: 'x'.repeat(1001) })).response.status).toBe(400);
    expect((await signInWith({ email: `${'x'.repeat(1001)}@example.org` })).response.status).toBe(400);
  });
});

onOneEngine('the limit of attempts', (engine) => {
  let started: Awaited<ReturnType<typeof startDeps>>;
  beforeAll(async () => {
    started = await startDeps(engine);
    for (const who of ['lena', 'amir'] as const) {
      await started.deps.accounts.createWithPassword(
        { name: who, email: emailOf(who), roles: ['lead'], providerId: null },
        PASSWORD,
      );
    }
  });
  afterAll(() => started.close());

  /** A program that has counted nothing yet, behind one proxy, which names the address of the client. */
  async function freshApp() {
    const { app } = createApp({ ...started.deps, config: { ...started.deps.config, trustProxy: 1 } });
    const openPage = async () => {
      const page = await request(app).get(urls.signIn());
      return { cookie: cookieOf(page) ?? '', _csrf: tokenIn(page.text) };
    };
    let { cookie, _csrf } = await openPage();
    return async (email: string, password: string, address = '192.0.2.1') => {
      const response = await request(app)
        .post(urls.signIn())
        .set('X-Forwarded-For', address)
        .set('Cookie', cookie)
        .type('form')
        .send({ _csrf, email, password });
      // Signing in ends the session that the page belonged to.
      if (response.status === 303) ({ cookie, _csrf } = await openPage());
      return response;
    };
  }

  const WRONG = 'not the password at all';

  it('is 10 wrong passwords of one person from one address; then even the right one waits there', async () => {
    const attempt = await freshApp();
    for (let i = 0; i < 10; i += 1) expect((await attempt(emailOf('lena'), WRONG)).status).toBe(422);
    const refused = await attempt(emailOf('lena'), WRONG);
    expect(refused.status).toBe(429);
    const wait = Number(refused.headers['retry-after']);
    expect(wait).toBeGreaterThan(14 * 60);
    expect(wait).toBeLessThanOrEqual(15 * 60);
    expect(refused.text).toContain('Wait 15 minutes and try again.');
    const right = await attempt(emailOf('lena').toUpperCase(), PASSWORD);
    expect(right.status).toBe(429);
    expect(right.text).not.toContain('action="/sign-out"');
    // From elsewhere the person is let in, and so is another one from here.
    expect((await attempt(emailOf('lena'), PASSWORD, '192.0.2.2')).status).toBe(303);
    expect((await attempt(emailOf('amir'), PASSWORD)).status).toBe(303);
  });

  it('is never used up by strangers where the person signed in before, wherever they guess from', async () => {
    const { app } = createApp({ ...started.deps, config: { ...started.deps.config, trustProxy: 1 } });
    const at = async (
      agent: ReturnType<typeof request.agent>,
      email: string,
      password: string,
      address: string,
    ) => {
      const page = await agent.get(urls.signIn()).redirects(1);
      const sent = await agent
        .post(urls.signIn())
        .set('X-Forwarded-For', address)
        .type('form')
        .send({ _csrf: tokenIn(page.text), email, password });
      return sent.status;
    };
    const [laptop, stranger] = [request.agent(app), request.agent(app)];
    const room = '192.0.2.1';
    expect(await at(laptop, emailOf('lena'), PASSWORD, room)).toBe(303);
    const home = await laptop.get(urls.home());
    await laptop
      .post(urls.signOut())
      .type('form')
      .send({ _csrf: tokenIn(home.text) });

    // Ten from each of several places is more than all of them together may try, and in the room itself too.
    const guessed = new Map<number, number>();
    for (let i = 0; i < 70; i += 1) {
      const status = await at(
        stranger,
        emailOf('lena'),
        WRONG,
        i < 12 ? room : `198.51.100.${Math.floor(i / 9)}`,
      );
      guessed.set(status, (guessed.get(status) ?? 0) + 1);
    }
    expect(guessed.get(422)).toBe(50);
    expect(guessed.get(429)).toBe(20);
    expect(await at(request.agent(app), emailOf('lena'), PASSWORD, '203.0.113.9')).toBe(429);
    expect(await at(laptop, emailOf('lena'), PASSWORD, room)).toBe(303);
    // There it is another ten, for this person alone.
    await laptop
      .post(urls.signOut())
      .type('form')
      .send({ _csrf: tokenIn((await laptop.get(urls.home())).text) });
    for (let i = 0; i < 10; i += 1) expect(await at(laptop, emailOf('lena'), WRONG, room)).toBe(422);
    expect(await at(laptop, emailOf('lena'), PASSWORD, room)).toBe(429);
    expect(await at(laptop, emailOf('amir'), PASSWORD, room)).toBe(303);
  });

  it('is not extended by trying on, and a refused attempt is not looked at', async () => {
    const attempt = await freshApp();
    for (let i = 0; i < 10; i += 1) await attempt(emailOf('lena'), WRONG);
    // That somebody was turned away is a line of its own; a password that is looked at has another.
    const lines = async () =>
      (await started.deps.activity.list({ limit: 1000 })).filter(
        ({ action }) => action === 'person.signInFailed',
      ).length;
    const before = await lines();
    const first = Number((await attempt(emailOf('lena'), WRONG)).headers['retry-after']);
    for (let i = 0; i < 5; i += 1) await attempt(emailOf('lena'), WRONG);
    const last = Number((await attempt(emailOf('lena'), PASSWORD)).headers['retry-after']);
    expect(last).toBeLessThanOrEqual(first);
    expect(await lines()).toBe(before);
  });

  it('begins anew with the right password', async () => {
    const attempt = await freshApp();
    for (let round = 0; round < 2; round += 1) {
      for (let i = 0; i < 9; i += 1) expect((await attempt(emailOf('lena'), WRONG)).status).toBe(422);
      expect((await attempt(emailOf('lena'), PASSWORD)).status).toBe(303);
    }
  });

  it('holds against many attempts at the same moment', async () => {
    const attempt = await freshApp();
    const responses = await Promise.all(
      Array.from({ length: 30 }, (_, i) => attempt(emailOf('lena'), i === 25 ? PASSWORD : WRONG)),
    );
    const statuses = responses.map((response) => response.status);
    const looked = statuses.filter((status) => status === 422 || status === 303);
    expect(looked.length).toBeLessThanOrEqual(10);
    expect(statuses.filter((status) => status === 429)).toHaveLength(30 - looked.length);
  });

  it('is 50 wrong passwords from one address, whoever they are for', async () => {
    const attempt = await freshApp();
    // A right one in between ends the count of the person, and not that of the address.
    const wrong = async (times: number) => {
      for (let i = 0; i < times; i += 1) expect((await attempt(emailOf('lena'), WRONG)).status).toBe(422);
      expect((await attempt(emailOf('lena'), PASSWORD)).status).toBe(303);
    };
    for (let round = 0; round < 5; round += 1) await wrong(9);
    for (let i = 0; i < 5; i += 1) expect((await attempt(emailOf('amir'), WRONG)).status).toBe(422);
    expect((await attempt(emailOf('amir'), WRONG)).status).toBe(429);
    const right = await attempt(emailOf('lena'), PASSWORD);
    expect(right.status).toBe(429);
    expect(Number(right.headers['retry-after'])).toBeGreaterThan(0);
    // From another address all goes on.
    expect((await attempt(emailOf('lena'), PASSWORD, '192.0.2.9')).status).toBe(303);
  });

  it('of one person does not shut out the others in the room', async () => {
    const attempt = await freshApp();
    for (let i = 0; i < 70; i += 1) await attempt(emailOf('lena'), WRONG);
    expect((await attempt(emailOf('amir'), PASSWORD)).status).toBe(303);
  });

  it('does not take a client’s own word for its address where there is no proxy', async () => {
    const { app } = createApp(started.deps);
    const agent = request.agent(app);
    const _csrf = tokenIn((await agent.get(urls.signIn())).text);
    const statuses: number[] = [];
    for (let i = 0; i < 52; i += 1) {
      const response = await agent
        .post(urls.signIn())
        .set('X-Forwarded-For', `192.0.2.${i}`)
        .type('form')
        .send({ _csrf, email: i % 10 === 9 ? 'x' : emailOf(i % 2 === 0 ? 'lena' : 'amir'), password: WRONG });
      statuses.push(response.status);
      if (response.status === 429) break;
    }
    expect(statuses.at(-1)).toBe(429);
  });
});

describe('the limit of attempts', () => {
  it('keeps no account of people who sign in rightly', async () => {
    const app = await startApp('sqlite');
    try {
      const statuses = new Set<number>();
      for (let i = 0; i < 60; i += 1) {
        const fields = { email: emailOf('lena'), password: PASSWORD };
        statuses.add((await app.anonymous().post(urls.signIn(), fields)).status);
      }
      expect([...statuses]).toEqual([303]);
    } finally {
      await app.close();
    }
  });
});
