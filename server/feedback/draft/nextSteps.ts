import { checksOf, hasStandards } from '../../../rules/index.ts';
import { countOf, weekdayInWords } from '../../formats/english.ts';
import type { DatedStep } from '../store/report.ts';
import type { FeedbackInput } from './input.ts';

const PLAN = 'Send in your improvement plan: what, who, by when, and how one will see that it is done';

/** Who says by when a thing is changed. */
const OWN_DATES = 'You set the dates of the changes in it.';

/** Checks that are named in one line; of more there is the number. */
const NAMED = 3;

/** What the provider does next, and by when. */
export function nextSteps(input: FeedbackInput): DatedStep[] {
  const { issue, days, links } = input;
  const by = (date: string | undefined, within: number) =>
    date === undefined ? `Within ${within} days of issue` : `By ${weekdayInWords(date)}`;
  return [
    {
      term: 'Now',
      text: 'Read this page with your team, and say in the program that you have the report.',
      href: links.report,
      action: 'Open the report in the program',
    },
    {
      term: by(issue?.queriesUntil, days.queryDays),
      text: 'Query what does not fit: the panel lead answers it, and corrects what is wrong.',
      href: `${links.report}#queries`,
      action: 'Raise a query',
    },
    {
      term: by(issue?.planDue, days.planDays),
      text: planText(input),
      href: links.plan,
      action: 'Open the improvement plan',
    },
  ];
}

/** Whether a plan is to be sent in, by what is known when the report is issued. */
function planText({ tool, marked }: FeedbackInput): string {
  const labels = checksOf(tool).flatMap(({ id, label }) => (marked.includes(id) ? [`“${label}”`] : []));
  const more = labels.length - NAMED;
  const named = `${labels.slice(0, NAMED).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  if (hasStandards(tool))
    return labels.length === 0
      ? `${PLAN}. ${OWN_DATES} Where nothing has to be answered, one line that says so is enough.`
      : `${PLAN}. To answer besides missed standards: ${named}. ${OWN_DATES}`;
  if (labels.length > 0)
    return `${PLAN}. To answer: ${countOf(labels.length, 'check')}, ${named}. ${OWN_DATES}`;
  return 'No plan is asked for so far: the panel has marked no check for you. If it marks one, the program tells you. Dates of changes are yours to set.';
}
