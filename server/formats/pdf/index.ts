export { PdfDocument, writePdf } from './document.ts';
export type { FormField } from './form.ts';
export { REPLACEMENT_MARK } from './fonts.ts';
export type { PdfSettings } from './taggedDocument.ts';
export type { TableCell, TableColumn, TableRow, TableSpec } from './table.ts';
export type { RichText, Run } from './text.ts';
export { CONTENT } from './theme.ts';
