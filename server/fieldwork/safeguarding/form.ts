import { z } from 'zod';
import { looksLikeNhsNumber, URGENCIES } from '../../../rules/index.ts';
import { requiredText } from '../../web/form.ts';

const SEEN_MAXIMUM_LENGTH = 1000;
const REFERENCE_MAXIMUM_LENGTH = 60;
const NHS_NUMBER = 'This looks like an NHS number. Take it out.';

const withoutNhsNumber = (text: string) => !looksLikeNhsNumber(text);
const reference = z
  .string()
  .default('')
  .transform((text) => text.replace(/\s+/g, ' ').trim())
  .pipe(
    z
      .string()
      .max(REFERENCE_MAXIMUM_LENGTH, `The reference can have at most ${REFERENCE_MAXIMUM_LENGTH} characters.`)
      .refine(withoutNhsNumber, NHS_NUMBER),
  );

export const alertForm = z.object({
  urgency: z.enum(URGENCIES, 'Say how soon something has to be done.'),
  seen: requiredText('Say what you saw.', SEEN_MAXIMUM_LENGTH).refine(withoutNhsNumber, NHS_NUMBER),
  providerCase: reference,
  keep: z.string().max(64).catch(''),
});

export const acknowledgeForm = z.object({ outcome: reference });

export const setUpForm = z.object({
  leadId: z
    .string()
    .default('')
    .pipe(z.string().regex(/^(nobody|[1-9]\d{0,8})$/, 'Choose a person, or say that nobody is named yet.'))
    .transform((value) => (value === 'nobody' ? null : Number(value))),
  phone: z
    .string()
    .default('')
    .transform((text) => text.trim())
    .pipe(z.string().max(60, 'The phone number can have at most 60 characters.')),
  rule: z
    .string()
    .default('')
    .transform((text) => text.replaceAll('\r\n', '\n').trim())
    .pipe(z.string().max(4000, 'The rule can have at most 4000 characters.')),
});
