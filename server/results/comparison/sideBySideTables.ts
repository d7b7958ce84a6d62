import { SUPPRESSED_MARK } from '../../../rules/index.ts';
import type { FilledCell } from '../../formats/workbook.ts';
import { ANSWERS_HEADING, itemRows } from '../exports/answers.ts';
import { NONE } from '../exports/marks.ts';
import type { ExportedTable } from '../exports/presenter.ts';
import { criterionData, printedBands } from '../scores/exportPresenter.ts';
import type { CompareCriterionRow } from './criteria.ts';
import type { CompareView } from './presenter.ts';

type Notes = ExportedTable['notes'];

const unitHeadOf = ({ unitHead, words }: CompareView): string =>
  unitHead === 'Audit' ? `${words.Files} of` : unitHead;

/** The answers to questions that are no checks: one row a question, line and answer. */
export const itemsTable = (view: CompareView, notes: Notes): ExportedTable => ({
  name: 'Other questions',
  heading: [unitHeadOf(view), 'Audit', view.words.Files, ...ANSWERS_HEADING],
  rows: view.items.flatMap(({ other, rows }) =>
    rows.flatMap(({ unit, audit, files, shown }) =>
      itemRows(view.instrument, other, shown).map((row): FilledCell[] => [
        unit,
        audit ?? view.title,
        files,
        ...row,
      ]),
    ),
  ),
  notes,
});

/** What the lines score: one row a criterion and line. */
export function criteriaTable(view: CompareView, notes: Notes): ExportedTable {
  const bands = new Map(view.criteria.flatMap((one) => one.bands.map(({ id, label }) => [id, label])));
  return {
    name: 'Scores',
    heading: [
      unitHeadOf(view),
      'Audit',
      view.words.Files,
      'Criterion',
      'Title',
      'With a score',
      'Without a score',
      'Sum',
      'Mean',
      'Interval from',
      'Interval to',
      ...bands.values(),
    ],
    rows: view.criteria.flatMap(({ id, title, rows }) =>
      rows.map((row): FilledCell[] => [
        row.unit,
        row.audit ?? view.title,
        row.records,
        id,
        title,
        ...scoreCells(row, [...bands.keys()]),
      ]),
    ),
    notes,
  };
}

function scoreCells({ figure }: CompareCriterionRow, bands: readonly string[]): FilledCell[] {
  if (figure.kind === 'suppressed') return Array<string>(6 + bands.length).fill(SUPPRESSED_MARK);
  if (figure.kind === 'printed') {
    const { scored, mean } = figure;
    const cells = [scored, NONE, NONE, mean ? Number(mean.text) : NONE, NONE, NONE];
    return [...cells, ...printedBands(figure, bands)];
  }
  const { tally, interval } = figure;
  return [
    tally.scored,
    tally.unscored,
    tally.sum,
    tally.mean ?? NONE,
    ...(interval ?? [NONE, NONE]),
    ...bands.map((id) => tally.bands[id] ?? NONE),
  ];
}

/** The same as data: figures as the results and the scores of an audit have them, line by line. */
export const sideBySideData = ({ items, criteria }: CompareView) => ({
  items: items.map(({ id, label, kind, rows, notes }) => ({
    id,
    label,
    kind,
    notes,
    rows: rows.map(({ key, unit, audit, total, files, shown }) => ({
      key,
      unit,
      audit,
      total,
      files,
      figure: shown,
    })),
  })),
  criteria: criteria.map(({ id, title, rows, notes }) => ({
    id,
    title,
    notes,
    rows: rows.map(({ key, unit, audit, total, records, figure }) => ({
      key,
      unit,
      audit,
      total,
      files: records,
      figure:
        figure.kind === 'figure' ? { ...figure.tally, interval: figure.interval } : criterionData(figure),
    })),
  })),
});
