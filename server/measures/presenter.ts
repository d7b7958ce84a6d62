import {
  BETTER,
  OBSERVATION_KINDS,
  PERCENT,
  periodLabel,
  periodsOf,
  PLACE_KINDS,
} from '../../rules/index.ts';
import type { Measure, PlaceKind } from '../../rules/index.ts';
import { can } from '../access/policy.ts';
import type { Actor } from '../access/policy.ts';
import { countOf, monthInWords } from '../formats/english.ts';
import { textOf } from '../web/form.ts';
import type { FormBody } from '../web/form.ts';
import { urls } from '../web/urls.ts';
import { cellName } from './form.ts';
import type { FiguresQuery } from './form.ts';
import type { Figures } from './looking.ts';
import { LEAVE_OUT, nameFields, newMeasureValue, newPlaceValue, saidIn, sameValue } from './newNames.ts';
import type { NewNames } from './newNames.ts';
import { FIGURE_COLUMNS, fold, MEASURE_COLUMNS } from './reading.ts';
import type { KeptMeasure, MeasurePlace } from './repository.ts';
import { MEASURE_EXAMPLES } from './examples.ts';
import type { TravelLeftOut } from './wideSheet.ts';
import { BETTER_WORDS, KIND_WORDS, PLACE_WORDS } from './words.ts';

/** So many measures stand on one page of the table in which figures are entered. */
const ROWS = 100;

/** So many places are listed. */
const MOST_LISTED = 200;

/** The first page: what there is, and what can be done. */
export function presentMeasures(
  found: {
    measures: KeptMeasure[];
    places: MeasurePlace[];
    counts: ReadonlyMap<number, { figures: number; last: string }>;
    countsOfPlaces: ReadonlyMap<number, number>;
    /** The ids of the examples that are loaded. */
    loaded: ReadonlySet<string>;
  },
  user: Actor,
  asked = '',
) {
  const wanted = fold(asked);
  const named = found.places.filter(({ name }) => fold(name).includes(wanted));
  return {
    mayManage: can(user, 'measures.manage'),
    measures: found.measures.map((measure) => {
      const count = found.counts.get(measure.key);
      return {
        label: measure.label,
        href: urls.measure(measure.id),
        unit: measure.unit,
        better: BETTER_WORDS[measure.better],
        figures: count ? countOf(count.figures, 'figure') : 'none yet',
        last: count ? monthInWords(count.last) : '',
      };
    }),
    hasPlaces: found.places.length > 0,
    /** Of very many the first, and a field in which part of a name is looked for. */
    search:
      found.places.length > MOST_LISTED
        ? {
            q: asked,
            text: `${Math.min(named.length, MOST_LISTED).toLocaleString('en-GB')} of ${found.places.length.toLocaleString('en-GB')} places are shown.`,
          }
        : null,
    places: named.slice(0, MOST_LISTED).map((place) => ({
      name: place.name,
      kind: PLACE_WORDS[place.kind],
      href: urls.measurePlace(place.id),
      figures: countOf(found.countsOfPlaces.get(place.id) ?? 0, 'figure'),
    })),
    examples: MEASURE_EXAMPLES.map(({ id, title }) => ({ id, title, isLoaded: found.loaded.has(id) })),
    placeKinds: placeKinds(),
    links: {
      enter: urls.measureFigures(),
      take: urls.measureImport(),
      add: urls.newMeasure(),
      delivery: urls.deliveryPlans(),
      places: urls.measurePlaces(),
      examples: urls.measureExamples(),
      removeExample: urls.measureExampleRemove(),
      board: found.counts.size > 0 && can(user, 'board.read') ? urls.board() : null,
    },
  };
}

const placeKinds = (chosen?: PlaceKind) =>
  PLACE_KINDS.map((kind) => ({ value: kind, text: PLACE_WORDS[kind], selected: kind === chosen }));

