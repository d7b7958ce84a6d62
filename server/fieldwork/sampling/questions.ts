import { sampleSize } from '../../../rules/index.ts';
import type { SubjectWords } from '../../../rules/index.ts';
import { countOf } from '../../formats/english.ts';
import { textOf } from '../../web/form.ts';
import type { FormBody } from '../../web/form.ts';
import type { SizeQuestion } from './form.ts';

const DEFAULT_SIZE = { population: '', expected: '50', precision: '5', confidence: '95' };
const CONFIDENCES = ['90', '95', '99'];

/** The questions that the page asks without changing anything, each with its fields. */
const QUESTIONS = {
  size: ['population', 'expected', 'precision', 'confidence'],
  sure: ['sureOf', 'wrongly'],
  fixed: ['standard', 'poor', 'missesGood', 'passesBad'],
} as const;

/** What was typed into the other questions of the page, by question: none of them forgets it. */
export function carriedBy(asked: FormBody) {
  const carried = (own: keyof typeof QUESTIONS) =>
    Object.entries(QUESTIONS).flatMap(([question, names]) =>
      question === own
        ? []
        : names.filter((name) => name in asked).map((name) => ({ name, value: textOf(asked, name) })),
    );
  return { size: carried('size'), sure: carried('sure'), fixed: carried('fixed') };
}

/** How many files are enough, as it is asked, and the answer. */
export function presentSize(
  size: { values: FormBody; question: SizeQuestion | null },
  known: number,
  errorAt: (field: string) => { text: string } | null,
  words: SubjectWords,
) {
  const { values, question } = size;
  const asked = 'population' in values;
  const value = (name: keyof typeof DEFAULT_SIZE) =>
    asked ? textOf(values, name) : name === 'population' && known > 0 ? String(known) : DEFAULT_SIZE[name];
  return {
    open: asked,
    population: { value: value('population'), error: errorAt('population') },
    expected: { value: value('expected'), error: errorAt('expected') },
    precision: { value: value('precision'), error: errorAt('precision') },
    confidence: {
      value: value('confidence'),
      error: errorAt('confidence'),
      items: CONFIDENCES.map((confidence) => ({ value: confidence, text: `${confidence}%` })),
    },
    answer: question && sizeInWords(question, words),
  };
}

/** What a sample of that size is good for, in a sentence. */
function sizeInWords({ population, expected, precision, confidence }: SizeQuestion, words: SubjectWords) {
  const files = sampleSize({
    population,
    expected: expected / 100,
    precision: precision / 100,
    confidence: confidence / 100,
  });
  return {
    files: countOf(files, words.file, words.files),
    text: `If about ${expected}% of ${countOf(population, words.file, words.files)} have a yes, a random sample of ${files} shows a share within ${countOf(precision, 'percentage point')} of the true one in ${confidence} of 100 samples.`,
  };
}
