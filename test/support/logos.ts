import { crc32, deflateSync } from 'node:zlib';

/** A red disc on nothing. */
export const RED_SVG =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><circle cx="5" cy="5" r="4" fill="#c00000"/></svg>';

function chunk(name: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), content]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/** A PNG that says it is so large; its pixels, red and green and transparent, are those of one of `rows`. */
function png(width: number, height: number, rows: Buffer): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 6, 0, 0, 0], 8);
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', head),
    chunk('IDAT', deflateSync(rows)),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

/** A PNG of the size in its head, with the pixels of one of two by one. */
export const pngHeaded = (width: number, height: number): Buffer =>
  png(width, height, Buffer.from([0, 200, 0, 0, 255, 0, 0, 0, 0]));

/** A PNG of 40 by 20, red on the right and transparent on the left. */
export function redPng(): Buffer {
  const row = Buffer.from([
    0,
    ...Array.from({ length: 40 }, (_, x) => (x < 20 ? [0, 0, 0, 0] : [200, 0, 0, 255])).flat(),
  ]);
  return png(40, 20, Buffer.concat(Array.from({ length: 20 }, () => row)));
}
