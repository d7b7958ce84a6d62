import { z } from 'zod';
import { REPEATS } from '../../../rules/index.ts';
import { day, requiredText, tickedIds, wholeNumber } from '../../web/form.ts';

/** A choice of a list whose first entry is nobody, or none. */
const chosenId = z
  .string()
  .default('')
  .transform((value) => (/^[1-9]\d{0,8}$/.test(value) ? Number(value) : null));

const repeat = z
  .string()
  .default('')
  .transform((value, context) => {
    const found = REPEATS.find((months) => String(months) === value);
    if (found === undefined) {
      context.addIssue({ code: 'custom', message: 'Choose how often.' });
      return z.NEVER;
    }
    return found;
  });

const details = {
  title: requiredText('Enter what the audit is called, such as "Recovery plans".', 120),
  toolId: requiredText('Choose an audit tool.', 60),
  partnership: requiredText('Enter the name of the partnership.', 120),
  providerIds: tickedIds,
  dueOn: day('Enter the first day of fieldwork, such as 28/02/2027, with the year in four digits.'),
  everyMonths: repeat,
  fieldworkDays: wholeNumber(1, 366, 'Enter how many days the fieldwork takes, from 1 to 366.'),
  plannedFiles: wholeNumber(1, 100_000, 'Enter how many files are read of each provider, at least 1.'),
  leadId: chosenId,
};

export const newLineForm = z.object({ ...details, lastRoundId: chosenId });

export const lineForm = z.object({
  ...details,
  version: wholeNumber(1, 999_999_999, 'Open the line again: the form was not whole.'),
});

export const beginForm = z.object({ due: z.iso.date() });
