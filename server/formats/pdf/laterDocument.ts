import { createRequire } from 'node:module';
import type PDFDocument from 'pdfkit';

/**
 * The document of pdfkit, which is loaded with the first one that is made: to load it takes a tenth of a start, and most
 * commands, tests and days write none.
 */
export const LaterDocument = function LaterDocument(this: object, options: object): object {
  const pdfkit = createRequire(import.meta.url)('pdfkit') as typeof PDFDocument;
  Object.setPrototypeOf(LaterDocument.prototype as object, pdfkit.prototype as object);
  return Reflect.construct(pdfkit, [options], new.target ?? pdfkit) as object;
} as unknown as typeof PDFDocument;
