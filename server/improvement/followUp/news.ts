import { daysBetween, reportsMayBeIssued } from '../../../rules/index.ts';
import type { User } from '../../people/accounts/repository.ts';
import { resultsHref } from '../../audits/presenter.ts';
import type { Audit } from '../../audits/repository.ts';
import { dayInWords, timeInWords } from '../../formats/english.ts';
import { dueInWords } from '../actions/dueDate.ts';
import { can } from '../../access/policy.ts';
import { urls } from '../../web/urls.ts';
import type { FollowedAction, FollowedLine, FollowedPlan, FollowUp } from './service.ts';

/** For how many days something that only has to be known counts as new. */
const NEW_DAYS = 30;
/** So many days before its day something counts as due; as of actions (isDueSoon). */
const DUE_DAYS = 30;
/** A home page shows so many of each; the follow-up has all. */
const SHOWN = 6;

/** One line of a home page: what it is, where it leads, and what belongs to it. */
interface NewsItem {
  text: string;
  href: string;
  note: string;
}

export interface NewsPart {
  title: string;
  items: NewsItem[];
  /** How many there are in all. */
  count: number;
  /** What will appear here. */
  empty: string;
  tone: 'new' | 'due' | 'late';
}

/**
 * What is new, due and late for somebody's home page; null where there is nothing of the kind and their role does not
 * wait for any.
 *
 * @param audits - own: those that the person takes part in; finishable: those that this person can make final
 */
export function presentNews(
  all: FollowUp,
  audits: { own: Audit[]; finishable: Audit[] },
  user: User,
): NewsPart[] | null {
  const isProvider = user.providerId !== null;
  if (!can(user, 'followUp.read')) return null;
  const waits = isProvider || user.roles.includes('commissioner');
  if (all.plans.length + all.lines.length === 0 && !waits) return null;
  const lines = all.plans.flatMap((plan) => plan.actions.map((action) => ({ plan, action })));
  const late = lines.filter(({ action }) => action.status === 'late');
  const due = lines.filter(({ action }) => action.dueSoon);
  const line = ({ plan, action }: { plan: FollowedPlan; action: FollowedAction }): NewsItem => ({
    text: action.action,
    href: urls.planAction(plan.audit.id, plan.provider.id, action.id),
    note: `${isProvider ? action.ownerRole : plan.provider.name}, due ${dueInWords(action.due, all.today, action.status)}`,
  });
  const ofDelivery = (wanted: (line: FollowedLine) => boolean): NewsItem[] =>
    all.lines.filter(wanted).map((one) => ({
      text: one.action,
      href: urls.deliveryLine(one.planId, one.id),
      note: `${one.planTitle}, ${one.heading}, due ${dueInWords(one.due, all.today, one.status)}`,
    }));
  const awaited = awaitedPlans(all, isProvider);
  const part = (tone: NewsPart['tone'], title: string, items: NewsItem[], empty: string): NewsPart => ({
    tone,
    title,
    count: items.length,
    items: items.slice(0, SHOWN),
    empty,
  });
  const parts = [
    part(
      'new',
      'New',
      isProvider ? newForProvider(all) : newForFollowers(all, audits, user),
      isProvider
        ? 'When a report is out, a query is answered, or a plan of yours is accepted or sent back, it will appear here.'
        : 'When an audit is closed, a provider raises a query or sends its plan in, or an action is said to be done, it will appear here.',
    ),
    part(
      'due',
      `Due within ${DUE_DAYS} days`,
      [
        ...awaited.due,
        ...(isProvider ? queryDays(all) : []),
        ...due.map(line),
        ...ofDelivery(({ status }) => status !== 'late'),
      ],
      `Improvement plans and their actions will appear here ${DUE_DAYS} days before they are due.`,
    ),
    part(
      'late',
      'Late',
      [...awaited.late, ...late.map(line), ...ofDelivery(({ status }) => status === 'late')],
      'Plans that are not sent in and actions that are not done by their due date will appear here.',
    ),
  ];
  // Whoever leads audits has other things to do first than to read that there is nothing.
  return waits || parts.some(({ count }) => count > 0) ? parts : null;
}

/** Plans that are not sent in, by how near the day is by which the report asks for them. */
function awaitedPlans({ plans, today }: FollowUp, isProvider: boolean): Record<'due' | 'late', NewsItem[]> {
  const found: Record<'due' | 'late', NewsItem[]> = { due: [], late: [] };
  for (const { state, isAskedFor, report, audit, provider } of plans) {
    if (!isAskedFor && state === 'draft') continue;
    const left = daysBetween(today, report.planDue);
    if ((state !== 'draft' && state !== 'sentBack') || left > DUE_DAYS) continue;
    const isLate = left < 0;
    found[isLate ? 'late' : 'due'].push({
      text: isProvider ? 'Send your improvement plan in' : `Improvement plan of ${provider.name}`,
      href: urls.plan(audit.id, provider.id),
      note: `${audit.title}, due ${dueInWords(report.planDue, today, isLate ? 'late' : 'notStarted')}`,
    });
  }
  return found;
}

