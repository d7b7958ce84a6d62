import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { deserialize, serialize } from 'node:v8';
import type { Database } from './db/database.ts';
import { AppError, NotFoundError, StateError } from './errors.ts';
import { inAnHour } from './leases.ts';
import type { Lease, Leases } from './leases.ts';
import { programVersion } from './paths.ts';
import { temporaryFolder } from './temporary.ts';
import { boxOf } from './tokenBox.ts';
import type { Box } from './tokenBox.ts';

const PART_BYTES = 1024 * 1024;
/** How often it is written down how far something is. */
const TELL_MILLISECONDS = 300;
const MEGABYTE = 1024 * 1024;

/** How much may wait in the database: of one person, and of all together, of which each organisation has its share. */
export interface WaitingRoom {
  ofOne: number;
  ofAll: number;
}

const ROOM: WaitingRoom = { ofOne: 300 * MEGABYTE, ofAll: 2048 * MEGABYTE };

type WaitingPurpose = 'caseFiles' | 'caseload' | 'tool';

/** Whose a file is, and what for. Nobody else sees it, and there is one of each at a time. */
export interface WaitingPlace {
  purpose: WaitingPurpose;
  auditId: number | null;
  userId: number;
  /** The session that sent it. */
  owner: string;
}

/** A file that was sent and waits for its sender's word, is being worked on, or was within the last hour. */
export interface Waiting<T> {
  /** In its address; cannot be guessed, and opens what is kept of it. */
  readonly token: string;
  readonly about: T;
  /** Rises with every look at it, so that answers to an earlier one are told. */
  readonly looks: number;
  /** `interrupted` is one whose program was ended while it was worked on: nothing of that counts. */
  readonly state: 'waiting' | 'running' | 'interrupted' | 'ended';
  readonly written: number;
  readonly of: number;
}

interface Row {
  about: Buffer;
  looks: number;
  state: 'waiting' | 'running' | 'ended';
  written: number;
  of: number;
  held_by: string | null;
  /** Whose the lease is, where it is somebody's. */
  holder: string | null;
}

export type WaitingFiles = ReturnType<typeof createWaitingFiles>;

const VERSION = programVersion();
/** Where it is kept; another version of the program, which may not understand it, does not find it. */
const idOf = (token: string) => createHash('sha256').update(`${VERSION} ${token}`).digest('hex');
const ownerOf = (owner: string) => createHash('sha256').update(owner).digest('hex');
const leaseOf = (auditId: number | null) => `import ${auditId}`;
/** What is known of a file, in place of what was: its bytes stay those of both together. */
const aboutIn = (database: Database, about: Buffer) => ({
  about,
  bytes: database.query.raw('bytes - length(about) + ?', [about.length]),
});

/**
 * Keeps files in the database between their look and the word of whoever sent them, for an hour, so that any program can
 * go on. They are encrypted with a key that is made of their address, which stands nowhere else: neither the database
 * nor a copy of it tells what is in them.
 */
