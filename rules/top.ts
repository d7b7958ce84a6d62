import { dayOfIso, isoOf } from './smart/calendar.ts';
import type { Day } from './smart/calendar.ts';
import { percent } from './tally.ts';
import type { TopWindow } from './topWindows.ts';

export type { TopWindow } from './topWindows.ts';

/** The forms of the Treatment Outcomes Profile, in the order in which they fall due. */
export const TOP_STAGES = ['start', 'review', 'exit'] as const;
export type TopStage = (typeof TOP_STAGES)[number];

/** A form on file. */
export interface TopForm {
  /** YYYY-MM-DD */
  date: string;
  /** What the form says it is; null where it does not say. */
  stage: TopStage | null;
}

/** What a file tells of treatment and TOP. Dates are YYYY-MM-DD, null where they are not known. */
export interface TopRecord {
  /** Each time in treatment; where there are several the one that began last is looked at. */
  episodes: readonly { start: string; exit: string | null }[];
  forms: readonly TopForm[];
  /** The day of reading: what falls due later is not due. */
  readOn: string;
  /** Whether the group's provider reports to NDTMS; others have no forms due. */
  reportsToNdtms: boolean;
}

type TopStatus = 'present' | 'early' | 'late' | 'missing' | 'not due yet' | 'not applicable';

/** How it stands with one form. */
interface TopFormStatus {
  stage: TopStage;
  status: TopStatus;
  /** The first and the last day on which it counts, YYYY-MM-DD; null where none is due. */
  from: string | null;
  to: string | null;
  /** The day of the form that was taken for it. */
  date: string | null;
}

/** What was derived for one file. */
export interface TopFindings {
  forms: TopFormStatus[];
  /** The check top_missing: yes is a shortcoming; na for groups outside NDTMS; null where it cannot be told. */
  answer: 'yes' | 'no' | 'na' | null;
  reasons: string[];
  /** Forms that were due, and those of them that are there in their window. */
  due: number;
  present: number;
}

const STAGE_NAMES: Record<TopStage, string> = { start: 'start', review: 'review', exit: 'exit' };

/**
 * Which TOP forms were due by the day of reading, and which of them are there, early, late or missing.
 *
 * A form is due once the last day of its window has passed, or as soon as it is there in its window. A review is due
 * only where treatment went on to the end of its window; where it ended before, the exit form takes its place. One
 * form serves one stage; two on the same day for the same stage are one. The windows in force on the day of the start
 * hold for start and review, those on the day of discharge for the exit.
 *
 * @param windows - of the tool, in the order of their days
 */
export function topFindings(record: TopRecord, windows: readonly TopWindow[]): TopFindings {
  const none = (status: TopStatus): TopFormStatus[] =>
    TOP_STAGES.map((stage) => ({ stage, status, from: null, to: null, date: null }));
  if (!record.reportsToNdtms) {
    return {
      forms: none('not applicable'),
      answer: 'na',
      reasons: ['The group’s provider does not report to NDTMS, so no TOP forms are due.'],
      due: 0,
      present: 0,
    };
  }
  const readOn = dayOfIso(record.readOn);
  const episode = latestEpisode(record.episodes);
  const tell = (reason: string): TopFindings => ({
    forms: none('not due yet'),
    answer: null,
    reasons: [reason],
    due: 0,
    present: 0,
  });
  if (!episode)
    return tell('The start of treatment is not recorded, so it cannot be told which forms were due.');
  if (readOn === null) return tell('The day of reading is not known.');
  const atStart = inForce(windows, episode.start);
  if (!atStart) return tell('The tool has no TOP windows for the day on which treatment began.');

  const stages = windowsOf(episode, windows, atStart);
  const days = daysOf(record, episode.start, readOn);
  const forms = statusesOf(stages, takeForms(stages, days), readOn);
  const due = forms.filter(({ status }) => status !== 'not due yet' && status !== 'not applicable');
  const lacking = due.filter(({ status }) => status !== 'present');
  return {
    forms,
    answer: lacking.length > 0 ? 'yes' : 'no',
    reasons: reasonsOf(forms, due.length),
    due: due.length,
    present: due.length - lacking.length,
  };
}

