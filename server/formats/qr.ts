import { encodeQR } from 'qr';

/** Light around the picture that a phone needs to find it, in modules. */
const QUIET = 4;

/**
 * The QR picture of a text (ISO/IEC 18004), as rows of modules of which true is dark; with the light around it.
 * A sixth of it may be dirty or torn.
 */
export const qrModules = (text: string): boolean[][] =>
  encodeQR(text, 'raw', { ecc: 'medium', border: QUIET });
