import { z } from 'zod';
import { notSame, ownAccountFields, sameTwice } from '../people/accounts/form.ts';

export const stepForm = z.object({
  step: z.enum(['open', 'close', 'reopen', 'finish', 'resume']),
  /** That the page asked about what figures tell beside earlier ones. */
  knows: z.literal('yes').optional(),
});

export const setUpForm = z
  .object({
    ...ownAccountFields,
    example: z
      .string()
      .optional()
      .transform((value) => value === 'yes'),
  })
  .refine(sameTwice, notSame);
