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

/** Cells added up part by part; one empty part where there are none. */
export function sumOf(cells: readonly Cell[]): Cell {
  const [first = [0], ...others] = cells;
  return first.map((part, p) => others.reduce((sum, cell) => sum + (cell[p] ?? 0), part));
}

/** What is hidden of the units that make up a whole, and whether the whole is. */
interface LineMask {
  cells: boolean[];
  total: boolean;
}

/** What is known of a line of units beside its figures. */
export interface LineContext {
  /** Cells that have to be hidden for another reason. */
  forced?: readonly boolean[];
  /** Empty cells that cannot be hidden, because their unit is known to be without files. */
  known?: readonly boolean[];
  /**
   * Which cells are hidden sooner where more have to be: those with the lower number, the last of equals first. It has
   * to be something that every reader sees, such as the number of files. By the size of what is hidden, whoever knows
   * this rule could work out from the choice what was chosen.
   */
  order?: readonly number[];
  /** How many files each is of, where that is shown; with enough of them a small one could have been shown. */
  files?: readonly number[];
}

/**
 * Decides which units may be shown side by side with their total.
 *
 * Primary masking hides small cells, secondary masking then more, until what is hidden, worked out as total minus what
 * is shown, is at least two cells, one of which is not small, and not small itself, and leaves each yes two other numbers. Since empty cells are shown, each hidden number of files is one
 * at least: what is left beyond that has to be enough for each to be any number below the threshold. Where the total is
 * small all of it is hidden. Empty cells are shown, unless nothing else is left to hide a cell behind; then all are.
 */
export function maskLine(cells: readonly Cell[], threshold: number, context: LineContext = {}): LineMask {
  const { forced = [], known = [], order = [], files: sizes = [] } = context;
  const whole = sumOf(cells);
  const hidden = cells.map((cell, i) => forced[i] === true || isSmallCell(cell, threshold));
  if (isSmallCell(whole, threshold)) {
    return { cells: cells.map((cell, i) => hidden[i] === true || !isEmpty(cell)), total: true };
  }
  const hides = (i: number) => Number(isHiding(cells[i] ?? [], threshold));
  const next = cells
    .flatMap((cell, i) => (isEmpty(cell) ? [] : [i]))
    .toSorted((a, b) => hides(b) - hides(a) || (order[a] ?? 0) - (order[b] ?? 0) || b - a);
  // Where a small cell could have been shown if it were not small, one that is not small has to be among the hidden:
  // otherwise all of them would be known to be small, and their sum might leave each but one number.
  const isMixed = () => {
    const all = cells.flatMap((cell, i) => (hidden[i] && !isEmpty(cell) ? [{ cell, files: sizes[i] }] : []));
    const tells = ({ cell, files }: (typeof all)[number]) =>
      isSmallCell(cell, threshold) && (cell.length === 1 || (files ?? Infinity) >= 2 * threshold);
    return !all.some(tells) || all.some(({ cell }) => !isSmallCell(cell, threshold));
  };
  for (;;) {
    const behind = cells.filter((cell, i) => hidden[i] && !isEmpty(cell));
    if (behind.length === 0) break;
    const found = next.find((i) => !hidden[i]);
    const isOpen = () => isMixed() && behind.every((cell) => isApart(cell, behind, cells));
    if (isEnough(behind, threshold) && (found === undefined || isOpen())) break;
    if (found === undefined) {
      // Of answers it is shown where nothing applies. Of files, empty ones would say how many the others are.
      if (whole.length > 1) break;
      return { cells: cells.map((_, i) => hidden[i] === true || known[i] !== true), total: false };
    }
    hidden[found] = true;
  }
  return { cells: hidden, total: false };
}

/**
 * Whether a cell that is not small could be another one that is not either, with as many applicable: five with a yes and
 * five with a no could not, so whoever knows the rule would know them, and more would have to be hidden behind them.
 */
const isHiding = (cell: Cell, threshold: number): boolean =>
  cell.length === 1 || (cell[0] ?? 0) + (cell[1] ?? 0) !== 2 * threshold;

/**
 * Whether cells that are not empty hide one another, their sum being known: there are two at least, together they leave
 * room for a small one beside one that is not, and each could be another number.
 */
function isEnough(cells: readonly Cell[], threshold: number): boolean {
  const sum = sumOf(cells);
  const least = 2 * threshold - 1;
  if (cells.length < 2) return false;
  // A cell of yes and no may have nothing of one of them, a number of files is one at least.
  const isRoom =
    sum.length > 1 ? sum.every((part) => part >= least) : (sum[0] ?? 0) - (cells.length - 2) >= least;
  return isRoom && cells.every((_, at) => couldBeOther(cells, at, threshold));
}

/** Whether a hidden yes could be two other numbers, or one two apart, as far as the sum of all leaves it open. */
function isApart(cell: Cell, hidden: readonly Cell[], all: readonly Cell[]): boolean {
  const leftBeside = (cells: readonly Cell[]) => {
    const [yes = 0, no = 0] = sumOf(cells);
    return Math.min(cell[1] ?? 0, yes - (cell[0] ?? 0)) + Math.min(cell[0] ?? 0, no - (cell[1] ?? 0));
  };
  return cell.length === 1 || leftBeside(hidden) >= Math.min(APART, leftBeside(all));
}

/** So far apart are the numbers that a hidden one could be. */
const APART = 2;

const couldBeOther = (cells: readonly Cell[], at: number, threshold: number): boolean =>
  [-1, 1].some(
    (by) =>
      stays(cells[at] ?? [], by, threshold) &&
      cells.some((cell, i) => i !== at && stays(cell, -by, threshold)),
  );

/**
 * Whether a cell can become another number in an exchange with a second one, and is then as small or not as it was, so
 * that the same cells are hidden: nobody who knows the rule can tell the two apart. A number of files stays above
 * nothing, because those of nothing are shown; a yes becomes a no.
 */
function stays(cell: Cell, by: number, threshold: number): boolean {
  const [first = 0, second] = cell;
  const other = second === undefined ? [first + by] : [first + by, second - by];
  const isThere = other.every((part) => part >= 0) && !isEmpty(other);
  return isThere && isSmallCell(other, threshold) === isSmallCell(cell, threshold);
}
