import { checksOf, notAskedText } from '../../../rules/index.ts';
import type { OtherItem, ShownItem } from '../../../rules/index.ts';
import type { Chart } from '../../formats/chart/index.ts';
import { countOf } from '../../formats/english.ts';
import { cellsOf, columnsOf, hasMean, headsOf, scaleColumns } from './answerCells.ts';
import type { AnswerColumns, AnswerTable } from './answerCells.ts';
import { barsChart, stackedChart, stackedRow } from './answerCharts.ts';
import { answersShow, unitsShow } from './answerShows.ts';
import type { ShownItems } from './items.ts';
import type { ShownResults } from './service.ts';

/** One item that is told by itself. */
interface PresentedItem {
  id: string;
  label: string;
  chart: Chart | null;
  /** What the chart shows, in a sentence; null where it says nothing. */
  shows: string | null;
  /** By group or provider, all files last. */
  table: AnswerTable;
}

/** All questions on one scale for each group, side by side. */
interface SideBySide {
  chart: Chart;
  shows: string | null;
}

interface PresentedSection {
  id: string;
  title: string;
  /** Items that are answered on one scale, in all files. */
  scales: {
    id: string;
    chart: Chart;
    shows: string | null;
    table: AnswerTable;
    /** Null where there are no groups to compare, or more than can be looked at. */
    sideBySide: SideBySide | null;
    byUnit: PresentedItem[];
  }[];
  /** All others. */
  items: PresentedItem[];
}

/** The answers to all items that are no checks, in numbers and in words: for the page and the PDF. */
export interface AnswersView {
  title: string;
  /** Whether they are folded away, because the tool is about its checks and these are what files are divided by. */
  folded: boolean;
  /** What is in it, for whoever has it folded. */
  summary: string;
  /** How to read it, in sentences. */
  notes: string[];
  suppressed: boolean;
  sections: PresentedSection[];
}

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
  const unanswered = found.items.filter((_, at) => isUnanswered(found.overall.items[at]));
  const suppressed = [...found.units, found.overall].some(({ items }) =>
    items.some((item) => item.suppressed),
  );
  return {
    title: hasChecks ? 'Answers to the other questions' : 'All answers',
    // What people are compared by, and no more; what was asked about practice is not folded away.
    folded: hasChecks && found.items.every(({ item }) => item.segment),
    summary: `${countOf(found.items.length, 'question')}: ${found.items.map(({ item }) => item.shortLabel).join(', ')}`,
    notes: [
      ...notesOn(found, unitHead, suppressed, shown.threshold),
      ...(unanswered.length > 0
        ? [
            `Nothing was recorded for: ${unanswered.map(({ item }) => item.shortLabel || item.label).join('; ')}.`,
          ]
        : []),
      ...[notAskedText(tool, shown.groups)].filter((text) => text !== ''),
    ],
    suppressed,
    sections: instrument.sections.flatMap(({ id, title, items }) => {
      const own = items.flatMap((item) => {
        const at = found.items.findIndex((other) => other.item.id === item.id);
        const other = found.items[at];
        return other && !unanswered.includes(other) ? [{ at, other }] : [];
      });
      return own.length === 0 ? [] : [{ id, title, ...sectionOf(found, title, own, unitHead) }];
    }),
  };
}

/** Whether nobody recorded anything: a table of it would be one of dashes. */
const isUnanswered = (all: ShownItem | undefined): boolean =>
  all?.answered === 0 && all.notApplicable === 0 && !all.printed;

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
      const divided = on.filter(
        ({ other }) => found.units.length > 1 && !found.overallOnly.has(other.item.id),
      );
      const table = scaleTable(found, title, scale, on);
      const byUnit = divided.map((placed) => itemByUnit(found, scale, placed, unitHead));
      return {
        id: scale,
        chart: scaleChart(found, title, scale, on),
        shows: answersShow(table),
        table,
        sideBySide: sideBySide(found, { title, scale, unitHead, divided, byUnit }),
        byUnit,
      };
    }),
    items: own.flatMap((placed) => {
      const { item } = placed.other;
      if (item.kind === 'scale') return [];
      const { id, label } = item;
      const table = unitTable(
        found,
        placed,
        unitHead,
        columnsOf(found.instrument, placed.other, inUnits(found, placed.at)),
      );
      return [{ id, label, chart: barsChart(found, placed.at), shows: answersShow(table), table }];
    }),
  };
}

