import { SUPPRESSED_MARK } from '../../../rules/index.ts';

/** Stands in every cell of a figure that the rule on small numbers suppresses. */
export const SUPPRESSED = SUPPRESSED_MARK;
/** Stands in every cell of a figure that there is none of; the last column says why. */
export const NONE = '–';
/** Stands in both cells of an interval where every file there is was read, so that nothing is estimated. */
export const ALL_READ_CELL = 'all read';
