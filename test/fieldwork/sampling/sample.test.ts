import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import writeXlsxFile from 'write-excel-file/node';
import { CaseloadError } from '../../../server/fieldwork/sampling/caseloadList.ts';
import { NO_CHOICES } from '../../../server/fieldwork/transfer/sheetReading.ts';
import { createLog } from '../../../server/platform/log.ts';
import { urls } from '../../../server/web/urls.ts';
import { onOneEngine, startApp } from '../../support/app.ts';
import type { Engine, TestApp, Visitor } from '../../support/app.ts';
import { activityOf, newAudit } from '../../support/audit.ts';
import { filledIn, formTo, wordsOf } from '../../support/form.ts';
import { download, tablesOf } from '../../support/page.ts';
import { drawAll, saveReading } from '../../support/readings.ts';
import { aGoal, aPlan, savePlan } from '../../support/plans.ts';
import { readPdf, words } from '../../support/readPdf.ts';
import { workbookOf } from '../../support/workbook.ts';

const NHS_NUMBER = '943 476 5919';
/** Twelve files of Ash and five of Birch, with a column that must not be kept. */
const LIST = [
  'Name,Ref,Stratum',
  ...Array.from({ length: 12 }, (_, n) => `Person ${n},A-${String(n + 1).padStart(2, '0')},Ash`),
  ...Array.from({ length: 5 }, (_, n) => `Person ${n},B-${n + 1},birch`),
].join('\n');

