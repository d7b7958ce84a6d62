import {
  indicatorRows,
  isPeriod,
  periodLabel,
  periodsOf,
  printContradictionsIn,
  shownPeriods,
} from '../../rules/index.ts';
import type { Measure, Period, Series, TravelVerdict } from '../../rules/index.ts';
import { can } from '../access/policy.ts';
import type { Actor } from '../access/policy.ts';
import type { Audit } from '../audits/repository.ts';
import { countOf, daysInWords } from '../formats/english.ts';
import { urls } from '../web/urls.ts';
import type { MeasureEvent } from './events.ts';
import { presentLinkedFigures } from './linkPresenter.ts';
import type { LinkedFigure } from './linkService.ts';
import type { MeasureLook, PlaceLook } from './looking.ts';
import type { KeptMeasure, MeasurePlace } from './repository.ts';
import { manyPlaces } from './manyPlaces.ts';
import { placesOfPartnerships } from './placeOf.ts';
import { fold } from './reading.ts';
import { placesTable, sheetTable } from './measureTables.ts';
import { seriesChart } from './seriesChart.ts';
import { BETTER_WORDS, PLACE_WORDS } from './words.ts';

const periodLinks = (periods: readonly Period[], chosen: Period | null) =>
  periods.map((period) => ({ text: periodLabel(period), selected: period === chosen }));

/**
 * What does not agree in print, each with what it is a figure of; where not all figures are at hand, of the period alone.
 *
 * @param only - the measure whose page it is, which need not be named there; null on the page of a place
 */
function contradictions({ measures, observations, period, isWhole }: PlaceLook, only: Measure | null) {
  return printContradictionsIn(measures, observations).flatMap(({ at, text, explained }) => {
    const one = observations[at];
    const measure = measures.find(({ id }) => id === one?.measure);
    if (!one || !measure || (only && measure.id !== only.id)) return [];
    if (!isWhole && !(period && isPeriod(one.period, period))) return [];
    const where = `${only ? one.place : measure.label}, ${periodLabel(one.period)}`;
    return [{ where, text, explained }];
  });
}

/** So many audits, the newest, are offered to be put beside a measure; the others lead there from their results. */
const MOST_LINKABLE = 20;

/** A measure: every place in one period, and one place over time. */
export function presentMeasure(
  found: MeasureLook,
  measure: KeptMeasure,
  asked: { place: string; page?: number },
  user: Actor,
  beside: {
    linked: readonly LinkedFigure[];
    linkable: readonly Audit[];
    /** What happened meanwhile, of every partnership. */
    events?: readonly MeasureEvent[];
    /** All partnerships with audits. */
    partnerships?: readonly string[];
  } = { linked: [], linkable: [] },
) {
  const { rows, period, place, series } = found;
  const periods = shownPeriods(found.counts);
  const placeOf = placesOfPartnerships(found.places, beside.partnerships ?? []);
  const chosen = {
    ...(period && { period: periodLabel(period) }),
    ...(place && { place: String(place.id) }),
  };
  const whole = found.measures.find(({ id }) => id === measure.partOf);
  const page = Math.max(1, Math.min(asked.page ?? 1, Math.ceil(rows.length / ROWS)));
  return {
    measure,
    better: BETTER_WORDS[measure.better],
    rate:
      measure.numerator && measure.denominator
        ? `Counted: ${measure.numerator}. Of: ${measure.denominator}`
        : '',
    whole: whole ? { text: whole.label, href: urls.measure(whole.id) } : null,
    parts: found.measures
      .filter(({ partOf }) => partOf === measure.id)
      .map(({ id, label }) => ({ text: label, href: urls.measure(id) })),
    figures: figuresIn(found),
    period: period ? periodLabel(period) : '',
    periods: periodLinks(periods, period),
    ...placeChoice(found.ofMeasure, place, asked.place),
    pages: pagesOf(rows.length, page, (at) => urls.measure(measure.id, { ...chosen, page: String(at) })),
    table: period
      ? placesTable(
          measure,
          period,
          rows,
          asked.page === undefined ? rows : rows.slice((page - 1) * ROWS, page * ROWS),
          found.places,
        )
      : null,
    /** What stands out where there are more places than a document can show. */
    many: period ? manyPlaces(measure, period, rows, place?.name ?? null, found.places) : null,
    series:
      place && series
        ? presentSeries(
            measure,
            place.name,
            series,
            (beside.events ?? []).filter(({ partnership }) => placeOf(partnership)?.id === place.id),
          )
        : null,
    heldText: heldText(found),
    contradictions: contradictions(found, measure),
    /** Figures of audits that bear on it. */
    audits: presentLinkedFigures(beside.linked),
    linkable: beside.linkable.slice(0, MOST_LINKABLE).map(({ id, title, fieldworkStart, fieldworkEnd }) => ({
      text: title,
      href: urls.measureLinks(id, measure.id),
      days: daysInWords(fieldworkStart, fieldworkEnd),
    })),
    action: urls.measure(measure.id),
    links: linksOf(measure, chosen, user),
  };
}

