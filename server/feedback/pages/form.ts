import { z } from 'zod';
import { NATIONS } from '../../../rules/index.ts';
import { wholeNumber } from '../../web/form.ts';

const LONGEST_DAYS = 365;

const contactText = (longest: number, what: string) =>
  z.string().trim().max(longest, `Enter ${what} with at most ${longest} characters.`).default('');

/** The days of reports, the nation whose bank holidays these keep clear of, and whom providers ask. */
export const settingsForm = z
  .object({
    queryDays: wholeNumber(0, LONGEST_DAYS, 'Enter the days for queries, from 0 to 365.'),
    planDays: wholeNumber(1, LONGEST_DAYS, 'Enter the days for the improvement plan, from 1 to 365.'),
    changeDays: z
      .union([
        z
          .string()
          .trim()
          .length(0)
          .transform(() => null),
        wholeNumber(
          1,
          LONGEST_DAYS,
          'Enter the days for the first changes, from 1 to 365, or leave it empty.',
        ),
      ])
      .default(null),
    nation: z.enum(NATIONS, 'Choose a nation.').default('england_wales'),
    contactName: contactText(120, 'a name'),
    contactEmail: contactText(254, 'an email address').refine(
      (email) => email === '' || /^\S+@\S+$/.test(email),
      'Enter an email address, such as name@example.org, or leave it empty.',
    ),
    contactPhone: contactText(40, 'a telephone number'),
  })
  .transform(({ contactName, contactEmail, contactPhone, ...days }) => ({
    ...days,
    contact: { name: contactName, email: contactEmail, phone: contactPhone },
  }));
