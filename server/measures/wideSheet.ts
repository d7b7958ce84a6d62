import { OBSERVATION_KINDS } from '../../rules/index.ts';
import type { SheetLine } from '../formats/csv.ts';

/** What stands for a column that a sheet does not have; empty where nothing does. */
export interface SheetDefaults {
  place: string;
  period: string;
}

/** Kinds as they head columns. */
const KIND_HEADS = OBSERVATION_KINDS.map((kind) => kind.replaceAll('_', ' '));
/** What indicator sheets call some columns. */
const OTHER_NAMES: Readonly<Record<string, string>> = { indicator: 'measure', local: 'actual' };

const headOf = (cell: string): string => {
  const head = cell
    .trim()
    .toLowerCase()
    .replace(/[_\s]+/g, ' ');
  return OTHER_NAMES[head] ?? head;
};

/**
 * A sheet of figures with one figure a row, whatever it was: of an indicator sheet, with a measure a row and a column for
 * each kind, every cell that is filled in becomes a row with the same number. Place and period are put in where it has no
 * such column. Any other sheet is handed on as it is.
 */
export async function* oneFigureARow(
  lines: AsyncIterable<SheetLine>,
  defaults: SheetDefaults,
): AsyncGenerator<SheetLine> {
  let plan: ReturnType<typeof planOf> | null = null;
  let isRead = false;
  for await (const line of lines) {
    if (line.hidden || (isRead && plan === null)) {
      yield line;
      continue;
    }
    if (plan === null) {
      isRead = true;
      plan = planOf(line.cells.map(headOf), defaults);
      yield plan ? { ...line, cells: plan.heading } : line;
      continue;
    }
    for (const cells of plan.rowsOf(line.cells)) yield { ...line, cells };
  }
}

/** How the rows under a heading are to be turned; null where they are right as they are. */
function planOf(heading: readonly string[], { place, period }: SheetDefaults) {
  if (!heading.includes('measure')) return null;
  const added = [
    ...(heading.includes('place') || place === '' ? [] : [{ head: 'place', text: place }]),
    ...(heading.includes('period') || period === '' ? [] : [{ head: 'period', text: period }]),
  ];
  const isWide = !heading.includes('figure') && heading.some((head) => KIND_HEADS.includes(head));
  const isKind = (head: string | undefined) => isWide && KIND_HEADS.includes(head ?? '');
  const others = (cells: readonly string[]) => [
    ...cells.filter((_, i) => !isKind(heading[i])),
    ...added.map(({ text }) => text),
  ];
  const named = [...heading.filter((head) => !isKind(head)), ...added.map(({ head }) => head)];
  return {
    heading: isWide ? [...named, 'kind', 'figure'] : named,
    rowsOf: (cells: readonly string[]): string[][] => {
      const full = heading.map((_, i) => cells[i] ?? '');
      return isWide
        ? heading.flatMap((head, i) =>
            isKind(head) && full[i]?.trim() ? [[...others(full), head, full[i]]] : [],
          )
        : [others(full)];
    },
  };
}
