import { evidenceAfter } from './martingale.ts';
import { leastYes, stoppingBounds } from './stoppingBounds.ts';
import type { StoppingBounds, StoppingRule } from './stoppingBounds.ts';

/**
 * What a file that was read says of a check. A check that does not apply to it, or a file that cannot be read, counts for
 * neither side; one that was read without an answer counts against whatever would be concluded.
 */
export type FileSays = 'yes' | 'no' | 'does not count' | 'no answer';

/** A list of which files were drawn in a random order, and what those say that were read. */
export interface ReadSoFar {
  caseload: number;
  /** In the order of the draw. */
  says: readonly FileSays[];
}

/** `none`: the check applies to no file of the caseload. */
export type StoppingState = 'met' | 'not met' | 'read on' | 'none';

export interface Stopping {
  state: StoppingState;
  /** After which file that was first so; null where it is open. */
  since: number | null;
  /** What a bound said before, and after which file, where counting says otherwise now. */
  before: Said | null;
  /** How many more it takes for either at the earliest, if all say yes, or all no; null where nothing is open. */
  atLeast: { met: number; 'not met': number } | null;
  /** How many more at most, whatever they say, where the check applies to all of them; null where nothing is open. */
  atMost: number | null;
}

type Way = 'met' | 'not met';

const WAYS = ['met', 'not met'] as const;

/** What is sure, and after which file that was first so. */
interface Said {
  state: Way;
  since: number;
}

/**
 * Whether it is sure enough that a caseload meets a standard, or that it does not, after each file that was read: sticky,
 * since the chance of ever being told wrongly is at most the error however often one looks. Only what can be counted goes
 * before it, which is never wrong: so many yes, or so many no, that no file left can change it.
 *
 * Only files count to which the check applies. A missing answer is taken as a no for what would be met and as a yes for what
 * would not. Once every file was read nothing is estimated any more.
 *
 * @throws RangeError for what cannot be
 * @see stoppingBounds
 */
export function stopWhenSure({ caseload, says }: ReadSoFar, rule: StoppingRule): Stopping {
  checkRule(rule);
  if (says.length > caseload) throw new RangeError(`${says.length} of ${caseload} files cannot be`);
  const nothingOpen: Stopping = { state: 'read on', since: null, before: null, atLeast: null, atMost: null };
  const ends: Ends = { bounds: stoppingBounds(caseload, rule), standard: rule.standard };
  const so: Applying = { applicable: caseload, read: 0, least: 0, most: 0 };
  let said: Said | null = null;
  for (const [i, file] of says.entries()) {
    add(file, so);
    const counted = countedBy(so, rule);
    if (counted !== null) {
      const before: Said | null = said !== null && said.state !== counted ? said : null;
      const since = before === null ? (said?.since ?? i + 1) : i + 1;
      return { ...nothingOpen, state: counted, since, before };
    }
    const state: Way | null = said === null ? boundBy(ends.bounds, so) : null;
    if (state !== null) said = { state, since: i + 1 };
  }
  if (said !== null) return { ...nothingOpen, ...said };
  const left = caseload - says.length;
  if (left === 0) {
    const state = allRead(says, rule);
    return { ...nothingOpen, state, since: state === 'read on' ? null : caseload };
  }
  const soonest = (isYes: boolean) => soonestBy(ends, so, isYes, left);
  return {
    ...nothingOpen,
    atLeast: { met: soonest(true), 'not met': soonest(false) },
    atMost: longestOpen(ends, so, left),
  };
}

/** Of the files to which a check applies: how many were read, and how many at least and at most have a yes. */
interface Applying {
  /** How many there can be: all files of the list but those to which it was seen not to apply. */
  applicable: number;
  read: number;
  least: number;
  most: number;
}

function add(file: FileSays, so: Applying): void {
  if (file === 'does not count') {
    so.applicable -= 1;
    return;
  }
  so.read += 1;
  if (file === 'yes') so.least += 1;
  if (file !== 'no') so.most += 1;
}

