import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes, scrypt } from 'node:crypto';
import type { Hash } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { Readable, Transform } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { z } from 'zod';
import { AppError } from '../errors.ts';

// What a backup looks like from outside: one line that names the format, one line of JSON in clear, then frames of what
// is inside (packed by gzip, sealed where there is a key), and the SHA-256 of all bytes before it.

const MAGIC = 'casefile-audit-backup\n';
/** Raised when a program that knows this number alone could not read what is written. */
const FORMAT = 2;
/** What is not encrypted is as it was in the first. */
const FORMAT_IN_CLEAR = 1;
const FRAME = 256 * 1024;
const LAST = 0x8000_0000;
const HASH_BYTES = 32;
const TAG_BYTES = 16;
const HEADER_MOST = 4096;
const LINE_BREAK = 0x0a;
interface Cost {
  N: number;
  r: number;
  p: number;
}

/**
 * What guessing a key costs: 128 MB and some tenths of a second each. It stands in the header, so that it can be raised.
 *
 * @see OWASP Password Storage Cheat Sheet, scrypt
 */
const COST: Cost = { N: 2 ** 17, r: 8, p: 1 };
/** In backups of the first format, which do not say. */
const COST_BEFORE: Cost = { N: 2 ** 15, r: 8, p: 1 };
/** A header comes from whoever wrote the file: no more than 512 MB are spent on it. */
const MEMORY_MOST = 512 * 1024 * 1024;
const memoryOf = ({ N, r }: Cost) => 128 * N * r;
const costSchema = z
  .object({ N: z.int().min(2), r: z.int().min(1).max(64), p: z.int().min(1).max(4) })
  .refine((cost) => Number.isInteger(Math.log2(cost.N)) && memoryOf(cost) <= MEMORY_MOST);

/** A backup that cannot be made, read or restored; says why and what to do. */
export class BackupError extends AppError {
  constructor(message: string) {
    super(503, message);
  }
}

const headerSchema = z.object({
  format: z.number().int().positive(),
  /** The version of the program that made it. */
  program: z.string(),
  madeAt: z.string(),
  /** Which installation made it; not in those of earlier versions. */
  installation: z.string().optional(),
  /** How the key is made of what was set, and by what it is known again; null where it is not encrypted. */
  sealed: z.object({ salt: z.string(), check: z.string(), cost: costSchema.optional() }).nullable(),
});
type BackupHeader = z.infer<typeof headerSchema>;

/** What a backup says of itself in clear. */
export type AboutBackup = Pick<BackupHeader, 'program' | 'madeAt' | 'installation'>;

/** What is read of every header, whatever format follows. */
const formatSchema = z.object({ format: z.number(), program: z.string().optional() });

function derive(secret: string, salt: string, cost: Cost): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const options = { ...cost, maxmem: memoryOf(cost) + 16 * 1024 * 1024 };
    scrypt(secret, Buffer.from(salt, 'base64'), 32, options, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}

const checkOf = (key: Buffer) =>
  createHmac('sha256', key).update('key of a backup').digest('base64').slice(0, 22);

/** Each frame has a nonce of its own, and so has the last one, so that none can be moved or cut off. Keys are used once. */
function nonceOf(n: number, isLast: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUInt8(isLast ? 1 : 0, 0);
  nonce.writeUInt32BE(n, 8);
  return nonce;
}

/**
 * Makes what is inside into the bytes of a file.
 *
 * @param secret - what the key is made of; null where the backup is not to be encrypted
 */
