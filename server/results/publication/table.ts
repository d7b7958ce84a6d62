import { ALL_READ_CELL, NONE, SUPPRESSED } from '../exports/marks.ts';
import { intervalCells, percentCell } from '../exports/percents.ts';
import type { ExportedTable } from '../exports/presenter.ts';
import type { PartnershipsView } from './comparisonPresenter.ts';

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
