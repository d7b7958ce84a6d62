import { z } from 'zod';
import type { Config } from '../../platform/config.ts';
import { isMarked, sealOf } from '../../platform/db/activitySeal.ts';
import type { SealedLine } from '../../platform/db/activitySeal.ts';
import type { Database } from '../../platform/db/database.ts';
import type { Logger } from '../../platform/log.ts';
import { checkChain } from './check.ts';
import type { ChainCheck } from './check.ts';
import { createForwarder, sentLines } from './forwarding.ts';
import { appendHead, headFile, readHeads, writeHead } from './heads.ts';
import type { ChainHead } from './heads.ts';
import { createHeadSigner } from './signing.ts';

/** Lines that are sealed in one transaction. */
const AT_ONCE = 500;
const ROUND_MILLISECONDS = 2000;
const APPEND_MILLISECONDS = 60_000;
const DAY_MILLISECONDS = 86_400_000;
/**
 * In PostgreSQL a line with a lower number may be committed after one with a higher; so far back is looked for such.
 * SQLite has one writer.
 */
const LATE_LINES = 10_000;
/** A number of our own among PostgreSQL's advisory locks: one program seals at a time. */
const LOCK = 20_532_026;
const LAST_CHECK = 'activity-check';

const checkSchema = z.object({
  at: z.string(),
  sealed: z.number(),
  waiting: z.number(),
  head: z.string().nullable(),
  problems: z.array(z.object({ kind: z.string(), id: z.number().nullable(), text: z.string() })),
  further: z.number(),
});

/** What a check found, as it was kept. */
export type KeptCheck = z.infer<typeof checkSchema>;

export type ActivityChain = ReturnType<typeof createActivityChain>;

