import {
  asksForPlan,
  hasStandards,
  ACTION_STATUSES,
  checksEverAsked,
  checksOf,
  isClosed,
  isLeftOut,
  labelOf,
  otherThanToolText,
  planIsShared,
  planMayChange,
  progressMayBeReported,
  statusOf,
  SUPPRESSED_MARK,
} from '../../../rules/index.ts';
import type { ActionStatus, Check, RequiredResponse } from '../../../rules/index.ts';
import type { User } from '../../people/accounts/repository.ts';
import { presentHeader } from '../../audits/presenter.ts';
import type { Audit } from '../../audits/repository.ts';
import { dayForForm, timeInWords } from '../../formats/english.ts';
import type { FormBody } from '../../web/form.ts';
import { can } from '../../access/policy.ts';
import { urls } from '../../web/urls.ts';
import { presentNotes } from '../actions/presenter.ts';
import { dueInWords } from '../actions/dueDate.ts';
import { EVIDENCE_MAXIMUM_MEGABYTES } from '../../web/evidence.ts';
import { OTHER } from './form.ts';
import type { PlanAction } from './repository.ts';
import type { ActionOverview, PlanOverview } from './planOverview.ts';
import { STATUS_TAGS } from '../actions/tags.ts';
import { NO_PLAN_TAG, PLAN_TAGS } from './tags.ts';
import type { TextWarningView } from './textWarning.ts';

/** Where a plan stands; one that nothing asks for is not behind. */
const planTag = ({ state, tool, marked, actions }: PlanOverview): { text: string; colour: string } =>
  state === 'draft' && actions.length === 0 && !asksForPlan(tool, marked) ? NO_PLAN_TAG : PLAN_TAGS[state];

const subjectOf = (of: PlanOverview) => ({
  audit: of.audit,
  feedback: { providerId: of.provider.id, issued: of.reportIssuedAt !== null },
});

/** What stands at the top of every page of a plan; a provider has no pages of the audit to go to. */
function presentTop(of: PlanOverview, user: User) {
  return {
    header: can(user, 'audit.read', { audit: of.audit }) ? presentHeader(of.audit, user) : null,
    home: urls.home(),
    provider: of.provider.name,
    audit: of.audit.title,
    partnership: of.audit.partnership,
  };
}

/** Whether the figure of a check is suppressed for this reader. */
const isSuppressed = (of: PlanOverview, check: Check, user: User): boolean =>
  user.providerId !== of.provider.id &&
  !can(user, 'results.readUnsuppressed', { audit: of.audit }) &&
  of.outside().checks.has(check.id);

/**
 * The checks that the plan has to answer, as this reader may know of them: that a suppressed figure misses its standard
 * would tell how small it is.
 */
function toAnswerFor(of: PlanOverview, user: User): RequiredResponse[] {
  return of.toAnswer.flatMap(({ check, causes }) => {
    if (!isSuppressed(of, check, user)) return [{ check, causes }];
    return causes.includes('marked') ? [{ check, causes: ['marked' as const] }] : [];
  });
}

/** The share of a provider's files, as the report says it; suppressed for readers outside the panel. */
function figureOf(of: PlanOverview, check: Check, user: User): { text: string; suppressed: boolean } {
  const { file, files } = of.audit.words;
  const figures = of.figures.find(({ id }) => id === check.id);
  if (isSuppressed(of, check, user)) return { text: SUPPRESSED_MARK, suppressed: true };
  if (!figures || figures.percentOfApplicable === null)
    return { text: `Not applicable in any ${file}`, suppressed: false };
  return {
    text: `Yes in ${figures.yes} of ${figures.applicable} applicable ${files}, ${figures.percentOfApplicable}%`,
    suppressed: false,
  };
}

const standardOf = (check: Check): string | null =>
  check.standard === undefined
    ? null
    : check.polarity === 'yes_is_bad'
      ? `Standard: at most ${check.standard}%`
      : `Standard: at least ${check.standard}%`;

function presentActionLine(of: PlanOverview, action: PlanAction, today: string) {
  const status = statusOf(action, today);
  return {
    action: action.action,
    ownerRole: action.ownerRole,
    due: dueInWords(action.due, today, status),
    measure: action.measure,
    status: STATUS_TAGS[status],
    href: urls.planAction(of.audit.id, of.provider.id, action.id),
  };
}

/** What was typed into the forms on the page of a plan. */
interface TypedIntoPlan {
  comment?: string;
  nothing?: string;
  reason?: { checkId: string; text: string };
  warning?: TextWarningView['warning'];
}

