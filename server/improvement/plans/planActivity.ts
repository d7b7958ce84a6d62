import type { ActivityAction, ActivityRepository } from '../../people/activity/repository.ts';

export type PlanActivity = ReturnType<typeof planActivity>;

/** Writes down who did what to a plan; within the transaction of what was done. */
export const planActivity =
  (activity: ActivityRepository) =>
  (
    actorId: number,
    action: ActivityAction,
    auditId: number,
    subject: string,
    detail: Record<string, number | string> = {},
  ): Promise<void> =>
    activity.add({ userId: actorId, action, auditId, subject, detail });
