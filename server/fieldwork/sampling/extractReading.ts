import {
  CASELOAD_MAXIMUM,
  isNdtmsHeading,
  missingNdtmsColumns,
  ndtmsCollector,
  ndtmsDataSetOf,
  readNdtmsHeading,
} from '../../../rules/index.ts';
import type { NdtmsExtract, NdtmsHeading, SheetProblem } from '../../../rules/index.ts';
import { csvLine } from '../../formats/csv.ts';
import { SheetFormatError } from '../../formats/sheetFile.ts';
import type { SheetLine } from '../../formats/sheetFile.ts';
import { bareSheet } from '../transfer/sheetReading.ts';
import type { SheetChoices } from '../transfer/sheetReading.ts';
import { CaseloadError } from './caseloadList.ts';

/** An extract of the national data set, read to its end. */
export interface ReadExtract {
  heading: NdtmsHeading;
  extract: NdtmsExtract;
  dataSet: ReturnType<typeof ndtmsDataSetOf>;
}

/** More of them need not be told: the list is refused. */
const MOST_PROBLEMS = 500;

/** So many rows may stand above the heading, such as the name of the report and the day of it. */
const MOST_ABOVE = 10;

/**
 * Reads a sheet if its heading is that of an extract; any other sheet is handed back untouched, to be read as what it is.
 *
 * @param today - YYYY-MM-DD
 * @param hidden - whether rows that the workbook does not show are taken; null where nobody has said
 * @throws CaseloadError where it is an extract that cannot be taken, or has rows that have to be asked about
 */
export async function readExtract(
  lines: AsyncIterable<SheetLine>,
  today: string,
  hidden: SheetChoices['hidden'],
): Promise<ReadExtract | { other: AsyncIterable<SheetLine> }> {
  const sheet = await headingOfExtract(lines);
  return 'other' in sheet ? sheet : readRows(sheet, today, hidden);
}

/**
 * What is read of an extract and nothing else of it, as CSV with the same rows: its headings, as far as they are told, and
 * the columns that are taken. Nothing of any other sheet.
 *
 * @param hiddenRows - told which rows the workbook does not show
 */
export async function* keptOfExtract(
  lines: AsyncIterable<SheetLine>,
  hiddenRows: Set<number>,
): AsyncGenerator<string> {
  const sheet = await headingOfExtract(lines);
  if ('other' in sheet) return;
  const { first, rows } = sheet;
  const { at, width, identifying, unread } = readNdtmsHeading(first.cells);
  const places = new Set(Object.values(at));
  const told = new Set([...identifying.map(({ heading }) => heading), ...unread]);
  const isTold = (cell: string, i: number) => cell.trim() === '' || places.has(i) || told.has(cell.trim());
  // A cell beyond the heading says that a row has slipped, whatever is in it.
  const isKept = (cell: string, i: number) => places.has(i) || (i < width && cell.trim() === '');
  yield '\r\n'.repeat(first.row - 1) + csvLine(first.cells.map((cell, i) => (isTold(cell, i) ? cell : '?')));
  let next = first.row + 1;
  for (let line = await rows.next(); line.done !== true; line = await rows.next()) {
    const { row, cells, hidden } = line.value;
    if (hidden) hiddenRows.add(row);
    const kept = cells.map((cell, i) =>
      isKept(cell, i) ? cell.replaceAll(/[\r\n]+/g, ' ') : i >= width && cell.trim() !== '' ? '?' : '',
    );
    yield '\r\n'.repeat(row - next) + csvLine(kept);
    next = row + 1;
  }
}

interface ExtractSheet {
  /** The row that is its heading. */
  first: SheetLine;
  rows: AsyncIterator<SheetLine>;
}

/** A sheet with the heading of an extract found, or as it was before anybody looked for one. */
async function headingOfExtract(
  lines: AsyncIterable<SheetLine>,
): Promise<ExtractSheet | { other: AsyncIterable<SheetLine> }> {
  const rows = lines[Symbol.asyncIterator]();
  const above: SheetLine[] = [];
  try {
    for (let next = await rows.next(); next.done !== true; next = await rows.next()) {
      if (isNdtmsHeading(next.value.cells)) return { first: next.value, rows };
      above.push(next.value);
      if (above.length > MOST_ABOVE) break;
    }
  } catch (error) {
    // A list of another kind says itself what it found before it broke off.
    if (error instanceof SheetFormatError) return { other: handBack(above, rows, error) };
    throw error;
  }
  return { other: handBack(above, rows) };
}

async function readRows(
  { first, rows }: ExtractSheet,
  today: string,
  saidOfHidden: SheetChoices['hidden'],
): Promise<ReadExtract> {
  const heading = readNdtmsHeading(first.cells);
  const missing = missingNdtmsColumns(heading);
  if (missing.length > 0) {
    throw new CaseloadError(
      missing.map((column) => ({
        row: first.row,
        column,
        value: '',
        problem: `the heading is that of an NDTMS extract, but there is no column ${column}`,
      })),
    );
  }
  const problems: SheetProblem[] = [];
  const collector = ndtmsCollector(heading, today);
  let unasked = 0;
  try {
    for (let next = await rows.next(); next.done !== true; next = await rows.next()) {
      const { row, cells, hidden } = next.value;
      // Whether it is on the list is asked first: what is wrong with a row that is none of it keeps nobody.
      if (hidden && saidOfHidden === null) unasked += 1;
      if (hidden && saidOfHidden !== 'take') continue;
      problems.push(...collector.add(cells, row));
      if (problems.length >= MOST_PROBLEMS)
        throw new SheetFormatError('After so many problems the rest was not read.');
    }
  } catch (error) {
    if (error instanceof SheetFormatError) throw new CaseloadError(problems, error.message);
    throw error;
  }
  if (problems.length > 0) throw new CaseloadError(problems);
  if (unasked > 0) {
    throw new CaseloadError([], undefined, { ...bareSheet(), headingRow: first.row, hidden: unasked });
  }
  const extract = collector.finish();
  if (extract.clients.length === 0) {
    const problem = 'there are no clients under the heading whose records may be shared';
    throw new CaseloadError([{ row: first.row, column: '', value: '', problem }]);
  }
  if (extract.clients.length > CASELOAD_MAXIMUM) {
    const most = CASELOAD_MAXIMUM.toLocaleString('en-GB');
    throw new CaseloadError([], `A caseload list can have at most ${most} files.`);
  }
  return { heading, extract, dataSet: ndtmsDataSetOf(first.cells) };
}

/** A sheet as it was before anybody looked at its first rows, with the fault at which it broke off, if it did. */
async function* handBack(
  first: readonly SheetLine[],
  rows: AsyncIterator<SheetLine>,
  fault?: SheetFormatError,
): AsyncGenerator<SheetLine> {
  yield* first;
  if (fault) throw fault;
  for (let next = await rows.next(); next.done !== true; next = await rows.next()) yield next.value;
}
