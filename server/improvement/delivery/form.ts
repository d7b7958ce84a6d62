import { z } from 'zod';
import { day, requiredText, textOf, tickedIds } from '../../web/form.ts';
import type { FormBody } from '../../web/form.ts';
import { LINE_COLUMNS } from './reading.ts';
import type { LineColumn } from './reading.ts';

export const deliveryPlanForm = z
  .object({
    title: requiredText('Enter a title, such as “Drug treatment plan 2027/28”.', 160),
    partnership: requiredText('Enter the name of the partnership.', 160),
    firstDay: day('Enter the day on which the plan begins, such as 01/04/2027.'),
    lastDay: day('Enter the last day of the plan, such as 31/03/2028.'),
    followers: tickedIds,
  })
  .refine(({ firstDay, lastDay }) => firstDay <= lastDay, {
    path: ['lastDay'],
    message: 'The last day lies before the first.',
  });

/** Rows of the table in which lines are entered. */
export const ENTRY_ROWS = 15;

/** The field of a cell in that table, and on the form of one line: `row` 0. */
export const cellField = (row: number, column: LineColumn): string => `${column.replaceAll(' ', '')}-${row}`;

/** One row of the table as it was sent. */
export interface EnteredRow {
  /** From 1, as it is numbered on the page. */
  row: number;
  cells: Record<LineColumn, string>;
}

/** The rows of the table in which anything was entered; a heading left empty is that of the row above. */
export function enteredRows(body: FormBody): EnteredRow[] {
  const found: EnteredRow[] = [];
  let above = '';
  for (let row = 1; row <= ENTRY_ROWS; row += 1) {
    const entries = LINE_COLUMNS.map((column) => [column, textOf(body, cellField(row, column))] as const);
    if (entries.every(([, text]) => text.trim() === '')) continue;
    const cells = Object.fromEntries(entries) as Record<LineColumn, string>;
    if (cells.heading.trim() === '') cells.heading = above;
    above = cells.heading;
    found.push({ row, cells });
  }
  return found;
}
