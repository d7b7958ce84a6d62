import type { ActivityRepository } from '../../people/activity/repository.ts';
import type { Provider, ProviderService } from '../../people/providers.ts';
import type { Database } from '../../platform/db/database.ts';
import { InputError, StateError } from '../../platform/errors.ts';
import type { HeldByProvider, ProviderJoinStore } from './store.ts';

/** What would become of two entries for one organisation. */
export interface ProviderJoin {
  from: Provider;
  into: Provider;
  /** Of the one that goes. */
  moves: HeldByProvider;
  /** Of the one that stays. */
  stays: HeldByProvider;
  /** Audits in which both stand, so that their figures were told apart. */
  shared: string[];
}

export type ProviderJoinService = ReturnType<typeof createProviderJoinService>;

/** Joins two entries for one organisation, which came about by two spellings. */
export function createProviderJoinService(parts: {
  database: Database;
  store: ProviderJoinStore;
  providers: ProviderService;
  activity: ActivityRepository;
}) {
  const { database, store, providers, activity } = parts;

  async function look(fromId: number, intoId: number): Promise<ProviderJoin> {
    if (fromId === intoId)
      throw new InputError([{ field: 'into', text: 'Choose another provider than this one.' }]);
    const [from, into] = [await providers.get(fromId), await providers.get(intoId)];
    const [moves, stays] = [await store.held(fromId), await store.held(intoId)];
    const held = new Set(stays.audits.map(({ id }) => id));
    const shared = moves.audits.filter(({ id }) => held.has(id)).map(({ title }) => title);
    return { from, into, moves, stays, shared };
  }

  return {
    /** What joining them would move, and what stands in its way. */
    look: (fromId: number, intoId: number): Promise<ProviderJoin> =>
      database.read(() => look(fromId, intoId)),

    /** Gives all that the one has to the other. It cannot be taken back. */
    async join(actorId: number, fromId: number, intoId: number): Promise<ProviderJoin> {
      return database.alone('directory', async () => {
        const found = await look(fromId, intoId);
        if (await store.isOfSeveral([fromId, intoId])) {
          throw new StateError(
            'One of them works for several organisations of this installation, so they stay two. Nothing was changed.',
          );
        }
        if (found.shared.length > 0) {
          throw new StateError(
            `Both stand in ${found.shared.join(', ')}, where their figures are told apart. Nothing was changed.`,
          );
        }
        await contactOfBoth(actorId, fromId, intoId);
        await store.move(fromId, intoId);
        await activity.add({
          userId: actorId,
          action: 'provider.joined',
          subject: `provider ${intoId}`,
          detail: { joined: fromId },
        });
        return found;
      });
    },
  };

  /** A contact is only taken along to where none is known. */
  async function contactOfBoth(actorId: number, fromId: number, intoId: number): Promise<void> {
    const { retiredAt: _goes, ...contact } = await providers.detailsOf(fromId);
    const own = await providers.detailsOf(intoId);
    const isKnown = [own.contactName, own.contactEmail, own.contactPhone].some(Boolean);
    if (!isKnown && Object.values(contact).some(Boolean))
      await providers.setContact(actorId, intoId, contact);
  }
}
