import { z } from 'zod';

const LONGEST = 600;
const WRONG = `Enter for how many months, from 1 to ${LONGEST}, such as 96, or leave it empty so that nothing falls due.`;

const months = z
  .string()
  .default('')
  .transform((text) => text.trim())
  .refine(
    (text) => text === '' || (/^\d{1,3}$/.test(text) && Number(text) >= 1 && Number(text) <= LONGEST),
    WRONG,
  )
  .transform((text) => (text === '' ? null : Number(text)));

/** For how many months what is recorded of cases is kept; empty for as long as nobody deletes it. */
export const retentionForm = z.object({ months });

/** For how many months disabled accounts are kept; empty for as long as nobody erases them. */
export const accountRetentionForm = z.object({ accountMonths: months });
