import { keptFromFile } from '../../../rules/index.ts';
import type { SampleGroup } from '../../audits/repository.ts';
import type { Database } from '../../platform/db/database.ts';
import { placeOfFile } from '../caseFiles/places.ts';
import type { Declaration, InterestStore } from './store.ts';

/** A file of an audit, begun or only drawn. */
interface PlacedFile {
  groupId: number;
  /** By it the list is asked of a file that was begun beside the sample. */
  reference: string;
  fileId?: number | null;
  sampledId?: number | null;
}

/** Who is kept from a file by what they declared. */
export type KeptFrom = (file: PlacedFile) => ReadonlySet<number>;

const NOBODY: ReadonlySet<number> = new Set();

export type KeptFromFiles = ReturnType<typeof createKeptFrom>;

/** Why somebody who declared an interest cannot begin a file. */
export const keptText = (reference: string): string =>
  `You have declared an interest in the service or the worker of ${reference}, so somebody else reads it.`;

/** Who is kept from which file by what they declared: the one place that says so. */
export function createKeptFrom(parts: {
  database: Database;
  interests: InterestStore;
  groups: (auditId: number) => Promise<SampleGroup[]>;
}) {
  const { database, interests, groups } = parts;

  async function lookUpOf(auditId: number, declared: readonly Declaration[]): Promise<KeptFrom> {
    if (declared.length === 0) return () => NOBODY;
    const all = await groups(auditId);
    const providersOf = new Map(all.map(({ id, providers }) => [id, providers.map((each) => each.id)]));
    const declaredProviders = new Set(declared.map(({ providerId }) => providerId));
    const listed = await interests.listedFiles(auditId, {
      workers: declared.flatMap(({ worker }) => worker ?? []),
      groupIds: all
        .filter(({ providers }) => providers.some(({ id }) => declaredProviders.has(id)))
        .map(({ id }) => id),
    });
    const bySampled = new Map(listed.map((file) => [file.sampledId, file]));
    const byFile = new Map(listed.map((file) => [file.caseFileId ?? 0, file]));
    const byReference = new Map(listed.map((file) => [file.reference.toLowerCase(), file]));
    return ({ groupId, fileId, sampledId, reference }) => {
      const onList =
        bySampled.get(sampledId ?? 0) ?? byFile.get(fileId ?? -1) ?? byReference.get(reference.toLowerCase());
      // A file of the list that was begun in another group is of both.
      const places = new Set([groupId, onList?.groupId ?? groupId]);
      return keptFromFile(declared, {
        providerIds: [...places].flatMap((id) => providersOf.get(id) ?? []),
        worker: onList?.worker ?? null,
      });
    };
  }

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
      return place ? (await lookUpOf(auditId, declared))({ ...place, ...file }) : NOBODY;
    },

    /** Of all files of an audit. */
    lookUp: async (auditId: number): Promise<KeptFrom> =>
      lookUpOf(auditId, await interests.declaredIn(auditId)),
  };
}
