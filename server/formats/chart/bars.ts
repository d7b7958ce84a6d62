import { described, estimatedWidth, percentAcross, round, TEXT, ticksAcross, wrapped } from './scene.ts';
import type { Mark, Scene, Shown } from './scene.ts';

interface BarRow {
  /** A heading over this line and those after it. */
  above?: string;
  label: string;
  /** A word on how the bar is to be read; stands under the label where there is room for it. */
  remark?: string;
  /** Stands at the right of the label, such as "41 of 52, 79%". */
  figure: string;
  /** How far it is sure, such as "66% to 88%"; stands beside the figure where there is room for it. */
  range?: string;
  /** Null where there is no bar; the figure says why. */
  value: Shown | null;
  /** What is to be reached, from 0 to 1. */
  standard: number | null;
  /** Neither good nor bad, so that its bar looks otherwise than those of which right is better. */
  neutral?: boolean;
  /** The line in words, for whoever does not see it. */
  words: string;
}

export interface BarsSpec {
  title: string;
  /** What the drawing is, without its lines. */
  description: string;
  /** The scale stands above the lines as well, where they are many. */
  scaleAbove?: boolean;
  rows: readonly BarRow[];
}

const EDGE = 10;
const FIGURE = 110;
/** Between the end of the scale and a figure. */
const FIGURE_GAP = 6;
/** What an interval takes at the right of the figures. */
const RANGE = 78;
/** So much wider is a bold letter. */
const BOLD = 1.1;
const HEADING = 26;
const FOOT = 20;
const TOP = 2;
/** The numbers of the scale above the lines. */
const SCALE = 16;
/** Narrower drawings have labels above their bars. */
const BESIDE_FROM = 480;
const LABELS = 0.42;
const LINE = 14;
/** A bar under its label stands nearer to it than to the next one. */
const ABOVE = { row: 34, label: 12, bar: 16 };
const BESIDE_PADDING = 8;
const BAR = 8;

interface Laid {
  height: number;
  marks: (top: number) => Mark[];
  /** From where to where lines of the scale go, so that they do not run through text. */
  band: readonly [top: number, bottom: number] | null;
  words: string;
}

interface Across {
  left: number;
  right: number;
}

/**
 * Bars from 0 to 100%, one under the other, each beside its name and figure or, in a narrow drawing, under them, with a
 * line for how far it is sure and a dashed one for what is to be reached.
 *
 * @param width - of the whole drawing, in its own units
 */
export function bars(spec: BarsSpec, width: number): Scene {
  return drawn(
    spec,
    width,
    spec.rows.flatMap((row) => laidRow(row, width, hasRanges(spec))),
  );
}

/**
 * The same in as many drawings as are needed for none to be higher than `height`.
 *
 * @param first - how high the first may be, where less room is left for it
 */
export function barsInParts(spec: BarsSpec, width: number, height: number, first = height): Scene[] {
  const around = TOP + 4 + FOOT + (spec.scaleAbove ? SCALE : 0);
  const parts: Laid[][] = [];
  let now: Laid[] = [];
  let used = 0;
  for (const row of spec.rows) {
    const laid = laidRow(row, width, hasRanges(spec));
    const needs = laid.reduce((sum, part) => sum + part.height, 0);
    if (used + needs > (parts.length === 0 ? first : height) - around && now.length > 0) {
      parts.push(now);
      now = [];
      used = 0;
    }
    now.push(...laid);
    used += needs;
  }
  if (now.length > 0) parts.push(now);
  return parts.map((laid, i) =>
    drawn(
      parts.length === 1 ? spec : { ...spec, title: `${spec.title}, part ${i + 1} of ${parts.length}` },
      width,
      laid,
    ),
  );
}

function drawn(spec: BarsSpec, width: number, laid: readonly Laid[]): Scene {
  const { left, right } = acrossOf(width, hasRanges(spec));
  const start = TOP + (spec.scaleAbove ? SCALE : 0);
  let top = start;
  const marks: Mark[] = [];
  const bands: (readonly [number, number])[] = [];
  for (const part of laid) {
    marks.push(...part.marks(top));
    if (part.band) bands.push([top + part.band[0], top + part.band[1]]);
    top += part.height;
  }
  const bottom = Math.max(top, start + ABOVE.row) + 2;
  return {
    width,
    height: bottom + FOOT,
    title: spec.title,
    description: described({ description: spec.description, rows: laid.filter(({ words }) => words !== '') }),
    marks: [
      ...(spec.scaleAbove ? ticksAcross({ left, right }, TOP + TEXT.small) : []),
      ...percentAcross({ left, right, top: start, bottom }, bands),
      ...marks,
    ],
  };
}

