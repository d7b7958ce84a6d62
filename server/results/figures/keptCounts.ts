import { AsyncResource } from 'node:async_hooks';
import { createHash } from 'node:crypto';
import { checksOf, otherItemIds } from '../../../rules/index.ts';
import type { Tool } from '../../../rules/index.ts';
import type { Database } from '../../platform/db/database.ts';
import type { Logger } from '../../platform/log.ts';
import { hasSettlements } from '../../fieldwork/caseFiles/countingAnswer.ts';
import { firstReadings } from '../../fieldwork/caseFiles/queries.ts';
import { countGathered, gatheredAnswers } from './gathering.ts';
import type { Counted, GatheredFile } from './gathering.ts';

/** Of an audit with fewer files all are counted before anybody notices. */
const WORTH_KEEPING = 500;
/** So many changed files are taken into the kept counts, so that a page need not count them every time. */
const TAKEN_IN_FROM = 100;
/** Of more than these all are counted anew: SQLite takes no more values in one statement than that for long. */
const MOST_CHANGED = 1000;

const BETWEEN = '\u001f';
/** How often each thing was counted, by what it is: answers, pairs of them and answers to other items. */
type Tallies = Map<string, number>;

/** Kept counts from which more was to be taken than there was: something is wrong with them. */
class DamagedCountsError extends Error {}

function talliesOf({ answers, pairs, items }: Counted): Tallies {
  return new Map([
    ...answers.map((of) => [['a', of.group, of.check, of.answer].join(BETWEEN), of.files] as const),
    ...pairs.map(
      (of) => [['p', of.group, of.check, of.answer, of.parentAnswer].join(BETWEEN), of.files] as const,
    ),
    ...items.map((of) => [['i', of.group, of.item, of.value].join(BETWEEN), of.records] as const),
  ]);
}

function countedOf(tallies: Tallies, nameOf: (groupId: number) => string): Counted {
  const counted: Counted = { answers: [], pairs: [], items: [] };
  for (const [key, files] of tallies) {
    const [kind = '', groupId = '', of = '', answer = '', parentAnswer = ''] = key.split(BETWEEN);
    const group = nameOf(Number(groupId));
    if (kind === 'a') counted.answers.push({ group, check: of, answer, files });
    else if (kind === 'p') counted.pairs.push({ group, check: of, answer, parentAnswer, files });
    else counted.items.push({ group, item: of, value: answer, records: files });
  }
  return counted;
}

/** @throws DamagedCountsError */
function changed(base: Tallies, { taken, added }: { taken: Tallies; added: Tallies }): Tallies {
  const result = new Map(base);
  for (const [key, files] of added) result.set(key, (result.get(key) ?? 0) + files);
  for (const [key, files] of taken) {
    const left = (result.get(key) ?? 0) - files;
    if (left < 0) throw new DamagedCountsError(`${files} were to be taken from ${left + files}`);
    if (left === 0) result.delete(key);
    else result.set(key, left);
  }
  return result;
}

const asText = (tallies: Tallies): string => JSON.stringify([...tallies]);
const fromText = (text: string): Tallies => new Map(JSON.parse(text) as [string, number][]);

/** What is counted of a tool; other questions need other counts. */
const signOf = (tool: Tool): string =>
  createHash('sha256')
    .update(JSON.stringify([checksOf(tool).map(({ id, dependsOn }) => [id, dependsOn]), otherItemIds(tool)]))
    .digest('hex');

/** What counts are asked for. */
interface Asked {
  /** How many there are in the audit. */
  files: number;
  /** The names of the audit's sample groups by id. */
  nameOf: ReadonlyMap<number, string>;
  /** Items that are no checks; of any that are not counted by a tool nothing is kept. */
  itemIds: readonly string[];
}

export type KeptCounts = ReturnType<typeof createKeptCounts>;

/**
 * Keeps the counts of large audits, so that a page reads them and not every answer. What is kept is what the full count
 * gives of some files; of those that changed since, which the database writes down itself, what was counted is taken
 * away and what they are now is counted, by the same text of their answers.
 */
