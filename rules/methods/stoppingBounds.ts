import { logFactorialsTo } from './chances.ts';
import { chanceAcross, waysAcross } from './crossings.ts';
import type { Caseload, Side, StoppingBounds } from './crossings.ts';

export type { StoppingBounds } from './crossings.ts';

/** A standard, and how often one accepts to be told wrongly that it is met, or that it is not. */
export interface StoppingRule {
  /** Whole percent of the files to which the check applies, from 1 to 99. */
  standard: number;
  /** The error that is accepted for each of the two, from 0.001 to 0.5. */
  error: number;
}

type Sides = Record<Side, number>;
const SIDES = ['met', 'notMet'] as const;

/** Bounds are made to read least where the share lies so many points above the standard, or below it. */
const POINTS = 15;

/** The most files of one group for which there are bounds: beyond them only what can be counted is said. */
const FARTHEST = 300;

/**
 * The bounds between which one reads on: of those that are wrong no oftener than accepted, however often one looks, nearly the
 * ones that read least where the share is 15 points from the standard.
 *
 * They are found backwards from the last file, each place weighing what it costs to read on against what it costs to be wrong,
 * and the price of being wrong is raised until the chance of ever crossing a bound wrongly is small enough. That chance is
 * counted out, for a caseload that just misses the standard or just meets it, of every number of files to which the check may
 * apply, since which number it is shows at the end alone. Beyond 1,000 files numbers are taken in steps of a thousandth, of each
 * the one that lies nearest to the standard.
 *
 * @param caseload - files on the list, of which the check applies to any number
 * @see Wald and Wolfowitz, Annals of Mathematical Statistics 1948; 19: 326-339 (why bounds found so are the best); Aroian,
 *   Technometrics 1968; 10: 125-132 (counting out their errors)
 */
export function stoppingBounds(caseload: number, rule: StoppingRule): StoppingBounds {
  const key = `${caseload} ${rule.standard} ${rule.error}`;
  const kept = KEPT.get(key);
  if (kept) return kept;
  const found = workedOut(caseload, rule);
  if (KEPT.size >= MOST_KEPT) KEPT.clear();
  KEPT.set(key, found);
  return found;
}

/** Every look at a page asks for the same ones again. */
const KEPT = new Map<string, StoppingBounds>();
const MOST_KEPT = 500;

/** The least number of yes with which so many files meet a standard. */
export const leastYes = (files: number, standard: number): number => Math.ceil((files * standard) / 100);

/** The caseloads in which it is hardest not to be wrong, of so many files: just missed, and just met. */
const hardest = (files: number, standard: number): Record<Side, Caseload> => ({
  met: { files, yes: leastYes(files, standard) - 1 },
  notMet: { files, yes: leastYes(files, standard) },
});

function workedOut(caseload: number, rule: StoppingRule): StoppingBounds {
  const places = placesOf(caseload, rule.standard);
  const against = { met: [caseload], notMet: [caseload] };
  const near = new Map<string, number>();
  for (let round = 0; round < ROUNDS; round += 1) {
    const bounds = pricedBounds(places, rule, { against, near });
    const worst = worstOf(bounds, caseload, rule);
    const exceeded = SIDES.filter((side) => isMore(worst[side].chance, rule.error));
    if (exceeded.length === 0) return bounds;
    for (const side of exceeded) against[side].push(worst[side].files);
  }
  return boundsAt(places, { met: Infinity, notMet: Infinity });
}

/** More than is accepted by more than adding up may be out: one file in ten is no more than 1 in 10. */
const isMore = (chance: number, error: number): boolean => chance > error + 1e-12;

/** How often a number of files that was forgotten is added; what is left then is what can be counted, which is never wrong. */
const ROUNDS = 8;

