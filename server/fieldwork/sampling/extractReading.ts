import {
  CASELOAD_MAXIMUM,
  isNdtmsHeading,
  missingNdtmsColumns,
  ndtmsCollector,
  ndtmsDataSetOf,
  readNdtmsHeading,
} from '../../../rules/index.ts';
import type { NdtmsExtract, NdtmsHeading, SheetProblem } from '../../../rules/index.ts';
import { SheetFormatError } from '../../formats/sheetFile.ts';
import type { SheetLine } from '../../formats/sheetFile.ts';
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
 * @throws CaseloadError where it is an extract that cannot be taken
 */
export async function readExtract(
  lines: AsyncIterable<SheetLine>,
  today: string,
): Promise<ReadExtract | { other: AsyncIterable<SheetLine> }> {
  const rows = lines[Symbol.asyncIterator]();
  const above: SheetLine[] = [];
  try {
    for (let next = await rows.next(); next.done !== true; next = await rows.next()) {
      if (isNdtmsHeading(next.value.cells)) return await readRows(next.value, rows, today);
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
  first: SheetLine,
  rows: AsyncIterator<SheetLine>,
  today: string,
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
  try {
    for (let next = await rows.next(); next.done !== true; next = await rows.next()) {
      const { row, cells } = next.value;
      if (problems.length < MOST_PROBLEMS) problems.push(...collector.add(cells, row));
    }
  } catch (error) {
    if (error instanceof SheetFormatError) throw new CaseloadError(problems, error.message);
    throw error;
  }
  if (problems.length > 0) throw new CaseloadError(problems);
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
