import {
  answeredIn,
  answersRecorded,
  answersShownNow,
  checksOf,
  countOtherItems,
  itemRuleOf,
  maskOverReleases,
  optionsOf,
  showItem,
  showItemOfPerson,
  shownNow,
  suppressItem,
} from '../../../rules/index.ts';
import type {
  AnswersShownBefore,
  Completeness,
  Instrument,
  InstrumentItem,
  ItemUnit,
  OtherItem,
  PrintedInGroup,
  ShownBefore,
  ShownItem,
  SmallNumberRule,
  SuppressionRule,
  Tally,
  Tool,
  ValueCount,
} from '../../../rules/index.ts';
import type { SampleGroup } from '../../audits/repository.ts';
import { targetOf } from './answerCells.ts';
import { masksOfGroups } from './masks.ts';
import { allOf, groupsOfProviders, providersOf } from './shown.ts';

/** A group, a provider or the whole audit with the answers to every item that is no check. */
interface ShownItemUnit {
  key: string;
  name: string;
  files: number;
  /** In the order of the items. */
  items: ShownItem[];
}

/** The answers to all items that are no checks, as one reader may see them. */
export interface ShownItems {
  instrument: Instrument;
  items: OtherItem[];
  units: ShownItemUnit[];
  overall: ShownItemUnit;
  /** Ids of the items that this reader sees of all files only. */
  overallOnly: ReadonlySet<string>;
}

/**
 * Whether answers to an item are told side by side: of scales, and what else is asked beside checks, but not of what
 * records are only divided by.
 */
export function isToldBeside({ kind, segment }: InstrumentItem, tool: Pick<Tool, 'sections'>): boolean {
  if (kind === 'scale') return true;
  return kind !== 'date' && kind !== 'text' && (!segment || checksOf(tool).length === 0);
}

/** How many of the answers that an audit asks for are recorded, from its counts. */
export function recordedIn(
  {
    tool,
    tally,
    groups,
    itemCounts,
    printedItems,
  }: {
    tool: Tool;
    tally: Tally;
    groups: SampleGroup[];
    itemCounts: ValueCount[] | null;
    printedItems: PrintedInGroup[];
  },
  items: OtherItem[],
): Completeness {
  const others = itemCounts
    ? countOtherItems(tool.instrument, items, itemCounts, groups, printedItems)(groups.map((_, g) => g)).items
    : [];
  return answersRecorded(tool, tally, others);
}

/** The answers of one of the units, by its key. */
export const itemsOfUnit = ({ units, overall }: ShownItems, key: string): ShownItem[] =>
  [...units, overall].find((unit) => unit.key === key)?.items ?? [];

const standardIn = (target: ReturnType<typeof targetOf>) =>
  target && { answers: [...target.of], atLeast: target.atLeast };

/** What is asked beside checks, for whoever reads the answers as data. */
export const describedItems = ({ instrument, items }: ShownItems) =>
  items.map(({ item, field }) => ({
    id: item.id,
    label: item.label,
    shortLabel: item.shortLabel,
    kind: item.kind,
    options: optionsOf(instrument, item).map(({ id, label, score }) => ({ id, label, score })),
    bands: item.kind === 'number' && field ? field.values : [],
    standard: standardIn(targetOf(instrument, item)),
  }));

/**
 * The answers to the items of an audit that are no checks, by group or by provider, as somebody may see them.
 *
 * @param rule - by which small numbers are suppressed; null where everything may be seen
 */
export function showItems(
  by: 'group' | 'provider',
  parts: {
    instrument: Instrument;
    items: OtherItem[];
    counts: ValueCount[];
    groups: SampleGroup[];
    printed: PrintedInGroup[];
  },
  rule: ItemSuppression | null,
): ShownItems {
  const { instrument, items, groups } = parts;
  const unitOf = countOtherItems(instrument, items, parts.counts, groups, parts.printed);
  const own = groupsOfProviders(groups);
  const ofGroups = groups.map((_, g) => unitOf([g]));
  const overall = unitOf(groups.map((_, g) => g));
  const overallOnly = itemsOfPersons(items, rule);
  const isHidden = masksOfItems(ofGroups, own, overall, overallOnly, rule, groups);
  const names = by === 'group' ? groups : providersOf(groups);
  const units = by === 'group' ? ofGroups : own.map(unitOf);
  return {
    instrument,
    items,
    overallOnly,
    units: units.map((unit, u) => ({
      key: String(names[u]?.id ?? ''),
      name: names[u]?.name ?? '',
      files: unit.files,
      items: unit.items.map((figures) =>
        overallOnly.has(figures.id) || isHidden(by, u, figures.id)
          ? suppressItem(figures)
          : showItem(figures),
      ),
    })),
    overall: {
      ...allOf(instrument),
      files: overall.files,
      items: overall.items.map((figures) => {
        if (rule && overallOnly.has(figures.id))
          return showItemOfPerson(figures, rule.threshold, answersBefore(rule, figures.id));
        return isHidden('overall', 0, figures.id) ? suppressItem(figures) : showItem(figures);
      }),
    },
  };
}

/** The answers of some groups beside those of all others, as those may see them whom the groups are about. */
export interface ItemsBeside {
  instrument: Instrument;
  items: OtherItem[];
  own: ItemsOfUnit;
  others: ItemsOfUnit;
}

type ItemsOfUnit = Pick<ShownItemUnit, 'files' | 'items'>;

