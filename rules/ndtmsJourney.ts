import { addMonths, dayOfIso } from './smart/calendar.ts';

/** A time in treatment, YYYY-MM-DD; without an exit it goes on. */
export interface Spell {
  start: string;
  exit: string | null;
}

/** Episodes that follow one another within so many days are one journey. A choice: see the decision on the extract. */
const JOURNEY_GAP_DAYS = 21;

/** Puts episodes together into journeys and gives the newest one, and those before it in the order of their days. */
export function newestJourney(episodes: readonly Spell[]): { journey: Spell | null; earlier: Spell[] } {
  const journeys: Spell[] = [];
  for (const episode of [...episodes].toSorted((a, b) => (a.start < b.start ? -1 : 1))) {
    const last = journeys.at(-1);
    if (last && (last.exit === null || daysBetween(last.exit, episode.start) <= JOURNEY_GAP_DAYS)) {
      last.exit = last.exit === null || episode.exit === null ? null : later(last.exit, episode.exit);
    } else journeys.push({ ...episode });
  }
  return { journey: journeys.at(-1) ?? null, earlier: journeys.slice(0, -1) };
}

/** Whole months of treatment by a day. @example monthsIn({ start: '2012-01-31', exit: null }, '2012-02-29') // 1 */
export function monthsIn({ start, exit }: Spell, asOf: string): number {
  const from = dayOfIso(start);
  const to = dayOfIso(exit ?? asOf);
  if (from === null || to === null || to < from) return 0;
  let months = 0;
  while (addMonths(from, months + 1) <= to) months += 1;
  return months;
}

const later = (a: string, b: string): string => (a > b ? a : b);

const daysBetween = (a: string, b: string): number => (dayOfIso(b) ?? 0) - (dayOfIso(a) ?? 0);
