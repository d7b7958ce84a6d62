import { CSV_BEGIN, csvLine } from '../../formats/csv.ts';
import { textIn, workbookOf } from '../../formats/workbook.ts';
import type { FilledCell } from '../../formats/workbook.ts';

/** How alike two readers answer, item by item. */
export interface AgreementTable {
  heading: string[];
  rows: FilledCell[][];
  notes: string[][];
}

/** The formats in which the agreement can be taken along. */
export const EXPORT_FORMATS = [
  { format: 'csv', text: 'CSV' },
  { format: 'xlsx', text: 'Excel workbook' },
] as const;

/** The table as CSV, in which no spreadsheet finds a formula, or as a workbook with a sheet of notes. */
export function writtenAgreement(
  format: (typeof EXPORT_FORMATS)[number]['format'],
  { heading, rows, notes }: AgreementTable,
): string | Promise<Buffer> {
  if (format === 'csv') {
    return CSV_BEGIN + [heading, ...rows.map((row) => row.map(textIn))].map(csvLine).join('');
  }
  return workbookOf([
    { name: 'Agreement', heading, rows },
    { name: 'Notes', heading: ['About', 'Note'], rows: notes },
  ]);
}
