import {
  checksOf,
  hangsOnText,
  isClosed,
  itemById,
  leftOutText,
  noShareText,
  outcomeOf,
  notAskedText,
  ownStandardsText,
  segmentLabel,
  whichAnswersCount,
} from '../../../rules/index.ts';
import type { Item, ShownFigure, ShownUnit, SubjectWords, Tool } from '../../../rules/index.ts';
import type { FilledCell } from '../../formats/workbook.ts';
import { countOf, daysInWords, timeInWords } from '../../formats/english.ts';
import { chosenText, wayOf, weightedText } from '../figures/chosen.ts';
import { describedItems, itemsOfUnit } from '../figures/items.ts';
import type { ShownItems } from '../figures/items.ts';
import { outcomesBeside, outcomeWord } from '../figures/outcomes.ts';
import type { ShownResults } from '../figures/service.ts';
import { outcomeOfAll, outcomeOfProvider } from '../figures/standards.ts';
import { smallNumbersText } from '../figures/shown.ts';
import type { Breakdown } from '../figures/shown.ts';
import { ANSWERS_HEADING, answerRows } from './answers.ts';
import { ALL_READ_CELL, NONE, SUPPRESSED } from './marks.ts';
import { NO_WEIGHTED, weightedCells, weightedHeading } from './overall.ts';
import { percentCell, shareIntervalCells } from './percents.ts';

/** A view of results as a table, for every format that is one. */
export interface ExportedTable {
  /** Whose name the sheet can have. */
  name: string;
  heading: string[];
  rows: FilledCell[][];
  notes: { term: string; text: string }[];
}

/** What of a view is a table: its checks, or the answers to the other questions. */
export type ExportedPart = 'checks' | 'items';

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
  return first === 'items' ? [...answers, ...checks] : [...checks, ...answers];
}

function presentAnswersExport(shown: ShownResults, items: ShownItems): ExportedTable {
  return {
    name: 'Other questions',
    heading: [breakdownLabel(shown), shown.audit.words.Files, ...ANSWERS_HEADING],
    rows: answerRows(items),
    notes: notesOn(shown, shown.breakdown),
  };
}

/** A view of results as a table: one row a unit and check, the whole audit last. */
function presentExport(shown: ShownResults): ExportedTable {
  const { table, tool, breakdown, audit, outcomes } = shown;
  const { words } = audit;
  const { files, Files } = words;
  const fields = fieldsOf(shown);
  const isSegment = table.notRecorded !== undefined;
  return {
    name: 'Counts',
    heading: [
      breakdownLabel(shown),
      Files,
      'Check',
      'Question',
      'Yes',
      'No',
      'Yes or no',
      'Yes of yes or no, %',
      'Interval from, %',
      'Interval to, %',
      `Yes of all ${files}, %`,
      'Not applicable',
      'Not recorded',
      'Why there is no figure',
      ...(isSegment ? [`${Files} without ${fields.join(' or ')}`] : []),
      ...amongHeading(words),
      ...weightedHeading(words),
      `How the ${files} were chosen`,
      ...(outcomes.length > 0 ? [SURE_HEADING] : []),
    ],
    rows: [
      ...[...table.units, table.overall].flatMap((unit) =>
        unit.checks.map((figure): FilledCell[] => [
          unit.name,
          unit.files ?? SUPPRESSED,
          figure.id,
          itemById(tool, figure.id)?.label ?? '',
          ...cellsOf(figure),
          figure.kind === 'suppressed'
            ? 'suppressed'
            : figure.kind === 'none'
              ? noShareText(figure.reason, words)
              : '',
          ...(isSegment ? [table.notRecorded ?? SUPPRESSED] : []),
          ...amongCells(tool, figure),
          ...(unit === table.overall ? weightedCells(shown, figure.id) : NO_WEIGHTED),
          unit === table.overall ? chosenText(shown.chosen, words) : wayOf(shown.chosen, unit.name, words),
          ...(outcomes.length > 0 ? [sureCell(shown, unit, figure.id)] : []),
        ]),
      ),
      ...leftOutRows(shown, isSegment),
    ],
    notes: notesOn(shown, breakdown),
  };
}

