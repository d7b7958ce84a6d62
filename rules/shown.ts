import type { SubjectWords } from './subjectWords.ts';
import { intervalAmong, intervalOf } from './intervals.ts';
import type { AmongWithInterval, CheckWithInterval } from './intervals.ts';
import type { CheckTally } from './tally.ts';

/** Stands for a suppressed figure in pages, documents and exports: the shorthand of the Government Statistical Service for confidential. */
export const SUPPRESSED_MARK = '[c]';

/** Why there is no share. */
type NoShare = 'no files' | 'not applicable' | 'not recorded';

/** Why there is no share, in the words of an audit. @example noShareText('no files', words) // 'no calls' */
export const noShareText = (reason: NoShare, { files }: SubjectWords): string =>
  reason === 'no files' ? `no ${files}` : reason;

/** A figure of the files alone that have the answer a check hangs on, as one reader may see it. */
export type ShownAmong =
  ({ kind: 'figure' } & AmongWithInterval) | { kind: 'suppressed' } | { kind: 'none'; reason: NoShare };

/** A figure as one reader may see it. */
export type ShownFigure =
  | ({ kind: 'figure' } & Omit<CheckWithInterval, 'among'> & {
        /** Only where the check hangs on another one, and the answers were counted together. */
        among?: ShownAmong;
      })
  /** Not shown, by the rule on small numbers. */
  | { kind: 'suppressed'; id: string }
  /** There is no share: nothing was applicable. */
  | { kind: 'none'; id: string; reason: NoShare };

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
  /** Files of the list that they were drawn from which were not read; not there where they were not drawn. */
  unread?: number;
  checks: CheckTally[];
}

/** What of a unit may not be shown: its number of files, and its figures, in the order of the checks. */
export interface UnitMask {
  files: boolean;
  checks: boolean[];
  /** What of the figures among files with the answer a check hangs on; all of them where it is not there. */
  among?: boolean[];
}

/** The mask of somebody who sees everything. */
export const NOTHING_SUPPRESSED: UnitMask = { files: false, checks: [], among: [] };

/** A unit with what its mask hides taken out; nothing of that is left in it. */
export function showUnit(unit: UnitFigures, mask: UnitMask): ShownUnit {
  return {
    key: unit.key,
    name: unit.name,
    files: mask.files ? null : unit.files,
    checks: unit.checks.map((figures, i) =>
      showFigure(
        figures,
        unit,
        mask.checks[i] ?? false,
        mask.among === undefined || (mask.among[i] ?? false),
      ),
    ),
  };
}

/**
 * A figure of a unit, or the mark for why it is not shown.
 *
 * @param amongSuppressed - whether that among files with the answer the check hangs on is not shown
 */
export function showFigure(
  { among, ...figures }: CheckTally,
  { files, unread }: Pick<UnitFigures, 'files' | 'unread'>,
  suppressed: boolean,
  amongSuppressed = suppressed,
): ShownFigure {
  const { id } = figures;
  if (suppressed) return { kind: 'suppressed', id };
  if (figures.applicable === 0) return { kind: 'none', id, reason: whyNone(figures, files) };
  const shown = { kind: 'figure' as const, ...figures, interval: intervalOf(figures, unread) };
  return among ? { ...shown, among: showAmong(among, amongSuppressed) } : shown;
}

function showAmong(among: NonNullable<CheckTally['among']>, suppressed: boolean): ShownAmong {
  if (suppressed) return { kind: 'suppressed' };
  if (among.applicable === 0) return { kind: 'none', reason: whyNone(among, among.files) };
  return { kind: 'figure', ...among, interval: intervalAmong(among) };
}

function whyNone({ notRecorded }: Pick<CheckTally, 'notRecorded'>, files: number): NoShare {
  if (files === 0) return 'no files';
  return notRecorded === 0 ? 'not applicable' : 'not recorded';
}