export function createWaitingFiles(parts: {
  database: Database;
  leases: Leases;
  now: () => Date;
  room?: WaitingRoom;
}) {
  const { database, leases, now, room = ROOM } = parts;
  const { query } = { query: (table: string) => database.query(table) };
  const folder = temporaryFolder('imports');
  const at = () => now().toISOString();
  /** How far what is under way here is, on SQLite, where nobody but the import itself can write meanwhile. */
  const here = new Map<string, { written: number; of: number }>();

  /** @throws AppError where more would wait than there is room for */
  async function seeThatItFits(userId: number): Promise<void> {
    const bytesOf = async (rows: ReturnType<typeof query>) => {
      const row = (await rows.where('expires_at', '>', at()).sum('bytes as sum').first()) as {
        sum: number | string | null;
      };
      return Number(row.sum ?? 0);
    };
    const own = await bytesOf(query('waiting_files').where({ user_id: userId }));
    // The disk is that of the whole installation, and none of its organisations takes the part of another.
    const { all, ofOurs, share } = await database.everywhere(async () => {
      const [counted] = await query('organisations')
        .whereNull('ended_at')
        .count<{ n: number | string }[]>('* as n');
      const ours = query('users')
        .where('organisation_id', query('users').where({ id: userId }).select('organisation_id'))
        .select('id');
      return {
        all: await bytesOf(query('waiting_files')),
        ofOurs: await bytesOf(query('waiting_files').whereIn('user_id', ours)),
        // What one person may send has to fit.
        share: Math.max(room.ofOne, room.ofAll / Math.max(1, Number(counted?.n ?? 1))),
      };
    });
    if (own <= room.ofOne && all <= room.ofAll && ofOurs <= share) return;
    throw new AppError(
      429,
      own > room.ofOne
        ? 'Other files of yours wait for your word, and there is no room for one more. Import them or call them off, or wait an hour, and send this one again.'
        : 'Files of other people wait to be imported, and there is no room for this one. Send it again in an hour.',
    );
  }

  async function keepParts(id: string, box: Box, file: string): Promise<void> {
    let place = 0;
    for await (const chunk of createReadStream(file, { highWaterMark: PART_BYTES })) {
      const bytes = box.seal(chunk as Buffer, `part ${place}`);
      const row = { id_hash: id, place, bytes };
      await database.writeBriefly(() => query('waiting_file_parts').insert(row));
      place += 1;
    }
  }

  const ownRows = ({ purpose, auditId, owner }: Omit<WaitingPlace, 'userId'>) =>
    query('waiting_files').where({ purpose, audit_id: auditId, owner: ownerOf(owner) });
  const rowOf = (token: string) => query('waiting_files').where({ id_hash: idOf(token) });
  const sealed = (token: string, about: unknown) => boxOf(token).seal(serialize(about), 'about');

  /** Rows with the lease that they are worked on under. */
  const withLease = () =>
    query('waiting_files as w').leftJoin('leases as l', (join) => {
      join.on('l.held_by', 'w.held_by').andOnVal('l.held_until', '>', at());
    });
  /** Narrows rows to those that nobody works on now. */
  const atRest = (rows: ReturnType<typeof query>) => {
    const live = query('leases').where('held_until', '>', at()).select('held_by');
    return rows.where((each) => each.whereNot({ state: 'running' }).orWhereNotIn('held_by', live));
  };
  const stateOf = ({ state, holder }: Pick<Row, 'state' | 'holder'>) =>
    state === 'running' && holder === null ? 'interrupted' : state;

  return {
    /**
     * Keeps a file, in place of an earlier one of the same person and purpose that nothing is being done with.
     *
     * @param file - where it is; null for what is in `about` altogether
     * @param about - what is known of it: plain data, maps and sets
     * @returns its token
     */
    async keep(place: WaitingPlace, file: string | null, about: unknown): Promise<string> {
      const token = randomBytes(24).toString('base64url');
      const id = idOf(token);
      const box = sealed(token, about);
      const bytes = box.length + (file === null ? 0 : (await stat(file)).size);
      await database.writeBriefly(() =>
        query('waiting_files').insert({
          id_hash: id,
          purpose: place.purpose,
          audit_id: place.auditId,
          user_id: place.userId,
          owner: ownerOf(place.owner),
          bytes,
          about: box,
          state: 'arriving',
          expires_at: inAnHour(now()),
        }),
      );
      try {
        // Put down first and looked at then: of two that come at once each counts for the other.
        await seeThatItFits(place.userId);
        if (file !== null) await keepParts(id, boxOf(token), file);
        await database.writeBriefly(async () => {
          // Not one that is arriving at the same time.
          await atRest(ownRows(place)).whereNot({ state: 'arriving' }).delete();
          await query('waiting_files').where({ id_hash: id }).update({ state: 'waiting' });
        });
      } catch (error) {
        // What did not arrive takes up no room. Where even that cannot be written, it does for its hour.
        await rowOf(token)
          .delete()
          .catch(() => undefined);
        throw error;
      }
      return token;
    },

    /** What is kept at this address, or null where there is nothing that this session may see. */
    async find<T>(place: Omit<WaitingPlace, 'userId'>, token: string): Promise<Waiting<T> | null> {
      const id = idOf(token);
      const row = await withLease()
        .where({ id_hash: id, purpose: place.purpose, audit_id: place.auditId, owner: ownerOf(place.owner) })
        .whereNot({ state: 'arriving' })
        .where((inTime) => inTime.where('expires_at', '>', at()).orWhereNotNull('l.held_by'))
        .first<Row | undefined>(
          'w.about',
          'looks',
          'state',
          'written',
          'of',
          'w.held_by',
          'l.held_by as holder',
        );
      if (!row) return null;
      const about = deserialize(boxOf(token).open(row.about, 'about')) as T;
      const { looks, written, of } = row;
      return { token, about, looks, state: stateOf(row), written, of, ...here.get(id) };
    },

    /** How far the work on a file of an audit is, whoever sent it; null where there is none under way. */
    async runningIn(auditId: number): Promise<{ written: number; of: number } | null> {
      const row = await withLease()
        .where({ audit_id: auditId, state: 'running' })
        .whereNotNull('l.held_by')
        .first<{ id_hash: string; written: number; of: number } | undefined>('id_hash', 'written', 'of');
      return row ? { written: row.written, of: row.of, ...here.get(row.id_hash) } : null;
    },

    /** Keeps what another look has found, unless there was one meanwhile; false then. */
    async lookedAt(
      { token, looks }: Pick<Waiting<unknown>, 'token' | 'looks'>,
      about: unknown,
    ): Promise<boolean> {
      const box = sealed(token, about);
      const changed = await database.writeBriefly(() =>
        atRest(query('waiting_files').where({ id_hash: idOf(token), looks }))
          .whereNot({ state: 'ended' })
          .update({ ...aboutIn(database, box), looks: looks + 1, state: 'waiting' }),
      );
      return changed === 1;
    },

    /**
     * Gives some work the file itself, whole, which is on the disk as long as that takes.
     *
     * @throws NotFoundError where it was called off meanwhile
     */
    async withFile<R>(
      { token }: Pick<Waiting<unknown>, 'token'>,
      work: (file: string) => Promise<R>,
    ): Promise<R> {
      const file = path.join(folder(), randomUUID());
      try {
        await writeParts(database, token, file);
        return await work(file);
      } finally {
        await rm(file, { force: true });
      }
    },

    /**
     * Makes work on a file one's own, so that two presses do it once and one audit has one at a time.
     *
     * @throws StateError where somebody else is at it, in this audit, or it is done
     */
    async begin(auditId: number, { token }: Pick<Waiting<unknown>, 'token'>, of: number): Promise<Run> {
      const lease = await leases.take(leaseOf(auditId));
      if (!lease) throw new StateError('A sheet is being imported into this audit. Wait until it is done.');
      const id = idOf(token);
      const begun = await database.writeBriefly(() =>
        query('waiting_files')
          .where({ id_hash: id })
          .whereIn('state', ['waiting', 'running'])
          .update({ state: 'running', held_by: lease.holder, written: 0, of }),
      );
      if (begun !== 1) {
        await lease.release();
        throw new StateError('This sheet has been imported or refused already.');
      }
      return runOf({ database, lease, token, id, here, now });
    },

    async discard({ token }: Pick<Waiting<unknown>, 'token'>): Promise<void> {
      await rowOf(token).delete();
    },

    /** Erases the file itself, and gives its room free; what is known of it stays for the rest of its time. */
    discardFile: ({ token }: Pick<Waiting<unknown>, 'token'>): Promise<void> =>
      database.writeBriefly(async () => {
        await rowOf(token).update({ bytes: database.query.raw('length(about)') });
        await query('waiting_file_parts')
          .where({ id_hash: idOf(token) })
          .delete();
      }),

    /** Erases what has waited for its time, and is not being worked on. */
    async removeEnded(): Promise<number> {
      return database.writeBriefly(() =>
        atRest(query('waiting_files').where('expires_at', '<=', at())).delete(),
      );
    },
  };
}

