import { createHash, randomBytes } from 'node:crypto';
import type { createRefusals } from '../activity/refusals.ts';
import type { ActivityRepository } from '../activity/repository.ts';
import type { Database } from '../../platform/db/database.ts';
import { AppError, InputError, NotFoundError, StateError } from '../../platform/errors.ts';
import { HOST } from '../../access/policy.ts';
import type { Role } from '../../access/policy.ts';
import { refuseGuessable } from './guessable.ts';
import { PeopleError } from './peopleError.ts';
import { checkPerson } from './personDetails.ts';
import type { PersonDetails } from './personDetails.ts';
import { hashPassword, verifyPassword } from './password.ts';
import type { ScryptCost, Whose } from './password.ts';
import type { TokenRepository } from './tokenRepository.ts';
import type { AccountRepository, LinkPurpose, User } from './repository.ts';
import { usedSetupLink } from './setUpLink.ts';

/** How long a link to choose a password can be used. */
export const PASSWORD_LINK_DAYS = 7;
const SETUP_LINK_DAYS = 1;
/** A link that somebody had mailed to an address, perhaps not their own, holds for no longer than a mail needs. */
export const RESET_LINK_HOURS = 2;

/** What to say where an account is to be opened by something that the settings have turned off. */
export const PASSWORDS_OFF =
  'Passwords and passkeys are turned off here. Sign in with the account of your organisation.';

export type AccountService = ReturnType<typeof createAccountService>;

