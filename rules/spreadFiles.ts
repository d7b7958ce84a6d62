/** A file that somebody is to read. */
export interface FileToSpread {
  key: string;
  groupId: number;
  /** Who never gets it. */
  not?: ReadonlySet<number>;
}

/** Somebody who reads, and how many files they have already. */
export interface FileReader {
  id: number;
  load: number;
}

/**
 * Deals files out so that everybody has as many as everybody else, those counted that they have already, and of each
 * group as many as can be. Equal shares go by the order of the readers; nothing is left to chance.
 *
 * @returns the reader of each file, by its key
 */
export function spreadFiles(
  files: readonly FileToSpread[],
  readers: readonly FileReader[],
): ReadonlyMap<string, number> {
  const load = new Map(readers.map((reader) => [reader.id, reader.load]));
  const inGroup = new Map<string, number>();
  const given = new Map<string, number>();
  for (const { key, groupId, not } of files) {
    const ofGroup = (id: number) => inGroup.get(`${groupId} ${id}`) ?? 0;
    const [next] = readers
      .filter(({ id }) => not?.has(id) !== true)
      .toSorted((a, b) => (load.get(a.id) ?? 0) - (load.get(b.id) ?? 0) || ofGroup(a.id) - ofGroup(b.id));
    // Nobody is left for it: it stays with the lead.
    if (!next) continue;
    given.set(key, next.id);
    load.set(next.id, (load.get(next.id) ?? 0) + 1);
    inGroup.set(`${groupId} ${next.id}`, ofGroup(next.id) + 1);
  }
  return given;
}
