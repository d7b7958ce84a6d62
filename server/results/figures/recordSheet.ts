import {
  createReferenceBook,
  foldGroup,
  hiddenRowsProblem,
  readRecord,
  readRecordHeading,
  RecordCounter,
} from '../../../rules/index.ts';
import type {
  ExclusionsOf,
  Instrument,
  RecordColumns,
  ScoreInBrief,
  SheetProblem,
} from '../../../rules/index.ts';
import type { SheetLine } from '../../formats/csv.ts';

/** A record as it was scored, without its answers. */
interface ScoredRecord {
  reference: string;
  /** Null where the sheet has no groups. */
  group: string | null;
  scores: ScoreInBrief[];
}

/** What a sheet of records came to. */
export interface SheetRecords {
  counter: RecordCounter;
  /** In the order of the sheet; none where the tool has no criteria. */
  scored: ScoredRecord[];
}

/** What of a tool is left out of the figures of a sheet. */
export interface LeftOutItems {
  excluded: ReadonlySet<string>;
  exclusionsOf?: ExclusionsOf;
}

/**
 * Counts and scores the records of a sheet without keeping their answers. A group is the same however its capitals are
 * set, and is called as where it comes first.
 *
 * @param lines - the sheet, its heading first
 * @param leftOut - excluded: ids of items that are left out; exclusionsOf: those that a group is not asked
 * @param problem - hears of everything that is wrong with the sheet; a record that is there twice would count twice
 * @param hidden - whether rows that a workbook does not show are counted; where it is not said they are a problem
 * @returns null when there was any problem: figures of half a sheet would be taken for figures
 */
export async function readRecordSheet(
  instrument: Instrument,
  lines: AsyncIterable<SheetLine>,
  { excluded, exclusionsOf = () => [] }: LeftOutItems,
  problem: (found: SheetProblem) => void,
  hidden?: 'take' | 'leave',
): Promise<SheetRecords | null> {
  const counter = new RecordCounter(instrument, excluded, exclusionsOf);
  const scored: ScoredRecord[] = [];
  const groupNames = new Map<string, string>();
  const repeated = createReferenceBook([]);
  let hiddenRows = 0;
  let columns: RecordColumns | null = null;
  let records = 0;
  let sound = true;
  const complain = (found: SheetProblem) => {
    sound = false;
    problem(found);
  };

  for await (const { row, cells, hidden: isHidden } of lines) {
    if (columns === null) {
      const heading = readRecordHeading(instrument, cells, row);
      if ('problems' in heading) {
        heading.problems.forEach(complain);
        return null;
      }
      columns = heading.columns;
      continue;
    }
    if (isHidden) hiddenRows += 1;
    // Whether it is taken is asked first: what is wrong with a row that is none of the sheet keeps nobody.
    if (isHidden && hidden !== 'take') continue;
    records += 1;
    const { record, problems } = readRecord(instrument, columns, cells, row, exclusionsOf);
    problems.forEach(complain);
    const twice = repeated(row, record.reference);
    if (twice !== null) complain({ row, column: 'reference', value: record.reference, problem: twice });
    if (!sound) continue;
    const group = record.group === null ? null : firstName(groupNames, record.group);
    const scores = counter.add(group, record.answers);
    if (scores.length > 0) scored.push({ reference: record.reference, group, scores });
  }
  const unseen = hidden === undefined ? hiddenRowsProblem(hiddenRows) : null;
  if (unseen !== null) complain(unseen);
  const empty = unseen !== null ? null : emptyProblem(instrument, columns !== null, records);
  if (empty !== null) complain({ row: 1, column: '', value: '', problem: empty });
  return sound ? { counter, scored } : null;
}

/** The name under which a group came first. */
function firstName(names: Map<string, string>, name: string): string {
  const first = names.get(foldGroup(name)) ?? name;
  names.set(foldGroup(name), first);
  return first;
}

function emptyProblem({ subject }: Instrument, hasHeading: boolean, records: number): string | null {
  if (!hasHeading) return 'the sheet is empty: there is no heading';
  return records > 0 ? null : `there are no ${subject.many} under the heading`;
}
