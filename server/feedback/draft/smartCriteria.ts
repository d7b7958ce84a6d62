import { NEED_DOMAIN_LABELS, VERDICTS } from '../../../rules/index.ts';
import type { PlanFigures } from '../../../rules/index.ts';
import { presentLetterRows, VERDICT_NAMES } from '../../fieldwork/goalChecker/smartCriteria.ts';
import { countOf } from '../../formats/english.ts';
import type { AddedSection } from '../store/report.ts';
import type { GoalData } from '../store/reportData.ts';

/** What the goals of a provider's plans come to, and the examples that the lead has chosen. */
export interface FeedbackPlans {
  figures: Pick<PlanFigures, 'letters' | 'needs'>;
  examples: readonly { shown: string; better: string }[];
  /** How many files have a plan by the auditors’ answers; not there where the tool does not ask it. */
  withPlan?: number;
}

/** The section on the goals of the provider's own plans, unsuppressed; null where no plan was entered. */
export function lettersSection(of: FeedbackPlans): AddedSection | null {
  const { examples, withPlan = 0 } = of;
  const { letters, needs } = of.figures;
  if (letters.plans === 0) return null;
  const left = needs.filter(({ withoutGoal }) => withoutGoal > 0);
  const section: AddedSection = {
    heading: 'The goals of your recovery plans',
    paragraphs: [
      `The auditors entered the plans of ${countOf(letters.plans, 'file')} of yours, with ${countOf(letters.goals, 'goal')}.${leftText(withPlan - letters.plans, withPlan)} Fixed rules read each goal letter by letter: is it specific, measurable, achievable, realistic and time-bound? They advise; people may rightly see a goal otherwise, and the figures above are the auditors’ own answers. Those are of files, and what follows is of goals: a file without a plan has none here.`,
      'Achievable and realistic cannot be told from the words of a goal, but from whether the service user agreed it, which support is named and which need it answers. Where a plan does not say, the letter cannot be told; that is never counted as met.',
    ],
    tables: [],
    data: goalDataOf(of),
  };
  if (letters.goals > 0) {
    section.tables.push({
      caption: `Goals by letter: of ${countOf(letters.goals, 'goal')} in ${countOf(letters.plans, 'plan')}`,
      columns: [
        'Letter',
        ...VERDICTS.map((verdict) => `Goals: ${VERDICT_NAMES[verdict].text.toLowerCase()}`),
      ],
      rows: presentLetterRows(letters).map(({ sign, name, counts }) => [`${sign}: ${name}`, ...counts]),
    });
  }
  if (left.length > 0) {
    section.tables.push({
      caption: 'Needs found at assessment that no goal answers',
      columns: ['Need', 'Plans without a goal for it, of those with this need'],
      rows: left.map(({ domain, found, withoutGoal }) => [
        NEED_DOMAIN_LABELS[domain],
        `${withoutGoal} of ${found}`,
      ]),
    });
  } else if (needs.length > 0) {
    section.paragraphs.push('Every need found at assessment has a goal, or the plan says why it waits.');
  }
  if (examples.length > 0) {
    section.tables.push({
      caption: 'Goals as they stand, and how they could read',
      columns: ['A goal from a plan', 'A better wording'],
      rows: examples.map(({ shown, better }) => [shown, better]),
    });
  }
  return section;
}

/** Why the plans that were entered are fewer than those that there are. */
const leftText = (left: number, withPlan: number): string =>
  left <= 0
    ? ''
    : ` By their answers ${countOf(withPlan, 'file')} ${withPlan === 1 ? 'has' : 'have'} a plan: of ${left} of them it was not entered, and is not counted here.`;

function goalDataOf({ figures: { letters, needs }, examples }: FeedbackPlans): GoalData {
  return {
    about: 'goals',
    plans: letters.plans,
    goals: letters.goals,
    letters: letters.letters.map((counts) => ({
      letter: counts.letter,
      goals: [counts.met, counts['not met'], counts['cannot tell']],
    })),
    needs:
      needs.length === 0
        ? null
        : needs
            .filter(({ withoutGoal }) => withoutGoal > 0)
            .map(({ domain, withoutGoal, found }) => ({ domain, withoutGoal, found })),
    examples: examples.map(({ shown, better }) => ({ shown, better })),
  };
}
