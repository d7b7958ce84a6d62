import { bridgesOf, partsOf, pathOf } from './network.ts';
import type { Edge } from './network.ts';
import { isEmpty, isSmallCell, sumOf } from './suppression.ts';
import type { Cell } from './suppression.ts';

/** A row or column of a crossing as it is known from the table by that one field. */
export interface Margin {
  /** Not shown there. */
  suppressed: boolean;
  /** Shown there as nothing, so that all of its cells are known to be nothing. */
  nothing: boolean;
}

/** The units of two fields at once, with what is known of each field by itself. */
interface Crossing {
  /** By row and column; all of files, or all of yes and no. */
  cells: readonly (readonly Cell[])[];
  rows: readonly Margin[];
  columns: readonly Margin[];
  totalSuppressed: boolean;
  /** Cells of figures that have to be hidden because their number of files is. */
  forced: readonly (readonly boolean[])[];
  /** Whether cells are of files; then an empty one tells as much as a small one. */
  ofFiles: boolean;
  /**
   * By row and column, which cells are hidden sooner where more have to be, those with the lower number first: something
   * that every reader sees, or the choice would tell of what was chosen.
   */
  order: readonly (readonly number[])[];
}

/**
 * Decides which units of two fields at once may be shown beside those of each field by itself.
 *
 * Small cells are hidden first. More follow, in an order that every reader knows, until
 * - what is hidden of a row or column whose sum is shown is two cells at least, and not small together,
 * - each hidden cell lies on a ring of hidden cells, so that it does not follow from the sums of all rows and columns,
 *   be they shown or not,
 * - suppressed rows hang together by hidden cells, and so do suppressed columns, so that nothing becomes known of these sums
 *   that the tables by one field do not show,
 * - each hidden cell could be two other whole numbers that are not negative, or one that is two away, where the sums that are
 *   shown leave it so many.
 *
 * Where all is hidden there is nothing left to do: only the tables by one field speak then.
 *
 * @returns true where the cell is hidden
 * @see Gusfield, A graph theoretic approach to statistical data security, SIAM J Comput 1988; 17: 552-571
 */
export function maskCrossing(crossing: Crossing, threshold: number): boolean[][] {
  const grid = new Grid(crossing, threshold);
  if (grid.isLine) grid.hideLikeMargins();
  else while (grid.fillLines() || grid.joinMargins() || grid.closeRings() || grid.loosen());
  return grid.hidden();
}

/** So far apart are the numbers that a hidden one could be. */
const APART = 2;

/** What is asked of a network of hidden cells: by how many one could be more or less, up to so many. */
interface Flow {
  spot: Place;
  others: readonly Place[];
  more: (at: Place, by: number) => boolean;
  less: (at: Place, by: number) => boolean;
  throughMargins: boolean;
  most: number;
}

/** A cell that is not known beforehand: only such can hide one another. */
interface Place {
  row: number;
  column: number;
  cell: Cell;
  forced: boolean;
  hidden: boolean;
}

class Grid {
  readonly #crossing: Crossing;
  readonly #threshold: number;
  readonly #rows: number[];
  readonly #columns: number[];
  readonly #spots: Place[];
  /** In the order in which more are hidden; cells with nothing of which nothing can be told last. */
  readonly #inOrder: Place[];
  /** Rows, columns, and two nodes that all rows and all columns flow through. */
  readonly #nodes: number;

