import { Counter, emptySheetProblem, readHeading, readRow, tally } from '../../../rules/index.ts';
import type { Answers, SheetColumns, SheetProblem, Tally, Tool } from '../../../rules/index.ts';
import type { SheetLine } from '../../formats/csv.ts';

/** Who hears of what is found while a sheet is read. */
export interface SheetListener {
  problem(found: SheetProblem): void;
  /** A row whose reference an earlier row has as well; the figures count both. */
  repeated(row: number, earlierRow: number): void;
  /** A case file that was counted, by the name of its group. */
  counted?(group: string, answers: Answers): void;
}

/**
 * Tallies the case files of a sheet without keeping them: only counts and references stay in memory. A group is the
 * same however its capitals are set, and is called as where it comes first.
 *
 * @param lines - the sheet, its heading first
 * @returns the tally, or null when there was any problem: figures of half a sheet would be taken for figures
 */
export async function tallySheet(
  tool: Tool,
  lines: AsyncIterable<SheetLine>,
  listener: SheetListener,
): Promise<Tally | null> {
  const counter = new Counter(tool);
  const groupNames = new Map<string, string>();
  const rowOfReference = new Map<string, number>();
  let columns: SheetColumns | null = null;
  let files = 0;
  let sound = true;
  const complain = (problem: SheetProblem) => {
    sound = false;
    listener.problem(problem);
  };

  for await (const { row, cells } of lines) {
    if (columns === null) {
      const heading = readHeading(tool, cells, row);
      if ('problems' in heading) {
        heading.problems.forEach(complain);
        return null;
      }
      columns = heading.columns;
      continue;
    }
    files += 1;
    const { caseFile, problems } = readRow(columns, cells, row, { checkReference: false });
    problems.forEach(complain);

    const reference = caseFile.reference.toLowerCase();
    const earlier = rowOfReference.get(reference);
    if (earlier !== undefined) listener.repeated(row, earlier);
    else if (reference !== '') rowOfReference.set(reference, row);

    if (!sound) continue;
    const folded = caseFile.group.toLowerCase();
    const name = groupNames.get(folded) ?? caseFile.group;
    groupNames.set(folded, name);
    counter.add(name, caseFile.answers);
    listener.counted?.(name, caseFile.answers);
  }
  const empty = emptySheetProblem(columns !== null, files);
  if (empty) complain(empty);
  return sound ? tally(tool, counter.counts()) : null;
}
