import { z } from 'zod';
import { personalDataProblem } from './personalData.ts';
import { ASSESSMENTS, derivePlan, NEED_DOMAIN_LABELS, NEED_DOMAINS } from './recoveryPlan.ts';
import type { DerivedPlan, GoalDomain, RecoveryPlan } from './recoveryPlan.ts';
import type { SmartWords } from './smart.ts';
import { TOP_FORM_KINDS, topFindings } from './top.ts';
import type { TopFindings, TopWindow } from './top.ts';

/** More than any plan on paper holds. */
export const PLAN_LIMITS = { goals: 60, goalText: 600, support: 300, topForms: 60 } as const;

export const GOAL_DOMAINS = [...NEED_DOMAINS, 'risk'] as const satisfies readonly GoalDomain[];
export const GOAL_DOMAIN_LABELS: Record<GoalDomain, string> = {
  ...NEED_DOMAIN_LABELS,
  risk: 'Risk and harm reduction',
};

const ORIENTATIONS = ['abstinence', 'reduction', 'both', 'neither'] as const;

const day = z.iso.date('must be a date, YYYY-MM-DD').nullable().default(null);
const yesOrNo = z.boolean().nullable().default(null);
const line = (longest: number) =>
  z.string().trim().max(longest, `must be at most ${longest} characters long`);

const needSchema = z.strictObject({
  domain: z.enum(NEED_DOMAINS),
  foundBy: z.array(z.enum(ASSESSMENTS)).min(1, 'must name an assessment').max(ASSESSMENTS.length),
  /** Whether the plan says why the need waits. */
  waits: z.boolean().default(false),
});

const goalSchema = z.strictObject({
  text: line(PLAN_LIMITS.goalText).min(1, 'must not be empty'),
  domain: z.enum(GOAL_DOMAINS).nullable().default(null),
  targetDate: day,
  support: line(PLAN_LIMITS.support).default(''),
  agreed: yesOrNo,
});

interface TreatmentDates {
  earlierStart: string | null;
  earlierExit: string | null;
  treatmentStart: string | null;
  treatmentExit: string | null;
}

/** What does not fit in the dates of treatment, by the field that it is told at. Dates as YYYY-MM-DD sort as text. */
function treatmentProblems(dates: TreatmentDates): [keyof TreatmentDates, string][] {
  const { earlierStart, earlierExit, treatmentStart, treatmentExit } = dates;
  const problems: [keyof TreatmentDates, string][] = [];
  if (treatmentExit !== null) {
    if (treatmentStart === null) problems.push(['treatmentExit', 'needs the start of treatment as well']);
    else if (treatmentExit < treatmentStart)
      problems.push(['treatmentExit', 'must not be before the start of treatment']);
  }
  if (earlierStart !== null) {
    if (treatmentStart === null)
      problems.push(['earlierStart', 'needs the start of the present treatment as well']);
    else if (earlierStart >= treatmentStart)
      problems.push(['earlierStart', 'must be before the start of the present treatment']);
    if (earlierExit === null) problems.push(['earlierExit', 'is needed beside the start before it']);
  }
  if (earlierExit !== null) {
    if (earlierStart === null) problems.push(['earlierExit', 'needs its start as well']);
    else if (earlierExit < earlierStart) problems.push(['earlierExit', 'must not be before its start']);
  }
  return problems;
}

/** What is entered of a recovery plan and of TOP in one reading of a file. Dates are YYYY-MM-DD, null is not recorded. */
export const planEntrySchema = z
  .strictObject({
    date: day,
    reviewDate: day,
    orientation: z.enum(ORIENTATIONS).nullable().default(null),
    /** Whether the service user signed or agreed it. */
    agreed: yesOrNo,
    /** Whether a key worker is named; never the name. */
    keyWorkerNamed: yesOrNo,
    needs: z.array(needSchema).max(NEED_DOMAINS.length).default([]),
    goals: z.array(goalSchema).max(PLAN_LIMITS.goals, `must be at most ${PLAN_LIMITS.goals}`).default([]),
    /** A time in treatment before the one below. */
    earlierStart: day,
    earlierExit: day,
    treatmentStart: day,
    treatmentExit: day,
    topForms: z
      .array(
        z.strictObject({
          date: z.iso.date('must be a date, YYYY-MM-DD'),
          stage: z
            .enum(TOP_FORM_KINDS, `must be ${TOP_FORM_KINDS.join(', ')}, or left out`)
            .nullable()
            .default(null),
        }),
      )
      .max(PLAN_LIMITS.topForms, `must be at most ${PLAN_LIMITS.topForms}`)
      .default([]),
  })
  .superRefine((plan, context) => {
    const domains = plan.needs.map(({ domain }) => domain);
    domains.forEach((domain, i) => {
      if (domains.indexOf(domain) < i) {
        context.addIssue({ code: 'custom', path: ['needs', i, 'domain'], message: 'is there twice' });
      }
    });
    // Dates as YYYY-MM-DD sort as text.
    if (plan.date !== null && plan.reviewDate !== null && plan.reviewDate <= plan.date) {
      const message = 'must be after the date of the plan';
      context.addIssue({ code: 'custom', path: ['reviewDate'], message });
    }
    for (const [path, message] of treatmentProblems(plan)) {
      context.addIssue({ code: 'custom', path: [path], message });
    }
  });

