import { isSmallFor } from './disclosure.ts';
import type { Share, SmallNumbers } from './disclosure.ts';
import { benjaminiHochberg, holm } from './multiplicity.ts';
import type { ShownFigure, ShownTable, ShownUnit } from './shown.ts';
import { chanceOfMidPBelow, fisherMidP, newcombe } from './statistics.ts';
import { percent } from './tally.ts';

/** What may be said of two shares. */
type DifferenceVerdict =
  | 'clearly higher'
  | 'clearly lower'
  | 'perhaps higher'
  | 'perhaps lower'
  | 'no difference that these files can show'
  | 'cannot be told';

/** Why nothing can be said. */
type Unknown = 'suppressed' | 'no figure' | 'nobody else' | 'first';

/** One share held against another, before anything is said of it; all shares are from 0 to 1. */
export interface HeldShare {
  /** Null unless it cannot be told. */
  unknown: Unknown | null;
  /** What the share is held against. */
  other: (Share & { percentOfApplicable: number | null }) | null;
  /** The share less the other one, from -1 to 1. */
  difference: number | null;
  /** In whole percentage points, rounded half away from zero from the counts. */
  points: number | null;
  /** Newcombe's, low and high, from -1 to 1; of this comparison alone, not corrected for the others of the view. */
  interval: [low: number, high: number] | null;
  /** Fisher's exact probability in its mid-p form, of this comparison alone. */
  midP: number | null;
}

/** One share held against another in a view, with what may be said of it beside all others of that view. */
export interface ShareDifference extends HeldShare {
  verdict: DifferenceVerdict;
  /** The mid-p after Holm's correction for all comparisons of the view. */
  holm: number | null;
  /** The mid-p after Benjamini and Hochberg's. */
  benjaminiHochberg: number | null;
}

/** Below which a corrected probability counts. */
export const CLEAR_BELOW = 0.05;
/** Below which, after Holm's correction, what is clear is very clear: one that barely passes is told from it. */
export const VERY_CLEAR_BELOW = 0.01;

/**
 * Holds a share against another one of other files. What may be said of it hangs on the view that it stands in.
 *
 * @throws RangeError for what cannot be a count
 * @see judgeView
 * @example holdShares({ yes: 56, applicable: 70 }, { yes: 48, applicable: 80 }).points // 20
 */
export function holdShares(own: Share, other: Share): HeldShare {
  const found = newcombe(own.yes, own.applicable, other.yes, other.applicable);
  if (!found) return unknown('no figure');
  return {
    unknown: null,
    other: { ...other, percentOfApplicable: percent(other.yes, other.applicable) },
    difference: found.difference,
    points: pointsOf(own, other),
    interval: [found.low, found.high],
    midP: fisherMidP(tableOf(own, other)),
  };
}

/**
 * Says of each comparison of a view whether it is clear, perhaps one, or none that these files can show: the one
 * definition of these words.
 *
 * A view is what one reader sees at once; all that can be compared in it are one family, and what is suppressed or has
 * no figure is none of it. A difference is clear where Newcombe's interval leaves zero out and Fisher's mid-p is below
 * 0.05 after Holm's correction for the family; it is perhaps one where the same holds after Benjamini and Hochberg's.
 *
 * @param held - every comparison that the reader sees
 * @returns in the same order
 * @see newcombe, fisherMidP, holm, benjaminiHochberg
 */
export function judgeView(held: readonly HeldShare[]): ShareDifference[] {
  const family = held.flatMap(({ midP }) => (midP === null ? [] : [midP]));
  const [strict, mild] = [holm(family), benjaminiHochberg(family)];
  let next = 0;
  return held.map((one): ShareDifference => {
    if (one.midP === null || one.interval === null || one.difference === null) {
      return { verdict: 'cannot be told', ...one, holm: null, benjaminiHochberg: null };
    }
    const [afterHolm = 1, afterBh = 1] = [strict[next], mild[next]];
    next += 1;
    const leavesZeroOut = one.interval[0] > 0 || one.interval[1] < 0;
    const word = afterHolm < CLEAR_BELOW ? 'clearly' : afterBh < CLEAR_BELOW ? 'perhaps' : null;
    const verdict =
      leavesZeroOut && word
        ? (`${word} ${one.difference > 0 ? 'higher' : 'lower'}` as const)
        : 'no difference that these files can show';
    return { verdict, ...one, holm: afterHolm, benjaminiHochberg: afterBh };
  });
}

