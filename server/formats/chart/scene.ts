/**
 * What a mark is, which says how it looks on screen and on paper. None is told from another by colour alone: lines
 * differ in their dashes, dots in being filled.
 */
export type MarkStyle =
  /** The frame of the scale, and the line that joins what belongs together. */
  | 'axis'
  | 'grid'
  /** How far a figure is sure. */
  | 'interval'
  /** A figure that stands out; `open` is one that does not. */
  | 'dot'
  | 'open'
  | 'bar'
  /** The parts of a bar that is divided, in an order: from light to dark, each with a border. */
  | 'tint1'
  | 'tint2'
  | 'tint3'
  | 'tint4'
  | 'tint5'
  | 'tint6'
  /** What is to be reached: a long dash. */
  | 'standard'
  /** What the others are held against: dots. */
  | 'reference'
  /** Limits of chance: the inner and the outer ones. */
  | 'limit'
  | 'outerLimit'
  /** Black throughout, as a module of a QR picture; and a line along which paper is cut. */
  | 'solid'
  | 'cut';

export type TextStyle =
  | 'label'
  | 'strong'
  | 'muted'
  /** In a part of a bar that is light, or dark. */
  | 'onLight'
  | 'onDark';

/** One thing to draw; all measures are in units of the scene, from its upper left corner. */
export type Mark =
  | { kind: 'rect'; x: number; y: number; width: number; height: number; look: MarkStyle }
  | { kind: 'line'; x1: number; y1: number; x2: number; y2: number; look: MarkStyle }
  | { kind: 'circle'; cx: number; cy: number; r: number; look: MarkStyle }
  | {
      kind: 'text';
      x: number;
      /** Of the line that letters stand on. */
      y: number;
      text: string;
      size: number;
      anchor: 'start' | 'middle' | 'end';
      look: TextStyle;
    };

/** A drawing that is the same wherever it is drawn. */
export interface Scene {
  width: number;
  height: number;
  title: string;
  /** What the drawing shows, for whoever does not see it. */
  description: string;
  marks: Mark[];
}

/** A share as a chart shows it; shares are from 0 to 1. */
export interface Shown {
  share: number;
  interval: readonly [low: number, high: number] | null;
}

/** A line over the whole plot at one share. */
export interface Guide {
  share: number;
  /** Such as "Standard 80%". */
  label: string;
  look: 'standard' | 'reference';
}

export const TEXT = { label: 12, small: 11 } as const;

/** Coordinates need no more than a tenth of a unit. */
export const round = (value: number): number => Math.round(value * 10) / 10;

/** Roughly how wide a text comes out, on the wide side; the scene knows no fonts. */
export const estimatedWidth = (text: string, size: number): number => text.length * size * 0.54;

/** A text that is cut short where it has no room. */
export function fitted(text: string, size: number, width: number): string {
  if (estimatedWidth(text, size) <= width) return text;
  const letters = Math.max(1, Math.floor(width / (size * 0.54)) - 1);
  return `${text.slice(0, letters).trimEnd()}…`;
}

/** A text in as many lines as it needs, broken between words; a word that is longer than a line is cut short. */
export function wrapped(text: string, size: number, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter((each) => each !== '')) {
    const last = lines.at(-1);
    const longer = `${last ?? ''} ${word}`;
    if (last !== undefined && estimatedWidth(longer, size) <= width) lines[lines.length - 1] = longer;
    else lines.push(fitted(word, size, width));
  }
  return lines;
}

/** What a drawing of lines shows, in words, line by line. */
export const described = (spec: { description: string; rows: readonly { words: string }[] }): string =>
  [spec.description, ...spec.rows.map(({ words }) => words)].filter((text) => text !== '').join(' ');

/**
 * A chart of lines as several, each with some of them, none with more than `most` and all with about as many. Their
 * titles say which part of how many each is.
 */
