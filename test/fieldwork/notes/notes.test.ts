import readWorkbook from 'read-excel-file/node';
import request from 'supertest';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { createSampleRepository } from '../../../server/fieldwork/sampling/repository.ts';
import { urls } from '../../../server/web/urls.ts';
import { onBothEngines, startApp } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { activityOf, newAudit } from '../../support/audit.ts';
import { filledIn, formsOf, formTo, wordsOf } from '../../support/form.ts';
import { formErrors } from '../../support/formErrors.ts';
import { download } from '../../support/page.ts';
import { readPdf } from '../../support/readPdf.ts';
import { drawAll, saveReading } from '../../support/readings.ts';

const SECRET = 'the second page has coffee on it';

onBothEngines('notes within the panel', (engine) => {
  let app: TestApp;
  let lena: Visitor;
  let amir: Visitor;
  let beth: Visitor;
  let auditId = 0;
  let ash = 0;
  let fileId = 0;

  beforeAll(async () => {
    app = await startApp(engine);
    [lena, amir, beth] = [await app.as('lena'), await app.as('amir'), await app.as('beth')];
  });
  afterAll(() => app.close());
  beforeEach(async () => {
    const made = await newAudit(app);
    auditId = made.auditId;
    [ash = 0] = made.groupIds;
    fileId = await app.deps.recording.create(app.ids.amir, auditId, { reference: 'A-1', groupId: ash });
    await saveReading(app, 'amir', auditId, fileId, { answers: { recovery_plan: 'yes' } });
  });

  const page = () => urls.fileNotes(auditId, fileId);
  const write = async (visitor: Visitor, text: string, more: Record<string, string> = {}) =>
    visitor.post(page(), { reading: '1', text, ...more });
  const sendBack = (text: string, more: Record<string, string> = {}) =>
    lena.post(urls.fileSendBack(auditId, fileId), { reading: '1', text, ...more });
  const homeOf = async (visitor: Visitor) => wordsOf((await visitor.get(urls.home())).text);
  const settle = async (visitor: Visitor) => visitor.post(page(), { reading: '1', do: 'settle' });

  it('go back and forth between auditor and lead, each on the home page of whom they wait for', async () => {
    const form = formsOf((await amir.get(page())).text).find(({ fields }) => 'text' in fields);
    expect(
      (await amir.post(page(), filledIn(form ?? fail(), { text: SECRET }, 'Save the note'))).status,
    ).toBe(303);
    expect(await homeOf(lena)).toContain(`A note on A-1 , Amir Auditor: ${SECRET}`);
    expect(await homeOf(amir)).not.toContain(SECRET);
    // Another auditor, who has not read it, is not bothered, and sees it in the file.
    expect(await homeOf(beth)).not.toContain(SECRET);
    expect(wordsOf((await beth.get(urls.file(auditId, fileId))).text)).toContain(
      `Note of Amir Auditor: ${SECRET}`,
    );
    await write(lena, 'Read the copy instead.');
    expect(await homeOf(lena)).not.toContain('A note on A-1');
    expect(await homeOf(amir)).toContain('A note on A-1 , Lena Lead: Read the copy instead.');
    expect((await settle(amir)).status).toBe(303);
    // Settled twice is settled once.
    expect((await settle(lena)).status).toBe(303);
    for (const visitor of [lena, amir]) expect(await homeOf(visitor)).not.toContain('A note on A-1');
    expect((await activityOf(app, auditId)).filter((line) => /Note/.test(line))).toEqual([
      `fileNote.added case file ${fileId}`,
      `fileNote.added case file ${fileId}`,
      `fileNote.settled case file ${fileId}`,
    ]);
    const kept = JSON.stringify(await app.deps.database.pool('activity').select('detail'));
    expect(kept).not.toContain('coffee');
  });

  const fail = (): never => {
    throw new Error('the page has no such form');
  };

  it('of a file that was sent back lead to no drawn file beyond what was planned', async () => {
    const list = [
      ['reference', 'group'],
      ...['D-1', 'D-2', 'D-3', 'D-4'].map((reference) => [reference, 'Ash']),
    ];
    await app.deps.sampling.upload(
      app.ids.lena,
      auditId,
      (async function* () {
        yield* list.map((cells, i) => ({ row: i + 1, cells }));
      })(),
    );
    await app.deps.sampling.draw(app.ids.lena, auditId, {
      seed: null,
      groups: [{ groupId: ash, method: 'random', by: 'number', amount: 2 }],
    });
    // Three are planned and two drawn; three others were read in their place.
    for (const reference of ['A-2', 'A-3']) {
      const id = await app.deps.recording.create(app.ids.amir, auditId, { reference, groupId: ash });
      await saveReading(app, 'amir', auditId, id, { answers: { recovery_plan: 'yes' } });
    }
    await sendBack('Read it again.');
    const url = urls.file(auditId, fileId);
    const complete = async () => {
      const form = formTo((await amir.get(url)).text, url);
      const sent = await amir.post(url, filledIn(form, {}, 'Save and complete'));
      expect(sent.headers['location']).toBe(`${url}?missing`);
      const asked = formTo((await amir.get(`${url}?missing`)).text, url);
      return amir.post(url, filledIn(asked, {}, 'Save and complete'));
    };
    expect((await complete()).headers['location']).toBe(urls.files(auditId));
    expect(wordsOf((await amir.get(url)).text)).not.toContain('Go on to the next file');
    // What was given to somebody is theirs to read, whatever else there is.
    const [waiting] = await app.deps.sampling.files(auditId);
    await app.deps.assigning.give(app.ids.lena, auditId, [`drawn-${waiting?.id ?? 0}`], app.ids.amir);
    await sendBack('And again.');
    const next = (await complete()).headers['location'] ?? '';
    const [begun] = await app.deps.sampling.files(auditId);
    expect(next).toBe(urls.file(auditId, begun?.caseFileId ?? 0));
  });

  it('warn of the code of a worker on the caseload list, and not of a reference', async () => {
    const list = [
      { groupId: ash, row: 2, reference: 'A-1', fields: null, worker: 'KW7' },
      { groupId: ash, row: 3, reference: 'A-2', fields: null, worker: 'KW8' },
    ];
    const at = '2012-02-28T09:00:00.000Z';
    await createSampleRepository(app.deps.database).setList(auditId, list, app.ids.lena, at);
    const warned = await write(amir, 'A-1 and A-2 are alike, and KW7 wrote both.');
    expect(warned.status).toBe(422);
    expect(wordsOf(warned.text)).toContain('“KW7” is the code of a worker on the caseload list');
    expect(wordsOf(warned.text)).not.toContain('“A-2” ');
    expect((await write(amir, 'A-1 and A-2 are alike.')).status).toBe(303);
  });

  it('warn of what may tell who somebody is, before anything is saved', async () => {
    const text = 'Mrs Jane Smith rang on 07700 900123 about it.';
    const warned = await write(amir, text);
    expect(warned.status).toBe(422);
    expect(formErrors(warned.text)['text-1']).toContain('This may tell who somebody is.');
    expect(wordsOf(warned.text)).toContain('“07700 900123” looks like a phone number');
    expect(await app.deps.notes.ofReading((await app.deps.recording.get(auditId, fileId)).id)).toEqual([]);
    const form = formsOf(warned.text).find(({ choices }) => 'keep' in choices) ?? fail();
    const keep = form.choices['keep']?.[0] ?? '';
    // The tick is for these words and no others.
    expect((await write(amir, `${text} Again.`, { keep })).status).toBe(422);
    expect((await amir.post(page(), filledIn(form, { keep }, 'Save the note'))).status).toBe(303);
    expect(await activityOf(app, auditId)).toContain(`text.kept case file ${fileId}`);
    // Within the panel a file may be called by its reference.
    expect((await write(amir, 'See A-1 as well.')).status).toBe(303);
    const empty = await write(amir, '  ');
    expect([empty.status, formErrors(empty.text)]).toEqual([422, { 'text-1': 'Write what is to be read.' }]);
    expect((await write(amir, 'x'.repeat(1001))).status).toBe(422);
  });

  it('send a complete file back to its auditor, with the reason, until it is handed in again', async () => {
    const list = await lena.get(page());
    const form = formTo(list.text, urls.fileSendBack(auditId, fileId));
    const sent = await lena.post(
      form.action,
      filledIn(form, { text: 'Check the date of the plan.' }, 'Send it back'),
    );
    expect([sent.status, sent.headers['location']]).toEqual([303, urls.files(auditId)]);
    const reading = await app.deps.recording.get(auditId, fileId, app.ids.amir);
    // Its answers, and who read it, stay.
    expect([reading.completedAt, reading.answers.get('recovery_plan'), reading.updatedByName]).toEqual([
      null,
      'yes',
      'Amir Auditor',
    ]);
    expect(await homeOf(amir)).toContain('A-1 was sent back to you , Lena Lead: Check the date of the plan.');
    const file = await amir.get(urls.file(auditId, fileId));
    expect(wordsOf(file.text)).toContain('Sent back by Lena Lead: Check the date of the plan.');
    // A form that was open meanwhile is not saved over it unseen.
    const stale = await amir.post(urls.file(auditId, fileId), {
      version: String(reading.version - 1),
      reference: 'A-1',
      groupId: String(ash),
    });
    expect(stale.status).toBe(409);
    await saveReading(app, 'amir', auditId, fileId);
    expect(await homeOf(amir)).not.toContain('sent back');
    expect(wordsOf((await amir.get(urls.file(auditId, fileId))).text)).not.toContain('Sent back by');
    expect(await activityOf(app, auditId)).toContain(`caseFile.sentBack case file ${fileId}`);
  });

  it('send nothing back without a reason, twice, or what is not complete', async () => {
    const without = await sendBack(' ');
    expect([without.status, Object.keys(formErrors(without.text))]).toEqual([422, ['reason-1']]);
    expect((await sendBack('Ring Mrs Jane Smith first.')).status).toBe(422);
    expect((await sendBack('Again, please.')).status).toBe(303);
    expect((await sendBack('Again, please.')).status).toBe(409);
    expect((await amir.post(urls.fileSendBack(auditId, fileId), { reading: '1', text: 'No.' })).status).toBe(
      403,
    );
    await saveReading(app, 'amir', auditId, fileId);
    await app.deps.steps.changeState(app.ids.lena, auditId, 'close');
    expect((await sendBack('Too late.')).status).toBe(409);
    expect(formsOf((await lena.get(page())).text).some(({ action }) => action.endsWith('/send-back'))).toBe(
      false,
    );
  });

  it('never tell a second reader of the first reading', async () => {
    await write(amir, SECRET);
    await drawAll(app, auditId);
    for (const url of [page(), urls.file(auditId, fileId), urls.home()]) {
      expect((await beth.get(url)).text).not.toContain('coffee');
    }
    // Nor can she write to it: what she has is the second reading.
    expect((await write(beth, 'Mine.')).status).toBe(404);
    expect((await beth.post(page(), { reading: '2', text: 'The plan is on page 3.' })).status).toBe(303);
    expect((await amir.get(page())).text).not.toContain('page 3');
    const words = wordsOf((await lena.get(page())).text);
    expect(words).toContain('First reading');
    expect(words).toContain(SECRET);
    expect(words).toContain('The plan is on page 3.');
    await saveReading(app, 'beth', auditId, fileId, { answers: { recovery_plan: 'no' } });
    // Both complete, they are compared.
    expect((await sendBack('Look again.')).status).toBe(409);
    expect((await lena.get(page())).text).toContain(`href="${urls.readings(auditId)}"`);
  });

  it('are in nothing that leaves the panel', async () => {
    await write(amir, SECRET);
    await sendBack(`Because ${SECRET}`);
    await saveReading(app, 'amir', auditId, fileId);
    await app.deps.audits.addMember(app.ids.lena, auditId, app.ids.carl, 'commissioner');
    await app.deps.steps.changeState(app.ids.lena, auditId, 'close');
    const bridge = (await app.deps.providers.byName('The Bridge'))?.id ?? 0;
    const draft = await download(lena, urls.feedbackDraftPdf(auditId, bridge));
    await app.deps.reports.issue(app.ids.lena, auditId, bridge);
    const [paula, carl] = [await app.as('paula'), await app.as('carl')];
    const pdfs = [draft.body];
    for (const [visitor, url] of [
      [paula, urls.feedbackPdf(auditId, bridge)],
      [carl, urls.resultsPdf(auditId)],
    ] as const) {
      const answer = await download(visitor, url);
      expect([url, answer.status]).toEqual([url, 200]);
      pdfs.push(answer.body);
    }
    for (const pdf of pdfs) expect(JSON.stringify(await readPdf(pdf))).not.toContain('coffee');
    const pages = [
      await paula.get(urls.home()),
      await paula.get(urls.report(auditId, bridge)),
      await carl.get(urls.results(auditId)),
      await lena.get(urls.findings(auditId, bridge)),
      await lena.get(urls.exportFiles(auditId, 'csv')),
      await lena.get(urls.exportPlans(auditId)),
      await lena.get(urls.exportResults(auditId, 'json')),
      await lena.get(urls.exportResults(auditId, 'csv')),
    ];
    for (const { status, text } of pages) {
      expect(status).toBe(200);
      expect(text).not.toContain('coffee');
    }
    const workbook = await download(lena, urls.exportFiles(auditId, 'xlsx'));
    const { token } = await app.deps.tokens.issue(app.ids.adam, {
      userId: app.ids.lena,
      name: 'All',
      expiresOn: new Date(Date.now() + 86_400_000).toISOString().slice(0, 10),
    });
    expect(JSON.stringify(await readWorkbook(workbook.body))).not.toContain('coffee');
    for (const url of [urls.apiAudit(auditId), urls.apiResults(auditId)]) {
      const answer = await request(app.app).get(url).set('Authorization', `Bearer ${token}`);
      expect(answer.status).toBe(200);
      expect(answer.text).not.toContain('coffee');
    }
    // Nobody but the panel gets to the page itself.
    for (const visitor of [paula, carl]) expect([403, 404]).toContain((await visitor.get(page())).status);
  });
});
