import { z } from 'zod';

// What a text is read by when it is looked through for people: word lists, references, and the words of the text.

const words = z.array(z.string().regex(/^\p{Ll}[\p{Ll}'’-]*$/u, 'must be one word in small letters'));
const guardWordsSchema = z.strictObject({
  version: z.int().min(1),
  titles: words,
  nameCues: words,
  firstNames: words,
  ambiguousNames: words,
  ordinaryWords: words,
  birthCues: words,
  streets: words,
  streetsAfterNumber: words,
  fileCues: words,
});
type WordList = Exclude<keyof z.infer<typeof guardWordsSchema>, 'version'>;

/** The words by which a text is looked through. */
export type GuardWords = { version: number } & Record<WordList, ReadonlySet<string>>;

/** Reads lists of words and reports every problem at once. */
export function parseGuardWords(
  data: unknown,
): { words: GuardWords } | { problems: { at: string; problem: string }[] } {
  const parsed = guardWordsSchema.safeParse(data);
  if (!parsed.success) {
    return {
      problems: parsed.error.issues.map((issue) => ({ at: issue.path.join('.'), problem: issue.message })),
    };
  }
  const { version, ...lists } = parsed.data;
  const sets = Object.fromEntries(Object.entries(lists).map(([name, list]) => [name, new Set(list)]));
  return { words: { version, ...(sets as unknown as Record<WordList, ReadonlySet<string>>) } };
}

/** The case references of an audit, ready to be looked for. */
export interface ReferenceIndex {
  /** Letters and digits only, in small letters. */
  readonly folded: ReadonlySet<string>;
  readonly longest: number;
}

const fold = (text: string) => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

/** Prepares the references of case files, so that a text is looked through once however many there are. */
export function indexReferences(references: Iterable<string>): ReferenceIndex {
  const folded = new Set([...references].map(fold).filter((reference) => reference !== ''));
  return { folded, longest: Math.max(0, ...[...folded].map((reference) => reference.length)) };
}

/** What a text is looked through for, besides the words. */
export interface GuardContext {
  words: GuardWords;
  references?: ReferenceIndex;
  /** Codes of the workers on the caseload list. */
  workers?: ReferenceIndex;
  /** Names of organisations and places of the audit, which may be said. */
  known?: readonly string[];
  /** The year of the audit: a day long before it is more likely somebody's birthday than one of the file. */
  year: number;
}

export interface Token {
  text: string;
  lower: string;
  start: number;
  end: number;
  /** Begins with a capital letter. */
  capital: boolean;
  isWord: boolean;
  isNumber: boolean;
  /** The first word of a sentence or of the text, which has a capital in any case. */
  first: boolean;
}

export interface Range {
  start: number;
  end: number;
}

const TOKEN = /[\p{L}\p{M}\p{N}]+|\S/gu;
const ENDS_SENTENCE = new Set(['.', '!', '?', ':', '•', '“', '"', '(', '-', '–', '—', '*']);

export function cut(text: string): Token[] {
  const tokens: Token[] = [];
  for (const match of text.matchAll(TOKEN)) {
    const [part] = match;
    const last = tokens.at(-1);
    const newLine = last !== undefined && text.slice(last.end, match.index).includes('\n');
    const isWord = /^\p{L}/u.test(part);
    // "Mr." ends no sentence, and "J." neither.
    const afterShort = last?.text === '.' && (tokens.at(-2)?.text.length ?? 9) <= 2;
    const hyphened = last?.text === '-' && last.end === match.index;
    tokens.push({
      text: part,
      lower: part.toLowerCase(),
      start: match.index,
      end: match.index + part.length,
      capital: /^\p{Lu}/u.test(part),
      isWord,
      isNumber: /^\d/.test(part) && Number.isInteger(Number(part)),
      first: last === undefined || newLine || (ENDS_SENTENCE.has(last.text) && !afterShort && !hyphened),
    });
  }
  return tokens;
}
