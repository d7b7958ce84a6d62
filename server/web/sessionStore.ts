import { createHash, randomBytes } from 'node:crypto';
import { callbackify } from 'node:util';
import { Store } from 'express-session';
import type { CookieOptions, SessionData } from 'express-session';
import type { Database } from '../platform/db/database.ts';

/**
 * From the evening before, when a device is prepared, to the end of a day of fieldwork without a network; it begins
 * anew with every request.
 */
export const SESSION_MILLISECONDS = 30 * 60 * 60 * 1000;

/** However much is done in it, a session ends a week after the sign-in: the longest week of fieldwork. */
export const SESSION_LONGEST_MILLISECONDS = 7 * 24 * 60 * 60 * 1000;

/**
 * To write at every request that its session goes on would make everybody who only reads wait for whoever writes, on
 * SQLite for as long as an import takes. A session lasts so much longer that a minute does not matter.
 */
const TOUCH_EVERY_MILLISECONDS = 60_000;
const TOUCHES_REMEMBERED = 10_000;

/** What the id of a visit by nobody begins with: nothing of it is kept, so no database is asked for it. */
export const VISIT = 'visit.';

/** Only the hash of an id is kept, so that nobody who reads the database, or a copy of it, can use a session. */
export const hashOf = (id: string): string => createHash('sha256').update(id).digest('hex');

type Done = (error?: unknown) => void;

/**
 * Keeps the sessions of people who are signed in, in the database. A session is put in once, by {@link begin}; after
 * that it is only ever changed where it still is, so that one that was ended stays ended, whatever requests were
 * under way meanwhile and on whichever server.
 */
export class SessionStore extends Store {
  readonly #database: Database;
  readonly #cookie: CookieOptions;
  readonly #now: () => Date;
  /** When it was last written of each session that it goes on, in milliseconds. */
  readonly #touched = new Map<string, number>();

  constructor(parts: { database: Database; cookie: CookieOptions; now: () => Date }) {
    super();
    this.#database = parts.database;
    this.#cookie = parts.cookie;
    this.#now = parts.now;
  }

