/**
 * What is counted of one unit: yes and no of a check, or its files alone. A unit is shown or hidden as a whole, so its
 * parts are never looked at apart.
 */
export type Cell = readonly number[];

/** Nothing was counted, so there is nobody of whom a figure could tell. */
export const isEmpty = (cell: Cell): boolean => cell.every((part) => part === 0);

/** Whether a part of what was counted is below the threshold, zero included. */
export const isSmallCell = (cell: Cell, threshold: number): boolean =>
  !isEmpty(cell) && cell.some((part) => part < threshold);

/** Which cell is hidden sooner where one has to be: the one with the smallest part, then the smallest. */
export const bySize = (a: Cell, b: Cell): number => Math.min(...a) - Math.min(...b) || total(a) - total(b);

/** Cells added up part by part; one empty part where there are none. */
export function sumOf(cells: readonly Cell[]): Cell {
  const [first = [0], ...others] = cells;
  return first.map((part, p) => others.reduce((sum, cell) => sum + (cell[p] ?? 0), part));
}

/** What is hidden of the units that make up a whole, and whether the whole is. */
export interface LineMask {
  cells: boolean[];
  total: boolean;
}

/**
 * Decides which units may be shown side by side with their total.
 *
 * Primary masking hides small cells, secondary masking then the next smallest, until what is hidden, worked out as
 * total minus what is shown, is at least two cells and not small itself. Where the total is small all of it is hidden.
 * Empty cells are shown, unless nothing else is left to hide a cell behind.
 *
 * @param forced - cells that have to be hidden for another reason
 * @param known - empty cells that cannot be hidden, because their unit is known to be without files
 */
export function maskLine(
  cells: readonly Cell[],
  threshold: number,
  forced: readonly boolean[] = [],
  known: readonly boolean[] = [],
): LineMask {
  const whole = sumOf(cells);
  const hidden = cells.map((cell, i) => forced[i] === true || isSmallCell(cell, threshold));
  if (isSmallCell(whole, threshold)) {
    return { cells: cells.map((cell, i) => hidden[i] === true || !isEmpty(cell)), total: true };
  }
  const next = cells
    .map((cell, i) => ({ cell, i }))
    .toSorted((a, b) => Number(isEmpty(a.cell)) - Number(isEmpty(b.cell)) || bySize(a.cell, b.cell));
  for (;;) {
    const behind = cells.filter((cell, i) => hidden[i] && !isEmpty(cell));
    if (behind.length === 0) break;
    if (behind.length > 1 && !isSmallCell(sumOf(behind), threshold)) break;
    const found = next.find(({ i, cell }) => !hidden[i] && !(isEmpty(cell) && known[i] === true));
    if (!found) break;
    hidden[found.i] = true;
    if (isEmpty(found.cell)) break;
  }
  return { cells: hidden, total: false };
}

/**
 * Decides which unions of units, such as the groups of one provider, may be shown beside them and their total. Unions
 * may overlap. The largest come first; one is hidden when with it a hidden unit, or a small sum of some, would follow.
 *
 * @param mask - what is hidden of the units and of their total
 * @param unions - the positions of the units of each
 * @returns true where the union is hidden
 */
export function maskUnions(
  cells: readonly Cell[],
  mask: LineMask,
  unions: readonly (readonly number[])[],
  threshold: number,
): boolean[] {
  const hidden = cells.flatMap((cell, i) => (mask.cells[i] && !isEmpty(cell) ? [i] : []));
  const hiddenCells = hidden.map((i) => cells[i] ?? []);
  const shown: number[][] = mask.total ? [] : [hidden.map(() => 1)];
  const wholes = unions.map((union) => sumOf(union.map((i) => cells[i] ?? [])));
  const result = unions.map(() => false);
  const order = unions.map((_, u) => u).toSorted((a, b) => bySize(wholes[b] ?? [], wholes[a] ?? []));
  for (const u of order) {
    const line = hidden.map((i) => (unions[u]?.includes(i) ? 1 : 0));
    // Added up from what is shown.
    if (!line.includes(1)) continue;
    if (!isSmallCell(wholes[u] ?? [], threshold) && isSafe(hiddenCells, [...shown, line], threshold)) {
      shown.push(line);
    } else result[u] = true;
  }
  return result;
}

/** Sums that follow from more lines than this are not gone through; the last line is then hidden. */
const MOST_LINES = 8;

