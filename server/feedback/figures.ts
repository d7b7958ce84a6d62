import type { CheckWithInterval } from '../../rules/index.ts';
import type { FindingKind } from '../findings/repository.ts';

/** What a report says in numbers and findings: kept with it, to hold later versions and plans against. */
export interface ReportFigures {
  tool: { id: string; version: number };
  /** The provider's case files. */
  files: number;
  /** By check, in the order of the tool. */
  checks: {
    id: string;
    label: string;
    own: CheckWithInterval;
    /** Of the whole partnership; null where it is withheld because it is small. */
    partnership: CheckWithInterval | null;
  }[];
  groups: { name: string; files: number; checks: CheckWithInterval[] }[];
  findings: { id: number; kind: FindingKind; itemId: string | null; text: string }[];
}
