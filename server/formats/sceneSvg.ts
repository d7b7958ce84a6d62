import type { Scene } from './chart/index.ts';
import { PENS, WRITING } from './pdf/scene.ts';

/** A scene as an SVG by itself, with the looks that it has on paper. */
export function sceneSvg(scene: Scene): string {
  const marks = scene.marks.map((mark) => {
    if (mark.kind === 'text') {
      const { weight, colour } = WRITING[mark.look];
      const bold = weight === 'regular' ? '' : ' font-weight="600"';
      return `<text x="${mark.x}" y="${mark.y}" font-size="${mark.size}" text-anchor="${mark.anchor}" fill="${colour}"${bold}>${escaped(mark.text)}</text>`;
    }
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

const escaped = (text: string): string =>
  text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
