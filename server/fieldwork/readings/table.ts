import { labelOf, leftOutText, READERS_ALIKE } from '../../../rules/index.ts';
import type { Coefficient, ItemAgreement } from '../../../rules/index.ts';
import { CSV_BEGIN, csvLine } from '../../formats/csv.ts';
import { outwards } from '../../formats/english.ts';
import { textIn, workbookOf } from '../../formats/workbook.ts';
import type { FilledCell } from '../../formats/workbook.ts';
import { findingOn } from './presenter.ts';
import type { SecondReadings } from './service.ts';

const HEADING = [
  'Item',
  'Question',
  'Compared as',
  'Files read twice',
  'Files compared',
  'Agree exactly',
  'Agreement, %',
  'Agreement from, %',
  'Agreement to, %',
  'Kappa',
  'Kappa from',
  'Kappa to',
  'Weights of kappa',
  'Kappa by linear weights',
  'AC1 or AC2',
  'AC1 or AC2 from',
  'AC1 or AC2 to',
  'Look first at',
  'Finding',
  'Why',
];

const AS: Record<ItemAgreement['as'], string> = {
  check: 'check',
  scale: 'ordered scale',
  choice: 'choice',
  value: 'value',
};

/** How alike two readers answer, as a table for spreadsheets. */
export function writtenAgreement(format: 'csv' | 'xlsx', readings: SecondReadings): string | Promise<Buffer> {
  const rows = [
    ...readings.agreement.map((item) => rowOf(readings, item)),
    ...(readings.tool.leftOut ?? []).map(({ item, reason }): FilledCell[] => [
      item.id,
      item.label,
      ...Array<string>(HEADING.length - 3).fill(''),
      `left out of this audit: ${reason}`,
    ]),
  ];
  if (format === 'csv') {
    return CSV_BEGIN + [HEADING, ...rows.map((row) => row.map(textIn))].map(csvLine).join('');
  }
  return workbookOf([
    { name: 'Agreement', heading: HEADING, rows },
    { name: 'Notes', heading: ['About', 'Note'], rows: notesOn(readings) },
  ]);
}

function rowOf({ tool }: SecondReadings, item: ItemAgreement): FilledCell[] {
  const { agreement } = item;
  const finding = findingOn(item);
  return [
    item.id,
    labelOf(tool, item.id) ?? '',
    AS[item.as],
    item.files,
    item.compared,
    item.agreed,
    ...(agreement
      ? [agreement.value * 100, ...outwards([agreement.low, agreement.high], 1)].map(percentCell)
      : ['', '', '']),
    ...coefficientCells(item.kappa),
    item.kappa === null ? '' : item.as === 'scale' ? 'quadratic' : 'none',
    item.linearKappa ? rounded(item.linearKappa.value) : '',
    ...coefficientCells(item.ac1),
    { agreement: 'agreement', kappa: 'kappa', ac1: item.as === 'scale' ? 'AC2' : 'AC1' }[item.recommended],
    finding.text,
    finding.why,
  ];
}

const percentCell = (percent: number): FilledCell => ({ percent, decimals: 1 });
const rounded = (value: number): number => Math.round(value * 1000) / 1000;
const coefficientCells = (coefficient: Coefficient | null): FilledCell[] =>
  coefficient ? [coefficient.value, coefficient.low, coefficient.high].map(rounded) : ['', '', ''];

function notesOn({ audit, tool, files }: SecondReadings): string[][] {
  const done = files.filter(({ isDone }) => isDone).length;
  const { kappa, agreementPercent, leastFiles } = READERS_ALIKE;
  return [
    ['Audit', `${audit.title}, ${audit.partnership}`],
    ['Tool', `${tool.title}, version ${tool.version}`],
    ['Files', `${done} of ${files.length} drawn files are read twice.`],
    ...(tool.leftOut ? [['Left out', leftOutText(tool)]] : []),
    ['Files compared', 'Those for which both readers recorded an answer; the others are left out.'],
    [
      'Finding',
      `Alike with kappa ${kappa} or agreement ${agreementPercent}%; with fewer than ${leastFiles} files nobody can tell.`,
    ],
    [
      'Kappa and AC',
      'Cohen’s kappa and Gwet’s AC1: 1 where two readers always agree, 0 where they agree no more than by chance. On an ordered scale answers that are near each other agree in part, by the square of the steps between them (quadratic weights), and AC1 is then AC2; "not applicable" agrees with no point of the scale. Intervals are 95%, by Student’s t, or where that has no width by Wilson from the agreement.',
    ],
    [
      'Look first at',
      'Kappa says next to nothing where nine of ten answers or more are the same, so AC1 or AC2 stands there; of numbers and dates it is how many are exactly the same.',
    ],
  ];
}
