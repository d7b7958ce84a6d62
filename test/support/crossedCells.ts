import { createRequire } from 'node:module';
import { smallSum } from './leastHidden.ts';

/** Units of two fields at once, as a linear program sees them. */
export interface CrossedCells {
  /** By row and column yes and no; or the number of files, of which none is as telling as few. */
  cells: readonly (readonly (readonly number[])[])[];
  /** Which rows and columns are not shown by themselves. */
  rows: readonly boolean[];
  columns: readonly boolean[];
  total: boolean;
  /** Cells that are hidden for another reason. */
  forced: readonly (readonly boolean[])[];
  ofFiles: boolean;
}

/** A count may not be known to this nearness, as far as the sums that are shown leave it open. */
const WIDTH = 2;
/** More files than any audit here has. */
const MANY = 10_000;

const { default: loadHighs } = createRequire(import.meta.url)('highs') as typeof import('highs');
type Solver = Awaited<ReturnType<typeof loadHighs>>;
let solver: Promise<Solver> | undefined;

interface Spot {
  row: number;
  column: number;
  cell: readonly number[];
  /** Nothing can be told of it. */
  isNothing: boolean;
  isGiven: boolean;
  name: string;
}

/** The hidden cells that are known too nearly, or of which a small sum is left over. */
export async function tellingCells(
  crossing: CrossedCells,
  mask: readonly (readonly boolean[])[],
  threshold: number,
): Promise<string[]> {
  const spots = spotsOf(crossing, threshold);
  const hidden = spots.filter(({ row, column }) => mask[row]?.[column]);
  const lines = tellingLines(crossing, spots, hidden, threshold);
  const tight = await tightCells(crossing, spots, hidden);
  return [...lines, ...tight.map(({ spot, width }) => `${spot.name} not ${width} apart`)];
}

function spotsOf({ cells, rows, columns, forced, ofFiles }: CrossedCells, threshold: number): Spot[] {
  const isNone = (of: readonly (readonly number[])[]) => of.every((cell) => cell.every((part) => part === 0));
  return cells.flatMap((line, row) =>
    line.flatMap((cell, column): Spot[] => {
      const across = cells.map((other) => other[column] ?? []);
      // Of a sum that is shown as nothing everything is known.
      if ((isNone(line) && !rows[row]) || (isNone(across) && !columns[column])) return [];
      const isEmpty = cell.every((part) => part === 0);
      const isGiven = forced[row]?.[column] === true || smallSum(cell, threshold) || (ofFiles && isEmpty);
      return [{ row, column, cell, isNothing: isEmpty && !ofFiles, isGiven, name: `${row}_${column}` }];
    }),
  );
}

const linesOf = ({ rows, columns }: CrossedCells, spots: Spot[]): { isShown: boolean; spots: Spot[] }[] => [
  ...rows.map((suppressed, r) => ({ isShown: !suppressed, spots: spots.filter(({ row }) => row === r) })),
  ...columns.map((suppressed, c) => ({
    isShown: !suppressed,
    spots: spots.filter(({ column }) => column === c),
  })),
];

function tellingLines(crossing: CrossedCells, all: Spot[], hidden: Spot[], threshold: number): string[] {
  return linesOf(crossing, all).flatMap(({ isShown, spots }) => {
    const own = spots.filter((spot) => hidden.includes(spot) && !spot.isNothing);
    if (!isShown || own.length === 0) return [];
    const sum = (own[0]?.cell ?? []).map((_, part) =>
      own.reduce((total, { cell }) => total + (cell[part] ?? 0), 0),
    );
    const isTelling =
      own.length === 1 || smallSum(sum, threshold) || (crossing.ofFiles && sum.every((part) => part === 0));
    const others = spots.filter((spot) => !hidden.includes(spot) && !spot.isNothing);
    return isTelling && others.length > 0 ? [`${others.map(({ name }) => `h${name}`).join(' + ')} >= 1`] : [];
  });
}

/** By which numbers a cell could change: down, and up; where its number of files is hidden as well, nothing holds it. */
const roomOf = ({ row, column, cell: [yes = 0, no = 0] }: Spot, { ofFiles, forced }: CrossedCells) => ({
  down: yes,
  up: ofFiles || forced[row]?.[column] === true ? MANY : no,
});

/** The conditions of one change that nobody could see who knows the sums that are shown. */
function changeOf(crossing: CrossedCells, spots: Spot[], way: string): string[] {
  const sum = (of: Spot[]) => of.map(({ name }) => `${way}${name}`).join(' + ');
  const rows = linesOf(crossing, spots).flatMap(({ isShown, spots: own }) =>
    isShown && own.length > 0 ? [`${sum(own)} = 0`] : [],
  );
  return crossing.total ? rows : [...rows, `${sum(spots)} = 0`];
}

async function tightCells(
  crossing: CrossedCells,
  spots: Spot[],
  hidden: Spot[],
): Promise<{ spot: Spot; width: number }[]> {
  const highs = await (solver ??= loadHighs());
  const widthOf = (spot: Spot, free: readonly Spot[]) => {
    const [most, least] = ['Maximize', 'Minimize'].map((goal) => {
      const bounds = spots.map((of) => {
        const { down, up } = free.includes(of) ? roomOf(of, crossing) : { down: 0, up: 0 };
        return `-${down} <= a${of.name} <= ${up}`;
      });
      const text = `${goal}\n obj: a${spot.name}\nSubject To\n${changeOf(crossing, spots, 'a')
        .map((row, r) => ` r${r}: ${row}`)
        .join('\n')}\nBounds\n${bounds.join('\n')}\nEnd`;
      const result = highs.solve(text, { output_flag: false });
      if (result.Status !== 'Optimal') throw new Error(`${result.Status}: ${text}`);
      return result.ObjectiveValue;
    });
    return (most ?? 0) - (least ?? 0);
  };
  return hidden.flatMap((spot) => {
    if (spot.isNothing) return [];
    const width = widthOf(spot, hidden);
    if (width >= WIDTH - TINY) return [];
    const wanted = Math.min(WIDTH, widthOf(spot, spots));
    return width < wanted - TINY ? [{ spot, width: wanted }] : [];
  });
}

const TINY = 1e-6;
