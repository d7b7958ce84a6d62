import { holdShares, isClear, judgeView } from './comparison.ts';
import type { ShareDifference } from './comparison.ts';
import type { Share } from './disclosure.ts';
import type { Outcome } from './outcomes.ts';
import { verdictOnStandard } from './standard.ts';
import { checksOf } from './tool.ts';
import type { Check, Tool } from './tool.ts';

/** Where a provider's improvement plan stands. */
export type PlanState = 'draft' | 'sent' | 'sentBack' | 'accepted';

/** A step that moves a plan on: the provider sends it in; the lead or commissioner sends it back or accepts it. */
export type PlanStep = 'send' | 'sendBack' | 'accept';

/** What somebody has said about an action; whether it is late is worked out from its due date. */
export type ActionProgress = 'notStarted' | 'started' | 'done' | 'confirmed';

/** The status of an action as everybody reads it. */
export type ActionStatus = 'notStarted' | 'onTrack' | 'late' | 'done' | 'confirmed';
export const ACTION_STATUSES: readonly ActionStatus[] = [
  'late',
  'notStarted',
  'onTrack',
  'done',
  'confirmed',
];

/** Why a check has to be answered in the plan. */
type Cause = 'below standard' | 'marked';

/** A check that the plan has to answer. */
export interface RequiredResponse {
  check: Check;
  causes: Cause[];
}

/** How many days before its due date an action is called due. */
export const DUE_SOON_DAYS = 30;

/**
 * The checks that a provider's plan has to answer, in the order of the tool: those that miss their standard, and those marked.
 *
 * @param figures - outcome: what the rule by which the panel may stop reading says of them, where there is one
 */
export function checksToAnswer(
  tool: Tool,
  figures: readonly { id: string; yes: number; applicable: number; outcome?: Outcome }[],
  marked: ReadonlySet<string>,
): RequiredResponse[] {
  return checksOf(tool).flatMap((check) => {
    const share = figures.find(({ id }) => id === check.id);
    const causes: Cause[] = [
      ...(share && verdictOnStandard(check, share, share.outcome) === 'not met'
        ? (['below standard'] as const)
        : []),
      ...(marked.has(check.id) ? (['marked'] as const) : []),
    ];
    return causes.length > 0 ? [{ check, causes }] : [];
  });
}

/**
 * Whether a report asks its provider for an improvement plan: where the tool sets a standard that could be missed, or the
 * lead has marked a check. Without either nothing could have to be answered, and no day is set for it.
 */
export const asksForPlan = (tool: Tool, marked: ReadonlySet<string>): boolean =>
  marked.size > 0 || hasStandards(tool);

/** Whether a tool sets a standard for any of its checks. */
export const hasStandards = (tool: Tool): boolean =>
  checksOf(tool).some(({ standard }) => standard !== undefined);

/** The ids of those checks that have neither an action nor a reason for none. */
export function unanswered(
  toAnswer: readonly RequiredResponse[],
  plan: { actions: readonly { checkId: string | null }[]; reasons: ReadonlyMap<string, string> },
): string[] {
  return toAnswer
    .map(({ check }) => check.id)
    .filter((id) => !plan.reasons.get(id)?.trim() && !plan.actions.some((action) => action.checkId === id));
}

/** What a plan is like when a step is considered. */
interface PlanSituation {
  state: PlanState;
  /** Checks that have to be answered and are not. */
  unanswered: number;
  actions: number;
  reasons: number;
  /** What the provider says where it has nothing to answer. */
  nothing?: string;
}

const STEP_FROM: Record<PlanStep, readonly PlanState[]> = {
  send: ['draft', 'sentBack'],
  // An accepted plan can be opened again when something in it has to change.
  sendBack: ['sent', 'accepted'],
  accept: ['sent'],
};
const STEP_TO: Record<PlanStep, PlanState> = { send: 'sent', sendBack: 'sentBack', accept: 'accepted' };
const STANDS: Record<PlanState, string> = {
  draft: 'has not been sent in yet',
  sent: 'has been sent in already',
  sentBack: 'has been sent back',
  accepted: 'has been accepted already',
};

/** The state a step leads to, or what stands in its way, as a sentence. */
export function takePlanStep(step: PlanStep, plan: PlanSituation): { to: PlanState } | { problem: string } {
  if (!STEP_FROM[step].includes(plan.state)) return { problem: `The plan ${STANDS[plan.state]}.` };
  if (step === 'send' && plan.unanswered > 0) {
    return {
      problem: `${plan.unanswered === 1 ? '1 check has' : `${plan.unanswered} checks have`} neither an action nor a reason for none. Answer each of them before you send the plan in.`,
    };
  }
  if (step === 'send' && plan.actions + plan.reasons === 0 && (plan.nothing ?? '').trim() === '') {
    return {
      problem: 'The plan is empty. Add an action, or say in one line why there is nothing to answer.',
    };
  }
  return { to: STEP_TO[step] };
}

/** Whether the provider may change actions and reasons. */
export const planMayChange = (state: PlanState): boolean => state === 'draft' || state === 'sentBack';

/** Whether those who follow the plan up may read it: a first draft is the provider's alone. */
export const planIsShared = (state: PlanState): boolean => state !== 'draft';

