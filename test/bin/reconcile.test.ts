import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import writeXlsxFile from 'write-excel-file/node';
import { describe, expect, it } from 'vitest';
import type { TableProblem } from '../../rules/index.ts';
import { projectFolder } from '../../server/platform/paths.ts';
import { cli, temporaryFolder } from '../support/cli.ts';
import { filteredWorkbook } from '../support/workbook.ts';

const examples = path.join(projectFolder(), 'audits/examples');
const TABLE = path.join(examples, 'southampton-2012/table-1.csv');
const QUESTIONS = path.join(examples, 'service-review-2007/questions.csv');
const { folder, sheet } = temporaryFolder();

describe('reconcile', () => {
  const reconcile = (...args: string[]) => cli(['reconcile', ...args]);
  const problemsIn = (stdout: string) => (JSON.parse(stdout) as { problems: TableProblem[] }).problems;

  it('says which sheets of a workbook were not read, beside the JSON', async () => {
    const file = path.join(folder(), 'several.xlsx');
    const data = [
      ['Group', 'Files', 'Plan'],
      ['Ash', '12', '8 (67%)'],
      ['Birch', '10', '5 (50%)'],
    ];
    await writeXlsxFile([
      { sheet: 'Table', data },
      { sheet: 'Notes', data: [['As of'], ['May']] },
    ]).toFile(file);
    const note = 'The workbook has several sheets. Only "Table" is read, not "Notes".';
    expect((await reconcile(file)).stdout).toContain(note);
    const { stdout, stderr } = await reconcile(file, '--json');
    expect(stderr).toContain(note);
    expect(problemsIn(stdout)).toEqual([]);
  });

  it('refuses rows that the workbook hides until it is said what becomes of them', async () => {
    const file = path.join(folder(), 'filtered.xlsx');
    writeFileSync(
      file,
      filteredWorkbook(
        [
          ['Group', 'Files', 'Plan'],
          ['Ash', '12', '8 (67%)'],
          ['Birch', '10', '4 (50%)'],
          ['Total', '12', '8 (67%)'],
        ],
        [3],
      ),
    );
    const unsaid = await reconcile(file, '--json');
    expect(unsaid.code).not.toBe(0);
    expect(unsaid.stderr).toMatch(/1 row of the workbook is hidden or filtered out.*--hidden take/);
    expect(problemsIn((await reconcile(file, '--json', '--hidden', 'leave')).stdout)).toEqual([]);
    const taken = problemsIn((await reconcile(file, '--json', '--hidden', 'take')).stdout);
    expect(taken.map((problem) => problem.row)).toContain('Birch');
  });

  it('prints the errors and contradictions of the table of 2012 as JSON, and nothing else', async () => {
    const { code, stdout, stderr } = await reconcile(TABLE, '--json');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(Object.keys(JSON.parse(stdout) as object)).toEqual([
      'verdict',
      'checked',
      'notRead',
      'problems',
      'notes',
    ]);
    expect(problemsIn(stdout).map(({ explanation, ...problem }) => [problem, explanation !== ''])).toEqual(
      [
        ['Bridge', 'ABS orien', '10', 'at most 8', 'contradiction'],
        ['Complex', 'ABS orien', '5', 'at most 4', 'contradiction'],
        ['Total', 'RED', '13(2%)', '25%', 'percentage'],
        ['Total', 'all needs', '19 (45%)', '37%', 'percentage'],
        ['Total', 'balance', '19 (36%)', '37%', 'percentage'],
        ['Total', 'Refs', '8 (16%)', '15%', 'percentage'],
      ].map(([row, column, printed, expected, kind]) => [{ row, column, printed, expected, kind }, true]),
    );
  });

  it('gives the same from standard input and with the tool named', async () => {
    const { stdout } = await reconcile(TABLE, '--json');
    const piped = await cli(['reconcile', '-', '--tool', 'rodt', '--json'], { input: readFileSync(TABLE) });
    expect(piped).toEqual({ code: 0, stdout, stderr: '' });
  });

  it('reads a workbook as it is shown, and any separator from standard input', async () => {
    const tables = path.join(projectFolder(), 'test/fixtures/printed-tables');
    const { stdout } = await reconcile(path.join(tables, 'P1.xlsx'));
    expect(stdout.split('\n').slice(0, 2)).toEqual([
      'Read as a table of counts by groups. Nothing is wrong with the figures.',
      '4 of 4 percentages and 2 of 2 sums checked.',
    ]);
    const input = readFileSync(path.join(tables, 'R26.csv'));
    const piped = await cli(['reconcile', '-'], { input });
    expect(piped.stdout).toContain('Ash, Care plan: printed "8 (60%)", right is 67%\n');
  });

  it('names what it did not read, and does not say that nothing is wrong', async () => {
    const file = sheet('Service,N,Care plan,Score\nAsh,12,8 (67%),2.5\nBirch,10,5 (50%),3.1\n');
    const { stdout } = await reconcile(file);
    expect(stdout).toContain('No problem was found in what was read, but not all of the table was read.\n');
    expect(stdout).toContain(
      'Not read, or not checked:\n  Score: No cell under it could be read as a figure.\n',
    );
    expect(stdout).not.toContain('Nothing is wrong');
  });

  it('says in sentences what is wrong', async () => {
    const { code, stdout, stderr } = await reconcile(TABLE);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout.split('\n').slice(0, 4)).toEqual([
      'Read as a table of counts by groups. 6 problems:',
      '',
      'Bridge, ABS orien: printed "10", right is at most 8',
      '  ABS orien hangs on Rec plan: there cannot be 10 where there are only 8 with a yes to Rec plan.',
    ]);
    expect(stdout).toContain('Total, all needs: printed "19 (45%)", right is 37%\n');
    expect(stdout).toContain('45% fits 19 of 42.');
  });

  it('tells what rounding explains in the distributions of 2007 from errors, of which there are none', async () => {
    const asJson = await reconcile(QUESTIONS, '--json');
    expect({ code: asJson.code, problems: problemsIn(asJson.stdout) }).toEqual({ code: 0, problems: [] });
    const notes = asJson.stderr.trim().split('\n');
    expect(notes).toHaveLength(15);
    expect(notes.every((note) => note.startsWith('Note: ') && note.includes('rounding explains'))).toBe(true);

    const { stdout } = await reconcile(QUESTIONS);
    expect(stdout).toContain('Read as distributions in percent. Nothing is wrong with the figures.\n');
    expect(stdout).toContain('Waiting times against national targets, weak_pct to excellent_pct: ');
  });

  it('finds errors in distributions', async () => {
    const changed = readFileSync(QUESTIONS, 'utf8')
      .replace('15,16,11,58,3.1', '15,16,41,58,3.1')
      .replace('1,1,19,79,3.8', '1,1,19,79,3.3');
    const { code, stdout } = await reconcile(sheet(changed), '--json');
    expect(code).toBe(0);
    expect(
      problemsIn(stdout).map(({ column, printed, expected, kind }) => [column, printed, expected, kind]),
    ).toEqual([
      ['weak_pct to excellent_pct', '130', '100', 'sum'],
      ['mean', '3.3', '3.8', 'unexplained'],
    ]);
  });

  it('reads quoted labels, other line endings and a byte order mark, and prints nothing that a terminal obeys', async () => {
    const file = sheet('\uFEFFgroup,n,smart\r\n"North, \u001b[31meast",5,6\r\nSouth,5,1\r\n');
    const { stdout } = await reconcile(file);
    expect(stdout).toContain('North,  [31meast, smart: printed "6", right is at most 5\n');
    expect(stdout).not.toContain('\u001b');
  });

  it.each([
    ['an empty file', '', 'row 1: there is no heading with at least two columns\n'],
    ['no rows', '\n\ngroup,n,smart\n', 'row 3: there are no rows under the heading\n'],
    [
      'a figure beside the columns',
      'group,n,smart\nA,9,5\n\nB,1,234,5\n',
      'row 4, column number 4: "5" stands under no heading\n',
    ],
    [
      'what is no CSV',
      'group,n,smart\nA,9,"5\n',
      'Row 2 is not CSV: a cell begins with a quotation mark that is never closed.\n',
    ],
    [
      'neither UTF-8 nor Windows-1252',
      Buffer.from('group,n\ncaf\u00e9\u0081,5\n', 'latin1'),
      'The file is not in UTF-8.',
    ],
  ])('refuses %s and names the spot', async (_, content, message) => {
    const { code, stdout, stderr } = await reconcile(sheet(content), '--json');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(message);
  });

  it('says in one sentence what is missing', async () => {
    expect(await reconcile('no-such.csv')).toMatchObject({
      code: 1,
      stderr: 'There is no file or folder no-such.csv.\n',
    });
    expect(await reconcile(folder())).toMatchObject({ code: 1, stdout: '' });
    const { code, stdout, stderr } = await reconcile(TABLE, '--tool', 'odd');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^There is no tool "odd"\. There are: .*rodt \(newest version 2\)/);
    expect(stderr).toContain('service_review_2007 (newest version 1)');
    expect(await reconcile()).toMatchObject({ code: 2, stdout: '' });
  });
});
