import { readRecord, readRecordHeading, RecordCounter } from '../../../rules/index.ts';
import type { Instrument, RecordColumns, ScoreInBrief, SheetProblem } from '../../../rules/index.ts';
import type { SheetLine } from '../../formats/csv.ts';

/** A record as it was scored, without its answers. */
export interface ScoredRecord {
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

/**
 * Counts and scores the records of a sheet without keeping their answers. A group is the same however its capitals are
 * set, and is called as where it comes first.
 *
 * @param lines - the sheet, its heading first
 * @param excluded - ids of items that are left out
 * @param problem - hears of everything that is wrong with the sheet; a record that is there twice would count twice
 * @returns null when there was any problem: figures of half a sheet would be taken for figures
 */
export async function readRecordSheet(
  instrument: Instrument,
  lines: AsyncIterable<SheetLine>,
  excluded: ReadonlySet<string>,
  problem: (found: SheetProblem) => void,
): Promise<SheetRecords | null> {
  const counter = new RecordCounter(instrument, excluded);
  const scored: ScoredRecord[] = [];
  const groupNames = new Map<string, string>();
  const rowOfReference = new Map<string, number>();
  let columns: RecordColumns | null = null;
  let records = 0;
  let sound = true;
  const complain = (found: SheetProblem) => {
    sound = false;
    problem(found);
  };

  for await (const { row, cells } of lines) {
    if (columns === null) {
      const heading = readRecordHeading(instrument, cells, row);
      if ('problems' in heading) {
        heading.problems.forEach(complain);
        return null;
      }
      columns = heading.columns;
      continue;
    }
    records += 1;
    const { record, problems } = readRecord(instrument, columns, cells, row);
    problems.forEach(complain);
    const earlier = rowOfReference.get(record.reference.toLowerCase());
    if (earlier !== undefined) complain(twice(row, earlier));
    else if (record.reference !== '') rowOfReference.set(record.reference.toLowerCase(), row);
    if (!sound) continue;
    const group = record.group === null ? null : firstName(groupNames, record.group);
    const scores = counter.add(group, record.answers);
    if (scores.length > 0) scored.push({ reference: record.reference, group, scores });
  }
  const empty = emptyProblem(instrument, columns !== null, records);
  if (empty !== null) complain({ row: 1, column: '', value: '', problem: empty });
  return sound ? { counter, scored } : null;
}

const twice = (row: number, earlier: number): SheetProblem => ({
  row,
  column: 'reference',
  value: '',
  problem: `is that of row ${earlier} as well`,
});

/** The name under which a group came first. */
function firstName(names: Map<string, string>, name: string): string {
  const first = names.get(name.toLowerCase()) ?? name;
  names.set(name.toLowerCase(), first);
  return first;
}

function emptyProblem({ subject }: Instrument, hasHeading: boolean, records: number): string | null {
  if (!hasHeading) return 'the sheet is empty: there is no heading';
  return records > 0 ? null : `there are no ${subject.many} under the heading`;
}
