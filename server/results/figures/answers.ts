import { checksOf, optionsOf } from '../../../rules/index.ts';
import type { Instrument, InstrumentItem, OtherItem, ShownItem } from '../../../rules/index.ts';
import type { Chart, StackedRow } from '../../formats/chart/index.ts';
import { countOf } from '../../formats/english.ts';
import type { ShownItems } from './items.ts';
import type { ShownResults } from './service.ts';

/** A cell of a table of answers: what stands there, and what stands under it. */
export interface AnswerCell {
  /** Such as "12 of 52" or "2.63"; the mark for suppressed where it is. */
  text: string;
  /** Such as "23%" or "2.41 to 2.85". */
  note: string;
  suppressed: boolean;
}

export interface AnswerTable {
  caption: string;
  /** What a row is: a question, or a group. */
  head: string;
  columns: { head: string; note: string }[];
  rows: { name: string; cells: AnswerCell[]; total: boolean }[];
}

/** One item that is told by itself. */
interface PresentedItem {
  id: string;
  label: string;
  chart: Chart | null;
  /** By group or provider, all files last. */
  table: AnswerTable;
}

interface PresentedSection {
  id: string;
  title: string;
  /** Items that are answered on one scale, in all files. */
  scales: { id: string; chart: Chart; table: AnswerTable; byUnit: PresentedItem[] }[];
  /** All others. */
  items: PresentedItem[];
}

/** The answers to all items that are no checks, in numbers and in words: for the page and the PDF. */
export interface AnswersView {
  title: string;
  /** Whether they are folded away, because what the tool is about are its checks. */
  folded: boolean;
  /** What is in it, for whoever has it folded. */
  summary: string;
  /** How to read it, in sentences. */
  notes: string[];
  suppressed: boolean;
  sections: PresentedSection[];
}

const SUPPRESSED: AnswerCell = { text: '[c]', note: '', suppressed: true };
const plain = (text: string, note = ''): AnswerCell => ({ text, note, suppressed: false });
const DASH = plain('–');

/**
 * The answers to items that are no checks as one reader may see them; null where they were not asked for or there are
 * none.
 *
 * @param unitHead - what a row by group or provider is
 */
export function presentAnswers(shown: ShownResults, unitHead: string): AnswersView | null {
  const { items: found, tool } = shown;
  if (!found || found.items.length === 0) return null;
  const hasChecks = checksOf(tool).length > 0;
  const { instrument } = found;
  const suppressed = [...found.units, found.overall].some(({ items }) =>
    items.some((item) => item.suppressed),
  );
  return {
    title: hasChecks ? 'Answers to the other questions' : 'Answers',
    folded: hasChecks,
    summary: `${countOf(found.items.length, 'question')}: ${found.items.map(({ item }) => item.shortLabel).join(', ')}`,
    notes: notesOn(found, unitHead, suppressed, shown.threshold),
    suppressed,
    sections: instrument.sections.flatMap(({ id, title, items }) => {
      const own = items.flatMap((item) => {
        const at = found.items.findIndex((other) => other.item.id === item.id);
        const other = found.items[at];
        return other ? [{ at, other }] : [];
      });
      return own.length === 0 ? [] : [{ id, title, ...sectionOf(found, title, own, unitHead) }];
    }),
  };
}

/** An item with its position among those that are told. */
interface Placed {
  at: number;
  other: OtherItem;
}

function sectionOf(found: ShownItems, title: string, own: Placed[], unitHead: string) {
  const scaleIds = new Set(own.flatMap(({ other: { item } }) => (item.kind === 'scale' ? [item.scale] : [])));
  return {
    scales: [...scaleIds].map((scale) => {
      const on = own.filter(({ other: { item } }) => item.kind === 'scale' && item.scale === scale);
      return {
        id: scale,
        chart: scaleChart(found, title, scale, on),
        table: scaleTable(found, title, scale, on),
        byUnit: on.flatMap((placed) => {
          const isDivided = found.units.length > 1 && !found.overallOnly.has(placed.other.item.id);
          return isDivided ? [itemByUnit(found, scale, placed, unitHead)] : [];
        }),
      };
    }),
    items: own.flatMap((placed) => {
      const { item } = placed.other;
      if (item.kind === 'scale') return [];
      const { id, label } = item;
      const table = unitTable(found, placed, unitHead, columnsOf(found.instrument, placed.other));
      return [{ id, label, chart: barsChart(found, placed), table }];
    }),
  };
}

/** What the columns of a table are: answers, then what was not one. */
interface AnswerColumns {
  answers: { key: string; label: string; note: string }[];
  na: boolean;
  mean: boolean;
}

/** The answers to an item that are told apart: its options, or the bands of a number by which files are divided. */
export function answersTo(
  instrument: Instrument,
  { item, field }: OtherItem,
): { key: string; label: string }[] {
  const options = optionsOf(instrument, item);
  if (options.length > 0) return options.map(({ id, label }) => ({ key: id, label }));
  return item.kind === 'number' && field ? field.values.map(({ key, name }) => ({ key, label: name })) : [];
}

