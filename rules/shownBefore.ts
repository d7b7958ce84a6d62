import type { Cell } from './suppression.ts';

/** What readers outside the panel were shown of a whole audit at one time, by sample group and by provider. */
export interface ShownBefore {
  /** When it was shown for the last time, ISO date-time. */
  until: string;
  /** Keys of its groups. */
  groups: string[];
  /** By provider the positions of its groups. */
  providers: number[][];
  /** By the id of a check: yes and no by group, and what was hidden. */
  checks: Record<string, { cells: Cell[]; all: boolean; groups: boolean[]; providers: boolean[] }>;
}
