import express from 'express';
import request from 'supertest';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createSessions, SESSION_MILLISECONDS } from '../../server/web/session.ts';
import { onBothEngines } from '../support/app.ts';
import { startStore } from '../support/store.ts';
import type { StoreTest } from '../support/store.ts';

onBothEngines('the store of sessions', (engine) => {
  let test: StoreTest;
  beforeAll(async () => {
    test = await startStore(engine);
  });
  afterAll(() => test.close());

  /** A program that keeps a number in the session; another one knows what this one has kept. */
  function program() {
    const app = express();
    app.use(createSessions({ knex: test.database.pool, secret: 'secret' }));
    app.get('/set/:id', (req, res) => {
      req.session.userId = Number(req.params.id);
      res.send('set');
    });
    app.get('/get', (req, res) => {
      res.send(String(req.session.userId ?? 'nobody'));
    });
    app.get('/end', (req, res, next) => {
      req.session.destroy((error: unknown) => (error ? next(error) : res.send('ended')));
    });
    return request(app);
  }
  const rows = () => test.database.pool('sessions').select<{ sid: string; expired: string | Date }[]>('*');
  const cookieOf = (headers: Record<string, unknown>) => String(headers['set-cookie']).split(';')[0] ?? '';

  it('keeps one in the database, where another process finds it, until it is ended', async () => {
    const [one, other] = [program(), program()];
    await one.get('/get');
    expect(await rows()).toEqual([]);
    const cookie = cookieOf((await one.get('/set/7')).headers);
    expect((await other.get('/get').set('cookie', cookie)).text).toBe('7');
    await other.get('/set/8').set('cookie', cookie);
    expect((await one.get('/get').set('cookie', cookie)).text).toBe('8');
    expect(await rows()).toHaveLength(1);
    const [row] = await rows();
    const left = new Date(row?.expired ?? 0).getTime() - Date.now();
    expect(left).toBeGreaterThan(SESSION_MILLISECONDS - 60_000);
    expect(left).toBeLessThanOrEqual(SESSION_MILLISECONDS);
    await one.get('/end').set('cookie', cookie);
    expect(await rows()).toEqual([]);
    expect((await other.get('/get').set('cookie', cookie)).text).toBe('nobody');
  });

  it('is nobody’s once it has run out', async () => {
    const cookie = cookieOf((await program().get('/set/7')).headers);
    const past = new Date(Date.now() - 1000);
    await test.database.pool('sessions').update({
      expired: engine === 'postgres' ? past : past.toISOString().replace('T', ' ').replace('Z', ''),
    });
    expect((await program().get('/get').set('cookie', cookie)).text).toBe('nobody');
  });
});
