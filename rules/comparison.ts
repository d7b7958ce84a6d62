import { isSmallFor } from './disclosure.ts';
import type { Share, SuppressionRule } from './disclosure.ts';
import type { ShownFigure, ShownTable, ShownUnit } from './shown.ts';
import { CONFIDENCE, fisherExact, newcombe } from './statistics.ts';
import { percent } from './tally.ts';

/** What may be said of two shares. */
type DifferenceVerdict = 'clearly higher' | 'clearly lower' | 'no clear difference' | 'cannot be told';

/** Why nothing can be said. */
type Unknown = 'suppressed' | 'no figure' | 'nobody else' | 'first';

/** One share held against another; all shares are from 0 to 1. */
export interface ShareDifference {
  verdict: DifferenceVerdict;
  /** Null unless the verdict is that it cannot be told. */
  unknown: Unknown | null;
  /** What the share is held against. */
  other: (Share & { percentOfApplicable: number | null }) | null;
  /** The share less the other one, from -1 to 1. */
  difference: number | null;
  /** In whole percentage points, rounded half away from zero from the counts. */
  points: number | null;
  /** Newcombe's, low and high, from -1 to 1. */
  interval: [low: number, high: number] | null;
  /** Fisher's exact probability; only where one of the four counts is below EXACT_BELOW. */
  exact: number | null;
  /** Which way the percentages seem to differ by SEEMS_FROM or more without a clear difference. */
  seems: 'higher' | 'lower' | null;
}

/** Below which count the exact test stands beside the interval. */
const EXACT_BELOW = 5;
/** From which difference on two shares look different although they cannot be told apart. */
const SEEMS_FROM = 0.1;

/**
 * Says whether a share is clearly higher or lower than another one of other files.
 *
 * Clear is a difference whose interval leaves zero out and which, where a count is below 5, the exact test bears
 * out at the same confidence: with so few files the interval alone promises too much.
 *
 * @throws RangeError for what cannot be a count
 * @see newcombe, fisherExact
 * @example compareShares({ yes: 56, applicable: 70 }, { yes: 48, applicable: 80 }).verdict // 'clearly higher'
 */
export function compareShares(own: Share, other: Share): ShareDifference {
  const found = newcombe(own.yes, own.applicable, other.yes, other.applicable);
  if (!found) return unknown('no figure');
  const counts = [own.yes, own.applicable - own.yes, other.yes, other.applicable - other.yes];
  const [a = 0, b = 0, c = 0, d = 0] = counts;
  const few = counts.some((count) => count < EXACT_BELOW);
  const exact = few
    ? fisherExact([
        [a, b],
        [c, d],
      ])
    : null;
  const leavesZeroOut = found.low > 0 || found.high < 0;
  const clear = leavesZeroOut && (exact === null || exact < 1 - CONFIDENCE);
  // From the counts: 0.1 as a difference of two fractions is now 0.0999 and now 0.1001.
  const tenths = 10 * (own.yes * other.applicable - other.yes * own.applicable);
  const tenthsFrom = 10 * SEEMS_FROM * own.applicable * other.applicable;
  const higher = found.difference > 0;
  return {
    verdict: clear ? (higher ? 'clearly higher' : 'clearly lower') : 'no clear difference',
    unknown: null,
    other: { ...other, percentOfApplicable: percent(other.yes, other.applicable) },
    difference: found.difference,
    points: pointsOf(own, other),
    interval: [found.low, found.high],
    exact,
    seems: !clear && Math.abs(tenths) >= tenthsFrom ? (higher ? 'higher' : 'lower') : null,
  };
}

/** Holds a figure against another one as far as both are shown; the two must be of different files. */
export function compareFigures(
  own: ShownFigure | undefined,
  other: ShownFigure | undefined,
): ShareDifference {
  if (own?.kind === 'suppressed' || other?.kind === 'suppressed') return unknown('suppressed');
  if (own?.kind !== 'figure' || other?.kind !== 'figure') return unknown('no figure');
  return compareShares(shareOf(own), shareOf(other));
}

