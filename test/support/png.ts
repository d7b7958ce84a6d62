import { inflateSync } from 'node:zlib';

/** Reads a PNG of eight bits for red, green and blue, with plain rows. */
export function readPng(data: Buffer) {
  const [width, height] = [data.readUInt32BE(16), data.readUInt32BE(20)];
  const start = data.indexOf('IDAT') + 4;
  const rows = inflateSync(data.subarray(start, start + data.readUInt32BE(start - 8)));
  const bytes = width * 3;
  const points = Buffer.alloc(bytes * height);
  for (let y = 0; y < height; y += 1) {
    const from = y * (bytes + 1);
    if (rows[from] !== 0) throw new Error(`row ${y} has the filter ${rows[from]}`);
    points.set(rows.subarray(from + 1, from + 1 + bytes), y * bytes);
  }
  return {
    width,
    height,
    /** The colour of a point, such as ffffff. */
    at: (x: number, y: number) =>
      points.subarray((y * width + x) * 3, (y * width + x) * 3 + 3).toString('hex'),
  };
}
