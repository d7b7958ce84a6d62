import type { SubjectWords } from '../../../rules/index.ts';
import { capitalised } from '../../formats/english.ts';
import type { Definition } from '../store/report.ts';

const ABBREVIATIONS: readonly Definition[] = [
  { term: 'NDTMS', text: 'National Drug Treatment Monitoring System, to which services report.' },
  { term: 'RODT', text: 'Recovery orientated drug treatment.' },
  {
    term: 'SMART',
    text: 'Specific, measurable, achievable, realistic and time-bound: said of the goals in a plan.',
  },
  {
    term: 'TOP',
    text: 'Treatment Outcomes Profile: a form filled in with the service user at the start of treatment, at reviews and at the end.',
  },
];

/** Whether a text has a word in it, or more than one of what it names. */
const hasWord = (text: string, word: string): boolean => new RegExp(`\\b${word}s?\\b`, 'i').test(text);

/** Whether a term is one of the abbreviations. */
export const isAbbreviation = (term: string): boolean => ABBREVIATIONS.some((one) => one.term === term);

/** The abbreviations that a part of a report uses. */
export const abbreviationsIn = (part: unknown): Definition[] => abbreviationsOf(textOf(part));

const textOf = (part: unknown): string => JSON.stringify(part) ?? '';

const abbreviationsOf = (text: string): Definition[] =>
  ABBREVIATIONS.filter(({ term }) => new RegExp(`\\b${term}s?\\b`).test(text));

/** The words of the first two pages that not everybody knows, as far as they use them. */
export function wordsIn(pages: unknown, { files, read }: SubjectWords): Definition[] {
  const text = textOf(pages);
  return [
    ...abbreviationsOf(text),
    { term: 'sample group', text: `${capitalised(files)} that were chosen together, for one reason.` },
    {
      term: 'chosen beforehand',
      text: `Somebody set which ${files} are ${read}; chance did not draw them from a list.`,
    },
    { term: 'the program', text: 'Casefile-audit, where this report and the improvement plan are kept.' },
  ].filter(({ term }) => hasWord(text, term));
}
