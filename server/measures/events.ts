import type { Period } from '../../rules/index.ts';
import type { User } from '../access/person.ts';
import type { KeptMeasure } from './repository.ts';
import type { LinkedFigure } from './linkService.ts';

/** Something that happened while a measure was counted, and that may have to do with it. */
export interface MeasureEvent {
  /** The last day of it, YYYY-MM-DD. */
  day: string;
  text: string;
  href: string;
  /** Whose it is. */
  partnership: string;
}

/** What later areas know of what was done about a measure, as far as somebody may see it. */
export type MeasureEventsOf = (user: User, measure: KeptMeasure) => Promise<MeasureEvent[]>;

/** Audits that bear on a measure, once each, by their fieldwork. */
export const auditEvents = (
  linked: readonly LinkedFigure[],
  hrefOf: (auditId: number) => string,
): MeasureEvent[] =>
  [...new Map(linked.map(({ audit }) => [audit.id, audit])).values()].map(
    ({ id, title, fieldworkEnd, partnership }) => ({
      day: fieldworkEnd,
      text: `Audit: ${title}`,
      href: hrefOf(id),
      partnership,
    }),
  );

/** An event with the letter that marks it under a point of the chart; none for one before or after all periods. */
export interface MarkedEvent extends MeasureEvent {
  mark: string;
  /** Which point it stands under. */
  at: number | null;
}

/** Events in the order of time, each at the first period that ends on its day or later. */
export function markEvents(events: readonly MeasureEvent[], periods: readonly Period[]): MarkedEvent[] {
  const sorted = events.toSorted(
    (a, b) => a.day.localeCompare(b.day) || a.text.localeCompare(b.text, 'en-GB'),
  );
  const [first] = periods;
  let marks = 0;
  return sorted.map((event) => {
    const found = periods.findIndex(({ end }) => event.day <= end);
    const at = first === undefined || found < 0 || event.day < first.start ? null : found;
    if (at === null) return { ...event, at, mark: '' };
    marks += 1;
    return { ...event, at, mark: letterOf(marks - 1) };
  });
}

/** A, B, … Z, AA, AB, … */
const letterOf = (i: number): string =>
  (i < 26 ? '' : letterOf(Math.floor(i / 26) - 1)) + String.fromCharCode(65 + (i % 26));
