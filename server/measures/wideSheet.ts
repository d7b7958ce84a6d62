import {
  OBSERVATION_KINDS,
  parsePeriod,
  periodBefore,
  periodLabel,
  rounded,
  WORKED_OUT,
} from '../../rules/index.ts';
import type { Period } from '../../rules/index.ts';
import type { SheetLine } from '../formats/csv.ts';

/** What stands for a column that a sheet does not have; empty where nothing does. */
export interface SheetDefaults {
  place: string;
  period: string;
  /** Whether columns of an indicator sheet that nothing is read of are passed over; otherwise they are handed on. */
  passOver?: boolean;
  /** Whether somebody has said that a travel without % beside a share is one of percentage points. */
  points?: boolean;
  /** Told of each travel that no figure can be worked out of. */
  onTravelLeftOut?: (travel: TravelLeftOut) => void;
}

/** A travel that no figure of the period before can be worked out of, with its row as a spreadsheet counts it. */
export interface TravelLeftOut {
  row: number;
  text: string;
  /** Whether a figure could be worked out, were it one of percentage points. */
  mayBePoints: boolean;
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
  'local figure': 'actual',
  'cluster top quartile': 'top quartile',
  'top quartile of the cluster': 'top quartile',
  'top quartile range': 'top quartile',
  england: 'national',
  'england average': 'national',
  'national average': 'national',
  'direction of travel': TRAVEL,
  'travel since the quarter before': TRAVEL,
};
/** What the source of a share adds: 10% of a share could be meant otherwise. */
const AS_POINTS = ', taken as percentage points';

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
  const isLeftOut = (head: string, at: number) =>
    head !== '' && (!isRead(head) || (head === TRAVEL && heading.indexOf(head) !== at));
  return cells.filter((_, i) => isLeftOut(heading[i] ?? '', i)).map((cell) => cell.trim());
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
    for (const cells of plan.rowsOf(line.cells, line.row)) yield { ...line, cells };
  }
}

/** How the rows under a heading are to be turned; null where they are right as they are. */
function planOf(
  heading: readonly string[],
  { place, period, passOver = false, points = false, onTravelLeftOut }: SheetDefaults,
) {
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
    rowsOf: (cells: readonly string[], row: number): string[][] => {
      const shared = [
        ...others.map(({ at }) => cells[at] ?? ''),
        ...added.map(({ text }) => text),
        ...source.map(() => ''),
      ];
      const travel = (cells[heading.indexOf(TRAVEL)] ?? '').trim();
      const at = parsePeriod(shared[named.indexOf('period')] ?? '');
      const before = (isPoints: boolean) =>
        at && figureBefore(cells[heading.indexOf('actual')] ?? '', travel, at, isPoints);
      const earlier = before(points);
      // Without a period the whole row is refused.
      if (at && !earlier && !NO_TRAVEL.test(travel)) {
        onTravelLeftOut?.({ row, text: travel, mayBePoints: before(true) !== null });
      }
      return [
        ...heading.flatMap((head, i) =>
          isKind(head) && cells[i]?.trim() ? [[...shared, head, cells[i]]] : [],
        ),
        ...(earlier
          ? [
              [
                ...named.map((head, i) =>
                  head === 'period' ? earlier.period : head === 'source' ? earlier.source : (shared[i] ?? ''),
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

const NUMBER = String.raw`(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?`;
const STEP = new RegExp(`^([-−–+]?)\\s?(${NUMBER})\\s?(%|(?:percentage |% ?)?points?|pp)?$`);
const FIGURE = new RegExp(`^([-−–]?)(${NUMBER})\\s?(%?)$`);
/** A cell that says that there is no travel. */
const NO_TRAVEL = /^[-−–—]?$/;

/**
 * The figure before one that travelled so far. Both are written as shares, or neither: "+10%" of a count of people may be
 * a tenth of it, and a step without % beside a share may be points or not.
 *
 * @param isPoints - whether a step without % beside a share is known to be points
 * @returns null where either is no plain number, they are not written alike, no period comes before, or the figure could
 *   not be
 */
function figureBefore(figure: string, travel: string, at: Period, isPoints: boolean) {
  const [now, step, earlier] = [FIGURE.exec(figure.trim()), STEP.exec(travel), periodBefore(at)];
  if (!now || !step || !earlier) return null;
  const isShare = now[3] === '%';
  const isStepOfShare = step[3] !== undefined || (isPoints && isShare);
  if (isShare !== isStepOfShare) return null;
  const numberOf = (sign = '', digits = '') =>
    Number(digits.replaceAll(',', '')) * (/[-−–]/.test(sign) ? -1 : 1);
  const decimals = Math.max(...[now[2], step[2]].map((digits = '') => digits.split('.')[1]?.length ?? 0));
  const value = rounded(numberOf(now[1], now[2]) - numberOf(step[1], step[2]), decimals);
  if (value < 0 || (isShare && value > 100)) return null;
  return {
    period: periodLabel(earlier),
    figure: `${value.toFixed(decimals)}${now[3]}`,
    source: `${WORKED_OUT}${isShare ? AS_POINTS : ''}`,
  };
}
