import { randomBytes } from 'node:crypto';
import type { Database } from './db/database.ts';
import { StateError } from './errors.ts';

/**
 * How long who gives no more sign counts as being at it on SQLite. No sign can be given there while an import writes,
 * and there is but one program: what it had is taken back when it starts anew.
 */
const ALONE_SECONDS = 600;
/** How many signs are given in the time after which somebody counts as gone, so that a late one or two do no harm. */
const SIGNS = 6;

const HOUR_MILLISECONDS = 3_600_000;

/** Until when what waits for somebody, or was brought under a lease, is kept after its last change. */
export const inAnHour = (now: Date): string => new Date(now.getTime() + HOUR_MILLISECONDS).toISOString();

/** Another program has taken over what this one was at: nothing that it does any more counts. */
export class LostLease extends StateError {
  constructor() {
    super('Another program has gone on with this. Reload the page to see how far it is.');
  }
}

/** The right of one program to be at something until it gives it back, or gives no more sign. */
export interface Lease {
  readonly holder: string;
  /**
   * Holds it until the end of the transaction under way, so that what is written there counts once.
   *
   * @throws LostLease where another program has taken over meanwhile
   */
  confirm(): Promise<void>;
  /** Gives it back. @param nextAt - ISO date-time before which nobody is to have it again */
  release(nextAt?: string): Promise<void>;
}

export type Leases = ReturnType<typeof createLeases>;

/**
 * Sees to it that of the programs on one database one at a time is at something. Who is killed gives no more sign, and
 * another one may take over; whoever was only slow finds that out before anything counts.
 */
export function createLeases(parts: { database: Database; now: () => Date; leaseSeconds: number }) {
  const { database, now } = parts;
  const milliseconds = (database.engine === 'sqlite' ? ALONE_SECONDS : parts.leaseSeconds) * 1000;
  const at = () => now().toISOString();
  const until = () => new Date(now().getTime() + milliseconds).toISOString();

  function held(name: string, holder: string): Lease {
    const own = () => database.query('leases').where({ name, held_by: holder });
    // One that cannot be written now is followed by another, and what is done is confirmed in the end.
    const sign = () =>
      database.writeBriefly(() => own().update({ held_until: until() })).catch(() => undefined);
    const timer = setInterval(() => void sign(), (parts.leaseSeconds * 1000) / SIGNS).unref();
    return {
      holder,
      async confirm() {
        if ((await own().update({ held_until: until() })) === 1) return;
        throw new LostLease();
      },
      async release(nextAt) {
        clearInterval(timer);
        await database.writeBriefly(async () => {
          await (nextAt === undefined ? own().delete() : own().update({ held_until: '', next_at: nextAt }));
        });
      },
    };
  }

  async function take(name: string): Promise<Lease | null> {
    const holder = randomBytes(12).toString('hex');
    const taken = (await database.writeBriefly(() =>
      database
        .query('leases')
        .insert({ name, held_by: holder, held_until: until() })
        .onConflict('name')
        .merge(['held_by', 'held_until'])
        .where('leases.held_until', '<=', at())
        .where('leases.next_at', '<=', at())
        .returning('held_by'),
    )) as unknown[];
    return taken.length === 1 ? held(name, holder) : null;
  }

  return {
    /** How long whoever gives no more sign keeps what it was at. */
    milliseconds,
    /** Takes it where nobody is at it; null where somebody is. */
    take,

    /**
     * Does something that is due every so often, unless another program is at it or has done it. What fails is due
     * again at once.
     *
     * @returns whether it was done here
     */
    async once(name: string, everyMilliseconds: number, work: () => Promise<unknown>): Promise<boolean> {
      const row = await database.query('leases').where({ name }).first<{ next_at: string } | undefined>();
      if (row && row.next_at > at()) return false;
      const lease = await take(name);
      if (!lease) return false;
      let next: string | undefined;
      try {
        await work();
        next = new Date(now().getTime() + everyMilliseconds).toISOString();
      } finally {
        await lease.release(next);
      }
      return true;
    },

    /** Takes away what a program that was killed had: on SQLite there is one, so that none of it is anybody's. */
    async takeBackAll(): Promise<void> {
      if (database.engine === 'sqlite')
        await database.writeBriefly(() => database.query('leases').update({ held_until: '' }));
    },
  };
}