onOneEngine('the sample of an audit', (engine: Engine) => {
  let app: TestApp;
  let lena: Visitor;
  let amir: Visitor;
  let auditId = 0;
  let ash = 0;
  let birch = 0;
  const log: string[] = [];

  beforeAll(async () => {
    app = await startApp(engine, {
      log: createLog('debug', { write: (line: string) => void log.push(line) }),
    });
    lena = await app.as('lena');
    amir = await app.as('amir');
  });
  afterAll(() => app.close());
  beforeEach(async () => {
    const made = await newAudit(app);
    auditId = made.auditId;
    [ash = 0, birch = 0] = made.groupIds;
  });

  const upload = (content: Buffer | string = LIST) => lena.upload(urls.sampleList(auditId), content);
  const drawFields = (more: Record<string, string> = {}) => ({
    seed: 'SEED-1',
    [`amount-${ash}`]: '4',
    [`by-${ash}`]: 'number',
    [`method-${ash}`]: 'random',
    [`amount-${birch}`]: '30',
    [`by-${birch}`]: 'percent',
    [`method-${birch}`]: 'every',
    ...more,
  });
  const draw = (more: Record<string, string> = {}) => lena.post(urls.sampleDraw(auditId), drawFields(more));
  const drawnOf = async (groupId: number) =>
    (await app.deps.sampling.files(auditId)).filter((file) => file.groupId === groupId);
  const references = async (groupId: number) => (await drawnOf(groupId)).map((file) => file.reference);
  const rows = async (table: string) =>
    (await app.deps.database.pool(table).where({ audit_id: auditId }).select('*')) as Record<
      string,
      unknown
    >[];

  it('asks about hidden rows before it says what is wrong with them', async () => {
    async function* lines() {
      for (const [row, cells, hidden] of [
        [1, ['Ref', 'Stratum'], false],
        [2, ['A-01', 'Ash'], false],
        [3, ['A-01', 'Ash'], true],
        [4, ['Total', ''], true],
      ] as const)
        yield await Promise.resolve({ row, cells: [...cells], ...(hidden ? { hidden } : {}) });
    }
    const read = (hidden: 'take' | 'leave' | null) =>
      app.deps.sampling.upload(app.ids.lena, auditId, lines(), { choices: { ...NO_CHOICES, hidden } });
    await expect(read(null)).rejects.toMatchObject({ problems: [], preview: { hidden: 2 } });
    const taken = await read('take').catch((error: unknown) => error as CaseloadError);
    expect(taken).toBeInstanceOf(CaseloadError);
    expect('problems' in taken && taken.problems.map(({ row }) => row)).toEqual(
      expect.arrayContaining([3, 4]),
    );
    expect(await read('leave')).toMatchObject({ files: 1 });
  });

  it('keeps of a list the reference and the group, and says what was not read', async () => {
    const response = await upload();
    expect(response.status).toBe(303);
    const page = (await lena.get(urls.sample(auditId))).text;
    expect(page).toContain(
      'The list is kept, with 17 files. Nothing is kept of the column “Name”: its heading says that it has initials or names.',
    );
    const kept = await rows('sampled_files');
    expect(kept).toHaveLength(17);
    expect(JSON.stringify(kept)).not.toContain('Person');
    expect(
      tablesOf(page)
        .find(({ caption }) => caption === 'How each group is drawn')
        ?.rows.slice(1)
        .map((row) => row.slice(0, 3)),
    ).toEqual([
      ['Ash', '12', '3'],
      ['Birch', '5', '3'],
    ]);
    // The planned number is what is drawn unless the lead says otherwise.
    expect(page).toMatch(new RegExp(`name="amount-${ash}"[^>]*value="3"|value="3"[^>]*name="amount-${ash}"`));
    expect(page).toMatch(
      /name="seed"[^>]*value="[A-Z2-9]{4}(-[A-Z2-9]{4}){3}"|value="[A-Z2-9]{4}(-[A-Z2-9]{4}){3}"[^>]*/,
    );
    expect(await activityOf(app, auditId)).toContain('sample.listed');
  });

  it('puts the fields of the tool that the list names into the files, and forgets them when the audit is closed', async () => {
    const header = 'Ref,Name,Stratum,Gender,Time in treatment,SMART';
    const list = [
      header,
      ...Array.from({ length: 8 }, (_, n) => `A-${n + 1},Person ${n},Ash,${n === 3 ? '' : 'f'},${n + 1},yes`),
    ].join('\n');
    const wrong = await upload(`${header}\nA-1,Person,Ash,f,a while,`);
    expect(wrong.status).toBe(422);
    expect(wordsOf(wrong.text)).toContain('“a while” under “Time in treatment” In row 2');
    expect(await rows('sampled_files')).toHaveLength(0);

    await upload(list);
    expect((await lena.get(urls.sample(auditId))).text).toContain(
      'The list is kept, with 8 files. Gender and Months in treatment stand in each file from the beginning. Nothing is kept of the column “Name”: its heading says that it has initials or names. Nothing is kept of the column “SMART”: it is answered by reading the notes.',
    );
    await lena.post(urls.sampleDraw(auditId), {
      seed: 'SEED-1',
      [`amount-${ash}`]: '7',
      [`by-${ash}`]: 'number',
      [`method-${ash}`]: 'random',
    });
    const drawn = await drawnOf(ash);
    const answersOf = async (fileId: number) =>
      Object.fromEntries((await app.deps.recording.get(auditId, fileId)).answers);
    const files = new Map<string, number>();
    for (const { id, reference } of drawn.slice(0, 6)) {
      files.set(reference, await app.deps.fromSample.begin(app.ids.amir, auditId, id));
    }
    for (const [reference, fileId] of files) {
      const months = reference.replace('A-', '');
      expect(await answersOf(fileId), reference).toEqual({
        ...(months === '4' ? {} : { gender: 'female' }),
        months_in_treatment: months,
      });
    }
    // Also where somebody types the reference, or a device begins it, which still counts as untouched.
    const last = drawn[6]?.reference ?? '';
    const begun = await app.deps.devices.begin(app.ids.amir, auditId, { reference: last, groupId: ash });
    expect([...begun.reading.answers.keys()]).toContain('months_in_treatment');
    const again = await app.deps.devices.begin(app.ids.beth, auditId, { reference: last, groupId: ash });
    expect(again.basedOn).toBe(again.reading.version);

    // A second reading begins with them too: they come from the list, and no reader has to copy them.
    for (const fileId of files.values()) {
      await saveReading(app, 'amir', auditId, fileId, { answers: { smart: 'no' } });
    }
    expect(await drawAll(app, auditId)).toBe(6);
    for (const [reference, fileId] of files) {
      const second = await app.deps.recording.get(auditId, fileId, app.ids.beth);
      const months = reference.replace('A-', '');
      expect(second.number).toBe(2);
      expect(Object.fromEntries(second.answers), reference).toEqual({
        ...(months === '4' ? {} : { gender: 'female' }),
        months_in_treatment: months,
      });
    }

    const before = await rows('sampled_files');
    expect(JSON.stringify(before)).not.toMatch(/Person|smart/);
    expect(before.filter((row) => row['fields'] !== null)).toHaveLength(8);
    await app.deps.steps.changeState(app.ids.lena, auditId, 'close');
    expect((await rows('sampled_files')).filter((row) => row['fields'] !== null)).toHaveLength(0);
  });

  it('says which sheets of a workbook were not read', async () => {
    const data = LIST.split('\n').map((line) => line.split(','));
    await upload(
      await writeXlsxFile([
        { sheet: 'Table', data },
        { sheet: 'Notes', data: [['Ash closed'], ['in May']] },
      ]).toBuffer(),
    );
    expect(wordsOf((await lena.get(urls.sample(auditId))).text)).toContain(
      'The workbook has several sheets. Only "Table" is read, not "Notes".',
    );
  });

  it('draws the same from a workbook as from CSV', async () => {
    await upload();
    await draw();
    const fromCsv = [await references(ash), await references(birch)];
    const cells = LIST.split('\n').map((line) => line.split(',').map((value) => ({ value })));
    await upload(await writeXlsxFile(cells).toBuffer());
    await draw();
    expect([await references(ash), await references(birch)]).toEqual(fromCsv);
    // As it was worked out by another program, from the description of the draw.
    expect(fromCsv[0]).toEqual(['A-06', 'A-05', 'A-09', 'A-01']);
    expect(fromCsv[1]).toHaveLength(2);
  });

  it('draws again until recording has begun, and keeps count', async () => {
    await upload();
    await draw();
    const first = await references(ash);
    await draw({ seed: 'SEED-2' });
    expect(await references(ash)).not.toEqual(first);
    await draw();
    expect(await references(ash)).toEqual(first);
    const page = (await lena.get(urls.sample(auditId))).text;
    expect(page).toContain('the last of 3 draws');
    expect(page).toContain('SEED-1');

    const [file] = await drawnOf(ash);
    const begun = await amir.post(urls.sampledFileBegin(auditId, file?.id ?? 0));
    expect(begun.status).toBe(303);
    for (const response of [
      await draw({ seed: 'SEED-3' }),
      await upload(),
      await lena.post(urls.sampleListRemove(auditId)),
    ]) {
      expect(response.status).toBe(409);
      expect(response.text).toContain('Recording has begun, so the sample is fixed.');
    }
    expect(await references(ash)).toEqual(first);
    const fixed = (await lena.get(urls.sample(auditId))).text;
    expect(fixed).toContain('so the sample is fixed');
    expect(fixed).not.toContain('Draw again');
    // To remove the file that was begun does not open the sample again.
    const fileId = (await drawnOf(ash))[0]?.caseFileId ?? 0;
    await lena.post(urls.fileRemove(auditId, fileId));
    expect((await drawnOf(ash))[0]?.caseFileId).toBeNull();
    expect((await draw({ seed: 'SEED-3' })).status).toBe(409);
  });

  it('remembers what a group was called on the list', async () => {
    await upload();
    await draw();
    expect((await lena.get(urls.sample(auditId))).text).not.toContain('On the list the group is called');
    const group = { name: 'Oak', plannedFiles: '3', providerIds: '1', exclusions: [] };
    expect((await lena.post(urls.group(auditId, ash), group)).status).toBe(303);
    expect((await lena.get(urls.sample(auditId))).text).toContain('On the list the group is called Ash.');
  });

  it('makes a seed when none is typed, and refuses one that says something', async () => {
    await upload();
    expect((await draw({ seed: '' })).status).toBe(303);
    expect((await rows('samples'))[0]?.['seed']).toMatch(/^[A-Z2-9]{4}(-[A-Z2-9]{4}){3}$/);
    for (const seed of ['Ann Smith', '9434765919', '14-03-1981', 'x'.repeat(41)]) {
      const response = await draw({ seed });
      expect(response.status, seed).toBe(422);
      expect(response.text).toContain('Enter a seed of letters and figures');
    }
  });

  it('refuses numbers that the list cannot give, beside their fields', async () => {
    await upload();
    const refused: [Record<string, string>, string][] = [
      [{ [`amount-${ash}`]: '13' }, 'Ash has 12 files on the list. Draw at most as many.'],
      [{ [`amount-${ash}`]: '101', [`by-${ash}`]: 'percent' }, 'Ash: enter a percentage from 1 to 100.'],
      [{ [`amount-${birch}`]: 'two' }, 'Birch: Enter a whole number'],
      [{ [`amount-${ash}`]: '0' }, 'Ash: Enter a whole number'],
      [{ [`method-${ash}`]: 'best' }, 'Ash: Choose how the group is drawn.'],
      [{ [`amount-${ash}`]: '', [`amount-${birch}`]: '' }, 'Enter for at least one group'],
    ];
    for (const [fields, text] of refused) {
      const response = await draw(fields);
      expect(response.status, text).toBe(422);
      expect(response.text).toContain(text);
      expect(response.text).toContain('value="SEED-1"');
    }
    expect((await rows('samples'))[0]?.['seed']).toBeNull();
    // A group without a number is left out.
    expect((await draw({ [`amount-${birch}`]: '' })).status).toBe(303);
    expect(await references(birch)).toEqual([]);
    expect(await references(ash)).toHaveLength(4);
  });

  it('tells every problem of a list at once and keeps nothing of it', async () => {
    await app.deps.recording.create(app.ids.amir, auditId, { reference: 'OLD-1', groupId: ash });
    const response = await upload(
      ['ref,group', 'A-1,Ash', 'a-1,Ash', `${NHS_NUMBER},Ash`, ',Ash', 'A-2,', 'A-3,Elm', 'old-1,Ash'].join(
        '\n',
      ),
    );
    expect(response.status).toBe(422);
    expect(wordsOf(response.text)).toContain('Found wrong 5 problems');
    expect(response.text).not.toContain(NHS_NUMBER);
    expect(tablesOf(response.text)[0]?.rows.slice(1)).toEqual([
      ['Row 3', 'reference', '"a-1" is in row 2 already'],
      ['Row 4', 'reference', expect.stringContaining('"(not shown)" looks like an NHS number')],
      ['Row 5', 'reference', expect.stringContaining('is missing')],
      ['Row 6', 'group', 'is missing: name the sample group'],
      ['Row 8', 'reference', '"old-1" is a case file of this audit already'],
    ]);
    // A word is asked about once, whatever else is wrong.
    expect(wordsOf(response.text)).toContain('“Elm” under “group” In row 7');
    expect(await rows('samples')).toEqual([]);
    expect(await rows('sampled_files')).toEqual([]);
  });

  it('asks in a slower tab what is still open after the answers of another one', async () => {
    const asked = await upload('Ref,Stratum\nA-1,Team Ash\nA-2,Team Birch\nA-3,Team Elm');
    const actionOf = (html: string) => /action="([^"]*\/sample\/questions\/[^"]*)"/.exec(html)?.[1] ?? '';
    const wordsAsked = (html: string) =>
      [...html.matchAll(/for="word-\d"[^>]*>\s*“([^”]*)”/g)].map(([, word = '']) => word);
    const lookOf = (html: string) => /name="looks" value="(\d+)"/.exec(html)?.[1];
    const action = actionOf(asked.text);
    expect(wordsAsked(asked.text)).toEqual(['Team Ash', 'Team Birch', 'Team Elm']);

    const { waitingFiles } = app.deps;
    const { withFile } = waitingFiles;
    let quicker = '';
    // The other tab is answered in the middle of this one.
    waitingFiles.withFile = async (list, work) => {
      waitingFiles.withFile = withFile;
      quicker = (await lena.post(action, { looks: '1', 'word-0': 'Ash' })).text;
      return withFile(list, work);
    };
    const slower = await lena.post(action, { looks: '1', 'word-1': 'Birch' });
    expect(wordsAsked(quicker)).toEqual(['Team Birch', 'Team Elm']);
    expect(slower.status).toBe(422);
    expect(lookOf(slower.text)).toBe(lookOf(quicker));
    expect(wordsAsked(slower.text)).toEqual(wordsAsked(quicker));
    expect(wordsOf(slower.text)).toContain('Say what 2 words of the list mean.');

    // So what is said there goes to the words that it is said of.
    const taken = await lena.post(action, { looks: '2', 'word-0': 'Birch', 'word-1': 'Birch' });
    expect(taken.status).toBe(303);
    expect((await app.deps.sampling.state(auditId)).listed).toEqual(
      new Map([
        [ash, 1],
        [birch, 2],
      ]),
    );
  });

  it('asks once about each word that it does not know, and remembers what was said for the next list', async () => {
    const list = [
      'Ref,Stratum,Gender',
      ...Array.from(
        { length: 6 },
        (_, n) => `A-${n},${n < 4 ? 'Team Ash' : 'birch'},${n % 2 ? 'femme' : 'F'}`,
      ),
      'A-6,the rest,M',
    ].join('\n');
    const asked = await upload(list);
    expect(asked.status).toBe(422);
    expect(wordsOf(asked.text)).toContain('3 questions about this list');
    expect(wordsOf(asked.text)).toContain('Say what 3 words of the list mean.');
    expect(wordsOf(asked.text)).toContain('“Team Ash” under “group” In 4 rows: 2, 3, 4, 5');
    expect(wordsOf(asked.text)).toContain('“femme” under “Gender” In 3 rows: 3, 5, 7');
    expect(await rows('samples')).toEqual([]);
    const action = /action="([^"]*\/sample\/questions\/[^"]*)"/.exec(asked.text)?.[1] ?? '';
    const questions = [...asked.text.matchAll(/for="(word-\d)"[^>]*>\s*“([^”]*)”/g)];
    const answers = (by: Record<string, string>) =>
      Object.fromEntries(questions.map(([, name = '', word = '']) => [name, by[word] ?? '']));

    // Nobody else sees the list, and what is left open is asked again.
    expect((await amir.post(action, {})).status).toBe(403);
    const said = { looks: '1', ...answers({ 'Team Ash': 'Ash', femme: 'female', 'the rest': 'stop' }) };
    const stopped = await lena.post(action, said);
    expect(stopped.status).toBe(422);
    expect(tablesOf(stopped.text)[0]?.rows[1]?.slice(0, 3)).toEqual([
      'Row 8',
      'group',
      '"the rest" is not a sample group of this audit',
    ]);
    expect(wordsOf(stopped.text)).not.toContain('about this list');
    expect(await rows('samples')).toEqual([]);
    // What was said of a list that was not taken is not remembered.
    expect(await rows('sheet_words')).toEqual([]);

    const again = await upload(list.replace('the rest', 'Birch'));
    const taken = await lena.post(/action="([^"]*\/sample\/questions\/[^"]*)"/.exec(again.text)?.[1] ?? '', {
      looks: '1',
      ...answers({ 'Team Ash': 'Ash', femme: 'female' }),
    });
    expect(taken.status).toBe(303);
    expect((await app.deps.sampling.state(auditId)).listed).toEqual(
      new Map([
        [ash, 4],
        [birch, 3],
      ]),
    );
    expect((await upload('Ref,Stratum,Gender\nB-1,team ash,Femme')).status).toBe(303);
    const [{ fields } = { fields: '' }] = await rows('sampled_files');
    expect(fields).toBe('{"gender":"female"}');
    // The list is gone.
    expect((await lena.post(action, said)).status).toBe(404);
  });

  it.each([
    ['no file', null, 'Choose the file with the caseload list.'],
    ['an empty file', '', 'The file is empty.'],
    ['a heading alone', 'reference,group\n', 'there are no case files under the heading'],
    ['a missing column', 'reference\nA-1\n', 'there is no column &#34;group&#34;'],
    ['another kind of file', '%PDF-1.7', 'neither CSV nor an Excel workbook'],
    ['mixed encodings', Buffer.from('reference,group\n\xc3\x891,Ash\nÉ2,Ash\n', 'latin1'), 'not in UTF-8'],
    [
      'a formula without a result',
      workbookOf(
        '<row r="1"><c r="A1" t="inlineStr"><is><t>ref</t></is></c><c r="B1" t="inlineStr"><is><t>group</t></is></c></row><row r="2"><c r="A2"><f>B1+1</f></c></row>',
      ),
      'Cell A2 holds a formula without a result.',
    ],
  ])('refuses %s', async (_, content, text) => {
    const response = content === null ? await lena.post(urls.sampleList(auditId)) : await upload(content);
    expect(response.status).toBe(422);
    expect(response.text).toContain(text);
    expect(await rows('samples')).toEqual([]);
  });

  it('refuses a list that is too long', async () => {
    const long = Array.from({ length: 100_001 }, (_, n) => `A-${n},Ash`).join('\n');
    const response = await upload(`reference,group\n${long}`);
    expect(response.status).toBe(422);
    expect(response.text).toContain('A caseload list can have at most 100,000 files.');
  });

  it('lists drawn files as to do, without counting them as read', async () => {
    await upload();
    await draw();
    const page = (await amir.get(urls.files(auditId))).text;
    expect(tablesOf(page)[0]).toEqual({
      caption: 'Drawn files of Ash to do',
      rows: [
        ['Drawn file', 'Status', 'What to do with it'],
        ...['A-06', 'A-05', 'A-09', 'A-01'].map((reference) => [
          reference,
          'To do',
          `Record Cannot be found : ${reference}`,
        ]),
      ],
    });
    const { tally } = await app.deps.results.of(auditId);
    expect(tally.overall.files).toBe(0);
    expect((await rows('case_files')).length).toBe(0);
  });

  it('begins a drawn file like any other, with what does not apply to its group', async () => {
    await upload();
    await draw();
    const [file] = await drawnOf(birch);
    const response = await amir.post(urls.sampledFileBegin(auditId, file?.id ?? 0));
    const fileId = (await drawnOf(birch))[0]?.caseFileId ?? 0;
    expect(response.headers['location']).toBe(urls.file(auditId, fileId));
    const review = await app.deps.recording.get(auditId, fileId);
    expect(review.reference).toBe(file?.reference);
    expect([...review.answers]).toEqual([['top_missing', 'na']]);
    expect(await activityOf(app, auditId)).toContain(`caseFile.created case file ${fileId}`);
    // Somebody else who presses it too is led to the same file.
    const again = await lena.post(urls.sampledFileBegin(auditId, file?.id ?? 0));
    expect(again.headers['location']).toBe(urls.file(auditId, fileId));
    expect(await rows('case_files')).toHaveLength(1);
  });

  it('knows a drawn file that was begun by typing its reference, or imported', async () => {
    await upload();
    await draw();
    await amir.post(urls.files(auditId), { reference: 'a-06', groupId: String(ash) });
    await app.deps.importer.importCaseFiles(
      app.ids.lena,
      auditId,
      (async function* () {
        yield { row: 1, cells: ['reference', 'group'] };
        yield { row: 2, cells: ['A-05', 'Ash'] };
        yield { row: 3, cells: ['X-1', 'Ash'] };
      })(),
    );
    const stands = (await drawnOf(ash)).map((file) => [file.reference, file.caseFileId !== null]);
    expect(stands).toEqual([
      ['A-06', true],
      ['A-05', true],
      ['A-09', false],
      ['A-01', false],
    ]);
    expect((await draw()).status).toBe(409);
    const [report] = await app.deps.sampling.reports(auditId, await app.deps.audits.groups(auditId));
    expect(report?.outsideSample).toBe(1);
  });

  it('replaces a file that cannot be found by the next of the reserve, with the reason', async () => {
    await upload();
    await draw();
    const [first, second] = await drawnOf(ash);
    const url = urls.sampledFileNotFound(auditId, first?.id ?? 0);
    expect((await amir.get(url)).text).toContain('Case file A-06 cannot be read');
    for (const [reason, text] of [
      ['', 'Say why the file cannot be read'],
      [`It is ${NHS_NUMBER}`, 'an NHS number'],
      ['Born 14/03/1981', 'a date of birth'],
    ] as const) {
      const refused = await amir.post(url, { reason });
      expect(refused.status).toBe(422);
      expect(refused.text).toContain(text);
    }
    expect((await rows('samples'))[0]?.['locked_at']).toBeNull();

    expect((await amir.post(url, { reason: 'The notes are at another site.' })).status).toBe(303);
    expect(
      (await drawnOf(ash)).map(({ reference, status, replacedBy }) => [reference, status, replacedBy]),
    ).toEqual([
      ['A-06', 'not_found', 'A-11'],
      ['A-05', 'drawn', null],
      ['A-09', 'drawn', null],
      ['A-01', 'drawn', null],
      ['A-11', 'drawn', null],
    ]);
    const files = (await amir.get(urls.files(auditId))).text;
    expect(files).toContain('A-06 is marked as not found. A-11 from the reserve takes its place.');
    expect(files).toContain('Replaced by A-11: The notes are at another site.');
    expect((await amir.post(url, { reason: 'Again' })).status).toBe(409);
    expect((await amir.post(urls.sampledFileBegin(auditId, first?.id ?? 0))).status).toBe(409);
    expect((await draw()).status).toBe(409);

    // What is being read was found.
    const read = await amir.post(urls.sampledFileBegin(auditId, second?.id ?? 0));
    const form = formTo(
      (await amir.get(String(read.headers['location']))).text,
      String(read.headers['location']),
    );
    await amir.post(form.action, filledIn(form, { 'answer.recovery_plan': 'yes' }, 'Save'));
    expect(
      (await amir.post(urls.sampledFileNotFound(auditId, second?.id ?? 0), { reason: 'x' })).status,
    ).toBe(409);
    const activity = await app.deps.activity.list({ auditId, limit: 100 });
    expect(activity.map((line) => line.action)).toContain('sample.notFound');
    expect(JSON.stringify(activity)).not.toMatch(/A-\d\d|another site/);
  });

  it('gives a file back to the draw that was begun before its papers were looked for, while nothing is recorded', async () => {
    await upload();
    await draw();
    const [file, other] = await drawnOf(ash);
    const begin = async (id: number) =>
      String((await amir.post(urls.sampledFileBegin(auditId, id))).headers['location']);
    const url = await begin(file?.id ?? 0);
    const missing = urls.sampledFileNotFound(auditId, file?.id ?? 0);
    expect((await amir.get(url)).text).toContain(missing);
    expect((await amir.get(missing)).text).toContain('Why can it not be read?');
    const done = await amir.post(missing, { reason: 'The notes are at another site' });
    expect(done.headers['location']).toBe(urls.files(auditId));
    expect((await amir.get(urls.files(auditId))).text).toContain('from the reserve takes its place.');
    expect(await rows('case_files')).toHaveLength(0);
    expect((await amir.get(missing)).text).toContain('marked this file as not found already');
    expect((await amir.get(url)).status).toBe(404);

    // What is recorded of a file is not thrown away so: a plan is not either, though no check has an answer.
    const [, , planned] = await drawnOf(ash);
    await begin(planned?.id ?? 0);
    const plannedId = (await drawnOf(ash)).find(({ id }) => id === planned?.id)?.caseFileId ?? 0;
    await savePlan(
      app,
      'amir',
      auditId,
      plannedId,
      aPlan({ goals: [aGoal('Attend the group every Monday')] }),
    );
    const ofPlanned = urls.sampledFileNotFound(auditId, planned?.id ?? 0);
    expect((await amir.get(ofPlanned)).text).toContain('Something is recorded of this file');
    expect((await amir.post(ofPlanned, { reason: 'Lost' })).status).toBe(409);
    await app.deps.recording.remove(app.ids.lena, auditId, plannedId);

    // Nor is an alert, for which somebody has read the file.
    await begin(planned?.id ?? 0);
    const toldId = (await drawnOf(ash)).find(({ id }) => id === planned?.id)?.caseFileId ?? 0;
    const alert = { seen: 'Two small children.', providerCase: '', urgency: 'today', keep: '' } as const;
    await app.deps.safeguarding.raise(await app.deps.accounts.get(app.ids.amir), auditId, toldId, alert);
    expect((await amir.get(ofPlanned)).text).toContain('Something is recorded of this file');
    expect((await amir.post(ofPlanned, { reason: 'Lost' })).status).toBe(409);
    const [waiting] = await app.deps.safeguarding.ofFile(toldId);
    if (!waiting) throw new Error('the alert is gone');
    const lead = await app.deps.accounts.get(app.ids.lena);
    await app.deps.safeguarding.acknowledge(lead, waiting, '');
    expect((await amir.post(ofPlanned, { reason: 'Lost' })).status).toBe(409);
    await app.deps.recording.remove(app.ids.lena, auditId, toldId);

    const read = await begin(other?.id ?? 0);
    const form = formTo((await amir.get(read)).text, read);
    await amir.post(read, filledIn(form, { 'answer.recovery_plan': 'yes' }, 'Save'));
    const refused = urls.sampledFileNotFound(auditId, other?.id ?? 0);
    expect((await amir.get(refused)).text).toContain('Something is recorded of this file');
    expect((await amir.post(refused, { reason: 'Lost' })).status).toBe(409);
    expect(await rows('case_files')).toHaveLength(1);
  });

  it('asks before a file is read beside the sample', async () => {
    await upload();
    await draw();
    const type = (reference: string, more: Record<string, string> = {}) =>
      amir.post(urls.files(auditId), { reference, groupId: String(ash), ...more });
    const asked = await type('A-99');
    expect(asked.status).toBe(422);
    expect(asked.text).toContain('A-99 is not among the files that were drawn.');
    expect(asked.text).toContain('Record it beside the sample');
    expect(await rows('case_files')).toHaveLength(0);
    // Another reference is another question.
    expect((await type('A-98', { beside: 'A-99' })).status).toBe(422);
    expect((await type('A-99', { beside: 'A-99' })).status).toBe(303);
    const [file] = await drawnOf(ash);
    expect((await type(file?.reference.toLowerCase() ?? '')).status).toBe(303);
    expect(await rows('case_files')).toHaveLength(2);
  });

  it('says so when the reserve is used up', async () => {
    await upload();
    await draw({ [`amount-${birch}`]: '100' });
    const [file] = await drawnOf(birch);
    await amir.post(urls.sampledFileNotFound(auditId, file?.id ?? 0), { reason: 'Lost.' });
    const page = (await amir.get(urls.files(auditId))).text;
    expect(page).toContain('The reserve is used up, so no file takes its place.');
    expect(page).toContain('Not replaced, because the reserve is used up: Lost.');
  });

  it('stands in the report to the provider, with the reasons and without references', async () => {
    await upload();
    await draw({ seed: 'SEED-9' });
    await draw();
    const [first, second] = await drawnOf(ash);
    await amir.post(urls.sampledFileNotFound(auditId, first?.id ?? 0), {
      reason: 'The notes are at another site.',
    });
    await amir.post(urls.sampledFileBegin(auditId, second?.id ?? 0));
    await amir.post(urls.files(auditId), { reference: 'X-1', groupId: String(ash), beside: 'X-1' });
    const [provider] = await app.deps.feedback.of(auditId);
    const pdf = await download(lena, urls.feedbackPdf(auditId, provider?.provider.id ?? 0));
    const text = words((await readPdf(pdf.body)).pages.map((page) => page.text).join(' '));
    expect(text).toContain('The files of Ash were drawn at random from a list of the caseload.');
    expect(text).toContain('The files of Birch were drawn in equal steps');
    expect(text).toContain('The seed is SEED-1: the same list and seed give the same sample.');
    expect(text).toContain('The sample was drawn 2 times before recording began');
    expect(text).toContain('Also read, although not drawn: 1 case file of Ash.');
    expect(text).toContain('“The notes are at another site.” Replaced by the next of the reserve.');
    expect(text).not.toContain('A-06');
  });

  it('leaves the report as it was where nothing was drawn', async () => {
    await upload();
    const [provider] = await app.deps.feedback.of(auditId);
    const input = await app.deps.feedback.input(auditId, provider?.provider.id ?? 0);
    expect(input.samples).toEqual([]);
  });

  it('keeps a group that is on the list', async () => {
    await upload();
    const response = await lena.post(urls.groupRemove(auditId, ash));
    expect(response.status).toBe(409);
    expect(response.text).toContain('Remove the list first.');
    expect((await lena.post(urls.sampleListRemove(auditId))).status).toBe(303);
    expect(await rows('sampled_files')).toEqual([]);
    expect((await lena.post(urls.groupRemove(auditId, ash))).status).toBe(303);
  });

  it('goes with its audit, list and all', async () => {
    await upload();
    await draw();
    const { pool } = app.deps.database;
    await pool('audits').where({ id: auditId }).delete();
    for (const table of ['samples', 'sample_draws', 'sampled_files']) expect(await rows(table)).toEqual([]);
  });

  it('says how many files are enough, in a sentence', async () => {
    const url = `${urls.sample(auditId)}?population=400&expected=70&precision=5&confidence=95`;
    const page = (await lena.get(url)).text;
    expect(page).toContain('Read 179 files');
    expect(page).toContain(
      'If about 70% of 400 files have a yes, a random sample of 179 shows a share within 5 percentage points of the true one in 95 of 100 samples.',
    );
    const refused = await lena.get(
      `${urls.sample(auditId)}?population=0&expected=100&precision=&confidence=x`,
    );
    expect(refused.status).toBe(422);
    for (const field of ['population', 'expected', 'precision', 'confidence']) {
      expect(refused.text).toContain(`href="#${field}"`);
    }
  });

  it('writes nothing of a list into the log', async () => {
    expect(log.length).toBeGreaterThan(50);
    // Of all that went before.
    for (const secret of ['A-06', 'A-01', 'Person', 'another site', NHS_NUMBER, 'SEED-1']) {
      expect(log.join('')).not.toContain(secret);
    }
  });
});
