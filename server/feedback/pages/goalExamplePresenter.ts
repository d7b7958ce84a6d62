import type { User } from '../../people/accounts/repository.ts';
import { presentHeader } from '../../audits/presenter.ts';
import type { Audit } from '../../audits/repository.ts';
import { presentLetters } from '../../fieldwork/goalChecker/smartCriteria.ts';
import type { FieldError } from '../../platform/errors.ts';
import { textOf } from '../../web/form.ts';
import type { FormBody } from '../../web/form.ts';
import { urls } from '../../web/urls.ts';
import { MOST_EXAMPLES } from '../draft/goalExamples.ts';
import type { GoalToChoose } from '../draft/goalExamples.ts';

/** More cards than this make a page that nobody reads; those that fail most letters stand first. */
const GOALS_SHOWN = 100;

/** The page of goals to choose from. */
export function presentExamples(parts: {
  audit: Audit;
  provider: { id: number; name: string };
  goals: GoalToChoose[];
  user: User;
  /** What was typed, when the form is shown again because of errors. */
  typed: FormBody | null;
  errors: FieldError[];
}) {
  const { audit, provider, goals, user, typed, errors } = parts;
  // As they were on the page that was sent: each with the number that its errors carry.
  const rowOf = new Map(
    Object.keys(typed ?? {}).flatMap((name) => {
      const row = /^goal\.(\d{1,4})$/.exec(name)?.[1];
      return row === undefined || !typed
        ? []
        : [[`${textOf(typed, `review.${row}`)} ${textOf(typed, name)}`, Number(row)] as const];
    }),
  );
  let free = Math.max(-1, ...rowOf.values());
  const chosenFirst = goals.toSorted((a, b) => Number(b.example !== null) - Number(a.example !== null));
  return {
    header: presentHeader(audit, user),
    provider: provider.name,
    action: urls.feedbackGoals(audit.id, provider.id),
    feedbackHref: urls.feedback(audit.id),
    most: MOST_EXAMPLES,
    hidden: Math.max(0, goals.length - GOALS_SHOWN),
    goals: chosenFirst.slice(0, GOALS_SHOWN).map((goal) => {
      const row = rowOf.get(`${goal.readingId} ${goal.goal}`) ?? (free += 1);
      const errorOf = (name: string) => errors.find(({ field }) => field === `${name}.${row}`)?.text ?? null;
      const sent = rowOf.has(`${goal.readingId} ${goal.goal}`) ? typed : null;
      return {
        row,
        readingId: String(goal.readingId),
        goal: goal.goal,
        reference: goal.reference,
        planHref: urls.filePlan(audit.id, goal.fileId),
        letters: presentLetters(goal.findings),
        checked: sent ? `show.${row}` in sent : goal.example !== null,
        shown: sent ? textOf(sent, `shown.${row}`) : (goal.example?.shown ?? goal.goal),
        better: sent ? textOf(sent, `better.${row}`) : (goal.example?.better ?? ''),
        errors: { show: errorOf('show'), shown: errorOf('shown'), better: errorOf('better') },
      };
    }),
  };
}
