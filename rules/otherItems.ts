import { fromAnswersOfFormat1 } from './instrument/format1.ts';
import { tallyItem } from './instrument/itemTally.ts';
import type { ItemTally } from './instrument/itemTally.ts';
import { instrumentItemsOf, optionsOf } from './instrument/parts.ts';
import type { Instrument, InstrumentItem } from './instrument/schema.ts';
import { segmentField, segmentKey } from './segments.ts';
import type { SegmentField } from './segments.ts';
import { printedTogether } from './printedDistribution.ts';
import type { PrintedAnswers } from './printedDistribution.ts';
import { meanInterval } from './statistics.ts';
import { askedOf } from './answers.ts';
import type { Completeness } from './answers.ts';
import { isOutOfPlace } from './exclusions.ts';
import type { Counts, Tally } from './tally.ts';
import { checksOf } from './tool.ts';
import type { Tool } from './tool.ts';

// What is counted of a tool beside its checks: ratings and other scales, choices, numbers and dates.

/** An item that is counted and is no check. */
export interface OtherItem {
  item: InstrumentItem;
  /** How it divides files, where results may be broken down by it. */
  field: SegmentField | null;
}

/** How many records of a group have a value of an item, as it is kept. */
export interface ValueCount {
  group: string;
  item: string;
  value: string;
  records: number;
}

/** How often each answer was given, with what a page says besides. */
export interface ItemFigures extends ItemTally {
  /** In which the mean lies at 95%; null where there is none, or where nothing can be said of it. */
  interval: [low: number, high: number] | null;
  /** Of a number or date by which results may be broken down: records by the values that they are divided by. */
  segments: { key: string; records: number }[] | null;
  /**
   * Of a published table: percentages and mean as printed. Its counts are then the fewest that these can stand for, and
   * say nothing of whether there was anybody.
   */
  printed?: PrintedAnswers;
}

/** The answers to a question in a sample group that was taken over from a published table. */
export interface PrintedInGroup extends PrintedAnswers {
  group: string;
}

/** Some records with the figures of every item that is no check. */
export interface ItemUnit {
  files: number;
  items: ItemFigures[];
}

/** Items that are counted and are no checks; what people wrote is not counted. */
function countedItems(tool: Tool): InstrumentItem[] {
  const checks = new Set(checksOf(tool).map(({ id }) => id));
  return instrumentItemsOf(tool.instrument).filter(({ id, kind }) => kind !== 'text' && !checks.has(id));
}

/** Those of them of which counts are kept when cases are erased: a date or number is nearly a person. */
export const keptItemIds = (tool: Tool): string[] =>
  countedItems(tool)
    .filter(({ kind }) => kind !== 'number' && kind !== 'date')
    .map(({ id }) => id);

/** The ids of all items of a tool that are counted and are no checks, in its order. */
export const otherItemIds = (tool: Tool): string[] => countedItems(tool).map(({ id }) => id);

/**
 * The same items, with how they divide files.
 *
 * @param lastYear - of dates, the last year that stands by itself where files are divided by them
 */
export function otherItemsOf(
  tool: Tool,
  how: { bands: ReadonlyMap<string, readonly number[]>; lastYear: number },
): OtherItem[] {
  return countedItems(tool).map((item) => ({ item, field: segmentField(tool, item.id, how) }));
}

/**
 * Counts the items of a tool that are no checks, in any of its groups taken together.
 *
 * @param counts - as the answers are kept; ratings of the first format may be numbers
 * @param printed - what a published table says in their place, group by group
 * @returns the figures of the groups at some positions, each taken once
 */
export function countOtherItems(
  instrument: Instrument,
  items: readonly OtherItem[],
  counts: readonly ValueCount[],
  groups: readonly { name: string; files: number }[],
  printed: readonly PrintedInGroup[] = [],
): (positions: readonly number[]) => ItemUnit {
  const inFormat2 = fromAnswersOfFormat1(instrument);
  const positionOf = new Map(groups.map(({ name }, g) => [name, g]));
  const valuesOf = groups.map(() => new Map<string, Map<string, number>>());
  for (const { group, item, value, records } of counts) {
    const own = valuesOf[positionOf.get(group) ?? -1];
    if (!own) continue;
    const kept = inFormat2(new Map([[item, value]])).get(item) ?? value;
    add(own, item, kept, records);
  }
  return (positions) => {
    const together = new Map<string, Map<string, number>>();
    for (const position of positions) {
      for (const [item, values] of valuesOf[position] ?? []) {
        for (const [value, records] of values) add(together, item, value, records);
      }
    }
    const files = positions.reduce((sum, position) => sum + (groups[position]?.files ?? 0), 0);
    const names = new Set(positions.map((position) => groups[position]?.name));
    return {
      files,
      items: items.map((one) => {
        const found = printedTogether(
          printed.filter(({ item, group }) => item === one.item.id && names.has(group)),
        );
        return found
          ? printedFigures(instrument, one, found, files)
          : itemFigures(instrument, one, together.get(one.item.id) ?? new Map<string, number>(), files);
      }),
    };
  };
}

