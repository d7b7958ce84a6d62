import { described, fitted, inParts, percentAcross, round, TEXT } from './scene.ts';
import type { Mark, Scene, Shown } from './scene.ts';

export interface BarRow {
  label: string;
  /** Stands at the right of the label, such as "41 of 52, 79%". */
  figure: string;
  /** Null where there is no bar; the figure says why. */
  value: Shown | null;
  /** What is to be reached, from 0 to 1. */
  standard: number | null;
  /** The line in words, for whoever does not see it. */
  words: string;
}

export interface BarsSpec {
  title: string;
  /** What the drawing is, without its lines. */
  description: string;
  rows: readonly BarRow[];
}

const EDGE = 10;
const ROW = 28;
const FIGURE = 110;
const FOOT = 20;
const BAR = { top: 16, height: 8 };

/**
 * Bars from 0 to 100%, one under the other, each under its name and figure, with a line for how far it is sure and a
 * dashed one for what is to be reached.
 *
 * @param width - of the whole drawing, in its own units
 */
export function bars(spec: BarsSpec, width: number): Scene {
  const plot = {
    left: EDGE,
    right: width - EDGE,
    top: 2,
    bottom: 2 + Math.max(1, spec.rows.length) * ROW + 2,
  };
  const at = (share: number) => round(plot.left + (plot.right - plot.left) * share);

  const rows = spec.rows.flatMap((row, i): Mark[] => {
    const top = plot.top + i * ROW;
    const bar = { top: top + BAR.top, height: BAR.height };
    const middle = bar.top + bar.height / 2;
    const marks: Mark[] = [
      {
        kind: 'text',
        x: plot.left,
        y: top + 12,
        text: fitted(row.label, TEXT.label, plot.right - plot.left - FIGURE),
        size: TEXT.label,
        anchor: 'start',
        look: 'label',
      },
      {
        kind: 'text',
        x: plot.right,
        y: top + 12,
        text: row.figure,
        size: TEXT.label,
        anchor: 'end',
        look: 'strong',
      },
    ];
    if (row.value) {
      const { share, interval } = row.value;
      const length = round(at(share) - plot.left);
      if (length > 0) {
        marks.push({
          kind: 'rect',
          x: plot.left,
          y: bar.top,
          width: length,
          height: bar.height,
          look: 'bar',
        });
      }
      if (interval) {
        const [low, high] = interval;
        marks.push({ kind: 'line', x1: at(low), y1: middle, x2: at(high), y2: middle, look: 'interval' });
        for (const end of interval) {
          marks.push({
            kind: 'line',
            x1: at(end),
            y1: middle - 3,
            x2: at(end),
            y2: middle + 3,
            look: 'interval',
          });
        }
      }
    }
    if (row.standard !== null) {
      const x = at(row.standard);
      marks.push({
        kind: 'line',
        x1: x,
        y1: bar.top - 3,
        x2: x,
        y2: bar.top + bar.height + 3,
        look: 'standard',
      });
    }
    return marks;
  });

  const bands = spec.rows.map((_, i) => {
    const top = plot.top + i * ROW + BAR.top;
    return [top - 2, top + BAR.height + 2] as const;
  });
  return {
    width,
    height: plot.bottom + FOOT,
    title: spec.title,
    description: described(spec),
    marks: [...percentAcross(plot, bands), ...rows],
  };
}

/** The same in as many drawings as are needed for none to be higher than `height`. */
export const barsInParts = (spec: BarsSpec, width: number, height: number): Scene[] =>
  inParts(spec, (height - 4 - FOOT) / ROW).map((part) => bars(part, width));
