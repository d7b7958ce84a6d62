import type { TimeSpan } from './times.ts';
import type { Token } from './tokens.ts';

/** What can be said of one letter of a goal. */
export type Verdict = 'met' | 'not met' | 'cannot tell';
export const VERDICTS: readonly Verdict[] = ['met', 'not met', 'cannot tell'];

/** What was found for one letter. */
export interface LetterFinding {
  verdict: Verdict;
  /** Stays the same over all versions; the list of them is in docs/smart.md. */
  code: string;
  /** The words of the text that led to it, as they were written; empty where none did. */
  words: string[];
  /** How to put it better; empty where it is met. */
  suggestion: string;
}

/** A goal as it was written down; only the text has to be there, and it may be empty. */
export interface Goal {
  text: string;
  /** YYYY-MM-DD */
  targetDate?: string | null | undefined;
  /** The need it answers. */
  need?: string | null | undefined;
  /** The support it takes. */
  support?: string | null | undefined;
  /** Whether the service user agreed it. */
  agreed?: boolean | null | undefined;
}

/** The dates of a plan, YYYY-MM-DD, or null where they are not known. */
export interface PlanDates {
  planDate?: string | null | undefined;
  reviewDate?: string | null | undefined;
}

/** Whether a part can be read at all. */
export type Readability = 'readable' | 'unreadable' | 'points elsewhere' | 'nothing';

/** One part of a text with what was found in it. */
export interface ReadPart {
  tokens: Token[];
  readability: Readability;
  times: TimeSpan[];
  /** For each token whether it belongs to a time. */
  timed: boolean[];
  /** The verb of a part that tells what has been, with what follows it; null where the part does not. */
  report: string[] | null;
}