interface FormDay {
  day: Day;
  stage: TopStage | null;
}

/** The forms of a time in treatment: those of an earlier one, and those of after the reading, are none of its own. */
function daysOf({ forms, episodes }: TopRecord, start: Day, readOn: Day): FormDay[] {
  const previousExit = endBefore(episodes, start);
  return forms
    .flatMap((form): FormDay[] => {
      const day = dayOfIso(form.date);
      return day === null ? [] : [{ day, stage: form.stage }];
    })
    .filter(({ day }) => day <= readOn && (previousExit === null || day > previousExit || day >= start));
}

/** The day of the form taken for each stage, in its window or outside of it. */
interface Taken {
  inside: ReadonlyMap<TopStage, Day>;
  outside: ReadonlyMap<TopStage, Day>;
}

function takeForms(stages: readonly StageWindow[], days: readonly FormDay[]): Taken {
  const taken = new Set<number>();
  const inside = new Map<TopStage, Day>();
  // In their windows first, by the window that ends first: so one form in two windows serves the one that needs it.
  const byEnd = [...stages].toSorted((a, b) => a.to - b.to);
  for (const { stage, from, to } of byEnd) {
    const at = pick(days, taken, stage, (day) => day >= from && day <= to, from);
    if (at !== null) inside.set(stage, at);
  }
  // Then outside: a form that says what it is, or one that fits nothing else.
  const outside = new Map<TopStage, Day>();
  for (const { stage, from } of stages) {
    if (inside.has(stage)) continue;
    const at = pick(days, taken, stage, () => true, from, true);
    if (at !== null) outside.set(stage, at);
  }
  return { inside, outside };
}

function statusesOf(stages: readonly StageWindow[], taken: Taken, readOn: Day): TopFormStatus[] {
  return TOP_STAGES.map((stage): TopFormStatus => {
    const window = stages.find((one) => one.stage === stage);
    if (!window) return { stage, status: 'not due yet', from: null, to: null, date: null };
    const { from, to } = window;
    const range = { from: isoOf(from), to: isoOf(to) };
    const inside = taken.inside.get(stage);
    if (inside !== undefined) return { stage, status: 'present', ...range, date: isoOf(inside) };
    if (!window.certain || to >= readOn) return { stage, status: 'not due yet', ...range, date: null };
    const other = taken.outside.get(stage);
    if (other === undefined) return { stage, status: 'missing', ...range, date: null };
    return { stage, status: other < from ? 'early' : 'late', ...range, date: isoOf(other) };
  });
}

function reasonsOf(forms: readonly TopFormStatus[], due: number): string[] {
  if (due === 0) return ['No form was due by the day of reading.'];
  return forms.flatMap(({ stage, status, from, to, date }) => {
    const name = `The ${STAGE_NAMES[stage]} form`;
    switch (status) {
      case 'present':
        return [`${name} of ${date} is in its window.`];
      case 'missing':
        return [`${name} was due from ${from} to ${to} and is missing.`];
      case 'early':
      case 'late':
        return [
          `${name} of ${date} is too ${status}: it was due from ${from} to ${to}, so it counts as missing.`,
        ];
      case 'not due yet':
      case 'not applicable':
        return [];
    }
  });
}

interface Episode {
  start: Day;
  exit: Day | null;
}

function latestEpisode(episodes: TopRecord['episodes']): Episode | null {
  let latest: Episode | null = null;
  for (const { start, exit } of episodes) {
    const day = dayOfIso(start);
    if (day !== null && (latest === null || day > latest.start)) {
      latest = { start: day, exit: exit === null ? null : dayOfIso(exit) };
    }
  }
  return latest;
}

/** The last discharge of an earlier time in treatment. */
function endBefore(episodes: TopRecord['episodes'], start: Day): Day | null {
  const ends = episodes.flatMap((episode) => {
    const begun = dayOfIso(episode.start);
    const end = episode.exit === null ? null : dayOfIso(episode.exit);
    return begun !== null && begun < start && end !== null ? [end] : [];
  });
  return ends.length === 0 ? null : Math.max(...ends);
}

