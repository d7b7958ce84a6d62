import { mkdirSync, mkdtempSync, readdirSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

const HOUR_MILLISECONDS = 3_600_000;

/**
 * What the program keeps in files for a while, and how long none of it is needed: forms with a file as they come in,
 * sheets while they are read, and what is handed out, which the commands read as well. Versions before this one had lists
 * that waited in files.
 */
const STALE_AFTER = {
  uploads: 24 * HOUR_MILLISECONDS,
  imports: HOUR_MILLISECONDS,
  lists: 24 * HOUR_MILLISECONDS,
  exports: HOUR_MILLISECONDS,
  sheet: 24 * HOUR_MILLISECONDS,
} as const;

type Purpose = keyof typeof STALE_AFTER;
const PURPOSES = Object.keys(STALE_AFTER) as Purpose[];

const prefixOf = (purpose: Purpose) => `casefile-audit-${purpose}-`;

/** A folder for temporary files, made when it is first asked for, and again should it be gone. */
export function temporaryFolder(purpose: Purpose): () => string {
  let folder: string | null = null;
  return () => {
    folder ??= mkdtempSync(path.join(tmpdir(), prefixOf(purpose)));
    mkdirSync(folder, { recursive: true });
    return folder;
  };
}

/**
 * Removes the temporary files that a program that was killed has left behind. Told by their age and not by whether
 * their program still runs, which cannot be known of one in another container.
 */
export async function removeLeftOvers(): Promise<void> {
  const stale = PURPOSES.flatMap((purpose) =>
    readdirSync(tmpdir())
      .filter((name) => name.startsWith(prefixOf(purpose)))
      .map((name) => path.join(tmpdir(), name))
      .filter((folder) => {
        const changed = statSync(folder, { throwIfNoEntry: false })?.mtimeMs;
        return changed !== undefined && Date.now() - changed > STALE_AFTER[purpose];
      }),
  );
  // What cannot be removed, because it is somebody else's, stays.
  await Promise.all(
    stale.map((folder) => rm(folder, { recursive: true, force: true }).catch(() => undefined)),
  );
}
