import { draw } from '../../formats/chart/index.ts';
import type { CompareView } from './presenter.ts';

/** Fits a telephone, and the column beside a table. */
const WIDTH = 400;

/** A comparison with its charts drawn for the page. */
export function presentPage(view: CompareView) {
  return {
    ...view,
    checks: view.checks.map((check) => ({
      ...check,
      scene: draw(check.chart, WIDTH),
      funnelScene: check.funnel && draw(check.funnel, WIDTH),
    })),
    items: view.items.map((item) => ({ ...item, scene: item.chart && draw(item.chart, WIDTH) })),
    criteria: view.criteria.map((criterion) => ({
      ...criterion,
      scene: criterion.chart && draw(criterion.chart, WIDTH),
    })),
  };
}