/** One provider's plan, for the provider and for whoever follows it up. */
export function presentPlan(of: PlanOverview, user: User, today: string, values: TypedIntoPlan = {}) {
  const { audit, provider, plan, state } = of;
  const subject = subjectOf(of);
  const mayWrite = can(user, 'improvementPlan.write', subject);
  // A first draft is the provider's alone.
  const shown = mayWrite || planIsShared(state);
  const mayChange = mayWrite && planMayChange(state);
  return {
    ...presentTop(of, user),
    questionsLeftOut: otherThanToolText(of.tool),
    state: planTag(of),
    stateName: state,
    reportOut: of.reportIssuedAt && timeInWords(of.reportIssuedAt),
    reportHref: can(user, 'feedback.fetch', subject) ? urls.feedbackPdf(audit.id, provider.id) : null,
    thenAndNowHref: thenAndNowHref(of, user),
    sentAt: plan?.sentAt ? timeInWords(plan.sentAt) : null,
    decidedAt: plan?.decidedAt ? timeInWords(plan.decidedAt) : null,
    comment: plan?.comment ?? '',
    mayWrite,
    mayDecide: can(user, 'improvementPlan.decide', subject),
    mayChange,
    maySend: mayChange,
    mayMark: can(user, 'improvementPlan.mark', subject) && planMayChange(state),
    shown,
    version: plan?.version ?? 1,
    nothing: plan?.nothing ?? '',
    isAskedFor: asksForPlan(of.tool, of.marked),
    typedNothing: values.nothing ?? plan?.nothing ?? '',
    typedComment: values.comment ?? '',
    warning: values.warning ?? null,
    stepAction: urls.planStep(audit.id, provider.id),
    marksAction: urls.planMarks(audit.id, provider.id),
    newActionHref: urls.newPlanAction(audit.id, provider.id),
    empty: of.actions.length + of.reasons.size === 0,
    ...presentAnswers(of, user, { today, shown, typed: values.reason ?? null }),
    hasStandards: hasStandards(of.tool),
    marks: presentMarks(of, user),
  };
}

/** Where the audit is held against the one before, as far as this reader may see it. */
function thenAndNowHref(of: PlanOverview, user: User): string | null {
  const { audit, provider } = of;
  const subject = subjectOf(of);
  if (audit.predecessorId === null) return null;
  if (can(user, 'improvementPlan.write', subject)) return urls.providerThenAndNow(audit.id, provider.id);
  return can(user, 'results.read', subject) ? urls.thenAndNow(audit.id) : null;
}

/**
 * What a plan answers, check by check, and how far its actions are.
 *
 * @param view - shown: whether this reader sees actions and reasons; typed: a reason that is not saved
 */
function presentAnswers(
  of: PlanOverview,
  user: User,
  view: { today: string; shown: boolean; typed: { checkId: string; text: string } | null },
) {
  const { audit, provider, tool } = of;
  const { today, shown, typed } = view;
  const actions = shown ? of.actions : [];
  const statuses = actions.map((action) => statusOf(action, today));
  const count = (...wanted: ActionStatus[]) => statuses.filter((status) => wanted.includes(status)).length;
  const line = (action: PlanAction) => presentActionLine(of, action, today);
  const saved = (checkId: string) => (shown ? (of.reasons.get(checkId) ?? '') : '');

  const presentCheck = (check: Check, causes: string[]) => ({
    id: check.id,
    label: labelOf(tool, check.id) ?? check.label,
    figure: figureOf(of, check, user).text,
    remark: check.polarity === 'yes_is_bad' ? 'A yes is a shortcoming' : null,
    standard: standardOf(check),
    causes,
    actions: actions.filter(({ checkId }) => checkId === check.id).map(line),
    reason: typed?.checkId === check.id ? typed.text : saved(check.id),
    reasonOpen: typed?.checkId === check.id,
    reasonField: `reason-${check.id}`,
    answered: !of.unanswered.includes(check.id),
    newActionHref: urls.newPlanAction(audit.id, provider.id, check.id),
    reasonAction: urls.planReason(audit.id, provider.id, check.id),
  });

  const toAnswer = toAnswerFor(of, user);
  const toAnswerIds = new Set(toAnswer.map(({ check }) => check.id));
  const open = toAnswer.filter(({ check }) => of.unanswered.includes(check.id)).length;
  const others = checksEverAsked(tool).filter(
    (check) =>
      !toAnswerIds.has(check.id) &&
      (actions.some(({ checkId }) => checkId === check.id) || (shown && of.reasons.has(check.id))),
  );
  return {
    toAnswer: toAnswer.length,
    answered: toAnswer.length - open,
    unanswered: open,
    actions: actions.length,
    doneActions: count('done', 'confirmed'),
    lateActions: count('late'),
    unconfirmed: count('done'),
    checks: toAnswer.map(({ check, causes }) =>
      presentCheck(
        check,
        causes.map((cause) => (cause === 'marked' ? 'Marked by the panel lead' : 'Misses its standard')),
      ),
    ),
    others: others.map((check) => presentCheck(check, [])),
    rest: actions.filter(({ checkId }) => checkId === null).map(line),
  };
}

/** The checks that the lead can mark to be answered. */
function presentMarks(of: PlanOverview, user: User) {
  const toAnswer = toAnswerFor(of, user);
  return checksOf(of.tool).map((check) => {
    const missing = toAnswer.find((one) => one.check.id === check.id)?.causes.includes('below standard');
    return {
      value: check.id,
      text: check.label,
      hint: {
        text: [
          figureOf(of, check, user).text,
          ...(missing ? ['misses its standard, to be answered anyway'] : []),
        ].join('; '),
      },
      checked: of.marked.has(check.id),
    };
  });
}

