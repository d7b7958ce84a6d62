import {
  checksOf,
  hangsOnText,
  isClosed,
  itemById,
  segmentLabel,
  smallNumbersInWords,
} from '../../../rules/index.ts';
import type { Item, ShownFigure, ShownUnit, Tool, WeightedCheck } from '../../../rules/index.ts';
import type { FilledCell } from '../../formats/workbook.ts';
import { countOf, daysInWords, outwards, timeInWords } from '../../formats/english.ts';
import { chosenText, wayOf, weightedText } from '../figures/chosen.ts';
import { describedItems, itemsOfUnit } from '../figures/items.ts';
import type { ShownItems } from '../figures/items.ts';
import type { ShownResults } from '../figures/service.ts';
import type { Breakdown } from '../figures/shown.ts';
import { ANSWERS_HEADING, answerRows } from './answers.ts';
import { NONE, SUPPRESSED } from './marks.ts';

/** A view of results as a table, for every format that is one. */
export interface ExportedTable {
  /** Whose name the sheet can have. */
  name: string;
  heading: string[];
  rows: FilledCell[][];
  notes: { term: string; text: string }[];
}

/** What of a view is a table: its checks, or the answers to the other questions. */
export type ExportedPart = 'checks' | 'answers';

/**
 * A view of results as tables, each with the same notes.
 *
 * @param first - which of them comes first, and is all of a format that has room for one; where there is no such, the other
 */
export function presentExports(shown: ShownResults, first: ExportedPart): ExportedTable[] {
  const { items } = shown;
  const answers = items && items.items.length > 0 ? [presentAnswersExport(shown, items)] : [];
  // A tool without checks has no table of them.
  const checks = answers.length > 0 && checksOf(shown.tool).length === 0 ? [] : [presentExport(shown)];
  return first === 'answers' ? [...answers, ...checks] : [...checks, ...answers];
}

function presentAnswersExport(shown: ShownResults, items: ShownItems): ExportedTable {
  return {
    name: 'Answers',
    heading: [breakdownLabel(shown), 'Files', ...ANSWERS_HEADING],
    rows: answerRows(items),
    notes: notesOn(shown, shown.breakdown),
  };
}

/** A view of results as a table: one row a unit and check, the whole audit last. */
function presentExport(shown: ShownResults): ExportedTable {
  const { table, tool, breakdown } = shown;
  const fields = fieldsOf(shown);
  const isSegment = table.notRecorded !== undefined;
  return {
    name: 'Counts',
    heading: [
      breakdownLabel(shown),
      'Files',
      'Check',
      'Question',
      'Yes',
      'No',
      'Yes or no',
      'Yes of yes or no, %',
      'Interval from, %',
      'Interval to, %',
      'Yes of all files, %',
      'Not applicable',
      'Not recorded',
      'Why there is no figure',
      ...(isSegment ? [`Files without ${fields.join(' or ')}`] : []),
      ...AMONG_HEADING,
      ...WEIGHTED_HEADING,
      'How the files were chosen',
    ],
    rows: [...table.units, table.overall].flatMap((unit) =>
      unit.checks.map((figure): FilledCell[] => [
        unit.name,
        unit.files ?? SUPPRESSED,
        figure.id,
        itemById(tool, figure.id)?.label ?? '',
        ...cellsOf(figure),
        figure.kind === 'suppressed' ? 'suppressed' : figure.kind === 'none' ? figure.reason : '',
        ...(isSegment ? [table.notRecorded ?? SUPPRESSED] : []),
        ...amongCells(tool, figure),
        ...(unit === table.overall ? weightedCells(shown.weighted, figure.id) : ['', '', '']),
        unit === table.overall ? chosenText(shown.chosen) : wayOf(shown.chosen, unit.name),
      ]),
    ),
    notes: notesOn(shown, breakdown),
  };
}