/** The form of a measure, new or as it is. */
export function presentMeasureForm(
  own: KeptMeasure | null,
  all: readonly Measure[],
  values: FormBody | Measure,
) {
  const typed: Record<string, unknown> = { ...values };
  return {
    isNew: own === null,
    own: own && { id: own.id, label: own.label },
    values: typed,
    better: BETTER.map((value) => ({ value, text: BETTER_WORDS[value], checked: typed['better'] === value })),
    wholes: [
      { value: '', text: 'None' },
      ...all
        .filter(({ id }) => id !== own?.id)
        .map(({ id, label }) => ({ value: id, text: label, selected: id === typed['partOf'] })),
    ],
    action: own ? urls.measureEdit(own.id) : urls.measures(),
    remove: own ? urls.measureRemove(own.id) : null,
    back: own ? urls.measure(own.id) : urls.measures(),
  };
}

/** The form of a place. */
export function presentPlaceForm(values: Partial<Record<'name' | 'kind', unknown>>) {
  const kind = PLACE_KINDS.find((one) => one === values.kind);
  return { values, placeKinds: placeKinds(kind) };
}

/** The page on which a sheet is taken over. */
export function presentTaking(text: string, replace: boolean, defaults = { place: '', period: '' }) {
  return {
    text,
    ...defaults,
    replace,
    action: urls.measureImport(),
    back: urls.measures(),
    figureColumns: FIGURE_COLUMNS,
    measureColumns: MEASURE_COLUMNS,
    kinds: OBSERVATION_KINDS.map((kind) => KIND_WORDS[kind].toLowerCase()),
  };
}

/** What is new in a sheet, asked once before anything of it is kept. */
export function presentNewNames(
  found: NewNames,
  known: { measures: readonly KeptMeasure[]; places: readonly MeasurePlace[] },
  typed: FormBody,
  text: string,
) {
  const { ofMeasure, unitOf, ofPlace } = saidIn(typed);
  const choose = { value: '', text: 'Choose' };
  const measureItems = [
    choose,
    ...BETTER.map((one) => ({
      value: newMeasureValue(one),
      text: `New: ${BETTER_WORDS[one].toLowerCase()}`,
    })),
    { value: LEAVE_OUT, text: 'Leave its figures out' },
    ...known.measures.map(({ id, label }) => ({ value: sameValue(id), text: `Same as: ${label}` })),
  ];
  const placeItems = [
    choose,
    ...PLACE_KINDS.map((kind) => ({
      value: newPlaceValue(kind),
      text: `New: a ${PLACE_WORDS[kind].toLowerCase()}`,
    })),
    ...known.places.map(({ id, name }) => ({ value: sameValue(id), text: `Same as: ${name}` })),
  ];
  return {
    text,
    action: urls.measureImport(),
    back: urls.measureImport(),
    columns: found.columns,
    travels: travelsText(found.travels.filter(({ mayBePoints }) => !mayBePoints)),
    points: pointsQuestion(
      found.travels.filter(({ mayBePoints }) => mayBePoints),
      textOf(typed, 'points') === 'yes',
    ),
    measures: found.measures.map(({ name, isShare }, i) => ({
      name,
      field: nameFields.measure(i),
      items: measureItems,
      nameField: nameFields.measureName(i),
      said: ofMeasure(name),
      unitField: nameFields.unit(i),
      unit: unitOf(name) || (isShare ? PERCENT : ''),
    })),
    places: found.places.map((name, i) => ({
      name,
      field: nameFields.place(i),
      items: placeItems,
      nameField: nameFields.placeName(i),
      said: ofPlace(name),
    })),
  };
}

/** What is asked of travels without % beside shares; null where there are none. */
const pointsQuestion = (travels: readonly TravelLeftOut[], isTicked: boolean) =>
  travels.length === 0
    ? null
    : {
        name: 'points',
        fieldset: { legend: { text: 'Travels without % beside a share' } },
        hint: {
          text: `${travelsText(travels)}. As percentage points they give the figure of the period before. Otherwise they are not read.`,
        },
        items: [{ value: 'yes', text: 'They are percentage points', checked: isTicked }],
      };

