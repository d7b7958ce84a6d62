import { checksOf } from '../../../rules/index.ts';
import type { ReadByTwo } from '../../../rules/index.ts';
import type { User } from '../../access/person.ts';
import { can } from '../../access/policy.ts';
import { filesByWorker } from '../../fieldwork/caseFiles/filesByWorker.ts';
import type { FilesOfWorker } from '../../fieldwork/caseFiles/filesByWorker.ts';
import type { createReadingPairs } from '../../fieldwork/caseFiles/readingPairs.ts';
import type { Database } from '../../platform/db/database.ts';
import type { ResultsService, ShownResults } from '../figures/service.ts';

/** The figures of an audit as its reader sees them, with what estimates beside them are made of. */
export interface EstimatesFound {
  shown: ShownResults;
  /** Files that were read twice to the end, each with its sample group; null for whoever may not read second readings. */
  readTwice: ReadTwice[] | null;
  readFirst: ReadFirst[];
  /** By worker, none named; null for whoever may not see the caseload list, or has small numbers suppressed. */
  byWorker: FilesOfWorker[] | null;
}

export interface ReadTwice extends ReadByTwo {
  group: string;
  /** Who read it first; null where several did. */
  readerId: number | null;
}

/** How many files of a group somebody has read first alone. */
export interface ReadFirst {
  group: string;
  readerId: number;
  files: number;
}

export type EstimatesService = ReturnType<typeof createEstimatesService>;

/** What stands beside the figures of an audit for those who ask for it. */
export function createEstimatesService(parts: {
  database: Database;
  results: ResultsService;
  readings: ReturnType<typeof createReadingPairs>;
}) {
  const { database, results, readings } = parts;
  return {
    of: (auditId: number, user: User): Promise<EstimatesFound> =>
      database.read(async () => {
        const shown = await results.shown(auditId, { by: 'group' }, user);
        const { audit, tool, suppressed } = shown;
        const mayReadWorkers = !suppressed && can(user, 'sample.manage', { audit });
        const checkIds = checksOf(tool).map(({ id }) => id);
        const byWorker = mayReadWorkers ? await filesByWorker(database, auditId, checkIds) : null;
        if (!can(user, 'readings.manage', { audit })) {
          return { shown, readTwice: null, readFirst: [], byWorker };
        }
        const pairs = await readings.pairs(auditId);
        const byOne = pairs.length === 0 ? [] : await readings.firstByOne(auditId);
        const names = new Map(shown.groups.map(({ key, name }) => [key, name]));
        const nameOf = (groupId: number) => names.get(String(groupId)) ?? '';
        const isDone = (reading: { completedAt: string | null }) => reading.completedAt !== null;
        return {
          shown,
          byWorker,
          readFirst: byOne.map(({ groupId, ...one }) => ({ group: nameOf(groupId), ...one })),
          readTwice: pairs
            .filter(({ first, second }) => isDone(first) && isDone(second))
            .map(({ groupId, first, second, settlements }) => ({
              group: nameOf(groupId),
              readerId: first.readerIds.length === 1 ? (first.readerIds[0] ?? null) : null,
              first: first.answers,
              second: second.answers,
              settled: new Map([...settlements].map(([id, { value }]) => [id, value] as const)),
            })),
        };
      }),
  };
}
