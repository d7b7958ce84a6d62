export { PdfDocument, writePdf } from './document.ts';
export type { LeadsTo } from './document.ts';
export type { FormField } from './form.ts';
export { REPLACEMENT_MARK } from './fonts.ts';
export type { TableCell, TableRow, TableSpec } from './table.ts';
export type { RichText } from './text.ts';
export { CONTENT } from './theme.ts';
