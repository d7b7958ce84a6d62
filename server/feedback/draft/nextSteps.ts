import { checksOf, hasStandards } from '../../../rules/index.ts';
import { countOf, cutShort, weekdayInWords } from '../../formats/english.ts';
import type { DatedStep } from '../store/report.ts';
import type { FeedbackInput } from './input.ts';
import { LONGEST_NAME } from './points.ts';

const PLAN = 'Send in your improvement plan: what, who, by when, and how one will see that it is done';

/** Who says by when a thing is changed. */
const datesText = (isSet: boolean) =>
  isSet ? 'You set the dates of all other changes in it.' : 'You set the dates of the changes in it.';

/** Checks that are named in one line; of more there is the number, and where they stand. */
const NAMED = 3;

/**
 * What the provider does next, and by when.
 *
 * @param hasFirst - whether anything is named that has to change first, for which the panel may have set a day
 */
export function nextSteps(input: FeedbackInput, hasFirst: boolean): DatedStep[] {
  const { issue, days, links } = input;
  const isSet = hasFirst && (issue ? issue.changesDue : days.changeDays) !== null;
  // Where the report will be there is nothing yet while it is a draft.
  const report = (place = '') => (issue ? `${links.report}${place}` : '');
  const by = (date: string | undefined, within: number) =>
    date === undefined ? `Within ${within} days of issue` : `By ${weekdayInWords(date)}`;
  /** A step with the day, or the days from the issue, by which it stands among the others. */
  const dated = (date: string | undefined, within: number, step: Omit<DatedStep, 'term'>) => ({
    at: date === undefined ? within : Date.parse(date),
    step: { term: by(date, within), ...step },
  });
  const steps = [
    dated(issue?.queriesUntil, days.queryDays, {
      text: 'Query what does not fit: the panel lead answers it, and corrects what is wrong.',
      href: report('#queries'),
      action: 'Raise a query',
    }),
    ...(isPlanAsked(input)
      ? [
          dated(issue?.planDue, days.planDays, {
            text: planText(input, isSet),
            href: links.plan,
            action: 'Open the improvement plan',
          }),
        ]
      : []),
    ...(isSet
      ? [
          dated(issue?.changesDue ?? undefined, days.changeDays ?? 0, {
            text: `Have made what stands under “To change first”, or ${isPlanAsked(input) ? 'say in the plan' : 'tell the panel lead'} why not and by when.`,
            href: '',
            action: '',
          }),
        ]
      : []),
  ];
  return [
    {
      term: 'Now',
      text: 'Read this page with your team, and say in the program that you have the report.',
      href: report(),
      action: 'Open the report in the program',
    },
    // A panel may ask for changes before it asks for the plan.
    ...steps.toSorted((a, b) => a.at - b.at).map(({ step }) => step),
    // Nobody else has set a day for it, and without one it is forgotten.
    ...(hasFirst && !isSet && !isPlanAsked(input)
      ? [{ term: 'By days that you set', text: UNSET, href: '', action: '' }]
      : []),
  ];
}

const isPlanAsked = ({ tool, marked }: FeedbackInput): boolean =>
  hasStandards(tool) || checksOf(tool).some(({ id }) => marked.includes(id));

const UNASKED = 'No plan is asked for so far';

/** What is done where the panel has set no day and asks for no plan. */
const UNSET = `Change what stands first above. ${UNASKED}, and the panel has set no day.`;

/** That no plan is asked for, which whoever has sent one in before would look for; null where a step says it or one is. */
export const noPlanText = (input: FeedbackInput, steps: readonly DatedStep[]): string | null =>
  isPlanAsked(input) || steps.some(({ text }) => text === UNSET)
    ? null
    : `${UNASKED}: the panel has marked no check for you. If it marks one, the program tells you.`;

/** What the plan that is to be sent in has to answer, by what is known when the report is issued. */
function planText({ tool, marked }: FeedbackInput, isSet: boolean): string {
  const labels = checksOf(tool).flatMap(({ id, label }) =>
    marked.includes(id) ? [`“${cutShort(label, LONGEST_NAME)}”`] : [],
  );
  const named = labels.length > NAMED ? 'they stand in the plan' : labels.join(', ');
  if (!hasStandards(tool))
    return `${PLAN}. To answer: ${countOf(labels.length, 'check')}, ${named}. ${datesText(isSet)}`;
  return labels.length === 0
    ? `${PLAN}. ${datesText(isSet)} Where nothing has to be answered, one line that says so is enough.`
    : `${PLAN}. To answer besides missed standards: ${labels.length > NAMED ? `${countOf(labels.length, 'check')}, ` : ''}${named}. ${datesText(isSet)}`;
}
