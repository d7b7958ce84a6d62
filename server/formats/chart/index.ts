import { bars, barsInParts } from './bars.ts';
import type { BarsSpec } from './bars.ts';
import { dots, dotsInParts } from './dots.ts';
import type { DotsSpec } from './dots.ts';
import { funnel } from './funnel.ts';
import type { FunnelSpec } from './funnel.ts';
import { overTime } from './overTime.ts';
import type { OverTimeSpec } from './overTime.ts';
import { pairs, pairsInParts } from './pairs.ts';
import type { PairsSpec } from './pairs.ts';
import { panels, panelsInParts } from './panels.ts';
import type { PanelsSpec } from './panels.ts';
import type { Scene } from './scene.ts';
import { stacked, stackedInParts } from './stacked.ts';
import type { StackedSpec } from './stacked.ts';

export { bars, overTime, pairs, pairsInParts };
export type { BarsSpec } from './bars.ts';
export type { DotsSpec } from './dots.ts';
export type { OverTimeSpec } from './overTime.ts';
export type { PairRow, PairsSpec } from './pairs.ts';
export type { StackedRow } from './stacked.ts';
export type { Guide, MarkStyle, Mark, Scene, Shown, TextStyle } from './scene.ts';

/** A chart that has still to be drawn, in whatever width there is. */
export type Chart =
  | ({ kind: 'bars' } & BarsSpec)
  | ({ kind: 'stacked' } & StackedSpec)
  | ({ kind: 'panels' } & PanelsSpec)
  | ({ kind: 'dots' } & DotsSpec)
  | ({ kind: 'pairs' } & PairsSpec)
  | ({ kind: 'overTime' } & OverTimeSpec)
  | ({ kind: 'funnel' } & FunnelSpec);

/** Draws a chart in the given width, in units of the scene. */
export function draw(chart: Chart, width: number): Scene {
  switch (chart.kind) {
    case 'bars':
      return bars(chart, width);
    case 'stacked':
      return stacked(chart, width);
    case 'panels':
      return panels(chart, width);
    case 'dots':
      return dots(chart, width);
    case 'pairs':
      return pairs(chart, width);
    case 'overTime':
      return overTime(chart, width);
    case 'funnel':
      return funnel(chart, width);
  }
}

const WIDE = 760;
/** Fits a telephone. */
const NARROW = 320;

/** A chart drawn for a page twice, of which views/components/picture.ejs shows one: for wide windows and for narrow ones. */
export interface Picture {
  wide: Scene;
  narrow: Scene;
}

/** Draws a chart for a page. */
export const drawForPage = (chart: Chart): Picture => ({
  wide: draw(chart, WIDE),
  narrow: draw(chart, NARROW),
});

/**
 * Draws a chart in as many drawings as are needed for none to be higher than `height`, in units of the scene. A chart
 * over time and a funnel are as high as they are, whatever is in them.
 *
 * @param first - how high the first drawing may be, where less room is left for it; heeded by bars and pairs
 */
export function drawInParts(chart: Chart, width: number, height: number, first = height): Scene[] {
  switch (chart.kind) {
    case 'bars':
      return barsInParts(chart, width, height, first);
    case 'stacked':
      return stackedInParts(chart, width, height);
    case 'panels':
      return panelsInParts(chart, width, height);
    case 'dots':
      return dotsInParts(chart, width, height);
    case 'pairs':
      return pairsInParts(chart, width, height, first);
    case 'overTime':
    case 'funnel':
      return [draw(chart, width)];
  }
}

/** What stands above a part of a chart: its own title where there is no caption. */
export const partCaption = (scene: Scene, caption: string | null, part: number, of: number): string =>
  caption === null ? scene.title : of === 1 ? caption : `Part ${part + 1} of ${of}. ${caption}`;
