import { createRequire } from 'node:module';
import { GROUP_FIELD } from '../../../rules/index.ts';
import type { CountOf, MadeAudit, MadeFile } from '../disclosure.ts';

const { default: loadHighs } = createRequire(import.meta.url)('highs') as typeof import('highs');
type Highs = Awaited<ReturnType<typeof loadHighs>>;
type Model = ReturnType<Highs['createModel']>;
let loaded: Promise<Highs> | undefined;

/** A count as the sum of those of some kinds of files, which have none in common. */
export type Count = readonly CountOf[];

/** Something known: so many times these counts come to no less and no more. */
export interface Known {
  terms: readonly { count: Count; times: number }[];
  least: number;
  most: number;
}

/** That a count is just so many, or lies between two numbers. */
export const isBetween = (count: Count, least: number, most = least): Known => ({
  terms: [{ count, times: 1 }],
  least,
  most,
});

/**
 * What a file may be told apart by. Fields, the group and checks by which files are divided go with everything; other
 * checks only with those that they hang on, since no view sets any others side by side: files with the one and with the
 * other can be put together in any way, as long as there are as many.
 */
export interface Shape {
  dividing: ReadonlyMap<string, readonly string[]>;
  blocks: readonly ReadonlyMap<string, readonly string[]>[];
}

/** Files as they might be: how many of each kind, in the order of the variables. */
type World = readonly number[];

type Kind = ReadonlyMap<string, string>;

const productOf = (factors: ReadonlyMap<string, readonly string[]>): Kind[] =>
  [...factors].reduce<Kind[]>(
    (kinds, [factor, values]) =>
      kinds.flatMap((kind) => values.map((value) => new Map([...kind, [factor, value]]))),
    [new Map()],
  );

const isIn = (kind: Kind, of: CountOf): boolean =>
  [...of].every(([factor, values]) => !kind.has(factor) || values.has(kind.get(factor) ?? ''));

/** What all counts of an audit are made of: for each kind, the number of files of it. */
export class Kinds {
  readonly cells: Kind[];
  readonly #blocks: { factors: readonly string[]; kinds: Kind[]; from: number }[] = [];
  readonly size: number;
  readonly #known = new Map<string, ReadonlyMap<number, number>>();

  constructor(shape: Shape) {
    this.cells = productOf(shape.dividing);
    let from = this.cells.length;
    for (const factors of shape.blocks) {
      const kinds = productOf(factors);
      this.#blocks.push({ factors: [...factors.keys()], kinds, from });
      from += this.cells.length * kinds.length;
    }
    this.size = from;
  }

  /** The variables that a count adds up, each with how often. */
  variablesOf(count: Count): ReadonlyMap<number, number> {
    const key = count
      .map((of) => [...of].map(([factor, values]) => `${factor}=${[...values].join()}`).join(';'))
      .join('+');
    const known = this.#known.get(key);
    if (known) return known;
    const found = new Map<number, number>();
    const add = (variable: number) => found.set(variable, (found.get(variable) ?? 0) + 1);
    for (const of of count) {
      const block = this.#blocks.find(({ factors }) => factors.some((factor) => of.has(factor)));
      this.cells.forEach((cell, c) => {
        if (!isIn(cell, of)) return;
        if (!block) return void add(c);
        block.kinds.forEach((kind, k) => {
          if (isIn(kind, of)) add(block.from + c * block.kinds.length + k);
        });
      });
    }
    this.#known.set(key, found);
    return found;
  }

  /** The variables of the block of a check; all where it is none of a block. */
  variablesBeside(check: string | null): { from: number; to: number } {
    const block = this.#blocks.find(({ factors }) => check !== null && factors.includes(check));
    if (!block) return { from: 0, to: this.size };
    return { from: block.from, to: block.from + this.cells.length * block.kinds.length };
  }

  /** That the files of a cell are as many as those of its kinds, block by block. */
  sums(): { variables: Map<number, number>; least: number; most: number }[] {
    return this.#blocks.flatMap(({ kinds, from }) =>
      this.cells.map((_, c) => ({
        variables: new Map([[c, -1], ...kinds.map((_kind, k) => [from + c * kinds.length + k, 1] as const)]),
        least: 0,
        most: 0,
      })),
    );
  }

  worldOf({ files, groups }: Pick<MadeAudit, 'files' | 'groups'>): World {
    const world = Array.from({ length: this.size }, () => 0);
    const add = (variable: number) => (world[variable] = (world[variable] ?? 0) + 1);
    for (const { group, answers } of files) {
      const kind = new Map([...answers, [GROUP_FIELD, String(groups[group]?.id)]]);
      const at = (kinds: Kind[]) =>
        kinds.findIndex((one) => [...one].every(([factor, value]) => (kind.get(factor) ?? '') === value));
      const cell = at(this.cells);
      add(cell);
      for (const { kinds, from } of this.#blocks) add(from + cell * kinds.length + at(kinds));
    }
    return world;
  }

  /** The files of a world. */
  filesOf(world: World, groups: MadeAudit['groups']): MadeFile[] {
    return this.cells.flatMap((cell, c) => {
      const parts = this.#blocks.map(({ kinds, from }) =>
        kinds.flatMap((kind, k) =>
          Array.from({ length: world[from + c * kinds.length + k] ?? 0 }, () => kind),
        ),
      );
      return Array.from({ length: world[c] ?? 0 }, (_, i): MadeFile => {
        const all = [...cell, ...parts.flatMap((part) => [...(part[i] ?? [])])];
        const group = groups.findIndex(({ id }) => String(id) === cell.get(GROUP_FIELD));
        return {
          group,
          answers: new Map(all.filter(([factor, value]) => factor !== GROUP_FIELD && value !== '')),
        };
      });
    });
  }

  valueIn(world: World, count: Count): number {
    return [...this.variablesOf(count)].reduce(
      (sum, [variable, times]) => sum + times * (world[variable] ?? 0),
      0,
    );
  }
}

