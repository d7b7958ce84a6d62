import { emptyPlan } from '../../rules/index.ts';
import type { PlanEntry } from '../../rules/index.ts';
import type { TestApp } from './app.ts';

/** A plan with one goal that meets every letter, and whatever else is said. */
export const aPlan = (more: Partial<PlanEntry> = {}): PlanEntry => ({
  ...emptyPlan(),
  date: '2012-01-16',
  reviewDate: '2012-04-16',
  orientation: 'abstinence',
  agreed: true,
  keyWorkerNamed: true,
  needs: [{ domain: 'drug_alcohol', foundBy: ['initial_assessment'], waits: false }],
  goals: [aGoal('Service user to attend two AA meetings a week until 30 March 2012')],
  ...more,
});

export const aGoal = (text: string, more: Partial<PlanEntry['goals'][number]> = {}) => ({
  text,
  domain: 'drug_alcohol' as const,
  targetDate: null,
  support: 'Key worker',
  agreed: true,
  ...more,
});

/** Saves a plan into the reading of a file that this person has. */
export async function savePlan(
  { deps, ids }: TestApp,
  who: keyof TestApp['ids'],
  auditId: number,
  fileId: number,
  entry: PlanEntry,
): Promise<void> {
  const review = await deps.recording.get(auditId, fileId, ids[who]);
  const audit = await deps.audits.get(auditId);
  const { stored } = await deps.plans.ofReading(audit, await deps.audits.groups(auditId), review);
  await deps.plans.save(ids[who], auditId, fileId, {
    readingId: review.id,
    version: stored?.version ?? 0,
    entry,
  });
}
