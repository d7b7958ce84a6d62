import { periodLabel } from '../../rules/index.ts';
import type { IndicatorRow, Measure, Period, PlaceRow, TravelVerdict } from '../../rules/index.ts';
import { urls } from '../web/urls.ts';
import type { MeasurePlace } from './repository.ts';
import {
  BETTER_WORDS,
  figureCell,
  NO_CELL,
  numberText,
  periodOf,
  recomputedCell,
  signedText,
  tableOf,
} from './words.ts';
import type { MeasureCell, MeasureTable } from './words.ts';

const REACHED = { text: 'reached', kind: 'better' } as const;
const NOT_REACHED = { text: 'not reached', kind: 'worse' } as const;

const AGAINST: Record<TravelVerdict, string> = {
  better: 'better',
  worse: 'worse',
  same: 'the same',
  changed: 'different',
};
const TRAVEL: Record<TravelVerdict, string> = {
  better: 'better',
  worse: 'worse',
  same: 'no change',
  changed: 'changed',
};

const TOP_QUARTILE = 'Top quartile of the cluster';
const NATIONAL = 'National';

const topQuartileCell = (
  { topQuartile, inTopQuartile }: Pick<PlaceRow, 'topQuartile' | 'inTopQuartile'>,
  measure: Measure,
): MeasureCell => ({
  ...figureCell(topQuartile, measure),
  verdict:
    inTopQuartile === null
      ? null
      : inTopQuartile
        ? { text: 'in it', kind: 'better' }
        : { text: 'not in it', kind: 'worse' },
});

const nationalCell = (
  { national, againstNational }: Pick<PlaceRow, 'national' | 'againstNational'>,
  measure: Measure,
): MeasureCell => ({
  ...figureCell(national, measure),
  verdict: againstNational && { text: AGAINST[againstNational], kind: againstNational },
});

/** @param shown - those of the rows that stand on this page; ranks are among all of them */
export function placesTable(
  measure: Measure,
  period: Period,
  rows: readonly PlaceRow[],
  shown: readonly PlaceRow[],
  places: readonly MeasurePlace[],
): MeasureTable {
  const ranked = rows.filter(({ rank }) => rank !== null).length;
  const changeRanked = rows.filter(({ changeRank }) => changeRank !== null).length;
  const ids = new Map(places.map(({ id, name }) => [name, id]));
  const isRanked = ranked > 1 && measure.better !== 'neither';
  return tableOf(
    { caption: `${measure.label}, ${periodLabel(period)}`, first: 'Place' },
    shown,
    ({ place, rank }) => ({
      name: place,
      href: urls.measurePlace(ids.get(place) ?? 0),
      note: isRanked && rank !== null ? `${rank} of ${ranked}` : '',
    }),
    [
      { head: 'Figure', cell: ({ actual }) => figureCell(actual, measure) },
      { head: 'Estimate', cell: ({ estimate }) => figureCell(estimate, measure) },
      {
        head: 'By its own numbers',
        cell: ({ actual, rate }) => ({
          ...recomputedCell(actual, measure, rate?.decimals ?? 2),
          note: rate && !rate.agrees ? `printed ${signedText(rate.difference, 4)}` : '',
        }),
      },
      {
        head: 'If the estimate is off',
        cell: ({ interval }) =>
          interval
            ? {
                ...NO_CELL,
                text: `${numberText(interval[0], measure, 1)} to ${numberText(interval[1], measure, 1)}`,
              }
            : NO_CELL,
      },
      {
        head: 'Baseline',
        cell: ({ baseline }) => ({ ...figureCell(baseline, measure), note: periodOf(baseline) }),
      },
      {
        head: 'Target',
        cell: ({ target, wanted, baseline }) => ({
          ...figureCell(target, measure),
          note: !target ? '' : wanted !== null ? `${signedText(wanted, 0)}%` : baseline ? '' : 'no baseline',
        }),
      },
      {
        head: 'Change',
        cell: ({ change, changeRank }) =>
          change === null
            ? NO_CELL
            : {
                ...NO_CELL,
                text: `${signedText(change, 1, 1)}%`,
                value: change,
                note:
                  changeRanked > 1 && measure.better !== 'neither' ? `${changeRank} of ${changeRanked}` : '',
              },
      },
      { head: 'Target reached', cell: ({ reached }) => reachedCell(reached) },
      { head: TOP_QUARTILE, cell: (row) => topQuartileCell(row, measure) },
      { head: NATIONAL, cell: (row) => nationalCell(row, measure) },
    ],
  );
}

const reachedCell = (reached: boolean | null): MeasureCell =>
  reached === null
    ? NO_CELL
    : { ...NO_CELL, text: (reached ? REACHED : NOT_REACHED).text, verdict: reached ? REACHED : NOT_REACHED };

export function sheetTable(place: MeasurePlace, period: Period, rows: readonly IndicatorRow[]): MeasureTable {
  const since = new Set(rows.flatMap(({ before, travel }) => (travel ? [periodOf(before)] : [])));
  const [one = ''] = since;
  const isOne = since.size === 1;
  return tableOf(
    { caption: `${place.name}, ${periodLabel(period)}`, first: 'Measure' },
    rows,
    ({ measure }) => ({
      name: measure.label,
      href: urls.measure(measure.id, { place: String(place.id) }),
      note: measure.better === 'neither' ? '' : BETTER_WORDS[measure.better].toLowerCase(),
    }),
    [
      { head: 'Local', cell: ({ local, measure }) => figureCell(local, measure) },
      { head: 'Estimate', cell: ({ estimate, measure }) => figureCell(estimate, measure) },
      {
        head: isOne ? `Since ${one}` : 'Since the figure before',
        cell: ({ travel, before, measure }) =>
          travel
            ? {
                text: `${signedText(travel.by, 2)}${measure.unit === 'percent' ? (Math.abs(travel.by) === 1 ? ' point' : ' points') : ''}`,
                note: isOne ? '' : periodOf(before),
                verdict: { text: TRAVEL[travel.verdict], kind: travel.verdict },
                value: travel.by,
              }
            : NO_CELL,
      },
      { head: TOP_QUARTILE, cell: (row) => topQuartileCell(row, row.measure) },
      { head: NATIONAL, cell: (row) => nationalCell(row, row.measure) },
      {
        head: 'Baseline',
        cell: ({ baseline, measure }) => ({ ...figureCell(baseline, measure), note: periodOf(baseline) }),
      },
      {
        head: 'Change since the baseline',
        cell: ({ change }) =>
          change === null ? NO_CELL : { ...NO_CELL, text: `${signedText(change, 1, 1)}%`, value: change },
      },
      {
        head: 'Target',
        cell: ({ target, reached, measure }) => ({
          ...figureCell(target, measure),
          verdict: reached === null ? null : reached ? REACHED : NOT_REACHED,
        }),
      },
    ],
  );
}
