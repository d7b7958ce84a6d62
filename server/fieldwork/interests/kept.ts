import { keptFromFile } from '../../../rules/index.ts';
import type { SampleGroup } from '../../audits/repository.ts';
import type { Database } from '../../platform/db/database.ts';
import { placeOfFile } from '../caseFiles/places.ts';
import type { InterestStore } from './store.ts';

/** A file of an audit, begun or only drawn. */
export interface PlacedFile {
  groupId: number;
  fileId?: number | null;
  sampledId?: number | null;
  reference?: string;
}

/** Who is kept from a file by what they declared. */
export type KeptFrom = (file: PlacedFile) => ReadonlySet<number>;

const NOBODY: ReadonlySet<number> = new Set();

export type KeptFromFiles = ReturnType<typeof createKeptFrom>;

/** Who is kept from which file by what they declared: the one place that says so. */
export function createKeptFrom(parts: {
  database: Database;
  interests: InterestStore;
  groups: (auditId: number) => Promise<SampleGroup[]>;
}) {
  const { database, interests, groups } = parts;

  return {
    /** Of the one file that an address names. */
    async ofFile(
      auditId: number,
      file: { fileId: number } | { sampledId: number },
    ): Promise<ReadonlySet<number>> {
      const declared = await interests.declaredIn(auditId);
      if (declared.length === 0) return NOBODY;
      const place =
        'fileId' in file
          ? await placeOfFile(database, auditId, file.fileId)
          : await interests.placeOfSampled(auditId, file.sampledId);
      if (!place) return NOBODY;
      const group = (await groups(auditId)).find(({ id }) => id === place.groupId);
      return keptFromFile(declared, {
        providerIds: (group?.providers ?? []).map(({ id }) => id),
        worker: place.worker,
      });
    },

    /** Of all files of an audit. */
    async lookUp(auditId: number): Promise<KeptFrom> {
      const declared = await interests.declaredIn(auditId);
      if (declared.length === 0) return () => NOBODY;
      const all = await groups(auditId);
      const providersOf = new Map(all.map(({ id, providers }) => [id, providers.map((each) => each.id)]));
      const listed = await interests.workersOfFiles(auditId);
      const bySampled = new Map(listed.map(({ sampledId, worker }) => [sampledId, worker]));
      const byFile = new Map(listed.map(({ caseFileId, worker }) => [caseFileId ?? 0, worker]));
      const byReference = new Map(listed.map(({ reference, worker }) => [reference.toLowerCase(), worker]));
      return ({ groupId, fileId, sampledId, reference }) =>
        keptFromFile(declared, {
          providerIds: providersOf.get(groupId) ?? [],
          worker:
            bySampled.get(sampledId ?? 0) ??
            byFile.get(fileId ?? -1) ??
            byReference.get(reference?.toLowerCase() ?? '') ??
            null,
        });
    },
  };
}
