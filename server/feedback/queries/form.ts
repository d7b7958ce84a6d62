import { z } from 'zod';
import { requiredText, wholeNumber } from '../../web/form.ts';
import type { QueryAbout } from './service.ts';

const TEXT_MAXIMUM_LENGTH = 2000;

export const queryForm = z.object({
  about: z
    .string()
    .default('')
    .transform((chosen, context): QueryAbout => {
      if (chosen === '') return null;
      const [kind, id = ''] = chosen.split(':');
      if (kind === 'check' && id !== '') return { itemId: id };
      if (kind === 'finding' && /^[1-9]\d{0,8}$/.test(id)) return { findingId: Number(id) };
      context.addIssue({ code: 'custom', message: 'Choose a check or finding of the report.' });
      return z.NEVER;
    }),
  text: requiredText('Write what does not fit, and why.', TEXT_MAXIMUM_LENGTH),
});

export const answerForm = z.object({
  text: requiredText('Write the answer to the provider.', TEXT_MAXIMUM_LENGTH),
});

/** @param one - what a record of the audit is called */
export const correctionForm = (one: string) =>
  z.object({
    itemId: z.string('Choose a check.').min(1, 'Choose a check.'),
    fileId: wholeNumber(1, 999_999_999, `Choose the ${one}.`),
    value: z.string('Choose the right answer.').min(1, 'Choose the right answer.'),
    /** What becomes of the comment on the answer, and the mark of the comment that was shown. */
    comment: z.enum(['', 'keep', 'leaveOut']).default(''),
    commentSeen: z.string().default(''),
    reason: requiredText('Say why the answer is corrected.', 1000),
  });
