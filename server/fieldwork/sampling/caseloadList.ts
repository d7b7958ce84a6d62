import {
  CASELOAD_MAXIMUM,
  headingLikeness,
  looksLikeDateOfBirth,
  looksLikeNhsNumber,
  readCaseloadHeading,
  readCaseloadRow,
  recogniseListColumns,
  shownListHeading,
  subjectWords,
  tidyWorker,
  workerProblem,
} from '../../../rules/index.ts';
import type { CaseloadColumns, CaseloadFile, SheetColumn, SheetProblem, Tool } from '../../../rules/index.ts';
import { csvLine } from '../../formats/csv.ts';
import { countOf } from '../../formats/english.ts';
import { SheetFormatError } from '../../formats/sheetFile.ts';
import type { SheetLine } from '../../formats/sheetFile.ts';
import { readSheetOf } from '../transfer/sheetReading.ts';
import type { ReadSheet, SheetChoices, SheetKind, SheetPreview } from '../transfer/sheetReading.ts';

/** A caseload list that cannot be taken, with every problem found; nothing of it was kept. */
export class CaseloadError extends Error {
  readonly problems: SheetProblem[];
  /** What was found in it, where its sender can say something of it or have it back; null where it cannot be read at all. */
  readonly preview: SheetPreview | null;
  /** @param brokeOff - why the list could not be read to its end, if so */
  constructor(problems: SheetProblem[], brokeOff?: string, preview: SheetPreview | null = null) {
    const found = `The list has ${countOf(problems.length, 'problem')}, so nothing of it was kept.`;
    super(brokeOff === undefined ? found : `${brokeOff} ${problems.length > 0 ? found : ''}`.trim());
    this.problems = problems;
    this.preview = preview;
  }
}

/** What stands where somebody's name, number or date was not kept; each is refused as what it stands for would be. */
const IN_PLACE_OF = { number: '999 999 9999', date: '01/01/1900', worker: '(not shown)' };

/** Places of columns of which nothing is kept whatever anybody says of them. */
const neverKept = (columns: readonly SheetColumn[]): Set<number> =>
  new Set(
    columns.flatMap(({ index, meaning }) =>
      meaning.kind === 'leftOut' && meaning.why !== undefined ? [index] : [],
    ),
  );

/** The cells of a row without what tells who somebody is, as far as that can be told. */
function withoutPeople(columns: readonly SheetColumn[], cells: readonly string[]): string[] {
  const never = neverKept(columns);
  return cells.map((cell, index) => {
    if (never.has(index)) return '';
    const kind = columns[index]?.meaning.kind;
    if (kind === 'worker' && cell.trim() !== '' && workerProblem(tidyWorker(cell)) !== null)
      return IN_PLACE_OF.worker;
    if (looksLikeNhsNumber(cell)) return IN_PLACE_OF.number;
    // A day of a column that is read, such as that of a start, is what it says.
    return kind === 'reference' && looksLikeDateOfBirth(cell) ? IN_PLACE_OF.date : cell;
  });
}

/**
 * What is kept of a caseload list while its sender is asked about it, as CSV with the same rows and columns: nothing above
 * its heading, and nothing that tells who somebody is.
 *
 * @param found - what was found in it
 * @param hiddenRows - told which rows the workbook does not show
 */
export async function* keptOfList(
  lines: AsyncIterable<SheetLine>,
  { headingRow, columns }: Pick<SheetPreview, 'headingRow' | 'columns'>,
  hiddenRows: Set<number>,
): AsyncGenerator<string> {
  let next = 1;
  for await (const { row, cells, hidden } of lines) {
    if (row < headingRow) continue;
    if (hidden) hiddenRows.add(row);
    const kept = row === headingRow ? cells.map(shownListHeading) : withoutPeople(columns, cells);
    yield '\r\n'.repeat(row - next) + csvLine(kept.map((cell) => cell.replaceAll(/[\r\n]+/g, ' ')));
    next = row + 1;
  }
}

/** The lines of a list of which only a part was kept, with what the workbook did not show. */
export async function* withHidden(
  lines: AsyncIterable<SheetLine>,
  hiddenRows: ReadonlySet<number>,
): AsyncGenerator<SheetLine> {
  for await (const line of lines) yield hiddenRows.has(line.row) ? { ...line, hidden: true } : line;
}

/**
 * Reads a caseload list, of which nothing may be used where it broke off.
 *
 * @param onlyGroup - where there is but one sample group, so that a list need not name it
 */
export function readCaseloadList(
  tool: Tool,
  lines: AsyncIterable<SheetLine>,
  choices: SheetChoices,
  onlyGroup = '',
): Promise<ReadSheet<CaseloadFile>> {
  const words = subjectWords(tool.subject);
  const kind: SheetKind<CaseloadColumns, CaseloadFile> = {
    words,
    onlyGroup,
    maximum: CASELOAD_MAXIMUM,
    tooMany() {
      const most = CASELOAD_MAXIMUM.toLocaleString('en-GB');
      throw new SheetFormatError(`A ${words.list} can have at most ${most} ${words.files}.`);
    },
    likeness: (cells, chosen) => headingLikeness(tool, cells, chosen),
    recognise: (heading, chosen) => recogniseListColumns(tool, heading, chosen),
    readHeading: (heading, row, chosen) => readCaseloadHeading(tool, heading, row, chosen, onlyGroup),
    missing: () => [],
    readRow(columns, { cells, row }) {
      const { file, problems } = readCaseloadRow(columns, cells, row, choices.words);
      return { row: file, problems };
    },
    shown: (columns, line) => ({ ...line, cells: withoutPeople(columns, line.cells) }),
  };
  return readSheetOf(kind, lines, choices);
}
