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

/** What readers outside the panel were shown of a whole audit at one time, by sample group, by provider and by field. */
export interface ShownBefore {
  /** When it was shown for the last time, ISO date-time. */
  until: string;
  /** Keys of its groups. */
  groups: string[];
  /** By provider the positions of its groups. */
  providers: number[][];
  /** By the id of a check: yes and no by group, and what was hidden. */
  checks: Record<string, { cells: Cell[]; all: boolean; groups: boolean[]; providers: boolean[] }>;
  /** By the id of a field that files may be divided by; not there of what was kept before fields were. */
  fields?: Record<string, FieldShownBefore>;
}
