import type { SmallNumberRule, Tally, Tool } from '../../../rules/index.ts';
import type { GroupSample } from '../../fieldwork/sampling/service.ts';
import type { Finding } from '../store/findings.ts';
import type { AddedSection, ReportChanges } from '../store/report.ts';

/** What makes a draft a report. */
export interface Issue {
  /** From 1. */
  version: number;
  /** ISO date-time. */
  at: string;
  /** YYYY-MM-DD */
  queriesUntil: string;
  planDue: string;
  /** Against the version before; null in a first one. */
  changes: { since: number; queries: number; corrections: number; changed: ReportChanges } | null;
}

/** What the feedback to one provider is made from. */
export interface FeedbackInput {
  /** Dates as YYYY-MM-DD. */
  audit: { title: string; partnership: string; fieldworkStart: string; fieldworkEnd: string };
  tool: Tool;
  provider: string;
  /** The providers whose notes make up each group; several where the work is joint. */
  providersByGroup: Record<string, string[]>;
  /** Of the whole audit. */
  tally: Tally;
  /** The names of the groups whose notes were this provider's, in order. */
  ownGroups: string[];
  /** By group. */
  plannedFiles: Record<string, number>;
  /** How the files of this provider's groups were drawn; groups that were not drawn are not in it. */
  samples: GroupSample[];
  /** Of this provider's files; the item is null where a comment is about the whole file. */
  comments: { item: string | null; text: string }[];
  /** Of the groups that are joint work: of how many files this provider's notes were read, or could not be had. */
  notes: { group: string; files: number; read: number; missing: number }[];
  /** In the order of the report. */
  findings: Finding[];
  /** Of the provider's groups: files read twice, and on how many answers both readers agree; null without any. */
  secondReadings: { files: number; agreed: number; compared: number } | null;
  /** What other parts of the program add, behind the figures. */
  more?: AddedSection[];
  smallNumberThreshold: number;
  smallNumberRule: SmallNumberRule;
  /** How many days there are for queries and for an improvement plan. */
  days: { queryDays: number; planDays: number };
  /** Null while the report is a draft. */
  issue: Issue | null;
  /** ISO date-time of the last change of the data. */
  asAt: string;
}
