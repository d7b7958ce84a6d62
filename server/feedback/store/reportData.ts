import type { Letter, NeedDomain, SmallNumberRule } from '../../../rules/index.ts';
import type { FindingKind } from './findings.ts';

/** The form in which the data of a report is kept. Data that is told otherwise has the next number. */
export const REPORT_DATA_FORMAT = 1;

/** The answers to one check, by kind. */
export type AnswerCounts = readonly [yes: number, no: number, notApplicable: number, notRecorded: number];

/** How often each answer was given, or how many records are in each band, and what they come to together. */
export type BesideCounts = readonly (number | null)[];

/** A finding as a report gives it. */
export interface FindingData {
  id: number;
  kind: FindingKind;
  itemId: string | null;
  text: string;
}

/** The figures of a report, by the ids of the checks. */
export interface FigureData {
  /** The case files of the whole partnership. */
  allFiles: number;
  /** Of the partnership, what is small by this number is withheld. */
  withheldBelow: number;
  /** By which rule it is small; not there in reports that were issued when the whole partnership stood beside their own. */
  withheldBy?: SmallNumberRule;
  /** In the order of the tool; the partnership's are null where they are withheld. */
  checks: { id: string; own: AnswerCounts; partnership: AnswerCounts | null }[];
  /** Of questions that are no checks and of criteria; not there where there are none, and in older reports. */
  besides?: { id: string; own: BesideCounts; others: BesideCounts | null }[];
  /** The provider's sample groups with files that were read, in their order; counts in the order of `checks`. */
  groups: { files: number; checks: AnswerCounts[] }[];
  /** Files whose answer to a check does not fit another answer, or the set-up of their group. The group is its place among the provider's, from 0. */
  contradictions: { group: number; checkId: string; files: number }[];
}

/** How a sample was drawn for one group. */
export interface SampleData {
  group: string;
  seed: string;
  method: string;
  draws: number;
  listed: number;
  drawn: number;
  /** Drawn files that were not found, in the order of the reasons. */
  notFound: { reason: string; replaced: boolean }[];
  /** Files that were read although they were not drawn. */
  outsideSample: number;
}

/** What the goals of the provider's recovery plans come to. */
export interface GoalData {
  about: 'goals';
  plans: number;
  goals: number;
  /** The goals that meet a letter, that do not, and of which it cannot be told. */
  letters: { letter: Letter; goals: readonly [met: number, notMet: number, cannotTell: number] }[];
  /** Needs that no goal answers, of the plans that have them; null where no plan has any need. */
  needs: { domain: NeedDomain; withoutGoal: number; found: number }[] | null;
  /** The goals that the lead chose to show, with a better wording. */
  examples: { shown: string; better: string }[];
}

/** What the provider answered about itself, beside what was validated. */
export interface SelfAuditData {
  about: 'selfAudit';
  answers: {
    id: string;
    own: string | null;
    validated: string | null;
    isValidated: boolean;
    reason: string;
  }[];
}

/** What a report says beside its figures and findings: names, texts that people wrote, and how files were chosen and read. */
export interface ParticularData {
  tool: { id: string; version: number };
  /** Days as YYYY-MM-DD. */
  audit: { title: string; partnership: string; fieldworkStart: string; fieldworkEnd: string };
  provider: string;
  /** The provider's sample groups, with the providers whose notes they are of; null where no number is planned. */
  groups: {
    name: string;
    providers: string[];
    planned: number | null;
    /** How many files it has, as a lead entered it and on its list; not there where nobody entered it. */
    caseload?: { entered: number; isDrawn: boolean; listed: number | null };
  }[];
  samples: SampleData[];
  /** Of the groups of joint work: for how many files this provider's notes were read, or could not be had. */
  notes: { group: string; files: number; read: number; missing: number }[];
  /** Whether readers read made-up files first, and why not; not there where nobody chose. */
  training?: { files: number; reason: string };
  /** Null where no file was read twice. Of how many differences were settled older reports say nothing. */
  secondReadings: { files: number; agreed: number; compared: number; settled?: number } | null;
  /** Each text once for an item, with the number of files it was written about; null is the whole file. */
  comments: { itemId: string | null; text: string; files: number }[];
  /** What was left out of the whole audit, and why; not there where nothing was. */
  leftOut?: { itemId: string; reason: string }[];
  /** Of the sections that other parts of the program add, in their order. */
  added: (GoalData | SelfAuditData)[];
}

/**
 * What a report says to its provider, as data: not one word of the program's own is in it. Reports of equal data say the
 * same, whatever their version and day, and however the program puts it. Objects, lists and keys are in a fixed order,
 * so that equal data is equal as JSON.
 */
export interface ReportData {
  format: typeof REPORT_DATA_FORMAT;
  figures: FigureData;
  /** Kind by kind, in the order of the report. */
  findings: FindingData[];
  particulars: ParticularData;
}

/** @throws Error when the data has a form that this program does not know */
export function readReportData(json: string): ReportData {
  const data = JSON.parse(json) as ReportData;
  if (data.format !== REPORT_DATA_FORMAT)
    throw new Error(`the data of a report has the form ${String(data.format)}`);
  return data;
}

/** Of the added sections, those on the goals of plans. */
export const goalsIn = (added: readonly (GoalData | SelfAuditData)[]): GoalData[] =>
  added.filter((data) => data.about === 'goals');
