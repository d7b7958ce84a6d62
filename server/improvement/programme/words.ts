import type { Repeat } from '../../../rules/index.ts';

const REPEAT_WORDS: Record<Repeat, string> = {
  0: 'Once',
  1: 'Every month',
  3: 'Every 3 months',
  6: 'Every 6 months',
  12: 'Every year',
  24: 'Every 2 years',
};

/** How often, in words. */
export const repeatText = (months: Repeat): string => REPEAT_WORDS[months];
