import { dayOfIso, isoOf } from './smart/calendar.ts';
import { percent } from './tally.ts';
import { dueWindows, formsAfter, formsOf, spareForms, takeForms, TOP_STAGES } from './topForms.ts';
import type { DueWindow, SpareForm, TopForm, TopStage } from './topForms.ts';
import { journeyOf } from './topJourney.ts';
import { topWindowOn } from './topWindows.ts';
import type { TopWindow } from './topWindows.ts';

export { TOP_FORM_KIND_LABELS, TOP_FORM_KINDS } from './topForms.ts';
export type { TopForm, TopStage } from './topForms.ts';
export { topRuleInWords } from './topWindows.ts';
export type { TopWindow } from './topWindows.ts';

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
  /** A start, the reviews in their order, an exit; at least one of each. */
  forms: TopFormStatus[];
  /** The check top_missing: yes is a shortcoming; na for groups outside NDTMS; null where it cannot be told. */
  answer: 'yes' | 'no' | 'na' | null;
  reasons: string[];
  /** Forms that were due, and those of them that are there in their window. */
  due: number;
  present: number;
}

/**
 * Which TOP forms were due by the day of reading, and which of them are there, early, late or missing.
 *
 * A form is due once the last day of its window has passed, or as soon as it is there in its window. A review is due
 * only where treatment went on to the end of its window; where it ended before, the exit form takes its place. One
 * form serves one window; two of one kind and day are one. The windows in force on the day of the start hold for the
 * start form, those on the day of discharge for the exit form, those on the day on which it falls due for a review.
 * Dates that do not fit each other give no answer.
 *
 * @param windows - of the tool, in the order of their days
 */
export function topFindings(record: TopRecord, windows: readonly TopWindow[]): TopFindings {
  const without = (status: TopStatus, answer: 'na' | null, reason: string): TopFindings => ({
    forms: TOP_STAGES.map((stage) => ({ stage, status, from: null, to: null, date: null })),
    answer,
    reasons: [reason],
    due: 0,
    present: 0,
  });
  if (!record.reportsToNdtms) {
    return without(
      'not applicable',
      'na',
      'The group’s provider does not report to NDTMS, so no TOP forms are due.',
    );
  }
  const untold = (reason: string) => without('not due yet', null, reason);
  const readOn = dayOfIso(record.readOn);
  if (readOn === null) return untold('The day of reading is not known.');
  const journey = journeyOf(record.episodes, readOn, windows);
  if ('problem' in journey) return untold(journey.problem);
  const atStart = topWindowOn(windows, journey.start);
  if (!atStart) return untold('The tool has no TOP windows for the day on which treatment began.');
  const found = formsOf(record.forms, journey, atStart.start.withinDays, readOn);
  if ('problem' in found) return untold(found.problem);

  const due = dueWindows(journey, windows, readOn);
  const taken = takeForms(due, found.days, readOn);
  const spare = spareForms(due, found.days, taken);
  const statuses = due.map((window) => statusOf(window, taken.get(window), readOn));
  const forms = TOP_STAGES.flatMap((stage): TopFormStatus[] => {
    const own = statuses.filter((status) => status.stage === stage);
    return own.length > 0 ? own : [{ stage, status: 'not due yet', from: null, to: null, date: null }];
  });
  const fellDue = forms.filter(({ status }) => status !== 'not due yet');
  const lacking = fellDue.filter(({ status }) => status !== 'present');
  return {
    forms,
    answer: lacking.length > 0 ? 'yes' : 'no',
    // What is lacking comes first: where there is little room, only the first reasons are shown.
    reasons: [
      ...reasonsOf(forms, (form) => lacking.includes(form)),
      ...spare.map((form) => spareInWords(form, due)),
      ...formsAfter(journey.exit, found.days, { taken, spare }).map(({ day, stage }) =>
        stage === null
          ? `The form of ${isoOf(day)}, which does not say what it is, is of after the exit, so it counts for none.`
          : `The review form of ${isoOf(day)} is of after the exit, so it counts for none.`,
      ),
      ...journey.notes,
      ...(fellDue.length === 0 ? ['No form was due by the day of reading.'] : []),
      ...reasonsOf(forms, ({ status }) => status === 'present'),
      ...found.notes,
    ],
    due: fellDue.length,
    present: fellDue.length - lacking.length,
  };
}

function statusOf(
  { stage, from, to, certain }: DueWindow,
  taken: { day: number; inside: boolean } | undefined,
  readOn: number,
): TopFormStatus {
  const range = { from: isoOf(from), to: isoOf(to) };
  if (taken?.inside) return { stage, status: 'present', ...range, date: isoOf(taken.day) };
  if (!certain || to >= readOn) return { stage, status: 'not due yet', ...range, date: null };
  if (!taken) return { stage, status: 'missing', ...range, date: null };
  return { stage, status: taken.day < from ? 'early' : 'late', ...range, date: isoOf(taken.day) };
}

/** What is to say of some of the forms, with reviews counted among all of them. */
function reasonsOf(forms: readonly TopFormStatus[], isMeant: (form: TopFormStatus) => boolean): string[] {
  const reviews = forms.filter(({ stage }) => stage === 'review');
  return forms.filter(isMeant).flatMap((form) => {
    const { stage, status, from, to, date } = form;
    const name =
      stage === 'review' && reviews.length > 1
        ? `Review form ${reviews.indexOf(form) + 1}`
        : `The ${stage} form`;
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

const ORDINALS = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth', 'seventh', 'eighth', 'ninth'];

/** What is to say of a form for which another one counts: which one it came too early or too late for. */
function spareInWords({ window, day }: SpareForm, due: readonly DueWindow[]): string {
  const { stage, from, to } = window;
  const when = day < from ? 'early' : 'late';
  const reviews = due.filter((other) => other.stage === 'review');
  const ordinal = ORDINALS[reviews.indexOf(window)];
  const range = `was due from ${isoOf(from)} to ${isoOf(to)}`;
  const which =
    stage === 'review' && reviews.length > 1
      ? `${when === 'early' ? 'an early' : 'a late'} ${ordinal ?? 'further'} review: that one ${range} and is there`
      : `${when}: the one that ${range} is there`;
  return `The ${stage} form of ${isoOf(day)} is ${which}, so this one counts for none.`;
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
  return day === null ? null : (topWindowOn(windows, day)?.threshold ?? null);
}
