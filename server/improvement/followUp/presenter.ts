import { ACTION_STATUSES, planIsShared } from '../../../rules/index.ts';
import type { ActionStatus } from '../../../rules/index.ts';
import type { User } from '../../people/accounts/repository.ts';
import { countOf, dayInWords, timeInWords } from '../../formats/english.ts';
import { dueInWords } from '../actions/dueDate.ts';
import { STATUS_TAGS } from '../actions/tags.ts';
import { NO_PLAN_TAG, PLAN_TAGS } from '../plans/tags.ts';
import { can } from '../../access/policy.ts';
import { urls } from '../../web/urls.ts';
import type { FollowedAction, FollowedPlan, FollowUp } from './service.ts';

/** What the follow-up is narrowed to; all of it where nothing is given. */
export interface FollowUpFilter {
  auditId: number | null;
  providerId: number | null;
  status: ActionStatus | 'due' | null;
}

/** Reads the filter out of an address; what is not known narrows nothing. */
export function readFilter(query: Record<string, unknown>): FollowUpFilter {
  const number = (value: unknown) =>
    typeof value === 'string' && /^[1-9]\d{0,8}$/.test(value) ? Number(value) : null;
  const status = query['status'];
  return {
    auditId: number(query['audit']),
    providerId: number(query['provider']),
    status: status === 'due' ? 'due' : (ACTION_STATUSES.find((one) => one === status) ?? null),
  };
}

const SOMETHING_ELSE = 'Something else that the report says';

/** The one view of the follow-up: page, workbook and PDF are made from it. */
export type FollowUpView = ReturnType<typeof presentFollowUp>;

export function presentFollowUp(all: FollowUp, filter: FollowUpFilter, user: User) {
  const { today } = all;
  const fits = (action: FollowedAction) =>
    filter.status === null || (filter.status === 'due' ? action.dueSoon : action.status === filter.status);
  const plans = all.plans
    .filter(({ audit }) => filter.auditId === null || audit.id === filter.auditId)
    .filter(({ provider }) => filter.providerId === null || provider.id === filter.providerId);
  const query = queryOf(filter);

  const audits = unique(all.plans.map(({ audit }) => ({ id: audit.id, name: audit.title })));
  const providers = unique(all.plans.map(({ provider }) => provider));
  const option = (value: string, text: string, chosen: string) => ({
    value,
    text,
    selected: value === chosen,
  });
  const chosen = (value: number | string | null) => (value === null ? '' : String(value));

  return {
    title: 'Follow-up of improvement plans',
    today: dayInWords(today),
    day: today,
    isProvider: user.providerId !== null,
    none: all.plans.length === 0,
    deliveryHref: can(user, 'deliveryPlans.read') ? urls.deliveryPlans() : null,
    filtered: query !== '',
    narrowedTo: [
      audits.find(({ id }) => id === filter.auditId)?.name,
      providers.find(({ id }) => id === filter.providerId)?.name,
      filter.status === 'due'
        ? 'actions due within 30 days'
        : filter.status && `actions ${STATUS_TAGS[filter.status].text.toLowerCase()}`,
    ].filter((text) => typeof text === 'string'),
    action: urls.followUp(),
    xlsxHref: urls.followUpFile('xlsx', query),
    pdfHref: urls.followUpFile('pdf', query),
    audits: [
      option('', 'All audits', chosen(filter.auditId)),
      ...audits.map(({ id, name }) => option(String(id), name, chosen(filter.auditId))),
    ],
    providers: [
      option('', 'All providers', chosen(filter.providerId)),
      ...providers.map(({ id, name }) => option(String(id), name, chosen(filter.providerId))),
    ],
    statuses: [
      option('', 'Any status', chosen(filter.status)),
      ...ACTION_STATUSES.map((status) => option(status, STATUS_TAGS[status].text, chosen(filter.status))),
      option('due', 'Due within 30 days', chosen(filter.status)),
    ],
    figures: figuresOf(plans),
    plans: plans
      .map((plan) => presentPlanLine(plan, plan.actions.filter(fits), today))
      .filter(({ actions: shown }) => filter.status === null || shown.length > 0),
  };
}

/** How many plans and actions there are, and how far they have come. */
function figuresOf(plans: FollowedPlan[]) {
  const actions = plans.flatMap((plan) => plan.actions);
  const count = (...statuses: ActionStatus[]) =>
    actions.filter(({ status }) => statuses.includes(status)).length;
  return {
    plans: plans.length,
    sent: plans.filter(({ state }) => planIsShared(state)).length,
    accepted: plans.filter(({ state }) => state === 'accepted').length,
    actions: actions.length,
    late: count('late'),
    done: count('done', 'confirmed'),
    confirmed: count('confirmed'),
  };
}

function presentPlanLine(plan: FollowedPlan, actions: FollowedAction[], today: string) {
  const { audit, provider, state } = plan;
  return {
    audit: audit.title,
    provider: provider.name,
    id: `${audit.id}-${provider.id}`,
    href: urls.plan(audit.id, provider.id),
    out: timeInWords(plan.reportIssuedAt),
    reportIssuedAt: plan.reportIssuedAt,
    state: plan.isAskedFor || state !== 'draft' ? PLAN_TAGS[state] : NO_PLAN_TAG,
    note:
      plan.actions.length === 0
        ? planIsShared(state)
          ? plan.plan?.nothing
            ? `Nothing to answer: ${plan.plan.nothing}`
            : 'The plan has reasons and no action.'
          : plan.isAskedFor
            ? 'No plan has been sent in yet.'
            : 'The report asks for no plan.'
        : null,
    all: plan.actions.length,
    actions: actions.map((action) => ({
      action: action.action,
      href: urls.planAction(audit.id, provider.id, action.id),
      check: action.checkLabel ?? SOMETHING_ELSE,
      ownerRole: action.ownerRole,
      measure: action.measure,
      due: dueInWords(action.due, today, action.status),
      dueDay: action.due,
      doneDay: action.doneAt?.slice(0, 10) ?? '',
      confirmedDay: action.confirmedAt?.slice(0, 10) ?? '',
      status: STATUS_TAGS[action.status],
    })),
    text: countOf(plan.actions.length, 'action'),
  };
}

function queryOf({ auditId, providerId, status }: FollowUpFilter): string {
  const query = new URLSearchParams();
  if (auditId !== null) query.set('audit', String(auditId));
  if (providerId !== null) query.set('provider', String(providerId));
  if (status !== null) query.set('status', status);
  return query.size === 0 ? '' : `?${query.toString()}`;
}

const unique = <T extends { id: number }>(all: T[]): T[] => [
  ...new Map(all.map((one) => [one.id, one] as const)).values(),
];
