import type { ShownResults } from '../figures/service.ts';

/** Of fewer groups nothing is told of how much groups differ. */
export const LEAST_GROUPS = 4;

/** Whether there may be estimates beside the figures of an audit, so that its results lead to them. */
export const mayBeEstimated = ({ table, audit }: ShownResults, mayReadReadings: boolean): boolean =>
  table.overall.checks.some(({ kind }) => kind === 'figure') &&
  !audit.isBaseline &&
  (table.units.length >= LEAST_GROUPS || mayReadReadings);
