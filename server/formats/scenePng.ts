import type { Scene } from './chart/index.ts';
import { fontOf, showable, stretchesOf } from './pdf/fonts.ts';
import { PENS, WRITING } from './pdf/scene.ts';
import { Raster } from './raster.ts';
import type { Outline } from './raster.ts';

/** Points of the picture to a unit of the scene: letters are sharp at the width of a page. */
const SCALE = 2;

type Mark = Scene['marks'][number];
type Writing = Extract<Mark, { kind: 'text' }>;

/** A scene as a picture of points, for programs that show no vectors. */
export function scenePng(scene: Scene): Buffer {
  const raster = new Raster(scene.width * SCALE, scene.height * SCALE);
  const fill = (outlines: readonly Outline[], colour: string) =>
    raster.paint(
      outlines.map((outline) => outline.map((at) => at * SCALE)),
      colour,
    );
  for (const mark of scene.marks) {
    if (mark.kind === 'text') {
      fill(lettersOf(mark), WRITING[mark.look].colour);
      continue;
    }
    const { stroke, width, dash, fill: inside } = PENS[mark.look];
    if (mark.kind === 'line') {
      fill(strokesOf(mark, width, dash), stroke);
      continue;
    }
    if (inside !== undefined) fill([borderOf(mark, 0)], inside);
    fill([borderOf(mark, width / 2), backwards(borderOf(mark, -width / 2))], stroke);
  }
  return raster.png();
}

const CORNERS = 32;

/** The outline of a box or a dot, that much further out. */
function borderOf(mark: Extract<Mark, { kind: 'rect' | 'circle' }>, by: number): number[] {
  if (mark.kind === 'rect') {
    const [left, top] = [mark.x - by, mark.y - by];
    const [right, foot] = [
      Math.max(left, mark.x + mark.width + by),
      Math.max(top, mark.y + mark.height + by),
    ];
    return [left, top, right, top, right, foot, left, foot];
  }
  const radius = Math.max(0, mark.r + by);
  return Array.from({ length: CORNERS }, (_, i) => (2 * Math.PI * i) / CORNERS).flatMap((angle) => [
    mark.cx + radius * Math.cos(angle),
    mark.cy + radius * Math.sin(angle),
  ]);
}

/** The same outline the other way about, which makes a hole of it. */
function backwards(outline: Outline): number[] {
  const turned: number[] = [];
  for (let i = outline.length - 2; i >= 0; i -= 2) turned.push(outline[i] ?? 0, outline[i + 1] ?? 0);
  return turned;
}

/** A line as thin boxes: one, or one for each of its dashes. */
function strokesOf(
  { x1, y1, x2, y2 }: Extract<Mark, { kind: 'line' }>,
  width: number,
  dash?: readonly [on: number, off: number],
): number[][] {
  const length = Math.hypot(x2 - x1, y2 - y1);
  if (length === 0) return [];
  const [along, across] = [
    [(x2 - x1) / length, (y2 - y1) / length] as const,
    [(-(y2 - y1) / length) * (width / 2), ((x2 - x1) / length) * (width / 2)] as const,
  ];
  const [on, off] = dash ?? [length, 0];
  const boxes: number[][] = [];
  for (let at = 0; at < length; at += on + off) {
    const end = Math.min(length, at + on);
    const [fromX, fromY] = [x1 + along[0] * at, y1 + along[1] * at];
    const [toX, toY] = [x1 + along[0] * end, y1 + along[1] * end];
    boxes.push([
      fromX + across[0],
      fromY + across[1],
      toX + across[0],
      toY + across[1],
      toX - across[0],
      toY - across[1],
      fromX - across[0],
      fromY - across[1],
    ]);
  }
  return boxes;
}

/** The outlines of a text in the letters of the PDF, where it stands. */
function lettersOf({ text, x, y, size, anchor, look }: Writing): number[][] {
  const runs = stretchesOf(showable(text).text, WRITING[look].weight).map((stretch) => {
    const font = fontOf(stretch.font);
    return { ...font.layout(stretch.text), scale: size / font.unitsPerEm };
  });
  const width = runs.reduce(
    (sum, { positions, scale }) => sum + positions.reduce((all, { xAdvance }) => all + xAdvance, 0) * scale,
    0,
  );
  let left = anchor === 'start' ? x : anchor === 'end' ? x - width : x - width / 2;
  return runs.flatMap(({ glyphs, positions, scale }) =>
    glyphs.flatMap((glyph, i) => {
      const { xAdvance = 0, xOffset = 0, yOffset = 0 } = positions[i] ?? {};
      const outlines = outlinesOf(glyph.path.commands).map((outline) =>
        outline.map((at, j) => (j % 2 === 0 ? left + (at + xOffset) * scale : y - (at + yOffset) * scale)),
      );
      left += xAdvance * scale;
      return outlines;
    }),
  );
}

/** So many straight pieces make a curve of a letter. */
const PIECES = 6;

/** The outlines of a letter in the units of its font, curves as straight pieces. */
function outlinesOf(commands: readonly { command: string; args: readonly number[] }[]): number[][] {
  const outlines: number[][] = [];
  for (const { command, args } of commands) {
    if (command === 'moveTo') outlines.push([...args]);
    const current = outlines.at(-1);
    if (!current || command === 'moveTo' || command === 'closePath') continue;
    const [fromX = 0, fromY = 0] = current.slice(-2);
    const points = [fromX, fromY, ...args];
    const pieces = command === 'lineTo' ? 1 : PIECES;
    for (let i = 1; i <= pieces; i += 1) current.push(...pointOf(points, i / pieces));
  }
  return outlines;
}

/** The point of a line or a curve at a share of its way, by halving as de Casteljau does. */
function pointOf(points: readonly number[], share: number): readonly number[] {
  if (points.length <= 2) return points;
  const nearer = points.slice(2).map((at, i) => (points[i] ?? 0) * (1 - share) + at * share);
  return pointOf(nearer, share);
}