function acrossOf(width: number, ranges: boolean): Across & { beside: boolean } {
  return width >= BESIDE_FROM
    ? { beside: true, left: round(width * LABELS), right: width - EDGE - FIGURE - (ranges ? RANGE : 0) }
    : { beside: false, left: EDGE, right: width - EDGE };
}

const hasRanges = ({ rows }: BarsSpec): boolean => rows.some(({ range }) => range !== undefined);

/** What a figure takes beside the name of its row; it is bold, which is wider. */
const roomOf = ({ figure }: BarRow): number =>
  Math.max(FIGURE, BOLD * estimatedWidth(figure, TEXT.label) + 8);

/** A figure beside its bar, in as many lines as keep it off the scale: first parted where one figure follows another. */
function figureLines(figure: string): string[] {
  const room = (FIGURE - FIGURE_GAP) / BOLD;
  if (estimatedWidth(figure, TEXT.label) <= room) return [figure];
  return figure.split(/(?<=;) /).flatMap((part) => wrapped(part, TEXT.label, room));
}

function laidRow(row: BarRow, width: number, ranges: boolean): Laid[] {
  const { beside, left, right } = acrossOf(width, ranges);
  const heading: Laid[] =
    row.above === undefined
      ? []
      : [
          {
            height: HEADING,
            band: null,
            words: '',
            marks: (top) => [writing(row.above ?? '', EDGE, top + 18, 'strong')],
          },
        ];
  if (!beside) {
    // In full, and with how it is to be read: a bar of what should not be shows the files without it.
    const name = row.remark === undefined ? row.label : `${row.label} (${row.remark})`;
    const lines = wrapped(name, TEXT.label, right - left - roomOf(row));
    const more = (lines.length - 1) * LINE;
    const bar = ABOVE.bar + BAR / 2 + more;
    return [
      ...heading,
      {
        height: ABOVE.row + more,
        band: [ABOVE.bar - 2 + more, ABOVE.bar + BAR + 2 + more],
        words: row.words,
        marks: (top) => [
          ...lines.map((line, i) => writing(line, left, top + ABOVE.label + i * LINE, 'label')),
          writing(row.figure, right, top + ABOVE.label, 'strong', 'end'),
          ...barOf(row, { left, right }, top + bar),
        ],
      },
    ];
  }
  const lines = wrapped(row.label, TEXT.label, left - EDGE - 12);
  const written = [...lines, ...(row.remark === undefined ? [] : [row.remark])];
  const figure = figureLines(row.figure);
  const height = Math.max(written.length, figure.length) * LINE + BESIDE_PADDING;
  const figureAt = height / 2 + 4 - ((figure.length - 1) * LINE) / 2;
  return [
    ...heading,
    {
      height,
      band: [0, height],
      words: row.words,
      marks: (top) => [
        ...written.map((text, i) =>
          writing(text, EDGE, top + BESIDE_PADDING / 2 + i * LINE + 11, i < lines.length ? 'label' : 'muted'),
        ),
        ...figure.map((text, i) => writing(text, right + FIGURE, top + figureAt + i * LINE, 'strong', 'end')),
        ...(row.range === undefined
          ? []
          : [writing(row.range, width - EDGE, top + height / 2 + 4, 'muted', 'end')]),
        ...barOf(row, { left, right }, top + height / 2),
      ],
    },
  ];
}

function barOf({ value, standard, neutral }: BarRow, { left, right }: Across, middle: number): Mark[] {
  const at = (share: number) => round(left + (right - left) * share);
  const line = (x1: number, x2: number, half: number, look: 'interval' | 'standard'): Mark => ({
    kind: 'line',
    x1,
    x2,
    y1: middle - half,
    y2: middle + half,
    look,
  });
  const length = value ? round(at(value.share) - left) : 0;
  const [low, high] = value?.interval ?? [];
  return [
    ...(length > 0
      ? [
          {
            kind: 'rect' as const,
            x: left,
            y: middle - BAR / 2,
            width: length,
            height: BAR,
            look: neutral === true ? ('tint1' as const) : ('bar' as const),
          },
        ]
      : []),
    ...(low === undefined || high === undefined
      ? []
      : [
          line(at(low), at(high), 0, 'interval'),
          line(at(low), at(low), 3, 'interval'),
          line(at(high), at(high), 3, 'interval'),
        ]),
    ...(standard === null ? [] : [line(at(standard), at(standard), BAR / 2 + 3, 'standard')]),
  ];
}

const writing = (
  text: string,
  x: number,
  y: number,
  look: 'label' | 'strong' | 'muted',
  anchor: 'start' | 'end' = 'start',
): Mark => ({ kind: 'text', x, y, text, size: TEXT.label, anchor, look });
