import { draw, drawForPage } from '../../formats/chart/index.ts';
import type { Chart } from '../../formats/chart/index.ts';
import type { AnswersView } from './answers.ts';

/** Fits a telephone, and the column beside a table. */
const CHART_WIDTH = 420;

/** Answers with their charts drawn for the page. */
export function drawnAnswers(answers: AnswersView | null) {
  const drawn = <T extends { chart: Chart | null }>(of: T) => ({
    ...of,
    scene: of.chart && draw(of.chart, CHART_WIDTH),
  });
  return (
    answers && {
      ...answers,
      sections: answers.sections.map((section) => ({
        ...section,
        scales: section.scales.map((scale) => ({
          ...drawn(scale),
          sideBySide: scale.sideBySide && {
            shows: scale.sideBySide.shows,
            picture: drawForPage(scale.sideBySide.chart),
          },
          byUnit: scale.byUnit.map(drawn),
        })),
        items: section.items.map(drawn),
      })),
    }
  );
}
