import {
  checksOf,
  crossedKey,
  GROUP_FIELD,
  itemsOf,
  segmentField,
  tally,
  suppressionRuleOf,
} from '../../rules/index.ts';
import type {
  SmallNumberOrder,
  SmallNumberRule,
  SegmentField,
  ShownTable,
  Tally,
  Tool,
} from '../../rules/index.ts';
import type { SampleGroup } from '../../server/audits/repository.ts';
import { showSegments } from '../../server/results/figures/segments.ts';
import type { Dimension } from '../../server/results/figures/segments.ts';
import { showGroups } from '../../server/results/figures/shown.ts';
import type { Breakdown } from '../../server/results/figures/shown.ts';

/** A case file of an audit made up for a test: its group by position, and what is recorded of it. */
export interface MadeFile {
  group: number;
  answers: ReadonlyMap<string, string>;
}

export interface MadeAudit {
  tool: Tool;
  groups: SampleGroup[];
  files: MadeFile[];
}

/** A view as somebody sees it. */
export interface View {
  cut: Breakdown;
  table: ShownTable;
}

/** All views of an audit that there are: by group, provider, each field and each two fields. */
export function cutsOf(tool: Tool): Breakdown[] {
  const fields = [
    GROUP_FIELD,
    ...itemsOf(tool)
      .filter(({ segment }) => segment)
      .map(({ id }) => id),
  ];
  return [
    { by: 'group' },
    { by: 'provider' },
    ...fields.map((field): Breakdown => ({ by: 'fields', fields: [field] })),
    ...fields.flatMap((a, i) =>
      fields.slice(i + 1).map((b): Breakdown => ({ by: 'fields', fields: [a, b] })),
    ),
  ];
}

export function fieldOf(tool: Tool, id: string): SegmentField {
  const field = segmentField(tool, id, { bands: new Map(), lastYear: 2012 });
  if (!field) throw new Error(`no field ${id}`);
  return field;
}

/** The figures of a made-up audit by group, counted file by file. */
export function tallyOf({ tool, groups, files }: MadeAudit): Tally {
  const checks = checksOf(tool);
  return tally(tool, {
    groups: groups.map(({ name }, g) => ({
      name,
      files: files.filter(({ group }) => group === g).length,
    })),
    answers: files.flatMap(({ group, answers }) =>
      checks.flatMap(({ id }) => {
        const answer = answers.get(id);
        return answer === undefined
          ? []
          : [{ group: groups[group]?.name ?? '', check: id, answer, files: 1 }];
      }),
    ),
    pairs: files.flatMap(({ group, answers }) =>
      pairsOf(tool, answers).map((pair) => ({ ...pair, group: groups[group]?.name ?? '', files: 1 })),
    ),
  });
}

/** All views of a made-up audit, counted file by file; suppressed by a rule, by counts unless it is named, or not at all. */
export function viewsOf(
  { tool, groups, files }: MadeAudit,
  threshold: number | null,
  smallNumberRule: SmallNumberRule = 'by_counts',
  smallNumberOrder: SmallNumberOrder = 'providers_first',
): View[] {
  const checks = checksOf(tool);
  const rule =
    threshold === null
      ? null
      : suppressionRuleOf(tool, { smallNumberThreshold: threshold, smallNumberRule, smallNumberOrder });
  const byGroup = tallyOf({ tool, groups, files });
  return cutsOf(tool).map((cut) => {
    if (cut.by !== 'fields') {
      return { cut, table: showGroups(cut, { tool, tally: byGroup, groups }, rule) };
    }
    const dimensions = cut.fields.map((id): Dimension =>
      id === GROUP_FIELD ? GROUP_FIELD : fieldOf(tool, id),
    );
    const keysOf = ({ group, answers }: MadeFile) =>
      cut.fields.map((id) => (id === GROUP_FIELD ? String(groups[group]?.id) : (answers.get(id) ?? null)));
    const table = showSegments(
      dimensions as [Dimension] | [Dimension, Dimension],
      {
        files: files.map((file) => ({ keys: keysOf(file), files: 1 })),
        answers: files.flatMap((file) =>
          checks.flatMap(({ id }) => {
            const answer = file.answers.get(id);
            return answer === undefined ? [] : [{ keys: keysOf(file), check: id, answer, files: 1 }];
          }),
        ),
        pairs: files.flatMap((file) =>
          pairsOf(tool, file.answers).map((pair) => ({ ...pair, keys: keysOf(file), files: 1 })),
        ),
      },
      { tool, groups, tally: byGroup },
      rule,
    );
    return { cut, table };
  });
}

