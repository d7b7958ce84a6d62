import type {
  CheckOutcome,
  KnownSize,
  Nation,
  Share,
  SmallNumberRule,
  Tally,
  Tool,
  TrainingChoice,
} from '../../../rules/index.ts';
import type { ItemsBeside } from '../../results/figures/items.ts';
import type { ScoresBeside } from '../../results/scores/shown.ts';
import type { GroupSample } from '../../fieldwork/sampling/service.ts';
import type { Finding } from '../store/findings.ts';
import type { AddedSection, ReportChanges, ReportLogo } from '../store/report.ts';

/** What makes a draft a report. */
export interface Issue {
  /** From 1. */
  version: number;
  /** ISO date-time. */
  at: string;
  /** YYYY-MM-DD */
  queriesUntil: string;
  planDue: string;
  /** By when what is to change first is changed; null where the provider sets the dates. */
  changesDue: string | null;
  /** Against the version before; null in a first one. */
  changes: { since: number; queries: number; corrections: number; changed: ReportChanges } | null;
}

/** What the feedback to one provider is made from. */
export interface FeedbackInput {
  /** Dates as YYYY-MM-DD. */
  audit: { title: string; partnership: string; fieldworkStart: string; fieldworkEnd: string };
  tool: Tool;
  provider: string;
  /** Null where the provider has given none. */
  logo?: ReportLogo | null;
  /** The providers whose notes make up each group; several where the work is joint. */
  providersByGroup: Record<string, string[]>;
  /** Of the whole audit. */
  tally: Tally;
  /** The names of the groups whose notes were this provider's, in order. */
  ownGroups: string[];
  /** What the rule by which the panel may stop reading says, of all groups; empty where there is none. */
  outcomes?: CheckOutcome[];
  /** By group. */
  plannedFiles: Record<string, number>;
  /** How the files of this provider's groups were drawn; groups that were not drawn are not in it. */
  samples: GroupSample[];
  /** How many files the groups have, by name, where a lead entered it; not there in drafts without any. */
  sizes?: ReadonlyMap<string, KnownSize>;
  /** Whether readers read made-up files first; null where nobody chose. */
  training?: TrainingChoice | null;
  /** Of this provider's files; the item is null where a comment is about the whole file. */
  comments: { item: string | null; text: string }[];
  /** Of the groups that are joint work: of how many files this provider's notes were read, or could not be had. */
  notes: { group: string; files: number; read: number; missing: number }[];
  /** In the order of the report. */
  findings: Finding[];
  /**
   * Of the provider's groups: files read twice, on how many answers of both readers they agree, and how many of the
   * others were settled; null without any.
   */
  secondReadings: { files: number; agreed: number; compared: number; settled: number } | null;
  /** The answers to questions that are no checks, beside those of the others; null where there are none to tell. */
  answersBeside?: ItemsBeside | null;
  /** What they score, beside the others; null where the tool has no criteria. */
  scores?: ScoresBeside | null;
  /** What other parts of the program add, behind the figures. */
  more?: AddedSection[];
  /** Which overall figure the audit goes by, where its groups were drawn at different rates; null where there is but one. */
  headline?: string | null;
  /** The audit before this one, with the provider's own figures by check id; null where there is none that is closed. */
  before: {
    title: string;
    fieldworkEnd: string;
    files: number;
    own: ReadonlyMap<string, Share>;
    /** The same without files of joint work; not there where none of them was. */
    alone?: ReadonlyMap<string, Share>;
  } | null;
  /** The files that fall short in checks that a report may name, where they can be told, by group and check. */
  places: { group: string; checkId: string; references: string[] }[];
  /** Whom the provider asks, and what that person is in the audit; empty where it is not known. */
  contact: { name: string; role: string; email: string; phone: string };
  /** Whom the provider has named for its files; empty where nobody is. */
  filesContact: string;
  /** Ids of the checks that the lead has marked for the provider to answer. */
  marked: string[];
  /** Addresses of the issued report and of its improvement plan, whole, for the PDF as well. */
  links: { report: string; plan: string };
  smallNumberThreshold: number;
  smallNumberRule: SmallNumberRule;
  /**
   * How many days there are for queries, for an improvement plan and, where the panel sets them, for the first changes, and
   * whose bank holidays these keep clear of.
   */
  days: { queryDays: number; planDays: number; changeDays: number | null; nation: Nation };
  /** Null while the report is a draft. */
  issue: Issue | null;
  /** ISO date-time of the last change of the data. */
  asAt: string;
}
