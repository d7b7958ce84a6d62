import { isDueSoon } from '../../../rules/index.ts';
import type { FollowedAction, FollowedPlan, FollowUp } from '../followUp/service.ts';
import { countOf } from '../../formats/english.ts';
import { dueInWords } from '../actions/dueDate.ts';
import { urls } from '../../web/urls.ts';

/** Actions that fall due within so many days are in the digest; it comes every seven. */
export const DIGEST_DAYS = 14;
/** A mail names so many actions of a kind; the page has all. */
const NAMED = 10;

/**
 * What is late and due, as a mail; null when nothing is. Mail can be read on the way, so it names checks and days, and
 * nothing that a provider wrote.
 */
export function digestOf(
  all: FollowUp,
  person: { name: string; isProvider: boolean },
  publicUrl: string,
): { subject: string; text: string } | null {
  const actions = all.plans.flatMap((plan) =>
    plan.actions.map((action) => ({ action, text: textOfAction(plan, action, person.isProvider) })),
  );
  const lines = all.lines.map((line) => ({
    action: line,
    text: `A line under “${line.heading}” (${line.planTitle})`,
  }));
  const both = [...actions, ...lines];
  const late = both.filter(({ action }) => action.status === 'late');
  const due = both.filter(({ action }) => isDueSoon(action, all.today, DIGEST_DAYS));
  if (late.length + due.length === 0) return null;
  const part = (title: string, found: typeof both) =>
    found.length === 0
      ? []
      : [
          `${title}: ${countOf(found.length, 'action')}`,
          ...found
            .slice(0, NAMED)
            .map(({ text, action }) => `- ${text}, due ${dueInWords(action.due, all.today, action.status)}`),
          ...(found.length > NAMED ? [`- and ${found.length - NAMED} more`] : []),
          '',
        ];
  const ofLines = [...late, ...due].some(({ action }) => 'planTitle' in action);
  return {
    subject: `${ofLines ? 'Improvement and delivery plans' : 'Improvement plans'}: ${late.length} late, ${due.length} due within ${DIGEST_DAYS} days`,
    text: [
      `Dear ${person.name},`,
      '',
      ...part('Late', late),
      ...part(`Due within ${DIGEST_DAYS} days`, due),
      `See them all: ${publicUrl}${urls.followUp()}`,
      ...(ofLines ? [`Lines of delivery plans: ${publicUrl}${urls.deliveryPlans()}`] : []),
      '',
      `This comes once a week while something is late or due. You can switch it off: ${publicUrl}${urls.account()}`,
      '',
    ].join('\n'),
  };
}

const textOfAction = (plan: FollowedPlan, action: FollowedAction, isProvider: boolean): string =>
  `${action.checkLabel ?? 'Something else that the report says'} (${[
    ...(isProvider ? [] : [plan.provider.name]),
    plan.audit.title,
  ].join(', ')})`;
