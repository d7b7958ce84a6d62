import { described, estimatedWidth, fitted, inParts, percentAcross, round, TEXT, wrapped } from './scene.ts';
import type { Guide, Mark, MarkStyle, Scene } from './scene.ts';

export interface StackedRow {
  label: string;
  /** Stands at the right of the label, such as "of 52, mean 2.6". */
  figure: string;
  /** The parts of the bar in the order of the key, together 1; null where there is no bar, and the figure says why. */
  parts: readonly number[] | null;
  /** A row of all, apart from the others. */
  total?: boolean;
  /** The line in words, for whoever does not see it. */
  words: string;
}

export interface StackedSpec {
  title: string;
  /** What the drawing is, without its lines. */
  description: string;
  /** What the parts are, from one end to the other. */
  key: readonly string[];
  rows: readonly StackedRow[];
  /** A line through every bar, such as a target; its label stands under the key. */
  guide?: Guide;
}

const EDGE = 10;
const LINE = 15;
const BAR = { height: 17, below: 8 };
const FOOT = 20;
const SWATCH = 11;
const KEY_LINE = 18;
const BETWEEN_KEYS = 14;
/** What a part has to have on both sides of its percentage. */
const BESIDE_TEXT = 3;

const TINTS = ['tint1', 'tint2', 'tint3', 'tint4', 'tint5', 'tint6'] as const satisfies MarkStyle[];
/** From here on letters are light. */
const FIRST_DARK = 4;

/** Which tint a part has: the first is the lightest, the last the darkest, so that the order is seen without colour. */
const tintAt = (part: number, parts: number): number =>
  parts < 2 ? 2 : Math.round((part * (TINTS.length - 1)) / (parts - 1));

/**
 * Bars that are divided into parts, one under the other, each under its name and figure; the parts of all of them in one
 * order, from light to dark, with their percentages where there is room.
 *
 * @param width - of the whole drawing, in its own units
 */
export function stacked(spec: StackedSpec, width: number): Scene {
  const key = headOf(spec, width);
  const plot = { left: EDGE, right: width - EDGE };
  let bottom = key.height + 4;
  const rows = spec.rows.flatMap((row) => {
    const marks = [...rowAt(row, bottom, plot, spec.key.length), ...guideAt(spec, row, bottom, plot)];
    bottom += heightOf(row, width);
    return marks;
  });
  return {
    width,
    height: bottom + FOOT,
    title: spec.title,
    description: described(spec),
    // Lines up to the bars would be behind them.
    marks: [...key.marks, ...percentAcross({ ...plot, top: key.height, bottom }, []), ...rows],
  };
}

/** The same in as many drawings as are needed for none to be higher than `height`. */
export function stackedInParts(spec: StackedSpec, width: number, height: number): Scene[] {
  const highest = Math.max(...spec.rows.map((row) => heightOf(row, width)));
  const room = height - headOf(spec, width).height - 4 - FOOT;
  return inParts(spec, room / highest).map((part) => stacked(part, width));
}

/** The name of a row in as many lines as it needs beside its figure. */
const linesOf = ({ label, figure }: StackedRow, width: number): string[] =>
  wrapped(label, TEXT.label, width - 2 * EDGE - estimatedWidth(figure, TEXT.label) - 12);

/** How high a row is in a drawing of some width. */
export const heightOf = (row: StackedRow, width: number): number =>
  linesOf(row, width).length * LINE + (row.parts ? BAR.height : 0) + BAR.below;

/** The parts with their names, in as many lines as they need. */
export function keyOf(names: readonly string[], width: number): { marks: Mark[]; height: number } {
  const marks: Mark[] = [];
  let x = EDGE;
  let line = 0;
  names.forEach((name, part) => {
    const text = fitted(name, TEXT.small, width - 2 * EDGE - SWATCH - 5);
    const wide = SWATCH + 5 + estimatedWidth(text, TEXT.small);
    if (x > EDGE && x + wide > width - EDGE) {
      x = EDGE;
      line += 1;
    }
    const y = line * KEY_LINE + 3;
    const look = TINTS[tintAt(part, names.length)] ?? 'tint1';
    marks.push(
      { kind: 'rect', x: round(x), y, width: SWATCH, height: SWATCH, look },
      {
        kind: 'text',
        x: round(x + SWATCH + 5),
        y: y + 9.5,
        text,
        size: TEXT.small,
        anchor: 'start',
        look: 'label',
      },
    );
    x += wide + BETWEEN_KEYS;
  });
  return { marks, height: (line + 1) * KEY_LINE };
}

/** The key, and under it what the line through the bars is. */
function headOf({ key: names, guide }: StackedSpec, width: number): { marks: Mark[]; height: number } {
  const key = keyOf(names, width);
  if (!guide) return key;
  const lines = wrapped(guide.label, TEXT.small, width - 2 * EDGE - SWATCH - 5);
  const middle = EDGE + SWATCH / 2;
  return {
    marks: [
      ...key.marks,
      { kind: 'line', x1: middle, x2: middle, y1: key.height + 1, y2: key.height + 15, look: guide.look },
      ...lines.map((text, l): Mark => ({
        kind: 'text',
        x: EDGE + SWATCH + 5,
        y: key.height + 12.5 + l * LINE,
        text,
        size: TEXT.small,
        anchor: 'start',
        look: 'label',
      })),
    ],
    height: key.height + lines.length * LINE + 4,
  };
}

/** The line across one bar. */
function guideAt(
  { guide }: StackedSpec,
  row: StackedRow,
  top: number,
  plot: { left: number; right: number },
): Mark[] {
  if (!guide || !row.parts) return [];
  const x = round(plot.left + (plot.right - plot.left) * guide.share);
  const bar = top + linesOf(row, plot.right + EDGE).length * LINE + 2;
  return [{ kind: 'line', x1: x, x2: x, y1: bar - 3, y2: bar + BAR.height + 3, look: guide.look }];
}

/** The marks of one row. */
export function rowAt(
  row: StackedRow,
  top: number,
  plot: { left: number; right: number },
  parts: number,
): Mark[] {
  const look = row.total ? 'strong' : 'label';
  const lines = linesOf(row, plot.right + EDGE);
  const text = (written: string, x: number, line: number, anchor: 'start' | 'end'): Mark => ({
    kind: 'text',
    x,
    y: top + line * LINE + 12,
    text: written,
    size: TEXT.label,
    anchor,
    look,
  });
  const marks = [
    ...lines.map((line, l) => text(line, plot.left, l, 'start')),
    text(row.figure, plot.right, 0, 'end'),
  ];
  if (!row.parts) return marks;
  let before = 0;
  row.parts.forEach((share, part) => {
    const [from, to] = [before, before + share].map((at) => plot.left + (plot.right - plot.left) * at);
    before += share;
    if (share === 0 || from === undefined || to === undefined) return;
    const tint = tintAt(part, parts);
    const bar = { y: top + lines.length * LINE + 2, height: BAR.height };
    marks.push({
      kind: 'rect',
      x: round(from),
      ...bar,
      width: round(to - from),
      look: TINTS[tint] ?? 'tint1',
    });
    const percent = `${Math.floor(share * 100 + 0.5)}%`;
    if (to - from < estimatedWidth(percent, TEXT.small) + 2 * BESIDE_TEXT) return;
    marks.push({
      kind: 'text',
      x: round((from + to) / 2),
      y: bar.y + 12.5,
      text: percent,
      size: TEXT.small,
      anchor: 'middle',
      look: tint >= FIRST_DARK ? 'onDark' : 'onLight',
    });
  });
  return marks;
}