/** Whether the answers to an item can be added up. */
export const hasMean = (instrument: Instrument, item: InstrumentItem): boolean =>
  item.kind === 'number' ||
  (item.kind === 'scale' && optionsOf(instrument, item).every(({ score }) => score !== null));

function columnsOf(instrument: Instrument, other: OtherItem): AnswerColumns {
  const { item } = other;
  return {
    answers: answersTo(instrument, other).map((answer) => ({ ...answer, note: '' })),
    na: item.kind !== 'text' && item.na,
    mean: item.kind === 'number',
  };
}

function scaleColumns(
  { scales }: Instrument,
  scale: string,
  items: readonly InstrumentItem[],
): AnswerColumns {
  const options = scales[scale]?.options ?? [];
  const scored = options.every(({ score }) => score !== undefined);
  return {
    answers: options.map(({ id, label, score }) => ({
      key: id,
      label,
      note: score === undefined ? '' : `counts ${score}`,
    })),
    na: items.some((item) => item.kind === 'scale' && item.na),
    mean: scored,
  };
}

const headsOf = ({ answers, na, mean }: AnswerColumns): AnswerTable['columns'] => [
  ...answers.map(({ label, note }) => ({ head: label, note })),
  { head: 'Answered', note: '' },
  ...(na ? [{ head: 'Not applicable', note: '' }] : []),
  { head: 'Not recorded', note: '' },
  ...(mean ? [{ head: 'Mean', note: '95% interval' }] : []),
];

/** The cells of one item in one unit of so many files. */
function cellsOf(shown: ShownItem, files: number, columns: AnswerColumns): AnswerCell[] {
  const count = (value: number | null) => (value === null ? SUPPRESSED : plain(String(value)));
  const counts = shown.bands ?? shown.counts;
  return [
    ...columns.answers.map(({ key }) => {
      const value = counts[key];
      // An item that is capped has not all answers of its scale.
      if (value === undefined) return DASH;
      return answerCell(value, shown.answered, files);
    }),
    shown.answered === null ? SUPPRESSED : plain(`${shown.answered} of ${files}`),
    ...(columns.na ? [count(shown.notApplicable)] : []),
    count(shown.notRecorded),
    ...(columns.mean ? [meanCell(shown)] : []),
  ];
}

/** How many gave an answer, of those who answered; of all files where it is hidden how many did. */
function answerCell(value: number | null, answered: number | null, files: number): AnswerCell {
  if (value === null) return SUPPRESSED;
  if (answered === 0) return DASH;
  if (answered === null) return plain(`${value} of ${files}`, 'of all');
  return plain(`${value} of ${answered}`, `${percentOf(value, answered)}%`);
}

function meanCell({ kind, mean, interval, suppressed }: ShownItem): AnswerCell {
  if (mean === null) return suppressed ? SUPPRESSED : DASH;
  const ends = interval && roundedOut(interval, decimalsOf(kind));
  return plain(mean.toFixed(decimalsOf(kind)), ends ? `${ends[0]} to ${ends[1]}` : '');
}

const decimalsOf = (kind: ShownItem['kind']): number => (kind === 'scale' ? 2 : 1);

/** The ends of an interval, away from each other, so that it never seems narrower than it is. */
function roundedOut([low, high]: readonly [number, number], decimals: number): [string, string] {
  const by = 10 ** decimals;
  const tiny = 1e-9;
  return [
    (Math.floor(low * by + tiny) / by).toFixed(decimals),
    (Math.ceil(high * by - tiny) / by).toFixed(decimals),
  ];
}

/** Whole, rounded half up from the integers. */
export const percentOf = (count: number, of: number): number => Math.floor((200 * count + of) / (2 * of));

function scaleTable(found: ShownItems, title: string, scale: string, on: Placed[]): AnswerTable {
  const columns = scaleColumns(
    found.instrument,
    scale,
    on.map(({ other }) => other.item),
  );
  const { overall } = found;
  return {
    caption: `${title}: answers in all ${found.instrument.subject.many}`,
    head: 'Question',
    columns: headsOf(columns),
    rows: on.flatMap(({ at, other }) => {
      const shown = overall.items[at];
      return shown
        ? [{ name: other.item.label, cells: cellsOf(shown, overall.files, columns), total: false }]
        : [];
    }),
  };
}

function unitTable(
  found: ShownItems,
  { at, other }: Placed,
  unitHead: string,
  columns: AnswerColumns,
): AnswerTable {
  const units = found.overallOnly.has(other.item.id) ? [] : found.units;
  return {
    caption: other.item.label,
    head: unitHead,
    columns: headsOf(columns),
    rows: [...units, found.overall].flatMap((unit) => {
      const shown = unit.items[at];
      const total = unit === found.overall;
      return shown ? [{ name: unit.name, cells: cellsOf(shown, unit.files, columns), total }] : [];
    }),
  };
}

