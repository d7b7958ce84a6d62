import { readFileSync } from 'node:fs';
import { parseSmartWords } from '../../rules/smart.ts';

const parsed = parseSmartWords(
  JSON.parse(readFileSync(new URL('../../audits/words/smart.v5.json', import.meta.url), 'utf8')),
);
if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));

/** The lists of words that come with the program. */
export const smartWords = parsed.words;
