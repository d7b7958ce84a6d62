import { drawing } from './drawing.ts';
import type { Scene } from './chart/index.ts';
import { fontOf, showable, stretchesOf } from './pdf/fonts.ts';
import { WRITING } from './pdf/scene.ts';
import { sceneSvg } from './sceneSvg.ts';
import type { Writing } from './sceneSvg.ts';

/** Points of the picture to a unit of the scene: letters are sharp at the width of a page. */
const SCALE = 2;
/** An SVG has so many units to an inch. */
const UNITS_PER_INCH = 72;

/** A scene as a picture of points, for programs that show no vectors. Letters are those of the PDF, drawn as outlines. */
export async function scenePng(scene: Scene): Promise<Buffer> {
  const sharp = await drawing();
  return sharp(Buffer.from(sceneSvg(scene, outlinesOf)), { density: UNITS_PER_INCH * SCALE })
    .flatten({ background: '#ffffff' })
    .png({ palette: true })
    .toBuffer();
}

/** A text where it stands, as the outlines of its letters: whoever draws them needs no fonts. */
function outlinesOf({ text, x, y, size, anchor, look }: Writing): string {
  const { weight, colour } = WRITING[look];
  const runs = stretchesOf(showable(text).text, weight).map((stretch) => {
    const font = fontOf(stretch.font);
    return { ...font.layout(stretch.text), scale: size / font.unitsPerEm };
  });
  const width = runs.reduce(
    (sum, { positions, scale }) => sum + positions.reduce((all, { xAdvance }) => all + xAdvance, 0) * scale,
    0,
  );
  let left = anchor === 'start' ? x : anchor === 'end' ? x - width : x - width / 2;
  const letters = runs.flatMap(({ glyphs, positions, scale }) =>
    glyphs.map((glyph, i) => {
      const { xAdvance = 0, xOffset = 0, yOffset = 0 } = positions[i] ?? {};
      const at = `translate(${left + xOffset * scale} ${y - yOffset * scale}) scale(${scale} ${-scale})`;
      left += xAdvance * scale;
      return `<path transform="${at}" d="${glyph.path.toSVG()}"/>`;
    }),
  );
  return `<g fill="${colour}">${letters.join('')}</g>`;
}