/** Which place is shown over time: chosen from a list, or of very many, of which a list would be longer than the page, typed. */
const placeChoice = (places: readonly MeasurePlace[], place: MeasurePlace | null, asked: string) => ({
  places:
    places.length > MOST_LISTED
      ? null
      : places.map(({ id, name }) => ({ text: name, value: String(id), selected: id === place?.id })),
  placeName: place?.name ?? '',
  unknownPlace:
    asked !== '' && String(place?.id) !== asked && fold(place?.name ?? '') !== fold(asked)
      ? `No place with a figure of it is called "${asked}".`
      : '',
});

const linksOf = (measure: Measure, chosen: Record<string, string>, user: Actor) => ({
  list: urls.measures(),
  csv: urls.measureExport(measure.id, 'csv'),
  xlsx: urls.measureExport(measure.id, 'xlsx', chosen),
  pdf: urls.measureExport(measure.id, 'pdf', chosen),
  edit: can(user, 'measures.manage') ? urls.measureEdit(measure.id) : null,
});

export type MeasureView = ReturnType<typeof presentMeasure>;

/** So many places stand on one page of a measure. */
const ROWS = 100;
/** So many places can be chosen from a list. */
const MOST_LISTED = 200;

/** The pages of a table of so many rows; none where one is enough. */
const pagesOf = (rows: number, page: number, hrefOf: (page: number) => string) =>
  rows <= ROWS
    ? []
    : Array.from({ length: Math.ceil(rows / ROWS) }, (_, i) => ({
        text: `${i * ROWS + 1} to ${Math.min((i + 1) * ROWS, rows)}`,
        href: hrefOf(i + 1),
        current: i + 1 === page,
      }));

/** So many periods, the latest, are shown on a page and in a document. */
const MOST_PERIODS = 60;

function presentSeries(measure: Measure, place: string, series: Series, events: readonly MeasureEvent[]) {
  const total = series.points.length;
  if (total < 2) return null;
  const { rows, ...rest } = seriesChart(measure, place, series, events);
  return {
    place,
    ...rest,
    rows: rows.slice(-MOST_PERIODS),
    shownText:
      total <= MOST_PERIODS
        ? ''
        : `The latest ${MOST_PERIODS} of ${total.toLocaleString('en-GB')} periods are shown; mean and limits are of all of them. The CSV file has every figure.`,
  };
}

const figuresIn = ({ counts }: Pick<MeasureLook, 'counts'>): number =>
  counts.reduce((sum, { figures }) => sum + figures, 0);

/** What is said where not all figures are held against each other. */
const heldText = (found: PlaceLook): string =>
  found.isWhole || !found.period
    ? ''
    : `There are very many figures here. Those of ${periodLabel(found.period)} are held against each other; choose another period for its own.`;

/** The sheet of a place in one period, in the form of an indicator report. */
export function presentPlace(found: PlaceLook, place: MeasurePlace, user: Actor) {
  const { period } = found;
  const periods = periodsOf(found.counts);
  const rows = period ? indicatorRows(found.measures, found.observations, period) : [];
  const moved = rows.flatMap(({ travel }) => (travel ? [travel.verdict] : []));
  const is = (verdict: TravelVerdict) => moved.filter((one) => one === verdict).length;
  const aims = rows.filter(({ reached }) => reached !== null);
  const chosen = period ? { period: periodLabel(period) } : {};
  return {
    place,
    kind: PLACE_WORDS[place.kind],
    figures: figuresIn(found),
    period: period ? periodLabel(period) : '',
    periods: periodLinks(periods, period),
    summary: [
      ...(moved.length > 0
        ? [
            `Of ${countOf(moved.length, 'measure')} with an earlier figure, ${is('better')} became better and ${is('worse')} worse; ${is('same') + is('changed')} did not change or have no better way.`,
          ]
        : []),
      ...(aims.length > 0
        ? [`${aims.filter(({ reached }) => reached).length} of ${countOf(aims.length, 'target')} reached.`]
        : []),
    ],
    table: period ? sheetTable(place, period, rows) : null,
    heldText: heldText(found),
    contradictions: contradictions(found, null),
    action: urls.measurePlace(place.id),
    mayManage: can(user, 'measures.manage'),
    links: {
      list: urls.measures(),
      enter: urls.measureFigures({ place: String(place.id), ...chosen }),
      board:
        place.kind === 'partnership' && can(user, 'board.read')
          ? urls.board({ place: String(place.id) })
          : null,
      csv: urls.measurePlaceExport(place.id, 'csv', chosen),
      xlsx: urls.measurePlaceExport(place.id, 'xlsx', chosen),
      pdf: urls.measurePlaceExport(place.id, 'pdf', chosen),
    },
  };
}

export type PlaceView = ReturnType<typeof presentPlace>;
