import { leftOf } from '../../../rules/index.ts';
import type { CheckTally, CheckWithInterval, Outcome } from '../../../rules/index.ts';
import type { Chart, PairsSpec } from '../../formats/chart/index.ts';
import type { FindingKind } from './findings.ts';
import type { BesideCounts, GoalData, SelfAuditData } from './reportData.ts';

/** What a report says in numbers and findings: kept with it, to hold later versions and plans against. */
export interface ReportFigures {
  tool: { id: string; version: number };
  /** The provider's case files, and those of the whole partnership. */
  files: number;
  allFiles: number;
  /** By check, in the order of the tool. */
  checks: {
    id: string;
    label: string;
    own: CheckWithInterval;
    /** What the rule by which the panel may stop reading says of these; not there where there is none. */
    outcome?: Outcome;
    /** Of the whole partnership; null where it is withheld because what is not the provider's of it is small. */
    partnership: CheckWithInterval | null;
  }[];
  /** The provider's sample groups. */
  groups: { name: string; files: number; checks: CheckWithInterval[] }[];
  findings: { id: number; kind: FindingKind; itemId: string | null; text: string }[];
  /** Of questions that are no checks and of criteria; not there where there are none. */
  besides?: { id: string; label: string; own: BesideCounts; others: BesideCounts | null }[];
}

/** The provider's own figures, each with what the rule says of it by which the panel may stop reading. */
export const ownFiguresOf = ({ checks }: ReportFigures): (CheckWithInterval & { outcome?: Outcome })[] =>
  checks.map(({ own, outcome }) => (outcome === undefined ? own : { ...own, outcome }));

/** The figures of all files of the audit that are not the provider's: what is left of the whole; null where withheld. */
export function othersOf({ own, partnership }: ReportFigures['checks'][number]): CheckWithInterval | null {
  return partnership && leftOf(partnership, own);
}

/** What differs between two versions of a report. */
export interface ReportChanges {
  figures: {
    label: string;
    whose: 'own' | 'others';
    before: CheckTally | null;
    after: CheckTally | null;
  }[];
  /** Labels of questions that are no checks, and titles of criteria, of which the provider's own figures differ. */
  besides?: string[];
  findings: { change: 'added' | 'removed' | 'reworded'; before: string | null; after: string | null }[];
}

// The feedback to one provider in words. The page and the PDF are both made from it, and an issued one is kept.

/**
 * A share as it is printed. The percentage is empty where there is none: the count is then a dash, or the mark
 * of a small number.
 */
export interface Figure {
  /** Such as "8 of 12". */
  count: string;
  /** Such as "67%". */
  percent: string;
  /** The 95% interval of the percentage, such as "39% to 87%"; empty where there is none. */
  interval: string;
}

export interface GlanceRow {
  label: string;
  remarks: string[];
  own: Figure;
  /** Of all other files of the audit; in reports that an earlier version issued, of the whole partnership. */
  partnership: Figure;
  /** How many of the provider's files are not in the figure, and why. */
  leftOut: string[];
}

export interface GroupTable {
  caption: string;
  columns: string[];
  sections: { title: string; rows: { label: string; remarks: string[]; cells: Figure[] }[] }[];
}

export interface Definition {
  term: string;
  text: string;
}

/** A table of texts; the first column holds the heads of the rows. */
interface TextTable {
  caption: string;
  columns: string[];
  rows: string[][];
}

/** A section that another part of the program adds: words and tables. */
export interface ReportSection {
  heading: string;
  paragraphs: string[];
  tables: TextTable[];
}

/** A table with what stands under some figures, and rows that head those after them. */
export interface AnswersTable {
  caption: string;
  columns: string[];
  rows: ({ group: string } | { cells: { text: string; note: string }[] })[];
}

/** The answers to questions that are no checks, the provider's beside those of the others. */
export interface ReportAnswers {
  heading: string;
  paragraphs: string[];
  sections: {
    id: string;
    title: string;
    scales: { chart: Chart; table: AnswersTable }[];
    items: AnswersTable[];
  }[];
}

/** Such a section with what it says as data, by which a later version is told. */
export interface AddedSection extends ReportSection {
  data: GoalData | SelfAuditData;
}

/** The provider's logo, as it was when the report was made. */
export interface ReportLogo {
  /** PNG in base64. */
  png: string;
  /** In pixels. */
  width: number;
  height: number;
  alt: string;
}

/** One of the checks with which a report begins. */
export interface FrontPoint {
  /** The check in full. */
  label: string;
  /** How many files, of how many, and by which standard. */
  count: string;
  /** Where it is concentrated, how it stands beside the others and how sure that is; a sentence each. */
  more: string[];
  /** What the panel wrote about it, in its words. */
  panel: string[];
}

