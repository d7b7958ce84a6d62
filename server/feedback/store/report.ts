import { leftOf } from '../../../rules/index.ts';
import type { CheckTally, CheckWithInterval } from '../../../rules/index.ts';
import type { PairsSpec } from '../../formats/chart/index.ts';
import type { FindingKind } from './findings.ts';
import type { GoalData } from './reportData.ts';

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
    /** Of the whole partnership; null where it is withheld because what is not the provider's of it is small. */
    partnership: CheckWithInterval | null;
  }[];
  /** The provider's sample groups. */
  groups: { name: string; files: number; checks: CheckWithInterval[] }[];
  findings: { id: number; kind: FindingKind; itemId: string | null; text: string }[];
}

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

/** A section that another part of the program adds: words and tables of text, the first column being the rows' heads. */
export interface ReportSection {
  heading: string;
  paragraphs: string[];
  tables: { caption: string; columns: string[]; rows: string[][] }[];
}

/** Such a section with what it says as data, by which a later version is told. */
export interface AddedSection extends ReportSection {
  data: GoalData;
}

/** The feedback to one provider in words, with nothing left to compute. */
export interface FeedbackReport {
  documentTitle: string;
  footer: string;
  /** ISO date-time of the data. */
  createdAt: string;
  kicker: string;
  heading: string;
  /** Said at the top while the report is not issued. */
  draftNotice: string | null;
  facts: Definition[];
  summary: { heading: string; lines: string[] };
  /** What differs from the version before; null in a first one. */
  changes: { heading: string; paragraphs: string[]; items: string[] } | null;
  introduction: string[];
  read: {
    heading: string;
    paragraphs: string[];
    caption: string;
    columns: [string, string, string, string];
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
    /** The figures of the table as a picture; null where there are none. */
    chart: PairsSpec | null;
    /** How the table is read. */
    reading: string[];
    caption: string;
    columns: [string, string, string, string];
    sections: { title: string; rows: GlanceRow[] }[];
    contradictions: { heading: string; lead: string; items: string[] } | null;
  };
  byGroup: {
    heading: string;
    paragraphs: string[];
    caution: string;
    /** Whether the tables call the checks by short names, which are then explained in the last section. */
    shortNames: boolean;
    tables: GroupTable[];
  };
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
  next: { heading: string; steps: Definition[] };
  howToRead: {
    heading: string;
    definitions: Definition[];
    shortNames: { heading: string; definitions: Definition[] } | null;
    abbreviations: { heading: string; definitions: Definition[] } | null;
    source: string;
  };
}
