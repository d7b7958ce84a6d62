import { randomBytes } from 'node:crypto';
import { createWriteStream, readdirSync, rmSync, statSync } from 'node:fs';
import { link, open, unlink } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { Database } from '../db/database.ts';
import { BackupError, containerOf, openBackup } from './container.ts';
import type { AboutBackup } from './container.ts';
import { contentOf, readContent } from './content.ts';
import type { Amount, BackupHead } from './content.ts';
import { sourceOf } from './tables.ts';

const OWNER_ONLY = 0o600;
const HOUR_MILLISECONDS = 3_600_000;
/** What the name of a backup ends with before it is whole. */
const UNFINISHED = '.casefile-audit-part';

/** What is known of a backup that was read from end to end. */
export interface BackupReport extends Amount {
  madeAt: string;
  /** The version of the program that made it. */
  program: string;
  isEncrypted: boolean;
  bytes: number;
  sha256: string;
  head: BackupHead;
  /** How many organisations it holds; one where it is from before there were any. */
  organisations: number;
}

/**
 * Writes all that a database holds into one file, of one state, while others go on writing; reads it back; and only then
 * gives it its name. Whatever happens, there is a whole backup under that name, or none.
 *
 * @param secret - what it is encrypted with; null where it is not
 * @throws BackupError where there is something under this name, or nothing to be kept
 */
export async function makeBackup(
  database: Database,
  out: string,
  about: AboutBackup,
  secret: string | null,
): Promise<BackupReport> {
  if (statSync(out, { throwIfNoEntry: false })) {
    throw new BackupError(
      `There is something called ${out} already. A backup replaces nothing; choose another name.`,
    );
  }
  const folder = path.dirname(path.resolve(out));
  removeUnfinished(folder);
  const mark = randomBytes(6).toString('hex');
  const temporary = path.join(folder, `.${path.basename(out)}.${mark}${UNFINISHED}`);
  try {
    await writeTo(temporary, database, about, secret);
    const report = await verifyBackup(temporary, secret);
    // A link, which replaces nothing, also where the name was taken meanwhile.
    await link(temporary, out);
    await unlink(temporary);
    await flushed(folder);
    return report;
  } catch (error) {
    rmSync(temporary, { force: true });
    // The name that was asked for says more than that of the temporary file.
    if (error instanceof Error && 'path' in error && error.path === temporary) {
      Object.assign(error, { path: folder });
    }
    throw error;
  }
}

async function writeTo(
  temporary: string,
  database: Database,
  about: AboutBackup,
  secret: string | null,
): Promise<void> {
  const container = await containerOf(about, secret);
  let amount: Amount | null = null;
  await database.read(() =>
    pipeline(
      Readable.from(
        contentOf(sourceOf(database), (told) => (amount = told)),
        { objectMode: true, highWaterMark: 2 },
      ),
      createGzip({ level: 6 }),
      container,
      createWriteStream(temporary, { flags: 'wx', mode: OWNER_ONLY }),
    ),
  );
  if (amount === null) throw new Error('the backup did not come to its end');
  await flushed(temporary);
}

/** Waits until a file, or the names in a folder, are on the disk. */
async function flushed(name: string): Promise<void> {
  const file = await open(name, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** What backups that were killed have left behind: nobody has written to it for an hour. */
function removeUnfinished(folder: string): void {
  for (const left of readdirSync(folder)) {
    if (!left.startsWith('.') || !left.endsWith(UNFINISHED)) continue;
    const file = path.join(folder, left);
    const changed = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (Date.now() - changed > HOUR_MILLISECONDS) rmSync(file, { force: true });
  }
}

/**
 * Reads a backup from end to end and holds everything in it against its hashes and counts.
 *
 * @throws BackupError where it is none, damaged, of a newer program, or encrypted with another key
 */
export async function verifyBackup(name: string, secret: string | null): Promise<BackupReport> {
  const file = await openBackup(name, secret);
  try {
    let head: BackupHead | null = null;
    let organisations = 1;
    const amount = await readContent(file, {
      head: (found) => void (head = found),
      tableEnd({ end, rows }) {
        if (end === 'organisations') organisations = rows;
      },
    });
    if (head === null) throw new BackupError('The backup is empty.');
    const { madeAt, program, sealed } = file.header;
    const { size: bytes, sha256 } = file;
    return { ...amount, madeAt, program, isEncrypted: sealed !== null, bytes, sha256, head, organisations };
  } finally {
    await file.close();
  }
}
