import { LETTERS } from '../../rules/index.ts';
import type { GoalFindings, Letter, PlanToCheck, Verdict } from '../../rules/index.ts';

const LETTER_NAMES: Record<Letter, { sign: string; name: string }> = {
  specific: { sign: 'S', name: 'Specific' },
  measurable: { sign: 'M', name: 'Measurable' },
  achievable: { sign: 'A', name: 'Achievable' },
  realistic: { sign: 'R', name: 'Realistic' },
  timeBound: { sign: 'T', name: 'Time-bound' },
};

const VERDICT_NAMES: Record<Verdict, { text: string; kind: string }> = {
  met: { text: 'Met', kind: 'met' },
  'not met': { text: 'Not met', kind: 'not-met' },
  'cannot tell': { text: 'Cannot tell', kind: 'cannot-tell' },
};

/** What was typed, as it is shown again. */
export interface CheckPlanValues {
  goals: string;
  planDate: string;
  reviewDate: string;
}

/** The page without findings. */
export function presentCheckPlanForm(values: CheckPlanValues) {
  return { values, findings: null };
}

/** The page with what was found, goal by goal. */
export function presentFindings(values: CheckPlanValues, plan: PlanToCheck, goals: readonly GoalFindings[]) {
  return {
    values,
    findings: {
      dates: [
        values.planDate.trim() === '' ? null : `Plan of ${values.planDate.trim()}`,
        values.reviewDate.trim() === '' ? null : `next review ${values.reviewDate.trim()}`,
      ]
        .filter((text) => text !== null)
        .join(', '),
      totals: LETTERS.map((letter) => ({
        ...LETTER_NAMES[letter],
        counts: Object.entries(VERDICT_NAMES).map(([verdict, { text, kind }]) => ({
          text,
          kind,
          count: goals.filter((findings) => findings[letter].verdict === verdict).length,
        })),
      })),
      goals: goals.map((findings, i) => ({
        number: i + 1,
        text: plan.goals[i]?.text ?? '',
        letters: LETTERS.map((letter) => {
          const { verdict, words, suggestion } = findings[letter];
          return {
            ...LETTER_NAMES[letter],
            verdict: VERDICT_NAMES[verdict],
            words: words.join(' '),
            suggestion,
          };
        }),
      })),
    },
  };
}
