import { draw, pairs } from '../../formats/chart/index.ts';
import type { FeedbackReport } from '../store/report.ts';

const WIDE = 760;
/** Fits a telephone. */
const NARROW = 320;

/** A report with its picture drawn for the page, for wide windows and for narrow ones. */
export function presentPage(report: FeedbackReport) {
  const { chart } = report.glance;
  const { answers, team } = report;
  return {
    ...report,
    ...(answers && {
      answers: {
        ...answers,
        sections: answers.sections.map((section) => ({
          ...section,
          scales: section.scales.map((scale) => ({
            ...scale,
            scenes: { wide: draw(scale.chart, WIDE), narrow: draw(scale.chart, NARROW) },
          })),
        })),
      },
    }),
    ...(team && {
      team: { ...team, scenes: { wide: pairs(team.chart, WIDE), narrow: pairs(team.chart, NARROW) } },
    }),
    glance: {
      ...report.glance,
      scenes: chart && { wide: pairs(chart, WIDE), narrow: pairs(chart, NARROW) },
    },
  };
}
