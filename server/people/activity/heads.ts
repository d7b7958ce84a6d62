import { appendFileSync, chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

const OWNER_ONLY = 0o600;

const headSchema = z.object({
  at: z.string(),
  seq: z.number().int().nonnegative(),
  hash: z.string(),
  /** By which key it is signed, and how, where a key is set. */
  key: z.string().optional(),
  signature: z.string().optional(),
});

/** How far the chain of seals had come at some moment, kept outside of the database. */
export type ChainHead = z.infer<typeof headSchema>;

/** Where the newest head lies, whatever else is set. */
export const headFile = (dataDir: string): string => path.join(dataDir, 'activity-head.json');

/** Puts the newest head in the place of the one before; there is never half of one. */
export function writeHead(dataDir: string, head: ChainHead): void {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const file = headFile(dataDir);
  writeFileSync(`${file}.part`, `${JSON.stringify(head)}\n`, { mode: OWNER_ONLY });
  renameSync(`${file}.part`, file);
}

/** Adds a head to a file that only grows. */
export function appendHead(file: string, head: ChainHead): void {
  appendFileSync(file, `${JSON.stringify(head)}\n`, { mode: OWNER_ONLY });
  chmodSync(file, OWNER_ONLY);
}

/** The heads in a file, in their order; lines that are none are left out, and so is a file that is not there. */
export function readHeads(file: string): ChainHead[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
  return text.split('\n').flatMap((line) => {
    try {
      return [headSchema.parse(JSON.parse(line))];
    } catch {
      return [];
    }
  });
}
