import { finiteInterval } from './methods/finite.ts';
import { wilson } from './statistics.ts';
import { amongTally, checkTally } from './tally.ts';
import type { AmongTally, AnswerTally, CheckTally, Drawn, GroupTally, Tally } from './tally.ts';

/** The figures of a check with the 95% interval of its share of applicable files, as shares from 0 to 1. */
export interface CheckWithInterval extends CheckTally {
  /** Low and high, see intervalOf; null where nothing was applicable, and where all files of the list were read. */
  interval: [low: number, high: number] | null;
  among?: AmongWithInterval;
}

/** The same of the files alone that have the answer the check hangs on. */
export interface AmongWithInterval extends AmongTally {
  interval: [low: number, high: number] | null;
}

interface TallyWithIntervals extends Tally {
  groups: (GroupTally & { checks: CheckWithInterval[] })[];
  overall: Drawn & { checks: CheckWithInterval[] };
}

/** A tally that says of each share of applicable files how sure it is. */
export function withIntervals(figures: Tally): TallyWithIntervals {
  const intervals = ({ checks, unread }: Pick<GroupTally, 'checks' | 'unread'>) =>
    checks.map((check) => withInterval(check, unread));
  return {
    ...figures,
    groups: figures.groups.map((group) => ({ ...group, checks: intervals(group) })),
    overall: { ...figures.overall, checks: intervals(figures.overall) },
  };
}

function withInterval({ among, ...check }: CheckTally, unread?: number): CheckWithInterval {
  const own = { ...check, interval: intervalOf(check, unread) };
  return among ? { ...own, among: { ...among, interval: intervalAmong(among) } } : own;
}

/** So many sizes that a list may have for a check are looked at, the largest; below them an interval hardly reaches further. */
const SIZES = 40;
const known = new Map<string, [low: number, high: number] | null>();
const KNOWN_MOST = 20_000;

/**
 * The 95% interval of the share of applicable files. Of files that were drawn from a list it is that of the whole list, exact
 * (`finiteInterval`). Where the check did not apply to some, it is not known to how many of the others it does, so the interval
 * reaches as far as any number of them would let it. Of other files it is Wilson's.
 *
 * @param unread - files of the list that were not read; left out where the files were not drawn from one
 * @returns null where nothing was applicable, and where nothing is left to estimate
 */
export function intervalOf(
  figures: Pick<AnswerTally, 'yes' | 'applicable' | 'notApplicable' | 'notRecorded'>,
  unread?: number,
): [low: number, high: number] | null {
  const { yes, applicable, notApplicable, notRecorded } = figures;
  if (unread !== undefined) {
    const most = applicable + notRecorded + unread;
    return ofList(yes, applicable, { least: notApplicable > 0 ? applicable : most, most });
  }
  const interval = wilson(yes, applicable);
  return interval && [interval.low, interval.high];
}

/**
 * The same of the files alone that have the answer the check hangs on: Wilson's, since how many files of a list have that
 * answer is not known, not even where all were read and some of them do not say.
 */
export const intervalAmong = (
  figures: Pick<AnswerTally, 'yes' | 'applicable' | 'notApplicable' | 'notRecorded'>,
): [low: number, high: number] | null => intervalOf(figures);

/** From the least to the greatest share that a list of so many files, of which these were read, may have. */
function ofList(
  yes: number,
  read: number,
  { least, most }: { least: number; most: number },
): [low: number, high: number] | null {
  const key = `${yes} ${read} ${least} ${most}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const found = [];
  for (let size = Math.max(least, most - SIZES + 1); size <= most; size += 1) {
    const interval = finiteInterval(yes, read, size);
    if (interval) found.push(interval);
  }
  const widest: [low: number, high: number] | null =
    found.length === 0
      ? null
      : [Math.min(...found.map(({ low }) => low)), Math.max(...found.map(({ high }) => high))];
  if (known.size >= KNOWN_MOST) known.clear();
  known.set(key, widest);
  return widest;
}

/**
 * The figures of one check in what is left of a whole without a part of it.
 *
 * @throws RangeError when the part is not of the whole
 */
export function leftOf(whole: CheckTally, part: CheckTally): CheckWithInterval {
  const left = checkTally(whole.id, ...countsLeft(whole, part));
  if (whole.id !== part.id) throw notAPart(whole.id);
  if (!whole.among || !part.among) return withInterval(left);
  const [, yes, no, notApplicable] = countsLeft(whole.among, part.among);
  const files = whole.among.files - part.among.files;
  return withInterval({ ...left, among: amongTally(whole.id, files, yes, no, notApplicable) });
}

type LeftCounts = [files: number, yes: number, no: number, notApplicable: number];

function countsLeft(whole: AnswerTally & { id?: string }, part: AnswerTally): LeftCounts {
  const [yes, no] = [whole.yes - part.yes, whole.no - part.no];
  const [notApplicable, notRecorded] = [
    whole.notApplicable - part.notApplicable,
    whole.notRecorded - part.notRecorded,
  ];
  if (Math.min(yes, no, notApplicable, notRecorded) < 0) throw notAPart(whole.id ?? 'some files');
  return [yes + no + notApplicable + notRecorded, yes, no, notApplicable];
}

const notAPart = (of: string) =>
  new RangeError(`what is taken from the figures of ${of} is not a part of them`);
