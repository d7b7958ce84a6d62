import { outwards } from '../../formats/english.ts';
import type { FilledCell } from '../../formats/workbook.ts';
import { ALL_READ_CELL, NONE } from './marks.ts';

/** A percentage, or that there is none. */
export const percentCell = (percent: number | null): FilledCell =>
  percent === null ? NONE : { percent, decimals: 0 };

/** The ends of an interval, rounded outwards, or that there is none. */
export const intervalCells = (interval: readonly [low: number, high: number] | null): FilledCell[] =>
  interval === null ? [NONE, NONE] : outwards(interval, 1).map((percent) => ({ percent, decimals: 1 }));

/** The same of the interval of a share that there is: without one every file there is was read. */
export const shareIntervalCells = (interval: readonly [low: number, high: number] | null): FilledCell[] =>
  interval === null ? [ALL_READ_CELL, ALL_READ_CELL] : intervalCells(interval);
