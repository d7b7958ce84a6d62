import type { CheckTally } from './tally.ts';

// A check that applies to nobody in a group tells of its files: they are among those to which it does not apply.

/** What is counted of a group, provider or segment: its files and, check by check, its answers. */
export interface Counted {
  files: number;
  checks: readonly Pick<CheckTally, 'id' | 'yes' | 'no' | 'notApplicable' | 'notRecorded'>[];
}

type Answers = Counted['checks'][number];

/** Some of the answers that there are: every choice of them but none and all, as what a figure counts of each. */
const CHOICES_OF_ANSWERS: readonly (readonly ((of: Answers) => number)[])[] = (() => {
  const each = [
    (of: Answers) => of.yes,
    (of: Answers) => of.no,
    (of: Answers) => of.notApplicable,
    (of: Answers) => of.notRecorded,
  ];
  return Array.from({ length: 2 ** each.length - 2 }, (_, i) => each.filter((__, e) => ((i + 1) >> e) & 1));
})();

/**
 * Whether the figures of a check by these units say how many files of some groups are in one: where all files of these
 * groups have one of some answers, such as not applicable, and hardly any others have, the files of a unit with these
 * answers are theirs. It tells when less than the threshold lies between the least and the most that there can be, and is
 * more than the numbers of files alone say. A figure says each of the four answers, so each choice of them is asked about:
 * what is not recorded elsewhere leaves no doubt about what is not applicable.
 *
 * @param isShown - whether a group's figure of the check is shown
 */
export function tellsOfGroups(
  groups: readonly Counted[],
  units: readonly Counted[],
  check: number,
  { threshold, isShown }: { threshold: number; isShown: (of: Answers) => boolean },
): boolean {
  const filesOf = (all: readonly Counted[]) => all.reduce((sum, { files }) => sum + files, 0);
  const known = groups.filter(({ files, checks }) => {
    const answers = checks[check];
    return files > 0 && answers !== undefined && isShown(answers);
  });
  if (known.length === 0) return false;
  const all = filesOf(units);
  return CHOICES_OF_ANSWERS.some((choice) => {
    const having = ({ checks }: Counted) => {
      const answers = checks[check];
      return answers === undefined ? 0 : choice.reduce((sum, count) => sum + count(answers), 0);
    };
    const inGroups = filesOf(known.filter((group) => having(group) === group.files));
    if (inGroups === 0) return false;
    const elsewhere = units.reduce((sum, unit) => sum + having(unit), 0) - inGroups;
    return units.some((unit) => {
      const least = Math.max(0, having(unit) - elsewhere);
      const most = Math.min(having(unit), inGroups);
      const isMore =
        least > Math.max(0, unit.files + inGroups - all) || most < Math.min(unit.files, inGroups);
      return isMore && most - least < threshold;
    });
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