/** No audit here has so many. */
const MOST_FILES = 1000;

/** All worlds in which everything known holds, to be searched with an exact integer program. */
export class Worlds {
  readonly #kinds: Kinds;
  readonly #model: Model;
  readonly #columns: number[];
  readonly #highs: Highs;
  #rows: number;

  private constructor(highs: Highs, kinds: Kinds, known: readonly Known[]) {
    this.#highs = highs;
    this.#kinds = kinds;
    this.#columns = Array.from({ length: kinds.size }, (_, v) => v);
    const rows = new Map<string, { variables: ReadonlyMap<number, number>; least: number; most: number }>();
    for (const row of [...kinds.sums(), ...known.map((one) => this.#rowOf(one))]) {
      if (row.variables.size === 0) continue;
      const key = [...row.variables].map(([variable, times]) => `${variable}:${times}`).join();
      const other = rows.get(key);
      rows.set(key, {
        variables: row.variables,
        least: Math.max(row.least, other?.least ?? -Infinity),
        most: Math.min(row.most, other?.most ?? Infinity),
      });
    }
    const all = [...rows.values()];
    const starts = [0];
    for (const { variables } of all) starts.push((starts.at(-1) ?? 0) + variables.size);
    const { integer } = highs.constants.variableType;
    const zeros = this.#columns.map(() => 0);
    this.#rows = all.length;
    this.#model = highs.createModel({
      numCols: kinds.size,
      numRows: all.length,
      colCost: zeros,
      colLower: zeros,
      colUpper: this.#columns.map(() => MOST_FILES),
      rowLower: all.map(({ least }) => least),
      rowUpper: all.map(({ most }) => (most === Infinity ? highs.infinity : most)),
      matrix: {
        format: 'csr',
        numRows: all.length,
        numCols: kinds.size,
        starts,
        indices: all.flatMap(({ variables }) => [...variables.keys()]),
        values: all.flatMap(({ variables }) => [...variables.values()]),
      },
      integrality: this.#columns.map(() => integer),
    });
    // Without presolving each search goes on from where the last one ended.
    this.#model.options.set({ output_flag: false, presolve: 'off' });
  }

  static async of(kinds: Kinds, known: readonly Known[]): Promise<Worlds> {
    return new Worlds(await (loaded ??= loadHighs()), kinds, known);
  }

  /** A world with the least of so many times these counts; null where there is none. @param also - what holds besides, this once */
  least(costs: readonly { count: Count; times: number }[], also: readonly Known[] = []): World | null {
    const cost = this.#columns.map(() => 0);
    for (const { count, times } of costs) {
      for (const [variable, often] of this.#kinds.variablesOf(count)) {
        cost[variable] = (cost[variable] ?? 0) + times * often;
      }
    }
    return this.#leastOf(cost, also);
  }

  /** The world most like another one: in which fewest files are of kinds that there are none of in it. */
  nearest(world: World, also: readonly Known[]): World | null {
    return this.#leastOf(
      this.#columns.map((_, v) => (world[v] === 0 ? 1 : 0)),
      also,
    );
  }

  /** Only the answers to this check, and those that go with it, may be others than in a world; null lets all be. */
  vary(check: string | null, world: World): void {
    const { from, to } = this.#kinds.variablesBeside(check);
    const isOpen = (v: number) => v >= from && v < to;
    this.#model.changeColsBounds(
      { kind: 'range', from: 0, to: this.#kinds.size - 1 },
      this.#columns.map((v) => (isOpen(v) ? 0 : (world[v] ?? 0))),
      this.#columns.map((v) => (isOpen(v) ? MOST_FILES : (world[v] ?? 0))),
    );
  }

  dispose(): void {
    this.#model.dispose();
  }

  #leastOf(cost: number[], also: readonly Known[]): World | null {
    const model = this.#model;
    for (const one of also) {
      const { variables, least, most } = this.#rowOf(one);
      model.addRow(least, most === Infinity ? this.#highs.infinity : most, {
        indices: [...variables.keys()],
        values: [...variables.values()],
      });
    }
    model.changeColsCost({ kind: 'range', from: 0, to: cost.length - 1 }, cost);
    const found = this.#solved('simplex') ?? this.#solved('choose');
    if (also.length > 0) {
      model.deleteRows({ kind: 'range', from: this.#rows, to: this.#rows + also.length - 1 });
    }
    return found === 'none' ? null : found;
  }

  /**
   * The best world; by the simplex method alone, which goes on from the last one and is much quicker, only where that
   * happens to be one of whole files, else null.
   */
  #solved(solver: 'simplex' | 'choose'): World | 'none' | null {
    const model = this.#model;
    const { optimal, infeasible } = this.#highs.constants.modelStatus;
    model.options.set({ solver });
    model.run();
    const status = model.getModelStatus();
    if (status === infeasible) return 'none';
    if (status !== optimal) throw new Error(`the solver says ${status}`);
    const { colValue } = model.getSolution();
    const isWhole = colValue.every((value) => Math.abs(value - Math.round(value)) < 1e-6);
    if (!isWhole && solver === 'simplex') return null;
    return Array.from(colValue, (value) => Math.round(value));
  }

  #rowOf({ terms, least, most }: Known): { variables: Map<number, number>; least: number; most: number } {
    const variables = new Map<number, number>();
    for (const { count, times } of terms) {
      for (const [variable, often] of this.#kinds.variablesOf(count)) {
        variables.set(variable, (variables.get(variable) ?? 0) + times * often);
      }
    }
    return { variables, least, most };
  }
}
