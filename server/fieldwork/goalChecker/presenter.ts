import { LETTERS } from '../../../rules/index.ts';
import type { GoalFindings, PlanToCheck } from '../../../rules/index.ts';
import { countOf } from '../../formats/english.ts';
import { LETTER_NAMES, presentLetters, VERDICT_NAMES } from './smartCriteria.ts';

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
      lead: `${countOf(goals.length, 'goal')} read. A letter that cannot be told is never counted as met.`,
      totals: LETTERS.map((letter) => ({
        ...LETTER_NAMES[letter],
        counts: Object.entries(VERDICT_NAMES).map(([verdict, { text, kind }]) => ({
          text,
          kind,
          count: `${goals.filter((findings) => findings[letter].verdict === verdict).length} of ${goals.length}`,
        })),
      })),
      goals: goals.map((findings, i) => ({
        number: i + 1,
        text: plan.goals[i]?.text ?? '',
        letters: presentLetters(findings),
      })),
    },
  };
}
