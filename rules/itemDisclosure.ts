import type { Counted } from './appliesToNobody.ts';
import { isSmall, maskFiles } from './disclosure.ts';
import type { SmallNumberRule } from './disclosure.ts';
import type { InstrumentItem } from './instrument/schema.ts';
import type { ItemFigures, ItemUnit } from './otherItems.ts';

// What of the answers to an item that is no check is shown outside the panel, where its subject is personal.
//
// Items about practice go as checks about practice do: all answers of a group together, by the number of files they rest
// on, decided with the same engine. Of items about a person how many files have each answer is the table by that field,
// and hidden as it is there. By group it is a crossing, which the comparison shows; here it is not shown.

/** The answers to one item as one reader may see them; null is suppressed, but see sum, mean and interval. */
export interface ShownItem {
  id: string;
  kind: InstrumentItem['kind'];
  /** Whether anything of it is suppressed. */
  suppressed: boolean;
  /** Records by answer, every possible answer in its order; empty for numbers and dates. */
  counts: Record<string, number | null>;
  /** Of a number by which results may be broken down: records by band. */
  bands?: Record<string, number | null>;
  notApplicable: number | null;
  notRecorded: number | null;
  /** Records with an answer that applies. */
  answered: number | null;
  /** Of the scores or numbers; null where there is nothing to add up, or something of the item is suppressed. */
  sum: number | null;
  mean: number | null;
  /** Of the mean, at 95%. */
  interval: [low: number, high: number] | null;
}

/** What decides whether answers to an item are small. */
export type ItemRule = 'by_files' | 'by_counts';

/**
 * Whether answers to an item are judged by the number of files that they rest on, or by their counts. What files are
 * divided by is judged by counts whatever it is about, because the table by it is.
 */
export const itemRuleOf = (
  { about, segment }: Pick<InstrumentItem, 'about' | 'segment'>,
  rule: SmallNumberRule,
): ItemRule => (rule === 'by_item' && !segment && about !== 'person' ? 'by_files' : 'by_counts');

/** A unit as the rule on few files looks at it: each item by how many of its files have an answer. */
export const answeredIn = ({ files, items }: ItemUnit): Counted => ({
  files,
  checks: items.map(({ id, answered, notApplicable, notRecorded }) => ({
    id,
    yes: answered,
    no: 0,
    notApplicable,
    notRecorded,
  })),
});

/** The answers as they are. */
export function showItem({ segments, ...figures }: ItemFigures): ShownItem {
  const bands = figures.kind === 'number' && segments ? { bands: recordsOf(segments) } : {};
  return { ...figures, suppressed: false, ...bands };
}

/** The answers with all of them suppressed. */
export function suppressItem({ id, kind, counts, segments }: ItemFigures): ShownItem {
  const nothing = (keys: string[]) => Object.fromEntries(keys.map((key) => [key, null]));
  return {
    id,
    kind,
    suppressed: true,
    counts: nothing(Object.keys(counts)),
    ...(kind === 'number' && segments ? { bands: nothing(segments.map(({ key }) => key)) } : {}),
    ...NO_TOTALS,
  };
}

const NO_MEAN = { sum: null, mean: null, interval: null };
const NO_TOTALS = { notApplicable: null, notRecorded: null, answered: null, ...NO_MEAN };

/**
 * The answers to an item about a person in all files, by counts. Of several answers to one item each is a yes or no of
 * the person. Where any is suppressed the mean is, too, since it would tell of the others.
 */
export function showItemOfPerson(figures: ItemFigures, threshold: number): ShownItem {
  const { id, kind, counts, segments, answered, notApplicable, notRecorded } = figures;
  const isMultiple = kind === 'multiple';
  const options = Object.entries(counts).map(([key, records]) => ({ key, records }));
  const whole = [{ key: '', records: answered }];
  const parts = isMultiple ? whole : (segments ?? (options.length > 0 ? options : whole));
  const isApart = !parts.some(({ key }) => key === 'na');
  const cells = [
    ...parts.map(({ records }) => records),
    ...(isApart ? [notApplicable] : []),
    notRecorded,
  ].map((files) => ({ files }));
  const hidden = maskFiles(cells, threshold);
  const seen = new Map(parts.map(({ key, records }, p) => [key, hidden[p] ? null : records]));
  const na = isApart ? (hidden[parts.length] ? null : notApplicable) : (seen.get('na') ?? null);
  const nr = hidden.at(-1) ? null : notRecorded;
  const isAnsweredSeen = na !== null && nr !== null;
  const shownCounts = Object.fromEntries(
    Object.entries(counts).map(([key, yes]) => {
      if (!isMultiple) return [key, seen.get(key) ?? null];
      return [key, isAnsweredSeen && !isSmall({ yes, applicable: answered }, threshold) ? yes : null];
    }),
  );
  const suppressed = hidden.includes(true) || Object.values(shownCounts).includes(null);
  const { sum, mean, interval } = suppressed ? NO_MEAN : figures;
  return {
    id,
    kind,
    suppressed,
    counts: shownCounts,
    ...(kind === 'number' && segments ? { bands: Object.fromEntries(seen) } : {}),
    notApplicable: na,
    notRecorded: nr,
    answered: isAnsweredSeen ? answered : null,
    sum,
    mean,
    interval,
  };
}

const recordsOf = (segments: NonNullable<ItemFigures['segments']>): Record<string, number> =>
  Object.fromEntries(segments.map(({ key, records }) => [key, records]));