export async function containerOf(about: AboutBackup, secret: string | null): Promise<Transform> {
  const salt = randomBytes(16).toString('base64');
  const key = secret === null ? null : await derive(secret, salt, COST);
  const sealed = key === null ? null : { salt, check: checkOf(key), cost: COST };
  const format = sealed === null ? FORMAT_IN_CLEAR : FORMAT;
  const header = Buffer.from(
    `${MAGIC}${JSON.stringify({ format, ...about, sealed } satisfies BackupHeader)}\n`,
  );
  const hash = createHash('sha256');
  let waiting: Buffer[] = [];
  let size = 0;
  let frames = 0;
  const frame = (content: Buffer, isLast: boolean): Buffer => {
    let body = content;
    if (key) {
      const cipher = createCipheriv('aes-256-gcm', key, nonceOf(frames, isLast)).setAAD(header);
      body = Buffer.concat([cipher.update(content), cipher.final(), cipher.getAuthTag()]);
    }
    frames += 1;
    const length = Buffer.alloc(4);
    length.writeUInt32BE((body.length | (isLast ? LAST : 0)) >>> 0);
    return Buffer.concat([length, body]);
  };
  const hashed = (bytes: Buffer) => {
    hash.update(bytes);
    return bytes;
  };
  let begun = false;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      if (!begun) this.push(hashed(header));
      begun = true;
      waiting.push(chunk);
      size += chunk.length;
      if (size >= FRAME) {
        const all = Buffer.concat(waiting);
        let from = 0;
        for (; all.length - from >= FRAME; from += FRAME)
          this.push(hashed(frame(all.subarray(from, from + FRAME), false)));
        waiting = [all.subarray(from)];
        size = all.length - from;
      }
      done();
    },
    flush(done) {
      if (!begun) this.push(hashed(header));
      this.push(hashed(frame(Buffer.concat(waiting), true)));
      this.push(hash.digest());
      done();
    },
  });
}

/** Reads bytes of a file one after the other. */
function readerOf(file: FileHandle) {
  let at = 0;
  return {
    at: () => at,
    async bytes(length: number): Promise<Buffer | null> {
      const buffer = Buffer.alloc(length);
      let read = 0;
      while (read < length) {
        const { bytesRead } = await file.read(buffer, read, length - read, at);
        if (bytesRead === 0) return null;
        read += bytesRead;
        at += bytesRead;
      }
      return buffer;
    },
  };
}

/** A backup as a file on the disk. */
export interface BackupFile {
  header: BackupHeader;
  /** Bytes, and the SHA-256 of all of them but the last 32, as it stands in these, in hexadecimal. */
  size: number;
  sha256: string;
  /** What is inside, line by line, as many at a time as came; the line breaks are not in it. */
  lines(): AsyncGenerator<Buffer[]>;
  close(): Promise<void>;
}

/**
 * Opens a backup, having looked at every byte of it.
 *
 * @param secret - what its key is made of; null where none is set
 * @throws BackupError where it is none, damaged, of a newer program, or encrypted with another key
 */
export async function openBackup(name: string, secret: string | null): Promise<BackupFile> {
  const file = await open(name, 'r');
  try {
    const { size } = await file.stat();
    const { header, bytes } = await readHeader(file, name);
    const sha256 = await hashOf(file, size, name);
    const key = await keyFor(header, secret);
    return {
      header,
      size,
      sha256,
      lines: () => linesOf(file, bytes, size - HASH_BYTES, key),
      close: () => file.close(),
    };
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** Which installation made a backup, by its first lines alone; null where it is no backup or does not say. */
export async function installationOf(name: string): Promise<string | null> {
  const file = await open(name, 'r');
  try {
    return (await readHeader(file, name)).header.installation ?? null;
  } catch (error) {
    if (error instanceof BackupError) return null;
    throw error;
  } finally {
    await file.close();
  }
}

async function readHeader(file: FileHandle, name: string): Promise<{ header: BackupHeader; bytes: Buffer }> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(HEADER_MOST), 0, HEADER_MOST, 0);
  const start = buffer.subarray(0, bytesRead);
  const end = start.indexOf(LINE_BREAK, MAGIC.length);
  const known = start.subarray(0, MAGIC.length).toString() === MAGIC && end !== -1;
  if (!known) throw new BackupError(`${name} is no backup of this program. Name a file that "backup" wrote.`);
  const text = start.subarray(MAGIC.length, end).toString();
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw damaged(name);
  }
  const { data: outline } = formatSchema.safeParse(json);
  if (outline && outline.format > FORMAT) {
    throw new BackupError(
      `The backup was made by a newer version of the program${outline.program ? `, ${outline.program}` : ''}, in a ` +
        `form that this one does not know (${outline.format}; it knows up to ${FORMAT}). Use that version or a later one.`,
    );
  }
  const { data: header } = headerSchema.safeParse(json);
  if (!header) throw damaged(name);
  return { header, bytes: start.subarray(0, end + 1) };
}

