import { mkdirSync, mkdtempSync, readdirSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** What the program keeps in files for a while: forms with a file as they come in, and sheets that wait for a word. */
const PURPOSES = ['uploads', 'imports'] as const;

/** No file is needed for so long: uploads live for one request, and a sheet waits for an hour. */
const STALE_MILLISECONDS = 24 * 3_600_000;

const prefixOf = (purpose: (typeof PURPOSES)[number]) => `casefile-audit-${purpose}-`;

/** A folder for temporary files, made when it is first asked for, and again should it be gone. */
export function temporaryFolder(purpose: (typeof PURPOSES)[number]): () => string {
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
  const stale = readdirSync(tmpdir())
    .filter((name) => PURPOSES.some((purpose) => name.startsWith(prefixOf(purpose))))
    .map((name) => path.join(tmpdir(), name))
    .filter((folder) => {
      const changed = statSync(folder, { throwIfNoEntry: false })?.mtimeMs;
      return changed !== undefined && Date.now() - changed > STALE_MILLISECONDS;
    });
  // What cannot be removed, because it is somebody else's, stays.
  await Promise.all(
    stale.map((folder) => rm(folder, { recursive: true, force: true }).catch(() => undefined)),
  );
}
