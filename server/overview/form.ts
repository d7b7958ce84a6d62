import { z } from 'zod';
import { notSame, ownAccountFields, sameTwice } from '../people/accounts/form.ts';

export const stepForm = z.object({ step: z.enum(['open', 'close', 'reopen', 'finish', 'resume']) });

export const setUpForm = z
  .object({
    ...ownAccountFields,
    example: z
      .string()
      .optional()
      .transform((value) => value === 'yes'),
  })
  .refine(sameTwice, notSame);
