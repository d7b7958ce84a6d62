import {
  CASELOAD_MAXIMUM,
  headingLikeness,
  readCaseloadHeading,
  readCaseloadRow,
  subjectWords,
} from '../../../rules/index.ts';
import type {
  CaseloadColumns,
  CaseloadFile,
  SheetProblem,
  Tool,
  WordMeanings,
} from '../../../rules/index.ts';
import { csvLine } from '../../formats/csv.ts';
import { countOf } from '../../formats/english.ts';
import { findHeading, headingNote } from '../../formats/heading.ts';
import { SheetFormatError } from '../../formats/sheetFile.ts';
import type { SheetLine } from '../../formats/sheetFile.ts';

/** A caseload list that cannot be taken, with every problem found; nothing of it was kept. */
export class CaseloadError extends Error {
  readonly problems: SheetProblem[];
  /** Rows that the workbook does not show, while nobody has said whether they are on the list. */
  readonly hidden: number;
  /** @param brokeOff - why the list could not be read to its end, if so */
  constructor(problems: SheetProblem[], brokeOff?: string, hidden = 0) {
    const found = `The list has ${countOf(problems.length, 'problem')}, so nothing of it was kept.`;
    super(brokeOff === undefined ? found : `${brokeOff} ${problems.length > 0 ? found : ''}`.trim());
    this.problems = problems;
    this.hidden = hidden;
  }
}

const findListHeading = (tool: Tool, lines: AsyncIterable<SheetLine>) =>
  findHeading(lines, (cells) =>
    'columns' in readCaseloadHeading(tool, cells) ? 2 : headingLikeness(tool, cells),
  );

/**
 * What is read of a caseload list and nothing else of it, as CSV with the same rows.
 *
 * @param hiddenRows - told which rows the workbook does not show
 */
export async function* onlyRead(
  tool: Tool,
  lines: AsyncIterable<SheetLine>,
  hiddenRows: Set<number>,
): AsyncGenerator<string> {
  const { heading, below } = await findListHeading(tool, lines);
  if (!heading) return;
  const read = readCaseloadHeading(tool, heading.cells, heading.row);
  if ('problems' in read) return;
  const { reference, group, worker, fields } = read.columns;
  const ofWorker = worker === undefined ? [] : [worker];
  const places = [reference, group, ...ofWorker, ...fields.map(({ index }) => index)];
  let next = 1;
  const lineOf = ({ row, cells }: SheetLine): string => {
    const empty = '\r\n'.repeat(row - next);
    next = row + 1;
    return empty + csvLine(places.map((index) => (cells[index] ?? '').replaceAll(/[\r\n]+/g, ' ')));
  };
  yield lineOf(heading);
  for await (const line of below) {
    if (line.hidden) hiddenRows.add(line.row);
    yield lineOf(line);
  }
}

/** The lines of a list that was kept as {@link onlyRead} gives it, with what the workbook did not show. */
export async function* withHidden(
  lines: AsyncIterable<SheetLine>,
  hiddenRows: ReadonlySet<number>,
): AsyncGenerator<SheetLine> {
  for await (const line of lines) yield hiddenRows.has(line.row) ? { ...line, hidden: true } : line;
}

/** What somebody said of a caseload list. */
export interface ListChoices {
  words: WordMeanings;
  /** Whether rows that the workbook does not show are taken; null where nobody has said. */
  hidden: 'take' | 'leave' | null;
}

/**
 * Reads a caseload list to its end.
 *
 * @param said - what words of the audit's sheets were said to mean, and whether rows that the workbook does not show are
 *   taken; null where nobody has said
 * @returns its files and columns, a note where its heading is not the first row, and how many rows have to be asked about,
 *   which are none of its files until then
 * @throws CaseloadError where it cannot be read, or has nothing under its heading
 */
export async function readCaseloadList(
  tool: Tool,
  lines: AsyncIterable<SheetLine>,
  { words: meanings, hidden: saidOfHidden }: ListChoices,
): Promise<{
  files: CaseloadFile[];
  columns: CaseloadColumns;
  problems: SheetProblem[];
  note: string;
  hidden: number;
}> {
  const words = subjectWords(tool.subject);
  const problems: SheetProblem[] = [];
  const files: CaseloadFile[] = [];
  let columns: CaseloadColumns | null = null;
  let note = '';
  let unasked = 0;
  try {
    const sheet = await findListHeading(tool, lines);
    if (sheet.heading) {
      const heading = readCaseloadHeading(tool, sheet.heading.cells, sheet.heading.row);
      if ('problems' in heading) throw new CaseloadError(heading.problems);
      columns = heading.columns;
      note = headingNote(sheet);
    }
    for await (const { row, cells, hidden } of sheet.below) {
      if (columns === null) break;
      // Whether it is on the list is asked first: what is wrong with a row that is none of it keeps nobody.
      if (hidden && saidOfHidden === null) unasked += 1;
      if (hidden && saidOfHidden !== 'take') continue;
      const read = readCaseloadRow(columns, cells, row, meanings);
      problems.push(...read.problems);
      files.push(read.file);
      if (files.length > CASELOAD_MAXIMUM) {
        const most = CASELOAD_MAXIMUM.toLocaleString('en-GB');
        throw new SheetFormatError(`A caseload list can have at most ${most} ${words.files}.`);
      }
    }
  } catch (error) {
    // What was found before the sheet broke off is worth knowing too.
    if (error instanceof SheetFormatError) throw new CaseloadError(problems, error.message);
    throw error;
  }
  if (columns === null) {
    throw new CaseloadError([
      { row: 1, column: '', value: '', problem: 'the list is empty: there is no heading' },
    ]);
  }
  if (files.length === 0 && problems.length === 0 && unasked === 0) {
    throw new CaseloadError([
      { row: 1, column: '', value: '', problem: `there are no ${words.files} under the heading` },
    ]);
  }
  return { files, columns, problems, note, hidden: unasked };
}