/** Seals the lines of the activity, one after the other, and says whether they still are what was sealed. */
export function createActivityChain(parts: {
  database: Database;
  config: Pick<Config, 'dataDir' | 'activityHeadsFile' | 'activityKey' | 'activitySyslog'>;
  log: Logger;
  now: () => Date;
  key: string;
}) {
  const { database, config, log, now, key } = parts;
  let appended = { at: 0, seq: 0 };
  /** Up to this line this program has seen all that can be sealed sealed. */
  let sealedTo = 0;
  /** Up to this line the log was told of lines that the program did not write. */
  let toldTo = 0;
  const signer = createHeadSigner(config.activityKey);
  const forwarder = createForwarder(config.activitySyslog, log);

  const lastSeal = () =>
    database.query('activity_seals').orderBy('seq', 'desc').first('seq', 'hash', 'activity_id') as Promise<
      { seq: number; hash: string; activity_id: number } | undefined
    >;

  /**
   * Lines that no seal is on, the oldest first, up to which line there is none but these, and whether there are more. It
   * is not enough to look behind the newest seal: one that was skipped, by whatever fault, would never be sealed.
   */
  async function unsealed(
    fromFirst: boolean,
  ): Promise<{ lines: SealedLine[]; seenTo: number; hasMore: boolean }> {
    const back = database.engine === 'sqlite' ? 0 : LATE_LINES;
    const highest = (await database.query('activity_seals').max('activity_id as id').first()) as {
      id: number | null;
    };
    const lines: SealedLine[] = [];
    let from = fromFirst ? 0 : Math.min(sealedTo, highest.id ?? 0);
    let foreign = 0;
    for (;;) {
      const page = await unsealedAfter(from);
      // What the program did not write is never sealed, and keeps nothing behind it from that; the check finds it.
      const own = page.filter((line) => isMarked(key, line));
      lines.push(...own);
      foreign += page.length - own.length;
      from = page.at(-1)?.id ?? from;
      const hasMore = page.length === AT_ONCE;
      if (hasMore && lines.length < AT_ONCE) continue;
      if (foreign > 0 && from > toldTo) {
        toldTo = from;
        log.error(
          { lines: foreign },
          'the activity has lines that the program did not write: they are not sealed',
        );
      }
      return { lines, seenTo: hasMore ? sealedTo : Math.max(sealedTo, (highest.id ?? 0) - back), hasMore };
    }
  }

  const unsealedAfter = async (id: number): Promise<SealedLine[]> =>
    database
      .query('activity as a')
      .where('a.id', '>', id)
      .whereNotNull('a.mark')
      .whereNotExists((query) =>
        query.from('activity_seals as s').whereRaw('s.activity_id = a.id').select('s.seq'),
      )
      .orderBy('a.id')
      .limit(AT_ONCE)
      .select('a.*');

  /** Seals some lines. Returns how many, and the newest seal. */
  const sealSome = (fromFirst: boolean) =>
    database.write(async () => {
      if (database.engine === 'postgres') {
        await database.query.raw('select pg_advisory_xact_lock(?)', [LOCK]);
      }
      const { lines, seenTo, hasMore } = await unsealed(fromFirst);
      let { seq, hash } = (await lastSeal()) ?? { seq: 0, hash: '' };
      const sealed_at = now().toISOString();
      const seals = lines.map((line) => {
        seq += 1;
        hash = sealOf(hash, seq, line);
        return { seq, activity_id: line.id, hash, sealed_at };
      });
      if (seals.length > 0) await database.query.batchInsert('activity_seals', seals, 200);
      return {
        sealed: seals.length,
        seenTo,
        hasMore,
        head: { at: sealed_at, seq, hash },
        lines: sentLines(lines, seals),
      };
    });

  function tell(bare: ChainHead, atOnce: boolean): void {
    const head = signer?.sign ? signer.sign(bare) : bare;
    writeHead(config.dataDir, head);
    if (head.seq === appended.seq) return;
    if (!atOnce && Date.now() - appended.at < APPEND_MILLISECONDS) return;
    if (config.activityHeadsFile !== null) appendHead(config.activityHeadsFile, head);
    forwarder.add([{ at: head.at, kind: 'head', text: JSON.stringify(head) }]);
    appended = { at: Date.now(), seq: head.seq };
  }

  async function sealAll(round: 'first' | 'some' | 'last'): Promise<number> {
    let total = 0;
    for (;;) {
      const isFirst = round === 'first';
      // Nobody waits for a turn to write where there is nothing to be written.
      if (!isFirst) {
        const { lines, seenTo } = await unsealed(false);
        if (lines.length === 0) {
          sealedTo = seenTo;
          break;
        }
      }
      const { sealed, seenTo, hasMore, head, lines } = await sealSome(isFirst);
      sealedTo = seenTo;
      total += sealed;
      forwarder.add(lines);
      if (sealed > 0) tell(head, round === 'last');
      if (!hasMore) break;
    }
    // With the first round a key that was set since signs what there is.
    if ((round === 'last' || (round === 'first' && signer?.sign)) && total === 0) {
      const newest = await lastSeal();
      if (newest) tell({ at: now().toISOString(), seq: newest.seq, hash: newest.hash }, true);
    }
    const sent = forwarder.send();
    if (round === 'last') await sent;
    return total;
  }

  return {
    /**
     * Seals all lines that are not sealed yet, and writes the newest seal to files outside of the database.
     *
     * @param round - at the first all lines are looked at, at the last the newest seal is written everywhere at once
     */
    seal: (round: 'first' | 'some' | 'last' = 'some'): Promise<number> =>
      database.everywhere(() => sealAll(round)),

    /** Looks at every line, and at every head that was written outside of the database. */
    async check(): Promise<ChainCheck & { at: string }> {
      const heads = [
        ...(config.activityHeadsFile === null ? [] : readHeads(config.activityHeadsFile)),
        ...readHeads(headFile(config.dataDir)),
      ];
      const found = await database.everywhere(() => checkChain(database, key, heads, signer));
      return { at: now().toISOString(), ...found };
    },

    /** Looks at every line and keeps what was found, for the page. */
    async checkAndKeep(): Promise<KeptCheck> {
      const found = await this.check();
      const value = JSON.stringify(found satisfies KeptCheck);
      await database
        .query('settings')
        .insert({ name: LAST_CHECK, value })
        .onConflict('name')
        .merge(['value']);
      if (found.problems.length > 0)
        log.error({ problems: found.problems }, 'the activity was tampered with');
      return found;
    },

    /** What the last check found; null before the first. */
    async lastCheck(): Promise<KeptCheck | null> {
      const row = (await database.query('settings').where({ name: LAST_CHECK }).first('value')) as
        { value: string } | undefined;
      return row ? checkSchema.parse(JSON.parse(row.value)) : null;
    },

    /** One check a day, whichever server comes to it first. */
    async checkDaily(): Promise<void> {
      const last = await this.lastCheck();
      if (last && now().getTime() - Date.parse(last.at) < DAY_MILLISECONDS) return;
      await this.checkAndKeep();
    },
  };
}

/** Seals every two seconds and checks once a day. Returns what ends that with a last round. */
export function startSealing(chain: ActivityChain, log: Logger): () => Promise<void> {
  let round: Promise<unknown> = Promise.resolve();
  let busy = false;
  const once = async (work: () => Promise<unknown>) => {
    if (busy) return;
    busy = true;
    try {
      await work();
    } catch (error) {
      log.error({ err: error }, 'the activity was not sealed');
    } finally {
      busy = false;
    }
  };
  const look = (isFirst: boolean) => {
    if (busy) return;
    round = once(async () => {
      await chain.seal(isFirst ? 'first' : 'some');
      await chain.checkDaily();
    });
  };
  const timer = setInterval(() => look(false), ROUND_MILLISECONDS);
  timer.unref();
  look(true);
  return async () => {
    clearInterval(timer);
    await round;
    await once(() => chain.seal('last'));
  };
}
