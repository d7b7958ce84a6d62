import type { AccountRepository, User } from '../accounts/repository.ts';
import type { Database } from '../../platform/db/database.ts';
import { NotFoundError } from '../../platform/errors.ts';
import type { FollowUpService } from '../../improvement/followUp/service.ts';
import type { Logger } from '../../platform/log.ts';
import { can } from '../../access/policy.ts';
import { urls } from '../../web/urls.ts';
import { DIGEST_DAYS, digestOf } from '../../improvement/digest/digest.ts';
import type { Mailer } from '../../platform/mail/mailer.ts';
import type { MailRepository } from './repository.ts';

const MINUTE = 60_000;
const DIGEST_EVERY_DAYS = 7;
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
  followUp: FollowUpService;
  mailer: Mailer | null;
  publicUrl: string;
  log: Logger;
  now: () => Date;
}) {
  const { database, mail, accounts, followUp, mailer, publicUrl, log, now } = parts;
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

    /** Writes a digest down for everybody who wants one, has something late or due, and had none for a week. */
    async makeDigests(): Promise<number> {
      if (!mailer) return 0;
      const before = later(-DIGEST_EVERY_DAYS * 24 * 60);
      let made = 0;
      // Every minute, and for nearly everybody in vain: only for whom something is due is any more worked out.
      const isConcerned = await followUp.pressing(DIGEST_DAYS);
      for (const user of await accounts.list()) {
        if (!canBeReached(user) || !can(user, 'followUp.read') || !isConcerned(user)) continue;
        const { wanted, lastDigestAt } = await mail.preference(user.id);
        if (!wanted || (lastDigestAt !== null && lastDigestAt > before)) continue;
        const digest = digestOf(
          await followUp.of(user),
          { name: user.name, isProvider: user.providerId !== null },
          publicUrl,
        );
        if (!digest) continue;
        await database.write(async () => {
          if (!(await mail.claimDigest(user.id, at(), before))) return;
          await mail.add({ userId: user.id, subject: digest.subject, body: digest.text, at: at() });
          made += 1;
        });
      }
      return made;
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

/** Makes digests and sends mail every minute until it is stopped; a round that fails is logged, and the next one comes. */
export function startMail(mail: MailService, log: Logger): () => void {
  if (!mail.isConfigured) return () => undefined;
  let busy = false;
  const round = async () => {
    if (busy) return;
    busy = true;
    try {
      await mail.makeDigests();
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
