import {
  checksOf,
  combine,
  NOTHING_SUPPRESSED,
  showUnit,
  withAmongOfGroups,
  withAmongOfProviders,
} from '../../../rules/index.ts';
import type {
  SuppressedTable,
  SuppressionRule,
  ShownTable,
  Tally,
  Tool,
  UnitFigures,
} from '../../../rules/index.ts';
import type { SampleGroup } from '../../audits/repository.ts';
import { masksOfGroups } from './masks.ts';

/** How the files of an audit are divided for a view of its results; a field may be the sample group. */
export type Breakdown =
  { by: 'group' } | { by: 'provider' } | { by: 'fields'; fields: [string] | [string, string] };

/** What is called so in every view. */
export const ALL_FILES = { key: 'all', name: 'All files' };

/**
 * The figures of an audit by group or by provider, as somebody may see them.
 *
 * @param rule - by which small numbers are suppressed; null where everything may be seen
 */
export function showGroups(
  by: 'group' | 'provider',
  { tool, tally, groups }: { tool: Tool; tally: Tally; groups: SampleGroup[] },
  rule: SuppressionRule | null,
): ShownTable {
  const overall = { ...ALL_FILES, ...tally.overall };
  const units = tally.groups.map((group, i) => ({ key: String(groups[i]?.id ?? ''), ...group }));
  const checks = checksOf(tool);
  const providers = providersOf(groups);
  const own = groupsOfProviders(groups);
  const masks = rule && masksOfGroups(units, own, overall, rule);
  const ofGroups = masks && rule && withAmongOfGroups(masks.groups, units, overall, checks, rule);
  if (by === 'group') return showTable(units, overall, ofGroups);

  return showTable(
    providers.map(({ id, name }, p) => {
      const of = own[p]?.flatMap((i) => tally.groups[i] ?? []) ?? [];
      return { key: String(id), name, ...combine(tool, of) };
    }),
    overall,
    masks &&
      rule &&
      withAmongOfProviders(masks.providers, ofGroups ?? masks.groups, units, own, checks, rule),
  );
}

/** The positions of the groups of each provider, in the order of their names. */
export const groupsOfProviders = (groups: readonly SampleGroup[]): number[][] =>
  providersOf(groups).map(({ id }) =>
    groups.flatMap((group, i) => (group.providers.some((provider) => provider.id === id) ? [i] : [])),
  );

/** A table with what its masks hide taken out; all of it where there are none. */
export function showTable(
  units: UnitFigures[],
  overall: UnitFigures,
  masks: SuppressedTable | null,
  notRecorded?: number | null,
): ShownTable {
  return {
    units: units.map((unit, i) => showUnit(unit, masks?.units[i] ?? NOTHING_SUPPRESSED)),
    overall: showUnit(overall, masks?.overall ?? NOTHING_SUPPRESSED),
    notRecorded,
  };
}

/** The providers of an audit's groups, by name. */
export function providersOf(groups: readonly SampleGroup[]): { id: number; name: string }[] {
  const providers = new Map(groups.flatMap((group) => group.providers.map((p) => [p.id, p] as const)));
  return [...providers.values()].toSorted((a, b) => a.name.localeCompare(b.name, 'en-GB'));
}
