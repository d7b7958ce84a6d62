import type { ActivityRepository } from './activity/repository.ts';
import type { Database } from '../platform/db/database.ts';
import { InputError, NotFoundError } from '../platform/errors.ts';

export interface Provider {
  id: number;
  name: string;
}

/** What is known of a provider beside its name. */
export interface ProviderDetails {
  contactName: string;
  contactEmail: string;
  contactPhone: string;
  /** ISO 8601, UTC: since when it is offered for no new audit; null where it is. */
  retiredAt: string | null;
}

const NOTHING_KNOWN: ProviderDetails = {
  contactName: '',
  contactEmail: '',
  contactPhone: '',
  retiredAt: null,
};

export type ProviderService = ReturnType<typeof createProviderService>;

/** The organisations whose notes are read. */
export function createProviderService(parts: {
  database: Database;
  activity: ActivityRepository;
  now: () => Date;
}) {
  const { database, activity, now } = parts;

  /** All that ever were, those that were joined to another included. */
  async function ever(): Promise<(Provider & { joined_to: number | null })[]> {
    const rows = await database
      .query('providers')
      .orderBy('name')
      .select<(Provider & { joined_to: number | null; organisation_id: number })[]>(
        'id',
        'name',
        'joined_to',
        'organisation_id',
      );
    const home = database.scope?.home;
    const isForeign = (row: { organisation_id: number }) =>
      home !== undefined && row.organisation_id !== home;
    const own = new Set(rows.flatMap((row) => (isForeign(row) ? [] : [row.name.toLowerCase()])));
    return rows.map((row) => ({
      id: row.id,
      // Names are unique among those that one organisation keeps: another may rename one that works here to one of ours.
      name:
        isForeign(row) && own.has(row.name.toLowerCase())
          ? `${row.name} (of another organisation)`
          : row.name,
      joined_to: row.joined_to,
    }));
  }

  async function byName(name: string): Promise<Provider | null> {
    const all = await ever();
    // Two spellings of one name would split its figures between two reports.
    const found = all.find((provider) => provider.name.toLowerCase() === name.toLowerCase());
    const one = found && all.find(({ id }) => id === (found.joined_to ?? found.id));
    return one ? { id: one.id, name: one.name } : null;
  }

  async function list(): Promise<Provider[]> {
    return (await ever()).flatMap(({ id, name, joined_to }) => (joined_to === null ? [{ id, name }] : []));
  }

  async function details(): Promise<ReadonlyMap<number, ProviderDetails>> {
    // Of those that are seen here alone, whoever keeps them.
    const seen = database.query('providers').select('id');
    const rows = await database.query('provider_details').whereIn('provider_id', seen).select<
      {
        provider_id: number;
        contact_name: string;
        contact_email: string;
        contact_phone: string;
        retired_at: string | null;
      }[]
    >('*');
    return new Map(
      rows.map((row) => [
        row.provider_id,
        {
          contactName: row.contact_name,
          contactEmail: row.contact_email,
          contactPhone: row.contact_phone,
          retiredAt: row.retired_at,
        },
      ]),
    );
  }

  async function setDetails(id: number, change: Partial<ProviderDetails>): Promise<void> {
    const all = { ...NOTHING_KNOWN, ...(await details()).get(id), ...change };
    await database
      .query('provider_details')
      .insert({
        provider_id: id,
        contact_name: all.contactName,
        contact_email: all.contactEmail,
        contact_phone: all.contactPhone,
        retired_at: all.retiredAt,
      })
      .onConflict('provider_id')
      .merge();
  }

  async function refuseTaken(name: string, ownId: number | null): Promise<void> {
    const other = await byName(name);
    if (other && other.id !== ownId) throw taken(name, other.name);
  }

  /** Lets a provider take the name that it had before it was joined: the two names change places. */
  async function swapWithOwnOldName(id: number, name: string): Promise<void> {
    const old = (await ever()).find((row) => row.joined_to === id && row.name === name);
    if (!old) return;
    const { name: current } = await get(id);
    // A name stands once in the table, so that one of the two waits under none.
    await database.query('providers').where({ id: old.id }).update({ name: '' });
    await database.query('providers').where({ id }).update({ name });
    await database.query('providers').where({ id: old.id }).update({ name: current });
  }

  /** The organisation that made its entry, and keeps it; others for which it works only choose it. */
  async function organisationOf(id: number): Promise<number> {
    const row = await database
      .query('providers')
      .where({ id })
      .first<{ organisation_id: number } | undefined>('organisation_id');
    if (!row) throw new NotFoundError();
    return row.organisation_id;
  }

  /** Those whose entry the organisation made itself; all where there is no other. */
  async function kept(): Promise<ReadonlySet<number>> {
    const home = database.scope?.home;
    const query = database.query('providers');
    return new Set(
      await (home === undefined ? query : query.where({ organisation_id: home })).pluck<number[]>('id'),
    );
  }

  async function get(id: number): Promise<Provider> {
    const provider = (await list()).find((p) => p.id === id);
    if (!provider) throw new NotFoundError();
    return provider;
  }

  return {
    list,
    /** By its name, or by that of an entry that was joined to it. */
    byName,
    /** What is known of each provider of which anything is. */
    details,
    async detailsOf(id: number): Promise<ProviderDetails> {
      return (await details()).get(id) ?? NOTHING_KNOWN;
    },
    /** Those that can be chosen: all that are not retired, and those that were chosen before. */
    async offered(chosen: readonly number[] = []): Promise<Provider[]> {
      const known = await details();
      return (await list()).filter(({ id }) => chosen.includes(id) || !known.get(id)?.retiredAt);
    },
    /** Those of them whose people have their accounts here. */
    async offeredToPeople(chosen: readonly number[] = []): Promise<Provider[]> {
      const own = await kept();
      return (await this.offered(chosen)).filter(({ id }) => own.has(id));
    },
    async setContact(
      actorId: number,
      id: number,
      contact: Omit<ProviderDetails, 'retiredAt'>,
    ): Promise<void> {
      await database.alone('directory', async () => {
        await setDetails(id, contact);
        await activity.add({ userId: actorId, action: 'provider.changed', subject: `provider ${id}` });
      });
    },
    /** Takes a provider out of what can be chosen, or puts it back. Its audits, people and reports stay as they are. */
    async setRetired(actorId: number, id: number, isRetired: boolean): Promise<void> {
      await database.alone('directory', async () => {
        await setDetails(id, { retiredAt: isRetired ? now().toISOString() : null });
        await activity.add({
          userId: actorId,
          action: isRetired ? 'provider.retired' : 'provider.unretired',
          subject: `provider ${id}`,
        });
      });
    },
    get,
    organisationOf,
    kept,
    /** With the names of those that were joined to another: for lines that tell of the past. */
    everNamed: (): Promise<Provider[]> => ever(),
    async create(actorId: number | null, name: string): Promise<number> {
      return database.alone('directory', async () => {
        await refuseTaken(name, null);
        const [row] = await database
          .query('providers')
          .insert({ name, created_at: now().toISOString() })
          // Of the name, or of the name within the organisation: whichever holds here.
          .onConflict()
          .ignore()
          .returning<{ id: number }[]>('id');
        // Somebody else, or a second press of the button, was faster by a moment.
        if (!row) throw taken(name, name);
        await activity.add({ userId: actorId, action: 'provider.created', subject: `provider ${row.id}` });
        return row.id;
      });
    },
    async rename(actorId: number, id: number, name: string): Promise<void> {
      await database.alone('directory', async () => {
        await refuseTaken(name, id);
        await swapWithOwnOldName(id, name);
        if ((await database.query('providers').where({ id }).update({ name })) === 0)
          throw new NotFoundError();
        await activity.add({ userId: actorId, action: 'provider.renamed', subject: `provider ${id}` });
      });
    },
  };
}

function taken(name: string, by: string): InputError {
  const text =
    name.toLowerCase() === by.toLowerCase()
      ? `There is a provider called ${by} already.`
      : `${name} is another name of ${by}, to which it was joined.`;
  return new InputError([{ field: 'name', text }]);
}
