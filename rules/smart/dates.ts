import { weekdayOf } from './calendar.ts';
import type { Day } from './calendar.ts';
import { durationAt } from './durations.ts';
import { namedAt, reviewAt } from './namedTimes.ts';
import { leadsAhead } from './reports.ts';
import { isDated, leadOf, RANGE_SIGNS, START_LEADS } from './times.ts';
import type { Found, TimeSpan } from './times.ts';
import type { Token } from './tokens.ts';
import { weekdayAt } from './weekdays.ts';
import { phraseAt } from './words.ts';
import type { Lexicon } from './words.ts';
import { dateAt } from './writtenDates.ts';

export { namedLengthIn } from './durations.ts';
export { durationEnd, resolve } from './resolve.ts';
export type { TimeSpan } from './times.ts';

/**
 * Every time that a part tells, in the order in which it tells them. How often something happens (every Friday,
 * daily), how long it lasts each time and the time of day are no such times.
 */
export function findTimes(part: readonly Token[], lexicon: Lexicon): TimeSpan[] {
  const spans: TimeSpan[] = [];
  const past = pastOf(part, lexicon);
  for (let i = 0; i < part.length;) {
    const found = timeAt(part, i, spans.at(-1));
    if (!found) {
      i += 1;
      continue;
    }
    const lead = leadOf(part, i);
    const role =
      lead === 'since' || past[i] || past[found.to - 1]
        ? 'past'
        : START_LEADS.has(lead) && found.when.type !== 'duration' && !found.closed
          ? 'start'
          : 'end';
    const { to, when, weekday = null } = found;
    const span: TimeSpan = { from: i, to, when, weekday, lead, role };
    // "1 February until 1 December", "23/01/12 - 02/03/12": the first is where it begins.
    const before = spans.at(-1);
    if (before && before.role === 'end' && span.role !== 'past' && isDated(before) && isDated(span)) {
      const between = part.slice(before.to, span.from).map((token) => token.word);
      const words = between.filter((word) => word !== 'the');
      if (words.length === 1 && RANGE_SIGNS.has(words[0] ?? '') && words[0] !== 'and') before.role = 'start';
    }
    spans.push(span);
    i = found.to;
  }
  return spans;
}

/** Where a part tells of what has been: after has, have or had with not, been or a past form, up to the next will or to. */
function pastOf(part: readonly Token[], lexicon: Lexicon): boolean[] {
  let inPast = false;
  return part.map((token, i) => {
    const { word } = token;
    if (['has', 'have', 'had', "hasn't", "haven't", "hadn't", "i've", "he's", "she's"].includes(word)) {
      const next = part[i + 1]?.word ?? '';
      if (leadsAhead(part[i - 1])) return inPast;
      const past = lexicon.forms.get(next)?.some(({ form }) => form === 'ed') ?? false;
      if (past || ['not', 'never', 'been', 'already', 'now', 'recently', 'just'].includes(next))
        inPast = true;
      if (word.endsWith("n't")) inPast = true;
    } else if (['will', 'to', 'must', 'and', 'should', ',', "he'll", "she'll", "i'll"].includes(word))
      inPast = false;
    return inPast;
  });
}

function timeAt(part: readonly Token[], i: number, before: TimeSpan | undefined): Found | null {
  const token = part[i];
  if (!token) return null;
  const previous = part[i - 1]?.word ?? '';
  return (
    weekdayAt(part, i) ??
    dateAt(part, i, previous, before) ??
    durationAt(part, i) ??
    namedAt(part, i) ??
    reviewAt(part, i) ??
    null
  );
}

/** Whether a weekday beside a date is another one than the date's. */
export function weekdayDisagrees(span: TimeSpan, day: Day): boolean {
  return span.weekday !== null && span.weekday !== weekdayOf(day);
}

/** The first words of a part that promise a time and give none: soon, ongoing. */
export function emptyTimeIn(part: readonly Token[], lexicon: Lexicon): string[] {
  for (let i = 0; i < part.length; i += 1) {
    const length = phraseAt(lexicon.phrases.emptyTimes, part, i);
    if (length > 0) return part.slice(i, i + length).map((token) => token.raw);
  }
  return [];
}