/** One row of all files for each check that is left out of the audit: a sheet without it would keep that to itself. */
function leftOutRows(
  { table, tool, chosen, audit, outcomes }: ShownResults,
  isSegment: boolean,
): FilledCell[][] {
  return (tool.leftOut ?? []).map(({ item, reason }) => [
    table.overall.name,
    table.overall.files ?? SUPPRESSED,
    item.id,
    item.label,
    ...Array<string>(9).fill(NONE),
    leftOutWhy(reason),
    ...(isSegment ? [table.notRecorded ?? SUPPRESSED] : []),
    ...Array<string>(AMONG_CELLS + NO_WEIGHTED.length).fill(''),
    chosenText(chosen, audit.words),
    ...(outcomes.length > 0 ? [''] : []),
  ]);
}

/** Heads what the rule says by which the panel might stop reading, where there is one. */
const SURE_HEADING = 'Stop when sure';

/** What it says of the files of a row; empty of a check that is not under it, and where files are divided by fields. */
function sureCell(shown: ShownResults, unit: ShownUnit, checkId: string): string {
  const { breakdown, table, audit } = shown;
  const outcome =
    unit === table.overall
      ? outcomeOfAll(shown, checkId)
      : breakdown.by === 'group'
        ? outcomeOf(shown.outcomes, checkId, [unit.name])
        : breakdown.by === 'provider'
          ? outcomeOfProvider(shown, unit.name, checkId)
          : null;
  if (outcome === null) return '';
  return outcome === 'suppressed' ? SUPPRESSED : outcomeWord(outcome, audit.state);
}

/** Why there is no figure of a question that is left out. */
export const leftOutWhy = (reason: string): string => `left out of this audit: ${reason}`;

function cellsOf(figure: ShownFigure): FilledCell[] {
  if (figure.kind !== 'figure')
    return Array<string>(9).fill(figure.kind === 'suppressed' ? SUPPRESSED : NONE);
  return [
    figure.yes,
    figure.no,
    figure.applicable,
    percentCell(figure.percentOfApplicable),
    ...shareIntervalCells(figure.interval),
    percentCell(figure.percentOfFiles),
    figure.notApplicable,
    figure.notRecorded,
  ];
}

const amongHeading = ({ files, Files }: SubjectWords) => [
  `Of ${files}`,
  `${Files} of those`,
  'Yes of those',
  'Yes or no of those',
  'Yes of yes or no of those, %',
  'Interval of those from, %',
  'Interval of those to, %',
];

/** As many as the heading has. */
const AMONG_CELLS = 7;

/** The figure among files with the answer that a check hangs on, and which these are; empty where it hangs on none. */
function amongCells(tool: Tool, figure: ShownFigure): FilledCell[] {
  const check = itemById(tool, figure.id);
  const of = check?.kind === 'check' ? hangsOnText(tool, check) : null;
  const none = (mark: string) => Array<string>(AMONG_CELLS - 1).fill(mark);
  if (of === null) return ['', ...none('')];
  const among = figure.kind === 'figure' ? (figure.among ?? { kind: 'none' as const }) : figure;
  if (among.kind !== 'figure') return [of, ...none(among.kind === 'suppressed' ? SUPPRESSED : NONE)];
  return [
    of,
    among.files,
    among.yes,
    among.applicable,
    percentCell(among.percentOfApplicable),
    ...shareIntervalCells(among.interval),
  ];
}

/** Why there is no suppressed figure in what is taken along. */
export const nothingSuppressed = ({ personal, many }: SubjectWords): string =>
  personal
    ? 'Nothing is suppressed. They include small numbers: do not pass them on.'
    : `Nothing is suppressed, since ${many} are no persons.`;

/** By what the files of a view are divided. */
function breakdownLabel(shown: Pick<ShownResults, 'breakdown' | 'tool'>): string {
  if (shown.breakdown.by === 'group') return 'Sample group';
  return shown.breakdown.by === 'provider' ? 'Provider' : fieldsOf(shown).join(', ');
}

function fieldsOf({ breakdown, tool }: Pick<ShownResults, 'breakdown' | 'tool'>): string[] {
  if (breakdown.by !== 'fields') return [];
  return breakdown.fields.map((id) => segmentLabel(tool, id));
}