function scaleTable(found: ShownItems, title: string, scale: string, on: Placed[]): AnswerTable {
  const columns = scaleColumns(
    found.instrument,
    scale,
    on.flatMap(({ at }) => found.overall.items[at] ?? []),
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

/** An item in every unit of which it is told. */
const inUnits = ({ units, overall, items, overallOnly }: ShownItems, at: number): ShownItem[] => {
  const isOverallOnly = overallOnly.has(items[at]?.item.id ?? '');
  return [...(isOverallOnly ? [] : units), overall].flatMap((unit) => unit.items[at] ?? []);
};

function unitTable(
  found: ShownItems,
  { at, other }: Placed,
  unitHead: string,
  columns: AnswerColumns,
): AnswerTable {
  // A single group is all of them, and would stand there twice.
  const units = found.overallOnly.has(other.item.id) || found.units.length < 2 ? [] : found.units;
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
  const columns = scaleColumns(found.instrument, scale, inUnits(found, at));
  const rows = [...found.units, found.overall].flatMap((unit) => {
    const shown = unit.items[at];
    return shown ? [{ ...stackedRow(unit.name, shown, columns), total: unit === found.overall }] : [];
  });
  const table = unitTable(found, placed, unitHead, columns);
  return { id, label, chart: stackedChart(label, columns, rows), shows: answersShow(table), table };
}

/** More groups than this nobody compares by looking. */
const MOST_PANELS = 12;

/** Small multiples: a small chart for each group, all on one scale. */
function sideBySide(
  found: ShownItems,
  of: { title: string; scale: string; unitHead: string; divided: Placed[]; byUnit: PresentedItem[] },
): SideBySide | null {
  const { title, scale, unitHead, divided, byUnit } = of;
  if (divided.length === 0 || found.units.length > MOST_PANELS) return null;
  const columns = scaleColumns(found.instrument, scale, []);
  return {
    chart: {
      kind: 'panels',
      title: `${title} by ${unitHead.toLowerCase()}`,
      description: `A small chart for each, with a bar for each question, divided by answer from “${columns.answers[0]?.label}” to “${columns.answers.at(-1)?.label}”.`,
      key: columns.answers.map(({ label }) => label),
      panels: found.units.map((unit) => ({
        title: unit.name,
        rows: divided.flatMap(({ at, other }) => {
          const shown = unit.items[at];
          return shown ? [stackedRow(other.item.label, shown, columns)] : [];
        }),
      })),
    },
    shows: unitsShow(byUnit),
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

function notesOn(
  { items, overallOnly, instrument, units, overall }: ShownItems,
  unitHead: string,
  suppressed: boolean,
  threshold: number,
): string[] {
  const { many } = instrument.subject;
  const names = items.filter(({ item }) => overallOnly.has(item.id)).map(({ item }) => item.shortLabel);
  const kinds = new Set(items.map(({ item }) => item.kind));
  const by = unitHead.toLowerCase();
  const printed = overall.items.some((item) => item.printed);
  return [
    ...(printed
      ? [
          `Percentages and means stand as they are printed. How many ${many} gave each answer is not printed, so that no count is here and no interval.`,
        ]
      : []),
    `Percentages are of ${many} with an answer that applies.`,
    ...(kinds.has('multiple')
      ? ['Where several answers may be given to a question, the percentages come to more than 100 together.']
      : []),
    ...(!printed && items.some(({ item }) => hasMean(instrument, item))
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
