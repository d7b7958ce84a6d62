import { logFactorialsTo } from '../../rules/methods/chances.ts';
import type { Caseload, Side, StoppingBounds } from '../../rules/methods/crossings.ts';
import { leastYes } from '../../rules/methods/stoppingBounds.ts';
import type { StoppingRule } from '../../rules/methods/stoppingBounds.ts';

// The bounds of stopping when sure, worked out place by place and halving by halving: what the quick way has to come to.

type Sides = Record<Side, number>;
const SIDES = ['met', 'notMet'] as const;
const POINTS = 15;
const FARTHEST = 300;

/** The caseloads in which it is hardest not to be wrong, of so many files: just missed, and just met. */
const hardest = (files: number, standard: number): Record<Side, Caseload> => ({
  met: { files, yes: leastYes(files, standard) - 1 },
  notMet: { files, yes: leastYes(files, standard) },
});

/** Bounds as `stoppingBounds` finds them, at ten times the cost. */
export function plainBounds(caseload: number, rule: StoppingRule): StoppingBounds {
  const places = placesOf(caseload, rule.standard);
  const against = { met: [caseload], notMet: [caseload] };
  for (let round = 0; round < ROUNDS; round += 1) {
    const bounds = pricedBounds(places, rule, against);
    const worst = worstOf(bounds, caseload, rule);
    const exceeded = SIDES.filter((side) => worst[side].chance > rule.error);
    if (exceeded.length === 0) return bounds;
    for (const side of exceeded) against[side].push(worst[side].files);
  }
  return boundsAt(places, { met: Infinity, notMet: Infinity });
}

/** How often a number of files that was forgotten is added; what is left then is what can be counted, which is never wrong. */
const ROUNDS = 8;

/** How likely each place is, which is a number of files read and of yes among them, under what bounds are weighed by. */
interface Places {
  caseload: number;
  standard: number;
  /** Files up to which there are bounds. */
  last: number;
  /** One row after the other. */
  chances: Record<Side | 'far', Float64Array>;
}

const rowAt = (read: number): number => (read * (read + 1)) / 2;

function placesOf(caseload: number, standard: number): Places {
  const last = Math.min(caseload - 1, FARTHEST);
  const least = leastYes(caseload, standard);
  const at = (points: number) => Math.round((caseload * (standard + points)) / 100);
  // Near the ends there are no 15 points.
  const above = Math.max(least, at(Math.min(POINTS, 0.75 * (100 - standard))));
  const below = Math.min(least - 1, at(-Math.min(POINTS, 0.75 * standard)));
  const hard = hardest(caseload, standard);
  const low = chancesOf({ files: caseload, yes: below }, last);
  return {
    caseload,
    standard,
    last,
    chances: {
      met: chancesOf(hard.met, last),
      notMet: chancesOf(hard.notMet, last),
      far: chancesOf({ files: caseload, yes: above }, last).map((chance, i) => (chance + (low[i] ?? 0)) / 2),
    },
  };
}

function chancesOf({ files, yes }: Caseload, last: number): Float64Array {
  const logs = logFactorialsTo(files);
  const choose = (n: number, k: number) => (logs[n] ?? 0) - (logs[k] ?? 0) - (logs[n - k] ?? 0);
  const chances = new Float64Array(rowAt(last + 1));
  for (let read = 0; read <= last; read += 1) {
    const all = choose(files, read);
    for (let k = Math.max(0, read - (files - yes)); k <= Math.min(read, yes); k += 1) {
      chances[rowAt(read) + k] = Math.exp(choose(yes, k) + choose(files - yes, read - k) - all);
    }
  }
  return chances;
}

/** Bounds with as little reading as the accepted error leaves, in caseloads of these numbers of files. */
function pricedBounds(
  places: Places,
  { error, standard }: StoppingRule,
  against: Record<Side, readonly number[]>,
): StoppingBounds {
  const isTooOften = (bounds: StoppingBounds, side: Side) =>
    against[side].some((files) => crossings(bounds, hardest(files, standard)[side])[side] > error);
  const prices = { met: 1 / error, notMet: 1 / error };
  for (let turn = 0; turn < TURNS; turn += 1) {
    for (const side of SIDES) {
      let [low, high] = [0, HIGHEST];
      for (let half = 0; half < HALVES; half += 1) {
        const middle = (low + high) / 2;
        if (isTooOften(boundsAt(places, { ...prices, [side]: Math.exp(middle) }), side)) low = middle;
        else high = middle;
      }
      prices[side] = Math.exp(high);
    }
  }
  // The price of one moves the bound of the other a little.
  for (;;) {
    const bounds = boundsAt(places, prices);
    const raised = SIDES.filter((side) => isTooOften(bounds, side));
    if (raised.length === 0) return bounds;
    for (const side of raised) prices[side] *= RAISED;
  }
}

