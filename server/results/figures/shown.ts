import {
  checksOf,
  combine,
  maskTogether,
  NOTHING_SUPPRESSED,
  showUnit,
  smallNumbersInWords,
  subjectWords,
  withAmongOfGroups,
  withAmongOfProviders,
} from '../../../rules/index.ts';
import type {
  ShownFigure,
  SuppressedTable,
  SuppressionRule,
  ShownTable,
  Tally,
  Tool,
  UnitFigures,
} from '../../../rules/index.ts';
import type { SampleGroup } from '../../audits/repository.ts';
import { listOf } from '../../formats/english.ts';
import { masksOfGroups } from './masks.ts';

/** How the files of an audit are divided for a view of its results; a field may be the sample group. */
export type Breakdown =
  /** Sample groups, some of them as one where that is asked for. */
  | { by: 'group'; together?: Together | undefined }
  | { by: 'provider' }
  | { by: 'fields'; fields: [string] | [string, string] };

/** Sample groups that are taken together, by their keys in the audit that is looked at, or by name in those beside it. */
export type Together = { keys: readonly string[] } | { names: readonly string[] };

/** The whole of an audit, as it is called in every view. */
export const allOf = ({ subject }: Pick<Tool, 'subject'>) => ({
  key: 'all',
  name: `All ${subjectWords(subject).files}`,
});

/**
 * The figures of an audit by group or by provider, as somebody may see them.
 *
 * @param breakdown - groups that are taken together stand as one where the first of them would; where one of them is not
 *   there, each stands for itself
 * @param rule - by which small numbers are suppressed; null where everything may be seen
 */
export function showGroups(
  breakdown: Exclude<Breakdown, { by: 'fields' }>,
  { tool, tally, groups }: { tool: Tool; tally: Tally; groups: SampleGroup[] },
  rule: SuppressionRule | null,
): ShownTable {
  const overall = { ...allOf(tool), ...tally.overall };
  const units = tally.groups.map((group, i) => ({ key: String(groups[i]?.id ?? ''), ...group }));
  const checks = checksOf(tool);
  const providers = providersOf(groups);
  const own = groupsOfProviders(groups);
  const masks = rule && masksOfGroups(units, own, overall, rule);
  const ofGroups = masks && rule && withAmongOfGroups(masks.groups, units, overall, checks, rule);
  if (breakdown.by === 'group') {
    const together = placesOf(breakdown.together, units);
    if (together.size < 2) return showTable(units, overall, ofGroups);
    const parts = units.filter((_, i) => together.has(i));
    const one = {
      key: parts.map(({ key }) => key).join('+'),
      name: `${listOf(parts.map(({ name }) => name))} together`,
      ...combine(tool, parts),
    };
    const asOne = <Of>(of: readonly Of[], value: Of): Of[] => {
      const [first] = together;
      return of.flatMap((each, i) => (i === first ? [value] : together.has(i) ? [] : [each]));
    };
    return showTable(
      asOne(units, one),
      overall,
      ofGroups && { ...ofGroups, units: asOne(ofGroups.units, maskTogether(ofGroups, together)) },
    );
  }

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

/** The places of groups that are taken together, in the order of the audit; none where one of them is not there. */
function placesOf(
  together: Together | undefined,
  units: readonly { key: string; name: string }[],
): ReadonlySet<number> {
  if (!together) return new Set();
  const places =
    'keys' in together
      ? together.keys.map((key) => units.findIndex((unit) => unit.key === key))
      : together.names.map((name) => units.findIndex((unit) => unit.name === name));
  return new Set(places.includes(-1) ? [] : places.toSorted((a, b) => a - b));
}

/** What of a view is small, in words for whoever meets a suppressed figure. */
export const smallNumbersText = (of: {
  tool: Tool;
  audit: Parameters<typeof smallNumbersInWords>[1];
  isCrossedBefore: boolean;
}): string =>
  smallNumbersInWords(of.tool, of.audit) +
  (of.isCrossedBefore
    ? ' Figures by two fields are all suppressed: others were seen before the records changed, and both together would tell few.'
    : '');

/** Why a figure is suppressed: true of a small one, and of another that is so that no small one can be worked out. */
export const WHY_SUPPRESSED = 'to protect people';

/** Whether there is something, and all that there is is suppressed. */
export const isWhollySuppressed = (figures: readonly (ShownFigure | null)[]): boolean =>
  figures.some((figure) => figure?.kind === 'suppressed') &&
  !figures.some((figure) => figure?.kind === 'figure');

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
