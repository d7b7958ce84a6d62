import type { Cell } from './suppression.ts';

/**
 * By how many answers a hidden yes could be more or less and be hidden all the same: a small one stays small; one that is
 * not may be any, since it would be hidden if it were small.
 */
export interface Room {
  up: number;
  down: number;
}

export function roomOf(cell: Cell, threshold: number): Room {
  const [yes = 0, no = 0] = cell;
  if (yes + no >= 2 * threshold) {
    if (yes < threshold) return { up: threshold - 1 - yes, down: yes };
    if (no < threshold) return { up: no, down: threshold - 1 - no };
  }
  return { up: no, down: yes };
}

/** So far apart are the numbers that a hidden one could be. */
const APART = 2;

/**
 * What hidden units could exchange without a change of any sum that is shown: answers turned over in one, and as many
 * in each of at most three others.
 */
export class Exchange {
  readonly #rooms: readonly Room[];
  /** One number for the lines that a unit is on, such that sums of few of them are alike only where the lines are. */
  readonly #codes: number[];
  readonly #at = new Map<number, number[]>();

  /** @param lines - by line and unit, 1 where the unit is on the line */
  constructor(rooms: readonly Room[], lines: readonly (readonly number[])[]) {
    this.#rooms = rooms;
    let state = 7;
    const ofLine = lines.map(() => {
      state = (state * 48_271) % 2_147_483_647;
      // Four of them and their multiples up to four are added up exactly.
      return state * 65_536 + (state % 65_521);
    });
    this.#codes = rooms.map((_, u) =>
      lines.reduce((sum, line, l) => sum + (line[u] === 1 ? (ofLine[l] ?? 0) : 0), 0),
    );
    this.#codes.forEach((code, u) => this.#at.set(code, [...(this.#at.get(code) ?? []), u]));
  }

  /** Whether a hidden number could be others that are so far apart, as far as it has room by itself. */
  couldVary(unit: number): boolean {
    const { up, down } = this.#rooms[unit] ?? { up: 0, down: 0 };
    const wanted = Math.min(APART, up + down);
    let found = 0;
    for (const sign of [1, -1] as const) {
      for (let by = 1; found < wanted && by <= (sign === 1 ? up : down); by += 1) {
        if (!this.#isMadeUpFor([unit], -sign * (this.#codes[unit] ?? 0), by)) break;
        found += 1;
      }
    }
    return found >= wanted;
  }

  /** Whether one to three units that are not used yet come to a sum of codes, each by so many answers up or down. */
  #isMadeUpFor(used: readonly number[], wanted: number, by: number): boolean {
    const has = (code: number, room: (room: Room) => number) =>
      this.#at
        .get(code)
        ?.some((u) => !used.includes(u) && room(this.#rooms[u] ?? { up: 0, down: 0 }) >= by) ?? false;
    if (has(wanted, ({ up }) => up) || has(-wanted, ({ down }) => down)) return true;
    if (used.length === MOST_UNITS) return false;
    return this.#rooms.some(({ up, down }, u) => {
      if (used.includes(u)) return false;
      const code = this.#codes[u] ?? 0;
      return (
        (up >= by && this.#isMadeUpFor([...used, u], wanted - code, by)) ||
        (down >= by && this.#isMadeUpFor([...used, u], wanted + code, by))
      );
    });
  }
}

/** One that changes and two that are gone through; the last is looked up. */
const MOST_UNITS = 3;
