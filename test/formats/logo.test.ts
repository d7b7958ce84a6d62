import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { drawLogo, LOGO_MAXIMUM_BYTES } from '../../server/formats/logo.ts';
import { pngHeaded, RED_SVG, redPng } from '../support/logos.ts';

/** What a drawn logo holds beside its pixels. */
const chunksOf = (png: Buffer): string[] => {
  const names: string[] = [];
  for (let at = 8; at < png.length; at += 12 + png.readUInt32BE(at)) {
    names.push(png.toString('latin1', at + 4, at + 8));
  }
  return names;
};

describe('a logo', () => {
  it('is drawn anew, in the box, with nothing of its file but what can be seen', async () => {
    const large = await sharp({ create: { width: 2000, height: 500, channels: 4, background: '#c00000' } })
      .withMetadata({ exif: { IFD0: { Copyright: 'Jane Smith' } } })
      .png()
      .toBuffer();
    expect(large.toString('latin1')).toContain('Jane Smith');
    // A frame, or it would be one colour.
    const framed = await sharp(large)
      .extend({ top: 20, bottom: 20, left: 20, right: 20, background: '#ffffff' })
      .keepMetadata()
      .png()
      .toBuffer();
    const logo = await drawLogo(framed);
    expect(logo.width).toBe(480);
    expect(logo.height).toBe(Math.round((540 * 480) / 2040));
    expect(logo.png.toString('latin1')).not.toContain('Jane Smith');
    // How many points an inch has is the one thing that is not a point itself.
    expect(new Set(chunksOf(logo.png))).toEqual(new Set(['IHDR', 'PLTE', 'pHYs', 'IDAT', 'IEND']));
  });

  it('stands on white where it was transparent', async () => {
    const { png } = await drawLogo(redPng());
    const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
    expect(info.channels).toBe(3);
    expect([...data.subarray(0, 3)]).toEqual([255, 255, 255]);
  });

  it('of a vector fills the box, and of points is not enlarged', async () => {
    expect(await drawLogo(Buffer.from(RED_SVG))).toMatchObject({ width: 160, height: 160 });
    expect(await drawLogo(redPng())).toMatchObject({ width: 40, height: 20 });
  });

  it('runs no script and asks no address for anything', async () => {
    const fetched = `<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"><script>alert(1)</script>
      <image href="file:///etc/passwd" width="40" height="40"/><image href="http://127.0.0.1:1/x.png" width="9" height="9"/>
      <rect width="20" height="40" fill="red" onload="alert(1)"/></svg>`;
    const { png } = await drawLogo(Buffer.from(fetched));
    expect(chunksOf(png)).not.toContain('tEXt');
    expect(png.toString('latin1')).not.toContain('alert');
  });

  const gif = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');
  const bomb = `<!DOCTYPE svg [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><svg xmlns="http://www.w3.org/2000/svg"><text>&b;</text></svg>`;
  it.each<[string, Buffer | (() => Promise<Buffer>), RegExp]>([
    ['a GIF', gif, /PNG or an SVG/],
    ['words', Buffer.from('Our logo'), /PNG or an SVG/],
    ['a page', Buffer.from('<!DOCTYPE html><html><body>x</body></html>'), /PNG or an SVG/],
    ['nothing', Buffer.alloc(0), /PNG or an SVG/],
    ['entities', Buffer.from(bomb), /defines entities/],
    ['a PNG cut off', redPng().subarray(0, 40), /cannot be drawn/],
    ['a PNG of 100,000 by 100,000', pngHeaded(100_000, 100_000), /cannot be drawn/],
    ['an SVG cut off', Buffer.from(RED_SVG.slice(0, 60)), /cannot be drawn/],
    ['more than 1 MB', Buffer.concat([redPng(), Buffer.alloc(LOGO_MAXIMUM_BYTES)]), /at most 1 MB/],
    [
      'an empty drawing',
      Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
      /Nothing of it/,
    ],
    [
      'white on nothing',
      () =>
        sharp({
          create: { width: 40, height: 40, channels: 4, background: { r: 255, g: 255, b: 255, alpha: 0.5 } },
        })
          .png()
          .toBuffer(),
      /Nothing of it can be seen on white/,
    ],
  ])('refuses %s, and says why', async (_what, content, why) => {
    await expect(drawLogo(typeof content === 'function' ? await content() : content)).rejects.toThrow(why);
  });

  it('is the same for the same file', async () => {
    const [one, other] = [await drawLogo(Buffer.from(RED_SVG)), await drawLogo(Buffer.from(RED_SVG))];
    expect(one.png.equals(other.png)).toBe(true);
  });

  // So that the headed one is refused for its size, not for its form.
  it('of ordinary size with the same head is drawn', async () => {
    expect(await drawLogo(pngHeaded(2, 1))).toMatchObject({ width: 2, height: 1 });
  });
});