function itemByUnit(found: ShownItems, scale: string, placed: Placed, unitHead: string): PresentedItem {
  const { at, other } = placed;
  const { id, label } = other.item;
  const columns = scaleColumns(found.instrument, scale, [other.item]);
  const rows = [...found.units, found.overall].flatMap((unit) => {
    const shown = unit.items[at];
    return shown ? [{ ...stackedRow(unit.name, shown, columns), total: unit === found.overall }] : [];
  });
  return {
    id,
    label,
    chart: stackedChart(label, columns, rows),
    table: unitTable(found, placed, unitHead, columns),
  };
}

function scaleChart(found: ShownItems, title: string, scale: string, on: Placed[]): Chart {
  const columns = scaleColumns(found.instrument, scale, []);
  const rows = on.flatMap(({ at, other }) => {
    const shown = found.overall.items[at];
    return shown ? [stackedRow(other.item.label, shown, columns)] : [];
  });
  return stackedChart(title, columns, rows);
}

const stackedChart = (title: string, { answers }: AnswerColumns, rows: StackedRow[]): Chart => ({
  kind: 'stacked',
  title,
  description: `Bars that are divided by answer, from “${answers[0]?.label}” to “${answers.at(-1)?.label}”.`,
  key: answers.map(({ label }) => label),
  rows,
});

/** A bar, or why there is none. */
function stackedRow(label: string, shown: ShownItem, { answers }: AnswerColumns): StackedRow {
  const { answered, mean, kind } = shown;
  if (shown.suppressed || answered === null) {
    return { label, figure: '[c]', parts: null, words: `${label} Suppressed.` };
  }
  if (answered === 0)
    return { label, figure: whyNone(shown), parts: null, words: `${label} ${whyNone(shown)}.` };
  const told = answers.flatMap(({ key, label: name }) => {
    const value = shown.counts[key];
    return typeof value === 'number' ? [`${name} ${value}`] : [];
  });
  const meanText = mean === null ? '' : `, mean ${mean.toFixed(decimalsOf(kind))}`;
  return {
    label,
    figure: `of ${answered}${meanText}`,
    parts: answers.map(({ key }) => (shown.counts[key] ?? 0) / answered),
    words: `${label} Of ${answered}: ${told.join(', ')}${meanText}${leftText(shown)}.`,
  };
}

/** What of the files is no answer, to follow a figure. */
const leftText = ({ notApplicable, notRecorded }: ShownItem): string =>
  [
    ...(notApplicable === null || notApplicable === 0 ? [] : [`; not applicable ${notApplicable}`]),
    ...(notRecorded === null || notRecorded === 0 ? [] : [`; not recorded ${notRecorded}`]),
  ].join('');

const whyNone = ({ notRecorded, notApplicable }: ShownItem): string =>
  notApplicable !== null && notApplicable > 0 && notRecorded === 0 ? 'Not applicable' : 'Not recorded';

/** One bar an answer, in all files; null of what has no answers to choose from. */
function barsChart(found: ShownItems, { at, other }: Placed): Chart | null {
  const shown = found.overall.items[at];
  const { answers } = columnsOf(found.instrument, other);
  const { files } = found.overall;
  if (!shown || answers.length === 0 || shown.answered === 0) return null;
  const { answered } = shown;
  const of = answered ?? files;
  const counts = shown.bands ?? shown.counts;
  const several = other.item.kind === 'multiple' ? ' One may have given several answers.' : '';
  return {
    kind: 'bars',
    title: other.item.label,
    description: `One bar an answer, of ${of} ${answered === null ? 'in all' : `that have one${leftText(shown)}`}.${several}`,
    rows: answers.map(({ key, label }) => {
      const value = counts[key] ?? null;
      const figure =
        value === null ? '[c]' : `${value} of ${of}${answered === null ? '' : `, ${percentOf(value, of)}%`}`;
      return {
        label,
        figure,
        value: value === null ? null : { share: value / of, interval: null },
        standard: null,
        words: `${label}: ${value === null ? 'suppressed' : figure}.`,
      };
    }),
  };
}

function notesOn(
  { items, overallOnly, instrument, units }: ShownItems,
  unitHead: string,
  suppressed: boolean,
  threshold: number,
): string[] {
  const { many } = instrument.subject;
  const names = items.filter(({ item }) => overallOnly.has(item.id)).map(({ item }) => item.shortLabel);
  const kinds = new Set(items.map(({ item }) => item.kind));
  const by = unitHead.toLowerCase();
  return [
    `Percentages are of ${many} with an answer that applies.`,
    ...(kinds.has('multiple')
      ? ['Where several answers may be given to a question, the percentages come to more than 100 together.']
      : []),
    ...(items.some(({ item }) => hasMean(instrument, item))
      ? [
          `A mean is of the numbers, or of what the answers count for; its 95% interval is by Student’s t, for ${many} like these, and says nothing where all answers are alike.`,
        ]
      : []),
    ...(names.length > 0 && units.length > 0
      ? [
          `By ${by} ${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} shown to the panel alone: so few could point to one person.`,
        ]
      : []),
    ...(suppressed
      ? [
          `Suppressed is, of what says who somebody is, a number of ${many} below ${threshold}, and others from which one could be worked out; of practice, what rests on fewer than ${threshold} ${many}.`,
        ]
      : []),
  ];
}
