import { estimatedWidth, fitted, percentUp, round, TEXT } from './scene.ts';
import type { Guide, Mark, Scene, Shown } from './scene.ts';

interface TimePoint {
  /** Such as "Feb 2012". */
  label: string;
  /** Stands under the label, such as "41 of 52". */
  note: string;
  /** Or words for why there is none, such as "hidden". */
  value: Shown | string;
  /** Filled dots stand out from open ones. */
  filled: boolean;
  /** A letter beneath it, for what happened then. */
  mark?: string;
}

export interface OverTimeSpec {
  title: string;
  description: string;
  /** In the order of time. */
  points: readonly TimePoint[];
  guides: readonly Guide[];
  /** The scale from its foot (0) to its top (1); without it, 0 to 100%. */
  ticks?: readonly { share: number; text: string }[];
}

/** How high the plot is, and a row of the key above it. */
const PLOT_HEIGHT = 190;
const ROW = 16;
/** How long a piece of a line in the key is, and how far the next one stands from it. */
const KEY_LINE = 16;
const KEY_GAP = 24;
/** To the right of the plot. */
const MARGIN = 10;
/** So near to each other dots can still be told apart. */
const LEAST_STEP = 11;
/** So wide the texts under a point are at the most, in units. */
const WIDEST_TEXT = 84;

/**
 * Dots with intervals side by side in the order of time, joined by a line where neighbours both have a figure, on a
 * scale from 0 to 100%. Steps are of one width, whatever time lies between. Where there are more points than have room,
 * the latest are drawn, and the drawing says of how many; where texts have no room under every point, they stand under
 * every second, third and so on, the latest among them.
 *
 * @param width - of the whole drawing, in its own units
 */
export function overTime(whole: OverTimeSpec, width: number): Scene {
  const most = Math.floor((width - 52) / LEAST_STEP);
  const points = whole.points.slice(-most);
  const cut =
    points.length < whole.points.length ? `The latest ${points.length} of ${whole.points.length}` : '';
  const spec = { ...whole, points };
  const key = keyOf(spec.guides, { left: 42, right: width - MARGIN }, cut);
  const plot = { left: 42, right: width - MARGIN, top: key.height, bottom: key.height + PLOT_HEIGHT };
  const step = (plot.right - plot.left) / Math.max(1, points.length);
  const across = (i: number) => round(plot.left + step * (i + 0.5));
  const up = (share: number) => round(plot.bottom - (plot.bottom - plot.top) * share);
  const every = everyHowMany(points, step);

  const marks: Mark[] = spec.ticks ? ticksUp(spec.ticks, plot, up) : [...percentUp(plot)];
  if (cut !== '') {
    marks.push({
      kind: 'text',
      x: plot.left,
      y: 12,
      text: cut,
      size: TEXT.small,
      anchor: 'start',
      look: 'muted',
    });
  }
  for (const { share, look } of spec.guides) {
    marks.push({ kind: 'line', x1: plot.left, y1: up(share), x2: plot.right, y2: up(share), look });
  }
  marks.push(...key.marks);
  spec.points.forEach(({ value }, i) => {
    const next = spec.points[i + 1]?.value;
    if (typeof value === 'string' || next === undefined || typeof next === 'string') return;
    marks.push({
      kind: 'line',
      x1: across(i),
      y1: up(value.share),
      x2: across(i + 1),
      y2: up(next.share),
      look: 'axis',
    });
  });
  spec.points.forEach((point, i) => {
    const x = across(i);
    marks.push(...figure(point, x, up, plot.bottom));
    const hasTexts = (points.length - 1 - i) % every === 0;
    const texts = [
      ...(point.mark
        ? [{ text: point.mark, look: 'label' as const, size: TEXT.label, y: plot.bottom + 50, room: step }]
        : []),
      ...(hasTexts
        ? [
            {
              text: point.label,
              look: 'label' as const,
              size: TEXT.label,
              y: plot.bottom + 18,
              room: step * every,
            },
            {
              text: point.note,
              look: 'muted' as const,
              size: TEXT.small,
              y: plot.bottom + 33,
              room: step * every,
            },
          ]
        : []),
    ];
    for (const { text, look, size, y, room } of texts) {
      const kept = fitted(text, size, room);
      const half = estimatedWidth(kept, size) / 2;
      // The first and the last may be wider than their step: then they end where the drawing does.
      const at = round(Math.min(Math.max(x, half), width - half));
      marks.push({ kind: 'text', x: at, y, text: kept, size, anchor: 'middle', look });
    }
  });
  const height = plot.bottom + (spec.points.some(({ mark }) => mark) ? 56 : 40);
  const description = [spec.description, cut === '' ? '' : `${cut} are drawn.`]
    .filter((text) => text !== '')
    .join(' ');
  return { width, height, title: spec.title, description, marks };
}

