import { CONFIDENCE } from '../../../rules/index.ts';
import { countOf } from '../../formats/english.ts';
import type { CompareCheck, CompareRow } from './view.ts';

/** What a comparison comes to: how many could be made, and which differences are clear. */
export function presentSummary(checks: CompareCheck[]) {
  const made = checks.flatMap(({ id, label, rows }) =>
    rows.flatMap((row) =>
      row.difference && row.difference.verdict !== 'cannot be told' ? [{ id, check: label, row }] : [],
    ),
  );
  const hidden = checks.reduce(
    (sum, { rows }) => sum + rows.filter((row) => row.difference?.unknown === 'suppressed').length,
    0,
  );
  const clear = made.filter(({ row }) => row.clear);
  const seeming = made.filter(({ row }) => row.difference?.seems).length;
  // Rounded up, in the floating point of the machine: 20 times 0.05 is not 1.0000000000000009.
  const byChance = Math.ceil(Math.round(1e6 * made.length * (1 - CONFIDENCE)) / 1e6);
  return {
    made: made.length,
    hidden,
    /** What is said where none is clear. */
    nothingText: `Nothing: none of ${made.length} comparisons${hidden > 0 ? ' that can be shown' : ''} shows a clear difference.`,
    /** How many comparisons a reader cannot be shown; null where there are none. */
    hiddenText:
      hidden === 0
        ? null
        : `${hidden} of ${countOf(made.length + hidden, 'comparison')} cannot be shown (small numbers).`,
    clear: clear.map(({ id, check, row }) => ({
      id,
      check,
      anchor: `check-${id}`,
      label: row.label,
      text: clearText(row),
    })),
    seeming,
    seemingText:
      clear.length === 0 ? `${seeming} of them` : seeming === 1 ? 'one other' : `${seeming} others`,
    /** How many would be clear by chance alone, if nothing differed. */
    byChance,
  };
}

/** A clear difference with its figures in one sentence. */
function clearText(row: CompareRow): string {
  const sentence = row.sentence.charAt(0).toLowerCase() + row.sentence.slice(1);
  return `${sentence.replace(/\.$/, '')}: ${row.count}, ${row.percent}, against ${row.other}; ${row.points} (${row.differenceInterval}).`;
}
