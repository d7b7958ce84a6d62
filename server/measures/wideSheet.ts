import { OBSERVATION_KINDS, parsePeriod, periodBefore, periodLabel, rounded } from '../../rules/index.ts';
import type { SheetLine } from '../formats/csv.ts';

/** What stands for a column that a sheet does not have; empty where nothing does. */
export interface SheetDefaults {
  place: string;
  period: string;
  /** Whether columns of an indicator sheet that nothing is read of are passed over; otherwise they are handed on. */
  passOver?: boolean;
}

/** Kinds as they head columns. */
const KIND_HEADS = OBSERVATION_KINDS.map((kind) => kind.replaceAll('_', ' '));
/** Columns that stand beside those of the kinds. */
const OTHER_HEADS = ['measure', 'place', 'place kind', 'period', 'source'];
/** What indicator sheets call the step since the period before. */
const TRAVEL = 'travel';
/** What indicator sheets call some columns. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  indicator: 'measure',
  local: 'actual',
  'cluster top quartile': 'top quartile',
  'top quartile of the cluster': 'top quartile',
  england: 'national',
  'direction of travel': TRAVEL,
  'travel since the quarter before': TRAVEL,
};
/** The source of a figure that is not printed, but follows from what is. */
export const WORKED_OUT = 'Worked out from the figure of the period after it and its printed travel';

const headOf = (cell: string): string => {
  const head = cell
    .trim()
    .toLowerCase()
    .replace(/[_\s]+/g, ' ');
  return OTHER_NAMES[head] ?? head;
};

/** Whether a heading is that of an indicator sheet, with a measure a row and a column for each kind. */
const isWideHeading = (heading: readonly string[]): boolean =>
  heading.includes('measure') &&
  !heading.includes('figure') &&
  heading.some((head) => KIND_HEADS.includes(head));

/** The columns of an indicator sheet that nothing is read of; none of any other sheet. */
export function columnsLeftOut(cells: readonly string[]): string[] {
  const heading = cells.map(headOf);
  if (!isWideHeading(heading)) return [];
  return cells.filter((_, i) => !isRead(heading[i] ?? '') && heading[i] !== '').map((cell) => cell.trim());
}

const isRead = (head: string): boolean =>
  KIND_HEADS.includes(head) || OTHER_HEADS.includes(head) || head === TRAVEL;

/**
 * A sheet of figures with one figure a row, whatever it was: of an indicator sheet, with a measure a row and a column for
 * each kind, every cell that is filled in becomes a row with the same number, and a travel beside a figure becomes the
 * figure of the period before. Place and period are put in where it has no such column. Any other sheet is handed on as
 * it is.
 */
export async function* oneFigureARow(
  lines: AsyncIterable<SheetLine>,
  defaults: SheetDefaults,
): AsyncGenerator<SheetLine> {
  let plan: ReturnType<typeof planOf> | null = null;
  let isBegun = false;
  for await (const line of lines) {
    if (line.hidden || (isBegun && plan === null)) {
      yield line;
      continue;
    }
    if (plan === null) {
      isBegun = true;
      plan = planOf(line.cells.map(headOf), defaults);
      yield plan ? { ...line, cells: plan.heading } : line;
      continue;
    }
    for (const cells of plan.rowsOf(line.cells)) yield { ...line, cells };
  }
}

/** How the rows under a heading are to be turned; null where they are right as they are. */
function planOf(heading: readonly string[], { place, period, passOver = false }: SheetDefaults) {
  if (!heading.includes('measure')) return null;
  const added = [
    ...(heading.includes('place') || place === '' ? [] : [{ head: 'place', text: place }]),
    ...(heading.includes('period') || period === '' ? [] : [{ head: 'period', text: period }]),
  ];
  if (!isWideHeading(heading)) {
    return {
      heading: [...heading, ...added.map(({ head }) => head)],
      rowsOf: (cells: readonly string[]): string[][] => [
        [...heading.map((_, i) => cells[i] ?? ''), ...added.map(({ text }) => text)],
      ],
    };
  }
  const others = heading.flatMap((head, at) =>
    OTHER_HEADS.includes(head) || (!isRead(head) && !passOver) ? [{ head, at }] : [],
  );
  const source = heading.includes('source') ? [] : ['source'];
  const named = [...others.map(({ head }) => head), ...added.map(({ head }) => head), ...source];
  const isKind = (head: string) => KIND_HEADS.includes(head);
  return {
    heading: [...named, 'kind', 'figure'],
    rowsOf: (cells: readonly string[]): string[][] => {
      const shared = [
        ...others.map(({ at }) => cells[at] ?? ''),
        ...added.map(({ text }) => text),
        ...source.map(() => ''),
      ];
      const earlier = figureBefore(
        cells[heading.indexOf('actual')] ?? '',
        cells[heading.indexOf(TRAVEL)] ?? '',
        shared[named.indexOf('period')] ?? '',
      );
      return [
        ...heading.flatMap((head, i) =>
          isKind(head) && cells[i]?.trim() ? [[...shared, head, cells[i]]] : [],
        ),
        ...(earlier
          ? [
              [
                ...named.map((head, i) =>
                  head === 'period' ? earlier.period : head === 'source' ? WORKED_OUT : (shared[i] ?? ''),
                ),
                'actual',
                earlier.figure,
              ],
            ]
          : []),
      ];
    },
  };
}

const STEP = /^([-−+]?)\s?(\d+(?:\.\d+)?)\s?(?:%|points?|pp)?$/;
const FIGURE = /^([-−]?)(\d+(?:\.\d+)?)\s?(%?)$/;

/** The figure before one that travelled so far; null where either is no plain number, or no period comes before. */
function figureBefore(figure: string, travel: string, period: string) {
  const [now, step, at] = [FIGURE.exec(figure.trim()), STEP.exec(travel.trim()), parsePeriod(period)];
  const earlier = at && periodBefore(at);
  if (!now || !step || !earlier) return null;
  const numberOf = (sign = '', digits = '') => Number(digits) * (/[-−]/.test(sign) ? -1 : 1);
  const decimals = Math.max(...[now[2], step[2]].map((digits = '') => digits.split('.')[1]?.length ?? 0));
  const value = rounded(numberOf(now[1], now[2]) - numberOf(step[1], step[2]), decimals);
  return { period: periodLabel(earlier), figure: `${value.toFixed(decimals)}${now[3]}` };
}