/**
 * Holds the answers of some groups beside those of all others. These are suppressed as results by provider are.
 *
 * @param isOwn - by the name of a group
 * @param rule - by which small numbers are suppressed; null where nothing is
 * @param inFull - whether their own are told whatever the rule says, as to those who wrote the notes
 */
export function itemsBeside(
  parts: { instrument: Instrument; items: OtherItem[]; counts: ValueCount[]; groups: SampleGroup[] },
  isOwn: (group: string) => boolean,
  rule: ItemSuppression | null,
  inFull: boolean,
): ItemsBeside {
  const { instrument, items, groups } = parts;
  const unitOf = countOtherItems(instrument, items, parts.counts, groups);
  const positions = groups.map((_, g) => g);
  const own = unitOf(positions.filter((g) => isOwn(groups[g]?.name ?? '')));
  const others = unitOf(positions.filter((g) => !isOwn(groups[g]?.name ?? '')));
  const ofPersons = itemsOfPersons(items, rule);
  // What is told in full needs no other figure hidden to keep it.
  const held = inFull ? [others] : [own, others];
  const whole = inFull ? others : unitOf(positions);
  const isHidden = masksOfItems(held, [], whole, ofPersons, rule);
  const shown = (unit: ItemUnit) => ({
    files: unit.files,
    items: unit.items.map((figures) =>
      ofPersons.has(figures.id) || isHidden('group', held.indexOf(unit), figures.id)
        ? suppressItem(figures)
        : showItem(figures),
    ),
  });
  return {
    instrument,
    items,
    own: inFull ? { files: own.files, items: own.items.map(showItem) } : shown(own),
    others: shown(others),
  };
}

type ItemSuppression = SuppressionRule & { smallNumberRule: SmallNumberRule };

/** The items that are told of all files only, because by group so few could point to one person. */
const itemsOfPersons = (items: readonly OtherItem[], rule: ItemSuppression | null): Set<string> =>
  new Set(
    items.flatMap(({ item }) =>
      rule !== null && itemRuleOf(item, rule.smallNumberRule) === 'by_counts' ? [item.id] : [],
    ),
  );

/** What was shown before of the answers to a question about persons. */
const answersBefore = ({ before = [] }: SuppressionRule, item: string): AnswersShownBefore[] =>
  before.flatMap(({ persons }) => persons?.[item] ?? []);

/** What readers outside the panel are shown of questions that are no checks, to be kept, and what small of it is told. */
export function itemsOutside(
  parts: {
    instrument: Instrument;
    items: OtherItem[];
    counts: ValueCount[];
    groups: readonly SampleGroup[];
  },
  rule: ItemSuppression,
): { shown: Pick<ShownBefore, 'items' | 'persons'>; told: { item: string; groups: string[] }[] } {
  const groups = [...parts.groups];
  const unitOf = countOtherItems(parts.instrument, parts.items, parts.counts, groups);
  const overall = unitOf(groups.map((_, g) => g));
  const ofPersons = itemsOfPersons(parts.items, rule);
  const providers = groupsOfProviders(groups);
  const own = groups.map((_, g) => unitOf([g]));
  const { masks, asUnits, practice } = practiceMasks(own, providers, overall, ofPersons, rule, groups);
  const { told } = maskOverReleases(masks, asUnits, providers, practice.before, practice);
  return {
    told: told.map(({ check: item, groups: of }) => ({ item, groups: of })),
    shown: {
      items: shownNow(masks, asUnits, providers, '').checks,
      persons: Object.fromEntries(
        overall.items
          .filter(({ id, printed }) => ofPersons.has(id) && !printed)
          .map((figures) => [
            figures.id,
            answersShownNow(figures, rule.threshold, answersBefore(rule, figures.id)),
          ]),
      ),
    },
  };
}

function practiceMasks(
  groups: readonly ItemUnit[],
  providers: readonly (readonly number[])[],
  overall: ItemUnit,
  leftOut: ReadonlySet<string>,
  rule: SuppressionRule,
  of: readonly Pick<SampleGroup, 'id'>[] = [],
) {
  const ofPractice = ({ files, items }: ItemUnit) =>
    answeredIn({ files, items: items.filter(({ id }) => !leftOut.has(id)) });
  const all = ofPractice(overall);
  const byFiles = new Set(all.checks.map(({ id }) => id));
  // Figures of others beside one's own are no groups of the audit, so nothing was kept of them.
  const before =
    of.length === 0
      ? []
      : (rule.before ?? []).flatMap((one) => (one.items ? [{ ...one, checks: one.items }] : []));
  const practice = { ...rule, byFiles, before };
  const asUnits = groups.map((group, g) => ({ ...ofPractice(group), key: String(of[g]?.id ?? g) }));
  return { masks: masksOfGroups(asUnits, providers, all, practice), all, asUnits, practice };
}

/** What is suppressed of items about practice, by the same rule as of checks about it. */
function masksOfItems(
  groups: readonly ItemUnit[],
  providers: readonly (readonly number[])[],
  overall: ItemUnit,
  leftOut: ReadonlySet<string>,
  rule: SuppressionRule | null,
  of: readonly Pick<SampleGroup, 'id'>[] = [],
): (by: 'group' | 'provider' | 'overall', unit: number, item: string) => boolean {
  if (rule === null) return () => false;
  const { masks, all } = practiceMasks(groups, providers, overall, leftOut, rule, of);
  return (by, unit, item) => {
    const mask =
      by === 'overall' ? masks.groups.overall : masks[by === 'group' ? 'groups' : 'providers'].units[unit];
    return mask?.checks[all.checks.findIndex(({ id }) => id === item)] ?? false;
  };
}
