import type { SuppressedTable } from './disclosure.ts';
import type { UnitMask } from './shown.ts';

/**
 * What may not be shown of several sample groups taken together: all but what a reader of their table can work out.
 *
 * A figure of them together is shown where every one of them is, since it is their sum, or where all files and every
 * other group are, since it is what is left. So it tells nothing that the table does not, and readers may take groups
 * together as they like, one way after the other.
 *
 * @param table - what is suppressed of the groups and of all files; every file is in just one of the groups
 * @param together - the places of those that are taken together
 */
export function maskTogether(table: SuppressedTable, together: ReadonlySet<number>): UnitMask {
  const own = table.units.filter((_, i) => together.has(i));
  const rest = [table.overall, ...table.units.filter((_, i) => !together.has(i))];
  const isHidden = (of: (mask: UnitMask) => boolean) => own.some(of) && rest.some(of);
  const places = table.overall.checks.map((_, c) => c);
  return {
    files: isHidden(({ files }) => files),
    checks: places.map((c) => isHidden(({ checks }) => checks[c] ?? false)),
    among: places.map((c) => isHidden(({ among }) => among === undefined || (among[c] ?? false))),
  };
}
