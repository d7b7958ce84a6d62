import { z } from 'zod';
import { day, requiredText, wholeNumber } from '../../web/form.ts';

export const reAuditForm = z.object({
  title: requiredText('Enter a title, such as "Case-file audit, autumn 2027".', 120),
  fieldworkStart: day('Enter the first day of fieldwork, such as 28/02/2027, with the year in four digits.'),
  fieldworkEnd: day('Enter the last day of fieldwork, such as 28/02/2027, with the year in four digits.'),
  toolVersion: wholeNumber(1, 999_999, 'Choose a version of the audit tool.'),
  samePanel: z
    .string()
    .optional()
    .transform((value) => value === 'yes'),
});
