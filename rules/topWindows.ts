import { z } from 'zod';

/** One set of windows, in force from a day on: the rule has changed over the years. */
const topWindowSchema = z
  .strictObject({
    from: z.iso.date('must be a date, YYYY-MM-DD'),
    /** A start form belongs to within so many days of the start of treatment, before or after. */
    start: z.strictObject({ withinDays: z.int().min(0).max(365) }),
    /** A review form belongs to the weeks from the one to the other, counted from the start of treatment. */
    review: z.strictObject({ fromWeek: z.int().min(0).max(520), toWeek: z.int().min(1).max(520) }),
    /** An exit form belongs to within so many days of discharge, before or after. */
    exit: z.strictObject({ withinDays: z.int().min(0).max(365) }),
    /** The share of due forms, in percent, that a partnership has to reach. */
    threshold: z.int().min(0).max(100),
  })
  .refine(({ review }) => review.fromWeek < review.toWeek, {
    path: ['review', 'toWeek'],
    message: 'must be after fromWeek',
  });
export type TopWindow = z.infer<typeof topWindowSchema>;

/** All sets of windows of a tool, in the order of their days. */
export const topWindowsSchema = z
  .array(topWindowSchema)
  .min(1, 'needs at least one entry')
  .superRefine((windows, context) => {
    windows.forEach((window, i) => {
      const before = windows[i - 1];
      if (before && before.from >= window.from) {
        context.addIssue({
          code: 'custom',
          path: [i, 'from'],
          message: 'must be later than that of the entry before',
        });
      }
    });
  });