/** How likely each place is, which is a number of files read and of yes among them, under what bounds are weighed by. */
interface Places {
  caseload: number;
  standard: number;
  /** Files up to which there are bounds. */
  last: number;
  /** One row after the other. */
  chances: Record<'met' | 'notMet' | 'far', Float64Array>;
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

/** By row, how likely so many yes are among so many files that were read: from the likeliest of the row to both sides. */
function chancesOf({ files, yes }: Caseload, last: number): Float64Array {
  const logs = logFactorialsTo(files);
  const choose = (n: number, k: number) => (logs[n] ?? 0) - (logs[k] ?? 0) - (logs[n - k] ?? 0);
  const no = files - yes;
  const chances = new Float64Array(rowAt(last + 1));
  for (let read = 0; read <= last; read += 1) {
    const row = rowAt(read);
    const [least, most] = [Math.max(0, read - no), Math.min(read, yes)];
    const middle = Math.min(most, Math.max(least, Math.round((read * yes) / files)));
    const top = Math.exp(choose(yes, middle) + choose(no, read - middle) - choose(files, read));
    chances[row + middle] = top;
    let chance = top;
    for (let k = middle; k < most; k += 1) {
      chance *= ((yes - k) * (read - k)) / ((k + 1) * (no - read + k + 1));
      chances[row + k + 1] = chance;
    }
    chance = top;
    for (let k = middle; k > least; k -= 1) {
      chance *= (k * (no - read + k)) / ((yes - k + 1) * (read - k + 1));
      chances[row + k - 1] = chance;
    }
  }
  return chances;
}

/**
 * Bounds with as little reading as the accepted error leaves, in caseloads of these numbers of files.
 *
 * @param near - where the prices were found with fewer of these numbers, turn by turn; what is found now is put there
 */
function pricedBounds(
  places: Places,
  { error, standard }: StoppingRule,
  { against, near }: { against: Record<Side, readonly number[]>; near: Map<string, number> },
): StoppingBounds {
  const isTooOften = (bounds: StoppingBounds, side: Side) => {
    const ways = waysAcross(bounds, side, standard / 100);
    return against[side].some((files) => isMore(chanceAcross(ways, hardest(files, standard)[side]), error));
  };
  const prices = { met: 1 / error, notMet: 1 / error };
  for (let turn = 0; turn < TURNS; turn += 1) {
    const before = { ...prices };
    for (const side of SIDES) {
      const start = near.get(`${turn} ${side}`) ?? near.get(`${turn - 1} ${side}`) ?? FIRST_STEP;
      const found = firstStep(start, (step) =>
        isTooOften(boundsAt(places, { ...prices, [side]: Math.exp(step * WIDTH) }), side),
      );
      near.set(`${turn} ${side}`, found);
      prices[side] = Math.exp(found * WIDTH);
    }
    if (SIDES.every((side) => prices[side] === before[side])) break;
  }
  // The price of one moves the bound of the other a little.
  for (;;) {
    const bounds = boundsAt(places, prices);
    const raised = SIDES.filter((side) => isTooOften(bounds, side));
    if (raised.length === 0) return bounds;
    for (const side of raised) prices[side] *= RAISED;
  }
}

/** How often the two prices are sought in turn, in steps of their logarithm, and with which the search starts. */
const TURNS = 3;
const PRICE_STEPS = 2 ** 13;
const WIDTH = 16 / PRICE_STEPS;
const FIRST_STEP = PRICE_STEPS / 4;
const RAISED = 1.05;

/** The first step of a price that is high enough, sought from one that is likely near it, then by halves; the last one is. */
function firstStep(start: number, isTooLow: (step: number) => boolean): number {
  let [low, high] = [0, PRICE_STEPS];
  const isStartTooLow = isTooLow(start);
  if (isStartTooLow) low = start;
  else high = start;
  for (let stride = 1; isStartTooLow ? low + stride < high : high - stride > low; stride *= 4) {
    const tried = isStartTooLow ? low + stride : high - stride;
    const isLow = isTooLow(tried);
    if (isLow) low = tried;
    else high = tried;
    if (isLow !== isStartTooLow) break;
  }
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (isTooLow(middle)) low = middle;
    else high = middle;
  }
  return high;
}

/**
 * Goes back from the last file and takes at each place what costs least: to say one or the other, or to read on.
 *
 * Where one file more is said whatever it is, and the same, reading it changes nothing: it is said at once. So of each row only
 * those places are gone through from which one can come to a place that is open, or to both sides, or to what is counted.
 */
function boundsAt({ caseload, standard, last, chances }: Places, prices: Sides): StoppingBounds {
  const least = leastYes(caseload, standard);
  const met = new Int32Array(last + 1);
  const notMet = new Int32Array(last + 1);
  const { far, met: ifMet, notMet: ifNotMet } = chances;
  const isAboveAt = (read: number, yes: number) => 100 * yes >= standard * read;
  const said = (read: number, yes: number) =>
    isAboveAt(read, yes)
      ? (ifMet[rowAt(read) + yes] ?? 0) * prices.met
      : (ifNotMet[rowAt(read) + yes] ?? 0) * prices.notMet;
  const countedFrom = Math.min(least, caseload - least + 1) - 1;
  let after = new Float64Array(last + 3);
  let here = new Float64Array(last + 3);
  let [from, to] = [0, last];
  for (let read = last; read >= 0; read -= 1) {
    const row = rowAt(read);
    const isWhole = read === last || read >= countedFrom;
    // The last place below the standard: with a yes more it may be above.
    const split = Math.ceil((standard * read) / 100) - 1;
    [from, to] = isWhole
      ? [0, read]
      : [Math.max(0, Math.min(from - 1, split)), Math.min(read, Math.max(to, split))];
    met[read] = read + 1;
    notMet[read] = -1;
    if (to < read) met[read] = to + 1;
    if (from > 0) notMet[read] = from - 1;
    for (let yes = to; yes >= from; yes -= 1) {
      const isAbove = isAboveAt(read, yes);
      const isCounted = isAbove ? yes >= least : read - yes > caseload - least;
      // Of those who come to a place with one file more, the part that came from here.
      const onwards = ((after[yes + 1] ?? 0) * (yes + 1) + (after[yes] ?? 0) * (read + 1 - yes)) / (read + 1);
      const on = (far[row + yes] ?? 0) + onwards;
      const cost = isCounted ? 0 : said(read, yes);
      const isSaid = read > 0 && (isCounted || cost < on);
      here[yes] = isSaid ? cost : on;
      if (isSaid && isAbove) met[read] = yes;
      else if (isSaid) notMet[read] = Math.max(notMet[read] ?? -1, yes);
    }
    if (from > 0) here[from - 1] = said(read, from - 1);
    if (to < read) here[to + 1] = said(read, to + 1);
    [from, to] = [(notMet[read] ?? -1) + 1, (met[read] ?? 0) - 1];
    [after, here] = [here, after];
  }
  return { met, notMet };
}

/** The greatest chance of being told each of the two wrongly, and to how many files the check applies then. */
function worstOf(bounds: StoppingBounds, caseload: number, { standard }: StoppingRule) {
  const worst = (side: Side) => {
    const ways = waysAcross(bounds, side, standard / 100);
    let found = { chance: 0, files: caseload };
    for (let files = 1; files <= caseload; files += 1 + Math.floor(files / STEP)) {
      const tried = nearest(files, caseload, standard, side);
      const chance = chanceAcross(ways, hardest(tried, standard)[side]);
      if (chance > found.chance) found = { chance, files: tried };
    }
    return found;
  };
  return { met: worst('met'), notMet: worst('notMet') };
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
