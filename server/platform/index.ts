import { randomBytes } from 'node:crypto';
import type { Config } from './config.ts';
import { createKeptBackups } from './backup/kept.ts';
import { openDatabase } from './db/database.ts';
import { holdApart } from './db/severalOrganisations.ts';
import { createLog } from './log.ts';
import type { Logger } from './log.ts';
import type { Mailer } from './mail/mailer.ts';
import { createSmtpMailer } from './mail/smtp.ts';
import { createLeases } from './leases.ts';
import { createLimits } from './limits.ts';
import { projectFolder } from './paths.ts';
import { createWaitingFiles } from './waitingFiles.ts';

/** What everything else stands on. */
export type Platform = Awaited<ReturnType<typeof createPlatform>>;

/** What of it a test may want otherwise. */
export interface PlatformOverrides {
  log?: Logger;
  now?: () => Date;
  mailer?: Mailer;
}

/** Opens the log, the database, brought up to date, and the way to the mail server. */
export async function createPlatform(config: Config, overrides: PlatformOverrides) {
  const database = openDatabase(config);
  try {
    const log = overrides.log ?? createLog(config.logLevel);
    const now = overrides.now ?? (() => new Date());
    const backups = createKeptBackups({ database, config, log, now });
    await backups.beforeUpgrade(() => database.migrate());
    if (await holdApart(database)) {
      log.warn(
        'the role of the database is a superuser or has BYPASSRLS, so that its second lock between organisations ' +
          'does not hold: see docs/operating.md',
      );
    }
    const leases = createLeases({ database, now, leaseSeconds: config.leaseSeconds });
    const sessionSecret = await database.remember('session-secret', () =>
      randomBytes(32).toString('base64url'),
    );
    return {
      config,
      /** Told when the program is to stop, so that nobody is sent here any more. */
      shutdown: { hasBegun: false, refuses: false },
      folder: projectFolder(),
      log,
      now,
      database,
      backups,
      mailer:
        overrides.mailer ??
        (config.smtpUrl === null ? null : createSmtpMailer(config.smtpUrl, config.mailFrom, config.smtpTls)),
      activityKey: await database.remember('activity-key', () => randomBytes(32).toString('base64url')),
      sessionSecret,
      limits: createLimits(database, sessionSecret),
      leases,
      waitingFiles: createWaitingFiles({ database, leases, now }),
    };
  } catch (error) {
    await database.close();
    throw error;
  }
}