/** Whether progress may be reported: from the day the plan was first sent in. */
export const progressMayBeReported = planIsShared;

/**
 * The status of an action on a day. What is not done by the end of its due date is late, started or not.
 *
 * @param today - YYYY-MM-DD
 */
export function statusOf(action: { progress: ActionProgress; due: string }, today: string): ActionStatus {
  if (action.progress === 'done' || action.progress === 'confirmed') return action.progress;
  if (action.due < today) return 'late';
  return action.progress === 'started' ? 'onTrack' : 'notStarted';
}

/** What can be reported of an action, whatever plan it stands in, from where, and what it then is. */
const PROGRESS_TRANSITIONS = {
  started: { from: ['notStarted'], to: 'started' },
  done: { from: ['notStarted', 'started'], to: 'done' },
  /** It is taken back, or whoever confirms does not see that it is done. */
  notDone: { from: ['done', 'confirmed'], to: 'started' },
  confirmed: { from: ['done'], to: 'confirmed' },
} as const satisfies Record<string, { from: readonly ActionProgress[]; to: ActionProgress }>;

export type ProgressReport = keyof typeof PROGRESS_TRANSITIONS;

/** What an action is after a report; null where it is of a kind by now of which that cannot be said. */
export function takeProgress(report: ProgressReport, progress: ActionProgress): ActionProgress | null {
  const { from, to }: { from: readonly ActionProgress[]; to: ActionProgress } = PROGRESS_TRANSITIONS[report];
  return from.includes(progress) ? to : null;
}

/** Whole days from one YYYY-MM-DD to another; negative when the second is earlier. */
export const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);

/** Whether an action that is not done falls due today or within so many days. */
export function isDueSoon(
  action: { progress: ActionProgress; due: string },
  today: string,
  days = DUE_SOON_DAYS,
): boolean {
  const status = statusOf(action, today);
  const left = daysBetween(today, action.due);
  return (status === 'notStarted' || status === 'onTrack') && left <= days;
}

/** Words of which at least one stands in the name of a role. */
const ROLE_WORDS =
  /\b(?:manag|lead|(?:key-?|case-?|social )?work|nurs|doctor|gp|offic|co-?ordinat|direct|team|supervis|administrat|psycholog|psychiatr|therap|counsel|practition|pharmac|consult|staff|provider|service|head|deput|chair|champion|clinic|mentor|volunteer|train|audit|commission|partnership|board|group|assistant|analyst|executive|specialist|prescrib|governance|responsible|owner|everybody|all\b)/i;
const TITLE = /\b(?:mr|mrs|ms|miss|mx|dr|prof|sir|dame|rev)\b\.?\s+\p{Lu}/u;

/**
 * What is wrong with the owner of an action, or null: it has to be a role, since people change and names do not
 * belong into a plan that others read. Each part between commas, slashes and brackets has to hold a word for a role.
 *
 * @example ownerRoleProblem('Service manager') // null
 * @example ownerRoleProblem('Jane Smith, service manager') // 'looks like ...'
 */
export function ownerRoleProblem(owner: string): string | null {
  const named = 'looks like the name of a person. Write the role, such as “Service manager”.';
  if (owner.includes('@') || TITLE.test(owner)) return named;
  const parts = owner.split(/[,;/()[\]–—]|\s-\s|\band\b/).filter((part) => /\p{L}/u.test(part));
  return parts.length > 0 && parts.every((part) => ROLE_WORDS.test(part)) ? null : named;
}

/** How a check changed from one audit to a later one. */
type Change =
  | 'clear rise'
  | 'perhaps a rise'
  | 'no change that can be shown'
  | 'perhaps a fall'
  | 'clear fall'
  | 'cannot be told';

const CHANGES: Record<ShareDifference['verdict'], Change> = {
  'clearly higher': 'clear rise',
  'perhaps higher': 'perhaps a rise',
  'no difference that these files can show': 'no change that can be shown',
  'perhaps lower': 'perhaps a fall',
  'clearly lower': 'clear fall',
  'cannot be told': 'cannot be told',
};

export interface CheckChange {
  change: Change;
  /** What that means for the provider; null where the check is neither good nor bad or nothing is clear. */
  meaning: 'better' | 'worse' | null;
  /** The share now held against the share before. */
  difference: ShareDifference;
}

/**
 * Whether shares have clearly changed from one audit to the next, and whether that is for the better. What is clear is
 * what judgeView calls so, of all changes that one reader sees at once. The two audits are taken to have read different
 * files.
 *
 * @param shares - null where there is no figure, or none that this reader sees
 * @returns in the same order
 */
export function changesOf(
  shares: readonly { before: Share | null; now: Share | null; polarity: Check['polarity'] }[],
): CheckChange[] {
  const held = shares.map(({ before, now }) => holdShares(now ?? NOTHING, before ?? NOTHING));
  return judgeView(held).map((difference, i): CheckChange => {
    const polarity = shares[i]?.polarity ?? 'neither';
    const rises = difference.verdict === 'clearly higher';
    const meaning =
      polarity === 'neither' || !isClear(difference)
        ? null
        : rises === (polarity === 'yes_is_good')
          ? 'better'
          : 'worse';
    return { change: CHANGES[difference.verdict], meaning, difference };
  });
}

const NOTHING: Share = { yes: 0, applicable: 0 };
