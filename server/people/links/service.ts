import type { Database } from '../../platform/db/database.ts';
import { StateError } from '../../platform/errors.ts';
import { urls } from '../../web/urls.ts';
import type { User } from '../accounts/repository.ts';
import type { AccountRepository } from '../accounts/repository.ts';
import { PASSWORD_LINK_DAYS, PASSWORDS_OFF, RESET_LINK_HOURS } from '../accounts/service.ts';
import type { AccountService } from '../accounts/service.ts';
import type { ActivityRepository } from '../activity/repository.ts';
import type { LinkMail } from '../mail/repository.ts';
import { LINK_PLACE } from '../mail/service.ts';
import type { MailService } from '../mail/service.ts';
import type { LinkRequestRepository } from './repository.ts';

/** Somebody who cannot sign in without a link, and what there is of one. */
export interface WaitingPerson {
  user: User;
  /** ISO 8601, UTC; it may have passed. Null where no link was made, or it was used. */
  linkUntil: string | null;
  mail: LinkMail | null;
}

export type LinkService = ReturnType<typeof createLinkService>;

/** Links to choose a password: for many at once, by mail, and for whoever has forgotten theirs. */
export function createLinkService(parts: {
  database: Database;
  accounts: AccountService;
  accountRepository: AccountRepository;
  requests: LinkRequestRepository;
  mail: MailService;
  activity: ActivityRepository;
  publicUrl: string;
  now: () => Date;
}) {
  const { database, accounts, accountRepository, requests, mail, activity, publicUrl, now } = parts;

  async function mustBeEnabled(userId: number): Promise<User> {
    const user = await accounts.own(userId);
    if (user.disabled) throw new StateError(`The account of ${user.name} is disabled. Enable it first.`);
    if (!accounts.mayUsePassword(user)) throw new StateError(PASSWORDS_OFF);
    return user;
  }

  const renewal = `${publicUrl}${urls.forgottenPassword()}`;

  const invitation = (user: User) =>
    [
      `Dear ${user.name},`,
      '',
      'You have an account for Casefile audit. With this link you choose your password and are signed in:',
      '',
      LINK_PLACE,
      '',
      `It works once, and for ${PASSWORD_LINK_DAYS} days. If it has run out, have a new one mailed to you: ${renewal}`,
      '',
    ].join('\n');

  const reset = (user: User) =>
    [
      `Dear ${user.name},`,
      '',
      'Somebody, probably you, asked for a new password for Casefile audit. With this link you choose it:',
      '',
      LINK_PLACE,
      '',
      `It works once, and for ${RESET_LINK_HOURS} hours. If it was not you, do nothing: your password stays as it is.`,
      '',
    ].join('\n');

  return {
    /** Who waits for a link, those first who have none that works. */
    async waiting(): Promise<WaitingPerson[]> {
      const [people, mails] = [await accounts.withoutPassword(), await mail.linkMails()];
      return people.map(({ user, linkUntil }) => ({ user, linkUntil, mail: mails.get(user.id) ?? null }));
    },

    /**
     * New links for some people; those that they had end. All are made, or none.
     *
     * @returns each with the token of its link
     */
    make: (actorId: number, userIds: readonly number[]): Promise<{ user: User; token: string }[]> =>
      database.alone('directory', async () => {
        const made: { user: User; token: string }[] = [];
        for (const userId of new Set(userIds)) {
          const user = await mustBeEnabled(userId);
          made.push({ user, token: await accounts.newPasswordLink(actorId, userId) });
        }
        return made;
      }),

    /**
     * Mails new links to some people. Each is made when its mail goes out; one that was made before works until then.
     *
     * @returns to whom
     */
    async send(actorId: number, userIds: readonly number[]): Promise<User[]> {
      if (!mail.isConfigured) throw new StateError('No mail server is set up here. Copy the links instead.');
      return database.alone('directory', async () => {
        const users: User[] = [];
        for (const userId of new Set(userIds)) {
          const user = await mustBeEnabled(userId);
          await mail.sendLink(userId, 'invitation', 'Your link for Casefile audit', invitation(user));
          await activity.add({ userId: actorId, action: 'person.linkMailed', subject: `person ${userId}` });
          users.push(user);
        }
        return users;
      });
    },

    /**
     * Writes down that a link was asked for, whether or not there is such an account: nobody can tell from the answer, or
     * from the time that it takes.
     */
    request: (email: string): Promise<void> => database.write(() => requests.add(email, now().toISOString())),

    /**
     * Mails a link to everybody who asked for one and has an account that can be used.
     *
     * @returns how many mails were written
     */
    answerRequests: (): Promise<number> =>
      database.write(async () => {
        let written = 0;
        for (const email of await requests.take()) {
          const user = await accountRepository.byEmail(email);
          if (!user || user.disabled || !mail.isConfigured || !accounts.mayUsePassword(user)) continue;
          await mail.sendLink(user.id, 'reset', 'Choose a new password for Casefile audit', reset(user));
          await activity.add({
            userId: null,
            action: 'person.linkRequested',
            subject: `person ${user.id}`,
          });
          written += 1;
        }
        return written;
      }),
  };
}
