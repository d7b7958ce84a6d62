import type { Observation } from './measure.ts';

/** How the source of a figure begins that is not printed, but follows from what is. */
export const WORKED_OUT = 'Worked out from the figure of the period after it and its printed travel';

/** Whether a figure was worked out by the program: it gives way to any that is printed. */
export const isWorkedOut = ({ source }: Pick<Observation, 'source'>): boolean =>
  source.startsWith(WORKED_OUT);