function notesOn(shown: ShownResults, breakdown: Breakdown): ExportedTable['notes'] {
  const { audit, tool, table, threshold } = shown;
  const { words } = audit;
  const { file, files } = words;
  const notAsked = notAskedText(tool, shown.groups);
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
      term: words.Files,
      text: `${countOf(table.overall.files ?? 0, words.one, words.many)}, ${shown.completeFiles} of them complete`,
    },
    ...(shown.validated
      ? [{ term: 'Which answers count', text: whichAnswersCount(shown.validated, true) }]
      : []),
    ...(tool.leftOut ? [{ term: 'Left out', text: leftOutText(tool) }] : []),
    ...(notAsked === '' ? [] : [{ term: 'Not asked', text: notAsked }]),
    ...(tool.ownStandards ? [{ term: 'Standards', text: ownStandardsText(tool) }] : []),
    {
      term: `How the ${files} were chosen`,
      text: [chosenText(shown.chosen, words), weightedText(shown) ?? ''].join(' ').trim(),
    },
    ...sureNote(shown),
    {
      term: 'Divided by',
      text: `${breakdownLabel(shown)}${breakdown.by === 'provider' ? `. ${words.AFile} of joint work is counted for each of its providers.` : ''}`,
    },
    ...(table.notRecorded === undefined
      ? []
      : [
          {
            term: 'Not recorded',
            text:
              table.notRecorded === null
                ? `How many ${files} are without ${fieldsOf(shown).join(' or ')} is suppressed.`
                : `${countOf(table.notRecorded, file, files)} without ${fieldsOf(shown).join(' or ')}; ${table.notRecorded === 1 ? 'it is' : 'they are'} in the figures of all ${files} only.`,
          },
        ]),
    {
      term: 'Percentages',
      text: `Whole, rounded half up. "Yes of yes or no" is of the ${files} where the check applied and an answer was recorded; "yes of all ${files}" is of every ${file} of the row. "Yes of those" is of the ${files} that the column "Of ${files}" names: a check that hangs on another one is counted among ${files} with the answer that it hangs on as well${words.areCaseFiles ? ', such as SMART goals among files with a plan' : ''}.`,
    },
    {
      term: 'Interval',
      text: `Of "yes of yes or no": Wilson’s score interval, 95%; of ${files} that were drawn from a list, or from a number that was entered, the exact one of all of these, and "${ALL_READ_CELL}" where none of them is left. In small groups it is wide, and differences within it mean nothing.`,
    },
    {
      term: 'Small numbers',
      text: shown.suppressed
        ? `"${SUPPRESSED}" is a small figure, or another from which one could be worked out. ${smallNumbersText(shown)} A number of ${files} below ${threshold} by a field is small; how many ${files} a sample group or a provider has is shown.`
        : nothingSuppressed(words),
    },
    ...(shown.items && shown.items.items.length > 0
      ? [
          {
            term: 'Other questions',
            text: 'Every answer to a question that is no check, and in the row of "Any answer" how many have one where answers are not told apart. "Given of answered" is of those with an answer that applies; where several may be given it comes to more than 100 together. A mean is of numbers, or of what answers count for; its 95% interval is by Student’s t.',
          },
        ]
      : []),
    {
      term: `"${NONE}"`,
      text: `There is no figure: the row has no ${files}, the check did not apply to any, or no answer was recorded.`,
    },
  ];
}

function sureNote(shown: ShownResults): ExportedTable['notes'] {
  const sure = outcomesBeside(shown);
  return sure === null ? [] : [{ term: SURE_HEADING, text: [...sure.lines, sure.note].join(' ') }];
}

/** The questions that are left out of an audit, with why, as data. */
export const leftOutAsData = ({ leftOut = [] }: Tool) =>
  leftOut.map(({ item, reason }) => ({ id: item.id, label: item.label, reason }));

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
    leftOut: leftOutAsData(tool),
    ...(shown.validated && { validated: shown.validated }),
    asAt,
    completeFiles,
    chosen: shown.chosen,
    weighted: shown.weighted,
    headline: shown.headline,
    ...(shown.outcomes.length > 0 && { outcomes: shown.outcomes }),
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
  words: SubjectWords,
  items: Item[],
  files: { reference: string; group: string; complete: boolean; values: ReadonlyMap<string, string> }[],
): ExportedTable {
  const isNumber = (item: Item) =>
    item.kind === 'rating' || (item.kind === 'field' && item.type === 'number');
  return {
    name: words.Many,
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
