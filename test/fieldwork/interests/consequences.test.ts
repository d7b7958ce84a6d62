import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { urls } from '../../../server/web/urls.ts';
import { onBothEngines, startApp } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { newAudit } from '../../support/audit.ts';
import { wordsOf } from '../../support/form.ts';

onBothEngines('what a declared interest leads to', (engine) => {
  let app: TestApp;
  let lena: Visitor;
  let stan: Visitor;

  beforeAll(async () => {
    // Mail is written down only where there is a server to take it.
    app = await startApp(engine, { mailer: { send: () => Promise.resolve() } });
    [lena, stan] = [await app.as('lena'), await app.as('stan')];
  });
  afterAll(() => app.close());
  beforeEach(async () => {
    await app.deps.database.pool('declared_interests').delete();
    await app.deps.database.pool('safeguarding_alerts').delete();
  });

  const GROUPS = [
    { name: 'Ash', providers: ['The Bridge'] },
    { name: 'Birch', providers: ['Dovetail'] },
  ];
  /** An audit with a list, of which this many files of Ash are drawn. */
  async function drawn(
    amount: number,
    workers: readonly string[],
  ): Promise<{ auditId: number; ash: number }> {
    const { auditId, groupIds } = await newAudit(app, { groups: GROUPS });
    const [ash = 0] = groupIds;
    const rows = workers.map((worker, n) => `A-${n + 1},Ash,${worker}`);
    await lena.upload(urls.sampleList(auditId), ['reference,group,worker code', ...rows].join('\n'));
    await lena.post(urls.sampleDraw(auditId), {
      seed: 'SEED-1',
      [`amount-${ash}`]: String(amount),
      [`by-${ash}`]: 'number',
      [`method-${ash}`]: 'random',
    });
    return { auditId, ash };
  }
  const filesOf = (auditId: number) => app.deps.sampling.files(auditId);
  const give = async (auditId: number, sampledId: number) =>
    app.deps.assigning.give(app.ids.lena, auditId, [`drawn-${sampledId}`], app.ids.amir);
  const overview = async (auditId: number) => app.deps.assigning.overview(await app.deps.audits.get(auditId));
  const given = async (auditId: number) =>
    (await overview(auditId)).files.flatMap(({ reference, assignee }) => (assignee ? [reference] : []));
  const bridge = async () => (await app.deps.providers.byName('The Bridge'))?.id ?? 0;

  it('is no file that takes the place of another one, which the lead is told of', async () => {
    const { auditId } = await drawn(1, ['W1', 'W2']);
    const [first] = await filesOf(auditId);
    await give(auditId, first?.id ?? 0);
    // The other one takes its place.
    const other = first?.reference === 'A-1' ? 'W2' : 'W1';
    await app.deps.interests.declare(app.ids.amir, auditId, { providerIds: [], workers: [other] });
    expect(await given(auditId)).toEqual([first?.reference]);
    const { next } = await app.deps.fromSample.notFound(app.ids.beth, auditId, first?.id ?? 0, 'Moved away');
    expect(next).not.toBeNull();
    expect(await given(auditId)).toEqual([]);
    expect(wordsOf((await lena.get(urls.interests(auditId))).text)).toContain(`Taken back for it: ${next}.`);
  });

  it('is a mark at each file of somebody who is kept from it, as after a change of its group', async () => {
    const { auditId, ash } = await drawn(2, ['W1', 'W2']);
    for (const { id } of await filesOf(auditId)) await give(auditId, id);
    const dovetail = (await app.deps.providers.byName('Dovetail'))?.id ?? 0;
    await app.deps.interests.declare(app.ids.amir, auditId, { providerIds: [dovetail], workers: [] });
    const page = async () => wordsOf((await lena.get(urls.assigned(auditId))).text);
    expect(await page()).not.toContain('Declared an interest in it');
    const group = { name: 'Ash', plannedFiles: 2, exclusions: [] };
    await app.deps.auditRepository.updateGroup(ash, { ...group, providerIds: [dovetail] });
    expect((await page()).match(/Declared an interest in it: give it to somebody else/g)).toHaveLength(2);
  });

  it('is that alerts about a file go to the other leads, and to all where nobody else is left', async () => {
    const { auditId, ash } = await drawn(1, ['W1']);
    await app.deps.audits.addMember(app.ids.lena, auditId, app.ids.stan, 'lead');
    const fileId = await app.deps.recording.create(app.ids.amir, auditId, { reference: 'A-9', groupId: ash });
    const declare = async (who: 'lena' | 'stan', providerIds: number[]) =>
      app.deps.interests.declare(app.ids[who], auditId, { providerIds, workers: [] });
    await declare('lena', [await bridge()]);
    await app.deps.database.pool('outgoing_mail').delete();
    const alert = await app.deps.safeguarding.raise(
      await app.deps.accounts.get(app.ids.amir),
      auditId,
      fileId,
      {
        seen: 'The letter says that two small children are left alone overnight.',
        providerCase: '',
        urgency: 'now',
        keep: '',
      },
    );
    expect(await app.deps.database.pool('outgoing_mail').pluck('user_id')).toEqual([app.ids.stan]);
    const url = urls.alert(auditId, alert.id);
    const home = async (visitor: Visitor) => wordsOf((await visitor.get(urls.home())).text);
    const seen = async (visitor: Visitor) => [
      (await visitor.get(url)).status,
      (await home(visitor)).includes('safeguarding alert'),
      (await visitor.get(urls.safeguarding(auditId))).text.includes(url),
    ];
    expect(await seen(lena)).toEqual([403, false, false]);
    expect((await lena.post(url, { outcome: 'SG-1' })).status).toBe(403);
    expect(await seen(stan)).toEqual([200, true, true]);
    // A person at risk comes first.
    await declare('stan', [await bridge()]);
    expect(await seen(lena)).toEqual([200, true, true]);
    expect(await seen(stan)).toEqual([200, true, true]);
  });

  it('is told of in every audit whose panel still reads, and changes nothing of a closed one', async () => {
    const made = [];
    for (let n = 0; n < 3; n += 1) made.push(await drawn(1, ['W1']));
    const [own = 0, open = 0, closed = 0] = made.map(({ auditId }) => auditId);
    for (const auditId of [own, open, closed]) await give(auditId, (await filesOf(auditId))[0]?.id ?? 0);
    await app.deps.auditRepository.setState(closed, 'closed', new Date().toISOString());
    const providerIds = [await bridge()];
    const taken = await app.deps.interests.declare(app.ids.amir, own, { providerIds, workers: [] });
    expect(taken).toBe(1);
    expect([await given(own), await given(open), await given(closed)]).toEqual([[], [], ['A-1']]);
    const lines = async (auditId: number) =>
      (await app.deps.activity.list({ auditId, limit: 100 })).filter(
        ({ action }) => action === 'interests.declared',
      );
    expect(await Promise.all([own, open, closed].map(async (id) => (await lines(id)).length))).toEqual([
      1, 1, 0,
    ]);
    expect((await lines(open))[0]?.detail).toEqual({ services: 1, workers: 0, takenBack: 1 });
  });
});