/**
 * Holds the figure of a unit against that of all other files of its audit, which is what is left of the total, so
 * that no file stands on both sides.
 *
 * @param rule - on small numbers, for a reader who does not see them: a small rest tells of somebody
 */
export function compareToOthers(
  own: ShownFigure | undefined,
  overall: ShownFigure | undefined,
  rule: SuppressionRule | null,
): ShareDifference {
  if (own?.kind === 'suppressed' || overall?.kind === 'suppressed') return unknown('suppressed');
  if (own?.kind !== 'figure' || overall?.kind !== 'figure') return unknown('no figure');
  const others = { yes: overall.yes - own.yes, applicable: overall.applicable - own.applicable };
  if (others.applicable === 0) return unknown('nobody else');
  if (rule && isSmallFor(rule, own.id, others)) return unknown('suppressed');
  return compareShares(shareOf(own), others);
}

/** What one audit brings to a comparison. */
interface ComparedTable {
  table: ShownTable;
  /** On small numbers where they are suppressed for this reader, or null. */
  rule: SuppressionRule | null;
}

/** One unit of one audit in a comparison. */
export interface ComparedUnit {
  unit: ShownUnit;
  /** The place of its audit in the list. */
  audit: number;
  /** What its figures are held against. */
  against: 'others' | 'before';
  /** Check by check, in the order asked for. */
  differences: ShareDifference[];
}

/**
 * Holds units against each other. Those of one audit are each held against the other files of that audit; with
 * several audits, each unit is held against the unit of the same name in the audit before.
 *
 * Units stay in the order of the audit that is looked at: nothing is ranked.
 *
 * @param tables - in the order of time
 * @param main - which of them is looked at; its units come first, in their order
 * @param checks - ids of the checks to compare
 * @param of - the units within the audits, or the audits as a whole
 */
export function compareTables(
  tables: readonly ComparedTable[],
  main: number,
  checks: readonly string[],
  of: 'units' | 'wholes',
): ComparedUnit[] {
  const unitsOf = ({ table }: ComparedTable) =>
    of === 'wholes' ? [{ ...table.overall, name: '' }] : table.units;
  const inOrder = [tables[main], ...tables.filter((_, i) => i !== main)].filter((t) => t !== undefined);
  const names = new Set(inOrder.flatMap((table) => unitsOf(table).map(({ name }) => name)));
  const against = tables.length > 1 || of === 'wholes' ? 'before' : 'others';

  return [...names].flatMap((name) =>
    tables.flatMap((one, audit): ComparedUnit[] => {
      const unit = unitsOf(one).find((candidate) => candidate.name === name);
      if (!unit) return [];
      const before = tables[audit - 1];
      const earlier = before && unitsOf(before).find((candidate) => candidate.name === name);
      const differences = checks.map((id) => {
        const own = figureOf(unit, id);
        if (against === 'others') {
          return compareToOthers(own, figureOf(one.table.overall, id), one.rule);
        }
        return before ? compareFigures(own, earlier && figureOf(earlier, id)) : unknown('first');
      });
      return [{ unit: of === 'wholes' ? one.table.overall : unit, audit, against, differences }];
    }),
  );
}

/** The figure of a check of a unit, or undefined where its tool does not ask for it. */
export function figureOf(unit: ShownUnit, checkId: string): ShownFigure | undefined {
  return unit.checks.find((figure) => figure.id === checkId);
}

const shareOf = ({ yes, applicable }: Share): Share => ({ yes, applicable });

function pointsOf(own: Share, other: Share): number {
  const over = own.applicable * other.applicable;
  const by = 100 * (own.yes * other.applicable - other.yes * own.applicable);
  const whole = Math.floor((2 * Math.abs(by) + over) / (2 * over));
  return by < 0 && whole > 0 ? -whole : whole;
}

function unknown(why: Unknown): ShareDifference {
  return {
    verdict: 'cannot be told',
    unknown: why,
    other: null,
    difference: null,
    points: null,
    interval: null,
    exact: null,
    seems: null,
  };
}
