import { createRequire } from 'node:module';

/**
 * One figure of an audit by group, as an integer program sees it: what each group counts, and which groups each
 * provider's figure adds up. The figure of the whole audit is shown.
 */
export interface Line {
  /** By group yes and no; or by group the number of files alone, where that decides. */
  cells: readonly (readonly number[])[];
  /** The positions of the groups of each provider; groups may be of several. */
  unions: readonly (readonly number[])[];
}

/** A count may not be known to this nearness: its least and most are at least so far apart. */
const WIDTH = 2;

// Its types are those of a module for require, in which the function is called default.
const { default: loadHighs } = createRequire(import.meta.url)('highs') as typeof import('highs');

type Solver = Awaited<ReturnType<typeof loadHighs>>;
let solver: Promise<Solver> | undefined;

/**
 * The fewest figures of groups and providers that have to be hidden, beside those that are small themselves, by an
 * integer program written from what has to hold and not from how the program does it:
 *
 * - each small figure is hidden,
 * - no set of groups of which the figure follows by adding and taking away what is shown is small,
 * - by counts, the yes of each hidden figure could be two other numbers than it is, or one two apart, as far as the
 *   figure of the whole audit alone leaves it open. Other numbers need not be whole here, so that the optimum is never
 *   set too high.
 *
 * @returns how many, and how many are small themselves
 */
export async function leastHidden(
  line: Line,
  threshold: number,
): Promise<{ small: number; more: number; hidden: boolean[] }> {
  const figures = figuresOf(line);
  const sums = figures.map((of) => sumOf(line, of));
  const isSmall = sums.map((sum) => smallSum(sum, threshold));
  const isNothing = sums.map((sum) => sum.every((part) => part === 0));
  const small = isSmall.filter(Boolean).length;
  const fixed = figures.flatMap((_, f) => {
    if (isSmall[f]) return [`h${f} = 1`];
    return isNothing[f] ? [`h${f} = 0`] : [];
  });
  const cuts: number[][] = [];
  const open = new Set<number>();
  const highs = await (solver ??= loadHighs());
  // What has to hold is put in as it is found not to: of most figures it does by itself.
  for (;;) {
    const text = programOf(line, figures, { fixed, open, cuts });
    const result = highs.solve(text, { output_flag: false });
    if (result.Status !== 'Optimal') throw new Error(`${result.Status}: ${text}`);
    const columns: Record<string, { Primal?: number }> = result.Columns;
    const hidden = figures.map((_, f) => (columns[`h${f}`]?.Primal ?? 0) > 0.5);
    const found = tellingSums(line, figures, hidden, threshold);
    cuts.push(...found);
    if (found.length > 0) continue;
    const tight = await tightFigures(line, figures, hidden);
    if (tight.length === 0) return { small, more: hidden.filter(Boolean).length - small, hidden };
    for (const f of tight) open.add(f);
  }
}

/**
 * Whether what is hidden of a line is what has to be, by the same program: small figures are hidden, none follows, and
 * no yes is known to be one of two neighbours.
 */
export async function isProtected(
  line: Line,
  hidden: readonly boolean[],
  threshold: number,
): Promise<boolean> {
  const figures = figuresOf(line);
  const sums = figures.map((of) => sumOf(line, of));
  if (sums.some((sum, f) => smallSum(sum, threshold) && !hidden[f])) return false;
  if (tellingSums(line, figures, hidden, threshold).length > 0) return false;
  return (await tightFigures(line, figures, hidden)).length === 0;
}

/** The hidden figures of which the yes is known too nearly, each by a program of its own. */
async function tightFigures(line: Line, figures: number[][], hidden: readonly boolean[]): Promise<number[]> {
  const highs = await (solver ??= loadHighs());
  const fixed = figures.map((_, f) => `h${f} = ${Number(hidden[f] === true)}`);
  return figures.flatMap((_, f) => {
    if (!hidden[f]) return [];
    const text = programOf(line, figures, { fixed, open: new Set([f]), cuts: [] });
    return highs.solve(text, { output_flag: false }).Status === 'Optimal' ? [] : [f];
  });
}

const figuresOf = ({ cells, unions }: Line): number[][] => [
  ...cells.map((_, i) => [i]),
  ...unions.map((union) => [...union]),
];

/** Whether a sum of something is small, by the smallest of its parts. */
export const smallSum = (sum: readonly number[], threshold: number): boolean =>
  sum.some((part) => part > 0) && sum.some((part) => part < threshold);

const sumOf = ({ cells }: Line, groups: readonly number[]): number[] =>
  (cells[0] ?? []).map((_, part) => groups.reduce((sum, i) => sum + (cells[i]?.[part] ?? 0), 0));

