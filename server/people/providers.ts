import type { ActivityRepository } from './activity/repository.ts';
import type { Database } from '../platform/db/database.ts';
import { InputError, NotFoundError } from '../platform/errors.ts';

export interface Provider {
  id: number;
  name: string;
}

export type ProviderService = ReturnType<typeof createProviderService>;

/** The organisations whose notes are read. */
export function createProviderService(parts: {
  database: Database;
  activity: ActivityRepository;
  now: () => Date;
}) {
  const { database, activity, now } = parts;

  async function byName(name: string): Promise<Provider | null> {
    const all = await list();
    // Two spellings of one name would split its figures between two reports.
    return all.find((provider) => provider.name.toLowerCase() === name.toLowerCase()) ?? null;
  }

  async function list(): Promise<Provider[]> {
    return database.query('providers').orderBy('name').select<Provider[]>('id', 'name');
  }

  async function refuseTaken(name: string, ownId: number | null): Promise<void> {
    const other = await byName(name);
    if (other && other.id !== ownId) throw taken(other.name);
  }

  return {
    list,
    byName,
    async get(id: number): Promise<Provider> {
      const provider = (await list()).find((p) => p.id === id);
      if (!provider) throw new NotFoundError();
      return provider;
    },
    async create(actorId: number | null, name: string): Promise<number> {
      return database.write(async () => {
        await refuseTaken(name, null);
        const [row] = await database
          .query('providers')
          .insert({ name, created_at: now().toISOString() })
          .onConflict('name')
          .ignore()
          .returning<{ id: number }[]>('id');
        // Somebody else, or a second press of the button, was faster by a moment.
        if (!row) throw taken(name);
        await activity.add({ userId: actorId, action: 'provider.created', subject: `provider ${row.id}` });
        return row.id;
      });
    },
    async rename(actorId: number, id: number, name: string): Promise<void> {
      await database.write(async () => {
        await refuseTaken(name, id);
        if ((await database.query('providers').where({ id }).update({ name })) === 0)
          throw new NotFoundError();
        await activity.add({ userId: actorId, action: 'provider.renamed', subject: `provider ${id}` });
      });
    },
  };
}

function taken(name: string): InputError {
  return new InputError([{ field: 'name', text: `There is a provider called ${name} already.` }]);
}
