import { ROLES, rolesProblem } from '../../access/policy.ts';
import type { Role } from '../../access/policy.ts';
import { InputError, StateError } from '../../platform/errors.ts';
import type { SignOnSettings } from '../../platform/signOnConfig.ts';
import { urls } from '../../web/urls.ts';
import type { User } from '../accounts/repository.ts';
import type { FactorParts } from '../factorParts.ts';
import { SignOnError } from './provider.ts';
import type { Identity } from './provider.ts';
import type { OutsideIdentity, OutsideIdentityRepository } from './repository.ts';

/** How an administrator says who a person is at the provider. */
export type LinkBy = { email: string } | { subject: string };

export type SignOnService = ReturnType<typeof createSignOnService>;

/** Accounts and who their people are at the provider; an account is neither made nor linked by anybody from outside. */
export function createSignOnService(
  parts: FactorParts & { identities: OutsideIdentityRepository; settings: SignOnSettings | null },
) {
  const { database, identities, settings, accounts, accountRepository, activity, refusals, mail, now } =
    parts;
  const at = () => now().toISOString();
  const mustBeSetUp = () => {
    if (!settings) throw new StateError('No provider to sign in at is set up here.');
    return settings;
  };

  /** Gives and takes the roles that are mapped, and leaves the others alone. */
  async function takeRoles(user: User, groups: readonly string[]): Promise<void> {
    const mapping = settings?.roles;
    if (!mapping) return;
    const given = new Set<Role | undefined>(groups.map((group) => mapping.byGroup.get(group)));
    const mapped = new Set<Role>(mapping.byGroup.values());
    const roles = ROLES.filter((role) => (mapped.has(role) ? given.has(role) : user.roles.includes(role)));
    if (rolesProblem(roles) !== null) {
      throw new SignOnError(
        403,
        `By what ${settings.name} says of you, you have no part here that fits. Ask whoever gives people their groups there, or your administrator.`,
      );
    }
    if (roles.join() === user.roles.join()) return;
    await accountRepository.update(user.id, { ...user, roles });
    await activity.add({
      userId: null,
      action: 'person.changed',
      subject: `person ${user.id}`,
      detail: { roles, by: 'provider' },
    });
  }

  /** The person of an identity; one that was linked by address is held against its subject from now on. */
  async function find({ issuer, subject, verifiedEmail }: Identity): Promise<OutsideIdentity | null> {
    const known = await identities.bySubject(issuer, subject);
    if (known || verifiedEmail === null) return known;
    const expected = await identities.byExpectedEmail(issuer, verifiedEmail);
    return expected && (await identities.bind(expected.userId, subject)) ? expected : null;
  }

  return {
    /** Who this person is at the provider that is set up; null where they are linked to none. */
    async of(userId: number): Promise<OutsideIdentity | null> {
      if (settings === null) return null;
      const identity = await identities.of(userId);
      return identity?.issuer === settings.issuer ? identity : null;
    },

    /**
     * What is wrong with the account whose password still signs in where those of others do not; null where nothing is,
     * or nobody has an account yet.
     */
    async emergencyProblem(): Promise<string | null> {
      const email = settings?.onlyExcept ?? null;
      if (email === null || (await accountRepository.count()) === 0) return null;
      const user = await accountRepository.byEmail(email);
      if (!user) return `There is no account with the address ${email}.`;
      if (!user.disabled && user.hasPassword && user.roles.includes('administrator')) return null;
      return `The account ${email} has to be an administrator’s, with a password, and not disabled.`;
    },

    /** Says who somebody is at the provider, in the place of what was said before. */
    async link(actorId: number, userId: number, by: LinkBy): Promise<void> {
      const { issuer, name } = mustBeSetUp();
      const [subject, expectedEmail] = 'subject' in by ? [by.subject, null] : [null, by.email];
      await database.alone('directory', async () => {
        await accounts.own(userId);
        // Who has that address there would be signed in to this account, and could be anybody of the installation.
        const other = expectedEmail === null ? null : await accountRepository.byEmail(expectedEmail);
        if (other && other.id !== userId) {
          const text = 'This is the address of another account. Enter the one that this person has there.';
          throw new InputError([{ field: 'outsideEmail', text }]);
        }
        const isNew = await identities.put({ userId, issuer, subject, expectedEmail, linkedAt: at() });
        if (!isNew) {
          const field = subject === null ? 'outsideEmail' : 'outsideSubject';
          throw new InputError([{ field, text: 'Another account is linked to this one already.' }]);
        }
        await activity.add({ userId: actorId, action: 'person.outsideLinked', subject: `person ${userId}` });
        await mail.warn(userId, `You can sign in with ${name}`, [
          `An administrator linked your account for Casefile audit to ${name}, so that you can sign in with it: ${parts.publicUrl}${urls.signIn()}`,
          'If it is not you who has an account there, tell your administrator.',
        ]);
      });
    },

    /** Takes the link away, and signs the person out everywhere. */
    async unlink(actorId: number, userId: number): Promise<void> {
      await database.alone('directory', async () => {
        await accounts.own(userId);
        if (!(await identities.remove(userId))) throw new StateError('This account is not linked any more.');
        await accountRepository.endSessions(userId);
        await activity.add({
          userId: actorId,
          action: 'person.outsideUnlinked',
          subject: `person ${userId}`,
        });
      });
    },

    /**
     * The person who is this identity, with the roles that come with it.
     *
     * @throws SignOnError where it is linked to no account, or to one that is disabled
     */
    async authenticate(identity: Identity): Promise<User> {
      const { name } = mustBeSetUp();
      const person = await database.alone('directory', async () => {
        const found = await find(identity);
        const user = found && (await accountRepository.byId(found.userId));
        if (!user || user.disabled) return { refused: user?.id ?? null };
        await takeRoles(user, identity.groups ?? []);
        await identities.used(user.id, at());
        return { userId: user.id };
      });
      if (person.userId !== undefined) return accounts.get(person.userId);
      const { refused } = person;
      await refusals(refused === null ? 'provider of nobody' : `provider ${refused}`, {
        userId: refused,
        action: 'person.signInFailed',
        detail: { by: 'provider' },
      });
      throw new SignOnError(
        403,
        refused === null
          ? `${name} knows you, but no account here is linked to it. Ask your administrator to link yours, and give them this, by which ${name} names you: ${identity.subject}`
          : 'Your account here is disabled. Ask your administrator.',
      );
    },
  };
}
