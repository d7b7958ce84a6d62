import type { SheetLine } from '../../server/formats/csv.ts';

/** A sheet as its reader gives it line by line. */
export async function* sheetOf(lines: readonly (readonly string[])[]): AsyncGenerator<SheetLine> {
  yield* lines.map((cells, i) => ({ row: i + 1, cells: [...cells] }));
}
