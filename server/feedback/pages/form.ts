import { z } from 'zod';
import { wholeNumber } from '../../web/form.ts';

const LONGEST_DAYS = 365;

export const daysForm = z.object({
  queryDays: wholeNumber(0, LONGEST_DAYS, 'Enter the days for queries, from 0 to 365.'),
  planDays: wholeNumber(1, LONGEST_DAYS, 'Enter the days for the improvement plan, from 1 to 365.'),
});
