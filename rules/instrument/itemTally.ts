import { BETWEEN_ANSWERS } from '../choices.ts';
import { instrumentItemsOf, optionsOf } from './parts.ts';
import type { Instrument, InstrumentItem } from './schema.ts';

/** How often each answer was given to an item. */
export interface ItemTally {
  id: string;
  kind: InstrumentItem['kind'];
  /** Records by answer, every possible answer in its order; empty for numbers, dates and texts. */
  counts: Record<string, number>;
  notApplicable: number;
  notRecorded: number;
  /** Records with an answer that applies. With several answers to one item they still count once. */
  answered: number;
  /** Of the scores, or of the numbers; null where there is nothing to add up. */
  sum: number | null;
  /** Sum by answered; null where there is nothing to add up or nobody answered. */
  mean: number | null;
}

/** How many records have each value of each item; values as they are kept. */
export type ValueCounts = ReadonlyMap<string, ReadonlyMap<string, number>>;

const add = (sums: Map<string, number>, key: string, n: number) => sums.set(key, (sums.get(key) ?? 0) + n);

const DECIMALS = 6;

/**
 * A sum of decimal numbers, each so many times, without the errors of binary fractions.
 *
 * @param values - decimal notation, at most six places, and how often
 */
function sumOfDecimals(values: ReadonlyMap<string, number>): number {
  let sum = 0n;
  for (const [value, times] of values) {
    sum += BigInt(Math.round(Number(value) * 10 ** DECIMALS)) * BigInt(times);
  }
  return Number(sum) / 10 ** DECIMALS;
}

/**
 * Tallies one item.
 *
 * @param values - how many records have each value; values that the item does not know are no answers
 * @param records - how many records there are, answered or not
 */
export function tallyItem(
  instrument: Pick<Instrument, 'scales'>,
  item: InstrumentItem,
  values: ReadonlyMap<string, number>,
  records: number,
): ItemTally {
  const options = optionsOf(instrument, item);
  const counts = new Map(options.map(({ id }) => [id, 0]));
  // Somebody may write "na" into a text, where it is what was written.
  const isText = item.kind === 'text';
  const notApplicable = isText ? 0 : (values.get('na') ?? 0);
  const given = new Map([...values].filter(([value]) => isText || value !== 'na'));
  let answered = 0;
  for (const [value, n] of given) {
    const chosen = item.kind === 'multiple' ? value.split(BETWEEN_ANSWERS) : [value];
    const known = options.length === 0 ? chosen : chosen.filter((id) => counts.has(id));
    if (known.length === 0) continue;
    answered += n;
    if (options.length > 0) for (const id of known) add(counts, id, n);
  }
  const sum = sumOf();
  return {
    id: item.id,
    kind: item.kind,
    counts: Object.fromEntries(counts),
    notApplicable,
    notRecorded: records - answered - notApplicable,
    answered,
    sum,
    mean: sum === null || answered === 0 ? null : sum / answered,
  };

  function sumOf(): number | null {
    if (item.kind === 'number') return sumOfDecimals(given);
    if (item.kind !== 'scale' || options.some(({ score }) => score === null)) return null;
    return options.reduce((total, { id, score }) => total + (score ?? 0) * (counts.get(id) ?? 0), 0);
  }
}

/**
 * Tallies all items of a tool.
 *
 * @param counts - of one group, or of all records
 * @param records - how many records there are, answered or not
 */
export const tallyItems = (instrument: Instrument, counts: ValueCounts, records: number): ItemTally[] =>
  instrumentItemsOf(instrument).map((item) =>
    tallyItem(instrument, item, counts.get(item.id) ?? new Map(), records),
  );

/** Counts the values of records, for those who hold the records themselves. */
export function countValues(records: readonly ReadonlyMap<string, string>[]): ValueCounts {
  const counts = new Map<string, Map<string, number>>();
  for (const answers of records) {
    for (const [item, value] of answers) {
      const values = counts.get(item) ?? new Map<string, number>();
      counts.set(item, values);
      add(values, value, 1);
    }
  }
  return counts;
}
