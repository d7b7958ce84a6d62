import { gwetAc1Of } from '../agreement.ts';
import { holm } from '../multiplicity.ts';
import { READERS_ALIKE } from '../readings.ts';
import { randomFrom, shuffled } from '../random.ts';

/** One answer of a reader, with the settled one where there is one; a file has an id of its own among all files. */
export interface ReaderAnswer {
  readerId: number;
  itemId: string;
  file: string;
  answer: string;
  /** Null where nothing is settled, so that it is not known whether the answer is right. */
  agrees: boolean | null;
}

/** How many answers with a settled one there are, and how many of them are the same. */
export interface Agreed {
  agreed: number;
  of: number;
}

/** From which share of settled answers on a reader counts as good, and from how many answers on that can be told. */
export const GOOD_READER = { percent: 90, leastAnswers: 10 } as const;

/**
 * So many files it takes to call guidance unclear. Five readers make ten pairs of one made-up file, and one or two files say
 * how hard these are, not how the guidance is.
 */
export const LEAST_FILES_OF_GUIDANCE = 3;

/** How often the answers are those that are settled. */
export const agreedOf = (answers: readonly ReaderAnswer[]): Agreed => {
  const known = answers.filter(({ agrees }) => agrees !== null);
  return { agreed: known.filter(({ agrees }) => agrees === true).length, of: known.length };
};

/** What readers who read everything else well make of one check. */
export interface Guidance {
  itemId: string;
  /** Readers who agree with the settled answers to all other checks. */
  goodReaders: number;
  /** Files that two of them or more have answered, and how many pairs of answers these make. */
  files: number;
  pairs: number;
  /** Gwet's AC1 among them; null where there is no such file. */
  ac1: number | null;
  verdict: 'unknown' | 'few' | 'clear' | 'unclear';
}

/**
 * Whether the guidance of a check is unclear: readers who read all others well do not agree on it. Whoever reads badly
 * throughout says nothing about a check. Kappa would call a check unclear where nearly all answers are one, so it is AC1.
 */
export function guidanceOf(itemId: string, answers: readonly ReaderAnswer[]): Guidance {
  const isGood = (readerId: number) => {
    const { agreed, of } = agreedOf(
      answers.filter((one) => one.readerId === readerId && one.itemId !== itemId),
    );
    return of >= GOOD_READER.leastAnswers && 100 * agreed >= GOOD_READER.percent * of;
  };
  const good = new Set([...new Set(answers.map(({ readerId }) => readerId))].filter(isGood));
  const own = answers.filter((one) => one.itemId === itemId && good.has(one.readerId));
  const byFile = new Map<string, string[]>();
  for (const { file, answer } of own) byFile.set(file, [...(byFile.get(file) ?? []), answer]);
  const ratings = [...byFile.values()];
  const together = ratings.filter(({ length }) => length > 1);
  const pairs = together.reduce((sum, { length }) => sum + (length * (length - 1)) / 2, 0);
  const ac1 = gwetAc1Of(ratings);
  return {
    itemId,
    goodReaders: good.size,
    files: together.length,
    pairs,
    ac1,
    verdict:
      good.size < 2 || ac1 === null
        ? 'unknown'
        : pairs < READERS_ALIKE.leastFiles || together.length < LEAST_FILES_OF_GUIDANCE
          ? 'few'
          : ac1 < READERS_ALIKE.ac1
            ? 'unclear'
            : 'clear',
  };
}

/** Fewer files than these cannot differ from chance, however they fall: 2 of 70 ways of halving eight files are as far apart. */
export const LEAST_FILES_OF_DRIFT = 8;
/** Up to so many files every way of halving them is looked at. */
const ALL_WAYS = 16;
const SHUFFLES = 10_000;
const SEED = 18;

/** A reader's earlier and later files, held against what is settled. */
export interface Drift {
  early: Agreed;
  late: Agreed;
  /** The chance of such a difference or a greater one if the order of files made none; null of too few files. */
  p: number | null;
}

/**
 * Whether a reader drifts: agrees less or more with settled answers in the later half of the files than in the earlier one.
 * Answers of one file hang together, so whole files are dealt out anew, not answers.
 *
 * @param files - in the order in which they were read; a middle one is left out where their number is odd
 * @see Fisher, The Design of Experiments, 1935, section 21; Pitman, Suppl J R Stat Soc 1937; 4: 119-130
 */
export function driftOf(files: readonly Agreed[]): Drift {
  const known = files.filter(({ of }) => of > 0);
  const half = Math.floor(known.length / 2);
  const [early, late] = [known.slice(0, half), half === 0 ? [] : known.slice(-half)];
  const total = (of: readonly Agreed[]): Agreed => ({
    agreed: of.reduce((sum, one) => sum + one.agreed, 0),
    of: of.reduce((sum, one) => sum + one.of, 0),
  });
  const found = { early: total(early), late: total(late) };
  if (2 * half < LEAST_FILES_OF_DRIFT) return { ...found, p: null };
  return { ...found, p: chanceOfHalves([...early, ...late].map(({ agreed, of }) => agreed / of)) };
}

/** Of many readers one seems to drift by chance alone, so their chances are corrected together. */
export function driftsTogether(drifts: readonly Drift[]): Drift[] {
  const told = drifts.filter(({ p }) => p !== null);
  const corrected = holm(told.map(({ p }) => p ?? 1));
  return drifts.map((drift) =>
    drift.p === null ? drift : { ...drift, p: corrected[told.indexOf(drift)] ?? null },
  );
}

/** The share of ways to halve the numbers in which the halves are at least as far apart as the first half is from the last. */
function chanceOfHalves(shares: readonly number[]): number {
  const half = shares.length / 2;
  const sum = (of: readonly number[]) => of.reduce((total, share) => total + share, 0);
  const all = sum(shares);
  const apart = (first: number) => Math.abs(2 * first - all);
  const seen = apart(sum(shares.slice(0, half)));
  const isAsFar = (first: number) => apart(first) >= seen - 1e-9;
  if (shares.length <= ALL_WAYS) {
    const ways = waysToTake(shares, half);
    return ways.filter(isAsFar).length / ways.length;
  }
  const random = randomFrom(SEED);
  let asFar = 0;
  for (let time = 0; time < SHUFFLES; time += 1) {
    if (isAsFar(sum(shuffled(shares, random).slice(0, half)))) asFar += 1;
  }
  return (asFar + 1) / (SHUFFLES + 1);
}

/** The sums of all ways to take so many of the numbers. */
function waysToTake(shares: readonly number[], take: number): number[] {
  if (take === 0) return [0];
  if (shares.length < take) return [];
  const [first = 0, ...rest] = shares;
  return [...waysToTake(rest, take - 1).map((sum) => first + sum), ...waysToTake(rest, take)];
}
