import { combine, maskShares, NOTHING_MASKED, showUnit } from '../../rules/index.ts';
import type { ShownTable, UnitFigures, UnitMask } from '../../rules/index.ts';
import type { SampleGroup } from '../audits/repository.ts';
import type { Results } from './service.ts';

/** How the files of an audit are divided for a view of its results. */
export type Cut =
  { by: 'group' } | { by: 'provider' } | { by: 'fields'; fields: [string] | [string, string] };

/**
 * The figures of an audit by group or by provider, as somebody may see them.
 *
 * @param threshold - counts below it are masked; null where everything may be seen
 */
export function showResults(
  results: Results,
  by: 'group' | 'provider',
  threshold: number | null,
): ShownTable {
  const { tally, groups } = results;
  const overall = { key: 'all', name: 'All files', ...tally.overall };
  const groupUnits = tally.groups.map((group, i) => ({ key: String(groups[i]?.id ?? ''), ...group }));
  const groupMasks = masksOf(groupUnits, overall, threshold);
  const show = (units: UnitFigures[], masks: UnitMask[]): ShownTable => ({
    units: units.map((unit, i) => showUnit(unit, masks[i] ?? NOTHING_MASKED)),
    overall: showUnit(overall, groupMasks.overall),
    notRecorded: undefined,
  });
  if (by === 'group') return show(groupUnits, groupMasks.units);
  const providers = providersOf(groups).map((provider) => {
    const own = groups.flatMap((group, i) => (group.providers.some((p) => p.id === provider.id) ? [i] : []));
    const figures = combine(
      results.tool,
      own.flatMap((i) => tally.groups[i] ?? []),
    );
    return { own, unit: { key: String(provider.id), name: provider.name, ...figures } };
  });
  return show(
    providers.map(({ unit }) => unit),
    providers.map(({ own, unit }) => ({
      files: false,
      checks: unit.checks.map(
        (figures, c) =>
          figures.applicable > 0 &&
          threshold !== null &&
          own.some((i) => groupMasks.units[i]?.checks[c] ?? false),
      ),
    })),
  );
}

function masksOf(units: UnitFigures[], overall: UnitFigures, threshold: number | null) {
  const masks = overall.checks.map((_, c) =>
    threshold === null
      ? { groups: [], overall: false }
      : maskShares(
          units.map((unit) => unit.checks[c] ?? { yes: 0, applicable: 0 }),
          threshold,
        ),
  );
  return {
    units: units.map((_, u) => ({ files: false, checks: masks.map((mask) => mask.groups[u] ?? false) })),
    overall: { files: false, checks: masks.map((mask) => mask.overall) },
  };
}

function providersOf(groups: SampleGroup[]): { id: number; name: string }[] {
  const providers = new Map(groups.flatMap((group) => group.providers.map((p) => [p.id, p] as const)));
  return [...providers.values()].toSorted((a, b) => a.name.localeCompare(b.name, 'en-GB'));
}
