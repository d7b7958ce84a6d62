import { dayOfIso, isoOf } from './smart/calendar.ts';
import type { Day } from './smart/calendar.ts';
import { topWindowOn } from './topWindows.ts';
import type { TopWindow } from './topWindows.ts';

/** The time in treatment that forms are looked for: of what was entered, the one that began last by the day of reading. */
export interface Journey {
  start: Day;
  /** Null where treatment was going on on the day of reading. */
  exit: Day | null;
  /** The last exit before it, and all starts before it. */
  previousExit: Day | null;
  earlierStarts: Day[];
  /** What was done with the dates as they were entered, a sentence each. */
  notes: string[];
}

interface Episode {
  start: Day;
  exit: Day | null;
  /** Whether an exit was entered, though it lies after the day of reading. */
  exitLater: boolean;
}

const UNTOLD = 'so it cannot be told which forms were due';

/**
 * Puts times in treatment together that count as one, and gives the last.
 *
 * @param episodes - as entered, in any order; dates are YYYY-MM-DD
 * @returns the reason where it cannot be told: nothing is guessed from dates that do not fit
 */
export function journeyOf(
  episodes: readonly { start: string; exit: string | null }[],
  readOn: Day,
  windows: readonly TopWindow[],
): Journey | { problem: string } {
  if (episodes.length === 0) return { problem: `The start of treatment is not recorded, ${UNTOLD}.` };
  const notes: string[] = [];
  const found: Episode[] = [];
  for (const { start: startText, exit: exitText } of episodes) {
    const start = dayOfIso(startText);
    const exit = exitText === null ? null : dayOfIso(exitText);
    if (start === null) return { problem: `A start of treatment is not a date that exists, ${UNTOLD}.` };
    if (exit === null && exitText !== null)
      return { problem: `An exit from treatment is not a date that exists, ${UNTOLD}.` };
    if (exit !== null && exit < start) {
      return {
        problem: `The exit of ${isoOf(exit)} is before its start of ${isoOf(start)}, ${UNTOLD}. Look at both dates again.`,
      };
    }
    if (start > readOn) {
      notes.push(
        `The time in treatment that begins on ${isoOf(start)}, after the day of reading, was left out.`,
      );
      continue;
    }
    const exitLater = exit !== null && exit > readOn;
    if (exitLater)
      notes.push(
        `The exit of ${isoOf(exit)} lies after the day of reading, so treatment counts as going on then.`,
      );
    found.push({ start, exit: exitLater ? null : exit, exitLater });
  }
  const [first, ...later] = found.toSorted((a, b) => a.start - b.start);
  if (!first) return { problem: `Treatment begins after the day of reading, ${UNTOLD}.` };
  return join(first, later, windows, notes);
}

function join(
  first: Episode,
  later: readonly Episode[],
  windows: readonly TopWindow[],
  notes: string[],
): Journey | { problem: string } {
  let current = { start: first.start, exit: first.exit, parts: [first.start] };
  let previousExit: Day | null = null;
  const earlierStarts: Day[] = [];
  let before = first;
  let longest = first;
  const overlaps: string[] = [];
  for (const next of later) {
    if (before.exit === null && !before.exitLater) {
      return {
        problem: `The time in treatment from ${isoOf(before.start)} has no exit, though another begins on ${isoOf(next.start)}, so it cannot be told whether they are one and which forms were due.`,
      };
    }
    if (endsAfter(longest, next.start)) overlaps.push(overlapInWords(longest, next));
    const within = topWindowOn(windows, next.start)?.journey?.withinDays;
    if (within !== undefined && (current.exit === null || next.start - current.exit <= within)) {
      const exit = current.exit === null || next.exit === null ? null : Math.max(current.exit, next.exit);
      current = { start: current.start, exit, parts: [...current.parts, next.start] };
    } else {
      previousExit = Math.max(previousExit ?? -Infinity, current.exit ?? -Infinity);
      earlierStarts.push(...current.parts);
      current = { start: next.start, exit: next.exit, parts: [next.start] };
    }
    before = next;
    if (next.exit === null || !endsAfter(longest, next.exit)) longest = next;
  }
  const joined =
    current.parts.length > 1
      ? [`The times in treatment from ${current.parts.map(isoOf).join(' and ')} count as one.`]
      : [];
  return {
    start: current.start,
    exit: current.exit,
    previousExit: previousExit === -Infinity ? null : previousExit,
    earlierStarts,
    notes: [...joined, ...overlaps, ...notes],
  };
}

const endsAfter = ({ exit }: Episode, day: Day) => exit === null || exit > day;

/** What is to say of a time in treatment that ends after the next began: nothing is guessed, but it may be a slip. */
function overlapInWords(before: Episode, next: Episode): string {
  const ends = before.exit === null ? 'after the day of reading' : `on ${isoOf(before.exit)}`;
  return `The time in treatment from ${isoOf(before.start)} ends ${ends}, after another begins on ${isoOf(next.start)}. Look at these dates again.`;
}