export function createKeptCounts(
  database: Database,
  {
    log,
    worthKeeping = WORTH_KEEPING,
    takenInFrom = TAKEN_IN_FROM,
  }: { log: Pick<Logger, 'warn'> | null; worthKeeping?: number; takenInFrom?: number },
) {
  const query = (table: string) => database.query(table);
  const changedIn = async (auditId: number): Promise<number[]> =>
    (await query('changed_files').where({ audit_id: auditId }).distinct().pluck('case_file_id')) as number[];
  /** The answers of files as they are now. */
  const now = async (auditId: number, tool: Tool, fileIds: number[] | null) => {
    const settled = fileIds !== null || (await hasSettlements(database, auditId));
    const readings = firstReadings(database).where('case_files.audit_id', auditId);
    return {
      readings: fileIds === null ? readings : readings.whereIn('case_files.id', fileIds),
      answers: gatheredAnswers(database, otherItemIds(tool), settled),
    };
  };
  const tally = (tool: Tool, files: readonly GatheredFile[]): Tallies =>
    talliesOf(countGathered(tool, otherItemIds(tool), files, String));

  /** The counts as they are now; null where none are kept. To be called within one read. */
  async function current(auditId: number, tool: Tool): Promise<{ tallies: Tallies; changes: number } | null> {
    // First which files changed, and what is kept in one statement: whoever takes changes in meanwhile does no harm.
    const fileIds = await changedIn(auditId);
    if (fileIds.length > MOST_CHANGED) return null;
    const rows: ({ group_id: null; answers: string } | GatheredFile)[] = await query('kept_counts')
      .where({ audit_id: auditId, counted_with: signOf(tool) })
      .select(database.query.raw('null as group_id'), 'counts as answers')
      .unionAll(
        query('counted_files')
          .where({ audit_id: auditId })
          .whereIn('case_file_id', fileIds)
          .select('group_id', 'answers'),
      );
    const kept = rows.find((row) => row.group_id === null);
    if (!kept) return null;
    const base = fromText(kept.answers ?? '');
    if (fileIds.length === 0) return { tallies: base, changes: 0 };
    const { readings, answers } = await now(auditId, tool, fileIds);
    const files: GatheredFile[] = await readings.select('case_files.group_id', answers.as('answers'));
    const counted = rows.filter((row) => row.group_id !== null);
    return {
      tallies: changed(base, { taken: tally(tool, counted), added: tally(tool, files) }),
      changes: fileIds.length,
    };
  }

  /** From here on the database writes down what changes; nobody may be in the middle of a change. */
  async function begin(auditId: number): Promise<void> {
    if (await query('kept_counts').where({ audit_id: auditId }).first('audit_id')) return;
    await database.write(async () => {
      if (database.engine === 'postgres') {
        await database.query.raw("set local lock_timeout = '300ms'");
        await database.query.raw('lock table case_files, reviews, answers, settlements in share mode');
      }
      await query('kept_counts').insert({ audit_id: auditId }).onConflict('audit_id').ignore();
    });
  }

  /** Writes down what files are counted as, and counts it. */
  async function count(auditId: number, tool: Tool, fileIds: number[] | null): Promise<Tallies> {
    const { readings, answers } = await now(auditId, tool, fileIds);
    await database
      .query(database.query.raw('counted_files (audit_id, case_file_id, group_id, answers)'))
      .insert(
        readings.select(
          'case_files.audit_id',
          'case_files.id',
          'case_files.group_id',
          database.query.raw("coalesce((?), '')", [answers]),
        ),
      );
    return tally(tool, await countedFiles(auditId, fileIds));
  }

  const ofFiles = (auditId: number, fileIds: number[] | null) => {
    const rows = query('counted_files').where({ audit_id: auditId });
    return fileIds === null ? rows : rows.whereIn('case_file_id', fileIds);
  };
  const countedFiles = async (auditId: number, fileIds: number[] | null): Promise<GatheredFile[]> =>
    ofFiles(auditId, fileIds).select('group_id', 'answers');

  /** Takes what changed into the kept counts, or counts all files where there are none, or others. */
  async function takeIn(auditId: number, tool: Tool): Promise<void> {
    await database.write(async () => {
      // One state from beginning to end: a change that is not seen is written down in a row that is not seen, and stays.
      if (database.engine === 'postgres') {
        await database.query.raw('set transaction isolation level repeatable read');
      }
      const row = await query('kept_counts')
        .where({ audit_id: auditId })
        .forNoKeyUpdate()
        .first<{ counts: string | null; counted_with: string | null } | undefined>('counts', 'counted_with');
      if (!row) return;
      const fileIds = await changedIn(auditId);
      const sign = signOf(tool);
      const isWhole = row.counts === null || row.counted_with !== sign || fileIds.length > MOST_CHANGED;
      if (!isWhole && fileIds.length === 0) return;
      const of = isWhole ? null : fileIds;
      const taken = isWhole ? new Map<string, number>() : tally(tool, await countedFiles(auditId, of));
      await ofFiles(auditId, of).delete();
      const added = await count(auditId, tool, of);
      const base = isWhole ? new Map<string, number>() : fromText(row.counts ?? '[]');
      const counts = asText(changed(base, { taken, added }));
      await query('kept_counts').where({ audit_id: auditId }).update({ counts, counted_with: sign });
      await query('changed_files').where({ audit_id: auditId }).delete();
    });
  }

  const forget = (auditId: number) =>
    database.write(() =>
      query('kept_counts').where({ audit_id: auditId }).update({ counts: null, counted_with: null }),
    );

  const keep = async (auditId: number, tool: Tool): Promise<void> => {
    await begin(auditId);
    await takeIn(auditId, tool);
  };

  // Whoever asks is in the middle of a read, of an organisation's; this is work of its own.
  const ownWork = new AsyncResource('kept counts');
  const asked = new Map<number, Promise<void>>();
  /** Has counts kept for whoever asks next, after all that was asked for before. */
  function ask(auditId: number, tool: Tool, { anew = false } = {}): void {
    if (asked.has(auditId)) return;
    const before = [...asked.values()].at(-1) ?? Promise.resolve();
    const work = async () => {
      await before;
      try {
        await database.everywhere(async () => {
          if (anew) await forget(auditId);
          await keep(auditId, tool);
        });
      } catch (error) {
        // Others were in the way, or the database is going: the next page asks again.
        log?.warn({ err: error, auditId }, 'the counts of an audit were not kept');
      } finally {
        asked.delete(auditId);
      }
    };
    asked.set(
      auditId,
      ownWork.runInAsyncScope(() => work()),
    );
  }

  return {
    /**
     * The counts of an audit from what is kept; null where all has to be counted. To be called within one read.
     *
     * @param itemIds - of the items that are no checks, those to count
     */
    async of(auditId: number, tool: Tool, { files, nameOf, itemIds }: Asked): Promise<Counted | null> {
      if (files < worthKeeping) return null;
      const wanted = new Set(itemIds);
      try {
        const found = await current(auditId, tool);
        if (found === null || found.changes >= takenInFrom) ask(auditId, tool);
        if (found === null) return null;
        const counted = countedOf(found.tallies, (groupId) => nameOf.get(groupId) ?? '');
        return { ...counted, items: counted.items.filter(({ item }) => wanted.has(item)) };
      } catch (error) {
        if (!(error instanceof DamagedCountsError)) throw error;
        ask(auditId, tool, { anew: true });
        return null;
      }
    },

    /** The audits of which counts are kept. */
    audits: async (): Promise<number[]> =>
      (await query('kept_counts').whereNotNull('counts').orderBy('audit_id').pluck('audit_id')) as number[],
    /** Whether what is kept of an audit is what was counted now; true where nothing is. To be called within one read. */
    async fits(auditId: number, tool: Tool, counted: Counted, nameOf: Asked['nameOf']): Promise<boolean> {
      try {
        const found = await current(auditId, tool);
        if (found === null) return true;
        const kept = talliesOf(countedOf(found.tallies, (groupId) => nameOf.get(groupId) ?? ''));
        const full = talliesOf(counted);
        return kept.size === full.size && [...full].every(([key, files]) => kept.get(key) === files);
      } catch (error) {
        if (error instanceof DamagedCountsError) return false;
        throw error;
      }
    },
    /** Takes in what changed, now. */
    keep,
    /** Has all of an audit counted anew by whoever keeps it next. */
    forget,
    /** Until nothing is left of what was asked for. */
    idle: async (): Promise<void> => {
      await Promise.all(asked.values());
    },
  };
}
