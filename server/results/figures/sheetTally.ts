import {
  answersOfExcluded,
  Counter,
  createReferenceBook,
  emptySheetProblem,
  foldGroup,
  headingLikeness,
  hiddenRowsProblem,
  ignoredColumns,
  ignoredInVain,
  isOutOfPlace,
  otherItemIds,
  readHeading,
  readRow,
  referenceProblem,
  tally,
  subjectWords,
  withAnswersOutOfPlace,
} from '../../../rules/index.ts';
import type {
  Answers,
  ExclusionsOf,
  SheetColumns,
  SheetProblem,
  Tally,
  Tool,
  ValueCount,
} from '../../../rules/index.ts';
import type { SheetLine } from '../../formats/csv.ts';
import { findHeading, headingNote } from '../../formats/heading.ts';

/** Who hears of what is found while a sheet is read. */
export interface SheetListener {
  problem(found: SheetProblem): void;
  /** What is worth knowing and no problem. */
  note(text: string): void;
  /** A case file that was counted, by the name of its group. */
  counted?(group: string, answers: Answers): void;
}

/** How a sheet is to be read. */
export interface TallyOptions {
  /** Headings of columns that are left out. */
  ignore?: readonly string[] | undefined;
  /** Whether rows that a workbook does not show are counted. */
  hidden?: 'take' | 'leave' | undefined;
  /** Ids of the items that a group is not asked. */
  exclusionsOf?: ExclusionsOf;
}

/**
 * Tallies the case files of a sheet without keeping them: only counts and references stay in memory. A group is the
 * same however its capitals are set, and is called as where it comes first. What an import would refuse is refused,
 * but that references may be missing from the whole sheet.
 *
 * @param lines - the sheet, its heading first or under a title
 * @returns the tally, or null when there was any problem: figures of half a sheet would be taken for figures
 */
export async function tallySheet(
  tool: Tool,
  lines: AsyncIterable<SheetLine>,
  listener: SheetListener,
  { ignore = [], hidden, exclusionsOf = () => [] }: TallyOptions = {},
): Promise<Tally | null> {
  const counter = new Counter(tool);
  const groupNames = new Map<string, string>();
  const repeated = createReferenceBook([]);
  /** The rows without a reference: where others have one it was forgotten, and nobody can tell which file it is. */
  const unnamed: number[] = [];
  const others = new Set(otherItemIds(tool));
  /** Answers to what a group is not asked, beside those to checks. */
  const outOfPlace: ValueCount[] = [];
  let files = 0;
  let hiddenRows = 0;
  let sound = true;
  const complain = (problem: SheetProblem | null) => {
    if (!problem) return;
    sound = false;
    listener.problem(problem);
  };

  const words = subjectWords(tool.subject);
  const chosen = ignoredColumns(ignore);
  const sheet = await findHeading(lines, (cells) => headingLikeness(tool, cells, chosen));
  const columns = columnsOf();
  if (sheet.heading && columns === null) return null;
  if (columns) {
    for await (const line of sheet.below) takeLine(columns, line);
  }
  if (unnamed.length < files) {
    const problem = referenceProblem('', words) ?? '';
    for (const row of unnamed) complain({ row, column: 'reference', value: '', problem });
  }
  const unasked = hidden === undefined ? hiddenRowsProblem(hiddenRows) : null;
  complain(unasked ?? emptySheetProblem(columns !== null, files, words));
  if (!sound) return null;
  const counts = counter.counts();
  const groups = counts.groups.map((group) => ({ ...group, excluded: exclusionsOf(group.name) }));
  return withAnswersOutOfPlace(tally(tool, { ...counts, groups }), { groups, items: outOfPlace });

  function columnsOf(): SheetColumns | null {
    if (!sheet.heading) return null;
    const { row, cells } = sheet.heading;
    const note = headingNote(sheet);
    if (note !== '') listener.note(note);
    const read = readHeading(tool, cells, row, chosen);
    const problems = [...('problems' in read ? read.problems : []), ...ignoredInVain(ignore, cells, row)];
    problems.forEach(complain);
    return 'columns' in read && problems.length === 0 ? read.columns : null;
  }

  function takeLine(known: SheetColumns, line: SheetLine): void {
    if (line.hidden) hiddenRows += 1;
    // Whether it is taken is asked first: what is wrong with a row that is none of the sheet keeps nobody.
    if (line.hidden && hidden !== 'take') return;
    files += 1;
    const { row, cells } = line;
    const { caseFile, problems } = readRow(known, cells, row, { withoutReference: true, exclusionsOf });
    problems.forEach(complain);
    if (caseFile.reference === '') unnamed.push(row);
    const problem = repeated(row, caseFile.reference);
    if (problem !== null) complain({ row, column: 'reference', value: caseFile.reference, problem });
    if (!sound) return;
    const folded = foldGroup(caseFile.group);
    const name = groupNames.get(folded) ?? caseFile.group;
    groupNames.set(folded, name);
    // What was said outright not to be recorded stays that, as in an import.
    const notAsked = [...answersOfExcluded(tool, exclusionsOf(name))].filter(
      ([id]) => !caseFile.notRecorded.has(id),
    );
    const answers = new Map([...notAsked, ...caseFile.answers]);
    counter.add(name, answers);
    for (const item of exclusionsOf(name)) {
      const value = others.has(item) ? answers.get(item) : undefined;
      if (isOutOfPlace(value)) outOfPlace.push({ group: name, item, value, records: 1 });
    }
    listener.counted?.(name, answers);
  }
}
