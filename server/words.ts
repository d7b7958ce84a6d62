import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { parseSmartWords } from '../rules/index.ts';
import type { SmartWords } from '../rules/index.ts';

/**
 * Reads the newest lists of words by which goals are read: files named smart.vN.json.
 *
 * @param folder - where they are, `audits/words`
 * @throws Error that names every problem of the lists: with broken ones nothing is checked
 */
export async function loadSmartWords(folder: string): Promise<SmartWords> {
  const versions = (await readdir(folder)).flatMap((name) => {
    const version = /^smart\.v([1-9]\d{0,5})\.json$/.exec(name)?.[1];
    return version === undefined ? [] : [Number(version)];
  });
  if (versions.length === 0) throw new Error(`There are no lists of words in ${folder}.`);
  const newest = Math.max(...versions);
  const file = path.join(folder, `smart.v${newest}.json`);
  const parsed = parseSmartWords(JSON.parse(await readFile(file, 'utf8')));
  if ('problems' in parsed) {
    const lines = parsed.problems.map(({ at, problem }) => `  ${at}: ${problem}`);
    throw new Error(`The lists of words in ${file} are not right:\n${lines.join('\n')}`);
  }
  if (parsed.words.version !== newest) {
    throw new Error(`The lists of words in ${file} say that they are version ${parsed.words.version}.`);
  }
  return parsed.words;
}
