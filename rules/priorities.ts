import { holdShares, isVeryClear, judgeView } from './comparison.ts';
import type { HeldShare, ShareDifference } from './comparison.ts';
import type { Share } from './disclosure.ts';
import type { Outcome } from './outcomes.ts';
import { verdictOnStandard } from './standard.ts';
import type { StandardVerdict } from './standard.ts';
import type { Check } from './tool.ts';

// What a report to a provider says first: which three checks to keep as they are and which three to change first, how
// they stand beside the others and since last time, and where what falls short comes from.

/** How many checks are named to keep, and how many to change. */
const NAMED = 3;

/** A check with what a report knows of it. */
export interface CheckInReport {
  check: Check;
  /** Of the provider's own files. */
  own: Share;
  /** What the rule by which the panel may stop reading says of these; not there where there is none. */
  outcome?: Outcome;
  /** Of all other files of the audit; null where withheld. */
  others: Share | null;
  /** Of the provider's own files in the audit before; null where there is none, or it did not ask this. */
  before: Share | null;
  /** The same two without files of joint work; not there where there is no such file, or no other. */
  withoutJoint?: { own: Share; before: Share | null };
  /** Of the own files with the answer that the check hangs on; not there where all that it counts have it, or it hangs on none. */
  among?: Share;
  /** Of each of the provider's groups. */
  groups: readonly (Share & { name: string })[];
  /** Whether the panel wrote down a strength of it, or a shortcoming. */
  strength: boolean;
  shortcoming: boolean;
}

/** How sure a difference is, in the words of `judgeView`; none is what chance alone may have made. */
type Sureness = 'clear' | 'perhaps' | 'chance';

/** How a share stands beside another one. */
export interface Standing {
  /** Null where it cannot be told. */
  sure: Sureness | null;
  /** There only where it is very clear, without files of joint work as well. */
  very?: true;
  /** What the difference would mean; of a check that is neither good nor bad whether it is higher or lower. */
  way: 'better' | 'worse' | 'higher' | 'lower' | null;
  /** In whole percentage points of yes; null where it cannot be told. */
  points: number | null;
  /** What it is without files of joint work; there only where that is another verdict. */
  withoutJoint?: Standing;
}

/** A group in which more falls short than in the provider's other files. */
interface GroupThatStandsOut {
  name: string;
  /** How many of its files are not as they should be, of those the check applied to. */
  short: number;
  applicable: number;
}

/** A check that can be good or bad, or is neither, with what may be said of it. */
export interface CheckJudged extends CheckInReport {
  /** Of the files it applied to, how many are not as they should be; 0 where a check is neither good nor bad. */
  short: number;
  /** How the own files stand to the standard; null without one. */
  verdict: StandardVerdict | null;
  beside: Standing;
  since: Standing;
  /** Groups that stand out, the one with most such files first. */
  standsOut: GroupThatStandsOut[];
  /** Checks that hang on this one, with how many files fall short in each for want of what this one asks. */
  hanging: { check: Check; files: number }[];
}

/** What a report says first. */
export interface Priorities {
  /** In the order of the tool. */
  checks: CheckJudged[];
  /** At most three, the most urgent first. */
  change: CheckJudged[];
  /** The other ones to change, in the same order. */
  changeNext: CheckJudged[];
  /** At most three, the surest first. */
  keep: CheckJudged[];
  /** The other ones to keep, in the same order. */
  keepNext: CheckJudged[];
}

const UNKNOWN: HeldShare = {
  unknown: 'no figure',
  other: null,
  difference: null,
  points: null,
  interval: null,
  midP: null,
};

/**
 * What of a provider's report comes first.
 *
 * To change are checks about safety with any file that falls short, those of which the panel wrote down a shortcoming,
 * those that miss their standard, those without a standard, or of which it is not sure, that are as they should be in fewer
 * than three quarters of the files, and those in which the others are clearly or perhaps better. Risk to people goes before everything: first
 * what is about safety, then what the panel wrote down, then by how many files fall short, then by their share, then in
 * the order of the tool. A check that others hang on, such as whether there is a plan, counts with what falls short in
 * these for want of it: it is one cause, and stands before what comes of it.
 *
 * To keep are all others that can be good or bad and applied to any file, so that each has one verdict: they meet their
 * standard, or have none and are as they should be in at least three quarters of the files. First what the panel wrote down as a strength, then what is clearly and
 * perhaps better than the others, then by the share that is as it should be, then by the files it rests on.
 *
 * All comparisons of the report, beside the others and with the audit before, are one family. Where files of joint work
 * count in it, all of them are judged once more without these, as a family of its own, and a standing says where that is
 * another verdict: what holds only with files that are of another service, too, is no finding on this one alone.
 *
 * @param checks - every check of the report, in the order of the tool
 */
export function prioritiesOf(checks: readonly CheckInReport[]): Priorities {
  const told = standingsOf(checks);
  const isJoint = checks.some(({ withoutJoint }) => withoutJoint !== undefined);
  const alone = isJoint ? standingsOf(checks.map((entry) => ({ ...entry, ...entry.withoutJoint }))) : told;
  const all = checks.map((entry, i): CheckJudged => ({
    ...entry,
    short: shortOf(entry.check, entry.own),
    verdict: verdictOnStandard(entry.check, entry.own, entry.outcome),
    beside: withAlone(told[i]?.beside ?? UNTOLD, alone[i]?.beside ?? UNTOLD),
    since: withAlone(told[i]?.since ?? UNTOLD, alone[i]?.since ?? UNTOLD),
    standsOut: standingOut(entry),
    hanging: hangingOn(entry.check, checks),
  }));
  const rated = all.filter(({ check, own }) => check.polarity !== 'neither' && own.applicable > 0);
  const urgent = rated.filter(isToChange).toSorted(byUrgency);
  const right = rated.filter((entry) => !isToChange(entry)).toSorted(bySureness);
  return {
    checks: all,
    change: urgent.slice(0, NAMED),
    changeNext: urgent.slice(NAMED),
    keep: right.slice(0, NAMED),
    keepNext: right.slice(NAMED),
  };
}

