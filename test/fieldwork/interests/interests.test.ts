import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { urls } from '../../../server/web/urls.ts';
import { onBothEngines, startApp } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { activityOf, newAudit } from '../../support/audit.ts';
import { filledIn, formsOf, formTo, wordsOf } from '../../support/form.ts';
import { drawAll, saveReading } from '../../support/readings.ts';

const LIST = [
  'reference,group,worker code',
  ...Array.from({ length: 6 }, (_, n) => `A-${n + 1},Ash,W${n < 2 ? 1 : 2}`),
  ...Array.from({ length: 4 }, (_, n) => `B-${n + 1},Birch,w3`),
].join('\n');

onBothEngines('declared interests', (engine) => {
  let app: TestApp;
  let lena: Visitor;
  let amir: Visitor;
  let auditId = 0;
  let ash = 0;
  let birch = 0;
  let bridge = 0;

  beforeAll(async () => {
    app = await startApp(engine);
    [lena, amir] = [await app.as('lena'), await app.as('amir')];
  });
  afterAll(() => app.close());
  beforeEach(async () => {
    await app.deps.database.pool('declared_interests').delete();
    const made = await newAudit(app, {
      groups: [
        { name: 'Ash', providers: ['The Bridge'] },
        { name: 'Birch', providers: ['Dovetail'] },
      ],
    });
    ({ auditId } = made);
    [ash = 0, birch = 0] = made.groupIds;
    bridge = (await app.deps.audits.groups(auditId))[0]?.providers[0]?.id ?? 0;
    await lena.upload(urls.sampleList(auditId), LIST);
    await lena.post(urls.sampleDraw(auditId), {
      seed: 'SEED-1',
      [`amount-${ash}`]: '6',
      [`by-${ash}`]: 'number',
      [`method-${ash}`]: 'random',
      [`amount-${birch}`]: '4',
      [`by-${birch}`]: 'number',
      [`method-${birch}`]: 'random',
    });
  });

  const page = () => urls.interests(auditId);
  const declare = async (visitor: Visitor, what: Record<string, string | string[]>) => {
    const answer = await visitor.post(
      page(),
      filledIn(formTo((await visitor.get(page())).text, page()), what),
    );
    expect(answer.status, answer.text).toBe(303);
    return wordsOf((await visitor.get(page())).text);
  };
  const fail = (): never => {
    throw new Error('the page has no such form');
  };
  const drawn = async () => app.deps.sampling.files(auditId);
  const idOf = async (reference: string) =>
    (await drawn()).find((file) => file.reference === reference)?.id ?? 0;
  const list = async (visitor: Visitor) => wordsOf((await visitor.get(urls.files(auditId))).text);

  it('keep whoever declared a service from every file of it, by every way there is', async () => {
    const begun = await app.deps.fromSample.begin(app.ids.beth, auditId, await idOf('A-1'));
    await declare(amir, { providers: [String(bridge)] });
    const refused = [
      await amir.get(urls.file(auditId, begun)),
      await amir.post(urls.file(auditId, begun), { version: '1' }),
      await amir.post(urls.fileAnswers(auditId, begun), { version: '1', 'answer.smart': 'yes' }),
      await amir.get(urls.filePlan(auditId, begun)),
      await amir.get(urls.fileNotes(auditId, begun)),
      await amir.post(urls.sampledFileBegin(auditId, await idOf('A-2')), {}),
    ];
    expect(refused.map(({ status }) => status)).toEqual(refused.map(() => 403));
    expect(wordsOf(refused[0]?.text ?? '')).toContain('You have declared an interest');
    // By its reference, typed, neither one of the sample nor any other of that group.
    for (const reference of ['A-2', 'A-99']) {
      await expect(
        app.deps.recording.create(app.ids.amir, auditId, { reference, groupId: ash }),
      ).rejects.toThrow(/declared an interest/);
    }
    const words = await list(amir);
    expect(words).toContain('6 files are not in your list');
    expect(words).not.toContain('A-3');
    expect(words).toContain('B-3');
    const next = await app.deps.fromSample.begin(app.ids.amir, auditId, await idOf('B-1'));
    for (let fileId: number | null = next; fileId !== null;) {
      expect((await app.deps.recording.get(auditId, fileId)).groupId).toBe(birch);
      await saveReading(app, 'amir', auditId, fileId, { answers: { recovery_plan: 'yes' } });
      fileId =
        (await app.deps.fromSample.openNextFile(app.ids.amir, auditId, { fileId, beginsNone: false }))
          ?.fileId ?? null;
    }
    expect((await amir.get(urls.file(auditId, next))).status).toBe(200);
  });

  it('keep whoever declared a worker from those files of a group alone, in small letters or capitals', async () => {
    await declare(amir, { workers: ['W1', 'W3'] });
    const words = await list(amir);
    const shown = ['A-1', 'A-2', 'A-3', 'B-1'].filter((reference) => words.includes(reference));
    expect(shown).toEqual(['A-3']);
  });

  it('take back what was given, and say to the lead which, and which can be given to whom', async () => {
    await app.deps.assigning.give(app.ids.lena, auditId, [`drawn-${await idOf('A-1')}`], app.ids.amir);
    await app.deps.assigning.give(app.ids.lena, auditId, [`drawn-${await idOf('B-1')}`], app.ids.amir);
    const read = await app.deps.fromSample.begin(app.ids.amir, auditId, await idOf('A-4'));
    const said = await declare(amir, { providers: [String(bridge)] });
    expect(said).toContain('1 file is yours no more; your lead sees which.');
    expect(said).not.toContain('What the panel has declared');
    const { files } = await app.deps.assigning.overview(await app.deps.audits.get(auditId));
    expect(files.filter(({ assignee }) => assignee !== null).map(({ reference }) => reference)).toEqual([
      'B-1',
    ]);
    const told = wordsOf((await lena.get(page())).text);
    expect(told).toContain('Amir Auditor The Bridge 6 drawn files:');
    expect(told).toContain('Taken back for it: A-1.');
    expect(told).toContain('Read by this person before it was declared: A-4.');
    expect((await amir.get(urls.file(auditId, read))).status).toBe(403);
    expect(await activityOf(app, auditId)).toContain('interests.declared');

    const again = await lena.post(
      urls.assigned(auditId),
      filledIn(
        formsOf((await lena.get(urls.assigned(auditId))).text).find(({ choices }) => 'userId' in choices) ??
          fail(),
        { userId: String(app.ids.amir), files: [`drawn-${await idOf('A-1')}`] },
        'Give the ticked files',
      ),
    );
    expect([again.status, wordsOf(again.text)]).toEqual([
      422,
      expect.stringContaining('This person has declared an interest in A-1. Choose somebody else.'),
    ]);
    // Shared out evenly he gets those alone that he may read.
    await app.deps.assigning.spread(app.ids.lena, auditId, [app.ids.amir, app.ids.beth]);
    const shared = await app.deps.assigning.overview(await app.deps.audits.get(auditId));
    const his = shared.files.filter(({ assignee }) => assignee?.userId === app.ids.amir);
    expect(his.length).toBeGreaterThan(1);
    expect(new Set(his.map(({ groupId }) => groupId))).toEqual(new Set([birch]));
  });

  it('hold in second readings and in settling, and end where they are taken back', async () => {
    const fileId = await app.deps.fromSample.begin(app.ids.beth, auditId, await idOf('A-1'));
    await saveReading(app, 'beth', auditId, fileId, { answers: { smart: 'yes' } });
    await declare(amir, { providers: [String(bridge)] });
    await declare(lena, { providers: [String(bridge)] });
    // Nobody is left who may read it a second time.
    await expect(drawAll(app, auditId)).rejects.toThrow();
    await declare(amir, { providers: [] });
    await drawAll(app, auditId);
    await saveReading(app, 'amir', auditId, fileId, { answers: { smart: 'no' } });
    expect((await lena.get(urls.reading(auditId, fileId))).status).toBe(403);
    const audit = await app.deps.audits.get(auditId);
    expect(await app.deps.readings.toSettle(audit, app.ids.lena)).toEqual([]);
    await declare(lena, { providers: [] });
    expect((await lena.get(urls.reading(auditId, fileId))).status).toBe(200);
    expect(await app.deps.readings.toSettle(audit, app.ids.lena)).toHaveLength(1);
  });

  it('refuse a list whose workers are called by name, without repeating the name', async () => {
    const answer = await lena.upload(
      urls.sampleList(auditId),
      'reference,group,worker code\nC-1,Ash,Jane Smith\n',
    );
    const words = wordsOf(answer.text);
    expect(words).toContain('must be a code with a figure in it');
    expect(words).not.toContain('Jane');
  });
});
