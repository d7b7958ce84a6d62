/** Colours on white: each text colour has a contrast of at least 4.5 to 1, on the tints too. */
export const COLOURS = {
  text: '#1c2526',
  muted: '#4f5d5f',
  accent: '#0b4f55',
  caution: '#8a4b00',
  neutral: '#6b7b7d',
  rule: '#c9d5d6',
  tint: '#eef4f4',
  cautionTint: '#fdf3e3',
} as const;

/** A4 portrait in points, with margins wide enough for a hole punch. */
export const PAGE = { width: 595.28, height: 841.89, left: 54, right: 54, top: 54, bottom: 62 } as const;

/** How a kind of text is set: size and height of a line in points. */
export interface TextStyle {
  size: number;
  leading: number;
  weight: Weight;
  colour: string;
}

export type Weight = 'regular' | 'semibold' | 'bold';

export const STYLES = {
  heading1: { size: 23, leading: 28, weight: 'bold', colour: COLOURS.accent },
  heading2: { size: 15, leading: 20, weight: 'bold', colour: COLOURS.accent },
  heading1Dense: { size: 17, leading: 21, weight: 'bold', colour: COLOURS.accent },
  heading2Dense: { size: 12.5, leading: 16, weight: 'bold', colour: COLOURS.accent },
  heading3: { size: 11, leading: 15, weight: 'semibold', colour: COLOURS.accent },
  kicker: { size: 10.5, leading: 14, weight: 'semibold', colour: COLOURS.muted },
  lead: { size: 11, leading: 15.5, weight: 'regular', colour: COLOURS.text },
  body: { size: 10, leading: 14, weight: 'regular', colour: COLOURS.text },
  bodyDense: { size: 9, leading: 12, weight: 'regular', colour: COLOURS.text },
  caption: { size: 9.5, leading: 13, weight: 'semibold', colour: COLOURS.text },
  columnHead: { size: 8.25, leading: 11, weight: 'semibold', colour: COLOURS.accent },
  rowGroup: { size: 9.5, leading: 12.5, weight: 'semibold', colour: COLOURS.accent },
  cell: { size: 9, leading: 12, weight: 'regular', colour: COLOURS.text },
  cellNote: { size: 8.25, leading: 10.75, weight: 'regular', colour: COLOURS.muted },
  footer: { size: 8.25, leading: 11, weight: 'regular', colour: COLOURS.muted },
} as const satisfies Record<string, TextStyle>;

/** The measures of the page between its margins, in points. */
export const CONTENT = {
  width: PAGE.width - PAGE.left - PAGE.right,
  height: PAGE.height - PAGE.top - PAGE.bottom,
} as const;

/** Where the content of a page ends, in points from its top. */
export const BOTTOM = PAGE.height - PAGE.bottom;
