import type { AccountRepository, User } from '../accounts/repository.ts';
import type { Database } from '../../platform/db/database.ts';
import { NotFoundError } from '../../platform/errors.ts';
import type { Logger } from '../../platform/log.ts';
import { urls } from '../../web/urls.ts';
import type { Mailer } from '../../platform/mail/mailer.ts';
import type { MailedLink, MailRepository } from './repository.ts';

const MINUTE = 60_000;
/** Minutes until the next attempt, after the first, second, ... failure; then it is given up. */
const RETRY_MINUTES = [1, 5, 15, 60, 4 * 60, 12 * 60, 24 * 60, 24 * 60];
/** A mail server that takes longer is taken to be down. */
const TAKEN_MINUTES = 10;
const AT_ONCE = 50;
const SHOWN = 200;

/** Where the link of a mail stands until it is made. */
export const LINK_PLACE = '{link}';

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
  /** Makes the token of a link to choose a password. */
  linkFor: (userId: number, kind: MailedLink) => Promise<string>;
  /** Who signs in at a provider, and has perhaps no password. */
  signInElsewhere: () => Promise<ReadonlySet<number>>;
  publicUrl: string;
  log: Logger;
  now: () => Date;
}) {
  const { database, mail, accounts, mailer, linkFor, publicUrl, log, now } = parts;
  const at = () => now().toISOString();
  const later = (minutes: number) => new Date(now().getTime() + minutes * MINUTE).toISOString();
  const canBeReached = async (user: User) =>
    !user.disabled && (user.hasPassword || (await parts.signInElsewhere()).has(user.id));

  /** The text as it goes out, with the link that it may have. */
  async function textOf(message: { userId: number; body: string; link: MailedLink | null }): Promise<string> {
    if (message.link === null) return message.body;
    const token = await linkFor(message.userId, message.link);
    return message.body.replace(LINK_PLACE, `${publicUrl}${urls.invitation(token)}`);
  }

  return {
    isConfigured: mailer !== null,

    /** Takes mail back that waits and leads to a page, or to one below it, which is not there any more. */
    withdraw: (path: string): Promise<void> => mail.withdrawLeadingTo(`${publicUrl}${path}`),

    /**
     * Writes a mail down with a link to choose a password, in place of one that waits. Nobody can switch these off. To be
     * called within the transaction of what it tells of.
     *
     * @param text - with {@link LINK_PLACE} where the link is to stand
     */
    async sendLink(userId: number, link: MailedLink, subject: string, text: string): Promise<void> {
      if (!mailer) return;
      await mail.dropUnsentLinks(userId);
      await mail.add({ userId, subject, body: text, at: at(), link });
    },

    linkMails: () => mail.linkMails(),

    /**
     * Writes down what somebody has to know who may not have done it themselves. Nobody can switch these off. To be called
     * within the transaction of what it tells of.
     */
    async warn(userId: number, subject: string, paragraphs: readonly string[]): Promise<void> {
      const user = mailer ? await accounts.byId(userId) : null;
      if (!user || !(await canBeReached(user))) return;
      const body = [`Dear ${user.name},`, ...paragraphs].map((text) => `${text}\n`).join('\n');
      await mail.add({ userId, subject: `${subject}: Casefile audit`, body, at: at() });
    },

    /**
     * Writes down for some people what they must not miss, with the page that it is about. Nobody can switch these off. To
     * be called within the transaction of what it tells of.
     */
    async mustRead(userIds: Iterable<number>, subject: string, text: string, path: string): Promise<void> {
      for (const userId of new Set(userIds)) await this.warn(userId, subject, [text, `${publicUrl}${path}`]);
    },

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
        if (!user || !(await canBeReached(user)) || !(await mail.preference(userId)).wanted) continue;
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
      if (!mailer || !(await canBeReached(user))) return false;
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
          if (!user || user.disabled || !(message.link !== null || (await canBeReached(user))))
            throw new Error('the account is disabled');
          await mailer.send({ to: user.email, subject: message.subject, text: await textOf(message) });
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