/** What ends reading: bounds as far as there are any, and what can be counted. */
interface Ends {
  bounds: StoppingBounds;
  standard: number;
}

const sureBy = (ends: Ends, so: Applying): Way | null => countedBy(so, ends) ?? boundBy(ends.bounds, so);

function boundBy({ met, notMet }: StoppingBounds, { read, least, most }: Applying): Way | null {
  if (read >= met.length) return null;
  if (least >= (met[read] ?? Infinity)) return 'met';
  return most <= (notMet[read] ?? -1) ? 'not met' : null;
}

/**
 * What no file that is left can change any more. Where the check applies to fewer than it can, fewer yes are enough, and fewer
 * no are too many, so this holds whatever number it is.
 */
function countedBy(
  { applicable, read, least, most }: Applying,
  { standard }: { standard: number },
): Way | null {
  if (read === 0) return null;
  const needed = leastYes(applicable, standard);
  if (least >= needed) return 'met';
  return read - most > applicable - needed ? 'not met' : null;
}

/** For how many more files there are bounds, of so many that are left. */
const boundedOf = (left: number, { bounds }: Ends, so: Applying): number =>
  Math.min(left - 1, bounds.met.length - 1 - so.read);

/** How many more files it takes at the earliest, all of them a yes, or all a no. */
function soonestBy(ends: Ends, so: Applying, isYes: boolean, left: number): number {
  const wanted = isYes ? 'met' : 'not met';
  const bounded = boundedOf(left, ends, so);
  for (let more = 1; more <= bounded; more += 1) {
    if (sureBy(ends, readOn(so, more, isYes ? more : 0)) === wanted) return more;
  }
  const needed = leastYes(so.applicable, ends.standard);
  const counted = isYes ? needed - so.least : so.applicable - needed + 1 - (so.read - so.most);
  return Math.min(left, counted);
}

/**
 * How many more files it takes at most: after how many no row of yes and no is open any more. A row that is open where the
 * bounds end can stay so until the last file.
 */
function longestOpen(ends: Ends, so: Applying, left: number): number {
  // Of so many more files those numbers of yes are open that lie between two ends.
  let [from, to] = [0, 0];
  const bounded = boundedOf(left, ends, so);
  for (let more = 1; more <= bounded; more += 1) {
    const isOpen = (yes: number) => sureBy(ends, readOn(so, more, yes)) === null;
    to += 1;
    while (from <= to && !isOpen(from)) from += 1;
    while (from <= to && !isOpen(to)) to -= 1;
    if (from > to) return more;
  }
  return left;
}

const readOn = (so: Applying, more: number, yes: number): Applying => ({
  ...so,
  read: so.read + more,
  least: so.least + yes,
  most: so.most + yes,
});

/**
 * The same for several groups that were drawn each from its own list: whether all lists together meet the standard. Every way
 * in which the groups could come to the standard between them has to be betted away, so the evidence is the least of all.
 *
 * Where lists are long the ways are taken in steps, rounded to the side of the hypothesis.
 *
 * @returns not sticky: what holds with what was read so far
 * @throws RangeError for what cannot be
 * @see Stark, Annals of Applied Statistics 2023; 17: 641-679, section 4; Spertus and Stark, Sweeter than SUITE, E-Vote-ID
 *   2022
 */
export function stopWhenSureTogether(groups: readonly ReadSoFar[], rule: StoppingRule): StoppingState {
  checkRule(rule);
  const all = groups.flatMap(({ says }) => says);
  const caseload = groups.reduce((sum, group) => sum + group.caseload, 0);
  if (all.length === caseload) return allRead(all, rule);
  return WAYS.find((way) => leastEvidence(groups, rule, way) >= 1 / rule.error) ?? 'read on';
}