/** Whether neither a hidden cell nor a small sum of some follows from the sums along these lines. */
function isSafe(cells: readonly Cell[], lines: readonly (readonly number[])[], threshold: number): boolean {
  const basis = reduced(lines);
  if (basis.length > MOST_LINES) return false;
  for (let choice = 1; choice < 2 ** basis.length; choice += 1) {
    const sum = cells.map((_, c) =>
      basis.reduce((s, row, b) => ((choice >> b) & 1 ? (s + (row[c] ?? 0)) % PRIME : s), 0),
    );
    // Only a sum of cells, each taken once or not at all, is a count of files.
    if (sum.some((times) => times > 1)) continue;
    const union = cells.filter((_, c) => sum[c] === 1);
    if (union.length < 2 || isSmallCell(sumOf(union), threshold)) return false;
  }
  const columns = cells.map((_, c) => lines.map((line) => line[c] ?? 0));
  const trials = { left: MOST_TRIALS };
  return cells.every((_, c) => couldDiffer(cells, columns, c, trials));
}

/** Exchanges of more answers than this are not looked for. */
const MOST_STEPS = 3;
/** Nor more of them than this for a line: what cannot be shown to be safe in this time is hidden. */
const MOST_TRIALS = 20_000;

/**
 * Whether a cell of yes and no could be another one with the same sums along all lines: one answer turned over there,
 * and at most three elsewhere, of answers that exist.
 */
function couldDiffer(
  cells: readonly Cell[],
  columns: readonly (readonly number[])[],
  start: number,
  trials: { left: number },
): boolean {
  const used = cells.map(() => 0);
  const step = (c: number, sign: 1 | -1, state: readonly number[]) =>
    state.map((value, line) => value + sign * (columns[c]?.[line] ?? 0));
  const reach = (state: readonly number[], left: number): boolean => {
    if (state.every((value) => value === 0)) return true;
    if (left === 0 || trials.left <= 0) return false;
    trials.left -= cells.length;
    return cells.some((cell, c) => {
      if (c === start) return false;
      return ([1, -1] as const).some((sign) => {
        const before = used[c] ?? 0;
        const after = before + sign;
        // Upwards a no becomes a yes, downwards a yes a no.
        if (after * sign <= 0 || Math.abs(after) > (cell[sign === 1 ? 1 : 0] ?? 0)) return false;
        used[c] = after;
        const found = reach(step(c, sign, state), left - 1);
        used[c] = before;
        return found;
      });
    });
  };
  const zero = columns[start]?.map(() => 0) ?? [];
  return ([1, -1] as const).some(
    (sign) => (cells[start]?.[sign === 1 ? 1 : 0] ?? 0) > 0 && reach(step(start, sign, zero), MOST_STEPS),
  );
}

// Products of two numbers below it are exact. A sum that is 0 by accident would hide too much, never too little.
const PRIME = 67_108_859;

/** The rows of a matrix in reduced echelon form, modulo a prime, without those of zeros. */
function reduced(matrix: readonly (readonly number[])[]): number[][] {
  const rows = matrix.map((row) => [...row]);
  const width = rows[0]?.length ?? 0;
  let rank = 0;
  for (let column = 0; column < width && rank < rows.length; column += 1) {
    const at = rows.findIndex((row, r) => r >= rank && row[column] !== 0);
    const pivot = rows[at];
    if (!pivot) continue;
    [rows[at], rows[rank]] = [rows[rank] ?? [], pivot];
    const factor = inverse(pivot[column] ?? 1);
    pivot.forEach((value, c) => (pivot[c] = (value * factor) % PRIME));
    rows.forEach((row, r) => {
      const times = row[column] ?? 0;
      if (r === rank || times === 0) return;
      row.forEach((value, c) => (row[c] = (value + (PRIME - times) * (pivot[c] ?? 0)) % PRIME));
    });
    rank += 1;
  }
  return rows.slice(0, rank);
}

/** The inverse modulo the prime, by Fermat. */
function inverse(value: number): number {
  let result = 1;
  let power = value;
  for (let exponent = PRIME - 2; exponent > 0; exponent = Math.floor(exponent / 2)) {
    if (exponent % 2 === 1) result = (result * power) % PRIME;
    power = (power * power) % PRIME;
  }
  return result;
}

const total = (cell: Cell): number => cell.reduce((sum, part) => sum + part, 0);
