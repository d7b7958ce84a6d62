// What follows of hidden units from sums along lines that are shown, by adding lines and taking them from one another.

/** A line, or what is left of several: how often it takes each unit, and how often each line was taken for it. */
interface Row {
  units: Float64Array;
  lines: Float64Array;
}

/** A set of units of which the sum follows, by their positions. */
export interface KnownSum {
  units: number[];
  /** How often each line is taken for it. */
  lines: Float64Array;
}

/** Sums of more rows than this, each with a unit in common with another, are not gone through. */
const MOST_ROWS = 14;
/** No number that comes up is nearer to a whole one without being it. */
const TINY = 1e-7;
const isNothing = (value: number) => Math.abs(value) < TINY;

/** What can be worked out from some lines, each a choice of units that are not known. */
export class KnownSums {
  readonly #rows: Row[] = [];
  /** Ways to take lines so that nothing is left. */
  readonly #nothings: Float64Array[] = [];
  readonly #units: number;

  /** @param lines - by line and unit, 1 where the unit is on the line */
  constructor(lines: readonly (readonly number[])[]) {
    this.#units = lines[0]?.length ?? 0;
    lines.forEach((line, l) => {
      const row: Row = { units: Float64Array.from(line), lines: new Float64Array(lines.length) };
      row.lines[l] = 1;
      this.#add(row);
    });
  }

  /** Keeps the rows in reduced echelon form: each has a unit to itself, which it takes once. */
  #add(row: Row): void {
    for (const other of this.#rows) take(row, row.units[pivotOf(other)] ?? 0, other);
    const pivot = pivotOf(row);
    if (pivot === -1) {
      this.#nothings.push(row.lines);
      return;
    }
    const times = row.units[pivot] ?? 1;
    for (const part of [row.units, row.lines]) part.forEach((value, i) => (part[i] = value / times));
    for (const other of this.#rows) take(other, other.units[pivot] ?? 0, row);
    this.#rows.push(row);
    this.#rows.sort((a, b) => pivotOf(a) - pivotOf(b));
  }

  /**
   * The sets of units that follow and of which the sum is wanted; but for those that are made of two others that have
   * nothing to do with each other.
   *
   * @param cells - what is counted of each unit
   * @param isWanted - asked about a sum part by part, and of how many units it is
   * @returns null where there are too many to go through
   */
  sets(
    cells: readonly (readonly number[])[],
    isWanted: (sum: readonly number[], units: number) => boolean,
  ): KnownSum[] | null {
    const found: KnownSum[] = [];
    const parts = cells[0]?.length ?? 0;
    for (const rows of this.#apart()) {
      if (rows.length > MOST_ROWS) return null;
      const sums = rows.map(({ units }) => {
        const sum = Array.from({ length: parts + 1 }, () => 0);
        units.forEach((times, u) => {
          for (let p = 0; p < parts; p += 1) sum[p] = (sum[p] ?? 0) + times * (cells[u]?.[p] ?? 0);
          sum[parts] = (sum[parts] ?? 0) + times;
        });
        return sum;
      });
      for (let choice = 1; choice < 2 ** rows.length; choice += 1) {
        const sum = Array.from({ length: parts + 1 }, () => 0);
        for (let r = 0; r < rows.length; r += 1) {
          if (((choice >> r) & 1) === 0) continue;
          for (let p = 0; p <= parts; p += 1) sum[p] = (sum[p] ?? 0) + (sums[r]?.[p] ?? 0);
        }
        const units = sum.pop() ?? 0;
        // With less than nothing in it, it is no sum of units that are each taken once or not at all.
        if (units < 1 - TINY || sum.some((part) => part < -TINY)) continue;
        const whole = sum.map((part) => Math.round(part));
        if (!isWanted(whole, Math.round(units))) continue;
        const set = this.#setOf(rows.filter((_, r) => (choice >> r) & 1));
        if (set) found.push(set);
      }
    }
    return found;
  }

  #setOf(rows: Row[]): KnownSum | null {
    const all: Row = {
      units: new Float64Array(this.#units),
      lines: new Float64Array(rows[0]?.lines.length ?? 0),
    };
    for (const row of rows) take(all, -1, row);
    const units: number[] = [];
    for (const [u, times] of all.units.entries()) {
      if (isNothing(times - 1)) units.push(u);
      else if (!isNothing(times)) return null;
    }
    return { units, lines: all.lines };
  }

  /** Rows by what hangs together: two are together where both take a unit. */
  #apart(): Row[][] {
    let parts: Row[][] = [];
    for (const row of this.#rows) {
      const joined = parts.filter((part) =>
        part.some(({ units }) =>
          units.some((times, u) => !isNothing(times) && !isNothing(row.units[u] ?? 0)),
        ),
      );
      parts = [...parts.filter((part) => !joined.includes(part)), [...joined.flat(), row]];
    }
    return parts;
  }

  /**
   * What has to be 0 for a set to follow still when more is hidden: a row of numbers, and one for each way to take nothing.
   *
   * @param onLines - how often what is hidden is on each line: a unit on those that take it; a line on itself
   */
  nothingsOn(onLines: readonly number[]): number[] {
    return this.#nothings.map((lines) => product(lines, onLines));
  }
}

/** Of something that could be hidden: on which lines it is, and what the ways to take nothing make of it. */
export interface Hideable {
  onLines: readonly number[];
  nothings: readonly number[];
}

/** Whether a set follows still when one or two more are hidden: whether lines can be taken for it that leave these out. */
export function stillFollows(set: KnownSum, [one, two]: readonly [Hideable, Hideable?]): boolean {
  const first = product(set.lines, one.onLines);
  const at = one.nothings.findIndex((value) => !isNothing(value));
  if (at === -1 && !isNothing(first)) return false;
  if (!two) return true;
  const second = product(set.lines, two.onLines);
  if (at === -1) return isNothing(second) || two.nothings.some((value) => !isNothing(value));
  const factor = (two.nothings[at] ?? 0) / (one.nothings[at] ?? 1);
  return (
    isNothing(second - factor * first) ||
    two.nothings.some((value, k) => !isNothing(value - factor * (one.nothings[k] ?? 0)))
  );
}

function product(a: Float64Array, b: readonly number[]): number {
  let sum = 0;
  for (let i = 0; i < b.length; i += 1) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

/** Takes a row from another so many times. */
function take(from: Row, often: number, row: Row): void {
  if (isNothing(often)) return;
  for (let u = 0; u < row.units.length; u += 1)
    from.units[u] = (from.units[u] ?? 0) - often * (row.units[u] ?? 0);
  for (let l = 0; l < row.lines.length; l += 1)
    from.lines[l] = (from.lines[l] ?? 0) - often * (row.lines[l] ?? 0);
}

const pivotOf = ({ units }: Row): number => units.findIndex((value) => !isNothing(value));
