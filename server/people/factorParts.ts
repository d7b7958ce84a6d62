import type { Database } from '../platform/db/database.ts';
import type { AccountRepository } from './accounts/repository.ts';
import type { AccountService } from './accounts/service.ts';
import type { createRefusals } from './activity/refusals.ts';
import type { ActivityRepository } from './activity/repository.ts';
import type { MailService } from './mail/service.ts';

/** What every service needs that lets people sign in in another way than by password. */
export interface FactorParts {
  database: Database;
  accounts: AccountService;
  accountRepository: AccountRepository;
  activity: ActivityRepository;
  refusals: ReturnType<typeof createRefusals>;
  mail: MailService;
  publicUrl: string;
  now: () => Date;
}