  constructor(crossing: Crossing, threshold: number) {
    this.#crossing = crossing;
    this.#threshold = threshold;
    const open = (margins: readonly Margin[]) => margins.flatMap((m, i) => (m.nothing ? [] : [i]));
    this.#rows = open(crossing.rows);
    this.#columns = open(crossing.columns);
    this.#nodes = crossing.rows.length + crossing.columns.length + 2;
    this.#spots = this.#rows.flatMap((row) =>
      this.#columns.map((column) => {
        const cell = crossing.cells[row]?.[column] ?? [];
        const forced = crossing.forced[row]?.[column] ?? false;
        const small = isSmallCell(cell, threshold) || (crossing.ofFiles && isEmpty(cell));
        return { row, column, cell, forced, hidden: forced || small };
      }),
    );
    const place = ({ row, column }: Place) => crossing.order[row]?.[column] ?? 0;
    // Whether a figure has anything applicable is shown.
    const isNothing = ({ cell }: Place) => Number(!crossing.ofFiles && isEmpty(cell));
    this.#inOrder = this.#spots.toSorted((a, b) => isNothing(a) - isNothing(b) || place(a) - place(b));
  }

  hidden(): boolean[][] {
    const result = this.#crossing.cells.map((row, r) =>
      row.map((_, c) => this.#crossing.forced[r]?.[c] ?? false),
    );
    for (const { row, column, hidden } of this.#spots) {
      const line = result[row];
      if (line && hidden) line[column] = true;
    }
    return result;
  }

  /** With a single row or column each cell is a sum that stands in the table by one field. */
  get isLine(): boolean {
    return this.#rows.length < 2 || this.#columns.length < 2;
  }

  hideLikeMargins(): void {
    const { rows, columns } = this.#crossing;
    for (const spot of this.#spots) {
      const margin = this.#rows.length < 2 ? columns[spot.column] : rows[spot.row];
      spot.hidden = spot.forced || (margin?.suppressed ?? false);
    }
  }

  // Each of the following hides more where its rule asks for it, and says whether it did.

  fillLines(): boolean {
    const { rows, columns } = this.#crossing;
    let changed = false;
    for (const r of this.#rows) {
      if (!rows[r]?.suppressed) changed = this.#fill(({ row }) => row === r) || changed;
    }
    for (const c of this.#columns) {
      if (!columns[c]?.suppressed) changed = this.#fill(({ column }) => column === c) || changed;
    }
    return changed;
  }

  #fill(isOn: (spot: Place) => boolean): boolean {
    const line = this.#inOrder.filter(isOn);
    let changed = false;
    for (;;) {
      const behind = line.filter((spot) => spot.hidden && this.#tells(spot));
      if (behind.length === 0) return changed;
      const sum = sumOf(behind.map(({ cell }) => cell));
      if (behind.length > 1 && !isEmpty(sum) && !isSmallCell(sum, this.#threshold)) return changed;
      if (!hideFirst(line)) return changed;
      changed = true;
    }
  }

  joinMargins(): boolean {
    const { rows, columns, totalSuppressed } = this.#crossing;
    const suppressedRows = this.#rows.filter((r) => rows[r]?.suppressed);
    const suppressedColumns = this.#columns
      .filter((c) => columns[c]?.suppressed)
      .map((c) => this.#columnNode(c));
    const part = partsOf(this.#nodes, this.#edges().edges);
    const partOf = (node: number) => part[node] ?? -1;
    const sizes = new Map<number, number>();
    for (const p of part) sizes.set(p, (sizes.get(p) ?? 0) + 1);
    for (const nodes of totalSuppressed
      ? [[...suppressedRows, ...suppressedColumns]]
      : [suppressedRows, suppressedColumns]) {
      for (const node of nodes) {
        const own = partOf(node);
        const first = partOf(nodes[0] ?? node);
        // With all of its cells shown it could be added up.
        const alone = sizes.get(own) === 1;
        if (own === first && !alone) continue;
        const joins = (spot: Place) => {
          const ends = [partOf(spot.row), partOf(this.#columnNode(spot.column))];
          return ends.includes(own) && (own === first || ends.includes(first));
        };
        // Two rows with nothing hidden have no cell in common: each is joined to something first.
        const touches = (spot: Place) => spot.row === node || this.#columnNode(spot.column) === node;
        if (hideFirst(this.#inOrder.filter(joins)) || hideFirst(this.#inOrder.filter(touches))) return true;
      }
    }
    return false;
  }

  closeRings(): boolean {
    const { spots, edges } = this.#edges();
    for (const bridge of bridgesOf(this.#nodes, edges)) {
      const spot = spots[bridge];
      if (spot && this.#hideMore(spot)) return true;
    }
    return false;
  }

  loosen(): boolean {
    const isHidden = ({ hidden }: Place) => hidden;
    const tight = this.#spots.find((spot) => {
      if (!spot.hidden || !this.#tells(spot)) return false;
      const room = this.#room(spot, isHidden, APART);
      // Some follow from the tables by one field, whatever is hidden here.
      return room < APART && room < this.#room(spot, () => true, APART);
    });
    return tight !== undefined && this.#hideMore(tight);
  }

  /** Hides the first cell that is shown in the row or column of one, or else of all. */
  #hideMore(spot: Place): boolean {
    return (
      hideFirst(this.#inOrder.filter(({ row, column }) => row === spot.row || column === spot.column)) ||
      hideFirst(this.#inOrder)
    );
  }

  /**
   * How far apart the numbers are that a hidden cell could be if these cells are hidden, as far as it is asked.
   *
   * @param most - from where on it is enough
   */
  #room(spot: Place, hidden: (at: Place) => boolean, most: number): number {
    const others = this.#spots.filter((at) => at !== spot && hidden(at));
    const flow = (part: number, more: (at: Place, by: number) => boolean, throughMargins: boolean) =>
      this.#steps({
        spot,
        others,
        more,
        less: ({ cell }, by) => (cell[part] ?? 0) + by > 0,
        throughMargins,
        most,
      });
    if (this.#crossing.ofFiles) return flow(0, () => true, true);
    // Answers turned over; or files with a yes, and others with a no, that are of other units.
    const turned = flow(0, ({ cell }, by) => (cell[1] ?? 0) > by, true);
    if (turned >= most) return turned;
    const forced = others.filter((at) => at.forced);
    if (!spot.forced || forced.length === 0) return turned;
    const moved = [0, 1].map((part) =>
      this.#steps({
        spot,
        others: forced,
        more: () => true,
        less: ({ cell }, by) => (cell[part] ?? 0) + by > 0,
        throughMargins: false,
        most,
      }),
    );
    return Math.max(turned, Math.min(...moved));
  }

  /**
   * By how many a spot could be more and less, made up for at other hidden cells with all sums that are shown as they are:
   * how often it is on a directed ring of the network in which rows flow into columns.
   *
   * @param more - whether one that has become so many more could be one more still; less: one less
   */
  #steps({ spot, others, more, less, throughMargins, most }: Flow): number {
    const column = this.#columnNode(spot.column);
    let steps = 0;
    for (const up of [true, false]) {
      const changed = new Map<Place, number>();
      const by = (at: Place) => changed.get(at) ?? 0;
      while (steps < most && (up ? more : less)(spot, by(spot))) {
        const byEnds = new Map<number, Place>();
        const links: number[][] = Array.from({ length: this.#nodes }, () => []);
        for (const at of others) {
          const end = this.#columnNode(at.column);
          byEnds.set(at.row * this.#nodes + end, at);
          if (more(at, by(at))) links[at.row]?.push(end);
          if (less(at, by(at))) links[end]?.push(at.row);
        }
        if (throughMargins) this.#linkMargins(links);
        const path = up ? pathOf(links, column, spot.row) : pathOf(links, spot.row, column);
        if (path === null) break;
        changed.set(spot, by(spot) + (up ? 1 : -1));
        path.slice(1).forEach((to, i) => {
          const from = path[i] ?? to;
          const more1 = byEnds.get(from * this.#nodes + to);
          const less1 = byEnds.get(to * this.#nodes + from);
          if (more1) changed.set(more1, by(more1) + 1);
          else if (less1) changed.set(less1, by(less1) - 1);
        });
        steps += 1;
      }
    }
    return steps;
  }

  #linkMargins(links: number[][]): void {
    const { rows, columns, totalSuppressed } = this.#crossing;
    const [allRows, allColumns] = [this.#nodes - 2, this.#nodes - 1];
    const join = (a: number, b: number) => {
      links[a]?.push(b);
      links[b]?.push(a);
    };
    for (const c of this.#columns) if (columns[c]?.suppressed) join(this.#columnNode(c), allColumns);
    for (const r of this.#rows) if (rows[r]?.suppressed) join(allRows, r);
    if (totalSuppressed) join(allRows, allColumns);
  }

  #edges(): { spots: Place[]; edges: Edge[] } {
    const spots = this.#spots.filter(({ hidden }) => hidden);
    return { spots, edges: spots.map(({ row, column }): Edge => [row, this.#columnNode(column)]) };
  }

  /** Of a figure without anything applicable there is nothing to tell; of a number of files zero tells as well. */
  #tells(spot: Place): boolean {
    return this.#crossing.ofFiles || !isEmpty(spot.cell);
  }

  #columnNode(column: number): number {
    return this.#crossing.rows.length + column;
  }
}

function hideFirst(spots: readonly Place[]): boolean {
  const found = spots.find(({ hidden }) => !hidden);
  if (found) found.hidden = true;
  return found !== undefined;
}
