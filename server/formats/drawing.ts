/**
 * What makes points of pictures, loaded when the first is made: it knows many kinds of file, of which it is left two,
 * and in an SVG runs no script and asks no address for anything.
 */
export async function drawing() {
  const { default: sharp } = await import('sharp');
  sharp.block({ operation: ['VipsForeignLoad'] });
  sharp.unblock({ operation: ['VipsForeignLoadPng', 'VipsForeignLoadSvg'] });
  return sharp;
}
