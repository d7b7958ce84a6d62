import { daysBetween } from '../../rules/index.ts';
import type { User } from '../accounts/repository.ts';
import type { Audit } from '../audits/repository.ts';
import { dayInWords, timeInWords } from '../formats/words.ts';
import { dueInWords } from '../improvement/presenter.ts';
import { can } from '../policy.ts';
import { urls } from '../urls.ts';
import type { FollowedAction, FollowedPlan, FollowUp } from './service.ts';

/** For how many days something that only has to be known counts as new. */
const NEW_DAYS = 30;
/** A home page shows so many of each; the follow-up has all. */
const SHOWN = 6;

/** One line of a home page: what it is, where it leads, and what belongs to it. */
export interface NewsItem {
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
 * @param audits - those that the person takes part in
 */
export function presentNews(all: FollowUp, audits: Audit[], user: User): NewsPart[] | null {
  const isProvider = user.providerId !== null;
  if (!can(user, 'followUp.read')) return null;
  if (all.plans.length === 0 && !isProvider && !user.roles.includes('commissioner')) return null;
  const lines = all.plans.flatMap((plan) => plan.actions.map((action) => ({ plan, action })));
  const late = lines.filter(({ action }) => action.status === 'late');
  const due = lines.filter(({ action }) => action.dueSoon);
  const line = ({ plan, action }: { plan: FollowedPlan; action: FollowedAction }): NewsItem => ({
    text: action.action,
    href: urls.planAction(plan.audit.id, plan.provider.id, action.id),
    note: `${isProvider ? action.ownerRole : plan.provider.name}, due ${dueInWords(action.due, all.today, action.status)}`,
  });
  const part = (tone: NewsPart['tone'], title: string, items: NewsItem[], empty: string): NewsPart => ({
    tone,
    title,
    count: items.length,
    items: items.slice(0, SHOWN),
    empty,
  });
  return [
    part(
      'new',
      'New',
      isProvider ? newForProvider(all) : newForFollowers(all, audits, user),
      isProvider
        ? 'When a report is out, or a plan of yours is accepted or sent back, it will appear here.'
        : 'When an audit is closed, a plan is sent in, or an action is said to be done, it will appear here.',
    ),
    part(
      'due',
      'Due within 30 days',
      due.map(line),
      'Actions of improvement plans will appear here 30 days before they are due.',
    ),
    part('late', 'Late', late.map(line), 'Actions that are not done by their due date will appear here.'),
  ];
}

function newForProvider({ plans, today }: FollowUp): NewsItem[] {
  return plans.flatMap((one): NewsItem[] => {
    const { audit, state, plan } = one;
    const item = (text: string, note: string) => [{ text, note, href: urls.plan(audit.id, one.provider.id) }];
    if (state === 'draft') {
      return item(
        one.actions.length === 0 ? 'Write your improvement plan' : 'Send your improvement plan in',
        `${audit.title}. Your report is out since ${timeInWords(one.outAt)}.`,
      );
    }
    if (state === 'sentBack') {
      return item('Your improvement plan was sent back', `${audit.title}. Change it and send it in again.`);
    }
    if (state === 'accepted' && isRecent(plan?.decidedAt, today)) {
      return item('Your improvement plan is accepted', audit.title);
    }
    return [];
  });
}

function newForFollowers({ plans, today }: FollowUp, audits: Audit[], user: User): NewsItem[] {
  const results = audits
    .filter((audit) => user.roles.includes('commissioner') && can(user, 'results.read', { audit }))
    .filter((audit) => isRecent(audit.updatedAt, today))
    .map((audit) => ({
      text: `Results of ${audit.title}`,
      href: urls.results(audit.id),
      note: `Closed on ${dayInWords(audit.updatedAt.slice(0, 10))}`,
    }));
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
  return [...sent, ...done, ...results];
}

const isRecent = (at: string | null | undefined, today: string): boolean =>
  typeof at === 'string' && daysBetween(at.slice(0, 10), today) <= NEW_DAYS;
