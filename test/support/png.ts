import sharp from 'sharp';

/** Reads the points of a PNG. */
export async function readPng(png: Buffer) {
  const { data, info } = await sharp(png)
    .removeAlpha()
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  return {
    width,
    height,
    /** The colour of a point, such as ffffff. */
    at: (x: number, y: number) => data.subarray((y * width + x) * 3, (y * width + x) * 3 + 3).toString('hex'),
  };
}
