import { hasStandards } from '../../../rules/index.ts';
import { weekdayInWords } from '../../formats/english.ts';
import type { DatedStep } from '../store/report.ts';
import type { FeedbackInput } from './input.ts';

const PLAN = 'Send in your improvement plan: what, who, by when, and how one will see that it is done';

/** What the provider does next, and by when. */
export function nextSteps({ issue, days, tool, links }: FeedbackInput): DatedStep[] {
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
      text: 'Raise a query on anything that does not fit what you know. The panel lead answers it, and corrects what is wrong.',
      href: `${links.report}#queries`,
      action: 'Raise a query',
    },
    {
      term: by(issue?.planDue, days.planDays),
      text: hasStandards(tool)
        ? `${PLAN}. Where nothing has to be answered, one line that says so is enough.`
        : 'If the panel lead has marked checks for you to answer, send in your improvement plan: what, who, by when. Otherwise none is needed.',
      href: links.plan,
      action: 'Open the improvement plan',
    },
  ];
}
