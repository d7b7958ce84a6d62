import { afterAll, beforeAll, expect, it } from 'vitest';
import { createCaseFileRepository } from '../../../server/fieldwork/caseFiles/repository.ts';
import { urls } from '../../../server/web/urls.ts';
import { toolOf } from '../../audits/instruments.ts';
import { onOneEngine, startApp } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { newAudit } from '../../support/audit.ts';
import { codesOf, surveyAudit } from '../../support/questionnaire.ts';
import { drawAll, saveReading } from '../../support/readings.ts';
import { scoredAudit } from '../../support/scoredAudit.ts';

const KEPT = 'You have declared an interest in the service or the worker';

/** The ids that addresses name in one audit. */
type Ids = Record<string, number | string>;

onOneEngine('whoever declared an interest, at every address that names a file', (engine) => {
  let app: TestApp;
  let lena: Visitor;
  /** A lead, since nobody else may do so much: what refuses her is what she declared. */
  let groupIds: number[] = [];
  let files: Ids = {};
  let beside: Ids = {};
  let scores: Ids = {};
  let texts: Ids = {};

  beforeAll(async () => {
    app = await startApp(engine);
    lena = await app.as('lena');
    ({ files, beside, groupIds } = await read());
    scores = await scored();
    texts = await coded();
    const audit = (of: Ids) => Number(of['auditId']);
    for (const of of [files, scores, texts]) {
      const [first] = await app.deps.audits.groups(audit(of));
      const providerIds = (first?.providers ?? []).map(({ id }) => id);
      const workers = of === files ? ['W1'] : [];
      await app.deps.interests.declare(app.ids.lena, audit(of), { providerIds, workers });
    }
  });
  afterAll(() => app.close());

  /** A file of the service, read twice, and one of another service that a listed worker has, read beside the sample. */
  async function read(): Promise<{ files: Ids; beside: Ids; groupIds: number[] }> {
    const made = await newAudit(app, {
      groups: [{ name: 'Ash' }, { name: 'Birch', providers: ['Dovetail'] }],
    });
    const { auditId } = made;
    const [ash = 0, birch = 0] = made.groupIds;
    const list =
      'reference,group,worker code\nA-1,Ash,W2\nA-2,Ash,W2\nB-1,Birch,W3\nB-2,Birch,W1\nB-3,Birch,W1';
    await lena.upload(urls.sampleList(auditId), list);
    await lena.post(urls.sampleDraw(auditId), {
      seed: 'SEED-1',
      [`amount-${ash}`]: '2',
      [`by-${ash}`]: 'number',
      [`method-${ash}`]: 'random',
      [`amount-${birch}`]: '1',
      [`by-${birch}`]: 'number',
      [`method-${birch}`]: 'random',
    });
    const drawn = await app.deps.sampling.files(auditId);
    const sampledId = drawn.find(({ reference }) => reference === 'A-1')?.id ?? 0;
    const fileId = await app.deps.fromSample.begin(app.ids.beth, auditId, sampledId);
    const listed: { id: number; reference: string; status: string }[] = await app.deps.database
      .query('sampled_files')
      .where({ audit_id: auditId, worker: 'W1' });
    const spare = listed.find(({ status }) => status !== 'drawn');
    const besideId = await app.deps.recording.create(app.ids.beth, auditId, {
      reference: (spare?.reference ?? '').toLowerCase(),
      groupId: birch,
    });
    for (const id of [fileId, besideId]) {
      await saveReading(app, 'beth', auditId, id, { answers: { smart: 'yes' } });
    }
    await drawAll(app, auditId);
    return {
      files: { auditId, fileId, sampledId, reference: 'A-1' },
      beside: { auditId, fileId: besideId, reference: spare?.reference ?? '' },
      groupIds: made.groupIds,
    };
  }

  async function scored(): Promise<Ids> {
    const records = { 'ONE-1': new Map<string, string>() };
    const tool = toolOf('diversity_review_2008');
    const auditId = await scoredAudit(app, tool, { One: records }, { providers: ['The Bridge'] });
    const [line] = await createCaseFileRepository(app.deps.database).lines(auditId, { asked: [], read: [] });
    return { auditId, fileId: line?.id ?? 0 };
  }

  async function coded(): Promise<Ids> {
    const { auditId, ash } = await surveyAudit(app);
    const [code = ''] = await codesOf(app, auditId, ash);
    await app.deps.respondents.answer(code, 'recovery_words', { is: 'answer', value: 'A flat' });
    await app.deps.respondents.handIn(code);
    const { items } = await app.deps.coding.of(auditId, app.ids.beth);
    return { auditId, itemId: 'recovery_code', fileId: items[0]?.texts[0]?.fileId ?? 0 };
  }

  const namesFile = ({ path }: { path: string }) => path.includes(':fileId') || path.includes(':sampledId');

  /** What every route that names a file answers, of those whose audit has what it is about. */
  async function refusals(idsOf: (path: string) => Ids | null) {
    const outcomes: Record<string, string> = {};
    for (const { method, path } of app.routes.filter(namesFile)) {
      const ids = idsOf(path);
      if (ids === null) continue;
      const url = path.replace(/:(\w+)/g, (_, name: string) => {
        if (ids[name] === undefined) throw new Error(`${path} names a ${name}: say here which`);
        return String(ids[name]);
      });
      const { status, text } = await (method === 'get' ? lena.get(url) : lena.post(url, {}));
      outcomes[`${method} ${path}`] = `${status} ${text.includes(KEPT) ? 'kept' : 'not kept'}`;
    }
    return outcomes;
  }
  const allRefused = (outcomes: Record<string, string>) =>
    Object.fromEntries(Object.keys(outcomes).map((route) => [route, '403 kept']));

  it('is refused for the service of the file, and told why', async () => {
    const outcomes = await refusals((path) =>
      path.includes('/scores/') ? scores : path.includes('/coding/') ? texts : files,
    );
    expect(Object.keys(outcomes).length).toBeGreaterThan(25);
    expect(outcomes).toEqual(allRefused(outcomes));
  });

  it('is refused for the worker of a file that was read beside the sample', async () => {
    const outcomes = await refusals((path) => (/\/(scores|coding)\/|:sampledId/.test(path) ? null : beside));
    expect(Object.keys(outcomes).length).toBeGreaterThan(15);
    expect(outcomes).toEqual(allRefused(outcomes));
  });

  it('is refused where a device names the file by its reference, in whichever group', async () => {
    for (const { auditId, reference = '' } of [files, beside]) {
      for (const groupId of groupIds) {
        const answer = await lena.post(urls.deviceBegin(auditId ?? 0), {
          reference: String(reference),
          groupId: String(groupId),
          beside: String(reference),
        });
        expect([answer.status, answer.text]).toEqual([422, expect.stringContaining(KEPT)]);
      }
    }
  });
});