/** What all files of a caseload say: nothing is left to be sure of, unless there are files without an answer. */
function allRead(says: readonly FileSays[], rule: StoppingRule): StoppingState {
  const so: Applying = { applicable: says.length, read: 0, least: 0, most: 0 };
  for (const file of says) add(file, so);
  return so.read === 0 ? 'none' : (countedBy(so, rule) ?? 'read on');
}

/** How many hundredths a file counts towards a conclusion. */
function worth(says: FileSays, { standard }: StoppingRule, way: Way): number {
  if (says === 'does not count') return way === 'met' ? standard : 100 - standard;
  return says === (way === 'met' ? 'yes' : 'no') ? 100 : 0;
}

/** The most that a file comes to on average, in hundredths, where a conclusion would be wrong. */
const mostPerFile = ({ standard }: StoppingRule, way: Way): number =>
  way === 'met' ? standard : 100 - standard;

/** What is staked, before it is cut to what there is: best where the caseload lies so many points from the standard. */
const POINTS = 0.15;
const STAKES = [0.8, 1.3];

function stakesFor(rule: StoppingRule, way: Way): number[] {
  const mean = mostPerFile(rule, way) / 100;
  const best = Math.min(POINTS, 0.75 * (1 - mean)) / (mean * (1 - mean));
  return STAKES.map((part) => part * best);
}

/** The evidence against the caseload coming to `most` or less, after each file: the mean of that of all stakes. */
function combined(
  says: readonly FileSays[],
  caseload: number,
  rule: StoppingRule,
  way: Way,
  most = caseload * mostPerFile(rule, way),
): number[] {
  const values = says.map((one) => worth(one, rule, way));
  const runs = stakesFor(rule, way).map((stake) =>
    evidenceAfter(values, { caseload, most, stake: (mean) => Math.min(stake, 1 / mean) }),
  );
  return values.map((_, i) => runs.reduce((sum, run) => sum + (run[i] ?? 0), 0) / runs.length);
}

/** Into how many steps all lists together are divided at most. */
const STEPS = 1500;

/** By what a file counts in whole steps: no answer comes to a part of it. */
const wholeStep = (standard: number): number => {
  let [a, b] = [100, standard];
  while (b > 0) [a, b] = [b, a % b];
  return a;
};

function leastEvidence(groups: readonly ReadSoFar[], rule: StoppingRule, way: Way): number {
  const caseload = groups.reduce((sum, group) => sum + group.caseload, 0);
  const most = caseload * mostPerFile(rule, way);
  const whole = wholeStep(rule.standard);
  const isExact = (100 * caseload) / whole <= STEPS;
  const step = isExact ? whole : Math.ceil((100 * caseload) / STEPS);
  // Where steps are longer, what each group comes to is rounded up, which leaves the less evidence: a step a group at most.
  const steps = isExact ? most / whole : Math.floor(most / step) + groups.length;
  let least = [0];
  for (const { caseload: own, says } of groups) {
    const before = least;
    const logs = Array.from({ length: Math.ceil((100 * own) / step) + 1 }, (_, i) => {
      const evidence = combined(says, own, rule, way, Math.min(i * step, 100 * own)).at(-1) ?? 1;
      return Math.log(evidence);
    });
    least = Array.from<number>({ length: Math.min(steps, before.length + logs.length - 2) + 1 }).fill(
      Infinity,
    );
    for (const [i, here] of before.entries()) {
      if (here === Infinity) continue;
      for (let k = 0; k < logs.length && i + k < least.length; k += 1) {
        const log = logs[k] ?? Infinity;
        if (log !== Infinity) least[i + k] = Math.min(least[i + k] ?? Infinity, here + log);
      }
    }
  }
  return Math.exp(Math.min(...least));
}

function checkRule({ standard, error }: StoppingRule): void {
  if (!Number.isInteger(standard) || standard < 1 || standard > 99) {
    throw new RangeError(`${standard}% is no standard from 1 to 99`);
  }
  if (!(error >= 0.001 && error <= 0.5)) throw new RangeError(`${error} is no error from 0.001 to 0.5`);
}