/** Until when queries can still be raised on reports that nothing has been asked about. */
function queryDays({ plans, today }: FollowUp): NewsItem[] {
  return plans
    .filter(({ audit, report }) => reportsMayBeIssued(audit.state) && today <= report.queriesUntil)
    .filter(({ queries }) => queries.length === 0)
    .map(({ audit, provider, report }) => ({
      text: 'Last day for queries on your report',
      href: `${urls.report(audit.id, provider.id)}#queries`,
      note: `${audit.title}, ${dueInWords(report.queriesUntil, today, 'notStarted')}`,
    }));
}

function newForProvider({ plans, today }: FollowUp): NewsItem[] {
  return plans.flatMap((one): NewsItem[] => {
    const { audit, provider, state, plan, report, queries } = one;
    const items: NewsItem[] = [];
    if (report.acknowledgedAt === null) {
      items.push({
        text: report.version === 1 ? 'Your report is out' : `Version ${report.version} of your report is out`,
        href: urls.report(audit.id, provider.id),
        note: `${audit.title}, issued on ${timeInWords(report.issuedAt)}. Say that you have received it.`,
      });
    }
    for (const query of queries) {
      if (!isRecent(query.answeredAt, today)) continue;
      items.push({
        text: `Query ${query.id} is answered`,
        href: `${urls.report(audit.id, provider.id)}#queries`,
        note: audit.title,
      });
    }
    const ofPlan = (text: string, note: string) =>
      items.push({ text, note, href: urls.plan(audit.id, provider.id) });
    if (state === 'draft' && one.actions.length === 0 && !one.isAskedFor) {
      ofPlan('Write an improvement plan, if you like', `${audit.title}. The report asks for none.`);
    } else if (state === 'draft' && one.actions.length === 0) {
      ofPlan('Write your improvement plan', `${audit.title}. It is due on ${dayInWords(report.planDue)}.`);
    } else if (state === 'sentBack') {
      ofPlan('Your improvement plan was sent back', `${audit.title}. Change it and send it in again.`);
    } else if (state === 'accepted' && isRecent(plan?.decidedAt, today)) {
      ofPlan('Your improvement plan is accepted', audit.title);
    }
    return items;
  });
}

function newForFollowers(
  { plans, today }: FollowUp,
  { own, finishable }: { own: Audit[]; finishable: Audit[] },
  user: User,
): NewsItem[] {
  const final = finishable.map((audit) => ({
    text: `${audit.title} can be made final`,
    href: urls.audit(audit.id),
    note: 'Every provider has its report, no query is open, and the time for queries is over.',
  }));
  const results = own
    .filter((audit) => user.roles.includes('commissioner') && can(user, 'results.read', { audit }))
    .filter((audit) => isRecent(audit.updatedAt, today))
    .map((audit) => ({
      text: `Results of ${audit.title}`,
      href: resultsHref(audit),
      note: `Closed on ${dayInWords(audit.updatedAt.slice(0, 10))}`,
    }));
  const asked = plans.flatMap(({ audit, provider, queries }) =>
    queries
      .filter(({ answer }) => answer === null)
      .map((query) => ({
        text: `Query ${query.id} of ${provider.name}`,
        href: urls.query(audit.id, provider.id, query.id),
        note: `${audit.title}. Answer it: while it is open the audit cannot become final.`,
      })),
  );
  const sent = plans
    .filter(({ state }) => state === 'sent')
    .map((one) => ({
      text: `${one.provider.name} has sent its plan in`,
      href: urls.plan(one.audit.id, one.provider.id),
      note: `${one.audit.title}. Accept it or send it back.`,
    }));
  const done = plans.flatMap((one) =>
    one.actions
      .filter(({ status }) => status === 'done')
      .map((action) => ({
        text: action.action,
        href: urls.planAction(one.audit.id, one.provider.id, action.id),
        note: `${one.provider.name} says that it is done. Confirm it.`,
      })),
  );
  return [...asked, ...sent, ...done, ...final, ...results];
}

const isRecent = (at: string | null | undefined, today: string): boolean =>
  typeof at === 'string' && daysBetween(at.slice(0, 10), today) <= NEW_DAYS;
