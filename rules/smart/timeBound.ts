import { dayOfIso } from './calendar.ts';
import type { Day } from './calendar.ts';
import { durationEnd, emptyTimeIn, namedLengthIn, resolve, weekdayDisagrees } from './dates.ts';
import type { TimeSpan } from './dates.ts';
import type { LetterFinding, PlanDates, ReadPart, Verdict } from './types.ts';
import type { Lexicon } from './words.ts';

const SUGGESTIONS = {
  no_time: 'Say by when: a date, or a length of time that ends before the next review.',
  empty_time: 'Put a date in place of the loose time: “by 2 April 2012”, “for six weeks”.',
  start_only: 'Say until when as well as from when.',
  past_only: 'Say by when; a time that has passed is no end.',
  impossible_date: 'There is no such day. Check the date: day first, then month.',
  not_after_plan: 'Choose a day after the date of the plan.',
  after_review: 'Choose a day not later than the next review, or a first step that can be reached by then.',
  plan_date_unknown: 'Fill in the date of the plan, so that the time can be counted from it.',
  review_date_unknown: 'Fill in the date of the next review, so that the time can be held against it.',
  dates_unknown:
    'Fill in the dates of the plan and of its next review, so that the time can be held against them.',
  weekday_disagrees: 'The weekday and the date do not go together. Check which of the two is meant.',
  unreadable: 'Write the time in figures: day, month and year.',
} as const;

type Code = keyof typeof SUGGESTIONS;

const VERDICTS: Record<Code, Verdict> = {
  no_time: 'not met',
  empty_time: 'not met',
  start_only: 'not met',
  past_only: 'not met',
  impossible_date: 'not met',
  not_after_plan: 'not met',
  after_review: 'not met',
  plan_date_unknown: 'cannot tell',
  review_date_unknown: 'cannot tell',
  dates_unknown: 'cannot tell',
  weekday_disagrees: 'cannot tell',
  unreadable: 'cannot tell',
};

interface Outcome {
  code: Code | 'date_in_window';
  words: string[];
}

/** Whether a goal ends on a day after the plan's date and not after its review. The target date decides if there is one. */
export function timeBound(
  targetDate: string | null,
  parts: readonly ReadPart[],
  dates: PlanDates,
  lexicon: Lexicon,
): LetterFinding {
  const plan = dates.planDate ? dayOfIso(dates.planDate) : null;
  const review = dates.reviewDate ? dayOfIso(dates.reviewDate) : null;
  if (targetDate) {
    const day = dayOfIso(targetDate);
    return finding(
      day === null
        ? { code: 'impossible_date', words: [targetDate] }
        : inWindow(day, plan, review, [targetDate]),
    );
  }

  const outcomes = parts.flatMap((part) => {
    const ends = endsOf(part, plan);
    return part.times.map((span) => outcomeOf(part, span, ends, { plan, review }));
  });
  const best =
    outcomes.find(({ code }) => code === 'date_in_window') ??
    outcomes.find(({ code }) => code !== 'date_in_window' && VERDICTS[code] === 'cannot tell') ??
    outcomes.find(({ code }) => code !== 'start_only' && code !== 'past_only');
  if (best) return finding(best);
  if (parts.some((part) => part.readability === 'unreadable' || part.readability === 'points elsewhere')) {
    return finding({ code: 'unreadable', words: [] });
  }
  const [weak] = outcomes;
  if (weak) return finding(weak);
  for (const part of parts) {
    const words = emptyTimeIn(part.tokens, lexicon);
    if (words.length > 0) return finding({ code: 'empty_time', words });
  }
  return finding({ code: 'no_time', words: [] });
}

/** The plan's day and its next review's, where they are known. */
interface Days {
  plan: Day | null;
  review: Day | null;
}

function outcomeOf(part: ReadPart, span: TimeSpan, ends: Ends, days: Days): Outcome {
  const { plan, review } = days;
  const words = part.tokens.slice(span.from, span.to).map(({ raw }) => raw);
  if (span.role === 'past' || part.report) return { code: 'past_only', words };
  if (span.role === 'start') {
    return ends.byName === null ? { code: 'start_only', words } : inWindow(ends.byName, plan, review, words);
  }
  const resolved = fromBeginning(part, span, ends) ?? resolve(span.when, plan, review);
  if ('impossible' in resolved) return { code: 'impossible_date', words };
  if ('missing' in resolved) {
    if (resolved.missing === 'review') return { code: 'review_date_unknown', words };
    return { code: review === null ? 'dates_unknown' : 'plan_date_unknown', words };
  }
  if (weekdayDisagrees(span, resolved.day)) return { code: 'weekday_disagrees', words };
  // A review follows its plan, so its own date is enough.
  if (span.when.type === 'review') {
    return plan !== null && resolved.day <= plan
      ? { code: 'not_after_plan', words }
      : { code: 'date_in_window', words };
  }
  return inWindow(resolved.day, plan, review, words);
}

/** What a beginning in a part says of its end. */
interface Ends {
  /** The one beginning that is told. */
  begins: Day | null;
  /** The end by it and a length by name, where no other end is told: the 12 week group starting 11 March. */
  byName: Day | null;
}

function endsOf({ tokens, timed, times }: ReadPart, plan: Day | null): Ends {
  const starts = times.filter(({ role }) => role === 'start');
  const [start] = starts;
  // What begins on the day of the plan begins this year.
  const from = start?.when.type === 'noYear' && plan !== null ? plan - 1 : plan;
  const resolved = start && starts.length === 1 ? resolve(start.when, from, null) : null;
  if (!resolved || !('day' in resolved)) return { begins: null, byName: null };
  const begins = resolved.day;
  const length = times.some(({ role }) => role === 'end') ? null : namedLengthIn(tokens, timed);
  return { begins, byName: length ? endAfter(begins, length) : null };
}

/** Words before a length of time that runs from a beginning which is told: for 8 weeks from 12 March. */
const RUNS_FROM = new Set(['for', 'over', 'x', 'throughout']);

/** The day on which a length of time ends that has a beginning beside it; null where it runs from the plan. */
function fromBeginning({ tokens }: ReadPart, span: TimeSpan, { begins }: Ends): { day: Day } | null {
  if (begins === null || !RUNS_FROM.has(tokens[span.from]?.word ?? '')) return null;
  const day = endAfter(begins, span.when);
  return day === null ? null : { day };
}

/** Lengths beyond all reason are not counted from a day. */
const LONGEST = 10_000;

const endAfter = (begins: Day, length: TimeSpan['when']): Day | null =>
  length.type === 'duration' && length.count <= LONGEST
    ? durationEnd(begins, length.count, length.unit)
    : null;

function inWindow(day: Day, plan: Day | null, review: Day | null, words: string[]): Outcome {
  if (plan !== null && day <= plan) return { code: 'not_after_plan', words };
  if (review !== null && day > review) return { code: 'after_review', words };
  if (plan === null && review === null) return { code: 'dates_unknown', words };
  if (plan === null) return { code: 'plan_date_unknown', words };
  if (review === null) return { code: 'review_date_unknown', words };
  return { code: 'date_in_window', words };
}

function finding({ code, words }: Outcome): LetterFinding {
  if (code === 'date_in_window') return { verdict: 'met', code, words, suggestion: '' };
  return { verdict: VERDICTS[code], code, words, suggestion: SUGGESTIONS[code] };
}
