import type { DistributionLayout } from './distributionLayout.ts';
import { withDecimals } from './distributionParts.ts';
import { possibleCounts } from './printed.ts';
import { readPrinted } from './printedCell.ts';
import { answerOf } from './tableHeads.ts';

// A check among the rows of a printed distribution. Checks are counted, so that percentages have to give whole numbers.

/** Why nothing of a row could be taken over. */
export type WhyLeft =
  /** Nothing under a chosen answer is a percentage. */
  | 'none'
  /** Several whole numbers give a percentage. */
  | 'several'
  /** No whole number gives a percentage. */
  | 'impossible'
  /** It is not printed how many were a yes, a no and not applicable. */
  | 'unclear'
  /** Yes, no and not applicable come to more than all. */
  | 'tooMany';

/** How many files were a yes, a no and not applicable; all others are not recorded. */
export interface CheckCounts {
  yes: number;
  no: number;
  na: number;
}

/** A row with what is chosen for its columns. */
interface CheckRow {
  cells: readonly string[];
  layout: DistributionLayout;
  /** By category, the answer that it is. */
  answers: readonly (string | null)[];
  /** Decimal places of the percentages. */
  decimals: number;
  /** Of how many the percentages are. */
  answered: number;
  files: number;
}

/** What a cell says of how many: a number, nothing, or why it cannot be told. */
type Told = number | 'empty' | WhyLeft;

/**
 * Counts a check by its printed percentages: only what is printed as a no is one, since those without a yes may be not
 * applicable or not recorded. Where the table has no other answer than yes, all others are a no.
 */
export function checkCounts(row: CheckRow): CheckCounts | WhyLeft {
  const { answers, answered, files } = row;
  const [yesAt, noAt] = ['yes', 'no'].map((answer) => answers.indexOf(answer));
  const yes = toldBy(row, yesAt ?? -1);
  const no = toldBy(row, noAt ?? -1);
  const na = notApplicableIn(row);
  const problem = [yes, no, na].find((told) => typeof told === 'string' && told !== 'empty');
  if (problem !== undefined) return problem;
  if (yes === 'empty' && no === 'empty') return 'none';
  const counts = { yes: numberOf(yes), no: numberOf(no), na: numberOf(na) };
  if (noAt === -1 && isYesAlone(row, yesAt)) counts.no = answered - counts.yes;
  else if (yes === 'empty' || no === 'empty') {
    // An empty cell is nothing where the others are all; otherwise nobody knows.
    if (counts.yes + counts.no + naOfAnswered(row, counts.na) !== answered) return 'unclear';
  }
  const all = counts.yes + counts.no + counts.na;
  const ofAnswered = counts.yes + counts.no + naOfAnswered(row, counts.na);
  return ofAnswered > answered || all > files ? 'tooMany' : counts;
}

/** Whether a table has no column of no, and a row nothing printed beside its yes. */
function isYesAlone({ cells, layout }: CheckRow, yesAt: number | undefined): boolean {
  const { categories, heading, labels, size } = layout;
  const others = categories.filter((_, c) => c !== yesAt);
  const shares = new Set(categories.map(({ index }) => index));
  const beside = heading.flatMap((name, index) =>
    shares.has(index) || index === size || labels.includes(index) || answerOf(name) === null
      ? []
      : [{ name, index }],
  );
  return [...others, ...beside].every(
    ({ name, index }) => answerOf(name) !== 'no' && isBlank(cells[index] ?? ''),
  );
}

const numberOf = (told: Told): number => (typeof told === 'number' ? told : 0);

const isBlank = (cell: string): boolean => {
  const read = readPrinted(cell, 'percent');
  return read.kind === 'gap' && read.why !== 'missing';
};

/** What the percentage of a category says; empty where it has none. */
function toldBy({ cells, layout, decimals, answered }: CheckRow, category: number): Told {
  const { index } = layout.categories[category] ?? {};
  const cell = index === undefined ? '' : (cells[index] ?? '');
  if (isBlank(cell)) return 'empty';
  const read = readPrinted(cell, 'percent');
  if (read.kind !== 'figure' || !read.percent) return 'unclear';
  const behind = possibleCounts({ ...read.percent, ...withDecimals(read.percent, decimals) }, answered);
  if (!behind) return 'impossible';
  return behind.low === behind.high ? behind.low : 'several';
}

/** The category of those to whom checks do not apply, or -1. */
const naCategory = ({ layout, answers }: CheckRow): number =>
  layout.categories.findIndex(
    ({ name }, c) => answers[c] === 'na' || (!answers[c] && answerOf(name) === 'na'),
  );

/** How many are not applicable: by a percentage, or by a column of numbers beside the percentages. */
function notApplicableIn(row: CheckRow): Told {
  const category = naCategory(row);
  if (category >= 0) return toldBy(row, category);
  const { cells, layout } = row;
  const column = layout.heading.findIndex((name, i) => !layout.labels.includes(i) && answerOf(name) === 'na');
  const cell = column === -1 ? '' : (cells[column] ?? '');
  if (isBlank(cell)) return 'empty';
  const read = readPrinted(cell, 'count');
  return read.kind === 'figure' && read.count !== null ? read.count : 'unclear';
}

/** Those of them who are among those whom the percentages are of. */
const naOfAnswered = (row: CheckRow, na: number): number => (naCategory(row) === -1 ? 0 : na);
