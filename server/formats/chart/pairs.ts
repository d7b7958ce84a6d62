import { estimatedWidth, percentAcross, round, TEXT, wrapped } from './scene.ts';
import type { Mark, Scene, Shown } from './scene.ts';

/** What stands on one line: a figure, and below it the one that it is held against. */
export interface PairRow {
  label: string;
  /** A word on how the figure is to be read, such as "lower is better". */
  remark: string | null;
  first: Beside;
  second: Beside;
  /** What is to be reached, from 0 to 1. */
  standard: number | null;
  /** A word or two at the end of the line. */
  end?: readonly string[];
  /** The line in words, for whoever does not see it. */
  words: string;
}

/** A figure with how it is written, or only what is written where there is none. */
interface Beside {
  value: Shown | null;
  text: string;
}

export interface PairsSpec {
  title: string;
  /** What the drawing is, without its lines. */
  description: string;
  key: { first: string; second: string; standard: string };
  sections: readonly { title: string; rows: readonly PairRow[] }[];
}

const EDGE = 10;
/** Where figures are written, right of the plot. */
const FIGURES = 44;
/** The same where each line ends in a word. */
const FIGURES_AND_WORDS = 188;
/** Where the word begins, right of the figures. */
const WORDS = 102;
/** What is broken there: letters are taken for a little wider than they are. */
const WORDS_ROOM = 96;
/** Narrower drawings have labels above their lines. */
const BESIDE_FROM = 480;
const LABELS = 0.44;
const LABELS_AND_WORDS = 0.41;
const KEY = 30;
const FOOT = 22;
const HEADING = 26;
const LINE = 14;
/** What the two dots of a line take. */
const LANES = 28;
/** Between lines; more where the next label would else stand right under these dots. */
const PADDING = { beside: 6, above: 10 };

interface Laid {
  height: number;
  marks: (top: number) => Mark[];
  /** From where to where lines of the scale go; null where there are none. */
  band: readonly [top: number, bottom: number] | null;
  words: string;
}

/**
 * Two figures of each line as dots with intervals, the first filled and above the second, on one scale from 0 to
 * 100%. Labels are written in full.
 *
 * @param width - of the whole drawing, in its own units
 */
export function pairs(spec: PairsSpec, width: number): Scene {
  return drawn(
    spec,
    width,
    spec.sections.flatMap((section) => laidSection(spec, section, width)),
  );
}

/**
 * The same in as many drawings as are needed for none to be higher than `height`. A section goes on in the next one
 * under its title.
 *
 * @param first - how high the first may be, where less room is left for it
 */
export function pairsInParts(spec: PairsSpec, width: number, height: number, first = height): Scene[] {
  const parts = partsOf(spec, width, (part) => (part === 0 ? first : height) - KEY - FOOT);
  const even = parts.length < 2 || first !== height ? null : evenly(spec, width, parts, height - KEY - FOOT);
  return (even ?? parts).map((laid, i) =>
    drawn(
      parts.length === 1 ? spec : { ...spec, title: `${spec.title}, part ${i + 1} of ${parts.length}` },
      width,
      laid,
    ),
  );
}

/** As many parts, all about as high, so that the last is not a line or two; null where that takes one more. */
function evenly(spec: PairsSpec, width: number, parts: readonly Laid[][], room: number): Laid[][] | null {
  const sum = parts.flat().reduce((all, { height }) => all + height, 0);
  // A line of the usual height and the heading of a section that goes on are what a part can be over.
  const each = Math.min(room, sum / parts.length + LANES + HEADING);
  const even = partsOf(spec, width, () => each);
  return even.length === parts.length ? even : null;
}

