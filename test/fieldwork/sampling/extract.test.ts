import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import writeXlsxFile from 'write-excel-file/node';
import { createLog } from '../../../server/platform/log.ts';
import { urls } from '../../../server/web/urls.ts';
import { makeExtract } from '../../fixtures/ndtms/make.ts';
import type { Personal } from '../../fixtures/ndtms/make.ts';
import { onOneEngine, startApp } from '../../support/app.ts';
import type { Engine, TestApp, Visitor } from '../../support/app.ts';
import { newAudit } from '../../support/audit.ts';
import { filledIn, formTo, wordsOf } from '../../support/form.ts';
import { download, tablesOf } from '../../support/page.ts';
import { filteredWorkbook } from '../../support/workbook.ts';

/** What is in a file; nothing where it is gone meanwhile, being one of another test. */
function contentOf(file: string): string {
  try {
    return readFileSync(file).toString('latin1');
  } catch {
    return '';
  }
}

/** What a page says, without its tags. */
const textOf = (html: string): string =>
  html
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll('&#39;', "'")
    .replaceAll(/\s+/g, ' ');

onOneEngine('an NDTMS extract as caseload list', (engine: Engine) => {
  let app: TestApp;
  let lena: Visitor;
  let amir: Visitor;
  let carl: Visitor;
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
    carl = await app.as('carl');
  });
  afterAll(() => app.close());
  beforeEach(async () => {
    const made = await newAudit(app, {
      groups: [
        { name: 'Ash', providers: ['The Bridge'] },
        { name: 'Birch', providers: ['Drug Intervention Programme'] },
      ],
    });
    auditId = made.auditId;
    [ash = 0, birch = 0] = made.groupIds;
    await app.deps.audits.addMember(app.ids.lena, auditId, app.ids.carl, 'commissioner');
  });

  const upload = (content: Buffer | string) => lena.upload(urls.sampleList(auditId), content);
  const page = async () => (await lena.get(urls.sample(auditId))).text;
  const words = async () => textOf(await page());
  const rows = async (table: string) =>
    (await app.deps.database.pool(table).where({ audit_id: auditId }).select('*')) as Record<
      string,
      unknown
    >[];
  const assign = (fields: Record<string, string>) => lena.post(urls.sampleExtract(auditId), fields);
  const assigned = () =>
    assign({ 'agency-0': String(ash), 'agency-1': String(birch), 'agency-2': String(birch) });

  /** Everything that the program has written anywhere, as text. */
  async function everythingKept(): Promise<string> {
    const kept = [log.join('\n'), await page(), (await lena.get(urls.completeness(auditId))).text];
    const tables = [
      ...(engine === 'sqlite'
        ? await app.deps.database.pool('sqlite_master').where({ type: 'table' }).pluck<string[]>('name')
        : []),
      'sampled_files',
      'ndtms_clients',
      'ndtms_extracts',
      'activity',
    ];
    for (const table of new Set(tables)) {
      kept.push(JSON.stringify(await app.deps.database.pool(table).select('*')));
    }
    if (engine === 'sqlite') {
      const [main] = (await app.deps.database.pool.raw('pragma database_list')) as { file: string }[];
      for (const file of [main?.file ?? '', `${main?.file ?? ''}-wal`].filter(existsSync)) {
        kept.push(readFileSync(file).toString('latin1'));
      }
    }
    const folders = readdirSync(tmpdir()).filter((name) =>
      /^casefile-audit-(uploads|imports|lists)-/.test(name),
    );
    for (const folder of folders) {
      for (const file of readdirSync(path.join(tmpdir(), folder))) {
        kept.push(contentOf(path.join(tmpdir(), folder, file)));
      }
    }
    return kept.join('\n');
  }

  /** What of the columns that say who somebody is can be found in a text, in each way in which it could be written. */
  function foundIn(text: string, { datesOfBirth, postcodes, names, nhsNumbers }: Personal): string[] {
    const telling = new Set([
      ...datesOfBirth,
      ...datesOfBirth.map((date) => date.split('/').toReversed().join('-')),
      ...postcodes,
      ...names,
      ...nhsNumbers,
    ]);
    // All that looks like one of them, from every place anew, so that none is hidden in something longer.
    const like = /(?=(\d\d\/\d\d\/\d{4}|\d{4}-\d\d-\d\d|SO\d\d \dXQ|Zq[a-z]{8}|Qz[a-z]{8}))|(?=(\d{10}))/g;
    const all = [...text.matchAll(like)].flatMap(([, first, second]) => [first ?? '', second ?? '']);
    return all.filter((value) => telling.has(value));
  }

  it('is known by its headings and drops who somebody is before anything is kept', async () => {
    const { text, personal } = makeExtract('large');
    expect((await upload(text)).status).toBe(303);
    const said = await words();
    expect(said).toContain(
      '300 clients in 510 rows of 2 agencies: episodes, modalities and TOP forms of one client are one file. The headings are those of data set P or later. The latest date in it is 31 March 2014; nothing that fell due later is asked. 100 references are used by several agencies, and may be those of different people: each has its agency before it. The sample group comes from the column group.',
    );
    expect(said).toContain(
      'Dropped before anything was kept: initials or names (Forename, Surname, FINITIAL, SINITIAL), NHS numbers (NHSNO), dates of birth (DOB) and postcodes or addresses (PC).',
    );
    expect(said).toContain('Not read either, and nothing of it kept: 35 columns NATION, CLIENTID, PREVTR');
    const kept = await everythingKept();
    // What is kept can be found so; in SQLite in the bytes of its file too.
    expect(kept.split('N0010-C-0001').length).toBeGreaterThan(engine === 'sqlite' ? 3 : 2);
    expect(foundIn(kept, personal)).toEqual([]);
    // Each of them would be: a date, a postcode, two names and a number of each client, some on several rows.
    expect(new Set(foundIn(text, personal)).size).toBeGreaterThan(4 * 300);
    // Nor what nobody has asked for: nationality, and the numbers of episodes.
    expect(JSON.stringify(await rows('ndtms_clients'))).not.toMatch(/GBR|C-0001\/1/);
    // By the column of the sheet: of every second client of N0010 to Birch.
    const files = await rows('sampled_files');
    expect(files).toHaveLength(300);
    expect(files.filter((file) => file['group_id'] === birch)).toHaveLength(100);
    expect(files.map((file) => file['reference'])).toEqual(
      expect.arrayContaining(['N0010-C-0001', 'N0011-C-0001', 'C-0150']),
    );
  });

  it('asks about rows that the workbook hides, and keeps nothing of who somebody is meanwhile', async () => {
    const { text, personal } = makeExtract('large');
    const separator = text.includes(';') ? ';' : ',';
    const lines = text
      .split('\r\n')
      .filter((line) => line !== '')
      .map((line) => line.split(separator));
    // A title, and every row of the second agency as a filter hides them, one with a cell too many.
    const [heading = [], ...rest] = lines;
    const all = [['Extract of March'], heading, ...rest];
    const at = heading.indexOf('AGNCY');
    const hiddenRows = all.flatMap((cells, i) => (i > 1 && cells[at] === 'N0011' ? [i + 1] : []));
    const workbook = (cells: string[][]) => ({
      name: 'extract.xlsx',
      content: filteredWorkbook(cells, hiddenRows),
    });
    const ask = async (cells: string[][]) => {
      const asked = await lena.upload(urls.sampleList(auditId), workbook(cells));
      expect(asked.status).toBe(422);
      expect(wordsOf(asked.text)).toContain(
        `${hiddenRows.length} rows of the workbook are hidden or filtered out. Are they on the list too?`,
      );
      const [, url = ''] = /action="([^"]*\/sample\/questions\/[^"]*)"/.exec(asked.text) ?? [];
      return (hidden: string) =>
        lena.post(url, { ...filledIn(formTo(asked.text, url, 'Go on'), {}), hidden });
    };
    const told = async () => (await words()).replace(/^.*?(\d+ clients in)/, '$1');

    const first = await ask(all);
    expect(await rows('ndtms_extracts')).toEqual([]);
    expect(foundIn(await everythingKept(), personal)).toEqual([]);
    expect((await first('take')).status).toBe(303);
    expect(await told()).toContain('300 clients in 510 rows of 2 agencies');
    // What was dropped is told as of a sheet that was read at once.
    expect(await told()).toContain(
      'initials or names (Forename, Surname, FINITIAL, SINITIAL), NHS numbers (NHSNO), dates of birth (DOB) and postcodes or addresses (PC).',
    );
    expect(await told()).toContain(
      'Not read either, and nothing of it kept: 35 columns NATION, CLIENTID, PREVTR',
    );
    expect(foundIn(await everythingKept(), personal)).toEqual([]);

    expect((await (await ask(all))('leave')).status).toBe(303);
    expect(await told()).toContain('of 1 agency');

    // What is wrong with a row that is none of the list keeps nobody.
    const slipped = all.map((cells, i) => (i + 1 === hiddenRows[0] ? [...cells, 'SO14 9ZZ'] : cells));
    expect((await (await ask(slipped))('leave')).status).toBe(303);
    const refused = await (await ask(slipped))('take');
    expect(refused.status).toBe(422);
    expect(wordsOf(refused.text)).toMatch(
      new RegExp(`Row ${hiddenRows[0]} has \\d+ cells under a heading of`),
    );
    expect(await everythingKept()).not.toContain('SO14 9ZZ');
  });

  it('says how much more was read otherwise than anybody would read', async () => {
    const codes = Array.from({ length: 230 }, (_, i) => 300 + i);
    const rowsOf = codes.map((code) => `N1,C-${code},1,01/01/2014,02/01/2014,03/01/2014,,M,${code}`);
    await upload(['AGNCY,CLIENT,EPISODID,REFLD,TRIAGED,MODST,DISD,SEX,PRNTSTAT', ...rowsOf].join('\n'));
    const said = await words();
    expect(said).toContain('Read otherwise than it stands there: 230');
    expect(said.match(/PRNTSTAT/g)?.length).toBeGreaterThanOrEqual(200);
    expect(said).toContain('And 30 more, which are not listed.');
    // Past so many problems it is the extract that is wrong.
    const broken = Array.from({ length: 600 }, (_, i) => `,C-${i},1,01/01/2014,02/01/2014,03/01/2014,,M,11`);
    const refused = await upload(
      ['AGNCY,CLIENT,EPISODID,REFLD,TRIAGED,MODST,DISD,SEX,PRNTSTAT', ...broken].join('\n'),
    );
    expect(textOf(refused.text)).toContain('After so many problems the rest was not read.');
    expect(textOf(refused.text)).toContain('The list has 500 problems');
  });

  it('says nothing of who somebody is where it is refused either', async () => {
    const { text, personal } = makeExtract('large');
    const lines = text.split('\r\n');
    // Two cells too many in one row, and one with its cells slipped.
    const [heading = '', first = '', second = '', ...rest] = lines;
    const broken = [heading, `${first};SO14 9ZZ;more`, second.split(';').slice(2).join(';'), ...rest];
    const refused = await upload(broken.join('\r\n'));
    expect(refused.status).toBe(422);
    expect(
      tablesOf(refused.text)[0]
        ?.rows.slice(1)
        .map((row) => row.slice(0, 3)),
    ).toEqual([
      ['Row 2', '', ''],
      ['Row 3', '', ''],
    ]);
    expect(await rows('sampled_files')).toEqual([]);
    const kept = `${refused.text}\n${await everythingKept()}`;
    expect(foundIn(kept, personal)).toEqual([]);
    expect(kept).not.toContain('SO14 9ZZ');

    const noAgency = await upload('CLIENT,EPISODID,REFLD,TRIAGED,DISD,SEX\nA-1,1,01/01/2014,02/01/2014,,M');
    expect(noAgency.status).toBe(422);
    expect(tablesOf(noAgency.text)[0]?.rows[1]).toEqual([
      'Row 1',
      'AGNCY',
      '',
      'the heading is that of an NDTMS extract, but there is no column AGNCY',
    ]);
    const american = await upload(
      'AGNCY,CLIENT,EPISODID,REFLD,TRIAGED,DISD,SEX\nN1,A-1,1,01/01/2014,01/31/2014,,M',
    );
    expect(american.status).toBe(422);
    expect(textOf(american.text)).toContain('has the month before the day');
    const brokenOff = await upload(
      'AGNCY,CLIENT,EPISODID,REFLD,TRIAGED,DISD,SEX\n,A-1,1,01/01/2014,02/01/2014,,M\nN1,"A-2,1',
    );
    expect(brokenOff.status).toBe(422);
    expect(textOf(brokenOff.text)).toContain('Row 3 is not CSV');
    expect(tablesOf(brokenOff.text)[0]?.rows[1]?.slice(0, 2)).toEqual(['Row 2', 'AGNCY']);
    const nobody = await upload('AGNCY,CLIENT,EPISODID,REFLD,TRIAGED,DISD,CONSENT\nN1,A-1,1,,,,N');
    expect(textOf(nobody.text)).toContain(
      'there are no clients under the heading whose records may be shared',
    );
  });

  it('asks once which group an agency is and what a code means, and remembers both for the next extract', async () => {
    const { text } = makeExtract('partnership');
    await upload(text);
    expect(await words()).toContain(
      'The NDTMS extract is read. Say which sample group each agency is, and its clients are on the list.',
    );
    expect(await rows('sampled_files')).toEqual([]);
    expect(await page()).not.toContain('Draw the sample</button>');
    // What the code of a drug stands for could not be found, so it is asked.
    expect(await words()).toContain('Primary drug: DRUG1 1101 24 clients');
    const open = await assign({ 'agency-0': String(ash) });
    expect(open.status).toBe(422);
    expect(textOf(open.text)).toContain('Choose the sample group of agency N0002.');
    expect(textOf(open.text)).toContain('Choose the sample group of agency N0003.');
    const nobody = await assign({ 'agency-0': 'none', 'agency-1': 'none', 'agency-2': 'none' });
    expect(textOf(nobody.text)).toContain('Choose a sample group for at least one agency.');

    const done = await assign({
      'agency-0': String(ash),
      'agency-1': String(birch),
      'agency-2': 'none',
      'code-0': 'heroin',
    });
    expect(done.status).toBe(303);
    const files = await rows('sampled_files');
    expect(files.filter((file) => file['group_id'] === ash)).toHaveLength(60);
    expect(files.filter((file) => file['group_id'] === birch)).toHaveLength(40);
    const drugs = files.map(
      ({ fields }) => (JSON.parse(String(fields)) as Record<string, string>)['primary_drug'],
    );
    // Every fifth client of each agency has the code.
    expect(drugs.filter((drug) => drug === 'heroin')).toHaveLength(12 + 8);
    expect(drugs.filter((drug) => drug === 'alcohol')).toHaveLength(48 + 32);
    expect(await words()).toContain(
      'The list is kept, with 100 files. Gender, Ethnicity, Primary drug and Months in treatment stand in each file from the beginning.',
    );

    await upload(text);
    expect(await rows('sampled_files')).toHaveLength(100);
    // Another list takes its place with all that was said of it.
    await upload('reference,group\nA-1,Ash');
    expect(await rows('ndtms_clients')).toEqual([]);
    expect(await rows('ndtms_extracts')).toEqual([]);
    expect((await assigned()).status).toBe(409);
  });

  it('gives the draw its files, with fields and the dates of treatment and TOP forms', async () => {
    const { text } = makeExtract('partnership');
    await upload(text);
    await assigned();
    await lena.post(urls.sampleDraw(auditId), {
      seed: 'SEED-1',
      [`amount-${ash}`]: '60',
      [`by-${ash}`]: 'number',
      [`method-${ash}`]: 'random',
    });
    const drawn = await app.deps.sampling.files(auditId);
    expect(drawn).toHaveLength(60);
    const begin = async (reference: string) => {
      const file = drawn.find((one) => one.reference === reference);
      return app.deps.fromSample.begin(app.ids.amir, auditId, file?.id ?? 0);
    };
    // The first of N0001 has all forms and began on 2 September, the last came twice and left after the first time.
    const fileId = await begin('C1-0001');
    const reading = await app.deps.recording.get(auditId, fileId);
    expect(reading.answers.get('months_in_treatment')).toBe('6');
    expect(reading.answers.get('gender')).toMatch(/^(fe)?male$/);
    expect(reading.answers.has('primary_drug')).toBe(false);
    const plan = (await amir.get(urls.filePlan(auditId, fileId))).text;
    expect(textOf(plan)).toContain('These dates came with the caseload list.');
    expect(plan).toContain('value="02/09/2013"');
    expect(plan).toContain('value="05/09/2013"');
    expect(plan).toContain('value="02/12/2013"');
    const twice = (await amir.get(urls.filePlan(auditId, await begin('C1-0060')))).text;
    expect(twice).toContain('value="02/09/2013"');
    expect(twice).toContain('value="02/12/2013"');
    // What belongs to the time before is not offered: its start, and its forms.
    for (const day of ['07/01/2013', '08/01/2013', '25/04/2013', '26/04/2013']) {
      expect(twice, day).not.toContain(`value="${day}"`);
    }
    const left = (await amir.get(urls.filePlan(auditId, await begin('C1-0041')))).text;
    expect(left).toContain('value="29/11/2013"');
    // What was typed is kept as it is from then on.
    expect((await assigned()).status).toBe(409);
  });

  it('shows how complete the whole list is, by provider and over all, against its standards', async () => {
    await upload(makeExtract('partnership').text);
    await assigned();
    const shown = (await lena.get(urls.completeness(auditId))).text;
    const [table] = tablesOf(shown);
    expect(table?.rows.map((row) => row.slice(0, 5))).toEqual([
      [
        'Record',
        'Standard',
        'Drug Intervention Programme 60 clients',
        'The Bridge 60 clients',
        'All providers 120 clients',
      ],
      // 51 + 33 of 74 + 36 and 86 of 103; together a little less than 80%, which is printed as 80%.
      [
        'TOP forms, all Of forms due',
        '80%',
        '84 of 110 76% of 59 clients Below 80%',
        '86 of 103 83% of 58 clients Reaches 80%',
        '170 of 213 80% of 117 clients Below 80%',
      ],
      [
        'TOP start forms Of forms due',
        '80%',
        '57 of 59 97% of 59 clients Reaches 80%',
        '55 of 58 95% of 58 clients Reaches 80%',
        '112 of 117 96% of 117 clients Reaches 80%',
      ],
      [
        'TOP review forms Of forms due',
        '80%',
        '23 of 37 62% of 37 clients Below 80%',
        '25 of 35 71% of 35 clients Below 80%',
        '48 of 72 67% of 72 clients Below 80%',
      ],
      [
        'TOP exit forms Of forms due',
        '80%',
        '4 of 14 29% of 14 clients Below 80%',
        '6 of 10 60% of 10 clients Below 80%',
        '10 of 24 42% of 24 clients Below 80%',
      ],
      ['Hepatitis B, intervention status Of clients', '–', '48 of 60 80%', '55 of 60 92%', '103 of 120 86%'],
      ['Hepatitis C, intervention status Of clients', '–', '48 of 60 80%', '52 of 60 87%', '100 of 120 83%'],
      ['Parental status Of clients', '–', '50 of 60 83%', '54 of 60 90%', '104 of 120 87%'],
      ['Children living with the client Of clients', '–', '55 of 60 92%', '57 of 60 95%', '112 of 120 93%'],
      [
        'Ethnicity, a valid code Of clients',
        '98% / 100%',
        '58 of 60 97% Below 98%',
        '59 of 60 98% Reaches 98%',
        '117 of 120 98% Below 98%',
      ],
      ['Ethnicity, stated by the client Of clients', '–', '57 of 60 95%', '57 of 60 95%', '114 of 120 95%'],
      ['Discharge reason Of clients discharged', '–', '4 of 14 29%', '6 of 10 60%', '10 of 24 42%'],
    ]);
    expect(textOf(shown)).toContain('Counted as of 31 March 2014');
    expect(textOf(shown)).toContain(
      'PRNTSTAT: the code 21, which no list here knows, counted as recorded (3 clients, first in row',
    );
    const csv = (await download(lena, urls.completenessCsv(auditId, true))).body.toString('utf8');
    expect(csv).toContain('top,All providers,170,213,80,117,80,none,2014-03-31');
    expect(csv).toContain('ethnicity,The Bridge,59,60,98,60,98/100,98,2014-03-31');
  });

  it('suppresses small numbers for a commissioner, who sees it once the audit is closed, and forgets the clients then', async () => {
    await upload(makeExtract('partnership').text);
    // The third agency stays by itself: it is on no list.
    await assign({ 'agency-0': String(ash), 'agency-1': String(birch), 'agency-2': 'none' });
    expect((await carl.get(urls.completeness(auditId))).status).toBe(403);
    expect((await amir.get(urls.completeness(auditId))).text).not.toContain('[c]');
    await app.deps.recording.create(app.ids.amir, auditId, { reference: 'C1-0001', groupId: ash });
    await app.deps.steps.changeState(app.ids.lena, auditId, 'close');
    expect(await rows('ndtms_clients')).toEqual([]);
    const seen = (await carl.get(urls.completeness(auditId))).text;
    const exits = tablesOf(seen)[0]?.rows.find(([name]) => name?.startsWith('TOP exit'));
    // Agency N0003, Drug Intervention Programme, The Bridge, all.
    expect(exits?.slice(2)).toEqual([
      '[c]',
      '[c]',
      '6 of 10 60% of 10 clients Below 80%',
      '10 of 24 42% of 24 clients Below 80%',
    ]);
    expect(textOf(seen)).toContain('A figure is small when it rests on fewer than 5 clients.');
    expect(textOf(seen)).not.toContain('first in row');
    const csv = (await download(carl, urls.completenessCsv(auditId))).body.toString('utf8');
    expect(csv).toContain('top_exit,Agency N0003,[c],[c],[c],[c],80,,2014-03-31');
    // To ask for all changes nothing for who may not have it.
    expect((await download(carl, urls.completenessCsv(auditId, true))).body.toString('utf8')).toBe(csv);
    expect((await download(lena, urls.completenessCsv(auditId))).body.toString('utf8')).toBe(csv);

    // Under an agreement that is named the commissioner sees all of it, and is told not to pass it on.
    await app.deps.audits.addMember(app.ids.lena, auditId, app.ids.carl, 'commissioner', 'the DSA of 2014');
    const full = (await carl.get(urls.completeness(auditId))).text;
    expect(full).not.toContain('[c]');
    expect(textOf(full)).toContain('Includes small numbers: do not pass on.');
    expect((await download(carl, urls.completenessCsv(auditId))).body.toString('utf8')).toBe(csv);
    expect((await download(carl, urls.completenessCsv(auditId, true))).body.toString('utf8')).toContain(
      'top_exit,Agency N0003,1,2,50,2,80,none,2014-03-31',
    );

    const { auditId: other } = await newAudit(app);
    expect(textOf((await lena.get(urls.completeness(other))).text)).toContain(
      'The caseload list of this audit is no NDTMS extract',
    );
    expect((await lena.get(urls.completenessCsv(other))).status).toBe(404);
    // Whoever has no extract meets nothing of it.
    expect((await lena.get(urls.results(other))).text).not.toContain('NDTMS records');
    expect((await lena.get(urls.results(auditId))).text).toContain('NDTMS records');
    expect((await carl.get(urls.results(auditId))).text).toContain('NDTMS records');
  });

  it('is read from a workbook as from text', async () => {
    const { text } = makeExtract('oneAgency');
    const cells = text.split('\r\n').map((line) => line.split('\t').map((value) => ({ value })));
    await upload(await writeXlsxFile(cells).toBuffer());
    const fromWorkbook = await rows('ndtms_extracts');
    await upload(text);
    expect(await rows('ndtms_extracts')).toEqual(fromWorkbook);
    expect(await words()).toContain('60 clients in 96 rows of 1 agency');
    // Whatever stands above the heading, such as the name of a report and whose it is, is not read.
    await upload(['Report for Zqabcdefgh', 'Made on\t31/03/2014', text].join('\n'));
    expect(await words()).toContain('60 clients in 96 rows of 1 agency');
    expect(await everythingKept()).not.toContain('Zqabcdefgh');
  });
});
