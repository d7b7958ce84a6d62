import { pairs } from '../../formats/chart/index.ts';
import type { FeedbackReport } from '../store/report.ts';

const WIDE = 760;
/** Fits a telephone. */
const NARROW = 320;

/** A report with its picture drawn for the page, for wide windows and for narrow ones. */
export function presentPage(report: FeedbackReport) {
  const { chart } = report.glance;
  return {
    ...report,
    glance: {
      ...report.glance,
      scenes: chart && { wide: pairs(chart, WIDE), narrow: pairs(chart, NARROW) },
    },
  };
}
