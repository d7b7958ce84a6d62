import { isTotals, sheetReferenceProblem } from '../reference.ts';
import { columnName } from '../sheetProblem.ts';
import type { SheetProblem } from '../sheetProblem.ts';
import { COMMENT_PREFIX, ENTRY_DATE_PREFIX, foldName, PLACE_PREFIX } from '../tool.ts';
import { bookOfNames, perhapsText } from '../itemNames.ts';
import { instrumentItemsOf, judgedItemsOf } from './parts.ts';
import { readAnswer } from './read.ts';
import { subjectWords } from '../subjectWords.ts';
import type { Instrument, InstrumentItem } from './schema.ts';

/** A sheet's columns by what they hold; -1 where there is no such column. */
export interface RecordColumns {
  reference: number;
  group: number;
  answers: { index: number; heading: string; item: InstrumentItem }[];
  /** How many columns have a heading of their own or stand before one that has. */
  width: number;
  /** Columns among them with nothing in their heading. */
  unnamed: number[];
}

/** A record of any kind of audit, as a row of a sheet gives it. */
export interface SheetRecord {
  reference: string;
  /** Null where the sheet has no groups. */
  group: string | null;
  /** By item id, and by criterion id for judgements. */
  answers: Map<string, string>;
}

const namesOf = ({ id, label, shortLabel, aliases }: InstrumentItem): string[] =>
  [id, label, shortLabel, ...aliases].map(foldName);

/** What a heading is passed over for: a sheet of the program has these columns, and no figure hangs on them. */
const PASSED_OVER = ['complete', 'comment'];
/** How the headings of columns begin that stand beside an answer, and are passed over too. */
const BESIDE = [COMMENT_PREFIX, PLACE_PREFIX, ENTRY_DATE_PREFIX];

/**
 * Recognises the columns of a sheet: `reference`, `group` (which may be missing), and an item by id, label, short label
 * or alias, or a judgement by id or title. Comments and where answers were seen are passed over. Every problem is reported.
 */
export function readRecordHeading(
  instrument: Instrument,
  heading: readonly string[],
  row = 1,
): { columns: RecordColumns } | { problems: SheetProblem[] } {
  // What stands later in the list does not take a name from what stands earlier.
  const all = [...instrumentItemsOf(instrument), ...judgedItemsOf(instrument)].toReversed();
  const byName = new Map(all.flatMap((item) => namesOf(item).map((name) => [name, item] as const)));
  const others = bookOfNames(all);
  const problems: SheetProblem[] = [];
  const columns: RecordColumns = {
    reference: -1,
    group: -1,
    answers: [],
    width: heading.length,
    unnamed: [],
  };
  const seen = new Map<string, string>();
  heading.forEach((text, index) => {
    const name = foldName(text);
    const note = (problem: string) => problems.push({ row, column: text, value: text, problem });
    if (name === '') return void columns.unnamed.push(index);
    const beside = byName.has(name) ? undefined : BESIDE.find((prefix) => name.startsWith(prefix));
    const called = beside === undefined ? name : name.slice(beside.length).trim();
    const isOwn = ['reference', 'group', ...PASSED_OVER].includes(called);
    const item = byName.get(called) ?? (isOwn ? undefined : others.find(called));
    const key = item ? `${beside ?? ''}${item.id}` : name;
    const earlier = seen.get(key);
    if (earlier !== undefined) return void note(`means the same as the column "${earlier}"`);
    seen.set(key, text);
    if (name === 'reference' || name === 'group') columns[name] = index;
    else if (item && beside === undefined) columns.answers.push({ index, heading: text, item });
    else if (!item && !PASSED_OVER.includes(name)) {
      const perhaps = others.perhaps(called);
      const more = perhaps ? `, and ${perhapsText(perhaps)} (${perhaps.id})` : '';
      note(`is not an item of ${instrument.id} version ${instrument.version}${more}`);
    }
  });
  if (columns.reference < 0) {
    problems.push({ row, column: 'reference', value: '', problem: 'there is no column "reference"' });
  }
  return problems.length > 0 ? { problems } : { columns };
}

/** Reads one row of a sheet; every problem of the row is reported. An empty answer is one that was not recorded. */
export function readRecord(
  instrument: Instrument,
  columns: RecordColumns,
  cells: readonly string[],
  row: number,
  exclusionsOf: (group: string | null) => readonly string[] = () => [],
): { record: SheetRecord; problems: SheetProblem[] } {
  const problems: SheetProblem[] = [];
  const cell = (index: number) => (cells[index] ?? '').trim();
  const reference = cell(columns.reference);
  if (reference === '') {
    const problem = `is missing: name the ${instrument.subject.one}`;
    problems.push({ row, column: 'reference', value: '', problem });
  } else {
    const totals = isTotals(reference);
    const problem =
      instrument.subject.personal || totals
        ? sheetReferenceProblem(reference, subjectWords(instrument.subject))
        : null;
    // What may be a person is not shown again.
    if (problem !== null)
      problems.push({ row, column: 'reference', value: totals ? reference : '(not shown)', problem });
  }
  const group = columns.group < 0 ? null : cell(columns.group);
  if (group === '') problems.push({ row, column: 'group', value: '', problem: 'is missing: name the group' });
  const answers = new Map<string, string>();
  const notAsked = exclusionsOf(group);
  for (const { index, heading, item } of columns.answers) {
    const entered = cell(index);
    const isLetOff = item.kind !== 'text' && notAsked.includes(item.id);
    const read = readAnswer(instrument, isLetOff ? { ...item, na: true } : item, entered);
    if ('problem' in read) problems.push({ row, column: heading, value: entered, problem: read.problem });
    else if (read.value !== null) answers.set(item.id, read.value);
  }
  const beyond = Array.from(
    { length: Math.max(0, cells.length - columns.width) },
    (_, i) => columns.width + i,
  );
  for (const index of [...columns.unnamed, ...beyond]) {
    const value = cell(index);
    if (value === '') continue;
    problems.push({ row, column: columnName(index), value, problem: 'stands under no heading' });
  }
  return { record: { reference, group, answers }, problems };
}