/** So many travels that are not read are named one by one. */
const MOST_TRAVELS = 30;

/** Travels that are not read, by row and value; empty without any. */
export function travelsText(travels: readonly TravelLeftOut[]): string {
  if (travels.length === 0) return '';
  const named = travels
    .slice(0, MOST_TRAVELS)
    .map(({ row, text }) => `“${text.slice(0, 40)}” in row ${row}`)
    .join(', ');
  const more = travels.length - MOST_TRAVELS;
  return `${countOf(travels.length, 'travel')}: ${named}${more > 0 ? ` and ${more} more` : ''}`;
}

/** The choice of a place and a period before the table, and the table itself once they are chosen. */
export function presentFigures(found: Figures, query: FiguresQuery, typed: FormBody | null) {
  const { placeId, period, kinds } = query;
  const place = found.places.find(({ id }) => id === placeId) ?? null;
  const pages = Math.max(1, Math.ceil(found.measures.length / ROWS));
  const page = Math.min(query.page, pages);
  const at = {
    place: String(placeId ?? ''),
    period: period ? periodLabel(period) : query.periodText,
  };
  return {
    places: found.places.map(({ id, name }) => ({ value: String(id), text: name, selected: id === placeId })),
    period: at.period,
    latest: place
      ? periodsOf(found.observations.filter((one) => one.placeId === place.id))
          .slice(0, 4)
          .map(periodLabel)
      : [],
    kinds: OBSERVATION_KINDS.map((kind) => ({
      value: kind,
      text: KIND_WORDS[kind],
      checked: kinds.includes(kind),
    })),
    hasMeasures: found.measures.length > 0,
    action: urls.measureFigures(),
    back: urls.measures(),
    take: urls.measureImport(),
    table: place && period ? tableOfCells(found, query, place, typed, { page, pages, at }) : null,
  };
}

function tableOfCells(
  found: Figures,
  { period, kinds }: FiguresQuery,
  place: MeasurePlace,
  typed: FormBody | null,
  { page, pages, at }: { page: number; pages: number; at: { place: string; period: string } },
) {
  const kept = new Map(
    found.observations
      .filter(
        (one) =>
          one.placeId === place.id && one.period.start === period?.start && one.period.end === period.end,
      )
      .map((one) => [cellName({ id: one.measure }, one.kind), one.asPrinted]),
  );
  const shown: Record<string, string> = {};
  const rows = found.measures.slice((page - 1) * ROWS, page * ROWS).map((measure) => ({
    label: measure.label,
    unit: measure.unit,
    cells: kinds.map((kind) => {
      const name = cellName(measure, kind);
      const value = kept.get(name) ?? '';
      if (value !== '') shown[name] = value;
      const sent = typed?.[name];
      return {
        name,
        value: typeof sent === 'string' ? sent : value,
        label: `${measure.label}: ${KIND_WORDS[kind].toLowerCase()}`,
        head: KIND_WORDS[kind],
      };
    }),
  }));
  const sentShown = typed?.['shown'];
  const sentSource = typed?.['source'];
  return {
    caption: `${place.name}, ${at.period}`,
    heads: kinds.map((kind) => KIND_WORDS[kind]),
    rows,
    hidden: [
      { name: 'place', value: at.place },
      { name: 'period', value: at.period },
      { name: 'page', value: String(page) },
      ...kinds.map((kind) => ({ name: 'kinds', value: kind })),
      { name: 'shown', value: typeof sentShown === 'string' ? sentShown : JSON.stringify(shown) },
    ],
    source: typeof sentSource === 'string' ? sentSource : '',
    pages:
      pages < 2
        ? []
        : Array.from({ length: pages }, (_, i) => ({
            text: `Measures ${i * ROWS + 1} to ${Math.min((i + 1) * ROWS, found.measures.length)}`,
            href: urls.measureFigures({ ...at, page: String(i + 1) }),
            current: i + 1 === page,
          })),
    sheet: urls.measurePlace(place.id, { period: at.period }),
  };
}
