import { LETTERS, VERDICTS } from '../../../rules/index.ts';
import type { GoalFindings, Letter, LetterFigures, Verdict } from '../../../rules/index.ts';

/** What each letter stands for. */
export const LETTER_NAMES: Record<Letter, { sign: string; name: string }> = {
  specific: { sign: 'S', name: 'Specific' },
  measurable: { sign: 'M', name: 'Measurable' },
  achievable: { sign: 'A', name: 'Achievable' },
  realistic: { sign: 'R', name: 'Realistic' },
  timeBound: { sign: 'T', name: 'Time-bound' },
};

/** The verdicts in words, and the last part of the class that colours each. */
export const VERDICT_NAMES: Record<Verdict, { text: string; kind: string }> = {
  met: { text: 'Met', kind: 'met' },
  'not met': { text: 'Not met', kind: 'not-met' },
  'cannot tell': { text: 'Cannot tell', kind: 'cannot-tell' },
};

/** What was found in one goal, letter by letter, in words. */
export const presentLetters = (findings: GoalFindings) =>
  LETTERS.map((letter) => {
    const { verdict, words, suggestion } = findings[letter];
    return {
      ...LETTER_NAMES[letter],
      verdict: VERDICT_NAMES[verdict],
      words: words.join(' '),
      suggestion,
    };
  });

/** The table of letters, wherever it stands: how many of the goals have each verdict. */
export const presentLetterRows = ({ goals, letters }: LetterFigures, suppressed: readonly boolean[] = []) =>
  letters.map(({ letter, ...counts }, i) => ({
    ...LETTER_NAMES[letter],
    suppressed: suppressed[i] ?? false,
    counts: VERDICTS.map((verdict) => `${counts[verdict]} of ${goals}`),
  }));
