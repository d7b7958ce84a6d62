import type { AddressInfo } from 'node:net';
import { createApp } from './app.ts';
import type { Config } from './platform/config.ts';
import { createDeps } from './deps.ts';
import type { Deps } from './deps.ts';
import { startBackups } from './platform/backup/kept.ts';
import { startTakingOver } from './feedback/reports/jobs.ts';
import type { Demo } from './overview/demo/routes.ts';
import { startSealing } from './people/activity/chain.ts';
import { startMail } from './people/mail/service.ts';
import { removeLeftOvers } from './platform/temporary.ts';
import { createHttpServer } from './web/connections.ts';
import { removeEndedSessions } from './web/sessionStore.ts';
import { urls } from './web/urls.ts';

/** How long a stop waits for requests under way. */
const GRACE_MILLISECONDS = 10_000;
/** How often expired data is deleted: keys of copies on devices, sessions, accounts whose time is over. */
const DELETING_MILLISECONDS = 60 * 60 * 1000;
/** How often files are erased that waited for an hour for their sender's word, and reports that were packed. */
const ERASING_MILLISECONDS = 5 * 60 * 1000;
/** What is written down to be mailed is looked through once a minute, by whichever program comes first. */
const MAIL_MILLISECONDS = 50_000;

/**
 * Starts the program: opens the database, listens, and stops in good order at SIGTERM or SIGINT.
 *
 * @returns its address
 */
export async function serve(
  config: Config,
  say: (line: string) => void,
  demo: Demo | null = null,
): Promise<string> {
  const deps = await createDeps(config);
  const { app } = createApp(deps, demo);
  const server = createHttpServer(app);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(config.port, config.host, resolve);
  }).catch(async (error: unknown) => {
    await deps.database.close();
    throw error;
  });

  const { stopDeleting, stopJobs, stopMail, stopBackups, stopSealing } = await deps.database.everywhere(() =>
    startWork(deps),
  );
  let stopping = false;
  const stop = (signal: string) => {
    if (stopping) return;
    stopping = true;
    stopDeleting();
    // Whoever sends requests here is told first, and has time to look.
    deps.shutdown.hasBegun = true;
    deps.log.info({ signal }, 'stopping');
    setTimeout(close, config.drainSeconds * 1000);
  };
  const close = () => {
    deps.shutdown.refuses = true;
    const hurry = setTimeout(() => server.closeAllConnections(), GRACE_MILLISECONDS);
    stopMail();
    stopBackups();
    const jobsStopped = stopJobs();
    server.close(() => {
      clearTimeout(hurry);
      void jobsStopped
        .then(stopSealing)
        .then(() => deps.database.close())
        .finally(() => deps.log.info('stopped'));
    });
    server.closeIdleConnections();
  };
  process.once('SIGTERM', () => stop('SIGTERM'));
  process.once('SIGINT', () => stop('SIGINT'));

  const { port } = server.address() as AddressInfo;
  const address = config.port === 0 ? config.publicUrl.replace(/:0$/, `:${port}`) : config.publicUrl;
  say(`casefile-audit is at ${address}`);
  const token = await deps.database.everywhere(() => deps.accounts.setupToken());
  if (token !== null) {
    say(`To set it up, open this link. It works once, within a day:\n\n  ${address}${urls.setup(token)}\n`);
  }
  return address;
}

/** Begins what is done beside requests, for all organisations, and tells what is not right. Returns what ends it. */
async function startWork(deps: Deps) {
  await deps.leases.takeBackAll();
  const stopDeleting = await startDeleting(deps);
  const stopJobs = startTakingOver(deps.reportJobs, deps.log);

  const writeMail = () =>
    deps.leases.once('mail', MAIL_MILLISECONDS, async () => {
      await deps.links.answerRequests();
      await deps.digests.makeDigests();
    });
  const stopMail = startMail(deps.mail, writeMail, deps.log);
  const stopBackups = startBackups(deps.backups);
  const stopSealing = startSealing(deps.activityChain, deps.log);
  const emergency = await deps.signOn.emergencyProblem();
  if (emergency !== null) {
    deps.log.warn(
      { problem: emergency },
      'where the provider is away nobody can sign in: see OIDC_ONLY_EXCEPT',
    );
  }
  for (const problem of deps.config.contradictions)
    deps.log.warn({ problem }, 'settings contradict each other');
  // Not waited for: a provider that is away is no reason to be away, too.
  void tellProblems(deps);
  return { stopDeleting, stopJobs, stopMail, stopBackups, stopSealing };
}

/** Waits for all of it, and not only for the first that fails. @throws AggregateError of all that failed */
async function whateverFails(work: readonly Promise<unknown>[]): Promise<void> {
  const failed = (await Promise.allSettled(work)).flatMap((one) =>
    one.status === 'rejected' ? [one.reason as unknown] : [],
  );
  if (failed.length > 0) throw new AggregateError(failed, 'some of it was not done');
}

/**
 * Deletes what has expired, now and every so often: in the database by whichever program comes first, and on this
 * machine what a program that was killed has left there. Returns what ends that.
 */
async function startDeleting(deps: Deps): Promise<() => void> {
  const { leases, database, log } = deps;
  const deleteExpired = () =>
    leases.once('expired', DELETING_MILLISECONDS - ERASING_MILLISECONDS, () =>
      whateverFails([
        deps.devices.removeEnded(),
        removeEndedSessions(database, new Date()),
        deps.accountErasure.eraseDue(),
      ]),
    );
  const eraseWaiting = () =>
    leases.once('waited', ERASING_MILLISECONDS / 2, () =>
      whateverFails([deps.waitingFiles.removeEnded(), deps.reportJobs.removeEnded()]),
    );
  const round = async () => {
    try {
      await whateverFails([deleteExpired(), eraseWaiting(), removeLeftOvers()]);
    } catch (error) {
      log.error({ err: error }, 'expired data was not deleted');
    }
  };
  await round();
  const timer = setInterval(() => void round(), ERASING_MILLISECONDS);
  return () => clearInterval(timer);
}

/** Writes into the log what of the settings does not fit the provider that people sign in at. */
async function tellProblems({ outsideProvider, log }: Pick<Deps, 'outsideProvider' | 'log'>): Promise<void> {
  for (const problem of (await outsideProvider?.problems()) ?? []) {
    log.warn({ problem }, 'signing in at the provider may not work');
  }
}
