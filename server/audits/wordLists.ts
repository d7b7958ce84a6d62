import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { parseGuardWords, parseSmartWords } from '../../rules/index.ts';
import type { GuardWords, SmartWords } from '../../rules/index.ts';

/**
 * Reads the newest lists of words by which goals are read: files named smart.vN.json.
 *
 * @param folder - where they are, `audits/words`
 * @throws Error that names every problem of the lists: with broken ones nothing is checked
 */
export const loadSmartWords = (folder: string): Promise<SmartWords> => load(folder, 'smart', parseSmartWords);

/** Reads the newest lists of words by which texts are guarded: files named guard.vN.json. Fails like the above. */
export const loadGuardWords = (folder: string): Promise<GuardWords> => load(folder, 'guard', parseGuardWords);

async function load<Words extends { version: number }>(
  folder: string,
  kind: string,
  parse: (data: unknown) => { words: Words } | { problems: { at: string; problem: string }[] },
): Promise<Words> {
  const versions = (await readdir(folder)).flatMap((name) => {
    const [named, version = '', ...rest] = name.split('.');
    const isOne = named === kind && rest.join('.') === 'json' && /^v[1-9]\d{0,5}$/.test(version);
    return isOne ? [Number(version.slice(1))] : [];
  });
  if (versions.length === 0) throw new Error(`There are no lists of words in ${folder}.`);
  const newest = Math.max(...versions);
  const file = path.join(folder, `${kind}.v${newest}.json`);
  const parsed = parse(JSON.parse(await readFile(file, 'utf8')));
  if ('problems' in parsed) {
    const lines = parsed.problems.map(({ at, problem }) => `  ${at}: ${problem}`);
    throw new Error(`The lists of words in ${file} are not right:\n${lines.join('\n')}`);
  }
  if (parsed.words.version !== newest) {
    throw new Error(`The lists of words in ${file} say that they are version ${parsed.words.version}.`);
  }
  return parsed.words;
}