/** How each check stands beside the others and since the audit before, all comparisons being one family. */
function standingsOf(
  checks: readonly Pick<CheckInReport, 'check' | 'own' | 'others' | 'before'>[],
): { beside: Standing; since: Standing }[] {
  const hold = (own: Share, other: Share | null) =>
    other === null || other.applicable === 0 ? UNKNOWN : holdShares(own, other);
  const judged = judgeView(
    checks.flatMap(({ own, others, before }) => [hold(own, others), hold(own, before)]),
  );
  return checks.map(({ check }, i) => ({
    beside: standingOf(check, judged[2 * i]),
    since: standingOf(check, judged[2 * i + 1]),
  }));
}

const UNTOLD: Standing = { sure: null, way: null, points: null };

/** A standing with what it is without joint work, where that is another verdict; of what may be chance both ways are one. */
function withAlone(one: Standing, alone: Standing): Standing {
  const { very, ...told } = one;
  const isSure = told.sure === 'clear' || told.sure === 'perhaps';
  const isSame = told.sure === alone.sure && (!isSure || told.way === alone.way);
  // What could not be told before has no verdict that joint work could have made.
  const isNothing = !isSure && alone.sure !== 'clear' && alone.sure !== 'perhaps';
  if (isSame) return very && alone.very ? one : told;
  return isNothing ? told : { ...told, withoutJoint: alone };
}

/** How many files of those that a check applied to are not as they should be. */
function shortOf({ polarity }: Check, { yes, applicable }: Share): number {
  if (polarity === 'neither') return 0;
  return polarity === 'yes_is_bad' ? yes : applicable - yes;
}

/** Whether at least three quarters of the files are as they should be. */
const isMostlyRight = ({ short, own }: CheckJudged): boolean => 4 * short <= own.applicable;

const isBehind = ({ beside }: CheckJudged): boolean =>
  beside.way === 'worse' && (beside.sure === 'clear' || beside.sure === 'perhaps');

function isToChange(entry: CheckJudged): boolean {
  const { check, short, verdict, shortcoming } = entry;
  if (short === 0) return false;
  const isOften = (verdict === null || verdict === 'not sure') && !isMostlyRight(entry);
  return check.safety === true || shortcoming || verdict === 'not met' || isOften || isBehind(entry);
}

/** What a check brings to the order: files that fall short in it, and answers in others that do so for want of it. */
const weightOf = ({ short, hanging }: CheckJudged): number =>
  hanging.reduce((sum, { files }) => sum + files, short);

/** The checks that hang on a good answer to another one and in which files fall short that do not have it. */
function hangingOn(cause: Check, checks: readonly CheckInReport[]): CheckJudged['hanging'] {
  const good = cause.polarity === 'yes_is_good' ? 'yes' : cause.polarity === 'yes_is_bad' ? 'no' : null;
  return checks.flatMap(({ check, own, among }) => {
    const hangs = check.dependsOn?.item === cause.id && check.dependsOn.answer === good;
    const files = hangs && among ? shortOf(check, own) - shortOf(check, among) : 0;
    return files > 0 ? [{ check, files }] : [];
  });
}

function byUrgency(a: CheckJudged, b: CheckJudged): number {
  return (
    Number(b.check.safety === true) - Number(a.check.safety === true) ||
    Number(b.shortcoming) - Number(a.shortcoming) ||
    weightOf(b) - weightOf(a) ||
    b.short * a.own.applicable - a.short * b.own.applicable
  );
}

function bySureness(a: CheckJudged, b: CheckJudged): number {
  const ahead = ({ beside }: CheckJudged) =>
    beside.way !== 'better' ? 0 : beside.sure === 'clear' ? 2 : beside.sure === 'perhaps' ? 1 : 0;
  return (
    Number(b.strength) - Number(a.strength) ||
    ahead(b) - ahead(a) ||
    a.short * b.own.applicable - b.short * a.own.applicable ||
    b.own.applicable - a.own.applicable
  );
}

function standingOf({ polarity }: Check, difference: ShareDifference | undefined): Standing {
  if (!difference || difference.difference === null) return UNTOLD;
  const { verdict, points, difference: by } = difference;
  const sure: Sureness = verdict.startsWith('clearly')
    ? 'clear'
    : verdict.startsWith('perhaps')
      ? 'perhaps'
      : 'chance';
  const higher = by > 0;
  const told = { sure, points, ...(isVeryClear(difference) ? { very: true as const } : {}) };
  if (by === 0) return { ...told, way: null };
  if (polarity === 'neither') return { ...told, way: higher ? 'higher' : 'lower' };
  return { ...told, way: higher === (polarity === 'yes_is_good') ? 'better' : 'worse' };
}

/**
 * Groups in which at least two files fall short, and at least twice as great a share of them as of the provider's other
 * files. Nothing is said of how sure that is: groups are small, and the report says so once.
 */
function standingOut({ check, own, groups }: CheckInReport): GroupThatStandsOut[] {
  const all = shortOf(check, own);
  return groups
    .flatMap((group) => {
      const short = shortOf(check, group);
      const rest = { short: all - short, applicable: own.applicable - group.applicable };
      const isOut =
        short >= 2 && rest.applicable > 0 && short * rest.applicable >= 2 * rest.short * group.applicable;
      return isOut ? [{ name: group.name, short, applicable: group.applicable }] : [];
    })
    .toSorted((a, b) => b.short - a.short);
}