const damaged = (name: string) =>
  new BackupError(
    `The backup ${name} is damaged: bytes of it were changed or are missing, and nothing of it is used. Take another copy.`,
  );

/** Holds all bytes against the hash at their end, before anything in them is believed. */
async function hashOf(file: FileHandle, size: number, name: string): Promise<string> {
  const reader = readerOf(file);
  const hash: Hash = createHash('sha256');
  for (let left = size - HASH_BYTES; left > 0;) {
    const bytes = await reader.bytes(Math.min(left, FRAME));
    if (!bytes) throw damaged(name);
    hash.update(bytes);
    left -= bytes.length;
  }
  const told = await reader.bytes(HASH_BYTES);
  const found = hash.digest();
  if (!told || !found.equals(told)) throw damaged(name);
  return found.toString('hex');
}

async function keyFor({ sealed }: BackupHeader, secret: string | null): Promise<Buffer | null> {
  if (sealed === null) return null;
  if (secret === null) {
    throw new BackupError(
      'The backup is encrypted. Set BACKUP_KEY, or BACKUP_KEY_FILE, to the key that was set when it was made.',
    );
  }
  const key = await derive(secret, sealed.salt, sealed.cost ?? COST_BEFORE);
  if (checkOf(key) !== sealed.check) {
    throw new BackupError(
      'The key is not the one that this backup was encrypted with. Set BACKUP_KEY, or BACKUP_KEY_FILE, to the key that ' +
        'was set when it was made.',
    );
  }
  return key;
}

const wrong = () =>
  new BackupError('The backup is damaged: a part of it is not what was written. Take another copy.');

async function* framesOf(
  file: FileHandle,
  header: Buffer,
  end: number,
  key: Buffer | null,
): AsyncGenerator<Buffer> {
  const reader = readerOf(file);
  await reader.bytes(header.length);
  for (let n = 0; ; n += 1) {
    const length = (await reader.bytes(4))?.readUInt32BE() ?? 0;
    const isLast = length >= LAST;
    const body = await reader.bytes(isLast ? length - LAST : length);
    if (!body || reader.at() > end || (isLast && reader.at() !== end)) throw wrong();
    if (!key) yield body;
    else {
      if (body.length < TAG_BYTES) throw wrong();
      const decipher = createDecipheriv('aes-256-gcm', key, nonceOf(n, isLast)).setAAD(header);
      decipher.setAuthTag(body.subarray(-TAG_BYTES));
      const content = decipher.update(body.subarray(0, -TAG_BYTES));
      try {
        decipher.final();
      } catch {
        throw wrong();
      }
      yield content;
    }
    if (isLast) return;
  }
}

async function* linesOf(
  file: FileHandle,
  header: Buffer,
  end: number,
  key: Buffer | null,
): AsyncGenerator<Buffer[]> {
  const unpacked = createGunzip();
  // Its failure comes out where the lines are read.
  pipeline(Readable.from(framesOf(file, header, end, key)), unpacked).catch(() => undefined);
  let rest: Buffer[] = [];
  for await (const chunk of packedRight(unpacked)) {
    const lines: Buffer[] = [];
    let from = 0;
    for (let at = chunk.indexOf(LINE_BREAK); at !== -1; at = chunk.indexOf(LINE_BREAK, from)) {
      const part = chunk.subarray(from, at);
      lines.push(rest.length === 0 ? part : Buffer.concat([...rest, part]));
      rest = [];
      from = at + 1;
    }
    if (from < chunk.length) rest.push(chunk.subarray(from));
    if (lines.length > 0) yield lines;
  }
}

/** What is unpacked; that it cannot be is said as all that is wrong with a backup. */
async function* packedRight(unpacked: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  try {
    yield* unpacked;
  } catch (error) {
    const isOfPacking = error instanceof Error && 'code' in error && String(error.code).startsWith('Z_');
    throw isOfPacking ? wrong() : error;
  }
}
