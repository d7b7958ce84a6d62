import { z } from 'zod';
import { dayOfIso } from './smart/calendar.ts';
import type { Day } from './smart/calendar.ts';

const days = z.int().max(3650);

/** In whole weeks or in days, each after the start of treatment; in weeks there is one review, whatever comes later. */
const reviewSchema = z
  .strictObject({
    fromWeek: z.int().min(0).max(520).optional(),
    toWeek: z.int().min(1).max(520).optional(),
    fromDay: days.min(0).optional(),
    toDay: days.min(1).optional(),
    /** Further reviews: one falls due every so many days after the first, and counts in the last so many days of them. */
    further: z.strictObject({ everyDays: days.min(28), openDays: days.min(1) }).optional(),
  })
  .superRefine((review, context) => {
    const problem = (part: string[], message: string) => {
      context.addIssue({ code: 'custom', path: part, message });
    };
    const { fromWeek, toWeek, fromDay, toDay, further } = review;
    const inWeeks = fromWeek !== undefined && toWeek !== undefined;
    const inDays = fromDay !== undefined && toDay !== undefined;
    if (inWeeks === inDays || (inWeeks && (fromDay ?? toDay) !== undefined))
      problem([], 'needs either fromWeek and toWeek, or fromDay and toDay');
    else if (inDays && (fromWeek ?? toWeek) !== undefined)
      problem([], 'needs either fromWeek and toWeek, or fromDay and toDay');
    if (inWeeks && fromWeek >= toWeek) problem(['toWeek'], 'must be after fromWeek');
    if (inDays && fromDay >= toDay) problem(['toDay'], 'must be after fromDay');
    if (further && !inDays) problem(['further'], 'goes with fromDay and toDay');
    if (further && further.openDays > further.everyDays)
      problem(['further', 'openDays'], 'must be at most everyDays');
  });

/** One set of windows, in force from a day on: the rule has changed over the years. */
const topWindowSchema = z.strictObject({
  from: z.iso.date('must be a date, YYYY-MM-DD'),
  /** A start form belongs to within so many days of the start of treatment, before or after. */
  start: z.strictObject({ withinDays: z.int().min(0).max(365) }),
  review: reviewSchema,
  /** An exit form belongs to within so many days of discharge, before or after. */
  exit: z.strictObject({ withinDays: z.int().min(0).max(365) }),
  /** Times in treatment so many days apart, from an exit to the next start, count as one; left out, none does. */
  journey: z.strictObject({ withinDays: z.int().min(0).max(365) }).optional(),
  /** The share of due forms, in percent, that a partnership has to reach. */
  threshold: z.int().min(0).max(100),
  /** What confirms the windows. */
  source: z.string().trim().min(1).max(600).optional(),
  /** What of the windows no source confirms, a sentence each. */
  choices: z.array(z.string().trim().min(1).max(300)).max(20).optional(),
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

/** The windows in force on a day: the last entry that begins on or before it. */
export function topWindowOn(windows: readonly TopWindow[], day: Day): TopWindow | null {
  return windows.findLast(({ from }) => (dayOfIso(from) ?? Infinity) <= day) ?? null;
}

/** When reviews fall due, in days after the start of treatment. */
interface ReviewDays {
  fromDay: number;
  toDay: number;
  further: { everyDays: number; openDays: number } | null;
  /** Whether it was written in weeks, and holds for all of a time in treatment that began under it. */
  inWeeks: boolean;
}

export function reviewDaysOf({
  fromWeek = 0,
  toWeek = 0,
  fromDay,
  toDay,
  further,
}: TopWindow['review']): ReviewDays {
  return fromDay === undefined || toDay === undefined
    ? { fromDay: fromWeek * 7, toDay: toWeek * 7, further: null, inWeeks: true }
    : { fromDay, toDay, further: further ?? null, inWeeks: false };
}

/** A rule as people read it where they enter dates. */
export interface TopRule {
  /** A sentence each. */
  sentences: string[];
  source: string | null;
  choices: string[];
}

/**
 * The windows in force on a day, in words; null where the tool has none for it.
 *
 * @param date - YYYY-MM-DD
 */
export function topRuleInWords(windows: readonly TopWindow[], date: string): TopRule | null {
  const day = dayOfIso(date);
  const window = day === null ? null : topWindowOn(windows, day);
  if (!window) return null;
  const { start, review, exit, journey, source, choices } = window;
  const { fromDay, toDay, further } = reviewDaysOf(review);
  const hasEarlier = windows[0] !== window;
  const more = further
    ? [
        `A further review falls due every ${further.everyDays} days for as long as treatment goes on: ${toDay + further.everyDays - further.openDays + 1} to ${toDay + further.everyDays} days after the start, and so on.`,
      ]
    : [];
  return {
    sentences: [
      `A start form is due within ${start.withinDays} days of the start of treatment, before or after.`,
      `A review form is due ${fromDay} to ${toDay} days after the start. Where treatment ends before the last of these days, the exit form takes its place.`,
      ...more,
      `An exit form is due within ${exit.withinDays} days of the exit, before or after.`,
      ...(hasEarlier ? [`What fell due before ${window.from} goes by the rule in force then.`] : []),
      ...(journey
        ? [`Times in treatment count as one where at most ${journey.withinDays} days lie between them.`]
        : []),
    ],
    source: source ?? null,
    choices: choices ?? [],
  };
}
