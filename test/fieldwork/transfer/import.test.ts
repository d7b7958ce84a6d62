import { createWriteStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import writeXlsxFile from 'write-excel-file/node';
import { checksOf } from '../../../rules/index.ts';
import { IMPORT_MAXIMUM_FILES } from '../../../server/fieldwork/transfer/caseSheet.ts';
import { urls } from '../../../server/web/urls.ts';
import { onOneEngine, startApp } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { activityOf, newAudit } from '../../support/audit.ts';
import { filledIn, formTo, wordsOf } from '../../support/form.ts';
import { tablesOf } from '../../support/page.ts';
import { zipOf } from '../../support/workbook.ts';

const csv = (...lines: string[]) => ({
  name: 'cases.csv',
  content: lines.map((line) => `${line}\n`).join(''),
});

/** The button that imports. */
const OFFER = /Import [\d,]+ case file/;

onOneEngine('importing a sheet', (engine) => {
  let test: TestApp;
  let lena: Visitor;
  let folder: string;
  beforeAll(async () => {
    test = await startApp(engine);
    lena = await test.as('lena');
    folder = mkdtempSync(path.join(tmpdir(), 'casefile-audit-test-'));
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await test.close();
  });

  const countFiles = async (auditId: number) =>
    ((await test.deps.database.pool('case_files').where({ audit_id: auditId })) as unknown[]).length;

  /** Sends a sheet and follows to the page that shows it; the page of the form where it cannot be read at all. */
  async function send(auditId: number, file: Parameters<Visitor['upload']>[1], by = lena) {
    const answer = await by.upload(urls.importFiles(auditId), file);
    if (answer.status !== 303) return { status: answer.status, html: answer.text, url: '' };
    const url = String(answer.headers['location']);
    const page = await by.get(url);
    return { status: page.status, html: page.text, url };
  }

  /** Presses the button that imports. */
  async function confirm(page: { html: string; url: string }, fields: Record<string, string> = {}) {
    return lena.post(page.url, filledIn(formTo(page.html, page.url), fields));
  }

  it('shows what it would do, does nothing, then does it', async () => {
    const { auditId } = await newAudit(test);
    const page = await send(
      auditId,
      csv(
        'Reference,GROUP,Is there a recovery plan on file?,smart,Tops missing,comment,comment.smart',
        'A-1,ash,Y,no,nr,"Two lines,\nsaid so",vague',
        'A-2,Birch,,,,,',
      ),
    );
    expect(page.status).toBe(200);
    const words = wordsOf(page.html);
    expect(words).toContain('Check cases.csv');
    expect(words).toContain('In the sheet 2 case files');
    expect(words).toContain('Columns recognised 7 of 7');
    expect(words).toContain('Found wrong 0 problems');
    const tables = tablesOf(page.html);
    expect(tables.map((table) => table.caption)).toEqual([
      'What each column of the sheet was taken for',
      'The first rows of the sheet',
    ]);
    expect(tables[0]?.rows.slice(1)).toEqual([
      ['Column A', 'Reference', 'Reference of the case file', ''],
      ['Column B', 'GROUP', 'Sample group', ''],
      ['Column C', 'Is there a recovery plan on file?', 'Is there a recovery plan on file?', 'label'],
      ['Column D', 'smart', expect.stringContaining('SMART'), 'id'],
      ['Column E', 'Tops missing', 'Is a TOP form that was due missing?', expect.any(String)],
      ['Column F', 'comment', 'Comment about the whole file', ''],
      ['Column G', 'comment.smart', expect.stringMatching(/^Comment on: .*SMART/), 'id'],
    ]);
    expect(tables[1]?.rows[1]).toEqual(['2', 'A-1', 'ash', 'Y', 'no', 'nr', 'Two lines, said so', 'vague']);
    expect(words).toContain('have no column and will not be recorded');
    expect(await countFiles(auditId)).toBe(0);

    const answer = await confirm(page);
    expect(answer.status).toBe(303);
    expect(answer.headers['location']).toBe(urls.files(auditId));
    expect(wordsOf((await lena.get(urls.files(auditId))).text)).toContain('2 case files imported.');
    const tool = test.deps.tools.must('rodt', 1);
    const lines = await test.deps.recording.lines(auditId, tool);
    const [first, second] = await Promise.all(lines.map((line) => test.deps.recording.get(auditId, line.id)));
    expect(Object.fromEntries(first?.answers ?? [])).toEqual({ recovery_plan: 'yes', smart: 'no' });
    expect(first?.comment).toBe('Two lines,\nsaid so');
    expect(Object.fromEntries(first?.comments ?? [])).toEqual({ smart: 'vague' });
    expect(first?.completedAt).toBeNull();
    // The check does not apply to the group, and the sheet says nothing against it.
    expect(Object.fromEntries(second?.answers ?? [])).toEqual({ top_missing: 'na' });
    expect((await activityOf(test, auditId)).at(-1)).toBe('caseFiles.imported');
    // What was imported is gone, and the file with it.
    expect((await lena.get(page.url)).status).toBe(404);
  });

  it('marks files as complete when told so, and where the sheet says so', async () => {
    const { auditId } = await newAudit(test);
    await confirm(await send(auditId, csv('reference,group', 'A-1,Ash')), { complete: 'yes' });
    const says = await send(auditId, csv('reference,group,complete', 'A-2,Ash,YES', 'A-3,Ash,n', 'A-4,Ash,'));
    expect(says.html).not.toContain('name="complete"');
    await confirm(says);
    const lines = await test.deps.recording.lines(auditId, test.deps.tools.must('rodt', 1));
    expect(lines.map((line) => [line.reference, line.completedAt !== null])).toEqual([
      ['A-1', true],
      ['A-2', true],
      ['A-3', false],
      ['A-4', false],
    ]);
  });

  it('tells every problem with its row, and imports nothing', async () => {
    const { auditId, groupIds } = await newAudit(test);
    await test.deps.recording.create(test.ids.lena, auditId, {
      reference: 'HERE',
      groupId: groupIds[0] ?? 0,
    });
    const page = await send(
      auditId,
      csv(
        'reference,group,recovery_plan,complete,comment.smart',
        'A-1,Ash,maybe,,',
        'a-1,Nowhere,yes,perhaps,',
        'here,Ash,=1+1,,',
        `943 476 5919,Ash,,,${'x'.repeat(4001)}`,
        'A-9,Ash,,,Her number is 943 476 5919',
      ),
    );
    expect(wordsOf(page.html)).toContain('Found wrong 5 problems To be answered 4 questions');
    for (const asked of ['“maybe” under “recovery_plan” In row 2', '“Nowhere” under “group” In row 3']) {
      expect(wordsOf(page.html)).toContain(asked);
    }
    const [problems] = tablesOf(page.html);
    expect(problems?.rows.slice(1)).toEqual([
      ['Row 3', 'reference', '"a-1" is in row 2 already'],
      ['Row 4', 'reference', '"here" is in the audit already'],
      ['Row 5', 'reference', expect.stringContaining('looks like an NHS number')],
      ['Row 5', 'comment.smart', expect.stringContaining('is a comment of more than 4000 characters')],
      ['Row 6', 'comment.smart', '"(not shown)" holds what looks like an NHS number: take it out'],
    ]);
    expect(page.html).not.toContain('476 5919');
    expect(page.html).not.toMatch(OFFER);
    // Whoever presses a button that is not there gets nothing in either.
    await lena.post(page.url, {});
    const refused = (await lena.get(page.url)).text;
    expect(wordsOf(refused)).toContain('Nothing was imported from cases.csv');
    expect(tablesOf(refused)[0]?.rows.slice(1)).toHaveLength(9);
    expect(await countFiles(auditId)).toBe(1);
  });

  it('does not import what went wrong since it was looked at', async () => {
    const { auditId, groupIds } = await newAudit(test);
    const page = await send(auditId, csv('reference,group', 'A-1,Ash', 'A-2,Ash'));
    await test.deps.recording.create(test.ids.amir, auditId, { reference: 'a-2', groupId: groupIds[0] ?? 0 });
    const answer = await confirm(page);
    expect(answer.headers['location']).toBe(page.url);
    const html = (await lena.get(page.url)).text;
    expect(wordsOf(html)).toContain('The sheet has 1 problem; nothing was imported.');
    expect(tablesOf(html)[0]?.rows[1]).toEqual(['Row 3', 'reference', '"A-2" is in the audit already']);
    expect(await countFiles(auditId)).toBe(1);
    // It was refused; a new look needs the sheet again.
    expect((await lena.post(page.url, {})).status).toBe(409);

    const closed = await send(auditId, csv('reference,group', 'A-7,Ash'));
    await test.deps.steps.changeState(test.ids.lena, auditId, 'close');
    await confirm(closed);
    expect(wordsOf((await lena.get(closed.url)).text)).toContain(
      'Case files can only be imported into an open audit.',
    );
    expect(await countFiles(auditId)).toBe(1);
  });

  it('says of a sheet in Windows-1252 that it was read as one, and imports its letters', async () => {
    const { auditId } = await newAudit(test);
    const page = await send(auditId, {
      name: 'a.csv',
      content: Buffer.from('reference,group\nÉ-7,Ash\n', 'latin1'),
    });
    expect(page.status).toBe(200);
    expect(wordsOf(page.html)).toMatch(
      /was read as spreadsheets save .* \(Windows-1252\).* words with accents/,
    );
    expect(wordsOf(page.html)).toContain('É-7');
  });

  it.each([
    ['no file', null, 'Choose a CSV or Excel file.'],
    ['an empty file', { name: 'a.csv', content: '' }, 'The file is empty.'],
    ['a file of empty lines', { name: 'a.csv', content: '\n\n , \n' }, 'the sheet is empty'],
    [
      'another file, renamed',
      { name: 'a.csv', content: '%PDF-1.7\n%âãÏÓ' },
      'neither CSV nor an Excel workbook',
    ],
    [
      'a picture, renamed',
      { name: 'a.xlsx', content: Buffer.from('89504e470d0a1a0a0000', 'hex') },
      'neither CSV',
    ],
    [
      'a zip that is no workbook',
      { name: 'a.xlsx', content: Buffer.from('PK\u0003\u0004 and so on') },
      /workbook|damaged/,
    ],
    [
      'mixed encodings',
      {
        name: 'a.csv',
        content: Buffer.concat([
          Buffer.from('reference,group\nÉ-1,Ash\n'),
          Buffer.from('É-2,Ash\n', 'latin1'),
        ]),
      },
      /not in UTF-8.*in line 3/,
    ],
  ])('says so and takes nothing: %s', async (_, file, message) => {
    const { auditId } = await newAudit(test);
    const page = await send(auditId, file);
    expect(page.status).toBe(422);
    expect(wordsOf(page.html)).toMatch(message);
    expect(page.html).toContain('href="#file"');
    expect(await countFiles(auditId)).toBe(0);
  });

  it.each([
    ['a column that is missing', ['group,smart', 'Ash,yes'], 'there is no column "reference"'],
    [
      'a column that nobody knows',
      ['reference,group,mood', 'A-1,Ash,good'],
      'is not an item of rodt version 1',
    ],
    [
      'a column twice',
      ['reference,group,SMART,smart', 'A-1,Ash,yes,no'],
      'means the same as the column "SMART"',
    ],
    ['no case files', ['reference,group'], 'there are no case files under the heading'],
    [
      'text that breaks off',
      ['reference,group', 'A-1,Ash', '"A-2,Ash'],
      'a quotation mark that is never closed',
    ],
    [
      'a sign that cannot be kept, far down',
      ['reference,group', ...Array.from({ length: 900 }, (_, i) => `A-${i},Ash`), 'B-1,Ash\0'],
      'a character that cannot be kept (NUL)',
    ],
  ])('shows what it could make of a sheet with %s', async (_, lines, message) => {
    const { auditId } = await newAudit(test);
    const page = await send(auditId, csv(...lines));
    expect(page.status).toBe(200);
    expect(wordsOf(page.html)).toContain(message);
    expect(page.html).not.toMatch(OFFER);
    expect(tablesOf(page.html).map((table) => table.caption)).toContain(
      'What each column of the sheet was taken for',
    );
    await lena.post(page.url, {});
    expect(await countFiles(auditId)).toBe(0);
  });

  it('takes a workbook, of several sheets the first, and says so', async () => {
    const { auditId } = await newAudit(test);
    const file = path.join(folder, 'several.xlsx');
    await writeXlsxFile([
      {
        sheet: 'Cases',
        data: [
          ['reference', 'group', 'smart', 'months_in_treatment'],
          ['A-1', 'Ash', 'yes', 9],
        ],
      },
      { sheet: 'Notes', data: [['something'], ['else']] },
    ]).toFile(file);
    const page = await send(auditId, { path: file });
    expect(wordsOf(page.html)).toContain(
      'The workbook has several sheets. Only "Cases" is read, not "Notes".',
    );
    await confirm(page);
    const [line] = await test.deps.recording.lines(auditId, test.deps.tools.must('rodt', 1));
    const review = await test.deps.recording.get(auditId, line?.id ?? 0);
    expect(Object.fromEntries(review.answers)).toEqual({ smart: 'yes', months_in_treatment: '9' });
  });

  it('does not take a formula whose result is not in the workbook', async () => {
    const { auditId } = await newAudit(test);
    const file = path.join(folder, 'formula.xlsx');
    await writeXlsxFile([
      ['reference', 'group', 'smart'],
      ['A-1', 'Ash', { type: 'Formula', value: 'IF(1=1,"yes","no")' }],
    ]).toFile(file);
    const page = await send(auditId, { path: file });
    expect(wordsOf(page.html)).toContain('Cell C2 holds a formula without a result.');
    await lena.post(page.url, {});
    expect(await countFiles(auditId)).toBe(0);
  });

  it('is for the lead who sent it, in that session and audit, and is gone when called off', async () => {
    const { auditId } = await newAudit(test);
    const other = await newAudit(test);
    const page = await send(auditId, csv('reference,group', 'A-1,Ash'));
    const token = page.url.split('/').at(-1) ?? '';
    const elsewhere = await test.as('lena');
    for (const [visitor, url] of [
      [elsewhere, page.url],
      [elsewhere, urls.importState(auditId, token)],
      [lena, urls.importSheet(other.auditId, token)],
      [lena, urls.importSheet(auditId, 'x')],
    ] as const) {
      expect((await visitor.get(url)).status).toBe(404);
    }
    expect((await elsewhere.post(page.url, {})).status).toBe(404);
    expect((await lena.get(urls.importState(auditId, token))).body).toEqual({ state: 'waiting' });

    const gone = await lena.post(page.url, filledIn(formTo(page.html, page.url), {}, 'Cancel'));
    expect(gone.headers['location']).toBe(urls.files(auditId));
    expect((await lena.get(page.url)).status).toBe(404);
    expect(await countFiles(auditId)).toBe(0);

    // Another sheet takes the place of the one before.
    const first = await send(auditId, csv('reference,group', 'A-1,Ash'));
    const second = await send(auditId, csv('reference,group', 'A-1,Ash'));
    expect((await lena.get(first.url)).status).toBe(404);
    expect((await lena.get(second.url)).status).toBe(200);
  });

  it('shows how far a long import is, whoever waits for it or not', async () => {
    const { auditId } = await newAudit(test);
    const checks = checksOf(test.deps.tools.must('rodt', 1)).map((check) => check.id);
    const rows = Array.from({ length: 6000 }, (_, i) => `L-${i},Ash,${checks.map(() => 'no').join(',')}`);
    const elsewhere = await test.as('lena');
    const second = await send(auditId, csv('reference,group', 'Z-1,Ash'), elsewhere);
    const page = await send(auditId, csv(`reference,group,${checks.join(',')}`, ...rows));
    const answer = await confirm(page);
    // One at a time.
    expect((await elsewhere.post(second.url, {})).status).toBe(409);
    expect(answer.headers['location']).toBe(page.url);
    const stateUrl = `${page.url}/state`;
    const seen: { state: string; percent: number; text: string }[] = [];
    // It runs by itself: the first looks meet it under way.
    const running = await lena.get(page.url);
    expect(running.text).toContain(`data-import="${stateUrl}"`);
    expect(running.text).toContain('<progress');
    for (let i = 0; i < 600; i += 1) {
      const state = (await lena.get(stateUrl)).body as (typeof seen)[number];
      seen.push(state);
      if (state.state !== 'running') break;
      // Not a part of it is there before all of it is.
      expect([0, 6000]).toContain(await countFiles(auditId));
      await wait(20);
    }
    expect(seen.at(-1)).toMatchObject({ state: 'done', percent: 100 });
    expect(seen.length).toBeGreaterThan(1);
    const percents = seen.map(({ percent }) => percent);
    expect(percents).toEqual(percents.toSorted((a, b) => a - b));
    expect(wordsOf((await lena.get(page.url)).text)).toContain('6000 case files imported.');
    expect(await countFiles(auditId)).toBe(6000);
  });

  it('refuses a million rows with a sentence, without reading them all', async () => {
    const { auditId } = await newAudit(test);
    const file = path.join(folder, 'million.csv');
    const lines = function* () {
      yield 'reference,group,recovery_plan,smart\n';
      for (let i = 0; i < 1000; i += 1) {
        yield Array.from({ length: 1000 }, (_, n) => `M-${i}-${n},Ash,yes,no\n`).join('');
      }
    };
    await pipeline(Readable.from(lines()), createWriteStream(file));
    const before = process.memoryUsage().heapUsed;
    const page = await send(auditId, { path: file });
    expect(wordsOf(page.html)).toContain(
      `there are more than ${IMPORT_MAXIMUM_FILES.toLocaleString('en-GB')} case files, the most that one sheet can bring; split it`,
    );
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(300 * 1024 * 1024);
    await lena.post(page.url, {});
    expect(await countFiles(auditId)).toBe(0);
  });

  it('takes no more large workbooks at once than there is room for, and says so', async () => {
    const { auditId } = await newAudit(test);
    const file = path.join(folder, 'large.xlsx');
    const text = `<si><t>${'yes '.repeat(2500)}</t></si>`;
    const cells = ['reference', 'group', 'A-1', 'Ash'].map(
      (cell) => `<c t="inlineStr"><is><t>${cell}</t></is></c>`,
    );
    const parts = {
      ...workbookParts(`<row>${cells.slice(0, 2).join('')}</row><row>${cells.slice(2).join('')}</row>`),
      'xl/sharedStrings.xml': `<sst>${text.repeat(6000)}</sst>`,
    };
    writeFileSync(file, zipOf(parts));
    // One person has three on their way at most.
    await test.deps.audits.addMember(test.ids.lena, auditId, test.ids.stan, 'lead');
    const stan = await test.as('stan');
    const answers = await Promise.all(
      [lena, lena, lena, stan, stan].map((who) => who.upload(urls.importFiles(auditId), { path: file })),
    );
    const refused = answers.filter(({ status }) => status !== 303);
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.length).toBeLessThan(5);
    for (const { status, text: html } of refused) {
      expect(status).toBe(422);
      expect(wordsOf(html)).toContain('there is no room for this one. Try again in a minute.');
    }
    expect((await lena.upload(urls.importFiles(auditId), { path: file })).status).toBe(303);
  });

  it.each([
    ['a megabyte without a line end', 'x'.repeat(1_048_577), 'perhaps a line end is missing'],
    [
      'a long first line',
      `reference,group,${'x'.repeat(5000)}\n`,
      'The heading of column C has 5,000 characters',
    ],
    ['a million columns', 'a,'.repeat(1_000_001), 'Row 1 has 1,000,002 columns'],
    ['600 columns', `reference,group${',x'.repeat(598)}\n`, 'The heading has 600 columns'],
    [
      'mixed encodings',
      Buffer.concat([Buffer.from('reference,group\nA-É,Ash\n'), Buffer.from('B-É,Ash\n', 'latin1')]),
      'The first sign that cannot be read is in line 3.',
    ],
  ])('refuses %s with a sentence', async (_, content, message) => {
    const { auditId } = await newAudit(test);
    const page = await send(auditId, { name: 'a.csv', content });
    expect(wordsOf(page.html)).toContain(message);
    if (page.url !== '') await lena.post(page.url, {});
    expect(await countFiles(auditId)).toBe(0);
  });

  it('imports once, however often it is pressed at the same time', async () => {
    const { auditId } = await newAudit(test);
    const { url } = await send(auditId, csv('reference,group', 'A-1,Ash', 'A-2,Ash'));
    const answers = await Promise.all([0, 1, 2].map(() => lena.post(url, {})));
    const done = answers.filter(({ headers }) => headers['location'] === urls.files(auditId));
    expect(done).toHaveLength(1);
    expect(await countFiles(auditId)).toBe(2);
    const lines = await activityOf(test, auditId);
    expect(lines.filter((action) => action === 'caseFiles.imported')).toHaveLength(1);
  });

  it('is imported again where the program was ended in the middle, which counted for nothing', async () => {
    const { auditId } = await newAudit(test);
    const { url } = await send(auditId, csv('reference,group', 'A-1,Ash'));
    const token = url.split('/').at(-1) ?? '';
    await test.deps.waitingFiles.begin(auditId, { token }, 1);
    expect(wordsOf((await lena.get(url)).text)).toContain('Reading the sheet');
    expect(wordsOf((await lena.get(urls.importFiles(auditId))).text)).toContain('Reading the sheet');
    expect((await lena.post(url, {})).status).toBe(409);
    // As if its program gave no more sign.
    await test.deps.database.query('leases').delete();
    const page = wordsOf((await lena.get(url)).text);
    expect(page).toContain('The program was ended while this sheet was being imported, so nothing of it was');
    expect((await lena.post(url, {})).headers['location']).toBe(urls.files(auditId));
    expect(await countFiles(auditId)).toBe(1);
  });

  it('is not offered before the audit is open', async () => {
    const { auditId } = await newAudit(test, { state: 'draft' });
    const page = await lena.get(urls.importFiles(auditId));
    expect(wordsOf(page.text)).toContain('The audit is a draft. Open it before you import case files.');
    expect(page.text).not.toContain('type="file"');
    expect((await lena.upload(urls.importFiles(auditId), csv('reference,group', 'A-1,Ash'))).status).toBe(
      409,
    );
  });
});

/** The parts of a workbook with these rows, for a ZIP archive. */
function workbookParts(rows: string): Record<string, string> {
  const relation = (id: string, type: string, target: string) =>
    `<Relationship Id="${id}" Type="http://x/${type}" Target="${target}"/>`;
  return {
    '_rels/.rels': `<Relationships>${relation('a', 'officeDocument', 'xl/workbook.xml')}</Relationships>`,
    'xl/workbook.xml': '<workbook><sheets><sheet name="A" r:id="s"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels': `<Relationships>${relation('s', 'worksheet', 'worksheets/sheet1.xml')}${relation('t', 'sharedStrings', 'sharedStrings.xml')}</Relationships>`,
    'xl/worksheets/sheet1.xml': `<worksheet><sheetData>${rows}</sheetData></worksheet>`,
  };
}
