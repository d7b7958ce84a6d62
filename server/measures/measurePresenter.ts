import {
  indicatorRows,
  periodLabel,
  periodsOf,
  placeRows,
  printContradictionsIn,
  seriesOf,
} from '../../rules/index.ts';
import type { Measure, Observation, Period, TravelVerdict } from '../../rules/index.ts';
import { can } from '../access/policy.ts';
import type { Actor } from '../access/policy.ts';
import type { Audit } from '../audits/repository.ts';
import { countOf, daysInWords } from '../formats/english.ts';
import { urls } from '../web/urls.ts';
import type { MeasureEvent } from './events.ts';
import { presentLinkedFigures } from './linkPresenter.ts';
import type { LinkedFigure } from './linkService.ts';
import type { KeptMeasure, KeptObservation, MeasurePlace } from './repository.ts';
import { placesOfPartnerships } from './placeOf.ts';
import { fold } from './reading.ts';
import { placesTable, sheetTable } from './measureTables.ts';
import { seriesChart } from './seriesChart.ts';
import { BETTER_WORDS, PLACE_WORDS } from './words.ts';

/** Measures, places and figures, as a service gives them. */
export interface Figures {
  measures: KeptMeasure[];
  places: MeasurePlace[];
  observations: KeptObservation[];
}

/**
 * The period that an address names; otherwise, of those that end last with what was reached in them, the one with most
 * figures: targets stand years ahead, and a period with nothing but targets tells nobody how it went. Null where there is
 * no figure at all.
 */
function chosenPeriod(
  periods: readonly Period[],
  observations: readonly Observation[],
  asked: string,
): Period | null {
  const figuresIn = ({ start, end }: Period) =>
    observations.filter(({ period }) => period.start === start && period.end === end);
  const reached = periods.filter((period) => figuresIn(period).some(({ kind }) => kind === 'actual'));
  const among = reached.length > 0 ? reached : periods;
  const last = among.filter(({ end }) => end === among[0]?.end);
  return (
    periods.find((period) => periodLabel(period) === asked) ??
    last.toSorted((a, b) => figuresIn(b).length - figuresIn(a).length)[0] ??
    null
  );
}

/** The periods of a measure with a figure, a target or an estimate of their own. */
export const shownPeriods = (own: readonly Observation[]): Period[] =>
  periodsOf(own.filter(({ kind }) => kind === 'actual' || kind === 'target' || kind === 'estimate'));

const periodLinks = (periods: readonly Period[], chosen: Period | null) =>
  periods.map((period) => ({ text: periodLabel(period), selected: period === chosen }));

/**
 * What does not agree in print, each with what it is a figure of.
 *
 * @param isOfMeasure - whether they stand on the page of a measure, which need not be named there, or on that of a place
 */
function contradictions(
  measures: readonly Measure[],
  observations: readonly Observation[],
  own: (one: Observation) => boolean,
  isOfMeasure: boolean,
) {
  return printContradictionsIn(measures, observations).flatMap(({ at, text, explained }) => {
    const one = observations[at];
    const measure = measures.find(({ id }) => id === one?.measure);
    if (!one || !measure || !own(one)) return [];
    const where = `${isOfMeasure ? one.place : measure.label}, ${periodLabel(one.period)}`;
    return [{ where, text, explained }];
  });
}

/** So many audits, the newest, are offered to be put beside a measure; the others lead there from their results. */
const MOST_LINKABLE = 20;

/** A measure: every place in one period, and one place over time. */
export function presentMeasure(
  found: Figures,
  measure: KeptMeasure,
  asked: { period: string; place: string; page?: number },
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
  const own = found.observations.filter((one) => one.measure === measure.id);
  const periods = shownPeriods(own);
  const period = chosenPeriod(periods, own, asked.period);
  const rows = period ? placeRows(measure, period, found.measures, found.observations) : [];
  const placeOf = placesOfPartnerships(found.places, beside.partnerships ?? []);
  const named = new Set(own.map(({ place }) => place));
  const places = found.places.filter(({ name }) => named.has(name));
  const place =
    places.find(({ id, name }) => String(id) === asked.place || fold(name) === fold(asked.place)) ??
    places.find(({ name }) => name === rows.find(({ value }) => value !== null)?.place) ??
    places[0] ??
    null;
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
    figures: own.length,
    period: period ? periodLabel(period) : '',
    periods: periodLinks(periods, period),
    ...placeChoice(places, place, asked.place),
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
    series: place
      ? presentSeries(
          measure,
          place.name,
          own,
          (beside.events ?? []).filter(({ partnership }) => placeOf(partnership)?.id === place.id),
        )
      : null,
    contradictions: contradictions(
      found.measures,
      found.observations,
      (one) => one.measure === measure.id,
      true,
    ),
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

function presentSeries(
  measure: Measure,
  place: string,
  own: readonly Observation[],
  events: readonly MeasureEvent[],
) {
  const series = seriesOf(measure, place, own);
  if (series.points.length < 2) return null;
  return { place, ...seriesChart(measure, place, series, events) };
}

/** The sheet of a place in one period, in the form of an indicator report. */
export function presentPlace(found: Figures, place: MeasurePlace, asked: { period: string }, user: Actor) {
  const periods = periodsOf(found.observations);
  const period = chosenPeriod(periods, found.observations, asked.period);
  const rows = period ? indicatorRows(found.measures, found.observations, period) : [];
  const moved = rows.flatMap(({ travel }) => (travel ? [travel.verdict] : []));
  const is = (verdict: TravelVerdict) => moved.filter((one) => one === verdict).length;
  const aims = rows.filter(({ reached }) => reached !== null);
  const chosen = period ? { period: periodLabel(period) } : {};
  return {
    place,
    kind: PLACE_WORDS[place.kind],
    figures: found.observations.length,
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
    contradictions: contradictions(found.measures, found.observations, () => true, false),
    action: urls.measurePlace(place.id),
    mayManage: can(user, 'measures.manage'),
    links: {
      list: urls.measures(),
      enter: urls.measureFigures({ place: String(place.id), ...chosen }),
      board: place.kind === 'partnership' && can(user, 'board.read') ? urls.board() : null,
      csv: urls.measurePlaceExport(place.id, 'csv', chosen),
      xlsx: urls.measurePlaceExport(place.id, 'xlsx', chosen),
      pdf: urls.measurePlaceExport(place.id, 'pdf', chosen),
    },
  };
}

export type PlaceView = ReturnType<typeof presentPlace>;
