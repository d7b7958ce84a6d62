import { ACTION_WORDS } from '../access/actionWords.ts';
import type { Action } from '../access/policy.ts';
import type { SubjectWords } from '../../rules/index.ts';

/** Under which name a line keeps the number of what kind of thing. */
const NUMBERED: Readonly<Record<string, string>> = {
  provider: 'provider',
  joined: 'provider',
  person: 'person',
  group: 'group',
};

/** What a part of a line's detail names, as lines name what they are about; null where it names nothing. */
export function subjectIn(name: string, value: unknown): string | null {
  const kind = Object.hasOwn(NUMBERED, name) ? NUMBERED[name] : undefined;
  return kind !== undefined && typeof value === 'number' ? `${kind} ${value}` : null;
}

/** What a line of the activity tells besides who, when and what, each part in words. */
export function detailInWords(
  detail: Readonly<Record<string, unknown>>,
  words: SubjectWords,
  nameOf: (subject: string, words: SubjectWords) => string,
): string[] {
  return Object.entries(detail).map(([name, value]) => {
    const subject = subjectIn(name, value);
    if (subject !== null)
      return name === 'joined' ? `joined ${nameOf(subject, words)}` : nameOf(subject, words);
    if (name === 'asked' && isAction(value))
      return `asked for: ${inSubjectWords(ACTION_WORDS[value], words)}`;
    const label = name === 'files' ? words.files : inWords(name);
    return `${label} ${[value].flat().join(', ')}`;
  });
}

const isAction = (value: unknown): value is Action =>
  typeof value === 'string' && Object.hasOwn(ACTION_WORDS, value);

/** A name of the program as people would write it: "settledBefore" is "settled before". */
const inWords = (name: string): string => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);

/** What is said of case files, in the words of what the audit is about. */
export function inSubjectWords(text: string, words: SubjectWords): string {
  if (words.areCaseFiles) return text;
  const { one, many, aOne } = words;
  return text
    .replace('caseload list', words.list)
    .replace('case files', many)
    .replace('a case file', aOne)
    .replace('case file', one)
    .replace('a file', aOne)
    .replace(/\bfiles\b/, many)
    .replace(/\bfile\b/, one);
}
