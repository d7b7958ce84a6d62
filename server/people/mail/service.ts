import type { AccountRepository, User } from '../accounts/repository.ts';
import type { Database } from '../../platform/db/database.ts';
import { NotFoundError } from '../../platform/errors.ts';
import type { Logger } from '../../platform/log.ts';
import { urls } from '../../web/urls.ts';
import type { Mailer } from '../../platform/mail/mailer.ts';
import type { MailRepository } from './repository.ts';

const MINUTE = 60_000;
/** Minutes until the next attempt, after the first, second, ... failure; then it is given up. */
const RETRY_MINUTES = [1, 5, 15, 60, 4 * 60, 12 * 60, 24 * 60, 24 * 60];
/** A mail server that takes longer is taken to be down. */
const TAKEN_MINUTES = 10;
const AT_ONCE = 50;
const SHOWN = 200;

export type MailService = ReturnType<typeof createMailService>;

/**
 * Mail that goes out. It is written down with what it tells of and sent afterwards, so that a mail server that is down
 * stops nothing; without a mailer nothing is written, and the pages say the same.
 */
export function createMailService(parts: {
  database: Database;
  mail: MailRepository;
  accounts: AccountRepository;
  mailer: Mailer | null;
  publicUrl: string;
  log: Logger;
  now: () => Date;
}) {
  const { database, mail, accounts, mailer, publicUrl, log, now } = parts;
  const at = () => now().toISOString();
  const later = (minutes: number) => new Date(now().getTime() + minutes * MINUTE).toISOString();
  const canBeReached = (user: User) => !user.disabled && user.hasPassword;

  return {
    isConfigured: mailer !== null,

    /**
     * Writes a notice down for some people, but for those who want no mail. To be called within the transaction of what
     * it tells of.
     *
     * @param path - of the page that it is about
     */
    async notify(userIds: Iterable<number>, subject: string, text: string, path: string): Promise<void> {
      if (!mailer) return;
      for (const userId of new Set(userIds)) {
        const user = await accounts.byId(userId);
        if (!user || !canBeReached(user) || !(await mail.preference(userId)).wanted) continue;
        const body = [
          `Dear ${user.name},`,
          '',
          text,
          '',
          `${publicUrl}${path}`,
          '',
          `You can switch these mails off: ${publicUrl}${urls.account()}`,
          '',
        ].join('\n');
        await mail.add({ userId, subject, body, at: at() });
      }
    },

    /**
     * Writes a mail down that comes every so often, unless the person wants none or had one within these days. Two
     * processes that do so at the same time write one.
     *
     * @param make - the mail, or null where there is nothing to tell; asked only where one is due
     * @returns whether one was written
     */
    async writeRegular(
      user: User,
      everyDays: number,
      make: () => Promise<{ subject: string; text: string } | null>,
    ): Promise<boolean> {
      if (!mailer || !canBeReached(user)) return false;
      const before = later(-everyDays * 24 * 60);
      const { wanted, lastDigestAt } = await mail.preference(user.id);
      if (!wanted || (lastDigestAt !== null && lastDigestAt > before)) return false;
      const made = await make();
      if (!made) return false;
      return database.write(async () => {
        if (!(await mail.claimDigest(user.id, at(), before))) return false;
        await mail.add({ userId: user.id, subject: made.subject, body: made.text, at: at() });
        return true;
      });
    },

    /** Sends what is to be sent by now; what the mail server does not take is tried again later, and later still. */
    async deliver(): Promise<{ sent: number; failed: number }> {
      const outcome = { sent: 0, failed: 0 };
      if (!mailer) return outcome;
      for (const id of await mail.due(at(), AT_ONCE)) {
        const message = await mail.take(id, at(), later(TAKEN_MINUTES));
        if (!message) continue;
        const user = await accounts.byId(message.userId);
        try {
          if (!user || !canBeReached(user)) throw new Error('the account is disabled');
          await mailer.send({ to: user.email, subject: message.subject, text: message.body });
          await mail.markSent(id, at());
          outcome.sent += 1;
        } catch (error) {
          const minutes = RETRY_MINUTES[message.attempts - 1];
          const said = error instanceof Error ? error.message : String(error);
          await mail.markFailed(
            id,
            said.replace(/\s+/g, ' ').slice(0, 200),
            minutes === undefined ? null : later(minutes),
          );
          outcome.failed += 1;
          log.warn({ mail: id, attempts: message.attempts }, 'mail not sent');
        }
      }
      return outcome;
    },

    list: () => mail.list(SHOWN),
    unsent: () => mail.unsent(),
    /** Tries a message that is not sent again at the next opportunity. */
    async tryAgain(id: number): Promise<void> {
      if (!(await mail.again(id, at()))) throw new NotFoundError();
    },

    wanted: async (userId: number): Promise<boolean> => (await mail.preference(userId)).wanted,
    setWanted: (userId: number, wanted: boolean): Promise<void> => mail.setWanted(userId, wanted),
  };
}

/**
 * Sends mail every minute until it is stopped; a round that fails is logged, and the next one comes.
 *
 * @param prepare - writes down what is due by then; called first in every round
 */
export function startMail(mail: MailService, prepare: () => Promise<unknown>, log: Logger): () => void {
  if (!mail.isConfigured) return () => undefined;
  let busy = false;
  const round = async () => {
    if (busy) return;
    busy = true;
    try {
      await prepare();
      await mail.deliver();
    } catch (error) {
      log.error({ err: error }, 'the round of mail failed');
    } finally {
      busy = false;
    }
  };
  const timer = setInterval(() => void round(), MINUTE);
  timer.unref();
  return () => clearInterval(timer);
}
