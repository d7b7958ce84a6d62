import { z } from 'zod';
import { day, requiredText } from '../../web/form.ts';

export const archiveForm = z.object({ archived: z.enum(['yes', 'no']) });

export const copyForm = z.object({
  title: requiredText('Enter a title, such as "Case-file audit, autumn 2027".', 120),
  fieldworkStart: day('Enter the first day of fieldwork, such as 28/02/2027, with the year in four digits.'),
  fieldworkEnd: day('Enter the last day of fieldwork, such as 28/02/2027, with the year in four digits.'),
  samePanel: z
    .string()
    .optional()
    .transform((value) => value === 'yes'),
});

export const deletionForm = z.object({
  reason: requiredText('Say why, so that whoever confirms it knows what to look for.', 300),
});
