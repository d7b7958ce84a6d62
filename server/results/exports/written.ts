import { CSV_BEGIN, csvLine } from '../../formats/csv.ts';
import { textIn, workbookOf } from '../../formats/workbook.ts';
import type { ExportedTable } from './presenter.ts';

/**
 * A table as CSV, in which no spreadsheet finds a formula, or as a workbook with a last sheet of notes.
 *
 * @param more - further sheets of the workbook
 */
export async function writtenTable(
  format: 'csv' | 'xlsx',
  table: ExportedTable,
  more: ExportedTable[] = [],
): Promise<string | Buffer> {
  if (format === 'csv') {
    return CSV_BEGIN + [table.heading, ...table.rows.map((row) => row.map(textIn))].map(csvLine).join('');
  }
  return workbookOf([
    table,
    ...more,
    {
      name: 'Notes',
      heading: ['About', 'Note'],
      rows: table.notes.map(({ term, text }) => [term, text]),
    },
  ]);
}

/** Data as a JSON file for people who open it. */
export const writtenJson = (data: unknown): string => `${JSON.stringify(data, null, 2)}\n`;
