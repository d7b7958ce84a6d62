import { drawing } from './drawing.ts';

/** A logo as the program has drawn it itself. */
export interface Logo {
  /** PNG without transparency or anything but its pixels. */
  png: Buffer;
  /** In pixels. */
  width: number;
  height: number;
}

/** The largest file that is taken, in bytes. */
export const LOGO_MAXIMUM_BYTES = 1024 * 1024;
/** At 60 by 20 mm on paper, 200 points to the inch. */
const BOX = { width: 480, height: 160 };
/** More than this no logo has; a file of a few bytes can claim to be as large as a city. */
const MOST_PIXELS = 25_000_000;
const MOST_SECONDS = 5;

/** The most a logo takes on paper, in points: it stands in the margin above the first line. */
const ON_PAPER = { width: 144, height: 34 };

/** How large a logo is set, in points. */
export function logoOnPaper({ width, height }: Logo): { width: number; height: number } {
  const scale = Math.min(ON_PAPER.width / width, ON_PAPER.height / height);
  return { width: width * scale, height: height * scale };
}

/** What is wrong with a file that was to become a logo, for the person who sent it. */
export class LogoError extends Error {}

/**
 * Draws a picture anew as a logo on white: nothing of the file is kept but what can be seen of it. Scripts and addresses
 * in an SVG do nothing.
 *
 * @param content - PNG or SVG
 * @throws LogoError where it is neither, cannot be read, or would not be seen on white paper
 */
export async function drawLogo(content: Buffer): Promise<Logo> {
  const kind = kindOf(content);
  const sharp = await drawing();
  try {
    const { data, info } = await sharp(content, {
      limitInputPixels: MOST_PIXELS,
      // Of a vector so many points that even a small one fills the box.
      ...(kind === 'svg' ? { density: 300 } : {}),
    })
      .timeout({ seconds: MOST_SECONDS })
      .resize({ ...BOX, fit: 'inside', withoutEnlargement: kind === 'png' })
      .flatten({ background: '#ffffff' })
      .png({ palette: true, compressionLevel: 9 })
      .toBuffer({ resolveWithObject: true });
    const { channels } = await sharp(data).stats();
    if (channels.every(({ min, max }) => max - min < FAINT)) {
      throw new LogoError(
        'Nothing of it can be seen on white paper. Choose the logo in its version for white.',
      );
    }
    return { png: data, width: info.width, height: info.height };
  } catch (error) {
    if (error instanceof LogoError) throw error;
    throw new LogoError('The file cannot be drawn. Save the logo as a PNG and choose that.', {
      cause: error,
    });
  }
}

/** Shades of grey, of 255, that the eye does not tell apart on paper. */
const FAINT = 16;

const PNG_BEGINS = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

function kindOf(content: Buffer): 'png' | 'svg' {
  if (content.length > LOGO_MAXIMUM_BYTES) throw new LogoError('The logo must be at most 1 MB.');
  if (content.subarray(0, PNG_BEGINS.length).equals(PNG_BEGINS)) return 'png';
  const text = content.toString('utf8');
  if (!/^\uFEFF?\s*<(?:\?xml|!--|!DOCTYPE|svg)/i.test(text) || !/<svg[\s>]/i.test(text)) {
    throw new LogoError('The logo must be a PNG or an SVG file.');
  }
  // Entities make much out of little, and no program that draws logos writes any.
  if (/<!ENTITY/i.test(text)) {
    throw new LogoError('The SVG defines entities, which are not read. Save it as a plain SVG, or as a PNG.');
  }
  return 'svg';
}
