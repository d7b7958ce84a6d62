import { Zip, ZipPassThrough } from 'fflate';

/** A file of an archive. */
export interface ArchiveEntry {
  name: string;
  bytes: Uint8Array;
  /** ISO date-time that the archive gives it. */
  at: string;
}

/** Packs files into a ZIP archive, one after the other and as they are: a PDF is compressed already. */
export async function* pack(files: AsyncIterable<ArchiveEntry>): AsyncGenerator<Uint8Array> {
  const ready: Uint8Array[] = [];
  const zip = new Zip((error, chunk) => {
    if (error) throw error;
    ready.push(chunk);
  });
  for await (const { name, bytes, at } of files) {
    const entry = new ZipPassThrough(name);
    entry.mtime = new Date(at);
    zip.add(entry);
    entry.push(bytes, true);
    yield* ready.splice(0);
  }
  zip.end();
  yield* ready.splice(0);
}
