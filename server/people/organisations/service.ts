import type { ActivityAction, ActivityRepository } from '../activity/repository.ts';
import type { AccountRepository } from '../accounts/repository.ts';
import type { AccountService } from '../accounts/service.ts';
import type { ProviderService } from '../providers.ts';
import type { Database } from '../../platform/db/database.ts';
import { fitForSeveral } from '../../platform/db/severalOrganisations.ts';
import { isBeyondLocks } from '../../platform/db/rowSecurity.ts';
import { HOST } from '../../access/policy.ts';
import { InputError, NotFoundError, StateError } from '../../platform/errors.ts';
import type { CountedOrganisation, Organisation, OrganisationStore } from './store.ts';

const NOT_SET_UP =
  'This installation is not set up yet. Open the link to set it up first, then add a further organisation.';

export type OrganisationService = ReturnType<typeof createOrganisationService>;

/** Whom this installation keeps apart. All of it is of the whole installation, and so for its host alone. */
export function createOrganisationService(parts: {
  database: Database;
  organisations: OrganisationStore;
  accounts: AccountService;
  accountRepository: AccountRepository;
  providers: ProviderService;
  activity: ActivityRepository;
  now: () => Date;
}) {
  const { database, organisations, accounts, accountRepository, providers, activity, now } = parts;
  const at = () => now().toISOString();
  const alone = <T>(work: () => Promise<T>): Promise<T> => database.alone('directory', work);

  async function mustExist(id: number): Promise<Organisation> {
    const found = await organisations.byId(id);
    if (!found) throw new NotFoundError();
    return found;
  }

  async function refuseTaken(name: string, ownId: number | null): Promise<void> {
    const folded = name.toLocaleLowerCase('en-GB');
    const other = (await organisations.list()).find(
      (one) => one.id !== ownId && one.name.toLocaleLowerCase('en-GB') === folded,
    );
    if (other) {
      throw new InputError([
        { field: 'name', text: `There is an organisation called ${other.name} already.` },
      ]);
    }
  }

  /** With the second organisation the tables change, for which everybody else has to be done with them for a moment. */
  async function makeFit(): Promise<void> {
    try {
      if (database.engine === 'postgres') await database.query.raw(`set local lock_timeout = '10s'`);
      await fitForSeveral(database);
    } catch (error) {
      const isBusy =
        error instanceof Error && 'code' in error && ['55P03', '40P01'].includes(String(error.code));
      if (!isBusy) throw error;
      throw new StateError(
        'The database is too busy just now to be made ready for a second organisation. Nothing was changed. Try again when few people work.',
      );
    }
  }

  /** A line of the host's activity. */
  const note = (userId: number | null, action: ActivityAction, id: number, detail?: { provider: number }) =>
    activity.add({ userId, action, subject: `organisation ${id}`, ...(detail && { detail }) });

  return {
    /** All of them with how much there is of each; no word of what is in them. */
    list: (): Promise<CountedOrganisation[]> => organisations.counted(),
    get: mustExist,

    /** Whether PostgreSQL holds them apart as well; null on SQLite, which has no such lock. */
    async isLockedByDatabase(): Promise<boolean | null> {
      return database.engine === 'sqlite' ? null : !(await isBeyondLocks(database.query));
    },

    /**
     * Adds an organisation with its first administrator, who leads panels too.
     *
     * @returns the token of the link with which that person chooses a password
     */
    async add(
      actorId: number | null,
      input: { name: string; person: string; email: string },
    ): Promise<{ id: number; token: string }> {
      return database.everywhere(() =>
        alone(async () => {
          // The link with which the first account is made holds only while there is none.
          if (!(await accountRepository.hasPeople(HOST))) throw new StateError(NOT_SET_UP);
          await refuseTaken(input.name, null);
          await makeFit();
          const id = await organisations.add(input.name, at());
          await note(actorId, 'organisation.added', id);
          const { token } = await database.within({ home: id, all: [id], isOnly: false }, () =>
            accounts.create(null, {
              name: input.person,
              email: input.email,
              roles: ['administrator', 'lead'],
              providerId: null,
            }),
          );
          return { id, token };
        }),
      );
    },

    async rename(actorId: number | null, id: number, name: string): Promise<void> {
      await alone(async () => {
        await mustExist(id);
        await refuseTaken(name, id);
        await organisations.rename(id, name);
        await note(actorId, 'organisation.renamed', id);
      });
    },

    /** Lets nobody of an organisation sign in any more, or again. What is in it stays as it is. */
    async setEnded(actorId: number | null, id: number, isEnded: boolean): Promise<void> {
      if (id === HOST)
        throw new StateError('This organisation runs the installation, so it cannot be ended.');
      await alone(async () => {
        if (((await mustExist(id)).endedAt !== null) === isEnded) return;
        await organisations.setEnded(id, isEnded ? at() : null);
        // Reopened, its people sign in anew: nothing that was open comes back by itself.
        if (isEnded) await database.everywhere(() => accountRepository.endAllOf(id, at()));
        await note(actorId, isEnded ? 'organisation.ended' : 'organisation.reopened', id);
      });
    },

    /** The providers that work for an organisation and are kept by another, and those that could. */
    async providersOf(id: number): Promise<{
      linked: { id: number; name: string; home: string }[];
      others: { id: number; name: string; home: string }[];
    }> {
      return database.everywhere(async () => {
        const names = new Map((await organisations.list()).map((one) => [one.id, one.name]));
        const linked = new Set(await organisations.linkedTo(id));
        const all = (await organisations.providers())
          .filter(({ organisationId }) => organisationId !== id)
          .map((one) => ({ id: one.id, name: one.name, home: names.get(one.organisationId) ?? '' }));
        return {
          linked: all.filter((one) => linked.has(one.id)),
          others: all.filter((one) => !linked.has(one.id)),
        };
      });
    },

    /** Has a provider work for a further organisation: it can be chosen there, and its people see what they are given. */
    async linkProvider(actorId: number, id: number, providerId: number): Promise<void> {
      await database.everywhere(() =>
        alone(async () => {
          await mustExist(id);
          const { others } = await this.providersOf(id);
          const provider = others.find((one) => one.id === providerId);
          if (!provider) {
            throw new InputError([{ field: 'providerId', text: 'Choose a provider from the list.' }]);
          }
          const namesake = await database.within({ home: id, all: [id], isOnly: false }, () =>
            providers.byName(provider.name),
          );
          if (namesake) {
            const text = `The organisation has a provider called ${namesake.name} already. Rename one of the two first.`;
            throw new InputError([{ field: 'providerId', text }]);
          }
          await organisations.link(providerId, id, actorId, at());
          await note(actorId, 'organisation.providerLinked', id, { provider: providerId });
        }),
      );
    },

    /** Takes that back, as long as the provider stands in nothing of that organisation. */
    async unlinkProvider(actorId: number, id: number, providerId: number): Promise<void> {
      await database.everywhere(() =>
        alone(async () => {
          const { linked } = await this.providersOf(id);
          if (!linked.some((one) => one.id === providerId)) throw new NotFoundError();
          if (await organisations.isNamedIn(providerId, id)) {
            throw new StateError(
              'The provider stands in audits, plans, meetings or the programme of this organisation, so it stays. Nothing was changed.',
            );
          }
          await organisations.unlink(providerId, id);
          await note(actorId, 'organisation.providerUnlinked', id, { provider: providerId });
        }),
      );
    },
  };
}