/** How often the two prices are sought in turn, in how many halvings, and the logarithm of the highest. */
const TURNS = 3;
const HALVES = 13;
const HIGHEST = 16;
const RAISED = 1.05;

/** Goes back from the last file and takes at each place what costs least: to say one or the other, or to read on. */
function boundsAt({ caseload, standard, last, chances }: Places, prices: Sides): StoppingBounds {
  const least = leastYes(caseload, standard);
  const met = new Int32Array(last + 1);
  const notMet = new Int32Array(last + 1);
  let after = new Float64Array(last + 3);
  let here = new Float64Array(last + 3);
  for (let read = last; read >= 0; read -= 1) {
    const row = rowAt(read);
    met[read] = read + 1;
    notMet[read] = -1;
    for (let yes = read; yes >= 0; yes -= 1) {
      const isAbove = 100 * yes >= standard * read;
      const isCounted = isAbove ? yes >= least : read - yes > caseload - least;
      // Of those who come to a place with one file more, the part that came from here.
      const onwards = ((after[yes + 1] ?? 0) * (yes + 1) + (after[yes] ?? 0) * (read + 1 - yes)) / (read + 1);
      const on = (chances.far[row + yes] ?? 0) + onwards;
      const wrong = isAbove ? chances.met[row + yes] : chances.notMet[row + yes];
      const cost = isCounted || !wrong ? 0 : wrong * (isAbove ? prices.met : prices.notMet);
      const isSaid = read > 0 && (isCounted || cost < on);
      here[yes] = isSaid ? cost : on;
      if (isSaid && isAbove) met[read] = yes;
      else if (isSaid) notMet[read] = Math.max(notMet[read] ?? -1, yes);
    }
    [after, here] = [here, after];
  }
  return { met, notMet };
}

/** How likely it is that each bound is ever crossed where all files of a caseload are read at random, and how many are read. */
export function crossings(
  { met, notMet }: StoppingBounds,
  { files, yes }: Caseload,
): Sides & { read: number } {
  const last = Math.min(met.length, files) - 1;
  const here = new Float64Array(last + 2);
  here[0] = 1;
  const said = { met: 0, notMet: 0, read: 0 };
  let [from, to] = [0, 0];
  for (let read = 1; read <= last && from <= to; read += 1) {
    const left = files - read + 1;
    here[to + 1] = 0;
    for (let k = to; k >= from; k -= 1) {
      const chance = here[k] ?? 0;
      const isYes = (yes - k) / left;
      said.read += chance;
      here[k + 1] = (here[k + 1] ?? 0) + chance * isYes;
      here[k] = chance * (1 - isYes);
    }
    to += 1;
    for (; from <= to && from <= (notMet[read] ?? -1); from += 1) said.notMet += here[from] ?? 0;
    for (; to >= from && to >= (met[read] ?? to + 1); to -= 1) said.met += here[to] ?? 0;
  }
  // What is open at the last bound is read to the end.
  for (let k = from; k <= to; k += 1) said.read += (here[k] ?? 0) * (files - Math.max(0, last));
  return said;
}

/** The greatest chance of being told each of the two wrongly, and to how many files the check applies then. */
function worstOf(bounds: StoppingBounds, caseload: number, { standard }: StoppingRule) {
  const worst = { met: { chance: 0, files: caseload }, notMet: { chance: 0, files: caseload } };
  for (let files = 1; files <= caseload; files += 1 + Math.floor(files / STEP)) {
    for (const side of SIDES) {
      const tried = nearest(files, caseload, standard, side);
      const chance = crossings(bounds, hardest(tried, standard)[side])[side];
      if (chance > worst[side].chance) worst[side] = { chance, files: tried };
    }
  }
  return worst;
}

/** Up to so many files every number is tried, then one a thousandth further. */
const STEP = 1000;

/** Of the numbers of files up to the next step, one whose hardest caseload lies nearest to the standard. */
function nearest(files: number, caseload: number, standard: number, side: Side): number {
  const end = Math.min(caseload, files + Math.floor(files / STEP));
  const off = (of: number) => Math.abs(100 * hardest(of, standard)[side].yes - standard * of) / of;
  let best = files;
  for (let of = files + 1; of <= end; of += 1) if (off(of) < off(best)) best = of;
  return best;
}
