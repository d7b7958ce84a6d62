import { RateLimiterMemory } from 'rate-limiter-flexible';
import request from 'supertest';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  createRefusals,
  createRefusedLines,
  LINES_OF_NOBODY_AN_HOUR,
} from '../../../server/people/activity/refusals.ts';
import type { ActivityEntry, ActivityRepository } from '../../../server/people/activity/repository.ts';
import { urls } from '../../../server/web/urls.ts';
import { onBothEngines, startApp, withExample } from '../../support/app.ts';
import type { TestApp } from '../../support/app.ts';

onBothEngines('who asks for what is not meant for them', (engine) => {
  let app: TestApp;
  let auditId: number;
  beforeAll(async () => {
    app = await startApp(engine);
    auditId = await withExample(app);
  });
  afterAll(() => app.close());

  const linesOf = async (userId: number) =>
    (await app.deps.activity.list({ limit: 1000 })).filter(
      (line) => line.action === 'access.refused' && line.userId === userId,
    );

  it('is written down sixty times an hour, and the last line says that no more will be', async () => {
    const stan = await app.as('stan');
    for (let i = 0; i < 75; i += 1) expect((await stan.get(urls.audit(auditId))).status).toBe(404);
    const lines = await linesOf(app.ids.stan);
    expect(lines).toHaveLength(60);
    expect(lines[0]?.detail).toEqual({ asked: 'audit.read', further: 'not written for an hour' });
    expect(lines[1]?.detail).toEqual({ asked: 'audit.read' });
    // Of somebody else it is written all the same.
    const dora = await app.as('dora');
    await dora.get(urls.audit(auditId));
    expect(await linesOf(app.ids.dora)).toHaveLength(1);
  });

  const written = async (action: string) =>
    (await app.deps.activity.list({ limit: 5000 })).filter((line) => line.action === action);

  it('is written down of steps that a role may not take', async () => {
    const amir = await app.as('amir');
    expect((await amir.post(urls.auditState(auditId), { step: 'close' })).status).toBe(403);
    expect((await amir.get(urls.people())).status).toBe(403);
    expect(await written('access.forbidden')).toMatchObject([
      { userId: app.ids.amir, detail: { asked: 'people.manage' } },
      { userId: app.ids.amir, auditId, detail: { asked: 'audit.changeState' } },
    ]);
  });

  it('is written down of other programs as of people, sixty times an hour', async () => {
    const token = async (person: 'stan' | 'carl') =>
      (
        await app.deps.tokens.issue(app.ids.adam, {
          userId: app.ids[person],
          name: person,
          expiresOn: new Date(Date.now() + 86_400_000).toISOString().slice(0, 10),
        })
      ).token;
    const [ofStan, ofCarl] = [await token('stan'), await token('carl')];
    const ask = (bearer: string) =>
      request(app.app).get(`/api/v1/audits/${auditId}/results`).set('Authorization', `Bearer ${bearer}`);
    const before = (await linesOf(app.ids.stan)).length;
    for (let i = 0; i < 65; i += 1) expect((await ask(ofStan)).status).toBe(404);
    const lines = (await linesOf(app.ids.stan)).slice(0, -before);
    expect(lines).toHaveLength(60);
    expect(lines[1]).toMatchObject({ auditId, detail: { asked: 'results.read', by: 'API token' } });
    // The audit is open: who reads figures only may not see them yet.
    expect((await ask(ofCarl)).status).toBe(403);
    const forbidden = await written('access.forbidden');
    expect(forbidden[0]).toMatchObject({ userId: app.ids.carl, auditId, detail: { by: 'API token' } });
  });

  it('is written down of wrong tokens, forms from elsewhere and attempts without end, by address and in all', async () => {
    const lines = () => written('request.refused');
    const why = async () => (await lines()).map(({ detail }) => detail?.['why']);
    await request(app.app).get('/api/v1/audits').set('Authorization', 'Bearer cfa_wrong');
    expect(await why()).toEqual(['no such API token']);
    const amir = await app.as('amir');
    await amir.post(urls.providers(), { _csrf: 'wrong' });
    expect((await lines())[0]).toMatchObject({
      userId: app.ids.amir,
      detail: { why: 'the token of the form does not fit' },
    });
    await request(app.app).post(urls.signIn()).set('Sec-Fetch-Site', 'cross-site').type('form').send({});
    expect((await why())[0]).toBe('sent from another site');
    for (let i = 0; i < 100; i += 1) await request(app.app).get('/api/v1/audits');
    const ofNobody = (await lines()).filter(({ userId }) => userId === null);
    expect(ofNobody).toHaveLength(60);
    expect(ofNobody[0]?.detail).toMatchObject({ further: 'not written for an hour' });
    // Nothing in a line says from where, and no page holds the program for who did it.
    expect(JSON.stringify(ofNobody)).not.toMatch(/127\.0\.0\.1|::/);
    const page = await (await app.as('adam')).get(`${urls.allActivity()}?q=refused`);
    expect(page.text).toContain('sent what was refused before it was looked at');
    expect(page.text).toContain('why no such API token');
    expect(page.text).not.toContain('The program');
  });
});

it('writes at most 300 lines an hour of all together whom nobody knows', async () => {
  const written: ActivityEntry[] = [];
  const activity: ActivityRepository = {
    add: (entry) => Promise.resolve(void written.push(entry)),
    list: () => Promise.resolve([]),
    people: () => Promise.resolve([]),
  };
  const refusals = createRefusals(
    activity,
    (keyPrefix, limit) => new RateLimiterMemory({ ...limit, keyPrefix }),
  );
  const tell = createRefusedLines(refusals);
  for (let i = 0; i < 1000; i += 1) {
    await tell({ kind: 'request', user: null, client: `192.0.2.${i}`, why: 'no such API token' });
  }
  expect(written).toHaveLength(LINES_OF_NOBODY_AN_HOUR);
  expect(written.at(-1)?.detail).toMatchObject({ further: 'not written for an hour' });
});
