import type { Scene } from './chart/index.ts';
import { PENS, WRITING } from './pdf/scene.ts';

export type Writing = Extract<Scene['marks'][number], { kind: 'text' }>;

/**
 * A scene as an SVG by itself, with the looks that it has on paper.
 *
 * @param write - puts a text into it; left out, it is in the fonts of whoever shows it
 */
export function sceneSvg(scene: Scene, write: (text: Writing) => string = asText): string {
  const marks = scene.marks.map((mark) => {
    if (mark.kind === 'text') return write(mark);
    const pen = PENS[mark.look];
    const dash = pen.dash ? ` stroke-dasharray="${pen.dash.join(' ')}"` : '';
    const look = `stroke="${pen.stroke}" stroke-width="${pen.width}" fill="${pen.fill ?? 'none'}"${dash}`;
    if (mark.kind === 'line')
      return `<line x1="${mark.x1}" y1="${mark.y1}" x2="${mark.x2}" y2="${mark.y2}" ${look}/>`;
    return mark.kind === 'circle'
      ? `<circle cx="${mark.cx}" cy="${mark.cy}" r="${mark.r}" ${look}/>`
      : `<rect x="${mark.x}" y="${mark.y}" width="${mark.width}" height="${mark.height}" ${look}/>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${scene.width}" height="${scene.height}" viewBox="0 0 ${scene.width} ${scene.height}" font-family="Calibri, Carlito, sans-serif">${marks.join('')}</svg>`;
}

function asText({ x, y, size, anchor, look, text }: Writing): string {
  const { weight, colour } = WRITING[look];
  const bold = weight === 'regular' ? '' : ' font-weight="600"';
  return `<text x="${x}" y="${y}" font-size="${size}" text-anchor="${anchor}" fill="${colour}"${bold}>${escaped(text)}</text>`;
}

const escaped = (text: string): string =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