function add(to: Map<string, Map<string, number>>, item: string, value: string, records: number): void {
  const values = to.get(item) ?? new Map<string, number>();
  to.set(item, values.set(value, (values.get(value) ?? 0) + records));
}

/** The figures of one item in so many files. */
function itemFigures(
  instrument: Instrument,
  { item, field }: OtherItem,
  values: ReadonlyMap<string, number>,
  files: number,
): ItemFigures {
  const figures = tallyItem(instrument, item, values, files);
  return {
    ...figures,
    interval: intervalOf(instrument, item, values, figures),
    // Of what has options these are the values.
    segments: field && (item.kind === 'number' || item.kind === 'date') ? segmentsOf(field, values) : null,
  };
}

/** One item as a published table has it. */
function printedFigures(
  instrument: Instrument,
  { item }: OtherItem,
  printed: PrintedAnswers,
  files: number,
): ItemFigures {
  const counts = optionsOf(instrument, item).map(({ id }) => [id, printed.percents[id]?.least ?? 0] as const);
  return {
    id: item.id,
    kind: item.kind,
    counts: Object.fromEntries(counts),
    notApplicable: 0,
    notRecorded: files - printed.answered,
    answered: printed.answered,
    sum: null,
    mean: printed.mean?.value ?? null,
    interval: null,
    segments: null,
    printed,
  };
}

/** The interval of a mean, no wider than what can be answered. */
function intervalOf(
  instrument: Instrument,
  item: InstrumentItem,
  values: ReadonlyMap<string, number>,
  { mean, counts }: ItemTally,
): ItemFigures['interval'] {
  if (mean === null) return null;
  const scores = optionsOf(instrument, item).map(({ id, score }) => ({ id, score: score ?? 0 }));
  const all = scores.map(({ score }) => score);
  const [least, most] =
    item.kind === 'number' ? [item.minimum, item.maximum] : [Math.min(...all), Math.max(...all)];
  const interval = meanInterval(
    item.kind === 'number'
      ? [...values].flatMap(([value, n]) => (value === 'na' ? [] : [[Number(value), n] as const]))
      : scores.map(({ id, score }) => [score, counts[id] ?? 0] as const),
  );
  return interval && [Math.max(least, interval.low), Math.min(most, interval.high)];
}

function segmentsOf(field: SegmentField, values: ReadonlyMap<string, number>): ItemFigures['segments'] {
  const counts = new Map(field.values.map(({ key }) => [key, 0]));
  for (const [value, records] of values) {
    // Where not applicable is no value of a field, it is no number or date of it either.
    const key = value === 'na' && !counts.has('na') ? undefined : segmentKey(field, value);
    const before = key === undefined ? undefined : counts.get(key);
    if (key !== undefined && before !== undefined) counts.set(key, before + records);
  }
  return [...counts].map(([key, records]) => ({ key, records }));
}

/**
 * How many of the answers that are asked for are recorded in all files of an audit: what is missing says nothing of
 * providers. Of what was not counted nothing is known.
 *
 * @param others - of all files, the items that are no checks
 */
export function answersRecorded(
  tool: Tool,
  { overall }: Pick<Tally, 'overall'>,
  others: readonly Pick<ItemTally, 'id' | 'notRecorded'>[],
): Completeness {
  const missing = new Map([...overall.checks, ...others].map(({ id, notRecorded }) => [id, notRecorded]));
  const counted = askedOf(tool).flatMap(({ id }) => missing.get(id) ?? []);
  const asked = overall.files * counted.length;
  return { recorded: asked - counted.reduce((sum, n) => sum + n, 0), asked };
}

/**
 * A tally with the answers to items that are no checks and that a group is not asked, among what contradicts its set-up.
 *
 * @param counts - items: what of them was counted
 */
export function withAnswersOutOfPlace(
  found: Tally,
  { groups, items }: Pick<Counts, 'groups'> & { items: readonly ValueCount[] },
): Tally {
  const outOfPlace = groups.flatMap(({ name, excluded = [] }) =>
    excluded.flatMap((item) => {
      const own = items.filter((one) => one.group === name && one.item === item && isOutOfPlace(one.value));
      const files = own.reduce((sum, { records }) => sum + records, 0);
      return files > 0 ? [{ group: name, check: item, files, excluded: true as const }] : [];
    }),
  );
  return outOfPlace.length === 0
    ? found
    : { ...found, contradictions: [...found.contradictions, ...outOfPlace] };
}