function partsOf(spec: PairsSpec, width: number, roomOf: (part: number) => number): Laid[][] {
  const parts: Laid[][] = [];
  let now: Laid[] = [];
  let used = 0;
  const begin = () => {
    if (now.length > 0) parts.push(now);
    now = [];
    used = 0;
  };
  for (const section of spec.sections) {
    const [heading, ...rows] = laidSection(spec, section, width);
    if (!heading) continue;
    const [again = heading] = laidSection(spec, { ...section, title: `${section.title} (continued)` }, width);
    const put = (row: Laid) => {
      now.push(row);
      used += row.height;
    };
    // How many lines of the section stand in this part; below 0 where its heading does not, either.
    let here = -1;
    rows.forEach((row, i) => {
      if (used + row.height + (here < 0 ? HEADING : 0) > roomOf(parts.length)) {
        // The last line of a section does not stand alone in the next part.
        const before = i === rows.length - 1 && here > 2 ? now.pop() : undefined;
        begin();
        put(i === 0 ? heading : again);
        here = 0;
        if (before) put(before);
      } else if (here < 0) {
        put(heading);
        here = 0;
      }
      put(row);
      here += 1;
    });
  }
  begin();
  return parts;
}

function drawn(spec: PairsSpec, width: number, laid: readonly Laid[]): Scene {
  let top = KEY;
  const marks: Mark[] = [];
  const bands: (readonly [number, number])[] = [];
  for (const part of laid) {
    marks.push(...part.marks(top));
    if (part.band) bands.push([top + part.band[0], top + part.band[1]]);
    top += part.height;
  }
  const { beside, left, right } = acrossOf(spec, width);
  return {
    width,
    height: top + FOOT,
    title: spec.title,
    description: [spec.description, ...laid.map(({ words }) => words)]
      .filter((text) => text !== '')
      .join(' '),
    marks: [
      ...keyOf(spec),
      ...percentAcross({ left, right, top: KEY, bottom: top + 2 }, bands, beside ? KEY + 18 : null),
      ...marks,
    ],
  };
}

function acrossOf({ sections }: PairsSpec, width: number) {
  const beside = width >= BESIDE_FROM;
  const ends = beside && sections.some(({ rows }) => rows.some(({ end = [] }) => end.length > 0));
  return {
    beside,
    left: beside ? round(width * (ends ? LABELS_AND_WORDS : LABELS)) : EDGE,
    right: width - (ends ? FIGURES_AND_WORDS : beside ? Math.max(FIGURES, widest(sections)) : FIGURES),
  };
}

/** What the longest figure takes that is written right of the plot. */
const widest = (sections: PairsSpec['sections']): number =>
  Math.max(
    0,
    ...sections
      .flatMap(({ rows }) => rows.flatMap(({ first, second }) => [first.text, second.text]))
      .map((text) => 8 + Math.ceil(estimatedWidth(text, TEXT.small)) + 4),
  );

function laidSection(spec: PairsSpec, section: PairsSpec['sections'][number], width: number): Laid[] {
  const heading: Laid = {
    height: HEADING,
    band: null,
    words: '',
    marks: (top) => [writing(section.title, EDGE, top + 18, 'strong')],
  };
  return [heading, ...section.rows.map((row) => laidRow(spec, row, width))];
}

