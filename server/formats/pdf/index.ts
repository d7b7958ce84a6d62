export { CONTENT, PdfDocument, writePdf } from './document.ts';
export type { PdfSettings } from './document.ts';
export { REPLACEMENT_MARK } from './fonts.ts';
export type { TableCell, TableColumn, TableRow, TableSpec } from './table.ts';
export type { Rich, Run } from './text.ts';
