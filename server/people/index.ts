import type { Platform } from '../platform/index.ts';
import type { Routes } from '../web/route.ts';
import { createHeld } from '../web/held.ts';
import { createOwnSessions } from '../web/sessionStore.ts';
import { createAttempts } from './accounts/attempts.ts';
import { createKnownDevices } from './accounts/knownDevices.ts';
import { PASSWORD_COST } from './accounts/password.ts';
import type { ScryptCost } from './accounts/password.ts';
import { createAccountRepository } from './accounts/repository.ts';
import { confirmRoutes } from './accounts/confirmRoutes.ts';
import { accountRoutes } from './accounts/routes.ts';
import { signInRoutes } from './accounts/signInRoutes.ts';
import { createSignInSteps } from './accounts/signInSteps.ts';
import { createAccountService } from './accounts/service.ts';
import { createTokenRepository } from './accounts/tokenRepository.ts';
import { tokenRoutes } from './accounts/tokenRoutes.ts';
import { createTokenService } from './accounts/tokenService.ts';
import { createRefusals } from './activity/refusals.ts';
import { createActivityChain } from './activity/chain.ts';
import { createActivityRepository } from './activity/repository.ts';
import { createLinkRequestRepository } from './links/repository.ts';
import { linkRoutes } from './links/routes.ts';
import { createLinkService } from './links/service.ts';
import { createMailRepository } from './mail/repository.ts';
import { mailRoutes } from './mail/routes.ts';
import { createMailService } from './mail/service.ts';
import { providerRoutes } from './providerRoutes.ts';
import { createProviderLogoService } from './providerLogos.ts';
import { createProviderService } from './providers.ts';
import { organisationRoutes } from './organisations/routes.ts';
import { createOrganisationService } from './organisations/service.ts';
import { createOrganisationStore } from './organisations/store.ts';
import { createPasskeyRepository } from './passkeys/repository.ts';
import { passkeyRoutes } from './passkeys/routes.ts';
import { createPasskeyService } from './passkeys/service.ts';
import { createSecondFactorRepository } from './secondFactor/repository.ts';
import { secondFactorRoutes } from './secondFactor/routes.ts';
import { createSecondFactorService } from './secondFactor/service.ts';
import { sessionRoutes } from './sessions/routes.ts';
import { createSessionService } from './sessions/service.ts';
import { createOutsideProvider } from './signOn/provider.ts';
import { createOutsideIdentityRepository } from './signOn/repository.ts';
import { signOnRoutes } from './signOn/routes.ts';
import { createSignOnService } from './signOn/service.ts';
import { severalRoutes } from './several/routes.ts';

export type People = ReturnType<typeof createPeople>;

/** Accounts with their tokens, providers, what was done by whom, and mail to people. */
export function createPeople(parts: Platform & { passwordCost: ScryptCost | undefined }) {
  const { database, mailer, config, log, now, passwordCost = PASSWORD_COST } = parts;
  const activity = createActivityRepository(database, now, parts.activityKey);
  const refusals = createRefusals(activity, parts.limits);
  const accountRepository = createAccountRepository(database);
  const tokenRepository = createTokenRepository(database);
  const identities = createOutsideIdentityRepository(database);
  const { signOn: settings, publicUrl } = config;
  const signInElsewhere = async () => (settings ? identities.linked(settings.issuer) : new Set<number>());
  const accounts = createAccountService({
    database,
    refusals,
    accounts: accountRepository,
    tokens: tokenRepository,
    activity,
    now,
    passwordCost,
    passwordsOnlyFor: settings?.onlyExcept ?? null,
    signInElsewhere,
  });
  const mail = createMailService({
    database,
    mail: createMailRepository(database),
    accounts: accountRepository,
    mailer,
    linkFor: accounts.linkForMail,
    signInElsewhere,
    publicUrl,
    log,
    now,
  });
  const passkeys = createPasskeyRepository(database);
  const organisationStore = createOrganisationStore(database);
  const providers = createProviderService({ database, activity, now });
  const shared = { database, accounts, accountRepository, activity, refusals, mail, publicUrl, now };
  return {
    activity,
    activityChain: createActivityChain({ database, config, log, now, key: parts.activityKey }),
    refusals,
    accountRepository,
    accounts,
    organisationStore,
    organisations: createOrganisationService({
      ...shared,
      organisations: organisationStore,
      providers,
    }),
    tokens: createTokenService({
      database,
      tokens: tokenRepository,
      accounts: accountRepository,
      activity,
      now,
    }),
    providers,
    providerLogos: createProviderLogoService({ database, activity }),
    mail,
    secondFactor: createSecondFactorService({
      ...shared,
      secondFactors: createSecondFactorRepository(database),
      passkeys,
    }),
    passkeys: createPasskeyService({ ...shared, passkeys }),
    signOn: createSignOnService({ ...shared, identities, settings }),
    outsideProvider: settings && createOutsideProvider(settings, log),
    sessions: createSessionService({
      ...shared,
      // By the clock of the machine, as their cookies are.
      sessions: createOwnSessions(database, () => new Date()),
    }),
    links: createLinkService({ ...shared, requests: createLinkRequestRepository(database) }),
  };
}

export function peopleRoutes(routes: Routes, parts: Platform & People): void {
  const { publicUrl } = parts.config;
  const attempts = createAttempts(parts.limits);
  const knownDevices = createKnownDevices(parts.sessionSecret);
  const held = createHeld(parts.now);
  const steps = createSignInSteps({
    ...parts,
    attempts,
    knownDevices,
    held,
    outside: parts.config.signOn?.name ?? '',
  });
  // Before the page of one person, whose address would take these for a person's.
  severalRoutes(routes, parts);
  linkRoutes(routes, { ...parts, publicUrl });
  secondFactorRoutes(routes, { ...parts, publicUrl, attempts, held });
  confirmRoutes(routes, { ...parts, attempts });
  sessionRoutes(routes, parts);
  passkeyRoutes(routes, { ...parts, publicUrl, attempts, held, steps });
  signOnRoutes(routes, { ...parts, publicUrl, attempts, held, steps });
  signInRoutes(routes, { ...parts, attempts, knownDevices, steps });
  accountRoutes(routes, { ...parts, publicUrl, attempts });
  providerRoutes(routes, parts);
  organisationRoutes(routes, { ...parts, publicUrl });
  mailRoutes(routes, parts);
  tokenRoutes(routes, parts);
}
