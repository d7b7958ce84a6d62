import type { SuppressedTable, SuppressionRule } from './disclosure.ts';
import { isFewFiles } from './fewFiles.ts';
import type { UnitMask } from './shown.ts';
import { signedSumsAlong } from './sumsAlong.ts';
import type { CheckTally } from './tally.ts';
import type { Check } from './tool.ts';

// A figure among files with the answer a check hangs on (SMART goals among files with a plan) stands beside that of all
// files, so what it leaves, the files without that answer, is known as well. Both parts have to rest on enough files, and
// so has everything that can be added up or taken away from parts that are shown. It is shown only where the figure of
// the unit and that of the check it hangs on are, so that it tells nothing new of either. Why this is enough is in
// docs/decisions/2026-11-29-denominators.md.

interface Counted {
  files: number;
  checks: readonly CheckTally[];
}

/** Of one check, by unit: on how many files the figure among those with the answer rests, and on how many what is left. */
interface Parts {
  among: number;
  rest: number;
}

/**
 * Adds to a table by sample group what of the figures among files with the answer a check hangs on is hidden.
 *
 * @param checks - all of the tool
 */
export function withAmongOfGroups(
  table: SuppressedTable,
  groups: readonly Counted[],
  overall: Counted,
  checks: readonly Check[],
  rule: SuppressionRule,
): SuppressedTable {
  const order = groups.map(({ files }) => files);
  const lines = checks.map((_, c) => {
    const parent = judgedParent(checks, c, rule);
    const isHidden = ({ checks: masks }: UnitMask) =>
      parent === null || (masks[c] ?? false) || (masks[parent] ?? false);
    return maskParts(
      groups.map((group) => partsOf(group, c)),
      { cells: table.units.map(isHidden), total: isHidden(table.overall) },
      partsOf(overall, c),
      order,
      rule.threshold,
    );
  });
  return {
    units: table.units.map((unit, u) => ({ ...unit, among: lines.map(({ cells }) => cells[u] ?? true) })),
    overall: { ...table.overall, among: lines.map(({ total }) => total) },
  };
}

/**
 * The same of a table by provider, beside that by group.
 *
 * @param byGroup - what `withAmongOfGroups` gave
 * @param providers - for each the positions of its groups, which may be those of others as well
 */
export function withAmongOfProviders(
  table: SuppressedTable,
  byGroup: SuppressedTable,
  groups: readonly Counted[],
  providers: readonly (readonly number[])[],
  checks: readonly Check[],
  rule: SuppressionRule,
): SuppressedTable {
  const order = groups.map(({ files }) => files);
  const lines = checks.map((_, c) => {
    const parent = judgedParent(checks, c, rule);
    const isHidden = ({ checks: masks }: UnitMask) =>
      parent === null || (masks[c] ?? false) || (masks[parent] ?? false);
    return maskUnionsOfParts({
      parts: groups.map((group) => partsOf(group, c)),
      hidden: byGroup.units.map(({ among }) => among?.[c] ?? true),
      totalHidden: byGroup.overall.among?.[c] ?? true,
      unions: providers,
      forced: table.units.map(isHidden),
      order,
      threshold: rule.threshold,
    });
  });
  return {
    units: table.units.map((unit, u) => ({ ...unit, among: lines.map((line) => line[u] ?? true) })),
    overall: { ...table.overall, among: byGroup.overall.among ?? checks.map(() => true) },
  };
}

/**
 * The position of the check that one hangs on, where figures among its files may be judged by the number of files; else
 * null, and none is shown. By counts they never could be: beside the figure of all files they tell how many of those
 * without a plan have a yes, which is none as a rule, and none is small. Where either check is about the person or
 * divides the files, they are figures by a fact about the person, or stand in a table that is judged by counts.
 */
function judgedParent(checks: readonly Check[], c: number, { byFiles }: SuppressionRule): number | null {
  const check = checks[c];
  const parent = checks.findIndex(({ id }) => id === check?.dependsOn?.item);
  const other = checks[parent];
  const isJudged = (of: Check | undefined) => of !== undefined && byFiles.has(of.id) && !of.segment;
  return isJudged(check) && isJudged(other) ? parent : null;
}

function partsOf({ checks }: Counted, c: number): Parts {
  const { applicable, among } = checks[c] ?? { applicable: 0 };
  return { among: among?.applicable ?? 0, rest: applicable - (among?.applicable ?? 0) };
}

const isFew = ({ among, rest }: Parts, threshold: number): boolean =>
  isFewFiles(among, threshold) || isFewFiles(rest, threshold);

const sumOf = (all: readonly Parts[]): Parts => ({
  among: all.reduce((sum, { among }) => sum + among, 0),
  rest: all.reduce((sum, { rest }) => sum + rest, 0),
});

/** Hides parts that rest on few files, and then more until what is hidden of a total that is shown does not. */
function maskParts(
  parts: readonly Parts[],
  forced: { cells: readonly boolean[]; total: boolean },
  whole: Parts,
  order: readonly number[],
  threshold: number,
): { cells: boolean[]; total: boolean } {
  const hidden = parts.map((of, i) => (forced.cells[i] ?? true) || isFew(of, threshold));
  const total = forced.total || isFew(whole, threshold);
  const next = parts
    .flatMap(({ among, rest }, i) => (among + rest > 0 && !hidden[i] ? [i] : []))
    // By what every reader sees, the last of equals first.
    .toSorted((a, b) => (order[a] ?? 0) - (order[b] ?? 0) || b - a);
  const left = () => sumOf(parts.filter((_, i) => hidden[i]));
  for (const one of total ? [] : next) {
    if (!isFew(left(), threshold)) break;
    hidden[one] = true;
  }
  return { cells: hidden, total };
}

/**
 * Decides which unions of units may be shown, those with most files first: one is hidden where with it a sum that rests
 * on too few files would follow, be it of parts of either kind or of the one of some units and the other of others.
 */
function maskUnionsOfParts(of: {
  parts: readonly Parts[];
  hidden: readonly boolean[];
  totalHidden: boolean;
  unions: readonly (readonly number[])[];
  forced: readonly boolean[];
  order: readonly number[];
  threshold: number;
}): boolean[] {
  const { parts, unions, order, threshold } = of;
  const open = parts.flatMap(({ among, rest }, i) => (of.hidden[i] && among + rest > 0 ? [i] : []));
  const shown: number[][] = of.totalHidden ? [] : [open.map(() => 1)];
  const result = unions.map((_, u) => of.forced[u] ?? true);
  const sizeOf = (u: number) => (unions[u] ?? []).reduce((sum, i) => sum + (order[i] ?? 0), 0);
  for (const u of unions.map((_, i) => i).toSorted((a, b) => sizeOf(b) - sizeOf(a) || a - b)) {
    const line = open.map((i) => (unions[u]?.includes(i) ? 1 : 0));
    // Added up from what is shown.
    if (result[u] || !line.includes(1)) continue;
    const sums = signedSumsAlong([...shown, line]);
    const isTooFew = (sum: readonly number[]) =>
      isFewFiles(
        open.reduce((files, i, h) => {
          const { among = 0, rest = 0 } = parts[i] ?? {};
          return files + (sum[h] === 1 ? among : sum[h] === -1 ? rest : 0);
        }, 0),
        threshold,
      );
    const whole = sumOf((unions[u] ?? []).flatMap((i) => parts[i] ?? []));
    if (isFew(whole, threshold) || sums === null || sums.some(isTooFew)) result[u] = true;
    else shown.push(line);
  }
  return result;
}
