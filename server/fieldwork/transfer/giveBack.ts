import { problemText, WRONG_HEADING } from '../../../rules/index.ts';
import type { SheetProblem } from '../../../rules/index.ts';
import type { SheetLine } from '../../formats/csv.ts';
import { workbookOf } from '../../formats/workbook.ts';
import { StateError } from '../../platform/errors.ts';
import type { SheetChoices } from './sheetReading.ts';

const WAS_HIDDEN = 'the workbook hid this row: delete it if it is not meant';
/** A workbook is made in memory. */
const MOST_ROWS = 20_000;

/**
 * A sheet as it was sent, as a workbook with a column more that says what is wrong in each row. The import passes that
 * column over, so that the sheet can be put right and sent again.
 *
 * @param headingRow - where its columns are named
 * @param name - of the sheet in the workbook
 * @param only - whether rows without a problem are left out; otherwise every row stands where it stood
 * @param saidOfHidden - whether rows that the workbook hid are taken: nothing hides them here, so those that are not are
 *   left out, and those of which nobody has said are named
 * @throws StateError when there are too many rows for a workbook
 */
export async function sheetGivenBack(
  lines: AsyncIterable<SheetLine>,
  headingRow: number,
  problems: readonly SheetProblem[],
  { only, saidOfHidden, name }: { only: boolean; saidOfHidden: SheetChoices['hidden']; name: string },
): Promise<Buffer> {
  const wrongIn = new Map<number, string[]>();
  for (const problem of problems) {
    const text = problemText({ ...problem, row: 0 }).replace(/^row 0(?:, |: )/, '');
    wrongIn.set(problem.row, [...(wrongIn.get(problem.row) ?? []), text]);
  }
  const rows: string[][] = [];
  const above: string[][] = [];
  let heading: string[] = [];
  let width = 0;
  for await (const { row, cells, hidden } of lines) {
    if (hidden && saidOfHidden === 'leave') continue;
    if (hidden && saidOfHidden === null && !only) wrongIn.set(row, [WAS_HIDDEN]);
    width = Math.max(width, cells.length);
    if (row < headingRow) {
      if (!only) above[row - 1] = cells;
    } else if (row === headingRow) heading = cells;
    else if (!only) rows[row - headingRow - 1] = cells;
    else if (wrongIn.has(row)) rows.push(cells);
    if (rows.length > MOST_ROWS) {
      throw new StateError(
        `A workbook of more than ${MOST_ROWS.toLocaleString('en-GB')} rows is not made. Take the sheet in parts.`,
      );
    }
  }
  // What was wrong with an earlier look at the sheet is not said again.
  const kept = heading.findIndex((text) => text.trim() === WRONG_HEADING);
  const at = kept >= 0 ? kept : width;
  const told = (cells: readonly string[], text: string) =>
    Array.from({ length: Math.max(width, at + 1) }, (_, i) => (i === at ? text : (cells[i] ?? '')));
  const numbers = only ? [...wrongIn.keys()].filter((row) => row > headingRow).toSorted((a, b) => a - b) : [];
  return workbookOf([
    {
      name,
      above: Array.from(only ? [] : { length: headingRow - 1 }, (_, i) => above[i] ?? []),
      heading: told(heading, WRONG_HEADING),
      rows: Array.from(rows, (cells, i) =>
        told(cells ?? [], (wrongIn.get(only ? (numbers[i] ?? 0) : headingRow + 1 + i) ?? []).join('\n')),
      ),
    },
  ]);
}
