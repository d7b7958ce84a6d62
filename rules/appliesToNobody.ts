import type { CheckTally } from './tally.ts';

// A check that applies to nobody in a group tells of its files: they are among those to which it does not apply.

/** What is counted of a group, provider or segment: its files and, check by check, its answers. */
export interface Counted {
  files: number;
  checks: readonly Pick<CheckTally, 'id' | 'yes' | 'no' | 'notApplicable' | 'notRecorded'>[];
}

/**
 * Whether the figures of a check by these units say how many files of some groups are in one: where the check applies to
 * nobody in these groups and to nearly everybody else, the files of a unit to which it does not apply are theirs. It
 * tells when less than the threshold lies between the least and the most that there can be, and is more than the numbers
 * of files alone say.
 */
export function tellsOfGroups(
  groups: readonly Counted[],
  units: readonly Counted[],
  check: number,
  threshold: number,
): boolean {
  const filesOf = (all: readonly Counted[]) => all.reduce((sum, { files }) => sum + files, 0);
  const without = (counted: Counted) => {
    const { yes, no } = counted.checks[check] ?? { yes: 0, no: 0 };
    return counted.files - yes - no;
  };
  const inGroups = filesOf(groups.filter((group) => without(group) === group.files));
  if (inGroups === 0) return false;
  const all = filesOf(units);
  const elsewhere = units.reduce((sum, unit) => sum + without(unit), 0) - inGroups;
  return units.some((unit) => {
    const least = Math.max(0, without(unit) - elsewhere);
    const most = Math.min(without(unit), inGroups);
    const isMore = least > Math.max(0, unit.files + inGroups - all) || most < Math.min(unit.files, inGroups);
    return isMore && most - least < threshold;
  });
}

/**
 * Whether figures of a crossing would say how many files a hidden cell has: where a check applies to nobody in its row or
 * column, all its files are among those to which it does not apply, which the other cells leave over.
 */
export function tellsOfFiles(
  rows: readonly Counted[],
  columns: readonly Counted[],
  hidden: readonly (readonly boolean[])[],
  check: number,
): boolean {
  const isOutside = ({ files, checks }: Counted) =>
    files > 0 && (checks[check]?.yes ?? 0) + (checks[check]?.no ?? 0) === 0;
  return (
    rows.some((row, r) => isOutside(row) && hidden[r]?.includes(true)) ||
    columns.some((column, c) => isOutside(column) && hidden.some((row) => row[c]))
  );
}

/**
 * Rows of a crossing whose hidden cells would be known nearly enough: where a check applies to nobody in a row, its files
 * are among those of the columns to which it does not apply, and few others of these are in the columns that are hidden.
 */
export function telltaleRows(
  rows: readonly Counted[],
  columns: readonly Counted[],
  units: readonly (readonly Counted[])[],
  hidden: readonly (readonly boolean[])[],
  threshold: number,
): boolean[] {
  const outside = (unit: Counted | undefined, c: number) =>
    (unit?.files ?? 0) - (unit?.checks[c]?.yes ?? 0) - (unit?.checks[c]?.no ?? 0);
  return rows.map((row, r) =>
    row.checks.some((_, c) => {
      if (row.files === 0 || outside(row, c) < row.files || !hidden[r]?.includes(true)) return false;
      const isNone = rows.map((other) => outside(other, c) === other.files);
      const others = columns.map(
        (column, u) =>
          outside(column, c) - units.reduce((sum, of, o) => sum + (isNone[o] ? (of[u]?.files ?? 0) : 0), 0),
      );
      return others.reduce((sum, of, u) => sum + (hidden[r]?.[u] ? of : 0), 0) < threshold;
    }),
  );
}
