import { dayOfIso, isoOf } from './smart/calendar.ts';
import type { Day } from './smart/calendar.ts';
import type { Journey } from './topJourney.ts';
import { reviewDaysOf, topWindowOn } from './topWindows.ts';
import type { TopWindow } from './topWindows.ts';

/** The forms of the Treatment Outcomes Profile that fall due, in their order. */
export const TOP_STAGES = ['start', 'review', 'exit'] as const;
export type TopStage = (typeof TOP_STAGES)[number];

/** What a form can say that it is: the boxes printed on it. One of after treatment is never due. */
export const TOP_FORM_KINDS = [...TOP_STAGES, 'post_exit'] as const;
export type TopFormKind = (typeof TOP_FORM_KINDS)[number];
export const TOP_FORM_KIND_LABELS: Record<TopFormKind, string> = {
  start: 'Start',
  review: 'Review',
  exit: 'Exit',
  post_exit: 'Post-treatment exit',
};

/** A form on file. */
export interface TopForm {
  /** YYYY-MM-DD */
  date: string;
  /** What the form says it is; null where it does not say. */
  stage: TopFormKind | null;
}

export interface FormDay {
  day: Day;
  stage: TopStage | null;
}

/** When a form of a file is due. */
export interface DueWindow {
  stage: TopStage;
  from: Day;
  to: Day;
  /** Whether it falls due by itself, or only counts where the form is there. */
  certain: boolean;
}

/** The windows of a time in treatment, reviews as far as they can matter by the day of reading. */
export function dueWindows(journey: Journey, windows: readonly TopWindow[], readOn: Day): DueWindow[] {
  const { start, exit } = journey;
  const atStart = topWindowOn(windows, start);
  if (!atStart) return [];
  const around = (stage: TopStage, day: Day, withinDays: number): DueWindow => ({
    stage,
    from: day - withinDays,
    to: day + withinDays,
    certain: true,
  });
  const reviews = reviewWindows(start, exit ?? readOn, atStart, windows)
    .filter(({ from }) => exit === null || exit >= from)
    .map(({ from, to }): DueWindow => ({
      stage: 'review',
      from,
      // What is filled in after the exit is no review of this time in treatment.
      to: Math.min(to, exit ?? to),
      certain: exit === null || exit >= to,
    }));
  return [
    around('start', start, atStart.start.withinDays),
    ...reviews,
    ...(exit === null ? [] : [around('exit', exit, (topWindowOn(windows, exit) ?? atStart).exit.withinDays)]),
  ];
}

interface Stretch {
  from: Day;
  to: Day;
}

/** Each review by the rule in force on the day on which it falls due; those of a rule in weeks by that of the start. */
function reviewWindows(start: Day, last: Day, atStart: TopWindow, windows: readonly TopWindow[]): Stretch[] {
  if (reviewDaysOf(atStart.review).inWeeks) return stretchesOf(start, last, atStart);
  const all = windows
    .flatMap((entry) =>
      stretchesOf(start, last, entry).filter(({ to }) => topWindowOn(windows, to) === entry),
    )
    .toSorted((a, b) => a.to - b.to);
  // Where the rule changed, a stretch of the new one that was begun under the old was served by the old one's review.
  const kept: Stretch[] = [];
  for (const stretch of all) if (stretch.from > (kept.at(-1)?.to ?? -Infinity)) kept.push(stretch);
  return kept;
}

function stretchesOf(start: Day, last: Day, { review }: TopWindow): Stretch[] {
  const { fromDay, toDay, further } = reviewDaysOf(review);
  const stretches = [{ from: start + fromDay, to: start + toDay }];
  if (further) {
    for (let to = start + toDay + further.everyDays; to - further.openDays < last; to += further.everyDays) {
      stretches.push({ from: to - further.openDays + 1, to });
    }
  }
  return stretches;
}

/**
 * The forms of a time in treatment: none of after the reading, none of an earlier time, and no form twice.
 *
 * @returns the reason where a date is none
 */
export function formsOf(
  forms: readonly TopForm[],
  journey: Journey,
  withinDays: number,
  readOn: Day,
): { days: FormDay[]; notes: string[] } | { problem: string } {
  const days: FormDay[] = [];
  const notes = new Set<string>();
  const seen = new Set<string>();
  for (const { date, stage } of forms) {
    const day = dayOfIso(date);
    if (day === null)
      return {
        problem:
          'The date of a TOP form is not a date that exists, so it cannot be told which forms are there.',
      };
    if (day > readOn) {
      notes.add(`The TOP form of ${isoOf(day)}, after the day of reading, was left out.`);
      continue;
    }
    const key = `${day} ${stage ?? ''}`;
    if (seen.has(key)) {
      notes.add(`Two TOP forms of ${isoOf(day)} of the same kind count as one.`);
      continue;
    }
    seen.add(key);
    if (stage !== 'post_exit' && belongs({ day, stage }, journey, withinDays)) days.push({ day, stage });
  }
  return { days, notes: [...notes] };
}

