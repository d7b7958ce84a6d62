import { itemById, subjectWords } from '../../../rules/index.ts';
import type { FindingKind } from '../store/findings.ts';
import type { FeedbackReport } from '../store/report.ts';
import type { FeedbackInput } from './input.ts';

const KIND_HEADINGS: Record<FindingKind, string> = {
  strength: 'Strengths',
  shortcoming: 'Shortcomings',
  suggestion: 'Suggestions',
};

/** What the panel has found, kind by kind. */
export function presentFindings(
  { tool, findings }: FeedbackInput,
  heading: string,
): FeedbackReport['findings'] {
  const kinds = (Object.keys(KIND_HEADINGS) as FindingKind[])
    .map((kind) => ({
      heading: KIND_HEADINGS[kind],
      items: findings
        .filter((finding) => finding.kind === kind)
        .map(({ id, itemId, text }) => ({
          id,
          about: itemId === null ? null : (itemById(tool, itemId)?.label ?? null),
          text,
        })),
    }))
    .filter((kind) => kind.items.length > 0);
  return {
    heading,
    paragraphs: [
      kinds.length > 0
        ? `This is what the panel took from the ${subjectWords(tool.subject).files}${findings.some(({ takenFrom }) => takenFrom !== null) ? ', the figures and the auditors’ comments' : ' and the figures'}.`
        : 'The panel has written no findings.',
    ],
    kinds,
  };
}
