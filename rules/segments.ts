import type { Field, Item, Tool } from './tool.ts';
import { choicesOf } from './choices.ts';
import { itemById, itemsOf } from './tool.ts';

/** What stands for the sample groups where a field of the tool could; no item may be called so. */
export const GROUP_FIELD = 'group';

/** The most bands that a number is divided into: each makes figures smaller. */
const MOST_BANDS = 12;

/** Joins the keys of two values into that of their crossing; no key has it. */
const KEY_JOINT = '~';

/** A value, or a range of values, that files may have. */
export interface SegmentValue {
  /** Unique within its field; stays the same as long as the value means the same. */
  key: string;
  name: string;
}

/** How the recorded text of an item becomes a value. */
type SegmentReading =
  /** The text is the key. */
  | { as: 'text' }
  /** A number falls into the last band that begins at or below it. */
  | { as: 'band'; from: readonly number[] }
  /** The year of a date; those before the first and after the last are taken together. */
  | { as: 'year'; first: number; last: number };

/** A field of a tool by which files are divided, with all values that there can be, in order. */
export interface SegmentField {
  item: Item;
  values: SegmentValue[];
  reading: SegmentReading;
}

/** The items of a tool by which results may be broken down. */
export function segmentItemsOf(tool: Tool): Item[] {
  return itemsOf(tool).filter((item) => item.segment);
}

/** How one of the fields by which files are divided is called: the sample group, or an item of the tool. */
export function segmentLabel(tool: Tool, fieldId: string): string {
  if (fieldId === GROUP_FIELD) return 'Sample group';
  const item = itemById(tool, fieldId);
  // A check is a question; beside the names of fields its short form reads better.
  return (item?.kind === 'check' ? item.shortLabel : item?.label) ?? fieldId;
}

/** The numbers of a tool by which results may be broken down, in bands. */
export function bandedItemsOf(tool: Tool): (Field & { type: 'number' })[] {
  return segmentItemsOf(tool).filter(
    (item): item is Field & { type: 'number' } => item.kind === 'field' && item.type === 'number',
  );
}

/**
 * Where the bands of a number begin, beside its minimum, unless an audit sets others: as the tool says, or else in four
 * equal parts.
 */
export function usualBands({ bands, minimum, maximum }: Field & { type: 'number' }): number[] {
  if (bands) return bands;
  const quarter = (maximum - minimum) / 4;
  return quarter === 0 ? [] : [1, 2, 3].map((part) => minimum + part * quarter);
}

/** What is wrong with the beginnings of bands, as a sentence; null when nothing is. */
export function bandsProblem(item: Field & { type: 'number' }, begins: readonly number[]): string | null {
  if (begins.length >= MOST_BANDS) return `Enter at most ${MOST_BANDS - 1} numbers.`;
  const outside = begins.find((begin) => begin <= item.minimum || begin > item.maximum);
  if (outside !== undefined) {
    return `${outside} cannot begin a band: it has to be above ${item.minimum} and at most ${item.maximum}.`;
  }
  const unordered = begins.find((begin, i) => i > 0 && begin <= (begins[i - 1] ?? begin));
  if (unordered !== undefined)
    return `Enter the numbers from small to large, each once: look at ${unordered}.`;
  return null;
}

/**
 * The values of an item by which files may be divided.
 *
 * @param bands - where the bands of a number begin, beside its minimum
 * @param lastYear - of dates, the last year that stands by itself; there are ten
 * @returns null where there is no such item, or results may not be broken down by it
 */
export function segmentField(
  tool: Tool,
  itemId: string,
  { bands, lastYear }: { bands: ReadonlyMap<string, readonly number[]>; lastYear: number },
): SegmentField | null {
  const item = itemById(tool, itemId);
  if (!item?.segment) return null;
  const asText = (values: SegmentValue[]): SegmentField => ({ item, values, reading: { as: 'text' } });
  const chosen = choicesOf(item).map(({ value: key, text: name }) => ({ key, name }));
  if (item.kind !== 'field') return asText(chosen);
  switch (item.type) {
    case 'choice':
      return asText(chosen);
    // A record with several answers would stand in several parts.
    case 'multiple':
      return null;
    case 'number': {
      const from = [item.minimum, ...(bands.get(item.id) ?? usualBands(item))];
      return { item, values: bandValues(from, item.unit), reading: { as: 'band', from } };
    }
    case 'date': {
      const first = lastYear - 9;
      const years = Array.from({ length: 10 }, (_, i) => String(first + i));
      return {
        item,
        values: [
          { key: 'before', name: `Before ${first}` },
          ...years.map((year) => ({ key: year, name: year })),
          { key: 'after', name: `After ${lastYear}` },
        ],
        reading: { as: 'year', first, last: lastYear },
      };
    }
    case 'text':
      return null;
  }
}

/** The key of the value that what is recorded falls under. */
export function segmentKey({ values, reading }: SegmentField, recorded: string): string | undefined {
  const keyAfter = (begins: readonly number[], number: number) =>
    values[begins.filter((begin) => number >= begin).length]?.key;
  switch (reading.as) {
    case 'text':
      return recorded;
    case 'band':
      return keyAfter(reading.from.slice(1), Number(recorded));
    case 'year': {
      const years = Array.from({ length: reading.last - reading.first + 2 }, (_, i) => reading.first + i);
      return keyAfter(years, Number(recorded.slice(0, 4)));
    }
  }
}

function bandValues(from: readonly number[], unit: string | undefined): SegmentValue[] {
  const behind = unit === undefined ? '' : ` ${unit}`;
  return from.map((begin, i) => {
    const end = from[i + 1];
    const key = `${begin}${end === undefined ? '+' : `-${end}`}`;
    if (from.length === 1) return { key, name: 'Any number' };
    if (end === undefined) return { key, name: `${begin}${behind} or more` };
    return { key, name: i === 0 ? `Under ${end}${behind}` : `${begin} to under ${end}${behind}` };
  });
}

/** The key of the files that have both of two values. */
export const crossedKey = (a: string, b: string): string => `${a}${KEY_JOINT}${b}`;

/** The name of the files that have both of two values. */
export const crossedName = (a: string, b: string): string => `${a}, ${b}`;