function cellsOf(figure: ShownFigure): FilledCell[] {
  if (figure.kind !== 'figure')
    return Array<string>(9).fill(figure.kind === 'suppressed' ? SUPPRESSED : NONE);
  return [
    figure.yes,
    figure.no,
    figure.applicable,
    percentCell(figure.percentOfApplicable),
    ...intervalCells(figure.interval),
    percentCell(figure.percentOfFiles),
    figure.notApplicable,
    figure.notRecorded,
  ];
}

const AMONG_HEADING = [
  'Of files',
  'Files of those',
  'Yes of those',
  'Yes or no of those',
  'Yes of yes or no of those, %',
  'Interval of those from, %',
  'Interval of those to, %',
];

const WEIGHTED_HEADING = ['Weighted, %', 'Weighted from, %', 'Weighted to, %'];

/** The share of all files where the check applied, weighted by the lists that groups were drawn from; else empty. */
function weightedCells(weighted: WeightedCheck[] | null, checkId: string): FilledCell[] {
  const figure = weighted?.find(({ id }) => id === checkId)?.applicable;
  if (!figure) return ['', '', ''];
  if (figure.kind !== 'figure') {
    const mark = figure.kind === 'suppressed' ? SUPPRESSED : NONE;
    return [mark, mark, mark];
  }
  return [percentCell(figure.percent), ...intervalCells(figure.interval)];
}

/** The figure among files with the answer that a check hangs on, and which these are; empty where it hangs on none. */
function amongCells(tool: Tool, figure: ShownFigure): FilledCell[] {
  const check = itemById(tool, figure.id);
  const of = check?.kind === 'check' ? hangsOnText(tool, check) : null;
  const none = (mark: string) => Array<string>(AMONG_HEADING.length - 1).fill(mark);
  if (of === null) return ['', ...none('')];
  const among = figure.kind === 'figure' ? (figure.among ?? { kind: 'none' as const }) : figure;
  if (among.kind !== 'figure') return [of, ...none(among.kind === 'suppressed' ? SUPPRESSED : NONE)];
  return [
    of,
    among.files,
    among.yes,
    among.applicable,
    percentCell(among.percentOfApplicable),
    ...intervalCells(among.interval),
  ];
}

/** A percentage, or that there is none. */
export const percentCell = (percent: number | null): FilledCell =>
  percent === null ? NONE : { percent, decimals: 0 };

/** The ends of the interval of a share, rounded outwards, or that there is none. */
export const intervalCells = (interval: readonly [low: number, high: number] | null): FilledCell[] =>
  interval === null ? [NONE, NONE] : outwards(interval, 1).map((percent) => ({ percent, decimals: 1 }));

/** By what the files of a view are divided. */
export function breakdownLabel(shown: Pick<ShownResults, 'breakdown' | 'tool'>): string {
  if (shown.breakdown.by === 'group') return 'Sample group';
  return shown.breakdown.by === 'provider' ? 'Provider' : fieldsOf(shown).join(', ');
}

function fieldsOf({ breakdown, tool }: Pick<ShownResults, 'breakdown' | 'tool'>): string[] {
  if (breakdown.by !== 'fields') return [];
  return breakdown.fields.map((id) => segmentLabel(tool, id));
}

