import { z } from 'zod';
import { wholeNumber } from '../../web/form.ts';
import { ASKED_AT_ONCE, CODES_AT_ONCE } from './service.ts';

const group = z
  .string()
  .default('')
  .transform(Number)
  .pipe(z.int('Choose a sample group.').positive('Choose a sample group.'));

/** How many codes for which group, and whether on paper or as links. */
export const codesForm = z.object({
  groupId: group,
  codes: wholeNumber(1, CODES_AT_ONCE, `Enter a number of codes from 1 to ${CODES_AT_ONCE}.`),
  as: z.enum(['paper', 'links'], 'Choose slips to print, or links.'),
});

/** One code to be withdrawn. */
export const withdrawForm = z.object({ code: z.string().default('') });

/** How many were asked, and how many of them would not. */
export const tallyForm = z
  .object({
    tallyGroupId: group,
    asked: wholeNumber(1, ASKED_AT_ONCE, `Enter how many were asked, from 1 to ${ASKED_AT_ONCE}.`),
    refused: wholeNumber(0, ASKED_AT_ONCE, 'Enter how many of them would not, 0 if none.'),
  })
  .refine(({ asked, refused }) => refused <= asked, {
    path: ['refused'],
    message: 'No more can refuse than were asked.',
  })
  .transform(({ tallyGroupId, asked, refused }) => ({ groupId: tallyGroupId, asked, refused }));
