import {
  described,
  estimatedWidth,
  fitted,
  guidesDown,
  guidesHeight,
  inParts,
  percentAcross,
  round,
  TEXT,
} from './scene.ts';
import type { Guide, Mark, Scene, Shown } from './scene.ts';

/** One line of the chart. */
interface DotRow {
  label: string;
  /** Or words for why there is none, such as "hidden". */
  value: Shown | string;
  /** What this line alone is held against, from 0 to 1: a dotted mark. */
  against?: number | null;
  /** Filled dots stand out from open ones. */
  filled: boolean;
  /** A square stands for all rows together. */
  total?: boolean;
  /** The line in words, for whoever does not see it. */
  words: string;
}

export interface DotsSpec {
  title: string;
  /** What the drawing is, without its lines. */
  description: string;
  rows: readonly DotRow[];
  guides: readonly Guide[];
}

const EDGE = 10;
const GAP = 12;
const FOOT = 20;

/**
 * Dots with intervals, one under the other on one scale from 0 to 100%. Names stand beside their line where the
 * longest has room, else above it.
 *
 * @param width - of the whole drawing, in its own units
 */
export function dots(spec: DotsSpec, width: number): Scene {
  return drawn(spec, width, layoutOf(spec, width));
}

/**
 * The same in as many drawings as are needed for none to be higher than `height`, all with the scale and the guides.
 */
export function dotsInParts(spec: DotsSpec, width: number, height: number): Scene[] {
  const layout = layoutOf(spec, width);
  const room = height - topOf(spec) - 4 - FOOT;
  return inParts(spec, room / layout.rowHeight).map((part) => drawn(part, width, layout));
}

interface Layout {
  longest: number;
  beside: boolean;
  rowHeight: number;
}

function layoutOf(spec: DotsSpec, width: number): Layout {
  const longest = Math.max(0, ...spec.rows.map((row) => estimatedWidth(row.label, TEXT.label)));
  const beside = longest + GAP <= width * 0.36;
  return { longest, beside, rowHeight: beside ? 22 : 38 };
}

const topOf = (spec: DotsSpec): number => guidesHeight(spec.guides) + 4;

function drawn(spec: DotsSpec, width: number, { longest, beside, rowHeight }: Layout): Scene {
  const left = beside ? round(EDGE + longest + GAP) : EDGE;
  const plot = {
    left,
    right: width - EDGE,
    top: topOf(spec),
    bottom: 0,
  };
  plot.bottom = plot.top + Math.max(1, spec.rows.length) * rowHeight + 4;

  const rows = spec.rows.flatMap((row, i): Mark[] => {
    const top = plot.top + i * rowHeight;
    const middle = top + (beside ? 11 : 24);
    const label: Mark = {
      kind: 'text',
      x: EDGE,
      y: beside ? middle + 4 : top + 13,
      text: fitted(row.label, TEXT.label, beside ? left - EDGE : width - 2 * EDGE),
      size: TEXT.label,
      anchor: 'start',
      look: row.total ? 'strong' : 'label',
    };
    return [label, ...figure(row, plot, middle)];
  });

  const bands = beside
    ? undefined
    : spec.rows.map((_, i) => {
        const top = plot.top + i * rowHeight;
        return [top + 17, top + 31] as const;
      });
  return {
    width,
    height: plot.bottom + FOOT,
    title: spec.title,
    description: described(spec),
    marks: [...percentAcross(plot, bands), ...guidesDown(spec.guides, plot), ...rows],
  };
}

function figure(row: DotRow, plot: { left: number; right: number }, y: number): Mark[] {
  if (typeof row.value === 'string') {
    const text = row.value;
    return [
      { kind: 'text', x: plot.left + 4, y: y + 4, text, size: TEXT.small, anchor: 'start', look: 'muted' },
    ];
  }
  const at = (share: number) => round(plot.left + (plot.right - plot.left) * share);
  const { share, interval } = row.value;
  const x = at(share);
  const look = row.filled ? 'dot' : 'open';
  const ends: Mark[] = interval
    ? [
        { kind: 'line', x1: at(interval[0]), y1: y, x2: at(interval[1]), y2: y, look: 'interval' },
        ...interval.map((end): Mark => ({
          kind: 'line',
          x1: at(end),
          y1: y - 4,
          x2: at(end),
          y2: y + 4,
          look: 'interval',
        })),
      ]
    : [];
  const { against = null } = row;
  const held: Mark[] =
    against === null
      ? []
      : [{ kind: 'line', x1: at(against), y1: y - 9, x2: at(against), y2: y + 9, look: 'reference' }];
  return [
    ...held,
    ...ends,
    row.total
      ? { kind: 'rect', x: round(x - 5), y: y - 5, width: 10, height: 10, look }
      : { kind: 'circle', cx: x, cy: y, r: 5, look },
  ];
}
