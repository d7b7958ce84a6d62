import type { MarkStyle, Scene, TextStyle } from '../chart/index.ts';
import { widthOfPlain } from './fonts.ts';
import { isPlain } from './scripts.ts';
import type { TaggedDocument } from './taggedDocument.ts';
import { COLOURS } from './theme.ts';
import type { Weight } from './theme.ts';

interface Pen {
  stroke: string;
  width: number;
  dash?: [on: number, off: number];
  fill?: string;
}

/** How the marks of a scene look on paper; they are told apart by dashes and by being filled, not by colour alone. */
export const PENS: Record<MarkStyle, Pen> = {
  grid: { stroke: COLOURS.rule, width: 0.6 },
  axis: { stroke: COLOURS.neutral, width: 0.8 },
  interval: { stroke: COLOURS.text, width: 1.4 },
  dot: { stroke: COLOURS.text, width: 1.4, fill: COLOURS.text },
  open: { stroke: COLOURS.text, width: 1.4, fill: '#ffffff' },
  bar: { stroke: COLOURS.accent, width: 0.8, fill: '#a9cccc' },
  tint1: { stroke: COLOURS.text, width: 0.6, fill: '#ffffff' },
  tint2: { stroke: COLOURS.text, width: 0.6, fill: '#dcebea' },
  tint3: { stroke: COLOURS.text, width: 0.6, fill: '#a9cccc' },
  tint4: { stroke: COLOURS.text, width: 0.6, fill: '#74a9a9' },
  tint5: { stroke: COLOURS.text, width: 0.6, fill: '#2f7878' },
  tint6: { stroke: COLOURS.text, width: 0.6, fill: '#0f4a4a' },
  standard: { stroke: COLOURS.caution, width: 1.4, dash: [7, 3] },
  reference: { stroke: COLOURS.accent, width: 1.4, dash: [2, 3] },
  limit: { stroke: COLOURS.muted, width: 0.8, dash: [5, 3] },
  outerLimit: { stroke: COLOURS.muted, width: 0.8 },
  solid: { stroke: '#000000', width: 0.02, fill: '#000000' },
  cut: { stroke: COLOURS.neutral, width: 0.6, dash: [4, 3] },
};

export const WRITING: Record<TextStyle, { weight: Weight; colour: string }> = {
  label: { weight: 'regular', colour: COLOURS.text },
  strong: { weight: 'semibold', colour: COLOURS.text },
  muted: { weight: 'regular', colour: COLOURS.muted },
  onLight: { weight: 'regular', colour: COLOURS.text },
  onDark: { weight: 'semibold', colour: '#ffffff' },
};

/**
 * Draws a scene as vectors.
 *
 * @param place - its upper left corner and how many points one of its units takes
 * @param showable - makes a text one that the fonts have every character of
 */
export function drawScene(
  pdf: TaggedDocument,
  scene: Scene,
  place: { left: number; top: number; scale: number },
  showable: (text: string) => string,
): void {
  pdf.save();
  pdf.translate(place.left, place.top).scale(place.scale);
  for (const mark of scene.marks) {
    if (mark.kind === 'text') {
      const { weight, colour } = WRITING[mark.look];
      pdf.font(weight, mark.size).fillColor(colour);
      const text = showable(mark.text);
      const width = isPlain(text)
        ? widthOfPlain(text, weight) * (mark.size / 1000)
        : pdf.widthOf(text, weight, mark.size);
      const left =
        mark.anchor === 'start' ? mark.x : mark.anchor === 'end' ? mark.x - width : mark.x - width / 2;
      if (isPlain(text)) pdf.plainLine(text, weight, mark.size, left, mark.y, 'alphabetic');
      else pdf.drawText(text, weight, mark.size, left, mark.y);
      continue;
    }
    const pen = PENS[mark.look];
    if (mark.kind === 'line') pdf.moveTo(mark.x1, mark.y1).lineTo(mark.x2, mark.y2);
    else if (mark.kind === 'circle') pdf.circle(mark.cx, mark.cy, mark.r);
    else pdf.rect(mark.x, mark.y, mark.width, mark.height);
    pdf.lineWidth(pen.width);
    if (pen.dash) pdf.dash(pen.dash[0], { space: pen.dash[1] });
    else pdf.undash();
    if (pen.fill !== undefined && mark.kind !== 'line') pdf.fillAndStroke(pen.fill, pen.stroke);
    else pdf.stroke(pen.stroke);
  }
  pdf.restore();
}
