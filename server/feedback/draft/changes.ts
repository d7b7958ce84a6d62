import type { CheckTally, SubjectWords } from '../../../rules/index.ts';
import type { FeedbackReport } from '../store/report.ts';
import { figure } from './figureText.ts';
import type { Issue } from './input.ts';

/** What a version says of the one before it. */
export function presentChanges(issue: Issue | null, { files }: SubjectWords): FeedbackReport['changes'] {
  if (!issue?.changes) return null;
  const { since, queries, corrections, changed } = issue.changes;
  const text = (figures: CheckTally | null) =>
    figures === null
      ? 'withheld'
      : [figure(figures).count, figure(figures).percent].filter(Boolean).join(', ');
  const items = [
    ...changed.figures.map(
      ({ label, whose, before, after }) =>
        `“${label}”, ${whose === 'own' ? 'your' : 'other'} ${files}: ${text(after)}; before ${text(before)}.`,
    ),
    ...(changed.besides ?? []).map(
      (label) => `“${label}”, your ${files}: other answers or scores than before, as the tables show.`,
    ),
    ...changed.findings.map(({ change, before, after }) =>
      change === 'added'
        ? `A finding is new: “${after ?? ''}”`
        : change === 'removed'
          ? `A finding is no longer made: “${before ?? ''}”`
          : `A finding is put otherwise: “${after ?? ''}” Before: “${before ?? ''}”`,
    ),
  ];
  return {
    heading: `What has changed since version ${since}`,
    paragraphs: [
      `This version takes the place of version ${since}. ${queries === 1 ? '1 query was' : `${queries} queries were`} answered since, and ${corrections === 1 ? '1 answer was' : `${corrections} answers were`} corrected under ${queries === 1 ? 'it' : 'them'}.`,
      ...(items.length === 0 ? ['No figure and no finding differs.'] : []),
    ],
    items,
  };
}
