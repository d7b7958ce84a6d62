/** One thing wrong with a sheet of case files. Rows count as in a spreadsheet, from 1. */
export interface SheetProblem {
  row: number;
  column: string;
  value: string;
  problem: string;
  /** Where the value is a word that is not known and may be asked about once: the place that it stands in. */
  unknownIn?: string;
  /** Where something stands in a column that has no heading: which, from 0. */
  strayColumn?: number;
}

/**
 * A problem as one line of text.
 *
 * @example problemText({ row: 7, column: 'smart', value: 'maybe', problem: 'must be yes, no, na or nr' })
 * // 'row 7, column smart: "maybe" must be yes, no, na or nr'
 */
export function problemText({ row, column, value, problem }: SheetProblem): string {
  const at = column === '' ? `row ${row}` : `row ${row}, column ${printable(column)}`;
  return value === '' ? `${at}: ${problem}` : `${at}: "${printable(value)}" ${problem}`;
}

const LONGEST_PRINTED = 60;

/** What was entered, without anything that a terminal would obey or that would break the line. */
function printable(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trim();
  return line.length > LONGEST_PRINTED ? `${line.slice(0, LONGEST_PRINTED)}…` : line;
}

/** The name of a column as spreadsheets have it. @example columnName(26) // 'AA' */
export function columnName(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26));
  return index < 26 ? letter : columnName(Math.floor(index / 26) - 1) + letter;
}