/** The answers of a file that stand beside one to the check they hang on. */
function pairsOf(tool: Tool, answers: ReadonlyMap<string, string>) {
  return checksOf(tool).flatMap(({ id, dependsOn }) => {
    const [answer, parentAnswer] = [answers.get(id), dependsOn && answers.get(dependsOn.item)];
    return answer === undefined || parentAnswer === undefined ? [] : [{ check: id, answer, parentAnswer }];
  });
}

/**
 * A count as the set of kinds of files that it counts: by factor (the group, a field, a check) the values that it takes
 * in; factors that are not there take in all.
 */
export type CountOf = ReadonlyMap<string, ReadonlySet<string>>;

/** What a reader of some views is told and what is hidden, each as the files that it counts. */
export interface Told {
  told: CountOf[][];
  hidden: { what: string; count: CountOf[]; value: number | null }[];
}

const PARTS = ['yes', 'no', 'na', ''] as const;

/**
 * All counts that the views tell and hide. A count may be a sum of several, which is then a list.
 *
 * @param truth - the same views unsuppressed, for what is worth hiding
 */
export function toldBy(
  { tool, groups }: Pick<MadeAudit, 'tool' | 'groups'>,
  views: View[],
  applicable: (cut: Breakdown, key: string, check: string) => number,
): Told {
  const told: CountOf[][] = [[new Map()]];
  const hidden: Told['hidden'] = [];
  for (const { cut, table } of views) {
    for (const unit of [...table.units, table.overall]) {
      const of = unit === table.overall ? new Map<string, Set<string>>() : unitOf(groups, cut, unit.key);
      const what = `${cut.by} ${'fields' in cut ? cut.fields.join(' ') : ''} ${unit.name}`;
      if (unit.files === null) hidden.push({ what: `files of ${what}`, count: [of], value: null });
      else told.push([of]);
      for (const figure of unit.checks) {
        const part = (answer: string): CountOf | null => {
          const own = of.get(figure.id);
          if (own && !own.has(answer)) return null;
          return new Map([...of, [figure.id, new Set([answer])]]);
        };
        const parts = PARTS.map(part);
        if (figure.kind === 'suppressed') {
          // What a field is made of says its answers: only its number of files is hidden.
          if (of.has(figure.id) || applicable(cut, unit.key, figure.id) === 0) continue;
          for (const p of [0, 1]) {
            const count = parts[p];
            if (count)
              hidden.push({ what: `${PARTS[p]} to ${figure.id} of ${what}`, count: [count], value: null });
          }
        } else {
          // A figure that is none tells of yes and no only, but let us say that it tells all.
          for (const count of parts) if (count) told.push([count]);
        }
      }
    }
    if (cut.by === 'fields' && table.notRecorded !== undefined) {
      const fields = cut.fields.filter((field) => field !== GROUP_FIELD);
      const without = fields.map((field): CountOf => new Map([[field, new Set([''])]]));
      const [a, b] = fields;
      if (a !== undefined && b !== undefined) {
        const valued = new Set(fieldOf(tool, a).values.map(({ key }) => key));
        without[1] = new Map([
          [a, valued],
          [b, new Set([''])],
        ]);
      }
      if (table.notRecorded === null)
        hidden.push({ what: `not recorded ${fields.join(' ')}`, count: without, value: null });
      else told.push(without);
    }
  }
  return { told, hidden };
}

/** The files of a unit of a view, as the kinds of which they are. */
export function unitOf(groups: SampleGroup[], cut: Breakdown, key: string): Map<string, Set<string>> {
  if (cut.by === 'group') return new Map([[GROUP_FIELD, new Set([key])]]);
  if (cut.by === 'provider') {
    const own = groups.filter(({ providers }) => providers.some(({ id }) => String(id) === key));
    return new Map([[GROUP_FIELD, new Set(own.map(({ id }) => String(id)))]]);
  }
  const values = key.split('~');
  if (values.length === 2 && crossedKey(values[0] ?? '', values[1] ?? '') !== key)
    throw new Error(`key ${key}`);
  return new Map(cut.fields.map((field, i) => [field, new Set([values[i] ?? ''])]));
}

/** Below 2^21, so that a thousand products can be added up exactly before the rest is taken. */
const PRIME = 2_097_143;
const MOST_SUMS = 1000;