function laidRow(spec: PairsSpec, row: PairRow, width: number): Laid {
  const { beside, left, right } = acrossOf(spec, width);
  const { end = [] } = row;
  // Where there is no room at the end of a line, its word stands under the label, and the count with it.
  const isCounted = row.first.text.includes(', ') || row.second.text.includes(', ');
  const below = beside || (end.length === 0 && !isCounted) ? [] : [[row.first.text, ...end].join('; ')];
  const lines = wrapped(row.label, TEXT.label, beside ? left - EDGE - 12 : width - 2 * EDGE);
  const words = [...lines, ...(row.remark === null ? [] : [row.remark]), ...below];
  const short = (figure: Beside): Beside =>
    below.length > 0 ? { ...figure, text: figure.text.split(', ').at(-1) ?? '' } : figure;
  const high = words.length * LINE;
  const ends = beside
    ? end.flatMap((word, i) =>
        wrapped(word, TEXT.small, WORDS_ROOM).map((text) => ({ text, isLast: i === end.length - 1 })),
      )
    : [];
  const height = beside
    ? Math.max(high, LANES, ends.length * LINE) + PADDING.beside
    : high + LANES + PADDING.above;
  const lanes = beside ? (height - LANES) / 2 : high + 2;
  return {
    height,
    // Beside labels the lines of the scale go through, from line to line.
    band: beside ? [0, height] : [lanes, lanes + LANES],
    words: row.words,
    marks: (top) => {
      const written = beside ? top + (height - high) / 2 : top;
      const middle = top + lanes + LANES / 2;
      return [
        ...words.map((word, i) =>
          writing(word, EDGE, round(written + i * LINE + 11), i < lines.length ? 'label' : 'muted'),
        ),
        ...standardMark(row.standard, { left, right }, middle),
        ...lane(short(row.second), { left, right }, middle + 6, false),
        ...lane(short(row.first), { left, right }, middle - 7, true),
        ...ends.map(({ text, isLast }, i) =>
          writing(
            text,
            right + WORDS,
            round(middle + 4 + (i - (ends.length - 1) / 2) * LINE),
            isLast ? 'label' : 'strong',
            TEXT.small,
          ),
        ),
      ];
    },
  };
}

function standardMark(
  share: number | null,
  { left, right }: { left: number; right: number },
  middle: number,
): Mark[] {
  if (share === null) return [];
  const x = round(left + (right - left) * share);
  return [{ kind: 'line', x1: x, x2: x, y1: middle - 14, y2: middle + 14, look: 'standard' }];
}

function lane(
  { value, text: written }: Beside,
  { left, right }: { left: number; right: number },
  y: number,
  first: boolean,
): Mark[] {
  const figure = writing(written, right + 8, y + 4, first ? 'strong' : 'muted', TEXT.small);
  if (value === null) return [figure];
  const at = (share: number) => round(left + (right - left) * share);
  const line = (x1: number, x2: number, half: number): Mark => ({
    kind: 'line',
    x1,
    x2,
    y1: y - half,
    y2: y + half,
    look: first ? 'interval' : 'axis',
  });
  const [low, high] = value.interval ?? [value.share, value.share];
  return [
    ...(value.interval
      ? [line(at(low), at(high), 0), line(at(low), at(low), 3), line(at(high), at(high), 3)]
      : []),
    { kind: 'circle', cx: at(value.share), cy: y, r: first ? 5 : 4, look: first ? 'dot' : 'open' },
    figure,
  ];
}

/** What the dots and the dashed line stand for, in one line above the plot. */
function keyOf({ key, sections }: PairsSpec): Mark[] {
  const y = 12;
  const second = EDGE + 18 + estimatedWidth(key.first, TEXT.small) + 10;
  const third = second + 18 + estimatedWidth(key.second, TEXT.small) + 10;
  const standard = sections.some(({ rows }) => rows.some((row) => row.standard !== null));
  return [
    { kind: 'circle', cx: EDGE + 5, cy: y, r: 5, look: 'dot' },
    writing(key.first, EDGE + 16, y + 4, 'label', TEXT.small),
    { kind: 'circle', cx: round(second + 5), cy: y, r: 4, look: 'open' },
    writing(key.second, round(second + 16), y + 4, 'label', TEXT.small),
    ...(standard
      ? [
          {
            kind: 'line' as const,
            x1: round(third + 5),
            x2: round(third + 5),
            y1: y - 10,
            y2: y + 10,
            look: 'standard' as const,
          },
          writing(key.standard, round(third + 14), y + 4, 'label', TEXT.small),
        ]
      : []),
  ];
}

function writing(
  words: string,
  x: number,
  y: number,
  look: 'label' | 'strong' | 'muted',
  size: number = TEXT.label,
): Mark {
  return { kind: 'text', x, y, text: words, size, anchor: 'start', look };
}
