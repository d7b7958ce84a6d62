import type { Answers } from './answers.ts';
import { isSmall } from './disclosure.ts';
import type { SmallNumberRule } from './disclosure.ts';
import { isFewFiles, maskFewFiles } from './fewFiles.ts';
import { derivedAnswers } from './planEntry.ts';
import type { DerivedFile, PlanEntry } from './planEntry.ts';
import { DERIVED_CHECKS, NEED_DOMAINS } from './recoveryPlan.ts';
import type { NeedDomain } from './recoveryPlan.ts';
import { LETTERS, VERDICTS } from './smart.ts';
import type { GoalFindings, Letter, Verdict } from './smart.ts';
import { percent } from './tally.ts';
import { topCompletion } from './top.ts';
import type { TopCompletion } from './top.ts';

/** Of one letter, the goals by verdict. */
type LetterCounts = { letter: Letter } & Record<Verdict, number>;

/** The goals of some plans, letter by letter. */
export interface LetterFigures {
  /** Files with a plan. */
  plans: number;
  goals: number;
  letters: LetterCounts[];
}

/** One domain of need: in how many plans it is a need, and in how many of these no goal answers it. */
interface NeedFigures {
  domain: NeedDomain;
  found: number;
  /** Without a goal, and without a reason why the need waits. */
  withoutGoal: number;
}

/** How the panel's answers to one check stand to the derived ones. */
interface CheckerFigures {
  check: string;
  /** Files with a plan; for TOP, files with a start of treatment. */
  files: number;
  /** Of these, files with a yes or a no of both. */
  compared: number;
  differ: number;
  /** Whole, rounded half up, of those compared; null where none is. */
  percentDiffer: number | null;
  panelYes: number;
  panelNo: number;
}

export interface TopGroupFigures extends TopCompletion {
  group: string;
  /** Files of which the start of treatment was entered. */
  files: number;
  /** Whether the group's provider reports to NDTMS. */
  applies: boolean;
}

/** All that the plans of an audit, or of some of its groups, come to. */
export interface PlanFigures {
  letters: LetterFigures;
  letterGroups: (LetterFigures & { group: string })[];
  needs: NeedFigures[];
  checker: CheckerFigures[];
  /** Null where nothing was entered of treatment. */
  top: { threshold: number; groups: TopGroupFigures[]; overall: TopCompletion & { files: number } } | null;
}

/** A file of which a plan was entered, with what follows from it. */
export interface PlanFile {
  group: string;
  entry: PlanEntry;
  derived: DerivedFile;
  /** The answers that count. */
  answers: Answers;
}

/** Counts goals by letter and verdict. What cannot be told is a count of its own and is never among the met. */
export function countLetters(plans: readonly (readonly GoalFindings[])[]): LetterFigures {
  const goals = plans.flat();
  return {
    plans: plans.length,
    goals: goals.length,
    letters: LETTERS.map((letter) => {
      const counts = Object.fromEntries(
        VERDICTS.map((verdict) => [
          verdict,
          goals.filter((findings) => findings[letter].verdict === verdict).length,
        ]),
      ) as Record<Verdict, number>;
      return { letter, ...counts };
    }),
  };
}

/**
 * The figures of plans.
 *
 * @param groups - all that are looked at, in order, with those outside NDTMS marked
 * @param checks - the ids of the tool's checks: what it does not ask is not compared
 * @param threshold - of TOP forms due, in percent; null where the tool has none
 */