/** Whether a form is one of this time in treatment and not of an earlier one. */
function belongs({ day, stage }: FormDay, journey: Journey, withinDays: number): boolean {
  const { start, previousExit, earlierStarts } = journey;
  if (day >= start || previousExit === null) return true;
  const before = start - day;
  if (stage === 'start') {
    const nearest = earlierStarts.every((earlier) => Math.abs(day - earlier) >= before);
    return day > previousExit || (before <= withinDays && nearest);
  }
  // One that does not say what it is goes to what it is nearer to.
  return stage === null && day > previousExit && before <= day - previousExit;
}

/** The form taken for a window. */
interface Taken {
  day: Day;
  inside: boolean;
}

/** Takes a form for each window; one form serves one window. */
export function takeForms(
  windows: readonly DueWindow[],
  days: readonly FormDay[],
  readOn: Day,
): ReadonlyMap<DueWindow, Taken> {
  const taken = new Map<DueWindow, Taken>();
  const free = new Set(days);
  const isIn = (day: Day, window: DueWindow) => distance(window, day) === 0;
  const take = (window: DueWindow, form: FormDay | undefined, inside: boolean) => {
    if (!form) return;
    free.delete(form);
    taken.set(window, { day: form.day, inside });
  };
  // What falls due before what only counts where it is there, then the window that ends first: so one form in two
  // windows serves the one that needs it.
  const inOrder = windows.toSorted((a, b) => Number(b.certain) - Number(a.certain) || a.to - b.to);
  for (const window of inOrder) {
    const fits = [...free].filter(
      ({ day, stage }) => isIn(day, window) && (stage === window.stage || stage === null),
    );
    // One that says what it is before one that does not, then the first.
    fits.sort((a, b) => Number(a.stage === null) - Number(b.stage === null) || a.day - b.day);
    take(window, fits[0], true);
  }
  // Then outside: a form that says what it is, and is nearer to no other window of its kind. An early first review is no
  // early second one.
  const nearest = nearestWindows(windows, [...free]);
  for (const window of windows) {
    if (taken.has(window) || !window.certain || window.to >= readOn) continue;
    const fits = [...free].filter((form) => nearest.get(form) === window);
    fits.sort((a, b) => distance(window, a.day) - distance(window, b.day));
    take(window, fits[0], false);
  }
  return taken;
}

/** How many days a day lies outside a window; 0 within it. */
const distance = ({ from, to }: DueWindow, day: Day) => Math.max(0, from - day, day - to);

/** The window of its own kind that each form lies nearest to; none for one that does not say what it is. */
function nearestWindows(
  windows: readonly DueWindow[],
  days: readonly FormDay[],
): ReadonlyMap<FormDay, DueWindow> {
  const nearest = new Map<FormDay, DueWindow>();
  for (const form of days) {
    for (const window of windows) {
      const known = nearest.get(form);
      const isAlike = window.stage === form.stage;
      if (isAlike && (!known || distance(window, form.day) < distance(known, form.day)))
        nearest.set(form, window);
    }
  }
  return nearest;
}

/**
 * Forms of after the exit that no window takes, reviews and those that do not say what they are: they are none of this time
 * in treatment.
 */
export function formsAfter(
  exit: Day | null,
  days: readonly FormDay[],
  { taken, spare }: { taken: ReadonlyMap<DueWindow, Taken>; spare: readonly SpareForm[] },
): FormDay[] {
  const told = new Set([...taken.values(), ...spare].map(({ day }) => day));
  return days.filter(
    ({ day, stage }) =>
      exit !== null && day > exit && (stage === 'review' || stage === null) && !told.has(day),
  );
}

/** A form outside the window that it is nearest to, for which another one counts. */
export interface SpareForm {
  window: DueWindow;
  day: Day;
}

/** The forms that count for none because another one is in the window that they are nearest to. */
export function spareForms(
  windows: readonly DueWindow[],
  days: readonly FormDay[],
  taken: ReadonlyMap<DueWindow, Taken>,
): SpareForm[] {
  return [...nearestWindows(windows, days)].flatMap(([{ day }, window]) =>
    distance(window, day) > 0 && taken.get(window)?.inside ? [{ window, day }] : [],
  );
}