export function inParts<S extends { title: string; rows: readonly unknown[] }>(spec: S, most: number): S[] {
  const parts = Math.max(1, Math.ceil(spec.rows.length / Math.max(1, Math.floor(most))));
  if (parts === 1) return [spec];
  const each = Math.ceil(spec.rows.length / parts);
  return Array.from({ length: parts }, (_, i) => ({
    ...spec,
    title: `${spec.title}, part ${i + 1} of ${parts}`,
    rows: spec.rows.slice(i * each, (i + 1) * each),
  }));
}

const TICKS = [0, 25, 50, 75, 100];

/**
 * An axis from 0 to 100% along the foot of a plot, with a line up at every quarter.
 *
 * @param bands - from where to where the lines go, so that they do not run through text; the whole plot without it
 */
export function percentAcross(
  plot: { left: number; right: number; top: number; bottom: number },
  bands: readonly (readonly [top: number, bottom: number])[] = [[plot.top, plot.bottom]],
  above: number | null = null,
): Mark[] {
  const at = acrossAt(plot);
  return [
    ...bands.flatMap(([top, bottom]) =>
      TICKS.map((percent): Mark => ({
        kind: 'line',
        x1: at(percent),
        y1: top,
        x2: at(percent),
        y2: bottom,
        look: 'grid',
      })),
    ),
    { kind: 'line', x1: plot.left, y1: plot.bottom, x2: plot.right, y2: plot.bottom, look: 'axis' },
    ...[...(above === null ? [] : [above]), plot.bottom + 14].flatMap((y) => ticksAcross(plot, y)),
  ];
}

const acrossAt =
  ({ left, right }: { left: number; right: number }) =>
  (percent: number) =>
    round(left + ((right - left) * percent) / 100);

/** The numbers of an axis from 0 to 100%, on a line of their own. */
export function ticksAcross(plot: { left: number; right: number }, y: number): Mark[] {
  const at = acrossAt(plot);
  return TICKS.map((percent): Mark => ({
    kind: 'text',
    x: at(percent),
    y,
    text: `${percent}%`,
    size: TEXT.small,
    anchor: percent === 0 ? 'start' : percent === 100 ? 'end' : 'middle',
    look: 'muted',
  }));
}

/** An axis from 0 to 100% up the side of a plot, with a line across at every quarter. */
export function percentUp(plot: { left: number; right: number; top: number; bottom: number }): Mark[] {
  const at = (percent: number) => round(plot.bottom - ((plot.bottom - plot.top) * percent) / 100);
  return [
    ...TICKS.map((percent): Mark => ({
      kind: 'line',
      x1: plot.left,
      y1: at(percent),
      x2: plot.right,
      y2: at(percent),
      look: percent === 0 ? 'axis' : 'grid',
    })),
    ...TICKS.map((percent): Mark => ({
      kind: 'text',
      x: plot.left - 6,
      y: at(percent) + 4,
      text: `${percent}%`,
      size: TEXT.small,
      anchor: 'end',
      look: 'muted',
    })),
  ];
}

/** How high the names of guides stand above a plot that runs across. */
export const guidesHeight = (guides: readonly Guide[]): number => guides.length * 15;

/** Guides from the top of a plot to its foot, each with its name in a line of its own above the plot. */
export function guidesDown(
  guides: readonly Guide[],
  plot: { left: number; right: number; top: number; bottom: number },
): Mark[] {
  return guides.flatMap((guide, i): Mark[] => {
    const x = round(plot.left + (plot.right - plot.left) * guide.share);
    const y = plot.top - 15 * (guides.length - i) + 11;
    const half = estimatedWidth(guide.label, TEXT.small) / 2;
    const anchor = x - half < plot.left ? 'start' : x + half > plot.right ? 'end' : 'middle';
    return [
      { kind: 'line', x1: x, y1: y + 3, x2: x, y2: plot.bottom, look: guide.look },
      { kind: 'text', x, y, text: guide.label, size: TEXT.small, anchor, look: 'label' },
    ];
  });
}
