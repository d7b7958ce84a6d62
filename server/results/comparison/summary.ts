import { chanceOfAnyClear } from '../../../rules/index.ts';
import type { Share, SubjectWords } from '../../../rules/index.ts';
import { countOf } from '../../formats/english.ts';
import { WHY_SUPPRESSED } from '../figures/shown.ts';
import { chanceText } from './verdicts.ts';
import type { CompareCheck, CompareRow } from './view.ts';

/** One comparison that could be made. */
interface Made {
  check: CompareCheck;
  row: CompareRow;
  shares: [own: Share, other: Share];
}

/** What a comparison comes to: how many could be made, which differences are clear, and which perhaps are. */
export function presentSummary(checks: CompareCheck[], { files }: SubjectWords) {
  const made = checks.flatMap((check) =>
    check.rows.flatMap((row): Made[] => {
      const other = row.difference?.other;
      return other && row.figure?.kind === 'figure' ? [{ check, row, shares: [row.figure, other] }] : [];
    }),
  );
  const hidden = checks.reduce(
    (sum, { rows }) => sum + rows.filter((row) => row.difference?.unknown === 'suppressed').length,
    0,
  );
  const chance = chanceOfAnyClear(made.map(({ shares }) => shares));
  const clear = made.filter(({ row }) => row.clear).map(presentFound);
  const perhaps = made.filter(({ row }) => row.perhaps).map(presentFound);
  return {
    made: made.length,
    hidden,
    /** What is said where none is clear. */
    nothingText: `Nothing: none of ${made.length} comparisons${hidden > 0 ? ' that can be shown' : ''} shows a clear difference.`,
    /** How many comparisons a reader cannot be shown; null where there are none. */
    hiddenText:
      hidden === 0
        ? null
        : `${hidden} of ${countOf(made.length + hidden, 'comparison')} cannot be shown: they are suppressed ${WHY_SUPPRESSED}.`,
    clear,
    /** How many are clear, where any is. */
    clearText: `${clear.length} of ${countOf(made.length, 'comparison')} ${clear.length === 1 ? 'is' : 'are'} clear.`,
    perhaps,
    perhapsText: `Perhaps ${perhaps.length === 1 ? 'one' : perhaps.length}${clear.length > 0 ? ' more' : ''}: not clear among so many comparisons, and worth a look at the ${files}.`,
    /** The most that the chance of even one that is clear can be if nothing differs, from 0 to 1. */
    chance,
    chanceText: chanceText(made.length, chance),
  };
}

const presentFound = ({ check, row }: Made) => ({
  id: check.id,
  check: check.label,
  anchor: `check-${check.id}`,
  label: row.label,
  text: foundText(row),
});

/** A difference with its figures in one sentence. */
function foundText(row: CompareRow): string {
  const sentence = row.sentence.charAt(0).toLowerCase() + row.sentence.slice(1);
  return `${sentence.replace(/\.$/, '')}: ${row.count}, ${row.percent}, against ${row.other}; ${row.points} (${row.differenceInterval}).`;
}
