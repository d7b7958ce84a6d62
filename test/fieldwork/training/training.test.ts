import { afterAll, beforeAll, expect, it } from 'vitest';
import { checksOf, itemsOf } from '../../../rules/index.ts';
import { settledMark } from '../../../server/fieldwork/readings/service.ts';
import { urls } from '../../../server/web/urls.ts';
import { onOneEngine, startApp } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { activityOf, newAudit } from '../../support/audit.ts';
import { wordsOf } from '../../support/form.ts';
import { download, tablesOf } from '../../support/page.ts';
import { readPdf, words } from '../../support/readPdf.ts';
import { drawAll, saveReading } from '../../support/readings.ts';

const JSON_PLEASE = { accept: 'application/json' };

onOneEngine('made-up files before the first', (engine) => {
  let app: TestApp;
  let lena: Visitor;
  let amir: Visitor;
  let beth: Visitor;
  let auditId = 0;
  let ash = 0;

  const set = () => {
    const found = app.deps.trainingSets.of('rodt', 2);
    if (!found) throw new Error('the tool has no made-up files');
    return found;
  };
  /** All answers as they are settled, but for these. */
  const answersTo = (fileId: string, otherwise: Record<string, string> = {}) => {
    const file = set().files.find(({ id }) => id === fileId);
    const settled = [...(file?.settled ?? [])].map(([id, { answer }]) => [
      `answer.${id}`,
      otherwise[id] ?? answer,
    ]);
    return Object.fromEntries(settled) as Record<string, string>;
  };
  const read = async (who: Visitor, fileId: string, otherwise: Record<string, string> = {}) =>
    who.post(urls.trainingFile(auditId, fileId), answersTo(fileId, otherwise));
  const lines = () => app.deps.recording.lines(auditId, app.deps.tools.must('rodt', 2), app.ids.amir);
  const pageOf = async (who: Visitor, path: string) => wordsOf((await who.get(path)).text);

  beforeAll(async () => {
    app = await startApp(engine);
    lena = await app.as('lena');
    amir = await app.as('amir');
    beth = await app.as('beth');
    const made = await newAudit(app, { toolVersion: 2 });
    auditId = made.auditId;
    ash = made.groupIds[0] ?? 0;
  });
  afterAll(() => app.close());

  it('is met by nobody until the lead chooses it, and names the tool as having a set', async () => {
    expect(await pageOf(lena, urls.tool('rodt', 2))).toContain('5 made-up files with settled answers');
    expect(await pageOf(lena, urls.tool('rodt', 1))).not.toContain('made-up');
    expect(await pageOf(lena, urls.audit(auditId))).toContain('Training of readers Nobody has chosen yet.');
    expect(await pageOf(amir, urls.audit(auditId))).not.toContain('made-up');
    expect(await pageOf(amir, urls.training(auditId))).toContain('No made-up files are read in this audit');
    expect((await amir.get(urls.trainingFile(auditId, 'nearly'))).status).toBe(404);
    expect((await lena.post(urls.readers(auditId), {})).status).toBe(422);
    const bare = await lena.post(urls.readers(auditId), { training: 'no', reason: 'No' });
    expect(wordsOf(bare.text)).toContain('Say in a few words why not');
  });

  it('leads each reader to them before a file is begun or opened, the lead too where they begin one', async () => {
    expect((await lena.post(urls.readers(auditId), { training: 'yes', reason: '' })).status).toBe(303);
    const begin = (who: Visitor) => who.post(urls.files(auditId), { groupId: String(ash), reference: 'A-1' });
    for (const who of [amir, lena]) {
      expect((await begin(who)).headers['location']).toBe(urls.training(auditId));
      // Nor is one taken along, or begun from a device that was prepared before.
      expect((await who.get(urls.device(auditId))).headers['location']).toBe(urls.training(auditId));
      for (const path of [urls.device(auditId), `${urls.device(auditId)}/begin`]) {
        const refused = await who.post(path, { groupId: String(ash), reference: 'A-1' }, JSON_PLEASE);
        expect(refused.status).toBe(409);
        expect(JSON.parse(refused.text)).toEqual({
          code: 'state',
          message: 'Read 5 made-up files first. Then you can begin.',
          list: urls.training(auditId),
        });
      }
    }
    expect(await pageOf(amir, urls.audit(auditId))).toContain(
      'Read made-up files first 5 made-up files before',
    );
    expect(await pageOf(amir, urls.home())).toContain('Read made-up files first');
    expect(await lines()).toEqual([]);
  });

  it('asks for every answer, then says item by item what was read otherwise, and why', async () => {
    const first = urls.trainingFile(auditId, 'works_to_plan');
    const page = await amir.get(first);
    // Nothing of what is settled is on the page before it is answered, and there is no room for comments.
    for (const { reason } of set().files[0]?.settled.values() ?? []) expect(page.text).not.toContain(reason);
    expect(page.text).not.toContain('name="comment');
    const short = await amir.post(first, { 'answer.recovery_plan': 'yes' });
    expect(short.status).toBe(422);
    expect(wordsOf(short.text)).toContain('Are the plan’s goals SMART? Answer it');
    await read(amir, 'works_to_plan', { smart: 'no', top_missing: 'yes' });
    const told = await amir.get(first);
    expect(wordsOf(told.text)).toContain('You read 17 of 19 questions as settled.');
    expect(
      tablesOf(told.text)[0]
        ?.rows.slice(1)
        .map(([label, own, settled]) => [label, own, settled]),
    ).toEqual([
      ['Are the plan’s goals SMART?', 'No', 'Yes'],
      ['Is a TOP form that was due missing?', 'Yes', 'No'],
    ]);
    // What is settled is known now, so it cannot be answered anew.
    await read(amir, 'works_to_plan');
    expect(wordsOf((await amir.get(first)).text)).toContain('You read 17 of 19');
  });

  it('opens the files once all are read, to whoever has read them', async () => {
    for (const { id } of set().files.slice(1)) await read(amir, id);
    expect(await pageOf(amir, urls.training(auditId))).toContain('You have read all 5');
    const begun = await amir.post(urls.files(auditId), { groupId: String(ash), reference: 'A-1' });
    expect(begun.headers['location']).toMatch(/\/files\/\d+$/);
    const path = begun.headers['location'] ?? '';
    expect((await amir.get(path)).status).toBe(200);
    expect((await beth.get(path)).headers['location']).toBe(urls.training(auditId));
    expect((await lena.get(path)).status).toBe(200);
  });

  it('is in no figure, export or count', async () => {
    const found = await app.deps.results.of(auditId);
    expect(found.groups.map(({ files }) => files)).toEqual([1, 0]);
    expect(found.tally.overall.checks.every((check) => check.yes + check.no === 0)).toBe(true);
    const csv = (await lena.get(urls.exportFiles(auditId, 'csv'))).text;
    expect(csv).not.toContain('made');
  });

  it('shows a reader their own results, and the lead those of all', async () => {
    const own = tablesOf((await amir.get(urls.training(auditId))).text)[1]?.rows ?? [];
    expect(own.find(([label]) => label?.includes('SMART'))).toEqual([
      'Are the plan’s goals SMART?',
      '4 of 5, 80%',
      '–',
    ]);
    expect((await amir.get(urls.readers(auditId))).status).toBe(403);
    expect(await pageOf(beth, urls.training(auditId))).toContain('You have read 0 of 5');
    const [readers] = tablesOf((await lena.get(urls.readers(auditId))).text);
    expect(readers?.rows.slice(1)).toEqual([
      ['Amir Auditor', '5 of 5', '93 of 95, 98%', '–', 'Too few to tell'],
      ['Beth Auditor', '0 of 5', '–', '–', 'Too few to tell'],
    ]);
  });

  it('names a check on which good readers disagree', async () => {
    // Beth reads all as it is settled but for one check, on which both readers are apart in nearly every file.
    const turned = { yes: 'no', no: 'yes' };
    for (const { id, settled } of set().files) {
      const { answer } = settled.get('children_identified') ?? { answer: 'yes' };
      await read(beth, id, { children_identified: turned[answer as 'yes' | 'no'] });
    }
    expect(await pageOf(lena, urls.readers(auditId))).not.toContain('has unclear guidance');
    await app.deps.audits.addMember(app.ids.lena, auditId, app.ids.lena, 'lead');
    for (const { id } of set().files) await read(lena, id);
    const page = await lena.get(urls.readers(auditId));
    expect(wordsOf(page.text)).toContain('1 check has unclear guidance');
    const rows = tablesOf(page.text)[1]?.rows ?? [];
    expect(rows[1]?.slice(0, 2)).toEqual([
      'Could children be identified from the notes?',
      'Unclear guidance',
    ]);
    expect(rows.slice(2).every(([, tag]) => tag === 'Clear')).toBe(true);
  });

  it('holds readers against what is settled between two readings, too', async () => {
    const [begun] = await lines();
    const fileId = begun?.id ?? 0;
    const all = Object.fromEntries(
      checksOf(app.deps.tools.must('rodt', 2)).map(({ id }) => [id, id === 'top_missing' ? 'na' : 'yes']),
    );
    await saveReading(app, 'amir', auditId, fileId, { answers: all });
    await drawAll(app, auditId);
    await saveReading(app, 'beth', auditId, fileId, { answers: { ...all, smart: 'no', referrals: 'no' } });
    const readers = async () =>
      (tablesOf((await lena.get(urls.readers(auditId))).text)[0]?.rows ?? []).map((row) => row[3]);
    // Two differences that nobody has settled say nothing of either.
    expect((await readers()).slice(1, 3)).toEqual(['15 of 15, 100%', '15 of 15, 100%']);
    await app.deps.readings.settle(
      app.ids.lena,
      auditId,
      fileId,
      new Map([['smart', { value: 'no', reason: 'Goal 2 has no day.' }]]),
      settledMark(await app.deps.readings.file(await app.deps.audits.get(auditId), fileId)),
    );
    expect((await readers()).slice(1, 3)).toEqual(['15 of 16, 94%', '16 of 16, 100%']);
  });

  it('is said in the report and in the document for a committee, and why not where it was skipped', async () => {
    const texts = async () => [
      ...(await app.deps.training.textsOf([await app.deps.audits.get(auditId)])).values(),
    ];
    expect(await texts()).toEqual([
      'Before the first file each reader was asked to read 5 made-up files with settled answers, and saw what differed and why.',
    ]);
    const reason = 'All of the panel read them last year.';
    // Files are begun, and readers have read the made-up ones: reports go on saying so.
    expect((await lena.post(urls.readers(auditId), { training: 'no', reason })).status).toBe(409);
    expect(await texts()).toEqual([expect.stringContaining('asked to read 5 made-up files')]);
    const settled = await lena.get(urls.readers(auditId));
    expect(wordsOf(settled.text)).toContain('A file is begun, so that stays.');
    expect(settled.text).not.toContain('name="training"');
    expect(await activityOf(app, auditId)).toContain('training.read A plan that is worked with');

    const made = await newAudit(app, { title: 'Begun without', toolVersion: 2 });
    auditId = made.auditId;
    expect((await lena.post(urls.readers(auditId), { training: 'no', reason })).status).toBe(303);
    await amir.post(urls.files(auditId), { groupId: String(made.groupIds[0]), reference: 'A-1' });
    expect(await texts()).toEqual([
      `Readers read no made-up files with settled answers first. The reason: ${reason}`,
    ]);
    const [provider] = (await app.deps.audits.groups(auditId))[0]?.providers ?? [];
    const documents = [urls.feedbackDraftPdf(auditId, provider?.id ?? 0), urls.resultsPdf(auditId)];
    for (const path of documents) {
      expect(words((await readPdf((await download(lena, path)).body)).text)).toContain(
        `The reason: ${reason}`,
      );
    }
    // It cannot be taken up again: files are begun.
    expect((await lena.post(urls.readers(auditId), { training: 'yes', reason: '' })).status).toBe(409);
    expect(await pageOf(lena, urls.readers(auditId))).toContain(reason);
  });

  it('stands before every page of a file, but not before an alert, and is offered no more once a file is begun', async () => {
    const made = await newAudit(app, { title: 'Every page of a file', toolVersion: 2 });
    await lena.post(urls.readers(made.auditId), { training: 'yes', reason: '' });
    const groupId = made.groupIds[0] ?? 0;
    const fileId = await app.deps.recording.create(app.ids.amir, made.auditId, { reference: 'P-1', groupId });
    const pages = app.routes
      .filter(({ method, path }) => method === 'get' && path.startsWith('/audits/:auditId/files/:fileId'))
      .map(({ path }) => path.replace(':auditId', String(made.auditId)).replace(':fileId', String(fileId)));
    const ofFile = (page: string) => urls.file(made.auditId, fileId) + page;
    expect(pages).toEqual(expect.arrayContaining(['', '/plan', '/notes', '/alert'].map(ofFile)));
    const leads = new Map<string, string | undefined>();
    for (const page of pages) {
      const answer = await amir.get(page);
      leads.set(page, answer.status === 303 ? answer.headers['location'] : String(answer.status));
    }
    // What is for leads alone is refused before.
    const notLed = [...leads].filter(([, to]) => to !== urls.training(made.auditId) && to !== '403');
    expect(notLed).toEqual([[ofFile('/alert'), '200']]);
    // The lead looks at what others read, wherever it stands.
    expect((await lena.get(ofFile('/notes'))).status).toBe(200);
    // What was written in a file that is open is not lost.
    const saved = await amir.post(ofFile('/notes'), { reading: '1', text: 'The notes are in two folders.' });
    expect(saved.headers['location']).toBe(ofFile('/notes'));

    const late = await newAudit(app, { title: 'Too late', toolVersion: 2 });
    expect(await pageOf(lena, urls.audit(late.auditId))).toContain('Training of readers');
    await app.deps.recording.create(app.ids.amir, late.auditId, {
      reference: 'L-1',
      groupId: late.groupIds[0] ?? 0,
    });
    expect(await pageOf(lena, urls.audit(late.auditId))).not.toContain('Training of readers');
  });

  it('lets a lead look at a file and put it right, and leads to the made-up ones before the next', async () => {
    const made = await newAudit(app, { title: 'A lead who looks', toolVersion: 2 });
    auditId = made.auditId;
    const group = { groupId: String(made.groupIds[0]) };
    await app.deps.training.choose(app.ids.lena, auditId, null);
    for (const { id } of set().files) await read(amir, id);
    const begun = await amir.post(urls.files(auditId), { ...group, reference: 'A-1' });
    await amir.post(urls.files(auditId), { ...group, reference: 'A-2' });
    const path = begun.headers['location'] ?? '';
    expect((await lena.get(path)).status).toBe(200);
    // To say that papers cannot be found is to read nothing.
    await lena.upload(urls.sampleList(auditId), 'Ref,Stratum\nZ-1,Ash\nZ-2,Ash');
    const drawn = await lena.post(urls.sampleDraw(auditId), {
      seed: 'SEED-1',
      [`amount-${group.groupId}`]: '1',
      [`by-${group.groupId}`]: 'number',
      [`method-${group.groupId}`]: 'random',
    });
    expect(drawn.status).toBe(303);
    const [sampled] = await app.deps.sampling.files(auditId);
    expect((await lena.get(urls.sampledFileNotFound(auditId, sampled?.id ?? 0))).status).toBe(200);
    const begin = await lena.post(urls.sampledFileBegin(auditId, sampled?.id ?? 0));
    expect(begin.headers['location']).toBe(urls.training(auditId));
    expect((await lena.post(`${path}/next`, {})).headers['location']).toBe(urls.training(auditId));
    expect((await lena.post(`${path}/next`, {}, JSON_PLEASE)).status).toBe(409);
    const [file] = await lines();
    const { version } = await app.deps.recording.get(auditId, file?.id ?? 0, app.ids.lena);
    const saved = await lena.post(path, {
      ...group,
      reference: 'A-1',
      version: String(version),
      'answer.smart': 'yes',
      intent: 'complete',
      missing: itemsOf(app.deps.tools.must('rodt', 2))
        .map(({ id }) => `answer.${id}`)
        .join(' '),
    });
    expect(saved.headers['location']).toBe(urls.training(auditId));
    expect(await pageOf(lena, urls.training(auditId))).toContain(
      'It is complete. Read 5 made-up files first.',
    );
    const kept = await app.deps.recording.get(auditId, file?.id ?? 0, app.ids.lena);
    expect(kept.completedAt).not.toBeNull();
    expect(kept.answers.get('smart')).toBe('yes');
  });

  it('tells once of a file whose answers were sent by two presses', async () => {
    const audit = await app.deps.audits.get(auditId);
    const found = (await app.deps.training.ofReader(audit, app.ids.beth))?.files[0];
    if (!found) throw new Error('there is no made-up file');
    const told = async () =>
      (await activityOf(app, auditId)).filter((line) => line.startsWith('training.read')).length;
    const before = await told();
    const settled = [...found.file.settled].map(([id, { answer }]) => [id, answer] as const);
    for (const answers of [new Map(settled), new Map(settled)])
      await app.deps.training.read(app.ids.beth, audit, found, answers);
    expect(await told()).toBe(before + 1);
  });
});

it('asks about no question that the audit leaves out', async () => {
  const app = await startApp('sqlite');
  try {
    const { auditId } = await newAudit(app, { toolVersion: 2 });
    await app.deps.training.choose(app.ids.lena, auditId, null);
    await app.deps.leftOut.leaveOut(app.ids.lena, auditId, { itemId: 'smart', reason: 'read in two ways' });
    const found = await app.deps.training.ofReader(await app.deps.audits.get(auditId), app.ids.amir);
    const asked = found?.files.flatMap(({ asked: tool }) => itemsOf(tool).map(({ id }) => id)) ?? [];
    expect(asked).toHaveLength(5 * 18);
    expect(asked).not.toContain('smart');
  } finally {
    await app.close();
  }
});
