import type { CheckTally, CheckWithInterval } from './tally.ts';
import { wilson } from './statistics.ts';

/** Stands for a suppressed figure in pages, documents and exports: the shorthand of the Government Statistical Service for confidential. */
export const SUPPRESSED_MARK = '[c]';

/** A figure as one reader may see it. */
export type ShownFigure =
  | ({ kind: 'figure' } & CheckWithInterval)
  /** Not shown, by the rule on small numbers. */
  | { kind: 'suppressed'; id: string }
  /** There is no share: nothing was applicable. */
  | { kind: 'none'; id: string; reason: 'no files' | 'not applicable' | 'not recorded' };

/** A group, provider, segment value (or crossing), or a whole audit. */
export interface ShownUnit {
  key: string;
  name: string;
  /** null: suppressed. */
  files: number | null;
  checks: ShownFigure[];
}

export interface ShownTable {
  units: ShownUnit[];
  /** The whole audit. */
  overall: ShownUnit;
  /** Segments only: how many files had the field not recorded; null when suppressed. */
  notRecorded: number | null | undefined;
}

/** A unit with its figures as they are. */
export interface UnitFigures {
  key: string;
  name: string;
  files: number;
  checks: CheckTally[];
}

/** What of a unit may not be shown: its number of files, and its figures, in the order of the checks. */
export interface UnitMask {
  files: boolean;
  checks: boolean[];
}

/** The mask of somebody who sees everything. */
export const NOTHING_SUPPRESSED: UnitMask = { files: false, checks: [] };

/** A unit with what its mask hides taken out; nothing of that is left in it. */
export function showUnit(unit: UnitFigures, mask: UnitMask): ShownUnit {
  return {
    key: unit.key,
    name: unit.name,
    files: mask.files ? null : unit.files,
    checks: unit.checks.map((figures, i) => showFigure(figures, unit.files, mask.checks[i] ?? false)),
  };
}

/** A figure of a unit of so many files, or the mark for why it is not shown. */
export function showFigure(figures: CheckTally, files: number, suppressed: boolean): ShownFigure {
  const { id } = figures;
  if (suppressed) return { kind: 'suppressed', id };
  if (figures.applicable === 0) {
    if (files === 0) return { kind: 'none', id, reason: 'no files' };
    return { kind: 'none', id, reason: figures.notRecorded === 0 ? 'not applicable' : 'not recorded' };
  }
  const interval = wilson(figures.yes, figures.applicable);
  return { kind: 'figure', ...figures, interval: interval && [interval.low, interval.high] };
}
