import type sharp from 'sharp';

let ready: Promise<typeof sharp> | null = null;

/**
 * What makes points of pictures, loaded when the first is made: it knows many kinds of file, of which it is left two,
 * and in an SVG runs no script and asks no address for anything.
 */
export function drawing(): Promise<typeof sharp> {
  // Once: what is allowed holds for all that is drawn at the same time.
  return (ready ??= import('sharp').then(({ default: library }) => {
    library.block({ operation: ['VipsForeignLoad'] });
    library.unblock({ operation: ['VipsForeignLoadPng', 'VipsForeignLoadSvg'] });
    return library;
  }));
}
