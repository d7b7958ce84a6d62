import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { createInflateRaw } from 'node:zlib';

/** The archive is damaged, or not one; the sentence is for people. */
export class ZipError extends Error {}

/** An archive whose contents are listed; nothing is unpacked until a part is read. */
export interface Zip {
  has(name: string): boolean;
  /** The part, unpacked as it is read. @throws ZipError when it is damaged or grows beyond the maximum */
  read(name: string, maximumBytes: number): AsyncGenerator<Buffer>;
  close(): Promise<void>;
}

interface Entry {
  method: number;
  flags: number;
  compressedBytes: number;
  offset: number;
}

const DAMAGED = 'The workbook is damaged. Open it in the spreadsheet program, save it and try again.';
const DIRECTORY_MAXIMUM_BYTES = 4 * 1024 * 1024;
const PIECE_BYTES = 64 * 1024;
const STORED = 0;
const DEFLATED = 8;

/**
 * Opens a ZIP archive by its central directory (APPNOTE 6.3.3, with the 64-bit sizes that some writers always use).
 *
 * @throws ZipError
 */
export async function openZip(path: string): Promise<Zip> {
  const file = await open(path, 'r');
  try {
    const entries = await readDirectory(file);
    return {
      has: (name) => entries.has(name),
      read: (name, maximumBytes) => readEntry(file, entries.get(name), maximumBytes),
      close: () => file.close(),
    };
  } catch (error) {
    await file.close();
    // A number that points outside of what was read.
    throw error instanceof RangeError ? new ZipError(DAMAGED) : error;
  }
}

async function bytesAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const { size } = await file.stat();
  if (position < 0 || length < 0 || position + length > size) throw new ZipError(DAMAGED);
  const bytes = Buffer.alloc(length);
  const { bytesRead } = await file.read(bytes, 0, length, position);
  if (bytesRead < length) throw new ZipError(DAMAGED);
  return bytes;
}

async function readDirectory(file: FileHandle): Promise<Map<string, Entry>> {
  const { size } = await file.stat();
  const tailBytes = Math.min(size, 22 + 65_535);
  const tail = await bytesAt(file, size - tailBytes, tailBytes);
  const end = tail.lastIndexOf(Buffer.from('PK\u0005\u0006', 'latin1'));
  if (end < 0) throw new ZipError(DAMAGED);
  let count = tail.readUInt16LE(end + 10);
  let bytes = tail.readUInt32LE(end + 12);
  let start = tail.readUInt32LE(end + 16);

  const locator = end - 20;
  if (locator >= 0 && tail.readUInt32LE(locator) === 0x07064b50) {
    const end64 = await bytesAt(file, Number(tail.readBigUInt64LE(locator + 8)), 56);
    count = Number(end64.readBigUInt64LE(32));
    bytes = Number(end64.readBigUInt64LE(40));
    start = Number(end64.readBigUInt64LE(48));
  }
  if (bytes > DIRECTORY_MAXIMUM_BYTES) throw new ZipError(DAMAGED);

  const directory = await bytesAt(file, start, bytes);
  const entries = new Map<string, Entry>();
  let at = 0;
  for (let index = 0; index < count; index++) {
    if (directory.readUInt32LE(at) !== 0x02014b50) throw new ZipError(DAMAGED);
    const nameBytes = directory.readUInt16LE(at + 28);
    const extraBytes = directory.readUInt16LE(at + 30);
    const name = directory.toString('utf8', at + 46, at + 46 + nameBytes);
    const extra = directory.subarray(at + 46 + nameBytes, at + 46 + nameBytes + extraBytes);
    const sizes = sizesOf(
      extra,
      directory.readUInt32LE(at + 24),
      directory.readUInt32LE(at + 20),
      directory.readUInt32LE(at + 42),
    );
    entries.set(name, {
      method: directory.readUInt16LE(at + 10),
      flags: directory.readUInt16LE(at + 8),
      ...sizes,
    });
    at += 46 + nameBytes + extraBytes + directory.readUInt16LE(at + 32);
  }
  return entries;
}

/** What does not fit into 32 bits is in the extra field, in this order and only where it does not fit. */
function sizesOf(extra: Buffer, unpacked: number, compressed: number, offset: number) {
  const FULL = 0xffffffff;
  const sizes = { compressedBytes: compressed, offset };
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue;
    let value = at + 4;
    if (unpacked === FULL) value += 8;
    if (compressed === FULL) {
      sizes.compressedBytes = Number(extra.readBigUInt64LE(value));
      value += 8;
    }
    if (offset === FULL) sizes.offset = Number(extra.readBigUInt64LE(value));
  }
  return sizes;
}

async function* readEntry(
  file: FileHandle,
  entry: Entry | undefined,
  maximumBytes: number,
): AsyncGenerator<Buffer> {
  if (!entry) throw new ZipError(DAMAGED);
  if ((entry.flags & 1) !== 0) throw new ZipError('The workbook has a password. Save it without one.');
  if (entry.method !== STORED && entry.method !== DEFLATED) throw new ZipError(DAMAGED);
  const header = await bytesAt(file, entry.offset, 30);
  if (header.readUInt32LE(0) !== 0x04034b50) throw new ZipError(DAMAGED);
  const start = entry.offset + 30 + header.readUInt16LE(26) + header.readUInt16LE(28);
  if (entry.compressedBytes === 0) return;

  const packed = Readable.from(piecesOf(file, start, entry.compressedBytes));
  const unpacked = entry.method === STORED ? packed : packed.pipe(createInflateRaw());
  // The pipe does not carry a fault of the file on.
  packed.on('error', (error) => unpacked.destroy(error));
  let bytes = 0;
  try {
    for await (const chunk of unpacked as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      // The sizes in the directory are only claims; a small file can unpack to anything.
      if (bytes > maximumBytes) {
        throw new ZipError('The workbook is too large when unpacked. Save the sheet as "CSV UTF-8" instead.');
      }
      yield chunk;
    }
  } catch (error) {
    throw String((error as NodeJS.ErrnoException).code).startsWith('Z_') ? new ZipError(DAMAGED) : error;
  } finally {
    unpacked.destroy();
    packed.destroy();
  }
}

async function* piecesOf(file: FileHandle, start: number, length: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < length; at += PIECE_BYTES) {
    yield await bytesAt(file, start + at, Math.min(PIECE_BYTES, length - at));
  }
}
