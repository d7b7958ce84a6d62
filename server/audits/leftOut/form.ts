import { z } from 'zod';
import { looksLikeNhsNumber } from '../../../rules/index.ts';
import { requiredText } from '../../web/form.ts';

/** What a reason has at the least: one word would say nothing to whoever misses the question. */
const LEAST_WORDS = 2;
const SAY_WHY = 'Say in a few words why this question is left out, such as “it was read in two ways”.';

export const leaveOutForm = z.object({
  itemId: requiredText('Choose the question that is left out.', 80),
  reason: requiredText(SAY_WHY, 400)
    .transform((reason) => reason.replace(/\s+/g, ' '))
    .refine((reason) => reason.split(' ').length >= LEAST_WORDS, SAY_WHY)
    .refine(
      (reason) => !looksLikeNhsNumber(reason),
      'The reason holds what looks like an NHS number. Take it out: providers and commissioners read it.',
    ),
});
