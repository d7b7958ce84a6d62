import type { FeedbackInput } from '../draft/input.ts';
import type { ReportSection } from '../store/report.ts';
import { goalsIn } from '../store/reportData.ts';
import type { GoalData, ParticularData, ReportData } from '../store/reportData.ts';
import type { KeptReport, OlderReport } from '../store/reports.ts';
import { countsOf, findingsOf } from './draftData.ts';
import { sha256 } from './sha256.ts';

// Reports that were issued before their data was kept. Their figures and findings were kept by id and their words as
// they were presented; all else left a mark, which is a hash of the draft they were made from. What can be told neither
// by these nor by the mark counts as it is now, so that no report is out of date for being older than the program.

/** What such a report says, as data. The particulars are null where they are not those of the draft. */
export type OlderData = Pick<ReportData, 'figures' | 'findings'> & { particulars: ParticularData | null };

/**
 * What a report says that was issued before its data was kept.
 *
 * @param now - the data of the draft: stands wherever the report says the same, or cannot be asked
 */
export function dataOfOlder(
  { figures, older }: KeptReport,
  input: FeedbackInput,
  now: ReportData,
): OlderData {
  const isAsNow =
    older === null || (hasParticulars(older, input) && hasAdded(older, goalsIn(now.particulars.added)));
  // By which rule figures were withheld is not among what it kept.
  const { withheldBy: _, ...asNow } = now.figures;
  return {
    figures: { ...asNow, ...countsOf(figures) },
    findings: findingsOf(figures),
    particulars: isAsNow ? now.particulars : null,
  };
}

/** Whether a report says of names, comments, and how files were chosen and read, what the draft says. */
function hasParticulars(older: OlderReport, input: FeedbackInput): boolean {
  if (older.rest !== null) return older.rest === markOf(input, older);
  // The first ones have no mark; their comments are among their words.
  const comments = new Set(input.comments.map(({ text }) => text.trim()).filter((text) => text !== ''));
  const printed = new Set(older.comments);
  return comments.size === printed.size && [...comments].every((text) => printed.has(text));
}

/**
 * The mark of a draft, as the program made it when marks were kept: names and their order are those of that time. The
 * sections that other parts added were in it as they were worded, so those of the report stand in for those of the
 * draft, and are held against each other apart from it.
 */
function markOf(input: FeedbackInput, { more }: OlderReport): string {
  const { audit, provider, ownGroups, secondReadings } = input;
  const ofOwn = <T>(byGroup: Record<string, T>) => ownGroups.map((group) => byGroup[group]);
  const then = {
    audit: {
      title: audit.title,
      partnership: audit.partnership,
      fieldworkStart: audit.fieldworkStart,
      fieldworkEnd: audit.fieldworkEnd,
    },
    provider,
    ownGroups,
    samples: input.samples.map((sample) => ({
      group: sample.group,
      seed: sample.seed,
      method: sample.method,
      draws: sample.draws,
      listed: sample.listed,
      drawn: sample.drawn,
      notFound: sample.notFound.map(({ reason, replaced }) => ({ reason, replaced })),
      beside: sample.outsideSample,
    })),
    comments: input.comments.map(({ item, text }) => `${item ?? ''} ${text}`).toSorted(),
    notes: input.notes.map(({ group, files, read, missing }) => ({ group, files, read, missing })),
    secondReadings: secondReadings && {
      files: secondReadings.files,
      agreed: secondReadings.agreed,
      compared: secondReadings.compared,
    },
    more: more.map(({ heading, paragraphs, tables }) => ({
      heading: heading.replace(/^\d+\. /, ''),
      paragraphs,
      tables: tables.map(({ caption, columns, rows }) => ({ caption, columns, rows })),
    })),
    goalExamples: goalsIn((input.more ?? []).map(({ data }) => data)).flatMap(({ examples }) => examples),
  };
  return sha256(JSON.stringify([then, ofOwn(input.providersByGroup), ofOwn(input.plannedFiles)]));
}

/** Whether the sections that other parts added to a report hold the numbers that they would hold now. */
function hasAdded({ more }: OlderReport, added: GoalData[]): boolean {
  return JSON.stringify(more.map(numbersIn)) === JSON.stringify(added.map(numbersOf));
}

/** The numbers of plans and goals, of the letters and of needs, as the section on goals was worded at that time. */
function numbersIn({ paragraphs, tables }: ReportSection): number[] {
  const plansAndGoals = paragraphs[0]?.match(/\d+/g)?.slice(0, 2) ?? [];
  const cells = tables.flatMap(({ rows }) => rows.flatMap((row) => row.slice(1)));
  return [...plansAndGoals, ...cells.flatMap((cell) => /^(\d+) of (\d+)$/.exec(cell)?.slice(1) ?? [])].map(
    Number,
  );
}

/** The same numbers of the draft. */
function numbersOf({ plans, goals, letters, needs }: GoalData): number[] {
  return [
    plans,
    goals,
    ...(goals === 0 ? [] : letters.flatMap((letter) => letter.goals.flatMap((count) => [count, goals]))),
    ...(needs ?? []).flatMap(({ withoutGoal, found }) => [withoutGoal, found]),
  ];
}
