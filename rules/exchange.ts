import type { Cell } from './suppression.ts';

/** By how many answers a hidden yes could be more or less. */
export interface Room {
  up: number;
  down: number;
}

/**
 * By how many it could be and be hidden all the same: a small one stays small; one that is not may be any, since it would
 * be hidden if it were small.
 */
export function roomOf(cell: Cell, threshold: number): Room {
  const [yes = 0, no = 0] = cell;
  if (isSmallByAnswers(cell, threshold)) {
    if (yes < threshold) return { up: threshold - 1 - yes, down: yes };
    return { up: no, down: threshold - 1 - no };
  }
  return { up: no, down: yes };
}

/** Whether a figure is small with these answers, but would not be with others of as many files. */
export const isSmallByAnswers = ([yes = 0, no = 0]: Cell, threshold: number): boolean =>
  yes + no >= 2 * threshold && Math.min(yes, no) < threshold;

/** A sum of units that is hidden and may become no more and no less than so much. */
export interface BoundSum {
  /** By unit, 1 where it is in the sum. */
  on: readonly number[];
  room: Room;
}

/** Units that no sum which matters tells apart, taken together: answers turned over in one or another of them look alike. */
interface Class extends Room {
  /** One number for the sums that are shown. */
  code: number;
  /** 1 where its units are in what is asked about. */
  within: number;
  /** In which of the sums with bounds they are. */
  bound: readonly number[];
}

/**
 * What hidden units could exchange without a change of any sum that is shown: answers turned over in one, and as many
 * turned back in others, up to four at a time.
 */
export class Exchange {
  readonly #rooms: readonly Room[];
  readonly #bounds: readonly BoundSum[];
  /** One number for the lines that a unit is on, such that sums of few of them are alike only where the lines are. */
  readonly #codes: number[];

  /** @param lines - by line and unit, 1 where the unit is on the line; the first has all units */
  constructor(
    rooms: readonly Room[],
    lines: readonly (readonly number[])[],
    bounds: readonly BoundSum[] = [],
  ) {
    this.#rooms = rooms;
    this.#bounds = bounds;
    let state = 7;
    const ofLine = lines.map(() => {
      state = (state * 48_271) % 2_147_483_647;
      // Four of them are added up exactly.
      return state * 65_536 + (state % 65_521);
    });
    this.#codes = rooms.map((_, u) =>
      lines.reduce((sum, line, l) => sum + (line[u] === 1 ? (ofLine[l] ?? 0) : 0), 0),
    );
  }

  /**
   * Whether the sum of some units could be others, the least and the most of them so far apart.
   *
   * @param within - by unit, 1 where it is in the sum
   */
  couldVary(within: readonly number[], apart: number): boolean {
    let found = 0;
    if (apart === 0) return true;
    const classes = this.#classes(within);
    for (const sign of [1, -1] as const) {
      if (found >= apart) break;
      const state = new Exchanged(classes, this.#bounds);
      while (found < apart && state.turn(sign)) found += 1;
    }
    return found >= apart;
  }

  #classes(within: readonly number[]): Class[] {
    const classes = new Map<number | string, Class>();
    for (const [u, { up, down }] of this.#rooms.entries()) {
      if (up + down === 0) continue;
      const code = this.#codes[u] ?? 0;
      const bound = this.#bounds.flatMap(({ on }, b) => (on[u] === 1 ? [b] : []));
      // Mostly nothing is bound, and a number is found sooner than a text.
      const own = code * 2 + (within[u] ?? 0);
      const key = bound.length === 0 ? own : `${own} ${bound.join()}`;
      const known = classes.get(key);
      if (known) {
        known.up += up;
        known.down += down;
      } else classes.set(key, { code, within: within[u] ?? 0, bound, up, down });
    }
    return [...classes.values()];
  }
}

/** Classes of units in which some answers were turned over. */
class Exchanged {
  readonly #classes: readonly Class[];
  readonly #bounds: Room[];
  readonly #at = new Map<number, Class[]>();

  constructor(classes: readonly Class[], bounds: readonly BoundSum[]) {
    this.#classes = classes.map((one) => ({ ...one }));
    this.#bounds = bounds.map(({ room }) => ({ ...room }));
    for (const one of this.#classes) {
      const alike = this.#at.get(one.code);
      if (alike) alike.push(one);
      else this.#at.set(one.code, [one]);
    }
  }

  /** Turns answers over so that the sum asked about is one more, or one less, and every sum that is shown as it was. */
  turn(sign: 1 | -1): boolean {
    // One of those turned is in the sum, and of all of them as many become yes as become no.
    for (const one of this.#classes) {
      if (one.within === 0 || roomFor(one, sign) === 0) continue;
      const back = this.#found(one.code, 0, -sign);
      if (back && this.#made([one], [back], sign)) return true;
    }
    for (const one of this.#classes) {
      if (one.within === 0 || roomFor(one, sign) === 0) continue;
      for (const other of this.#classes) {
        if (other === one || roomFor(other, -sign) === 0) continue;
        for (const third of this.#classes) {
          if (third === other || roomFor(third, sign) < (third === one ? 2 : 1)) continue;
          const within = one.within - other.within + third.within - 1;
          const back = this.#found(one.code - other.code + third.code, within, -sign, [one, other, third]);
          if (back && this.#made([one, third], [other, back], sign)) return true;
        }
      }
    }
    return false;
  }

  #found(code: number, within: number, sign: number, used: readonly Class[] = []): Class | undefined {
    const [one, other, third] = used;
    return this.#at
      .get(code)
      ?.find(
        (last) =>
          last.within === within &&
          last !== one &&
          last !== third &&
          roomFor(last, sign) > (last === other ? 1 : 0),
      );
  }

  #made(there: readonly Class[], back: readonly Class[], sign: number): boolean {
    const by = this.#bounds.map(
      (_, b) =>
        sign *
        (there.filter(({ bound }) => bound.includes(b)).length -
          back.filter(({ bound }) => bound.includes(b)).length),
    );
    if (!this.#bounds.every(({ up, down }, b) => (by[b] ?? 0) <= up && -(by[b] ?? 0) <= down)) return false;
    this.#bounds.forEach((room, b) => move(room, by[b] ?? 0));
    for (const one of there) move(one, sign);
    for (const one of back) move(one, -sign);
    return true;
  }
}

const roomFor = ({ up, down }: Room, sign: number): number => (sign > 0 ? up : down);

function move(room: Room, by: number): void {
  room.up -= by;
  room.down += by;
}