  /**
   * Puts a new session into the database.
   *
   * @param browser - of what kind it is, for its owner to know it again
   */
  async begin(id: string, session: Partial<SessionData>, browser: string): Promise<void> {
    const at = this.#now().toISOString();
    await this.#table().insert({
      id_hash: hashOf(id),
      data: dataOf(session),
      user_id: session.userId ?? null,
      browser,
      started_at: at,
      seen_at: at,
      expires_at: this.#in(SESSION_MILLISECONDS),
    });
  }

  /**
   * Keeps what is known of somebody who is not signed in yet, for some minutes. It is a row, and not a mark that the
   * program could check: whoever had a copy of the database could make such a mark, and is to need a password all the
   * same.
   *
   * @returns what it is asked for by, of which a hash is kept
   */
  async hold(step: object, minutes: number): Promise<string> {
    const id = randomBytes(32).toString('base64url');
    const at = this.#now().toISOString();
    await this.#table().insert({
      id_hash: hashOf(id),
      data: JSON.stringify({ step }),
      started_at: at,
      seen_at: at,
      expires_at: this.#in(minutes * 60_000),
    });
    return id;
  }

  /** What is held under this; null where nothing is, or not any more. */
  async held(id: string): Promise<unknown> {
    const found = await this.#find(id);
    return found !== null && 'step' in found ? found.step : null;
  }

  override get(id: string, done: (error: unknown, session?: SessionData | null) => void): void {
    answer(done, async () => {
      const data = id.startsWith(VISIT) ? {} : await this.#find(id);
      return data && this.#withCookie(data);
    });
  }

  override set(id: string, session: SessionData, done?: Done): void {
    answer(done, () =>
      this.#change(id, { data: dataOf(session), expires_at: this.#in(SESSION_MILLISECONDS) }),
    );
  }

  override touch(id: string, _session: SessionData, done?: () => void): void {
    answer(
      () => done?.(),
      async () => {
        const now = this.#now().getTime();
        if (now - (this.#touched.get(id) ?? 0) < TOUCH_EVERY_MILLISECONDS) return;
        if (this.#touched.size > TOUCHES_REMEMBERED) this.#touched.clear();
        // Where it cannot be written that a session goes on, it still does for its time, and reading goes on.
        await this.#change(id, { expires_at: this.#in(SESSION_MILLISECONDS) });
        this.#touched.set(id, now);
      },
    );
  }

  override destroy(id: string, done?: Done): void {
    answer(done, async () => {
      if (!id.startsWith(VISIT))
        await this.#table()
          .where({ id_hash: hashOf(id) })
          .delete();
    });
  }

  /** Never an insert: what is not there any more was ended. */
  async #change(id: string, change: { data?: string; expires_at: string }): Promise<void> {
    if (!id.startsWith(VISIT))
      await this.#table()
        .where({ id_hash: hashOf(id) })
        .update({ ...change, seen_at: this.#now().toISOString() });
  }

  async #find(id: string): Promise<object | null> {
    const row = await this.#table()
      .where({ id_hash: hashOf(id) })
      .where('expires_at', '>', this.#now().toISOString())
      .where('started_at', '>', this.#in(-SESSION_LONGEST_MILLISECONDS))
      .select<{ data: string }[]>('data')
      .first();
    return row ? (JSON.parse(row.data) as object) : null;
  }

  /** What is kept, with a cookie that begins to run now. */
  #withCookie(data: object): SessionData {
    const expires = new Date(this.#now().getTime() + SESSION_MILLISECONDS);
    return {
      ...data,
      cookie: { ...this.#cookie, expires, originalMaxAge: SESSION_MILLISECONDS },
    } as SessionData;
  }

  /** Outside any transaction: whether a session goes on does not hang on whether something else is kept. */
  #table() {
    return this.#database.pool('sessions');
  }

  #in(milliseconds: number): string {
    return new Date(this.#now().getTime() + milliseconds).toISOString();
  }
}

/** Calls back with what comes of some work, as express-session wants it. */
const answer = <T>(
  done: ((error: unknown, result?: T) => void) | undefined,
  work: () => Promise<T>,
): void => {
  callbackify(work)((error, result) => done?.(error, result));
};

/** The cookie is made anew with every answer. */
function dataOf(session: Partial<SessionData>): string {
  const { cookie: _cookie, ...data } = session;
  return JSON.stringify(data);
}

/** Removes the sessions that have run out. */
export async function removeEndedSessions(database: Database, now: Date): Promise<void> {
  const longest = new Date(now.getTime() - SESSION_LONGEST_MILLISECONDS).toISOString();
  await database
    .pool('sessions')
    .where('expires_at', '<=', now.toISOString())
    .orWhere('started_at', '<=', longest)
    .delete();
}

/** The sessions of one person, to look at and to end. */
export function createOwnSessions(database: Database, now: () => Date) {
  return {
    /** Those that go on, the one last seen first. */
    async list({ id, sessionEpoch }: { id: number; sessionEpoch: number }) {
      const longest = new Date(now().getTime() - SESSION_LONGEST_MILLISECONDS).toISOString();
      const rows = await database
        .query('sessions')
        .where({ user_id: id })
        .where('expires_at', '>', now().toISOString())
        .where('started_at', '>', longest)
        .orderBy([{ column: 'seen_at', order: 'desc' }, 'id_hash'])
        .select<
          { id_hash: string; data: string; browser: string | null; started_at: string; seen_at: string }[]
        >('*');
      return rows
        .filter(({ data }) => (JSON.parse(data) as { epoch?: number }).epoch === sessionEpoch)
        .map((row) => ({
          key: row.id_hash,
          browser: row.browser,
          startedAt: row.started_at,
          seenAt: row.seen_at,
        }));
    },
    /** Ends one of a person's; false where there is none of theirs. */
    async end(userId: number, key: string): Promise<boolean> {
      return (await database.query('sessions').where({ user_id: userId, id_hash: key }).delete()) === 1;
    },
    /** Ends all of a person's but one; how many there were. */
    endOthers: (userId: number, key: string): Promise<number> =>
      database.query('sessions').where({ user_id: userId }).whereNot({ id_hash: key }).delete(),
  };
}
