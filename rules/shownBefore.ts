import type { Cell } from './suppression.ts';

/** What was shown of one field, by the keys of its values; last the files without one. */
export interface FieldShownBefore {
  values: string[];
  /**
   * How many files have each value, and what was hidden of that; not there of answers to a check, which its figure of all
   * tells, nor of what was kept before numbers of files were.
   */
  files?: { counts: number[]; hidden: boolean[] };
  /** By the id of a check: yes and no by value, and what was hidden. */
  checks: Record<string, { cells: Cell[]; all: boolean; values: boolean[] }>;
}

/** What was shown of one figure by sample group and by provider, and what was hidden of it. */
export interface CountsShownBefore {
  cells: Cell[];
  all: boolean;
  groups: boolean[];
  providers: boolean[];
}

/** How many files had each answer to a question that is told of all files alone, and which of these were hidden. */
export interface AnswersShownBefore {
  values: string[];
  counts: number[];
  hidden: boolean[];
  /**
   * Of several answers to one question: by answer yes and no among those who answered. Not there of other questions, nor of
   * what was kept before these were.
   */
  options?: { ids: string[]; cells: Cell[]; hidden: boolean[] };
}

/** What readers outside the panel were shown of a whole audit at one time, by sample group, by provider and by field. */
export interface ShownBefore {
  /** When it was shown for the last time, ISO date-time. */
  until: string;
  /** Keys of its groups. */
  groups: string[];
  /** By provider the positions of its groups. */
  providers: number[][];
  /** By the id of a check: yes and no. */
  checks: Record<string, CountsShownBefore>;
  /** By the id of a field that files may be divided by; not there of those that were not shown. */
  fields?: Record<string, FieldShownBefore>;
  /** By the id of a question about practice that is no check: files with an answer. */
  items?: Record<string, CountsShownBefore>;
  /** By the id of a question about persons. */
  persons?: Record<string, AnswersShownBefore>;
  /** By the id of a criterion: records with a score, or by band. Nothing of providers. */
  scores?: Record<string, CountsShownBefore>;
  /**
   * Whether figures by two fields at once could be seen, and of which state of the records: not there of what was kept before
   * these were, which is taken for seen and of another state.
   */
  crossed?: boolean;
  state?: string;
}