export function createAccountService(parts: {
  database: Database;
  accounts: AccountRepository;
  tokens: TokenRepository;
  activity: ActivityRepository;
  refusals: ReturnType<typeof createRefusals>;
  now: () => Date;
  passwordCost: ScryptCost;
  /** The address of the one account whose password signs in; null where everybody’s does. */
  passwordsOnlyFor: string | null;
  /** Who signs in at a provider of their organisation. */
  signInElsewhere: () => Promise<ReadonlySet<number>>;
}) {
  const { database, accounts, tokens, activity, refusals, now, passwordCost, passwordsOnlyFor } = parts;

  const mayUsePassword = ({ email }: User) => passwordsOnlyFor === null || email === passwordsOnlyFor;

  /** What is looked at of accounts before one is changed, such as that its address is free, holds until that is done. */
  const alone = <T>(work: () => Promise<T>): Promise<T> => database.alone('directory', work);

  const isOurs = (user: User) => database.scope === null || user.organisationId === database.scope.home;
  const refuseConfirming = (userId: number) =>
    refusals(`confirm ${userId}`, { userId, action: 'person.notConfirmed' });

  async function makeLink(purpose: LinkPurpose, userId: number | null, days: number): Promise<string> {
    const token = randomBytes(24).toString('base64url');
    const expiresAt = new Date(now().getTime() + days * 24 * 60 * 60 * 1000).toISOString();
    await accounts.removeLinks({ purpose, userId });
    await accounts.addLink({ tokenHash: tokenHash(token), purpose, userId, expiresAt });
    return token;
  }

  async function validLink(token: string, purpose: LinkPurpose) {
    const link = await accounts.link(tokenHash(token), purpose);
    return link && link.expiresAt > now().toISOString() ? link : null;
  }

  async function mustExist(userId: number): Promise<User> {
    const user = await accounts.byId(userId);
    if (!user || (user.disabled && (await accounts.erased()).has(userId))) throw new NotFoundError();
    return user;
  }

  /** For whoever does something to an account: seen are also people of a provider that works here as well. */
  async function mustBeOwn(userId: number): Promise<User> {
    const user = await mustExist(userId);
    if (!isOurs(user)) throw new NotFoundError();
    return user;
  }

  /** Two administrators who take it from each other at the same moment would leave nobody: the second is none any more. */
  async function refuseFormer(actorId: number): Promise<void> {
    const actor = await accounts.byId(actorId);
    if (actor && !actor.disabled && actor.roles.includes('administrator')) return;
    throw new StateError('You are no administrator any more, so nothing was changed.');
  }

  const noteCreated = (actorId: number | null, userId: number, roles: Role[]) =>
    activity.add({
      userId: actorId,
      action: 'person.created',
      subject: `person ${userId}`,
      detail: { roles },
    });

  const checkDetails = (details: PersonDetails, ownId: number | null): Promise<void> =>
    checkPerson(accounts, details, { ownId, home: database.scope?.home ?? HOST });

  return {
    /** A new one-time link to set the program up, or null once anybody has an account. Earlier links end. */
    setupToken: () =>
      alone(async () => ((await accounts.count()) === 0 ? makeLink('setup', null, SETUP_LINK_DAYS) : null)),

    setupLinkIsValid: async (token: string) =>
      (await validLink(token, 'setup')) !== null && (await accounts.count()) === 0,

    /**
     * Creates the first administrator, who is a panel lead too, does what else was asked for, and uses the link up:
     * all of it or nothing.
     */
    async completeSetup(
      token: string,
      person: { email: string; name: string; password: string },
      also: (userId: number) => Promise<void> = () => Promise.resolve(),
    ): Promise<number> {
      await refuseGuessable(person.password, [person.name, person.email]);
      const passwordHash = await hashPassword(person.password, passwordCost);
      return alone(async () => {
        if (
          !(await validLink(token, 'setup')) ||
          (await accounts.count()) > 0 ||
          !(await accounts.takeLink(tokenHash(token)))
        )
          throw usedSetupLink();
        const userId = await accounts.create({
          email: person.email,
          name: person.name,
          roles: ['administrator', 'lead'],
          providerId: null,
          passwordHash,
          at: now().toISOString(),
        });
        await activity.add({ userId, action: 'setup.completed' });
        await also(userId);
        return userId;
      });
    },

    /**
     * The person with this address and password, or null; a disabled person is not let in. Whether they are signed in
     * by it is another question.
     *
     * @throws BusyError when too many passwords wait to be looked at
     */
    async authenticate(email: string, password: string, whose: Whose = 'anybody'): Promise<User | null> {
      const user = await accounts.byEmail(email);
      const right = await verifyPassword(
        password,
        user && !user.disabled ? await accounts.passwordHash(user.id) : null,
        whose,
      );
      const known = right ? user : null;
      if (!known) {
        const asWhom = user ? `sign-in ${user.id}` : 'sign-in of nobody';
        await refusals(asWhom, { userId: user?.id ?? null, action: 'person.signInFailed' });
      }
      return known;
    },

    /** Whether what a person has for a password signs in, or would if they had one. */
    mayUsePassword,
    /** Who signs in at a provider of their organisation. */
    signInElsewhere: parts.signInElsewhere,
    /** Whether a person has a password that signs in. */
    usesPassword: (user: User) => user.hasPassword && mayUsePassword(user),

    /**
     * Whoever has no password that signs in is not asked for it.
     *
     * @throws InputError at the field `password` where it is not this person's
     */
    async confirmPassword(userId: number, password: string): Promise<void> {
      if (!this.usesPassword(await mustExist(userId))) return;
      if (!(await verifyPassword(password, await accounts.passwordHash(userId)))) {
        await refuseConfirming(userId);
        throw new InputError([{ field: 'password', text: 'This is not your password.' }]);
      }
    },

    /** The person who is signed in has shown again who they are. */
    async confirmed(userId: number): Promise<void> {
      await activity.add({ userId, action: 'person.confirmed' });
    },

    /** @param by - what the person has shown */
    async signedIn(userId: number, by: string): Promise<void> {
      await activity.add({ userId, action: 'person.signedIn', detail: { by } });
    },

    async signedOut(userId: number): Promise<void> {
      await activity.add({ userId, action: 'person.signedOut' });
    },

    /** The person a session belongs to, or null when it has been ended since. */
    async ofSession(userId: number, epoch: number): Promise<User | null> {
      const user = await accounts.byId(userId);
      return user && !user.disabled && user.sessionEpoch === epoch ? user : null;
    },

    /**
     * The key with which a browser encrypts what it keeps of a person: 32 random bytes as base64url. Given only to the
     * signed-in session.
     */
    deviceKey: (userId: number): Promise<string> =>
      accounts.deviceKey(userId, () => randomBytes(32).toString('base64url'), now().toISOString()),

    /** All of the organisation whose names are known still. */
    async list(): Promise<User[]> {
      const [all, erased] = [await accounts.list(), await accounts.erased()];
      return all.filter((user) => !erased.has(user.id) && isOurs(user));
    },
    get: mustExist,
    /** @throws NotFoundError where the account is not of the organisation that acts on it */
    own: mustBeOwn,

    /** Creates a person without a password and returns the token of the link to choose one. */
    async create(actorId: number | null, details: PersonDetails): Promise<{ userId: number; token: string }> {
      return alone(async () => {
        await checkDetails(details, null);
        const userId = await accounts.create({ ...details, passwordHash: null, at: now().toISOString() });
        await noteCreated(actorId, userId, details.roles);
        return { userId, token: await makeLink('password', userId, PASSWORD_LINK_DAYS) };
      });
    },

    /**
     * Creates people without a password and without a link, all or none.
     *
     * @returns their ids, in the order given
     * @throws PeopleError with what is wrong with each of them
     */
    async createSeveral(actorId: number, people: readonly PersonDetails[]): Promise<number[]> {
      return alone(async () => {
        const problems: PeopleError['problems'] = [];
        const userIds: number[] = [];
        for (const [at, details] of people.entries()) {
          try {
            await checkDetails(details, null);
          } catch (error) {
            if (!(error instanceof InputError)) throw error;
            problems.push(...error.errors.map((wrong) => ({ at, ...wrong })));
            continue;
          }
          const userId = await accounts.create({ ...details, passwordHash: null, at: now().toISOString() });
          userIds.push(userId);
          await noteCreated(actorId, userId, details.roles);
        }
        // Undoes those that could be made.
        if (problems.length > 0) throw new PeopleError(problems);
        return userIds;
      });
    },

    /** Who can sign in only with a link, and until when theirs holds; null where none was made or it was not kept. */
    async withoutPassword(): Promise<{ user: User; linkUntil: string | null }[]> {
      const [links, elsewhere] = [await accounts.passwordLinks(), await parts.signInElsewhere()];
      const isWaiting = (user: User) =>
        !user.disabled && !user.hasPassword && mayUsePassword(user) && !elsewhere.has(user.id);
      return (await accounts.list())
        .filter((user) => isOurs(user) && isWaiting(user))
        .map((user) => ({ user, linkUntil: links.get(user.id) ?? null }));
    },

    /** Creates a person who can sign in at once; for the command line, where the password comes from a prompt. */
    async createWithPassword(details: PersonDetails, password: string): Promise<number> {
      await refuseGuessable(password, [details.name, details.email]);
      const passwordHash = await hashPassword(password, passwordCost);
      return alone(async () => {
        await checkDetails(details, null);
        const userId = await accounts.create({ ...details, passwordHash, at: now().toISOString() });
        await noteCreated(null, userId, details.roles);
        return userId;
      });
    },

    async update(actorId: number, userId: number, details: PersonDetails): Promise<void> {
      await alone(async () => {
        await refuseFormer(actorId);
        const user = await mustBeOwn(userId);
        await checkDetails(details, userId);
        if (
          userId === actorId &&
          user.roles.includes('administrator') &&
          !details.roles.includes('administrator')
        ) {
          throw new InputError([
            {
              field: 'roles',
              text: 'You cannot take the role administrator from yourself. Ask another administrator.',
            },
          ]);
        }
        await accounts.update(userId, details);
        await activity.add({
          userId: actorId,
          action: 'person.changed',
          subject: `person ${userId}`,
          detail: { roles: details.roles },
        });
      });
    },

    async setDisabled(actorId: number, userId: number, disabled: boolean): Promise<void> {
      if (userId === actorId)
        throw new StateError('You cannot disable your own account. Ask another administrator.');
      await alone(async () => {
        await refuseFormer(actorId);
        await mustBeOwn(userId);
        const at = now().toISOString();
        await accounts.setDisabled(userId, disabled ? at : null);
        // Enabled again, the person has to be given new ones.
        if (disabled) await tokens.revokeAllOf(userId, at);
        await activity.add({
          userId: actorId,
          action: disabled ? 'person.disabled' : 'person.enabled',
          subject: `person ${userId}`,
        });
      });
    },

    /** A new link with which a person chooses a password; earlier ones end. The old password holds until then. */
    async newPasswordLink(actorId: number, userId: number): Promise<string> {
      return alone(async () => {
        const user = await mustBeOwn(userId);
        if (user.disabled) throw new StateError('This account is disabled. Enable it first.');
        if (!mayUsePassword(user)) throw new StateError(PASSWORDS_OFF);
        await activity.add({ userId: actorId, action: 'person.linkMade', subject: `person ${userId}` });
        return makeLink('password', userId, PASSWORD_LINK_DAYS);
      });
    },

    /** A link for a mail that goes out in this moment; earlier ones end. */
    linkForMail: (userId: number, kind: 'invitation' | 'reset'): Promise<string> =>
      alone(() =>
        makeLink('password', userId, kind === 'reset' ? RESET_LINK_HOURS / 24 : PASSWORD_LINK_DAYS),
      ),

    /** The person a password link is for, or null when it has been used or has run out. */
    async personOfLink(token: string): Promise<User | null> {
      const link = await validLink(token, 'password');
      const user = link?.userId ? await accounts.byId(link.userId) : null;
      return user && !user.disabled ? user : null;
    },

    async choosePassword(token: string, password: string): Promise<User> {
      const person = await this.personOfLink(token);
      await refuseGuessable(password, person ? [person.name, person.email] : []);
      const passwordHash = await hashPassword(password, passwordCost);
      return alone(async () => {
        const link = await validLink(token, 'password');
        if (!link?.userId || !(await accounts.takeLink(tokenHash(token)))) {
          throw new NotFoundError(
            'This link has been used or has run out. Ask the administrator for a new one.',
          );
        }
        await accounts.setPassword(link.userId, passwordHash);
        await activity.add({ userId: link.userId, action: 'person.passwordSet' });
        return mustExist(link.userId);
      });
    },

    /** Changes one's own password; every other session of the person ends. */
    async changePassword(userId: number, current: string, next: string): Promise<User> {
      if (!mayUsePassword(await mustExist(userId))) throw new StateError(PASSWORDS_OFF);
      const before = await accounts.passwordHash(userId);
      const notCurrent = () =>
        new InputError([{ field: 'current', text: 'This is not your current password.' }]);
      if (!(await verifyPassword(current, before))) {
        await refuseConfirming(userId);
        throw notCurrent();
      }
      const { name, email } = await mustExist(userId);
      await refuseGuessable(next, [name, email]);
      const passwordHash = await hashPassword(next, passwordCost);
      return alone(async () => {
        // While the two were worked on, another one may have been chosen: the old one changes nothing any more.
        if ((await accounts.passwordHash(userId)) !== before) throw notCurrent();
        await accounts.setPassword(userId, passwordHash);
        await activity.add({ userId, action: 'person.passwordSet' });
        const user = await accounts.byId(userId);
        if (!user) throw new AppError(500, 'The account is gone.');
        return user;
      });
    },
  };
}

/** Only the hash of a link is kept, so that nobody who reads the database can use one. */
function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
