import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readSheet, sheetsIn } from '../../server/formats/sheetFile.ts';
import { writeWorkbook } from '../../server/formats/workbookThread.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'casefile-audit-test-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function* rowsOf(rows: string[][]) {
  yield* rows;
}

it('gives back the same texts, whatever they begin with or hold', async () => {
  const texts = [
    '=1+1',
    '+1',
    '@x',
    "'quoted'",
    '007',
    '1e3',
    'a,b;c',
    'say "so"',
    '<b>&amp;</b>',
    'one\ntwo',
    'one\r\ntwo',
    'a_x0041_b',
    '_x005F_',
    'bell \u0007 and \u000B',
    'Ω 💊 ’',
    '  padded  ',
    'TRUE',
    '2012-02-28',
  ];
  const file = path.join(folder, 'texts.xlsx');
  const rows = texts.map((text, i) => [`R${i}`, text, '']);
  await writeWorkbook(file, { sheet: 'S', heading: ['a', 'b', 'c'], rows: rowsOf(rows), numbers: new Set() });
  const read: string[][] = [];
  for await (const { cells } of readSheet(file)) read.push(cells);
  expect(read).toEqual([['a', 'b', 'c'], ...texts.map((text, i) => [`R${i}`, text])]);
  expect(await sheetsIn(file)).toEqual({ read: 'S', others: [] });
});

it('writes numbers as numbers, and gives back the same notation', async () => {
  const numbers = ['0', '9', '-5', '0.1', '12.25', '0.12345678901234567', '1e21'];
  const file = path.join(folder, 'numbers.xlsx');
  const content = { sheet: 'S', heading: ['r', 'n'], numbers: new Set([1]) };
  await writeWorkbook(file, { ...content, rows: rowsOf(numbers.map((n) => ['x', n])) });
  const read: string[] = [];
  for await (const { cells } of readSheet(file)) read.push(cells[1] ?? '');
  expect(read).toEqual(['n', ...numbers]);
});
