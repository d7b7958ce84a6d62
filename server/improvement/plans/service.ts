import type { AccountRepository } from '../../people/accounts/repository.ts';
import type { ActivityRepository } from '../../people/activity/repository.ts';
import type { MailService } from '../../people/mail/service.ts';
import type { Database } from '../../platform/db/database.ts';
import { createPlanOverviews } from './overviews.ts';
import { planActivity } from './planActivity.ts';
import { createPlanProgress } from './progress.ts';
import type { ReportSource } from './report.ts';
import type { ImprovementRepository } from './repository.ts';
import { createPlanSteps } from './steps.ts';
import type { TextGuard } from './textGuard.ts';
import { createPlanWriting } from './writing.ts';

export type ImprovementService = ReturnType<typeof createImprovementService>;

/** Improvement plans: written and reported on by the provider, accepted and confirmed by lead or commissioner. */
export function createImprovementService(parts: {
  database: Database;
  reports: ReportSource;
  plans: ImprovementRepository;
  accounts: AccountRepository;
  mail: Pick<MailService, 'notify'>;
  textGuard: TextGuard;
  activity: ActivityRepository;
  now: () => Date;
}) {
  const { activity, now } = parts;
  const overviews = createPlanOverviews(parts);
  const shared = { ...parts, overviews, logActivity: planActivity(activity), at: () => now().toISOString() };
  return {
    ...overviews,
    ...createPlanWriting(shared),
    ...createPlanSteps(shared),
    ...createPlanProgress(shared),
  };
}
