import { z } from 'zod';
import { looksLikeNhsNumber, ownerRoleProblem } from '../../../rules/index.ts';
import { day, requiredText, ticked, wholeNumber } from '../../web/form.ts';

const TEXT_MAXIMUM_LENGTH = 1000;

const personal = 'This looks as if it held an NHS number. Leave out what tells of a person.';
const noPerson = (text: string) => !looksLikeNhsNumber(text);
const free = (missing: string) => requiredText(missing, TEXT_MAXIMUM_LENGTH).refine(noPerson, personal);
/** Text that may be left out. */
const optional = z
  .string()
  .trim()
  .default('')
  .pipe(z.string().max(TEXT_MAXIMUM_LENGTH, `This must be at most ${TEXT_MAXIMUM_LENGTH} characters.`))
  .refine(noPerson, personal);

/** The fingerprint of words that are kept in spite of a warning. */
const keep = z.string().default('');

/** What stands for an action that answers no check. */
export const OTHER = 'other';

export const actionForm = z.object({
  checkId: requiredText('Choose what the action answers.', 60).transform((id) => (id === OTHER ? null : id)),
  action: free('Say what will be done.'),
  ownerRole: requiredText(
    'Enter the role of whoever sees to it, such as “Service manager”.',
    120,
  ).superRefine((owner, context) => {
    const problem = ownerRoleProblem(owner);
    if (problem) context.addIssue({ code: 'custom', message: `This ${problem}` });
  }),
  due: day('Enter the day by which it will be done, such as 31/03/2027, with the year in four digits.'),
  measure: free('Say how one will see that it is done.'),
  keep,
});

export const versionForm = z.object({
  version: wholeNumber(1, 999_999_999, 'The page was not complete. Open it again.'),
});

export const reasonForm = z.object({ reason: optional, keep });
export const marksForm = z.object({ marked: ticked });

/** As long as one line of a form, and as is kept. */
const NOTHING_MAXIMUM_LENGTH = 300;

export const stepForm = z
  .object({
    step: z.enum(['send', 'sendBack', 'accept']),
    version: wholeNumber(1, 999_999_999, 'The page was not complete. Open it again.'),
    comment: optional,
    /** Sent along where a plan has neither an action nor a reason. */
    nothing: z
      .string()
      .trim()
      .max(NOTHING_MAXIMUM_LENGTH, `This must be at most ${NOTHING_MAXIMUM_LENGTH} characters.`)
      .refine(noPerson, personal)
      .optional(),
    keep,
  })
  .refine(({ step, nothing }) => step !== 'send' || nothing !== '', {
    path: ['nothing'],
    message: 'Say in one line why there is nothing to answer, such as “We agree with the report”.',
  })
  .refine(({ step, comment }) => step !== 'sendBack' || comment !== '', {
    path: ['comment'],
    message: 'Say what has to change, so that the provider knows what to do.',
  });

export const progressForm = z.object({
  report: z.enum(['started', 'done', 'notDone']),
  text: optional,
  keep,
});
export const confirmForm = z
  .object({ report: z.enum(['confirmed', 'notDone']), text: optional, keep })
  .refine(({ report, text }) => report !== 'notDone' || text !== '', {
    path: ['text'],
    message: 'Say what is missing, so that the provider knows what to do.',
  });
export const noteForm = z.object({ text: optional, keep });
