import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readSheet } from '../../../server/formats/sheetFile.ts';
import { projectFolder } from '../../../server/platform/paths.ts';
import { urls } from '../../../server/web/urls.ts';
import { startApp } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { newAudit } from '../../support/audit.ts';
import { filledIn, formTo, wordsOf } from '../../support/form.ts';
import { download, tablesOf } from '../../support/page.ts';
import { filteredWorkbook } from '../../support/workbook.ts';

const csv = (...lines: string[]) => ({
  name: 'cases.csv',
  content: lines.map((line) => `${line}\n`).join(''),
});
const FIXTURES = path.join(projectFolder(), 'test/fixtures/sheets');

describe('what a sheet is asked about', () => {
  let test: TestApp;
  let lena: Visitor;
  let folder: string;
  beforeAll(async () => {
    test = await startApp('sqlite');
    lena = await test.as('lena');
    folder = mkdtempSync(path.join(tmpdir(), 'casefile-audit-test-'));
  });
  afterAll(async () => {
    rmSync(folder, { recursive: true, force: true });
    await test.close();
  });

  async function send(auditId: number, file: Parameters<Visitor['upload']>[1]) {
    const sent = await lena.upload(urls.importFiles(auditId), file);
    const url = String(sent.headers['location']);
    return { url, html: (await lena.get(url)).text };
  }

  /** Answers questions and gives the page that comes of it. */
  async function answer(page: { url: string; html: string }, fields: Record<string, string>) {
    const looks = /name="looks" value="(\d+)"/.exec(page.html)?.[1] ?? '';
    const answered = await lena.post(page.url, { ...fields, looks, intent: 'answer' });
    expect(answered.headers['location']).toBe(page.url);
    return { url: page.url, html: (await lena.get(page.url)).text };
  }

  const press = (page: { url: string; html: string }) =>
    lena.post(page.url, filledIn(formTo(page.html, page.url), {}));

  /** The answers of an audit's files, by reference. */
  async function readIn(auditId: number): Promise<Record<string, Record<string, string>>> {
    const lines = await test.deps.recording.lines(auditId, test.deps.tools.must('rodt', 1));
    const entries = await Promise.all(
      lines.map(async ({ id, reference }) => {
        const { answers } = await test.deps.recording.get(auditId, id);
        return [reference, Object.fromEntries(answers)] as const;
      }),
    );
    return Object.fromEntries(entries);
  }

  /** The rows of a workbook that the program gives. */
  async function workbookAt(url: string): Promise<{ row: number; cells: string[] }[]> {
    const given = await download(lena, url);
    expect(given.status).toBe(200);
    const file = path.join(folder, `${Math.random()}.xlsx`);
    writeFileSync(file, given.body);
    const rows = [];
    for await (const line of readSheet(file)) rows.push(line);
    return rows;
  }

  it('is nothing where the sheet is understood whole', async () => {
    const { auditId } = await newAudit(test);
    const page = await send(auditId, csv('reference,group,smart', 'A-1,Ash,yes'));
    expect(page.html).not.toContain('<select');
    expect(wordsOf(page.html)).not.toContain('question about this sheet');
    expect(page.html).toMatch(
      /<details class="ask ask--small missing-columns">\s*<summary>What each column was taken for/,
    );
  });

  it('are columns that nobody knows: an item, left out, or stop', async () => {
    const { auditId } = await newAudit(test);
    const sheet = csv('reference,group,Auditor,Plan there?,', 'A-1,Ash,JB,yes,stray', 'A-2,Ash,JB,no,');
    const page = await send(auditId, sheet);
    const words = wordsOf(page.html);
    expect(words).toContain('2 questions about this sheet');
    expect(words).toContain(
      'Column C, “Auditor” No question of the audit tool is called so. In it stands “JB”.',
    );
    expect(page.html).not.toMatch(/Import [\d,]+ case file/);
    // Nothing is dropped, and nothing imported, while it is open.
    await lena.post(page.url, {});
    expect(await readIn(auditId)).toEqual({});

    const again = await send(auditId, sheet);
    const half = await answer(again, { 'column-2': 'out', 'column-3': 'item.recovery_plan' });
    // Only now that the columns are known can the rows be read, and with them what has no heading.
    expect(wordsOf(half.html)).toContain('Column E, “E” It has no heading, and something stands in it.');
    const whole = await answer(half, { 'column-4': 'out' });
    expect(wordsOf(whole.html)).toContain('Found wrong 0 problems');
    expect((await press(whole)).headers['location']).toBe(urls.files(auditId));
    expect(await readIn(auditId)).toEqual({
      'A-1': { recovery_plan: 'yes' },
      'A-2': { recovery_plan: 'no' },
    });

    // The next sheet with the same headings is understood; a column of no name is asked about again.
    const next = await send(auditId, csv('reference,group,AUDITOR,plan there', 'A-3,Ash,BK,yes'));
    expect(wordsOf(next.html)).toContain('Found wrong 0 problems');
    await press(next);
    expect((await readIn(auditId))['A-3']).toEqual({ recovery_plan: 'yes' });
    // Another audit was told nothing.
    const other = await newAudit(test);
    expect(wordsOf((await send(other.auditId, csv('reference,group,Auditor', 'A-1,Ash,JB'))).html)).toContain(
      'One question about this sheet',
    );
  });

  it('may be put right in the sheet instead', async () => {
    const { auditId } = await newAudit(test);
    const page = await send(auditId, csv('reference,group,Mood,smart', 'A-1,Ash,low,maybe'));
    const stopped = await answer(page, { 'column-2': 'stop' });
    expect(wordsOf(stopped.html)).not.toContain('question about this sheet');
    expect(tablesOf(stopped.html)[0]?.rows.slice(1)).toEqual([
      ['Row 1', 'Mood', '"Mood" is not an item of rodt version 1'],
    ]);
    expect(stopped.html).not.toMatch(/Import [\d,]+ case file/);
  });

  it('are words, once each and not once a row', async () => {
    const { auditId } = await newAudit(test);
    const rows = Array.from({ length: 40 }, (_, i) => `W-${i},ash grove,${i % 2 ? 'Part' : 'yes'}`);
    const page = await send(auditId, csv('reference,group,smart', ...rows));
    const words = wordsOf(page.html);
    expect(words).toContain('2 questions about this sheet');
    expect(words).toContain('“ash grove” under “group” In 40 rows: 2, 3, 4, 5, 6, …');
    expect(words).toContain('“Part” under “smart” In 20 rows: 3, 5, 7, 9, 11, …');
    // The groups of the rows are asked about after the answers of the rows.
    const order = [words.indexOf('“Part” under'), words.indexOf('“ash grove” under')];
    const field = (which: number) => `word-${order[which] === Math.min(...order) ? 0 : 1}`;
    const whole = await answer(page, { [field(0)]: 'nr', [field(1)]: 'Ash' });
    expect(wordsOf(whole.html)).toContain('Found wrong 0 problems');
    await press(whole);
    const read = await readIn(auditId);
    expect(Object.keys(read)).toHaveLength(40);
    expect([read['W-0'], read['W-1']]).toEqual([{ smart: 'yes' }, {}]);

    const next = await send(auditId, csv('reference,group,smart', 'X-1,Ash Grove,PART'));
    expect(wordsOf(next.html)).toContain('Found wrong 0 problems');
  });

  it('forgets what named a group that is there no more', async () => {
    const { auditId, groupIds } = await newAudit(test);
    const page = await send(auditId, csv('reference,group,smart', 'A-1,Service B,yes'));
    await press(await answer(page, { 'word-0': 'Birch' }));
    await test.deps.audits.updateGroup(test.ids.lena, auditId, groupIds[1] ?? 0, {
      name: 'Rowan',
      plannedFiles: 3,
      providerIds: [(await test.deps.providers.byName('The Bridge'))?.id ?? 0],
      exclusions: ['top_missing'],
    });
    const next = await send(auditId, csv('reference,group,smart', 'A-2,Service B,yes'));
    expect(wordsOf(next.html)).toContain('“Service B” under “group” In row 2');
    await press(await answer(next, { 'word-0': 'Rowan' }));
    expect(Object.keys(await readIn(auditId))).toEqual(['A-1', 'A-2']);
  });

  it('takes no answer that was not offered, nor one to an earlier look', async () => {
    const { auditId } = await newAudit(test);
    const page = await send(auditId, csv('reference,group,Mood,smart', 'A-1,Ash,low,maybe'));
    const odd = await answer(page, { 'column-2': 'item.nothing', 'column-7': 'out', 'word-0': 'yes' });
    expect(wordsOf(odd.html)).toContain('One question about this sheet');
    // The page of the look before.
    await lena.post(page.url, { looks: '1', intent: 'answer', 'column-2': 'out' });
    expect(wordsOf((await lena.get(page.url)).text)).toContain('Column C, “Mood”');
  });

  it('changes what any column is taken for, and finds the reference where no heading says it', async () => {
    const { auditId } = await newAudit(test);
    const page = await send(auditId, csv('Client,Service,smart', 'A-1,Ash,yes'));
    expect(wordsOf(page.html)).toContain('there is no column "reference"');
    const whole = await answer(page, { 'column-0': 'reference', 'column-1': 'group' });
    expect(wordsOf(whole.html)).toContain('Found wrong 0 problems');
    const lists = (await lena.get(`${whole.url}?columns=change`)).text;
    expect(wordsOf(lists)).toContain('Column C, “smart” In it stands “yes”.');
    const changed = await answer({ url: whole.url, html: lists }, { 'column-2': 'item.balance' });
    await press(changed);
    expect(await readIn(auditId)).toEqual({ 'A-1': { balance: 'yes' } });
  });

  it('keeps to the heading that was seen when the columns are said', async () => {
    const { auditId } = await newAudit(test);
    const page = await send(auditId, csv('Spring audit,,', 'Client,Service,smart', 'A-1,Ash,yes'));
    expect(wordsOf(page.html)).toContain('Row 2 was taken for the heading');
    const whole = await answer(page, { 'column-0': 'reference', 'column-1': 'group' });
    expect(wordsOf(whole.html)).toContain('Row 2 was taken for the heading');
    await press(whole);
    expect(await readIn(auditId)).toEqual({ 'A-1': { smart: 'yes' } });
  });

  it('does not ask about more words than anybody would answer for', async () => {
    const { auditId } = await newAudit(test);
    const rows = Array.from({ length: 30 }, (_, i) => `M-${i},Ash,word ${i}`);
    const page = await send(auditId, csv('reference,group,smart', ...rows));
    expect(page.html).not.toContain('<select');
    expect(wordsOf(page.html)).toContain(
      'The column "smart" has 30 different words that are no answers to its question.',
    );
    expect(wordsOf(page.html)).toContain('Found wrong 30 problems');
  });

  it.each([
    ['take', ['x52a', 'x52b']],
    ['leave', ['x52a']],
  ])('are rows that the workbook hides: %s', async (said, references) => {
    const { auditId } = await newAudit(test, { groups: [{ name: 'Bridge' }] });
    const page = await send(auditId, { path: path.join(FIXTURES, 'X52.xlsx') });
    expect(wordsOf(page.html)).toContain(
      '1 row of the workbook is hidden or filtered out. Is it to be imported too?',
    );
    expect(page.html).not.toMatch(/Import [\d,]+ case file/);
    await press(await answer(page, { hidden: said }));
    expect(Object.keys(await readIn(auditId))).toEqual(references);
  });

  it('asks about hidden rows before it says what is wrong with them, and gives none back that was left', async () => {
    const { auditId } = await newAudit(test);
    const content = filteredWorkbook(
      [
        ['reference', 'group', 'smart'],
        ['A-1', 'Ash', 'yes'],
        ['A-1', 'Ash', 'perhaps'],
        ['Total', '', 'no'],
        ['A-2', 'Ash', ''],
      ],
      [3, 4],
    );
    const page = await send(auditId, { name: 'filtered.xlsx', content });
    const words = wordsOf(page.html);
    expect(words).toContain(
      '2 rows of the workbook are hidden or filtered out. Are they to be imported too?',
    );
    expect(words).toContain('In the sheet 2 case files Columns recognised 3 of 3 Found wrong 0 problems');
    expect(words).not.toMatch(/perhaps|Total/);
    const taken = await answer(page, { hidden: 'take' });
    expect(wordsOf(taken.html)).toMatch(/Found wrong \d problems.*Row 3.*Row 4/);
    const backOf = async (url: string) =>
      (await workbookAt(`${url}/what-is-wrong.xlsx`)).map(({ cells }) => cells[0]);
    expect(await backOf(page.url)).toEqual(['reference', 'A-1', 'A-1', 'Total', 'A-2']);

    const again = await send(auditId, { name: 'filtered.xlsx', content });
    const unsaid = await workbookAt(`${again.url}/what-is-wrong.xlsx`);
    expect(unsaid.map(({ cells }) => cells[3] ?? '')).toEqual([
      'What is wrong',
      '',
      'the workbook hid this row: delete it if it is not meant',
      'the workbook hid this row: delete it if it is not meant',
      '',
    ]);
    const left = await answer(again, { hidden: 'leave' });
    expect(await backOf(again.url)).toEqual(['reference', 'A-1', 'A-2']);
    await press(left);
    expect(Object.keys(await readIn(auditId))).toEqual(['A-1', 'A-2']);

    // A sheet with nothing to be seen is asked about too, and not told to be empty.
    const none = await send(auditId, {
      name: 'none.xlsx',
      content: filteredWorkbook(
        [
          ['reference', 'group', 'smart'],
          ['B-1', 'Ash', 'yes'],
        ],
        [2],
      ),
    });
    expect(wordsOf(none.html)).toContain('Found wrong 0 problems');
    await press(await answer(none, { hidden: 'take' }));
    expect(Object.keys(await readIn(auditId))).toEqual(['A-1', 'A-2', 'B-1']);
  });

  it('asks about each drug that is not known once', async () => {
    const { auditId } = await newAudit(test, { groups: [{ name: 'Bridge' }] });
    const page = await send(auditId, { path: path.join(FIXTURES, 'drugs.csv') });
    expect(wordsOf(page.html)).toContain('5 questions about this sheet');
    const whole = await answer(page, {
      'word-0': 'other_opiates',
      'word-1': 'other_opiates',
      'word-2': 'nr',
      'word-3': 'nr',
      'word-4': 'heroin',
    });
    await press(whole);
    const read = await readIn(auditId);
    expect(Object.keys(read)).toHaveLength(24);
    const drugs = Object.values(read).map((answers) => answers['primary_drug'] ?? '');
    expect(drugs.join(' ')).toBe(
      'heroin heroin heroin crack crack cocaine cocaine cocaine benzodiazepines other other other_opiates ' +
        'other_opiates other_opiates amphetamine alcohol other other other other   other heroin',
    );
  });

  it('gives a refused sheet back with what is wrong in each row, and reads it again', async () => {
    const { auditId } = await newAudit(test);
    const page = await send(
      auditId,
      csv('Spring audit', 'reference,group,smart', '007,Ash,yes', '', 'A-2,Ash,maybe', '5-Mar,Birch,no'),
    );
    const link = urls.importGivenBack(auditId, page.url.split('/').at(-1) ?? '');
    expect(page.html).toContain(link);
    const rows = await workbookAt(link);
    expect(rows).toEqual([
      { row: 1, cells: ['Spring audit'] },
      { row: 2, cells: ['reference', 'group', 'smart', 'What is wrong'] },
      { row: 3, cells: ['007', 'Ash', 'yes'] },
      { row: 5, cells: ['A-2', 'Ash', 'maybe', 'column smart: "maybe" must be yes, no, na or nr'] },
      {
        row: 6,
        cells: ['5-Mar', 'Birch', 'no', expect.stringContaining('a spreadsheet has made of a reference')],
      },
    ]);
    const again = csv('reference,group,smart,What is wrong', 'A-2,Ash,yes,column smart');
    expect(wordsOf((await send(auditId, again)).html)).toContain('Found wrong 0 problems');
  });

  it('imports the good rows and gives the others back, at one press', async () => {
    const { auditId } = await newAudit(test);
    const good = Array.from({ length: 58 }, (_, i) => `G-${i},Ash,yes`);
    const page = await send(auditId, csv('reference,group,smart', ...good, 'B-1,Ash,maybe', 'G-0,Ash,no'));
    expect(wordsOf(page.html)).toContain('Import the 58 good rows and give me the other 2 back');
    const pressed = String((await lena.post(page.url, { intent: 'part' })).headers['location']);
    const shown = await lena.get(pressed);
    const back = urls.importGivenBack(auditId, page.url.split('/').at(-1) ?? '');
    expect(shown.headers['refresh']).toBe(`1;url=${back}`);
    expect((await lena.get(page.url)).headers['refresh']).toBeUndefined();
    const done = shown.text;
    expect(wordsOf(done)).toContain('58 case files imported.');
    expect(wordsOf(done)).toContain('2 rows had something wrong and were not imported.');
    expect(Object.keys(await readIn(auditId))).toHaveLength(58);
    expect(await workbookAt(urls.importGivenBack(auditId, page.url.split('/').at(-1) ?? ''))).toEqual([
      { row: 1, cells: ['reference', 'group', 'smart', 'What is wrong'] },
      { row: 2, cells: ['B-1', 'Ash', 'maybe', 'column smart: "maybe" must be yes, no, na or nr'] },
      { row: 3, cells: ['G-0', 'Ash', 'no', 'column reference: "G-0" is in row 2 already'] },
    ]);
    // All or nothing stays what happens without it.
    const whole = await send(auditId, csv('reference,group,smart', 'H-1,Ash,yes', 'H-2,Ash,maybe'));
    await lena.post(whole.url, {});
    expect(Object.keys(await readIn(auditId))).toHaveLength(58);
  });

  it('does not take part of a sheet that is wrong as a whole', async () => {
    const { auditId } = await newAudit(test);
    const page = await send(auditId, csv('reference,group,mood', 'A-1,Ash,low'));
    await lena.post(page.url, { intent: 'part' });
    expect(await readIn(auditId)).toEqual({});
    const hidden = await send(auditId, { path: path.join(FIXTURES, 'X52.xlsx') });
    await lena.post(hidden.url, { intent: 'part' });
    expect(await readIn(auditId)).toEqual({});
  });
});
