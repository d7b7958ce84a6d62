import { dayInWords } from '../../formats/english.ts';
import type { Definition } from '../store/report.ts';
import type { FeedbackInput } from './input.ts';

/** What the provider does next, and by when. */
export function nextSteps({ issue, days }: FeedbackInput): Definition[] {
  const by = (date: string | undefined, within: number) =>
    date === undefined ? `Within ${within} days of issue` : `By ${dayInWords(date)}`;
  return [
    {
      term: 'Now',
      text: 'Read the report with your team, and tell the panel in the program that you have received it.',
    },
    {
      term: by(issue?.queriesUntil, days.queryDays),
      text: 'Raise a query on any check or finding that does not fit what you know. The panel lead answers each, corrects an answer where that is due, and issues the report anew.',
    },
    {
      term: by(issue?.planDue, days.planDays),
      text: 'Send in your improvement plan: what you will do, who sees to it, by when, and how one will see that it is done.',
    },
    {
      term: 'After that',
      text: 'The audit becomes final once every query is answered. A re-audit asks the same questions again.',
    },
  ];
}
