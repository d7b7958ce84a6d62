import { deflateSync } from 'node:zlib';

/** A small PDF of one page, written by hand, with further objects after it. */
export function madePdf(objects: readonly (string | Buffer)[] = []): Buffer {
  const parts: Buffer[] = [Buffer.from('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n', 'latin1')];
  const all: (string | Buffer)[] = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 4 0 R /Resources << >> >>',
    streamOf('', Buffer.from('q Q')),
    ...objects,
  ];
  const offsets: number[] = [];
  let at = parts[0]?.length ?? 0;
  all.forEach((object, i) => {
    offsets.push(at);
    const part = Buffer.concat([
      Buffer.from(`${i + 1} 0 obj\n`),
      Buffer.from(object as string, 'latin1'),
      Buffer.from('\nendobj\n'),
    ]);
    parts.push(part);
    at += part.length;
  });
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  parts.push(
    Buffer.from(
      `xref\n0 ${all.length + 1}\n0000000000 65535 f \n${rows}trailer\n<< /Size ${all.length + 1} /Root 1 0 R >>\nstartxref\n${at}\n%%EOF\n`,
    ),
  );
  return Buffer.concat(parts);
}

/** A stream with further entries in its dictionary. */
export function streamOf(entries: string, data: Buffer): Buffer {
  return Buffer.concat([
    Buffer.from(`<< /Length ${data.length} ${entries} >>\nstream\n`),
    data,
    Buffer.from('\nendstream'),
  ]);
}

/** An object stream as most programs write them: packed. */
export const packedObjects = (text: string): Buffer =>
  streamOf('/Type /ObjStm /N 1 /First 5 /Filter /FlateDecode', deflateSync(Buffer.from(`9 0  ${text}`)));

/** A plain PDF of exactly so many bytes. */
export function pdfOfSize(bytes: number): Buffer {
  const filler = (length: number) => streamOf('', Buffer.alloc(length, 'x'));
  const spare = bytes - madePdf([filler(0)]).length;
  for (let length = spare; length > spare - 40; length -= 1) {
    const made = madePdf([filler(length)]);
    if (made.length === bytes) return made;
  }
  throw new Error(`no PDF of ${bytes} bytes`);
}