/**
 * The hidden counts that follow from those that are told by linear equations, over all kinds of files that there could
 * be: every combination of group, values and answers.
 *
 * There are far too many kinds to write the equations out. Each kind gets a random number that is a product of one for
 * each of its values; a count is then the sum of the numbers of its kinds, which factors. With more such numberings
 * than equations, counts that follow from others do so in the numbers, and by chance alone no others.
 */
export function solvable(
  { told, hidden }: Told,
  factors: ReadonlyMap<string, readonly string[]>,
  random: () => number,
): string[] {
  const keyOf = (count: CountOf[]) =>
    count
      .map((of) =>
        [...of]
          .map(([factor, values]) => [factor, ...[...values].toSorted()].join())
          .toSorted()
          .join(';'),
      )
      .join('+');
  const equations = [...new Map(told.map((count) => [keyOf(count), count])).values()];
  const width = equations.length + 20;
  const numberings = Array.from({ length: width }, () => {
    const numbers = new Map(
      [...factors].map(([factor, values]) => [
        factor,
        new Map(values.map((value) => [value, 1 + Math.floor(random() * (PRIME - 1))])),
      ]),
    );
    const all = [...numbers.values()].map((of) => [...of.values()].reduce((s, n) => (s + n) % PRIME, 0));
    return { numbers, all: new Map([...factors.keys()].map((factor, i) => [factor, all[i] ?? 0])) };
  });
  const rowOf = (count: CountOf[]): Float64Array =>
    Float64Array.from(numberings, ({ numbers, all }) =>
      count.reduce((sum, of) => {
        let product = 1;
        for (const [factor, whole] of all) {
          const values = of.get(factor);
          const number = values
            ? [...values].reduce((s, value) => (s + (numbers.get(factor)?.get(value) ?? 0)) % PRIME, 0)
            : whole;
          product = (product * number) % PRIME;
        }
        return (sum + product) % PRIME;
      }, 0),
    );

  const basis: { pivot: number; row: Float64Array }[] = [];
  const rest = (row: Float64Array) => row.forEach((value, i) => (row[i] = value % PRIME));
  const reduce = (row: Float64Array): number => {
    for (const [b, { pivot, row: by }] of basis.entries()) {
      if (b % MOST_SUMS === MOST_SUMS - 1) rest(row);
      const times = (row[pivot] ?? 0) % PRIME;
      if (times === 0) continue;
      const factor = PRIME - times;
      for (let i = pivot; i < width; i += 1) row[i] = (row[i] as number) + factor * (by[i] as number);
    }
    rest(row);
    return row.findIndex((value) => value !== 0);
  };
  for (const count of equations) {
    const row = rowOf(count);
    const pivot = reduce(row);
    if (pivot === -1) continue;
    const factor = inverse(row[pivot] ?? 1);
    for (let i = pivot; i < width; i += 1) row[i] = ((row[i] ?? 0) * factor) % PRIME;
    basis.push({ pivot, row });
  }
  // A vector at random at which every equation is 0: a count that follows is 0 there too, another is not, but for a
  // chance of one in millions. It is found from the last pivot to the first.
  const at = Float64Array.from({ length: width }, () => Math.floor(random() * PRIME));
  const product = (row: Float64Array, from: number) => {
    let sum = 0;
    for (let i = from; i < width; i += 1) sum = (sum + (row[i] ?? 0) * (at[i] ?? 0)) % PRIME;
    return sum;
  };
  for (const { pivot, row } of basis.toSorted((a, b) => b.pivot - a.pivot)) {
    at[pivot] = (PRIME - product(row, pivot + 1)) % PRIME;
  }
  return hidden.filter(({ count }) => product(rowOf(count), 0) === 0).map(({ what }) => what);
}

function inverse(value: number): number {
  let result = 1;
  let power = value;
  for (let exponent = PRIME - 2; exponent > 0; exponent = Math.floor(exponent / 2)) {
    if (exponent % 2 === 1) result = (result * power) % PRIME;
    power = (power * power) % PRIME;
  }
  return result;
}

/** The factors of an audit: what a file may be told apart by, with all values; '' is not recorded. */
export function factorsOf({ tool, groups }: Pick<MadeAudit, 'tool' | 'groups'>): Map<string, string[]> {
  const factors = new Map<string, string[]>([[GROUP_FIELD, groups.map(({ id }) => String(id))]]);
  for (const check of checksOf(tool)) factors.set(check.id, [...PARTS]);
  for (const item of itemsOf(tool)) {
    if (item.kind !== 'check' && item.segment) {
      factors.set(item.id, [...fieldOf(tool, item.id).values.map(({ key }) => key), '']);
    } else if (item.kind === 'rating') {
      factors.set(item.id, [...item.options.map(({ id }) => id), '']);
    }
  }
  return factors;
}

