import { inWords, problemRecord } from './printed.ts';
import type { Checked, Reconciliation, TableNote } from './printed.ts';
import { readPrinted } from './printedCell.ts';
import type { Work } from './reconcileFigures.ts';
import type { Layout } from './tableLayout.ts';

// What of a printed table was read and checked, and what may be said of it then.

/** Figures of that many different values are not all multiples of a step by chance. */
const LEAST_VALUES = 6;
const STEPS = [1000, 100, 10, 5];

/** A table that shows a count from 1 to this hides none because it is small. */
const SMALL = 4;

/** What the counts of a table tell all together: to multiples of what they are rounded, and whether * can hide one. */
export function whatCountsTell({
  groups,
  total,
  columns,
  sizes,
}: Layout): Pick<Work, 'step' | 'percentStep' | 'starsHide'> {
  const values = new Set<number>();
  for (const { cells } of total ? [...groups, total] : groups) {
    for (const { index, bare } of [...columns, ...sizes]) {
      if (index < 0) continue;
      const cell = readPrinted(cells[index] ?? '', bare);
      if (cell.kind === 'figure' && cell.count !== null && cell.count > 0) values.add(cell.count);
    }
  }
  const least = Math.min(...values);
  const most = Math.max(...values);
  // Six small multiples of 5 come by themselves, where samples were drawn in fives.
  const isRounded = (step: number) => step > 5 || (least >= 10 && most >= 100);
  const isMultiple = (step: number) => isRounded(step) && [...values].every((value) => value % step === 0);
  const step = values.size < LEAST_VALUES ? 0 : (STEPS.find(isMultiple) ?? 0);
  return {
    step,
    percentStep: step,
    starsHide: ![...values].some((value) => value <= SMALL),
  };
}

/** Says what was read in a way that one should know, and what could not be checked. */
export function noteUnchecked(work: Work, layout: Layout): void {
  const { result, printed, checked, step } = work;
  result.checked.percentages = { checked: checked.size, printed: printed.length };
  for (const { row, parts, found } of layout.sums) {
    const names = inWords(
      parts.map(({ label }) => label),
      'and',
    );
    if (found) result.notes.push({ row: row.label, column: '', note: `Read as the sum of ${names}.` });
  }
  if (step > 0) {
    const note = `All counts are multiples of ${step}, so they were read as rounded to ${step}: sums and percentages may be off by what rounding does.`;
    result.notes.push({ row: '', column: '', note });
  }
  const left = printed.filter((percent) => !checked.has(percent));
  if (left.length === 0) return;
  if (layout.sizes.length === 0) {
    const which = left.length === printed.length ? 'the' : `${left.length} of the ${printed.length}`;
    const note = `No column gives the number of files of each group, so ${which} percentages were not checked.`;
    result.notes.push({ row: '', column: '', note });
  }
  const columns = new Map<string, number>();
  for (const { at } of left) columns.set(at.column, (columns.get(at.column) ?? 0) + 1);
  for (const [where, count] of columns) {
    const they = count === 1 ? 'One percentage was' : `${count} percentages were`;
    result.notRead.push({ where, why: `${they} not checked: nothing says of how many files.` });
  }
}

const countText = ({ checked, printed }: Checked, thing: string) =>
  `${checked} of ${printed} ${thing}${printed === 1 ? '' : 's'}`;

/** What was checked, in a sentence. @example '38 of 38 percentages and 14 of 14 sums checked.' */
export function checkedText({ checked: { percentages, sums } }: Reconciliation): string {
  const parts = [
    ...(percentages.printed > 0 ? [countText(percentages, 'percentage')] : []),
    ...(sums.printed > 0 ? [countText(sums, 'sum')] : []),
  ];
  return parts.length === 0
    ? 'There was no percentage and no sum to check.'
    : `${inWords(parts, 'and')} checked.`;
}

/** Whether anything is wrong, in a sentence; that nothing is, is said only where all was read. */
export function verdictOf({ problems, notRead, checked: { percentages, sums } }: Reconciliation): string {
  if (problems.length > 0)
    return `${problems.length} ${problems.length === 1 ? 'problem' : 'problems'} found.`;
  const all = notRead.length === 0 && percentages.checked === percentages.printed;
  if (all) return 'Nothing is wrong with the figures.';
  return percentages.checked + sums.checked === 0
    ? 'Nothing could be checked.'
    : 'No problem was found in what was read, but not all of the table was read.';
}

/** What was found in a table, for other programs: the same on the command line and in the browser. */
export function tableAnswer(result: Reconciliation) {
  const { problems, notes, notRead, checked } = result;
  return { verdict: verdictOf(result), checked, notRead, problems: problems.map(problemRecord), notes };
}

/** A note with its row and column, as a sentence. */
export function noteText({ row, column, note }: TableNote): string {
  const at = [row, column].filter((text) => text !== '').join(', ');
  return at === '' ? note : `${at}: ${note}`;
}
