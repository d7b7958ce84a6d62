import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readAssets } from '../../server/fieldwork/devices/assets.ts';

const folder = path.join(import.meta.dirname, '../..');

/** Every file of a folder and of those in it, with its text. */
async function textsIn(name: string): Promise<{ name: string; text: string }[]> {
  const entries = await readdir(path.join(folder, name), { recursive: true, withFileTypes: true });
  return Promise.all(
    entries
      .filter((entry) => entry.isFile() && /\.(js|html|ejs)$/.test(entry.name))
      .map(async (entry) => ({
        name: entry.name,
        text: await readFile(path.join(entry.parentPath, entry.name), 'utf8'),
      })),
  );
}

describe('the files that a browser fetches', () => {
  it('are all there, and on a prepared device too', async () => {
    const pages = [...(await textsIn('views')), ...(await textsIn('public'))];
    const named = pages.flatMap(({ name, text }) =>
      [
        ...text.matchAll(
          /\bsrc="\/([\w-]+\.js)"|\bimport\((?:'|")\.\/([\w-]+\.js)|\bfrom '\.\/([\w-]+\.js)'/g,
        ),
      ]
        .map((match) => match[1] ?? match[2] ?? match[3] ?? '')
        .map((file) => `/${file} (named by ${name})`),
    );
    const { urls } = await readAssets(path.join(folder, 'public'));
    const kept = new Set(urls);
    expect(named.length).toBeGreaterThan(60);
    expect(named.filter((each) => !kept.has(each.split(' ')[0] ?? ''))).toEqual([]);
  });

  it('are scripts that somebody can read: none is longer than 400 lines', async () => {
    const scripts = await textsIn('public');
    const long = scripts.filter(({ text }) => text.split('\n').length > 401).map(({ name }) => name);
    expect(long).toEqual([]);
  });
});