/** Work on a file that is under way. */
export interface Run {
  /** Says how far it is; none of it counts before the end. */
  progress: (written: number, of: number) => void;
  /**
   * Writes down what came of it. Within the transaction of the work itself it counts together with it, and once.
   *
   * @throws StateError where another program has taken over
   */
  end: (about: unknown) => Promise<void>;
  /** To be called last, however it ended. */
  leave: () => Promise<void>;
}

function runOf(parts: {
  database: Database;
  lease: Lease;
  token: string;
  id: string;
  here: Map<string, { written: number; of: number }>;
  now: () => Date;
}): Run {
  const { database, lease, token, id, here, now } = parts;
  let told = 0;
  return {
    progress(written, of) {
      if (database.engine === 'sqlite') here.set(id, { written, of });
      else if (Date.now() - told > TELL_MILLISECONDS) {
        told = Date.now();
        // Beside the transaction of the work, so that others see it; that it is not told is no fault of the work.
        database
          .pool('waiting_files')
          .where({ id_hash: id, held_by: lease.holder, state: 'running' })
          .update({ written, of })
          .catch(() => undefined);
      }
    },
    async end(about) {
      await database.write(async () => {
        await lease.confirm();
        const ended = await database
          .query('waiting_files')
          .where({ id_hash: id, held_by: lease.holder, state: 'running' })
          .update({
            ...aboutIn(database, boxOf(token).seal(serialize(about), 'about')),
            state: 'ended',
            // What came of it is told for an hour, also of work that took longer than that.
            expires_at: inAnHour(now()),
          });
        if (ended !== 1) throw new StateError('This sheet was called off, so nothing of it was imported.');
      });
    },
    async leave() {
      here.delete(id);
      await lease.release();
    },
  };
}

/** @throws NotFoundError where the file is not there whole */
async function writeParts(database: Database, token: string, file: string): Promise<void> {
  const box = boxOf(token);
  const id_hash = idOf(token);
  // Before its parts are: one that is called off meanwhile is found short of them.
  const kept = await database
    .query('waiting_files')
    .where({ id_hash })
    .first<{ bytes: number | string } | undefined>(database.query.raw('bytes - length(about) as bytes'));
  const target = await open(file, 'wx', 0o600);
  try {
    let written = 0;
    for (let place = 0; ; place += 1) {
      const row = await database
        .query('waiting_file_parts')
        .where({ id_hash, place })
        .first<{ bytes: Buffer } | undefined>('bytes');
      if (!row) break;
      written += (await target.write(box.open(row.bytes, `part ${place}`))).bytesWritten;
    }
    if (written === 0 || written !== Number(kept?.bytes)) {
      throw new NotFoundError('This file is not there any more, so nothing of it was read. Send it again.');
    }
  } finally {
    await target.close();
  }
}
