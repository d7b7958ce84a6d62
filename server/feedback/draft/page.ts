import { drawForPage } from '../../formats/chart/index.ts';
import type { FeedbackReport } from '../store/report.ts';

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
            scenes: drawForPage(scale.chart),
          })),
        })),
      },
    }),
    ...(team && {
      team: { ...team, scenes: drawForPage({ kind: 'pairs', ...team.chart }) },
    }),
    glance: {
      ...report.glance,
      scenes: chart && drawForPage({ kind: 'pairs', ...chart }),
    },
  };
}
