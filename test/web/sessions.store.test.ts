import express from 'express';
import request from 'supertest';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createSessions, signIn } from '../../server/web/session.ts';
import {
  createOwnSessions,
  removeEndedSessions,
  SESSION_LONGEST_MILLISECONDS,
  SESSION_MILLISECONDS,
} from '../../server/web/sessionStore.ts';
import { onBothEngines } from '../support/app.ts';
import { startStore } from '../support/store.ts';
import type { StoreTest } from '../support/store.ts';

const HOUR = 3_600_000;
const START = Date.parse('2026-11-29T09:00:00.000Z');

onBothEngines('the store of sessions', (engine) => {
  let test: StoreTest;
  beforeAll(async () => {
    test = await startStore(engine);
  });
  afterAll(() => test.close());

  let hours = 0;
  const now = () => new Date(START + hours * HOUR);

  /** A server of several; what one has kept the others know. */
  function program() {
    const app = express();
    app.use(createSessions({ database: test.database, secret: 'secret', now }));
    const held: (() => void)[] = [];
    app.get('/in/:id', async (req, res) => {
      await signIn(req, { id: Number(req.params.id), sessionEpoch: 0 });
      res.send('in');
    });
    app.get('/get', (req, res) => {
      res.send(String(req.session.userId ?? 'nobody'));
    });
    // Under way until it is let go, and writes its session then.
    app.get('/slow', async (req, res) => {
      await new Promise<void>((resolve) => held.push(resolve));
      req.session.flash = 'Saved.';
      res.send('saved');
    });
    app.get('/end', (req, res, next) => {
      req.session.destroy((error: unknown) => (error ? next(error) : res.send('ended')));
    });
    return { client: request(app), held };
  }
  const rows = () =>
    test.database.pool('sessions').select<{ id_hash: string; expires_at: string; data: string }[]>('*');
  const cookieOf = (headers: Record<string, unknown>) => String(headers['set-cookie']).split(';')[0] ?? '';
  const signedIn = async ({ client }: ReturnType<typeof program>) =>
    cookieOf((await client.get('/in/7')).headers);
  const who = async ({ client }: ReturnType<typeof program>, cookie: string) =>
    (await client.get('/get').set('cookie', cookie)).text;

  it('keeps one in the database, where another server finds it, until it is ended', async () => {
    const [one, other] = [program(), program()];
    const cookie = await signedIn(one);
    expect(await who(other, cookie)).toBe('7');
    expect(await rows()).toHaveLength(1);
    const [row] = await rows();
    expect(Date.parse(row?.expires_at ?? '')).toBe(START + SESSION_MILLISECONDS);
    await one.client.get('/end').set('cookie', cookie);
    expect(await rows()).toEqual([]);
    expect(await who(other, cookie)).toBe('nobody');
  });

  it('keeps nothing of who only visits, however often', async () => {
    const one = program();
    for (let i = 0; i < 20; i += 1) await one.client.get('/get');
    expect(await rows()).toEqual([]);
  });

  it('keeps no id with which somebody who reads the database could go on', async () => {
    const one = program();
    const cookie = await signedIn(one);
    const id =
      decodeURIComponent(cookie.slice(cookie.indexOf('=') + 1))
        .slice(2)
        .split('.')[0] ?? '';
    expect(id).toMatch(/^[\w-]{43}$/);
    expect(JSON.stringify(await rows())).not.toContain(id);
    await one.client.get('/end').set('cookie', cookie);
  });

  it('does not take one up again that was ended while requests were under way, on any server', async () => {
    const servers = [program(), program()];
    const cookie = await signedIn(servers[0] as (typeof servers)[0]);
    const underWay = servers.flatMap(({ client, held }) =>
      Array.from({ length: 5 }, async (_, i) => ({
        sent: client
          .get('/slow')
          .set('cookie', cookie)
          .then((response) => response),
        held,
        i,
      })),
    );
    const sent = await Promise.all(underWay);
    await expect.poll(() => servers.map(({ held }) => held.length)).toEqual([5, 5]);
    expect((await servers[1]?.client.get('/end').set('cookie', cookie))?.text).toBe('ended');
    for (const { held } of servers) held.forEach((goOn) => goOn());
    for (const { sent: answer } of sent) expect((await answer).text).toBe('saved');
    expect(await rows()).toEqual([]);
    for (const server of servers) expect(await who(server, cookie)).toBe('nobody');
  });

  it('is nobody’s once it has run out', async () => {
    const one = program();
    const cookie = await signedIn(one);
    hours = SESSION_MILLISECONDS / HOUR - 1;
    expect(await who(one, cookie)).toBe('7');
    hours += SESSION_MILLISECONDS / HOUR;
    expect(await who(one, cookie)).toBe('nobody');
    hours = 0;
  });

  it('ends a week after the sign-in, however much is done in it', async () => {
    const one = program();
    const cookie = await signedIn(one);
    const longest = SESSION_LONGEST_MILLISECONDS / HOUR;
    for (hours = 10; hours < longest; hours += 10) expect(await who(one, cookie), `${hours} hours`).toBe('7');
    hours = longest;
    expect(await who(one, cookie)).toBe('nobody');
    // And is removed, while one that goes on is not.
    const other = await signedIn(one);
    await removeEndedSessions(test.database, now());
    expect(await rows()).toHaveLength(1);
    expect(await who(one, other)).toBe('7');
    hours = 0;
  });

  it('lists to a person their own that go on, and ends them for every server', async () => {
    const [one, other] = [program(), program()];
    const own = createOwnSessions(test.database, now);
    await test.database.pool('sessions').delete();
    const cookies: string[] = [];
    for (let i = 0; i < 3; i += 1) {
      cookies.push(await signedIn(i === 2 ? other : one));
      hours += 1;
    }
    await one.client.get('/in/8');
    const person = { id: 7, sessionEpoch: 0 };
    expect(await who(one, cookies[0] ?? '')).toBe('7');
    const listed = await own.list(person);
    // The first was seen just now.
    expect(listed.map(({ startedAt }) => (Date.parse(startedAt) - START) / HOUR - (hours - 3))).toEqual([
      0, 2, 1,
    ]);
    expect(await own.list({ id: 7, sessionEpoch: 1 })).toEqual([]);

    const [first, second] = listed.map(({ key }) => key);
    expect(await own.end(8, second ?? '')).toBe(false);
    expect(await own.end(7, second ?? '')).toBe(true);
    expect(await own.end(7, second ?? '')).toBe(false);
    expect(await who(one, cookies[2] ?? '')).toBe('nobody');
    expect(await own.endOthers(7, first ?? '')).toBe(1);
    expect(await Promise.all(cookies.map((cookie) => who(other, cookie)))).toEqual(['7', 'nobody', 'nobody']);
    expect(await own.list({ id: 8, sessionEpoch: 0 })).toHaveLength(1);
    hours += 31;
    expect(await own.list(person)).toEqual([]);
  });
});
