import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';

/** The ways of writing text as bytes that sheets are read in. */
export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/** Text holds none of the signs that steered printers, but for tabs and line ends; five bytes have no letter. */
const isWindowsText = (byte: number): boolean =>
  byte < 0x20
    ? [0x09, 0x0a, 0x0c, 0x0d].includes(byte)
    : ![0x7f, 0x81, 0x8d, 0x8f, 0x90, 0x9d].includes(byte);
/** A letter that takes several bytes; what could not be read, and a mark, are none. */
const LETTER_OF_UTF8 = /(?![\uFFFD\uFEFF])\P{ASCII}/u;

/**
 * Tells what a file of text is written in: by its byte order mark, or by the noughts of UTF-16 without one; Windows-1252, in which spreadsheets save "CSV (comma
 * delimited)", where it is no UTF-8 and no letter of it would be one in UTF-8; otherwise UTF-8. A file that was put
 * together of both is garbled by half in either, so it counts as UTF-8, and whoever reads it finds the line.
 *
 * @param path - where the file is kept; it is read in constant memory
 */
export async function encodingOf(path: string): Promise<Encoding> {
  const mark = await markOf(path);
  if (mark !== null) return mark;
  const [strict, lenient] = [new TextDecoder('utf-8', { fatal: true }), new TextDecoder('utf-8')];
  let isUtf8 = true;
  let isWindows = true;
  const look = (piece?: Buffer): void => {
    if (isUtf8) {
      try {
        strict.decode(piece, { stream: piece !== undefined });
      } catch {
        isUtf8 = false;
      }
    }
    const letters = lenient.decode(piece, { stream: piece !== undefined });
    isWindows &&= !LETTER_OF_UTF8.test(letters) && (piece?.every((byte) => isWindowsText(byte)) ?? true);
  };
  for await (const piece of createReadStream(path)) look(piece as Buffer);
  look();
  return !isUtf8 && isWindows ? 'windows-1252' : 'utf-8';
}

/** So much of a file tells whether it is UTF-16 without a mark. */
const START_BYTES = 1024;
/** Of English text in UTF-16 hardly a letter has no nought in one of its two bytes. */
const SHARE_OF_NOUGHTS = 0.8;

/** UTF-16 whose byte order mark is missing: nearly every other byte is nought, and none of those between. */
function wideWithoutMark(start: Buffer): Encoding | null {
  const pairs = Math.floor(start.length / 2);
  if (pairs < 2) return null;
  const noughts = [0, 0];
  for (const [i, byte] of start.entries()) if (byte === 0) noughts[i % 2] = (noughts[i % 2] ?? 0) + 1;
  const [first = 0, second = 0] = noughts;
  if (first === 0 && second >= pairs * SHARE_OF_NOUGHTS) return 'utf-16le';
  return second === 0 && first >= pairs * SHARE_OF_NOUGHTS ? 'utf-16be' : null;
}

async function markOf(path: string): Promise<Encoding | null> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(START_BYTES), 0, START_BYTES, 0);
    const mark = bytesRead >= 2 ? buffer.readUInt16BE(0) : 0;
    if (mark === 0xfffe) return 'utf-16le';
    if (mark === 0xfeff) return 'utf-16be';
    return wideWithoutMark(buffer.subarray(0, bytesRead));
  } finally {
    await file.close();
  }
}
