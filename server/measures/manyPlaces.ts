import type { Measure, Period, PlaceRow } from '../../rules/index.ts';
import { placesTable } from './measureTables.ts';
import type { MeasurePlace } from './repository.ts';
import { numberText } from './words.ts';
import type { MeasureTable } from './words.ts';

/** With more places than this a document shows what stands out, and says where all of them are. */
const MOST_IN_DOCUMENT = 100;
/** So many stand at either end. */
const AT_ENDS = 20;
/** So many stand before and after the place that is looked at. */
const BESIDE = 2;

/** What a document says of a measure that very many places have. */
export interface ManyPlaces {
  text: string[];
  tables: MeasureTable[];
}

/**
 * What stands out among very many places: the first and the last of them, and the one that is looked at with its
 * neighbours; null where all of them fit.
 *
 * @param rows - in the order of their rank
 * @param name - of the place that is looked at
 */
export function manyPlaces(
  measure: Measure,
  period: Period,
  rows: readonly PlaceRow[],
  name: string | null,
  places: readonly MeasurePlace[],
): ManyPlaces | null {
  if (rows.length <= MOST_IN_DOCUMENT) return null;
  const ranked = rows.filter(({ rank }) => rank !== null);
  const tableOf = (caption: string, shown: readonly PlaceRow[]): MeasureTable => ({
    ...placesTable(measure, period, rows, shown, places),
    caption,
  });
  const table = (caption: string, from: number, to: number) => tableOf(caption, ranked.slice(from, to));
  const total = count(ranked.length);
  const last = Math.max(AT_ENDS, ranked.length - AT_ENDS);
  const at = ranked.findIndex(({ place }) => place === name);
  const from = Math.max(AT_ENDS, at - BESIDE);
  const to = Math.min(last, at + BESIDE + 1);
  // A target or an estimate has no rank, and so stands by itself.
  const unranked = rows.filter(({ place, rank }) => place === name && rank === null);
  const tables = [
    table(
      `The first ${Math.min(AT_ENDS, ranked.length)} of ${total}, ${measure.better === 'neither' ? 'the greatest' : 'the best'} first`,
      0,
      AT_ENDS,
    ),
    ...(at >= AT_ENDS && at < last ? [table(`${name}, and those about it`, from, to)] : []),
    tableOf(`${name}, which has no figure in this period`, unranked),
    ...(last < ranked.length
      ? [table(`The last ${ranked.length - last} of ${total}`, last, ranked.length)]
      : []),
  ].filter((one) => one.rows.length > 0);
  const shown = tables.reduce((sum, one) => sum + one.rows.length, 0);
  return {
    text: [
      spreadText(measure, rows, ranked),
      ...(name === null || at !== -1 || unranked.length > 0
        ? []
        : [`${name} has neither a figure nor a target or an estimate in this period.`]),
      `${count(shown)} of ${count(rows.length)} places stand here. The Excel file of this page has all of them, and the CSV file every figure.`,
    ],
    tables,
  };
}

/** How the figures of all places are spread, and how many targets are reached. */
function spreadText(measure: Measure, rows: readonly PlaceRow[], ranked: readonly PlaceRow[]): string {
  const without = rows.length - ranked.length;
  const upTo = (share: number) => {
    const value = ranked[Math.ceil(share * ranked.length) - 1]?.value ?? null;
    return value === null ? '–' : numberText(value, measure);
  };
  const aims = rows.filter(({ reached }) => reached !== null);
  const way = measure.better === 'neither' ? 'more' : 'better';
  return [
    `${count(ranked.length)} places have a figure${without === 0 ? '' : `, and ${count(without)} a target or an estimate alone`}.`,
    ...(ranked.length === 0
      ? []
      : [
          `A quarter of them has ${upTo(0.25)} or ${way}, half of them ${upTo(0.5)} or ${way}, and three quarters ${upTo(0.75)} or ${way}.`,
        ]),
    ...(aims.length === 0
      ? []
      : [
          `${count(aims.filter(({ reached }) => reached).length)} of ${count(aims.length)} targets are reached.`,
        ]),
  ].join(' ');
}

const count = (n: number): string => n.toLocaleString('en-GB');