export function planFigures(
  files: readonly PlanFile[],
  groups: readonly { name: string; reportsToNdtms: boolean }[],
  checks: readonly string[],
  threshold: number | null,
): PlanFigures {
  const withPlan = files.filter(({ derived }) => derived.hasPlan);
  const lettersOf = (some: readonly PlanFile[]) =>
    countLetters(some.map(({ derived }) => derived.plan.goals));
  return {
    letters: lettersOf(withPlan),
    letterGroups: groups.flatMap(({ name }) => {
      const own = withPlan.filter(({ group }) => group === name);
      return own.length === 0 ? [] : [{ group: name, ...lettersOf(own) }];
    }),
    needs: NEED_DOMAINS.flatMap((domain) => {
      const found = withPlan.filter(({ entry }) => entry.needs.some((need) => need.domain === domain));
      const withoutGoal = found.filter(({ derived }) => derived.plan.needsWithoutGoal.includes(domain));
      return found.length === 0 ? [] : [{ domain, found: found.length, withoutGoal: withoutGoal.length }];
    }),
    checker: [...DERIVED_CHECKS, 'top_missing']
      .filter((check) => checks.includes(check))
      .flatMap((check) => {
        const of = check === 'top_missing' ? files.filter(hasTop) : withPlan;
        return of.length === 0 ? [] : [compare(check, of)];
      }),
    top: threshold === null ? null : topFigures(files, groups, threshold),
  };
}

const hasTop = ({ derived, entry }: PlanFile): boolean =>
  derived.top !== null && derived.top.answer !== 'na' && entry.treatmentStart !== null;

function compare(check: string, files: readonly PlanFile[]): CheckerFigures {
  let compared = 0;
  let panelYes = 0;
  let panelNo = 0;
  for (const { answers, derived } of files) {
    const panel = answers.get(check);
    const checker = derivedAnswers(derived).get(check)?.answer;
    if ((panel !== 'yes' && panel !== 'no') || checker === undefined) continue;
    compared += 1;
    if (panel === checker) continue;
    if (panel === 'yes') panelYes += 1;
    else panelNo += 1;
  }
  const differ = panelYes + panelNo;
  return {
    check,
    files: files.length,
    compared,
    differ,
    percentDiffer: percent(differ, compared),
    panelYes,
    panelNo,
  };
}

function topFigures(
  files: readonly PlanFile[],
  groups: readonly { name: string; reportsToNdtms: boolean }[],
  threshold: number,
): PlanFigures['top'] {
  const known = files.filter(hasTop);
  if (known.length === 0) return null;
  const completion = topCompletion(
    known.map(({ group, derived }) => ({ group, findings: derived.top ?? { due: 0, present: 0 } })),
    threshold,
  );
  const none: TopCompletion = { due: 0, present: 0, percent: null, reached: null };
  return {
    threshold,
    groups: groups.map(({ name, reportsToNdtms }) => ({
      group: name,
      applies: reportsToNdtms,
      files: known.filter(({ group }) => group === name).length,
      ...(completion.groups.get(name) ?? none),
    })),
    overall: { ...completion.overall, files: known.length },
  };
}

/**
 * Which letters may be shown outside the panel: none where the plans are few, since several goals are one person's, and
 * by counts none of which a verdict has a small one.
 *
 * @returns for each letter whether it has to be suppressed
 */
export function maskLetters(
  { plans, letters }: LetterFigures,
  threshold: number,
  rule: SmallNumberRule,
): boolean[] {
  return letters.map(
    (counts) =>
      plans < threshold || (rule === 'by_counts' && VERDICTS.some((verdict) => counts[verdict] < threshold)),
  );
}

/** Which domains of need have to be suppressed outside the panel. */
export function maskNeeds(needs: readonly NeedFigures[], threshold: number): boolean[] {
  return needs.map(({ found, withoutGoal }) => isSmall({ yes: withoutGoal, applicable: found }, threshold));
}

/**
 * Which completions have to be suppressed outside the panel. Forms of fewer files than the threshold are as telling as
 * the files. By counts, one group that is small hides all groups: what is left of the whole would tell of it.
 */
export function maskTop(
  { groups, overall }: NonNullable<PlanFigures['top']>,
  threshold: number,
  rule: SmallNumberRule,
): { groups: boolean[]; overall: boolean } {
  const isTelling = ({ files, due, present }: { files: number; due: number; present: number }) =>
    isFewFiles(files, threshold) ||
    (rule === 'by_counts' && files > 0 && isSmall({ yes: present, applicable: due }, threshold));
  const files = groups.map((group) => group.files);
  return {
    groups:
      rule === 'by_item' ? maskFewFiles(files, threshold, files) : groups.map(() => groups.some(isTelling)),
    overall: isTelling(overall),
  };
}
