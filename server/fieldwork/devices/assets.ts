import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/** What a page needs beside itself, to be kept on a device. */
export interface Assets {
  /** Of their contents: another version of the program has another one. */
  version: string;
  /** Their addresses. */
  urls: string[];
}

/** Names what is in the public folder, but the service worker, which browsers keep by themselves. */
export async function readAssets(folder: string): Promise<Assets> {
  const names = (await readdir(folder)).filter((name) => name !== 'sw.js').toSorted();
  const hash = createHash('sha256');
  for (const name of names) {
    hash.update(`${name}\0`);
    hash.update(await readFile(path.join(folder, name)));
  }
  return { version: hash.digest('base64url').slice(0, 16), urls: names.map((name) => `/${name}`) };
}