/**
 * The names of the guides above the plot, each behind a piece of its line: within it intervals stand about a mean at every
 * point, and leave no room for a name.
 *
 * @param cut - what else stands there, at the left
 */
function keyOf(
  guides: readonly Guide[],
  { left, right }: { left: number; right: number },
  cut: string,
): { height: number; marks: Mark[] } {
  const marks: Mark[] = [];
  const widthOf = ({ label }: Guide) => KEY_LINE + 4 + estimatedWidth(label, TEXT.small);
  const taken = cut === '' ? 0 : estimatedWidth(cut, TEXT.small) + KEY_GAP;
  let y = 12;
  let x = right - guides.reduce((sum, guide) => sum + widthOf(guide) + KEY_GAP, -KEY_GAP);
  // Beside what stands at the left only where all of it has room there.
  if (guides.length > 0 && x < left + taken) {
    if (taken > 0) y += ROW;
    x = Math.max(left, x);
  }
  for (const guide of guides) {
    if (x > left && x + widthOf(guide) > right + 1) {
      y += ROW;
      x = left;
    }
    const text = round(x + KEY_LINE + 4);
    marks.push(
      { kind: 'line', x1: round(x), y1: y - 4, x2: round(x + KEY_LINE), y2: y - 4, look: guide.look },
      { kind: 'text', x: text, y, text: guide.label, size: TEXT.small, anchor: 'start', look: 'label' },
    );
    x += widthOf(guide) + KEY_GAP;
  }
  return { height: guides.length === 0 && cut === '' ? 10 : y + 14, marks };
}

/** Under every how many points texts stand, so that none meets the next. */
function everyHowMany(points: readonly TimePoint[], step: number): number {
  const widest = Math.max(
    0,
    ...points.flatMap(({ label, note }) => [
      estimatedWidth(label, TEXT.label),
      estimatedWidth(note, TEXT.small),
    ]),
  );
  const room = Math.min(widest, WIDEST_TEXT) + 2;
  // The last one moves to the left by what would leave the drawing.
  const moved = Math.max(0, room / 2 - MARGIN - step / 2);
  return Math.max(1, Math.ceil((room + moved) / step));
}

/** The lines and the numbers of a scale of its own. */
function ticksUp(
  ticks: readonly { share: number; text: string }[],
  plot: { left: number; right: number },
  up: (share: number) => number,
): Mark[] {
  return ticks.flatMap(({ share, text }): Mark[] => [
    {
      kind: 'line',
      x1: plot.left,
      y1: up(share),
      x2: plot.right,
      y2: up(share),
      look: share === 0 ? 'axis' : 'grid',
    },
    {
      kind: 'text',
      x: plot.left - 6,
      y: up(share) + 4,
      text,
      size: TEXT.small,
      anchor: 'end',
      look: 'muted',
    },
  ]);
}

function figure(point: TimePoint, x: number, up: (share: number) => number, bottom: number): Mark[] {
  if (typeof point.value === 'string') {
    const text = point.value;
    return [{ kind: 'text', x, y: bottom - 8, text, size: TEXT.small, anchor: 'middle', look: 'muted' }];
  }
  const { share, interval } = point.value;
  const ends: Mark[] = interval
    ? [
        { kind: 'line', x1: x, y1: up(interval[0]), x2: x, y2: up(interval[1]), look: 'interval' },
        ...interval.map((end): Mark => ({
          kind: 'line',
          x1: x - 4,
          y1: up(end),
          x2: x + 4,
          y2: up(end),
          look: 'interval',
        })),
      ]
    : [];
  return [...ends, { kind: 'circle', cx: x, cy: up(share), r: 5, look: point.filled ? 'dot' : 'open' }];
}