export type PlanEntry = z.infer<typeof planEntrySchema>;

/** Nothing entered. */
export const emptyPlan = (): PlanEntry => planEntrySchema.parse({});

/** Whether nothing at all was entered. */
export const isEmptyPlan = (plan: PlanEntry): boolean => JSON.stringify(plan) === JSON.stringify(emptyPlan());

/** One thing wrong with a plan; `path` is that of the schema, such as ['goals', 1, 'text']. */
export interface PlanProblem {
  path: (string | number)[];
  problem: string;
}

/**
 * Reads a plan and reports every problem of it at once, texts that point at a person among them.
 *
 * @param readOn - the day of reading, YYYY-MM-DD
 */
export function readPlanEntry(
  data: unknown,
  readOn: string,
): { plan: PlanEntry } | { problems: PlanProblem[] } {
  const parsed = planEntrySchema.safeParse(data);
  const problems: PlanProblem[] = parsed.success
    ? []
    : parsed.error.issues.map(({ path, message }) => ({
        path: path.map((step) => (typeof step === 'number' ? step : String(step))),
        problem: message,
      }));
  const texts = looseGoals.safeParse(data);
  for (const [i, goal] of (texts.data?.goals ?? []).entries()) {
    for (const field of ['text', 'support'] as const) {
      const problem = personalDataProblem(goal[field], readOn);
      if (problem !== null) problems.push({ path: ['goals', i, field], problem });
    }
  }
  return parsed.success && problems.length === 0 ? { plan: parsed.data } : { problems };
}

/** Enough of a plan to look at its texts, whatever else is wrong with it. */
const looseGoals = z.object({
  goals: z.array(z.object({ text: z.string().catch(''), support: z.string().catch('') })),
});

/** What a plan and the dates of TOP are held against. */
export interface PlanContext {
  /** The day of reading, YYYY-MM-DD. */
  readOn: string;
  /** Whether the group's provider reports to NDTMS; others have no forms due. */
  reportsToNdtms: boolean;
  /** Of the tool; none where it has none. */
  windows: readonly TopWindow[];
  words: SmartWords;
}

/** What follows from what was entered of a file. */
export interface DerivedFile {
  /** Whether there is a plan on file, by what was entered. */
  hasPlan: boolean;
  plan: DerivedPlan;
  /** Null where the tool has no windows, or nothing was entered of treatment. */
  top: TopFindings | null;
}

/** Derives from what was entered of a plan and of TOP. */
export function deriveFile(entry: PlanEntry, context: PlanContext): DerivedFile {
  const plan = derivePlan(toRecoveryPlan(entry), context.readOn, context.words);
  const saysSomething = entry.treatmentStart !== null || entry.topForms.length > 0;
  return {
    hasPlan: plan.checks.recovery_plan.answer === 'yes',
    plan,
    top:
      context.windows.length === 0 || (context.reportsToNdtms && !saysSomething)
        ? null
        : topFindings(
            {
              episodes: episodesOf(entry),
              forms: entry.topForms,
              readOn: context.readOn,
              reportsToNdtms: context.reportsToNdtms,
            },
            context.windows,
          ),
  };
}

/** The times in treatment that were entered. */
function episodesOf(entry: PlanEntry): { start: string; exit: string | null }[] {
  const { earlierStart, earlierExit, treatmentStart, treatmentExit } = entry;
  return [
    ...(earlierStart === null ? [] : [{ start: earlierStart, exit: earlierExit }]),
    ...(treatmentStart === null ? [] : [{ start: treatmentStart, exit: treatmentExit }]),
  ];
}

/**
 * A plan as the rules read it. A goal answers a need where its domain was found at assessment; one about risk needs
 * no such need.
 */
function toRecoveryPlan(entry: PlanEntry): RecoveryPlan {
  const found = new Set<GoalDomain>(entry.needs.map(({ domain }) => domain));
  return {
    onFile: null,
    date: entry.date,
    reviewDate: entry.reviewDate,
    orientation: entry.orientation,
    agreed: entry.agreed,
    keyWorkerNamed: entry.keyWorkerNamed,
    needs: entry.needs,
    goals: entry.goals.map((goal) => ({
      ...goal,
      need:
        goal.domain !== null && (goal.domain === 'risk' || found.has(goal.domain))
          ? GOAL_DOMAIN_LABELS[goal.domain]
          : null,
    })),
  };
}

/** An answer that what was entered gives to a check. */
export interface DerivedAnswer {
  answer: 'yes' | 'no';
  reasons: string[];
}

/** The checks that what was entered gives an answer to, by id; what cannot be told is not among them. */
export function derivedAnswers({ hasPlan, plan, top }: DerivedFile): Map<string, DerivedAnswer> {
  const answers = new Map<string, DerivedAnswer>();
  if (hasPlan) {
    for (const [check, { answer, reasons }] of Object.entries(plan.checks)) {
      if (answer !== null) answers.set(check, { answer, reasons });
    }
  }
  if (top !== null && (top.answer === 'yes' || top.answer === 'no')) {
    answers.set('top_missing', { answer: top.answer, reasons: top.reasons });
  }
  return answers;
}
