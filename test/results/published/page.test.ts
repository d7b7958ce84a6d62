import { readFileSync } from 'node:fs';
import writeXlsxFile from 'write-excel-file/node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { urls } from '../../../server/web/urls.ts';
import { startApp } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { formsOf, formTo, wordsOf } from '../../support/form.ts';
import { tablesOf } from '../../support/page.ts';
import { filteredWorkbook } from '../../support/workbook.ts';

const examples = new URL('../../../audits/examples/', import.meta.url);
const table = readFileSync(new URL('southampton-2012/table-1.csv', examples), 'utf8');
const distributions = readFileSync(new URL('service-review-2007/questions.csv', examples), 'utf8');
const tabs = table.replaceAll(',', '\t');

describe('the page that checks a published table', () => {
  let test: TestApp;
  let lena: Visitor;
  let carl: Visitor;
  beforeAll(async () => {
    test = await startApp('sqlite');
    [lena, carl] = await Promise.all([test.as('lena'), test.as('carl')]);
  });
  afterAll(() => test.close());

  const check = (text: string, visitor = lena) => visitor.post(urls.publishedTables(), { table: text });

  it.each([
    ['CSV', table],
    ['tabs, as from a spreadsheet', tabs],
    ['semicolons', table.replaceAll(',', ';')],
  ])('marks every problem of the table of 2012 in its cell, pasted with %s', async (_, text) => {
    const { status, text: html } = await check(text);
    expect(status).toBe(200);
    const shown = tablesOf(html)[0];
    const wrong = (shown?.rows ?? []).flatMap((row) =>
      row.filter((cell) => /\d+ at most|\d+ \d+%/.test(cell)),
    );
    expect(wrong).toHaveLength(6);
    const words = wordsOf(html);
    expect(words).toContain('6 problems found. Read as a table of groups by checks.');
    expect(words).toContain('1 Bridge, ABS orien Contradiction Printed: 10 . Right: at most 8 .');
    expect(words).toContain('Total, all needs Percentage Printed: 19 (45%) . Right: 37% .');
    expect(words).toContain('45% fits 19 of 42');
    expect(html.match(/href="#problem-\d"/g)).toHaveLength(6);
  });

  it('says which sheets of a workbook were not read', async () => {
    const data = table
      .trim()
      .split('\n')
      .map((line) => line.split(','));
    const workbook = (sheets: { sheet: string; data: string[][] }[]) => writeXlsxFile(sheets).toBuffer();
    const said = async (content: Buffer) =>
      wordsOf((await lena.upload(urls.publishedTables(), { name: 'table.xlsx', content })).text);
    const note = 'The workbook has several sheets. Only "Table" is read, not "Notes".';
    const one = { sheet: 'Table', data };
    expect(await said(await workbook([one, { sheet: 'Notes', data: [['As of'], ['May']] }]))).toContain(note);
    expect(await said(await workbook([one]))).not.toContain('several sheets');
  });

  it('asks about rows that the workbook hides, and either answer is one press', async () => {
    const content = filteredWorkbook(
      [
        ['Group', 'Files', 'Plan'],
        ['Ash', '12', '8 (67%)'],
        ['Birch', '10', '4 (50%)'],
        ['Total', '12', '8 (67%)'],
      ],
      [3],
    );
    const asked = await lena.upload(urls.publishedTables(), { name: 'table.xlsx', content });
    expect(asked.status).toBe(422);
    expect(wordsOf(asked.text)).toContain(
      '1 row of the workbook is hidden or filtered out. Is it part of the table too?',
    );
    expect(wordsOf(asked.text)).not.toContain('What was found');
    const tables = formsOf(asked.text).flatMap(({ fields: { table: sent }, buttons }) =>
      buttons.some(({ text }) => /^Yes|^No/.test(text)) ? [String(sent)] : [],
    );
    const [taken, left] = await Promise.all(tables.map(async (text) => wordsOf((await check(text)).text)));
    expect(taken).toContain('Birch, Plan Percentage Printed: 4 (50%)');
    expect(left).toContain('Nothing is wrong');
    expect(left).not.toContain('Birch');
    const json = await lena.upload(urls.publishedProblems('json'), { name: 'table.xlsx', content });
    // The problems are of the text that the page was answered with: no file is taken there.
    expect(json.status).toBe(400);
  });

  it('takes a CSV file and a workbook as well, and shows what it read as text', async () => {
    const csv = await lena.upload(urls.publishedTables(), { name: 'table.csv', content: table });
    const cells = table
      .trim()
      .split('\n')
      .map((line) => line.split(','));
    const content = await writeXlsxFile(
      cells.map((row) => row.map((value) => ({ value, type: String }))),
    ).toBuffer();
    const xlsx = await lena.upload(
      urls.publishedTables(),
      { name: 'table.xlsx', content },
      { table: 'what was pasted is passed over' },
    );
    for (const { status, text } of [csv, xlsx]) {
      expect(status).toBe(200);
      expect(wordsOf(text)).toContain('6 problems found.');
    }
    const again = String(formTo(csv.text, urls.publishedTables()).fields['table']);
    expect(again).toContain('Bridge\t12\t8\t10');
    expect(wordsOf((await check(again)).text)).toContain('6 problems found.');
  });

  it('checks distributions, and offers to take them over for the tools that have their answers', async () => {
    const { text } = await check(distributions);
    const words = wordsOf(text);
    expect(words).toContain('Read as distributions in percent.');
    // All that rounding explains, and worth knowing.
    expect(words).toContain('Nothing is wrong with the figures.');
    expect(words).toMatch(/The percentages add up to 99%, which rounding explains/);
    const { fields } = formTo(text, urls.newBaseline());
    expect(fields['tool']).toBe('service_review_2007');
    // Whose columns no tool knows cannot be taken over.
    const other = await check('town,round_pct,square_pct\nA,40,60\nB,50,50');
    expect(wordsOf(other.text)).toContain('Read as distributions in percent.');
    expect(other.text).not.toContain(`action="${urls.newBaseline()}"`);
  });

  it('changes rows and columns over where the checks are in the rows', async () => {
    const { text } = await check('check\tA\tB\tTotal\nn\t8\t5\t13\nRec plan\t6\t2\t9\nSMART\t3\t1\t4');
    expect(wordsOf(text)).toContain('Rows and columns were changed over to read it');
    expect(wordsOf(text)).toContain('Total, Rec plan Sum Printed: 9 . Right: 8 .');
  });

  it('gives the problems as JSON and as CSV', async () => {
    const fields = { table: tabs };
    const json = await lena.post(urls.publishedProblems('json'), fields);
    expect(json.headers['content-type']).toContain('application/json');
    const { problems } = JSON.parse(json.text) as { problems: Record<string, string>[] };
    expect(problems).toHaveLength(6);
    expect(problems[0]).toMatchObject({
      row: 'Bridge',
      column: 'ABS orien',
      printed: '10',
      expected: 'at most 8',
      kind: 'contradiction',
    });
    const csv = await lena.post(urls.publishedProblems('csv'), fields);
    expect(csv.headers['content-type']).toContain('text/csv');
    expect(csv.text).toContain('Bridge,ABS orien,10,at most 8,contradiction,');
    expect(csv.text.trim().split('\r\n')).toHaveLength(7);
  });

  it.each([
    ['', 'Paste a table, or choose a CSV or Excel file.'],
    ['only one column', 'row 1: there is no heading with at least two columns'],
    ['group,n\nA,5,7', 'row 2, column number 3: "7" stands under no heading'],
    ['group,n\nA,"5', 'Row 2 is not CSV: a cell begins with a quotation mark that is never closed.'],
    ['a,b\n'.repeat(600), 'The table has more than 500 rows. Check at most 500 at a time.'],
  ])('says what is wrong with %j, and keeps what was typed', async (text, message) => {
    const response = await check(text);
    expect(response.status).toBe(422);
    expect(wordsOf(response.text)).toContain(message);
    const typed = String(formTo(response.text, urls.publishedTables()).fields['table']);
    expect(typed.replaceAll('\r\n', '\n') === text).toBe(true);
  });

  it.each([
    [
      'a cell',
      `group,n,x\nA,5,${'<'.repeat(301)}\nB,3,2`,
      'Row 2, column number 3 has 301 characters, and a cell can have at most 300.',
    ],
    [
      'the table by its cells',
      `group,n${',x'.repeat(60)}\n`.repeat(170),
      'The table has more than 10,000 cells. Check at most so many at a time.',
    ],
    ['a row', `group${',x'.repeat(100)}\n`, 'Row 1 has more than 100 columns.'],
    [
      'the text',
      `group,n\n${`${'A'.repeat(299)},${'5'.repeat(299)}\n`.repeat(400)}`,
      'This is too long for one table. Check it in several pieces.',
    ],
    [
      'the file',
      `group,n\nA,5\n${'\n'.repeat(5 * 1024 * 1024)}`,
      'The file is larger than 5 MB. Save the table alone in a file of its own, without pictures and other sheets.',
    ],
  ])('says that %s is too large in a file', async (_, content, message) => {
    const { status, text } = await lena.upload(urls.publishedTables(), { name: 'table.csv', content });
    expect(status).toBe(422);
    expect(wordsOf(text)).toContain(message);
  });

  it('stores nothing', async () => {
    const before = await test.deps.database.pool('activity').count('* as lines').first();
    await check(table);
    expect(await test.deps.database.pool('activity').count('* as lines').first()).toEqual(before);
    expect(await test.deps.audits.all()).toEqual([]);
  });

  it('is for commissioners too, who cannot take a table over', async () => {
    const { status, text } = await check(table, carl);
    expect(status).toBe(200);
    expect(formsOf(text).map(({ action }) => action)).not.toContain(urls.newBaseline());
    expect((await carl.get('/')).text).toContain(`href="${urls.publishedTables()}"`);
  });

  it('shows cells as text, whatever is in them', async () => {
    const { text } = await check('group,n,<b>x</b>\n<script>,5,=1+1\nB,3,2');
    expect(text).not.toContain('<script>,');
    expect(text).toContain('&lt;b&gt;x&lt;/b&gt;');
  });
});
