import type { NotRead, Unreadable } from './printed.ts';
import { readPrinted } from './printedCell.ts';
import { answerOf, givenFiles, headOf, scaleIn, sizeRank } from './tableHeads.ts';
import type { PrintedScale } from './tableHeads.ts';
import { checksOf, foldName, namesOf } from './tool.ts';
import type { Tool } from './tool.ts';

/** A printed table as its heading and the rows under it. */
export interface PrintedTable {
  /** One line, those that stand over several columns before those under them. */
  heading: string[];
  /** What stands over each column and its neighbours in a heading of two lines, or ''. */
  spans: string[];
  rows: TableRow[];
  /** By what it shares its figures out, where that is not weak to excellent. */
  scale?: PrintedScale;
}

/** A row of cells; the number is that of its line, from 1. */
interface TableRow {
  number: number;
  cells: string[];
}

/** A row of a table by its label. */
export interface Row extends TableRow {
  label: string;
}

/**
 * Finds heading and rows of a table as it was typed or pasted: empty rows and a title above the heading do no harm,
 * and a heading may have two lines of which the upper one stands over several columns.
 *
 * @param lines - every line of the sheet, empty ones as well, so that rows can be named as a spreadsheet has them
 */
export function readTable(lines: readonly (readonly string[])[]): PrintedTable | { unreadable: Unreadable } {
  const filled = lines
    .map((cells, i) => ({ number: i + 1, cells: cells.map((cell) => cell.trim()) }))
    .filter(({ cells }) => cells.some((cell) => cell !== ''));
  const refuse = (row: number, problem: string, column = '', value = '') => ({
    unreadable: { row, column, value, problem },
  });
  const first = filled.findIndex(({ cells }) => cells.filter((cell) => cell !== '').length > 1);
  const top = filled[first];
  if (!top) return refuse(filled[0]?.number ?? 1, 'there is no heading with at least two columns');
  const under = filled[first + 1];
  const isDouble = under !== undefined && goesOn(top.cells, under.cells) && filled.length > first + 2;
  const rows = filled.slice(first + (isDouble ? 2 : 1));
  if (rows.length === 0) return refuse(top.number, 'there are no rows under the heading');
  const heads = isDouble ? joined(top.cells, under.cells) : top.cells.map((leaf) => ({ span: '', leaf }));
  const width = rows.reduce((widest, { cells }) => Math.max(widest, cells.length), heads.length);
  const all = Array.from({ length: width }, (_, i) => heads[i] ?? { span: '', leaf: '' });
  const heading = all.map(({ span, leaf }) => [span, leaf].filter((text) => text !== '').join(' '));
  for (const { number, cells } of rows) {
    const stray = cells.findIndex((cell, i) => i > 0 && cell !== '' && heading[i] === '');
    if (stray >= 0) {
      return refuse(number, 'stands under no heading', `number ${stray + 1}`, cells[stray] ?? '');
    }
  }
  return { heading, spans: all.map(({ span }) => span), rows };
}

/** A count out of another, or a percentage in brackets; "table 2 of 3" and a 95% interval are none. */
const TOLD =
  /(?<!\b(?:table|page|sheet|part|appendix) ?)\b\d+ (?:out )?of (?:the )?\d|\(\d+(?:\.\d+)?\s?%\)/i;
const LONGEST_TEXT = 80;

/**
 * Lines of a single text that tells figures, such as a title above the heading or a footnote: no row or column says what
 * they are of, so they are not held against the table.
 *
 * @param lines - every line of the sheet, with columns that are aligned by spaces parted
 */
export function textsWithFigures(lines: readonly (readonly string[])[]): NotRead[] {
  return lines.flatMap((cells, i) => {
    const [text, ...others] = cells.map((cell) => cell.trim()).filter((cell) => cell !== '');
    if (text === undefined || others.length > 0 || !TOLD.test(text)) return [];
    if (readPrinted(text, 'count').kind === 'figure') return [];
    const shown = text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text;
    return [{ where: `row ${i + 1}`, why: `"${shown}" stands by itself, so its figures were not checked.` }];
  });
}

/** Whether the heading has a second line: words, or an n for each, and no label of a row before them. */
function goesOn(top: string[], under: string[]): boolean {
  const [label = '', ...rest] = under;
  const words = rest.filter((cell) => cell !== '');
  const [above = ''] = top;
  if (label !== '' && above !== '' && foldName(label) !== foldName(above)) return false;
  const isHead = (cell: string) => /^[([]?n ?=/i.test(cell) || readPrinted(cell, 'count').kind === 'other';
  const spread = top.some((cell, i) => i > 0 && cell === '' && (under[i] ?? '') !== '');
  const saysHow = words.some((cell) => headOf(cell, '').name === '');
  return words.length > 0 && words.every(isHead) && (words.length > 1 || spread || saysHow);
}

/** Headings of two lines; one that was merged over several columns stands in the first of them. */
function joined(top: string[], under: string[]): { span: string; leaf: string }[] {
  const width = Math.max(top.length, under.length);
  let span = '';
  let given = '';
  return Array.from({ length: width }, (_, i) => {
    const [above, below] = [top[i] ?? '', under[i] ?? ''];
    if (i === 0) return { span: '', leaf: above || below };
    // A heading merged downwards has nothing under it, and nothing to give to its neighbour.
    if (above !== '') [span, given] = [below === '' ? '' : above, ''];
    if (below !== '') given = below;
    // An n that stands over two columns is that of both.
    if (below === '' && above === '' && givenFiles(given).n !== null) return { span, leaf: given };
    return below === '' ? { span: '', leaf: above } : { span, leaf: below };
  });
}

/**
 * The table with its rows as columns, where its rows and not its columns are called like checks and its heading does
 * not say what stands in each row, as N, standard, yes or two answers of a scale do; otherwise as it is. Tables are
 * printed both ways, and are read with a group in each row.
 */
export function withGroupsInRows(
  lines: readonly (readonly string[])[],
  tools: readonly Tool[],
  scale?: PrintedScale,
): { lines: readonly (readonly string[])[]; turned: boolean } {
  const asItIs = { lines, turned: false };
  const table = readTable(lines);
  if ('unreadable' in table) return asItIs;
  const checks = new Set(tools.flatMap(checksOf).flatMap(namesOf));
  const { names } = scaleIn(scale ? { scale } : {});
  const known = (texts: string[]) => texts.filter((text) => checks.has(foldName(text))).length;
  const { heading, spans, rows } = table;
  if (known(rows.map(({ cells }) => cells[0] ?? '')) <= known(heading)) return asItIs;
  const saysWhat = (name: string, i: number) =>
    i > 0 &&
    (sizeRank(name) === 2 ||
      answerOf(name) !== null ||
      headOf(name, '').name === '' ||
      ['standard', 'change'].includes(headOf(name, '').role));
  // One alone may be what a group is called.
  const scores = heading.filter((name, i) => i > 0 && names.includes(headOf(name, '').name));
  if (scores.length >= 2 || spans.some((span) => span !== '') || heading.some(saysWhat)) return asItIs;
  // Rows without a figure say what those under them have in common; as columns they would say nothing.
  const filled = rows.filter(({ cells }) => cells.some((cell, i) => i > 0 && cell !== ''));
  const all = [heading, ...filled.map(({ cells }) => cells)];
  const turned = heading.map((_, i) => all.map((cells) => cells[i] ?? ''));
  return 'unreadable' in readTable(turned) ? asItIs : { lines: turned, turned: true };
}
