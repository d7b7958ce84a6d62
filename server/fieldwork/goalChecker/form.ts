import { z } from 'zod';
import { parseDate } from '../../../rules/index.ts';
import type { PlanToCheck } from '../../../rules/index.ts';

/** More than any plan holds; one page stays one page. */
const MOST_GOALS = 100;
const LONGEST_TEXT = 100_000;

const optionalDay = z
  .string()
  .trim()
  .default('')
  .transform((entered, context) => {
    if (entered === '') return null;
    const date = parseDate(entered);
    if (date !== null) return date;
    context.addIssue({
      code: 'custom',
      message: 'Enter a date that exists, such as 16/01/2012, or leave it empty.',
    });
    return z.NEVER;
  });

/** The goals as they were typed or pasted, one a line, with the plan's dates. */
export const checkPlanForm = z
  .object({
    goals: z
      .string()
      .trim()
      .default('')
      .pipe(
        z
          .string()
          .min(1, 'Type or paste at least one goal.')
          .max(LONGEST_TEXT, 'This is too long for one plan. Check it in several pieces.'),
      )
      .transform((text, context) => {
        const lines = text.split(/\r\n|\r|\n/).filter((line) => line.trim() !== '');
        if (lines.length <= MOST_GOALS) return lines.map((line) => line.trim());
        context.addIssue({
          code: 'custom',
          message: `There are ${lines.length} goals. Check at most ${MOST_GOALS} at a time.`,
        });
        return z.NEVER;
      }),
    planDate: optionalDay,
    reviewDate: optionalDay,
  })
  .superRefine(({ planDate, reviewDate }, context) => {
    // Dates as YYYY-MM-DD sort as text.
    if (planDate !== null && reviewDate !== null && reviewDate <= planDate) {
      context.addIssue({
        code: 'custom',
        path: ['reviewDate'],
        message: 'The review must be after the date of the plan.',
      });
    }
  })
  .transform(({ goals, planDate, reviewDate }): PlanToCheck => ({
    planDate,
    reviewDate,
    goals: goals.map((text) => ({ text })),
  }));