function notesOn(shown: ShownResults, breakdown: Breakdown): ExportedTable['notes'] {
  const { audit, tool, table, threshold } = shown;
  return [
    { term: 'Audit', text: `${audit.title}, ${audit.partnership}` },
    { term: 'Fieldwork', text: daysInWords(audit.fieldworkStart, audit.fieldworkEnd) },
    { term: 'Tool', text: `${tool.title}, version ${tool.version}` },
    { term: 'Source of the tool', text: tool.source },
    {
      term: 'Figures as at',
      text: `${timeInWords(shown.asAt)}${isClosed(audit.state) ? '' : '. The audit is not closed, so they may still change.'}`,
    },
    {
      term: 'Files',
      text: `${countOf(table.overall.files ?? 0, 'case file')}, ${shown.completeFiles} of them complete`,
    },
    {
      term: 'How the files were chosen',
      text: [chosenText(shown.chosen), weightedText(shown.weighted, shown.chosen) ?? ''].join(' ').trim(),
    },
    {
      term: 'Divided by',
      text: `${breakdownLabel(shown)}${breakdown.by === 'provider' ? '. A file of joint work is counted for each of its providers.' : ''}`,
    },
    ...(table.notRecorded === undefined
      ? []
      : [
          {
            term: 'Not recorded',
            text:
              table.notRecorded === null
                ? `How many files are without ${fieldsOf(shown).join(' or ')} is suppressed.`
                : `${countOf(table.notRecorded, 'file')} without ${fieldsOf(shown).join(' or ')}; ${table.notRecorded === 1 ? 'it is' : 'they are'} in the figures of all files only.`,
          },
        ]),
    {
      term: 'Percentages',
      text: 'Whole, rounded half up. "Yes of yes or no" is of the files where the check applied and an answer was recorded; "yes of all files" is of every file of the row. "Yes of those" is of the files that the column "Of files" names: a check that hangs on another one is counted among files with the answer that it hangs on as well, such as SMART goals among files with a plan.',
    },
    {
      term: 'Interval',
      text: 'Of "yes of yes or no": Wilson’s score interval, 95%. In small groups it is wide, and differences within it mean nothing.',
    },
    {
      term: 'Small numbers',
      text: shown.suppressed
        ? `"${SUPPRESSED}" is a small figure, or another from which one could be worked out. ${smallNumbersInWords(tool, audit)} A number of files below ${threshold} by a field is small; how many files a sample group or a provider has is shown.`
        : 'Nothing is suppressed. They include small numbers: do not pass them on.',
    },
    ...(shown.items && shown.items.items.length > 0
      ? [
          {
            term: 'Answers',
            text: 'Every answer to a question that is no check, and in the row of "Any answer" how many have one where answers are not told apart. "Given of answered" is of those with an answer that applies; where several may be given it comes to more than 100 together. A mean is of numbers, or of what answers count for; its 95% interval is by Student’s t.',
          },
        ]
      : []),
    {
      term: `"${NONE}"`,
      text: 'There is no figure: the row has no files, the check did not apply to any, or no answer was recorded.',
    },
  ];
}

/** A view of results as data: what the pages are made from, with the same figures and marks. */
export function presentJson(shown: ShownResults) {
  const { audit, tool, breakdown, table, suppressed, threshold, asAt, completeFiles, items } = shown;
  const unit = ({ key, name, files, checks }: ShownUnit) => ({
    key,
    name,
    files,
    checks,
    ...(items && { items: itemsOfUnit(items, key) }),
  });
  return {
    audit: {
      id: audit.id,
      title: audit.title,
      partnership: audit.partnership,
      fieldworkStart: audit.fieldworkStart,
      fieldworkEnd: audit.fieldworkEnd,
      state: audit.state,
    },
    tool: { id: tool.id, version: tool.version },
    asAt,
    completeFiles,
    chosen: shown.chosen,
    weighted: shown.weighted,
    cut: breakdown,
    suppressed,
    threshold,
    ...(items && { items: describedItems(items) }),
    units: table.units.map(unit),
    overall: unit(table.overall),
    ...(table.notRecorded === undefined ? {} : { notRecorded: table.notRecorded }),
  };
}

/** The case files of an audit with the answers that count, for those who may see them. */
export function presentFiles(
  items: Item[],
  files: { reference: string; group: string; complete: boolean; values: ReadonlyMap<string, string> }[],
): ExportedTable {
  const isNumber = (item: Item) =>
    item.kind === 'rating' || (item.kind === 'field' && item.type === 'number');
  return {
    name: 'Case files',
    heading: ['reference', 'group', 'complete', ...items.map(({ id }) => id)],
    rows: files.map(({ reference, group, complete, values }) => [
      reference,
      group,
      complete ? 'yes' : 'no',
      ...items.map((item): FilledCell => {
        const value = values.get(item.id) ?? '';
        return value !== '' && isNumber(item) && String(Number(value)) === value ? Number(value) : value;
      }),
    ]),
    notes: [],
  };
}