/** Checks to change first, or to keep. */
interface FrontPart {
  heading: string;
  /** In what order they stand and who the others are; empty where neither is to be said, not there in older reports. */
  lead?: string;
  points: FrontPoint[];
  /** How many more there are, and where; empty where there are none, not there in older reports. */
  more?: string;
  /** What is said where there are none. */
  none: string;
}

/** What is to be done by a day. */
export interface DatedStep extends Definition {
  /** Where it is done, and what that is called; empty where it is not done in the program. */
  href: string;
  action: string;
}

/** The first page of a report: everything for the meeting about it. */
export interface FrontPage {
  /** Two sentences; where there are no checks, what came of the criteria. */
  verdict: string[];
  /** What the order rests on, where the panel has written no findings. */
  basis: string | null;
  change: FrontPart | null;
  keep: FrontPart | null;
  beside: { heading: string; lines: Definition[] } | null;
  dates: {
    heading: string;
    steps: DatedStep[];
    /** That no improvement plan is asked for; null where one is, not there in older reports. */
    note?: string | null;
    ask: string;
  };
  caution: string;
}

/** The second page: for the team. */
export interface TeamPage {
  heading: string;
  /** What the picture shows, in one sentence. */
  shows: string;
  chart: PairsSpec;
  origins: {
    /** Empty where that of the page says it. */
    heading: string;
    paragraphs: string[];
    groups: { name: string; text: string; files: string | null; question: string }[];
  };
  /** Where words of the first two pages are told that not everybody knows; not there in older reports. */
  words?: string;
}

/** The feedback to one provider in words, with nothing left to compute. */
export interface FeedbackReport {
  documentTitle: string;
  footer: string;
  /** Not there where the provider had none. */
  logo?: ReportLogo;
  /** ISO date-time of the data. */
  createdAt: string;
  kicker: string;
  heading: string;
  /** Said at the top while the report is not issued. */
  draftNotice: string | null;
  facts: Definition[];
  /** In reports from before the first page held everything. */
  summary?: { heading: string; lines: string[] };
  /** Not there in such reports. */
  front?: FrontPage;
  /** Not there in such reports, and where nothing was read or there are no checks. */
  team?: TeamPage;
  /** What differs from the version before; null in a first one. */
  changes: { heading: string; paragraphs: string[]; items: string[] } | null;
  introduction: string[];
  read: {
    heading: string;
    paragraphs: string[];
    caption: string;
    /** The last of four is not there where no group is joint work. */
    columns: string[];
    rows: { group: string; read: string; planned: string; notes: string }[];
    total: { group: string; read: string; planned: string; notes: string } | null;
    sample: {
      heading: string;
      paragraphs: string[];
      caption: string;
      columns: [string, string, string, string];
      rows: { group: string; listed: string; drawn: string; notFound: string }[];
      notFound: { heading: string; items: string[] } | null;
    } | null;
    secondReadings: { heading: string; paragraphs: string[] } | null;
  };
  glance: {
    heading: string;
    paragraphs: string[];
    /** The figures of the table as a picture; null where there are none, or where they are on the second page. */
    chart: PairsSpec | null;
    /** How the table is read. */
    reading: string[];
    caption: string;
    /** That of the others is not there where most of it is suppressed, which the paragraphs then say: three of four. */
    columns: string[];
    sections: { title: string; rows: GlanceRow[] }[];
    /** What stands under the table; not there in older reports. */
    below?: string[];
    /** What is in many groups is a table each; in reports from before, all was one table in place of the list. */
    contradictions: {
      heading: string;
      lead: string;
      items: string[];
      tables?: TextTable[];
      table?: TextTable;
    } | null;
  };
  byGroup: {
    heading: string;
    paragraphs: string[];
    caution: string;
    /** Whether the tables call the checks by short names, as reports from before did beside many groups. */
    shortNames: boolean;
    tables: GroupTable[];
  };
  /** Not there in reports from before they were told, and where nothing is asked but checks. */
  answers?: ReportAnswers;
  /** Not there where the tool has no criteria. */
  scores?: ReportSection;
  more: ReportSection[];
  findings: {
    heading: string;
    paragraphs: string[];
    /** The id is that of the finding; a query can be about it. */
    kinds: { heading: string; items: { id: number; about: string | null; text: string }[] }[];
  };
  comments: {
    heading: string;
    paragraphs: string[];
    topics: { heading: string; comments: { text: string; times: string | null }[] }[];
  };
  /** In reports from before the first page held what comes next. */
  next?: { heading: string; steps: Definition[] };
  howToRead: {
    heading: string;
    definitions: Definition[];
    shortNames: { heading: string; definitions: Definition[] } | null;
    abbreviations: { heading: string; definitions: Definition[] } | null;
    source: string;
  };
}
