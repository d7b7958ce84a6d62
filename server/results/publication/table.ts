import { noShareText, subjectWords } from '../../../rules/index.ts';
import type { ShownFigure } from '../../../rules/index.ts';
import type { FilledCell } from '../../formats/workbook.ts';
import { ALL_READ_CELL, NONE, SUPPRESSED } from '../exports/marks.ts';
import { overallCells, OVERALL_HEADING } from '../exports/overall.ts';
import { intervalCells, percentCell, shareIntervalCells } from '../exports/percents.ts';
import type { ExportedTable } from '../exports/presenter.ts';
import type { PartnershipsView } from './comparisonPresenter.ts';
import { polarityNote } from '../figures/polarity.ts';
import { overallOf } from './figures.ts';
import type { PublishedFigures } from './figures.ts';

/** A comparison of partnerships as a table: a row for each check and partnership, in the order of the page. */
export function partnershipsTable({
  checks,
  partnerships,
  version,
  toolId,
}: PartnershipsView): ExportedTable {
  return {
    name: 'Partnerships',
    heading: [
      'Tool',
      'Version',
      'Check',
      'Question',
      'Counted',
      'Partnership',
      'Fieldwork',
      'How they were chosen',
      'Number',
      'Of how many',
      'Share, %',
      'Interval from, %',
      'Interval to, %',
      'Against the limits',
      'Published',
    ],
    rows: checks.flatMap(({ id, label, counted, rows }) =>
      rows.map((row, i) => [
        toolId,
        version,
        id,
        label,
        counted,
        row.name,
        partnerships[i]?.fieldwork ?? '',
        partnerships[i]?.chosen ?? '',
        ...(row.figure === null
          ? Array<string>(5).fill(row.percent === SUPPRESSED ? SUPPRESSED : NONE)
          : [
              row.figure.files,
              row.figure.of,
              percentCell(row.figure.percent),
              ...(row.figure.interval === null
                ? [ALL_READ_CELL, ALL_READ_CELL]
                : intervalCells(row.figure.interval)),
            ]),
        row.place || 'cannot be told',
        partnerships[i]?.published ?? '',
      ]),
    ),
    notes: [],
  };
}

/** What is published of one audit as a table: a row for each check, in the order of the page. */
export function publishedTable(figures: PublishedFigures, name: string): ExportedTable {
  const words = subjectWords(figures.subject);
  return {
    name: 'Published figures',
    heading: [
      'Partnership',
      'Audit',
      'Tool',
      'Version',
      'Fieldwork from',
      'Fieldwork to',
      words.Files,
      `How the ${words.files} were chosen`,
      'Check',
      'Question',
      'What a yes is',
      'Yes',
      'Yes or no',
      'Yes of yes or no, %',
      'Interval from, %',
      'Interval to, %',
      'Why there is no figure',
      ...OVERALL_HEADING,
      'Standard, %',
      'The standard is',
    ],
    rows: figures.checks.map((check) => [
      name,
      figures.title,
      figures.tool.id,
      figures.tool.version,
      figures.fieldworkStart,
      figures.fieldworkEnd,
      figures.files ?? SUPPRESSED,
      figures.chosen,
      check.id,
      check.label,
      polarityNote(check),
      ...figureCells(check.figure),
      check.figure.kind === 'none'
        ? noShareText(check.figure.reason, words)
        : check.figure.kind === 'suppressed'
          ? 'suppressed'
          : '',
      ...overallCells(overallOf(figures, check)),
      ...(check.standard === null
        ? ['', '']
        : [percentCell(check.standard), check.polarity === 'yes_is_bad' ? 'at most' : 'at least']),
    ]),
    notes: [],
  };
}

function figureCells(figure: ShownFigure): FilledCell[] {
  if (figure.kind !== 'figure')
    return Array<string>(5).fill(figure.kind === 'suppressed' ? SUPPRESSED : NONE);
  return [
    figure.yes,
    figure.applicable,
    percentCell(figure.percentOfApplicable),
    ...shareIntervalCells(figure.interval),
  ];
}