function programOf(
  line: Line,
  figures: number[][],
  { fixed, open, cuts }: { fixed: string[]; open: ReadonlySet<number>; cuts: number[][] },
): string {
  const rows: string[] = [];
  const bounds: string[] = [];
  for (const cut of cuts) rows.push(`${cut.map((f) => `h${f}`).join(' + ')} >= 1`);
  if ((line.cells[0]?.length ?? 0) > 1) {
    for (const f of open) rows.push(...apart(line, figures, { of: figures[f] ?? [], f, bounds }));
  }
  return [
    'Minimize',
    ` obj: ${figures.map((_, f) => `h${f}`).join(' + ')}`,
    'Subject To',
    ...[...fixed, ...rows].map((row, r) => ` r${r}: ${row}`),
    'Bounds',
    ...bounds.map((bound) => ` ${bound}`),
    'Binaries',
    ` ${figures.map((_, f) => `h${f}`).join(' ')}`,
    'End',
  ].join('\n');
}

/** That a hidden figure could be two numbers that are so far apart: two changes of all groups that nobody could see. */
function apart(
  line: Line,
  figures: number[][],
  { of, f, bounds }: { of: number[]; f: number; bounds: string[] },
): string[] {
  const yes = (i: number) => line.cells[i]?.[0] ?? 0;
  const no = (i: number) => line.cells[i]?.[1] ?? 0;
  const all = line.cells.map((_, i) => i);
  const total = (which: (i: number) => number, groups: number[]) => groups.reduce((s, i) => s + which(i), 0);
  const others = all.filter((i) => !of.includes(i));
  const most = Math.min(total(no, of), total(yes, others));
  const least = Math.min(total(yes, of), total(no, others));
  const width = Math.min(WIDTH, most + least);
  if (width === 0) return [];
  const rows: string[] = [];
  for (const way of ['a', 'b']) {
    const name = (i: number) => `${way}${f}_${i}`;
    rows.push(`${all.map(name).join(' + ')} = 0`);
    for (const i of all) bounds.push(`-${yes(i)} <= ${name(i)} <= ${no(i)}`);
    figures.forEach((groups, g) => {
      const sum = groups.map(name).join(' + ');
      rows.push(`${sum} - ${total(no, groups)} h${g} <= 0`, `${sum} + ${total(yes, groups)} h${g} >= 0`);
    });
  }
  const minus = of.map((i) => `- b${f}_${i}`).join(' ');
  rows.push(`${of.map((i) => `a${f}_${i}`).join(' + ')} ${minus} - ${width} h${f} >= 0`);
  return rows;
}

/**
 * Sets of groups of which the figure is small and follows from what is shown, each as the figures from which it follows:
 * one of them has to be hidden.
 */
function tellingSums(
  line: Line,
  figures: number[][],
  hidden: readonly boolean[],
  threshold: number,
): number[][] {
  const groups = line.cells.length;
  const shown = figures.flatMap((of, f) => (hidden[f] ? [] : [{ f, row: indicator(groups, of) }]));
  const rows = [
    { f: -1, row: Array.from({ length: groups }, () => 1) },
    ...shown,
    // Where nothing is applicable is known.
    ...line.cells.flatMap((cell, i) =>
      cell.every((part) => part === 0) ? [{ f: -1, row: indicator(groups, [i]) }] : [],
    ),
  ];
  const basis = echelon(rows);
  const found: number[][] = [];
  for (let set = 1; set < 2 ** groups; set += 1) {
    const of = line.cells.flatMap((_, i) => ((set >> i) & 1 ? [i] : []));
    if (!smallSum(sumOf(line, of), threshold)) continue;
    const from = expressed(basis, indicator(groups, of));
    if (from && from.some((f) => f >= 0)) found.push(from.filter((f) => f >= 0));
  }
  const shortest = found.toSorted((a, b) => a.length - b.length);
  return [...new Map(shortest.map((cut) => [cut.join(), cut])).values()].slice(0, 12);
}

const indicator = (length: number, of: readonly number[]): number[] =>
  Array.from({ length }, (_, i) => Number(of.includes(i)));

/** A row, and from how many times which figures it is made. */
interface Made {
  row: number[];
  from: Map<number, number>;
  pivot: number;
}

const TINY = 1e-9;

function echelon(rows: { f: number; row: number[] }[]): Made[] {
  const basis: Made[] = [];
  rows.forEach(({ f, row }, at) => {
    // What is known without any figure is told apart by its place.
    const made = reduce(basis, { row, from: new Map([[f >= 0 ? f : -1 - at, 1]]), pivot: -1 });
    if (made.pivot !== -1) basis.push(made);
  });
  return basis;
}

function reduce(basis: Made[], start: Omit<Made, 'pivot'> & { pivot: number }): Made {
  const row = [...start.row];
  const from = new Map(start.from);
  for (const by of basis) {
    const times = (row[by.pivot] ?? 0) / (by.row[by.pivot] ?? 1);
    if (Math.abs(times) < TINY) continue;
    by.row.forEach((value, i) => (row[i] = (row[i] ?? 0) - times * value));
    for (const [f, t] of by.from) from.set(f, (from.get(f) ?? 0) - times * t);
  }
  return { row, from, pivot: row.findIndex((value) => Math.abs(value) > TINY) };
}

/** From which figures a set follows, or null where it does not. */
function expressed(basis: Made[], row: number[]): number[] | null {
  const { from, pivot } = reduce(basis, { row, from: new Map(), pivot: -1 });
  if (pivot !== -1) return null;
  return [...from].flatMap(([f, times]) => (Math.abs(times) > TINY ? [f] : []));
}