/** The windows in force on a day: the last entry that begins on or before it. */
function inForce(windows: readonly TopWindow[], day: Day): TopWindow | null {
  return windows.findLast(({ from }) => (dayOfIso(from) ?? Infinity) <= day) ?? null;
}

interface StageWindow {
  stage: TopStage;
  from: Day;
  to: Day;
  /** Whether it falls due by itself, or only counts where the form is there. */
  certain: boolean;
}

function windowsOf(episode: Episode, windows: readonly TopWindow[], atStart: TopWindow): StageWindow[] {
  const { start, exit } = episode;
  const stages: StageWindow[] = [
    {
      stage: 'start',
      from: start - atStart.start.withinDays,
      to: start + atStart.start.withinDays,
      certain: true,
    },
  ];
  const reviewFrom = start + atStart.review.fromWeek * 7;
  const reviewTo = start + atStart.review.toWeek * 7;
  if (exit === null || exit >= reviewFrom) {
    stages.push({
      stage: 'review',
      from: reviewFrom,
      to: reviewTo,
      certain: exit === null || exit >= reviewTo,
    });
  }
  if (exit !== null) {
    const { withinDays } = (inForce(windows, exit) ?? atStart).exit;
    stages.push({ stage: 'exit', from: exit - withinDays, to: exit + withinDays, certain: true });
  }
  return stages;
}

/** Takes a form for a stage: one that says so before one that does not say, then the nearest to the window's begin. */
function pick(
  days: readonly FormDay[],
  taken: Set<number>,
  stage: TopStage,
  fits: (day: Day) => boolean,
  near: Day,
  named = false,
): Day | null {
  let best = -1;
  days.forEach((form, i) => {
    if (taken.has(i) || !fits(form.day)) return;
    if (form.stage !== stage && (named || form.stage !== null)) return;
    const other = days[best];
    const better =
      !other ||
      (form.stage !== null && other.stage === null) ||
      ((form.stage === null) === (other.stage === null) &&
        Math.abs(form.day - near) < Math.abs(other.day - near));
    if (better) best = i;
  });
  const form = days[best];
  if (!form) return null;
  // A second form of the same day and stage is the same one, filled in twice.
  days.forEach((one, i) => {
    if (i === best || (one.day === form.day && one.stage === form.stage && form.stage !== null)) taken.add(i);
  });
  return form.day;
}

/** The completion of due forms, of a group or of the whole partnership. */
export interface TopCompletion {
  due: number;
  present: number;
  /** Whole, rounded half up; null where none was due. */
  percent: number | null;
  /** Whether it reaches the threshold, from the counts and not the rounded figure; null where none was due. */
  reached: boolean | null;
}

/**
 * The completion of due forms per group and over all, held against the threshold of a partnership. It is no standard
 * for one file.
 *
 * @param threshold - in percent
 */
export function topCompletion<Group>(
  files: readonly { group: Group; findings: Pick<TopFindings, 'due' | 'present'> }[],
  threshold: number,
): { groups: Map<Group, TopCompletion>; overall: TopCompletion } {
  const counted = new Map<Group, { due: number; present: number }>();
  const overall = { due: 0, present: 0 };
  for (const { group, findings } of files) {
    const sums = counted.get(group) ?? { due: 0, present: 0 };
    counted.set(group, sums);
    for (const sum of [sums, overall]) {
      sum.due += findings.due;
      sum.present += findings.present;
    }
  }
  const completion = ({ due, present }: { due: number; present: number }): TopCompletion => ({
    due,
    present,
    percent: percent(present, due),
    reached: due === 0 ? null : present * 100 >= threshold * due,
  });
  return {
    groups: new Map([...counted].map(([group, sums]) => [group, completion(sums)])),
    overall: completion(overall),
  };
}

/** The threshold in force on a day, YYYY-MM-DD; null where no entry is. */
export function topThreshold(windows: readonly TopWindow[], date: string): number | null {
  const day = dayOfIso(date);
  return day === null ? null : (inForce(windows, day)?.threshold ?? null);
}