/**
 * The hidden counts that could be no other whole number, by looking for other files that give all that is told: first
 * by exchanging what is recorded between files, then through all that the files could be. For audits of a few files.
 *
 * @throws Error where it would take too long to tell
 */
export function determined(audit: MadeAudit, { told, hidden }: Told, random: () => number): string[] {
  const factors = [...factorsOf(audit)];
  const truth = audit.files.map(
    ({ group, answers }): Kind =>
      new Map(
        factors.map(([factor]) => [
          factor,
          factor === GROUP_FIELD ? String(audit.groups[group]?.id) : (answers.get(factor) ?? ''),
        ]),
      ),
  );
  const equations = told.map((count) => ({ count, value: countIn(truth, count) }));
  let open = hidden.map(({ what, count }) => ({ what, count, value: countIn(truth, count) }));

  for (let attempt = 0; attempt < 500 && open.length > 0; attempt += 1) {
    const others = exchanged(truth, factors, random);
    if (equations.every(({ count, value }) => countIn(others, count) === value)) {
      open = open.filter(({ count, value }) => countIn(others, count) === value);
    }
  }
  const kinds = factors.reduce<Kind[]>(
    (all, [factor, values]) =>
      all.flatMap((kind) => values.map((value) => new Map([...kind, [factor, value]]))),
    [new Map()],
  );
  // Kinds of which there is none for sure are left out.
  const none = equations.filter(({ value }) => value === 0);
  const possible = kinds.filter((kind) => !none.some(({ count }) => isIn(kind, count)));
  return open
    .filter(({ count, value }) => !couldDiffer(possible, equations, { count, value }))
    .map(({ what }) => what);
}

type Kind = ReadonlyMap<string, string>;
interface Equation {
  count: CountOf[];
  value: number;
}

const isIn = (kind: Kind, count: CountOf[]): boolean =>
  count.some((of) => [...of].every(([factor, values]) => values.has(kind.get(factor) ?? '')));
const countIn = (kinds: Kind[], count: CountOf[]): number => kinds.filter((kind) => isIn(kind, count)).length;

/** Other files, among which some have changed values with each other. */
function exchanged(files: Kind[], factors: [string, string[]][], random: () => number): Kind[] {
  const others = [...files];
  const any = <T>(from: T[]): T | undefined => from[Math.floor(random() * from.length)];
  for (let times = 1 + Math.floor(random() * 3); times > 0; times -= 1) {
    const factor = any(factors)?.[0] ?? '';
    const [a, b] = [Math.floor(random() * files.length), Math.floor(random() * files.length)];
    const [first, second] = [others[a], others[b]];
    if (!first || !second) continue;
    others[a] = new Map([...first, [factor, second.get(factor) ?? '']]);
    others[b] = new Map([...second, [factor, first.get(factor) ?? '']]);
  }
  return others;
}

const MOST_STEPS = 1_000_000;

/** Whether there are files of these kinds for which all equations hold, but one more does not. */
function couldDiffer(kinds: Kind[], equations: Equation[], other: Equation): boolean {
  const system = new Map<string, { takes: boolean[]; value: number }>();
  for (const { count, value } of equations) {
    const takes = kinds.map((kind) => isIn(kind, count));
    if (takes.includes(true)) system.set(takes.join(), { takes, value });
  }
  const all = [...system.values()];
  const takes = kinds.map((kind) => isIn(kind, other.count));
  const last = all.map((equation) => equation.takes.lastIndexOf(true));
  const through = kinds.map((_, k) => all.flatMap((equation, e) => (equation.takes[k] ? [e] : [])));
  const left = all.map(({ value }) => value);
  let steps = 0;
  const place = (k: number, found: number): boolean => {
    if (k === kinds.length) return found !== other.value;
    steps += 1;
    if (steps > MOST_STEPS) throw new Error('this would take too long');
    const own = through[k] ?? [];
    for (let n = Math.min(...own.map((e) => left[e] ?? 0)); n >= 0; n -= 1) {
      for (const e of own) left[e] = (left[e] ?? 0) - n;
      const settled = own.every((e) => last[e] !== k || left[e] === 0);
      const done = settled && place(k + 1, found + (takes[k] ? n : 0));
      for (const e of own) left[e] = (left[e] ?? 0) + n;
      if (done) return true;
    }
    return false;
  };
  return place(0, 0);
}