/** The form for a new action, or to change one. */
export function presentActionForm(parts: {
  of: PlanOverview;
  action: PlanAction | null;
  values: FormBody | null;
  checkId: string | null;
  warning: TextWarningView['warning'] | null;
  user: User;
}) {
  const { of, action, user } = parts;
  const values: FormBody =
    parts.values ??
    (action
      ? {
          checkId: action.checkId ?? OTHER,
          action: action.action,
          ownerRole: action.ownerRole,
          due: dayForForm(action.due),
          measure: action.measure,
        }
      : { checkId: parts.checkId ?? '' });
  const toAnswer = new Set(of.toAnswer.map(({ check }) => check.id));
  const option = (check: Check) => ({
    value: check.id,
    text: check.label,
    selected: values['checkId'] === check.id,
  });
  const checks = checksOf(of.tool);
  const ids = [of.audit.id, of.provider.id] as const;
  return {
    ...presentTop(of, user),
    values,
    version: action?.version ?? null,
    warning: parts.warning,
    action: action ? urls.planActionEdit(...ids, action.id) : urls.planActions(...ids),
    removeAction: action ? urls.planActionRemove(...ids, action.id) : null,
    back: action ? urls.planAction(...ids, action.id) : urls.plan(...ids),
    checks: [
      { value: '', text: 'Choose', selected: !values['checkId'] },
      ...checks.filter(({ id }) => toAnswer.has(id)).map(option),
      ...checks.filter(({ id }) => !toAnswer.has(id)).map(option),
      ...(action && isLeftOut(of.tool, action.checkId)
        ? checksEverAsked(of.tool)
            .filter(({ id }) => id === action.checkId)
            .map((check) => ({ ...option(check), text: labelOf(of.tool, check.id) ?? check.label }))
        : []),
      {
        value: OTHER,
        text: 'Something else that the report says',
        selected: values['checkId'] === OTHER,
      },
    ],
  };
}

/** One action with all that was reported of it. */
export function presentAction(
  { of, action, notes }: ActionOverview,
  user: User,
  today: string,
  values: FormBody = {},
  warning: TextWarningView['warning'] | null = null,
) {
  const subject = subjectOf(of);
  const ids = [of.audit.id, of.provider.id, action.id] as const;
  const status = statusOf(action, today);
  const reports = progressMayBeReported(of.state);
  const mayWrite = can(user, 'improvementPlan.write', subject);
  const mayDecide = can(user, 'improvementPlan.decide', subject);
  return {
    ...presentTop(of, user),
    planHref: urls.plan(of.audit.id, of.provider.id),
    check: labelOf(of.tool, action.checkId) ?? 'Something else that the report says',
    action: action.action,
    ownerRole: action.ownerRole,
    due: dueInWords(action.due, today, status),
    measure: action.measure,
    status: STATUS_TAGS[status],
    editHref: mayWrite && planMayChange(of.state) ? urls.planActionEdit(...ids) : null,
    waitsForSending: mayWrite && !reports,
    mayReport: mayWrite && reports && action.progress !== 'confirmed',
    mayConfirm: mayDecide && action.progress === 'done',
    mayNote: mayWrite && reports,
    progress: action.progress,
    progressAction: urls.planActionProgress(...ids),
    confirmAction: urls.planActionConfirm(...ids),
    notesAction: urls.planActionNotes(...ids),
    maximumMegabytes: EVIDENCE_MAXIMUM_MEGABYTES,
    values,
    warning,
    notes: presentNotes(notes, (noteId) => urls.planFile(...ids, noteId)),
  };
}

/** The plans of all providers of an audit, for its lead and commissioners. */
export function presentPlans(audit: Audit, plans: PlanOverview[], user: User, today: string) {
  return {
    header: presentHeader(audit, user),
    closed: isClosed(audit.state),
    followUpHref: urls.followUp(),
    repeatHref:
      can(user, 'audit.repeat', { audit }) && isClosed(audit.state) ? urls.repeatAudit(audit.id) : null,
    feedbackHref: can(user, 'feedback.manage', { audit }) ? urls.feedback(audit.id) : null,
    out: plans.filter(({ reportIssuedAt }) => reportIssuedAt !== null).length,
    plans: plans.map((of) => {
      const shown = planIsShared(of.state);
      const statuses = shown ? of.actions.map((action) => statusOf(action, today)) : [];
      const toAnswer = toAnswerFor(of, user);
      return {
        provider: of.provider.name,
        href: urls.plan(audit.id, of.provider.id),
        out: of.reportIssuedAt && timeInWords(of.reportIssuedAt),
        state: of.reportIssuedAt === null ? { text: 'Report not out', colour: 'grey' } : planTag(of),
        toAnswer: toAnswer.length,
        marked: of.marked.size,
        answered: shown ? toAnswer.filter(({ check }) => !of.unanswered.includes(check.id)).length : null,
        actions: statuses.length,
        statuses: ACTION_STATUSES.flatMap((status) => {
          const n = statuses.filter((one) => one === status).length;
          return n > 0 ? [{ ...STATUS_TAGS[status], count: n }] : [];
        }),
      };
    }),
  };
}
