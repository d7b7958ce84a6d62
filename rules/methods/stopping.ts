import { evidenceAfter } from './martingale.ts';

/**
 * What a file that was read says of a check. A check that does not apply to it, or a file that cannot be read, counts for
 * neither side; one that was read without an answer counts against whatever would be concluded.
 */
export type FileSays = 'yes' | 'no' | 'does not count' | 'no answer';

/** A standard, and how often one accepts to be told wrongly that it is met, or that it is not. */
export interface StoppingRule {
  /** Whole percent of the files to which the check applies, from 1 to 99. */
  standard: number;
  /** The error that is accepted for each of the two, from 0.001 to 0.5. */
  error: number;
}

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
  /** How many more it takes for either at the earliest, if all say yes, or all no; null where nothing is open. */
  atLeast: { met: number; 'not met': number } | null;
  /** How many more at most, whatever they say, where the check applies to all of them; null where nothing is open. */
  atMost: number | null;
}

type Way = 'met' | 'not met';
const WAYS = ['met', 'not met'] as const;

/**
 * Whether it is sure enough that a caseload meets a standard, or that it does not, after each file that was read: sticky,
 * since the chance of ever being told wrongly is at most the error however often one looks.
 *
 * A file counts 1 for a yes, 0 for a no and as much as the standard where the check does not apply, so that the mean of a
 * caseload lies above the standard exactly when its share of yes among applicable files does. Both hypotheses, that it
 * lies at the standard or below and that it lies there or above, are betted against. Once every file was read nothing is
 * estimated any more.
 *
 * @throws RangeError for what cannot be
 * @see evidenceAfter; the stakes are those that would make the most of a caseload 15 points from the standard, one somewhat
 *   below and one somewhat above
 */
export function stopWhenSure({ caseload, says }: ReadSoFar, rule: StoppingRule): Stopping {
  checkRule(rule);
  const nothingOpen: Stopping = { state: 'read on', since: null, atLeast: null, atMost: null };
  const evidence = WAYS.map((way) => combined(says, caseload, rule, way));
  for (let file = 1; file <= says.length; file += 1) {
    const way = WAYS.find((_, w) => (evidence[w]?.[file - 1] ?? 0) >= 1 / rule.error);
    if (way !== undefined) return { ...nothingOpen, state: way, since: file };
  }
  if (says.length === caseload) {
    const state = allRead(says, rule);
    return { ...nothingOpen, state, since: state === 'read on' ? null : caseload };
  }
  return { ...nothingOpen, ...howManyMore({ caseload, says }, rule) };
}

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
function allRead(says: readonly FileSays[], { standard }: StoppingRule): StoppingState {
  const count = (what: FileSays) => says.filter((one) => one === what).length;
  const [yes, no, unknown] = [count('yes'), count('no'), count('no answer')];
  if (yes + no + unknown === 0) return 'none';
  if (100 * yes >= standard * (yes + no + unknown)) return 'met';
  return 100 * (yes + unknown) < standard * (yes + no + unknown) ? 'not met' : 'read on';
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

/** How far one looks ahead: nobody reads further in one go, and each file more costs as much as all before it. */
const FARTHEST = 60;

/**
 * How many more files are needed at the earliest and at most. At most: the longest row of yes and no that leaves it open. Which of
 * them came first matters a little to the evidence, so the least of all orders is taken: it is never too few.
 */
function howManyMore(
  { caseload, says }: ReadSoFar,
  rule: StoppingRule,
): Pick<Stopping, 'atLeast' | 'atMost'> {
  const left = caseload - says.length;
  const last = Math.min(left, FARTHEST);
  const atLeast = {
    met: soonest('met', says, caseload, rule),
    'not met': soonest('not met', says, caseload, rule),
  };
  let open: (Ahead[] | undefined)[] = [startOf({ caseload, says }, rule)];
  for (let more = 1; more <= last; more += 1) {
    const next: (Ahead[] | undefined)[] = [];
    for (const [yes, bets] of open.entries()) {
      if (bets === undefined) continue;
      for (const value of ['yes', 'no'] as const) {
        const after = bets.map((one) => ahead(one, worth(value, rule, one.way)));
        if (!isSure(after, rule)) {
          const place = value === 'yes' ? yes + 1 : yes;
          const other = next[place];
          next[place] = other ? other.map((one, i) => lesser(one, after[i] ?? one)) : after;
        }
      }
    }
    if (next.every((one) => one === undefined)) return { atLeast, atMost: more };
    open = next;
  }
  return { atLeast, atMost: left };
}

/** How many more files it takes at the earliest until one conclusion is sure, all of them speaking for it. */
function soonest(way: Way, says: readonly FileSays[], caseload: number, rule: StoppingRule): number {
  const left = caseload - says.length;
  const rest = Array.from<FileSays>({ length: left }).fill(way === 'met' ? 'yes' : 'no');
  const evidence = combined([...says, ...rest], caseload, rule, way).slice(says.length);
  const first = evidence.findIndex((one) => one >= 1 / rule.error);
  return first === -1 ? left : first + 1;
}

/** Where the bets on one conclusion stand. */
interface Ahead {
  way: Way;
  stakes: number[];
  evidence: number[];
  left: number;
  /** What the files that are left come to at most under the hypothesis, in hundredths. */
  most: number;
}

function startOf({ caseload, says }: ReadSoFar, rule: StoppingRule): Ahead[] {
  return WAYS.map((way) => {
    const stakes = stakesFor(rule, way);
    const values = says.map((one) => worth(one, rule, way));
    const most = caseload * mostPerFile(rule, way);
    const evidence = stakes.map(
      (stake) =>
        evidenceAfter(values, { caseload, most, stake: (mean) => Math.min(stake, 1 / mean) }).at(-1) ?? 1,
    );
    const sum = values.reduce((total, value) => total + value, 0);
    return { way, stakes, evidence, left: caseload - says.length, most: most - sum };
  });
}

function ahead(from: Ahead, value: number): Ahead {
  const { left, most, stakes } = from;
  const evidence = stakes.map((stake, i) => {
    const [after = 1] = evidenceAfter([value], {
      caseload: left,
      most,
      stake: (mean) => Math.min(stake, 1 / mean),
    });
    return (from.evidence[i] ?? 1) * after;
  });
  return { ...from, evidence, left: left - 1, most: most - value };
}

const lesser = (one: Ahead, other: Ahead): Ahead => ({
  ...one,
  evidence: one.evidence.map((value, i) => Math.min(value, other.evidence[i] ?? value)),
});

const isSure = (bets: readonly Ahead[], { error }: StoppingRule): boolean =>
  bets.some(
    ({ evidence, left }) =>
      left === 0 || evidence.reduce((sum, one) => sum + one, 0) / evidence.length >= 1 / error,
  );

function checkRule({ standard, error }: StoppingRule): void {
  if (!Number.isInteger(standard) || standard < 1 || standard > 99) {
    throw new RangeError(`${standard}% is no standard from 1 to 99`);
  }
  if (!(error >= 0.001 && error <= 0.5)) throw new RangeError(`${error} is no error from 0.001 to 0.5`);
}
