import { LETTERS, personalDataProblem, PLAN_LIMITS } from '../../../rules/index.ts';
import type { GoalFindings } from '../../../rules/index.ts';
import type { ActivityRepository } from '../../people/activity/repository.ts';
import type { Audit, AuditRepository } from '../../audits/repository.ts';
import type { Database } from '../../platform/db/database.ts';
import { InputError, NotFoundError } from '../../platform/errors.ts';
import type { FieldError } from '../../platform/errors.ts';
import type { GoalExample, RecoveryPlanRepository } from '../../fieldwork/recoveryPlans/repository.ts';
import type { CountingPlan, RecoveryPlanService } from '../../fieldwork/recoveryPlans/service.ts';

/** More would no longer be examples. */
export const MOST_EXAMPLES = 3;

/** A goal of a provider's files that can be chosen as an example. */
export interface GoalToChoose {
  readingId: number;
  fileId: number;
  reference: string;
  goal: string;
  findings: GoalFindings;
  /** How it is shown to the provider; null where it is not. */
  example: GoalExample | null;
}

export type GoalExampleService = ReturnType<typeof createGoalExampleService>;

/** Goals that the lead shows to a provider. None is shown unless it was chosen, word for word as chosen. */
export function createGoalExampleService(parts: {
  database: Database;
  audits: AuditRepository;
  plans: RecoveryPlanService;
  repository: RecoveryPlanRepository;
  activity: ActivityRepository;
}) {
  const { database, audits, plans, repository, activity } = parts;

  const failed = ({ findings }: GoalToChoose) =>
    LETTERS.filter((letter) => findings[letter].verdict === 'not met').length;

  /** The goals of the files of a provider's groups, those that fail most letters first. */
  async function goals(audit: Audit, providerId: number): Promise<GoalToChoose[]> {
    const groups = (await audits.groups(audit.id)).filter((group) =>
      group.providers.some(({ id }) => id === providerId),
    );
    const { plans: found } = await plans.ofAudit(audit, groups);
    return goalsIn(found, await repository.examples(audit.id, providerId));
  }

  /** Each goal of some plans once a plan, with the example that it is. */
  function goalsIn(found: readonly CountingPlan[], examples: readonly GoalExample[]): GoalToChoose[] {
    return found
      .flatMap(({ readingId, fileId, reference, entry, derived }) =>
        entry.goals.flatMap(({ text }, i): GoalToChoose[] => {
          const findings = derived.plan.goals[i];
          if (!findings || entry.goals.findIndex((goal) => goal.text === text) < i) return [];
          const example = examples.find((one) => one.readingId === readingId && one.goal === text) ?? null;
          return [{ readingId, fileId, reference, goal: text, findings, example }];
        }),
      )
      .toSorted((a, b) => failed(b) - failed(a));
  }

  return {
    goals: (audit: Audit, providerId: number): Promise<GoalToChoose[]> =>
      database.read(() => goals(audit, providerId)),

    /**
     * What the provider reads: examples whose goal stands in a plan as it did when it was chosen.
     *
     * @param found - the plans of the provider's groups, from the same state of the database
     */
    async shown(
      audit: Audit,
      providerId: number,
      found: readonly CountingPlan[],
    ): Promise<{ shown: string; better: string }[]> {
      const examples = await repository.examples(audit.id, providerId);
      const chosen = goalsIn(found, examples).flatMap(({ example }) => example ?? []);
      // In the order of their words: the order of the files would say whose each is.
      return chosen
        .map(({ shown, better }) => ({ shown, better }))
        .toSorted((a, b) => a.shown.localeCompare(b.shown, 'en-GB'));
    },

    /**
     * Puts these examples in the place of all that were chosen before; with none, none is shown.
     *
     * @param chosen - each with the number of its row on the page, to name the spot of an error
     * @throws InputError where a wording is missing or points at somebody, or there are too many
     */
    async choose(
      actorId: number,
      auditId: number,
      providerId: number,
      chosen: readonly (GoalExample & { row: number })[],
    ): Promise<void> {
      await database.write(async () => {
        const audit = await audits.lock(auditId);
        if (!audit) throw new NotFoundError();
        const known = await goals(audit, providerId);
        const errors: FieldError[] = [];
        if (chosen.length > MOST_EXAMPLES) {
          errors.push({
            field: `show.${chosen[MOST_EXAMPLES]?.row ?? 0}`,
            text: `Choose at most ${MOST_EXAMPLES} examples: ${chosen.length} are ticked.`,
          });
        }
        for (const { row, readingId, goal, shown, better } of chosen) {
          if (!known.some((one) => one.readingId === readingId && one.goal === goal)) {
            const text = 'This goal has been changed since. Look at the page again and choose anew.';
            errors.push({ field: `show.${row}`, text });
            continue;
          }
          const wordings = [
            ['shown', shown, 'The goal as the provider reads it'],
            ['better', better, 'The better wording'],
          ] as const;
          for (const [name, wording, label] of wordings) {
            const problem =
              wording === ''
                ? 'is missing. Write it, or take the tick away.'
                : wording.length > PLAN_LIMITS.goalText
                  ? `must be at most ${PLAN_LIMITS.goalText} characters long.`
                  : personalDataProblem(wording, audit.fieldworkEnd);
            if (problem !== null) errors.push({ field: `${name}.${row}`, text: `${label} ${problem}` });
          }
        }
        if (errors.length > 0) throw new InputError(errors);
        await repository.setExamples(
          auditId,
          providerId,
          chosen.map(({ readingId, goal, shown, better }) => ({ readingId, goal, shown, better })),
        );
        await activity.add({
          userId: actorId,
          action: 'feedback.goalsChosen',
          auditId,
          subject: `provider ${providerId}`,
          detail: { examples: chosen.length },
        });
      });
    },
  };
}