/**
 * How likely at least one comparison of a view comes out as clear although nothing differs: no more than this, with the
 * files and the numbers of yes that there are, and however the comparisons hang together.
 *
 * Holm's first step asks of each whether its mid-p is below 0.05 divided by how many there are; how often that happens
 * by chance alone is counted over the tables that are possible, and the chances are added up.
 *
 * @param pairs - all shares that are held against each other in the view
 * @returns from 0 to 1
 * @throws RangeError for what cannot be a count
 */
export function chanceOfAnyClear(pairs: readonly (readonly [own: Share, other: Share])[]): number {
  const level = CLEAR_BELOW / pairs.length;
  return Math.min(
    1,
    pairs.reduce((sum, [own, other]) => sum + chanceOfMidPBelow(level, tableOf(own, other)), 0),
  );
}

/** Whether two shares are at least so many points apart: by the counts, since 9.6 are printed as 10. */
export const areApartBy = (points: number, own: Share, other: Share): boolean => {
  const over = own.applicable * other.applicable;
  return over > 0 && 100 * Math.abs(own.yes * other.applicable - other.yes * own.applicable) >= points * over;
};

/** Whether a difference is a clear one. */
export const isClear = ({ verdict }: ShareDifference): boolean =>
  verdict === 'clearly higher' || verdict === 'clearly lower';

/** Whether a difference is a clear one by far, and not one that barely passes. */
export const isVeryClear = (difference: ShareDifference): boolean =>
  isClear(difference) && difference.holm !== null && difference.holm < VERY_CLEAR_BELOW;

/** Whether a difference is perhaps one. */
export const isPerhaps = ({ verdict }: ShareDifference): boolean =>
  verdict === 'perhaps higher' || verdict === 'perhaps lower';

const tableOf = (own: Share, other: Share) => [
  [own.yes, own.applicable - own.yes],
  [other.yes, other.applicable - other.yes],
];

/** Holds a figure against another one as far as both are shown; the two must be of different files. */
export function compareFigures(own: ShownFigure | undefined, other: ShownFigure | undefined): HeldShare {
  if (own?.kind === 'suppressed' || other?.kind === 'suppressed') return unknown('suppressed');
  if (own?.kind !== 'figure' || other?.kind !== 'figure') return unknown('no figure');
  return holdShares(shareOf(own), shareOf(other));
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
  rule: SmallNumbers | null,
): HeldShare {
  if (own?.kind === 'suppressed' || overall?.kind === 'suppressed') return unknown('suppressed');
  if (own?.kind !== 'figure' || overall?.kind !== 'figure') return unknown('no figure');
  const others = { yes: overall.yes - own.yes, applicable: overall.applicable - own.applicable };
  if (others.applicable === 0) return unknown('nobody else');
  if (rule && isSmallFor(rule, own.id, others)) return unknown('suppressed');
  return holdShares(shareOf(own), others);
}

/** What one audit brings to a comparison. */
interface ComparedTable {
  table: ShownTable;
  /** On small numbers where they are suppressed for this reader, or null. */
  rule: SmallNumbers | null;
}

/** One unit of one audit in a comparison; D says whether anything is said of its differences yet. */
export interface ComparedUnit<D extends HeldShare = ShareDifference> {
  unit: ShownUnit;
  /** The place of its audit in the list. */
  audit: number;
  /** What its figures are held against. */
  against: 'others' | 'before';
  /** Check by check, in the order asked for. */
  differences: D[];
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
): ComparedUnit<HeldShare>[] {
  const unitsOf = ({ table }: ComparedTable) =>
    of === 'wholes' ? [{ ...table.overall, name: '' }] : table.units;
  const inOrder = [tables[main], ...tables.filter((_, i) => i !== main)].filter((t) => t !== undefined);
  const names = new Set(inOrder.flatMap((table) => unitsOf(table).map(({ name }) => name)));
  const against = tables.length > 1 || of === 'wholes' ? 'before' : 'others';

  return [...names].flatMap((name) =>
    tables.flatMap((one, audit): ComparedUnit<HeldShare>[] => {
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

/** Judges all units that one reader sees at once as one view. */
export function judgeUnits(units: readonly ComparedUnit<HeldShare>[]): ComparedUnit[] {
  const judged = judgeView(units.flatMap(({ differences }) => differences));
  let from = 0;
  return units.map((one) => {
    const differences = judged.slice(from, (from += one.differences.length));
    return { ...one, differences };
  });
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

function unknown(why: Unknown): HeldShare {
  return {
    unknown: why,
    other: null,
    difference: null,
    points: null,
    interval: null,
    midP: null,
  };
}
