// Numbers that a partnership is steered by: what they are, what they say beside each other, and where print contradicts itself.

export {
  AUDIT_FIGURE_KINDS,
  figureOfCheck,
  figureOfCompleteness,
  figureOfCriterion,
} from './measures/auditFigures.ts';
export type { AboutFigure, AuditFigure, AuditFigureKind } from './measures/auditFigures.ts';
export { changeOf, isReached, penetrationInterval, ranksOfValues, travelOf } from './measures/change.ts';
export type { TravelVerdict } from './measures/change.ts';
export {
  checkRate,
  countOfText,
  perWord,
  readFigure,
  recomputed,
  rounded,
  valueOf,
} from './measures/figure.ts';
export * from './measures/measure.ts';
export { movedOf } from './measures/moved.ts';
export type { Moved } from './measures/moved.ts';
export { isPeriod, PERIODS_WRITTEN, parsePeriod, periodBefore, periodLabel } from './measures/period.ts';
export type { Period } from './measures/period.ts';
export { chosenPeriod, earlierThan, periodCounts, periodsOf, shownPeriods } from './measures/periods.ts';
export type { PeriodCount } from './measures/periods.ts';
export { conflictsIn, conflictText, printContradictionsIn } from './measures/problems.ts';
export { rareEvents } from './measures/rare.ts';
export type { RareEvents, RareMove } from './measures/rare.ts';
export { canSignal, countedIn, indicatorRows, placeRows, seriesOf } from './measures/views.ts';
export type { IndicatorRow, PlaceRow, Series } from './measures/views.ts';
export { isWorkedOut, WORKED_OUT } from './measures/workedOut.ts';
export { xmrChart } from './measures/xmr.ts';
