import type { ShownAmong, ShownFigure, ShownTable, ShownUnit } from './shown.ts';
import { itemById } from './tool.ts';
import type { Check, Tool } from './tool.ts';

/**
 * Which files a percentage is of: those where the check applied; all; or, of a check that hangs on another one, those
 * with the answer that it hangs on (SMART goals among files with a plan) where it applied.
 */
export const DENOMINATORS = ['applicable', 'files', 'parent'] as const;
export type Denominator = (typeof DENOMINATORS)[number];

/** A share in one denominator, with its 95% interval where it has one; or why there is none. */
export type ShownShare =
  | { kind: 'share'; yes: number; of: number; percent: number }
  | { kind: 'suppressed' }
  | { kind: 'none'; reason: 'no files' | 'not applicable' | 'not recorded' };

/**
 * The share of a figure by a denominator: the one definition for every page, document, export and command. By `parent`
 * a check that hangs on none, or of which it was not counted what goes with what, is of the files where it applied.
 *
 * @param files - of the unit; null where that is not shown
 */
export function shareIn(figure: ShownFigure, files: number | null, denominator: Denominator): ShownShare {
  if (figure.kind === 'suppressed') return { kind: 'suppressed' };
  if (figure.kind === 'none') return { kind: 'none', reason: figure.reason };
  if (denominator === 'files') {
    const { yes, percentOfFiles: percent } = figure;
    return files === null || percent === null
      ? { kind: 'suppressed' }
      : { kind: 'share', yes, of: files, percent };
  }
  if (denominator === 'parent' && figure.among && figure.among.kind !== 'figure') return figure.among;
  const { yes, applicable: of, percentOfApplicable: percent } = basisOf(figure, denominator);
  return percent === null ? { kind: 'none', reason: 'not applicable' } : { kind: 'share', yes, of, percent };
}

function basisOf(figure: ShownFigure & { kind: 'figure' }, denominator: Denominator) {
  return denominator === 'parent' && figure.among?.kind === 'figure' ? figure.among : figure;
}

/**
 * A table in which every figure of a check that hangs on another one is that among files with the answer it hangs on,
 * so that it can be compared like any other.
 */
export function amongParents(table: ShownTable): ShownTable {
  const unitAmong = (unit: ShownUnit): ShownUnit => ({ ...unit, checks: unit.checks.map(figureAmong) });
  return { ...table, units: table.units.map(unitAmong), overall: unitAmong(table.overall) };
}

function figureAmong(figure: ShownFigure): ShownFigure {
  if (figure.kind !== 'figure' || !figure.among) return figure;
  const { id } = figure;
  const among: ShownAmong = figure.among;
  if (among.kind !== 'figure') return { ...among, id };
  const { files: _, ...counts } = among;
  return { ...counts, id };
}

/**
 * What a check hangs on in words, to follow "files"; null where it hangs on nothing.
 *
 * @example hangsOnText(tool, smart) // 'with a yes to “Rec plan”'
 */
export function hangsOnText(tool: Tool, { dependsOn }: Check): string | null {
  if (!dependsOn) return null;
  const parent = itemById(tool, dependsOn.item);
  return `with a ${dependsOn.answer} to “${parent?.shortLabel ?? dependsOn.item}”`;
}
