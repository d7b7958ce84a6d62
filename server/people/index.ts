import type { Platform } from '../platform/index.ts';
import type { Routes } from '../web/route.ts';
import { PASSWORD_COST } from './accounts/password.ts';
import type { ScryptCost } from './accounts/password.ts';
import { createAccountRepository } from './accounts/repository.ts';
import { accountRoutes } from './accounts/routes.ts';
import { createAccountService } from './accounts/service.ts';
import { createTokenRepository } from './accounts/tokenRepository.ts';
import { tokenRoutes } from './accounts/tokenRoutes.ts';
import { createTokenService } from './accounts/tokenService.ts';
import { createActivityRepository } from './activity/repository.ts';
import { createMailRepository } from './mail/repository.ts';
import { mailRoutes } from './mail/routes.ts';
import { createMailService } from './mail/service.ts';
import { providerRoutes } from './providerRoutes.ts';
import { createProviderService } from './providers.ts';

export type People = ReturnType<typeof createPeople>;

/** Accounts with their tokens, providers, what was done by whom, and mail to people. */
export function createPeople(parts: Platform & { passwordCost: ScryptCost | undefined }) {
  const { database, mailer, config, log, now, passwordCost = PASSWORD_COST } = parts;
  const activity = createActivityRepository(database, now);
  const accountRepository = createAccountRepository(database);
  const tokenRepository = createTokenRepository(database);
  return {
    activity,
    accountRepository,
    accounts: createAccountService({
      database,
      accounts: accountRepository,
      tokens: tokenRepository,
      activity,
      now,
      passwordCost,
    }),
    tokens: createTokenService({
      database,
      tokens: tokenRepository,
      accounts: accountRepository,
      activity,
      now,
    }),
    providers: createProviderService({ database, activity, now }),
    mail: createMailService({
      database,
      mail: createMailRepository(database),
      accounts: accountRepository,
      mailer,
      publicUrl: config.publicUrl,
      log,
      now,
    }),
  };
}

export function peopleRoutes(routes: Routes, parts: Platform & People): void {
  accountRoutes(routes, { ...parts, publicUrl: parts.config.publicUrl });
  providerRoutes(routes, parts);
  mailRoutes(routes, parts);
  tokenRoutes(routes, parts);
}
