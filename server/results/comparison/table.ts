import { NONE, SUPPRESSED } from '../exports/marks.ts';
import { OVERALL_HEADING, overallCells } from '../exports/overall.ts';
import { percentCell, shareIntervalCells } from '../exports/percents.ts';
import { leftOutWhy, nothingSuppressed } from '../exports/presenter.ts';
import type { ExportedTable } from '../exports/presenter.ts';
import { outwards } from '../../formats/english.ts';
import type { FilledCell } from '../../formats/workbook.ts';
import type { ComparePart } from './form.ts';
import type { CompareView } from './presenter.ts';
import { criteriaTable, itemsTable, sideBySideData } from './sideBySideTables.ts';
import type { CompareCheck, CompareRow } from './view.ts';

/**
 * A comparison as tables, each with the same notes.
 *
 * @param first - which of them comes first, and is all of a format that has room for one; where there is no such, another
 */
export function presentCompareTables(view: CompareView, first: ComparePart): ExportedTable[] {
  const checks = checksTable(view);
  const tables: { part: ComparePart; table: ExportedTable }[] = [
    // A tool without checks has no table of them.
    ...(view.checks.length > 0 || view.items.length === 0
      ? [{ part: 'checks' as const, table: checks }]
      : []),
    ...(view.items.length > 0 ? [{ part: 'items' as const, table: itemsTable(view, checks.notes) }] : []),
    ...(view.criteria.length > 0
      ? [{ part: 'scores' as const, table: criteriaTable(view, checks.notes) }]
      : []),
  ];
  return tables
    .toSorted((a, b) => Number(b.part === first) - Number(a.part === first))
    .map(({ table }) => table);
}

/** One row a check and line, in the order of the page. */
function checksTable(view: CompareView): ExportedTable {
  const { files, Files } = view.words;
  return {
    name: 'Comparison',
    heading: [
      'Check',
      'Question',
      view.unitHead === 'Audit' ? `${Files} of` : view.unitHead,
      'Audit',
      Files,
      'Yes',
      'No',
      'Yes or no',
      'Yes of yes or no, %',
      'Interval from, %',
      'Interval to, %',
      'Not applicable',
      'Not recorded',
      'Why there is no figure',
      'Held against',
      'Yes there',
      'Yes or no there',
      'Yes of yes or no there, %',
      'Difference, points',
      'Difference from, points',
      'Difference to, points',
      'Fisher’s mid-p',
      'Mid-p after Holm',
      'Mid-p after Benjamini and Hochberg',
      'Verdict',
      'What it says',
      `Of ${files}`,
      ...OVERALL_HEADING,
    ],
    rows: [
      ...view.checks.flatMap((check) => check.rows.map((row) => rowOf(view, check, row))),
      ...view.audits.flatMap((audit) =>
        audit.leftOut.map((out): FilledCell[] => [
          out.id,
          out.label,
          `All ${files}`,
          audit.title,
          audit.files ?? SUPPRESSED,
          ...Array<string>(8).fill(NONE),
          leftOutWhy(out.reason),
          ...Array<string>(13 + OVERALL_HEADING.length).fill(''),
        ]),
      ),
    ],
    notes: notesOn(view),
  };
}

function rowOf(view: CompareView, check: CompareCheck, row: CompareRow): FilledCell[] {
  return [
    check.id,
    check.label,
    row.unit,
    row.audit ?? view.title,
    row.files ?? SUPPRESSED,
    ...figureCells(row),
    ...differenceCells(view, row),
    check.of,
    ...overallCells(row.overall),
  ];
}

function figureCells({ figure, missing }: CompareRow): FilledCell[] {
  if (figure?.kind === 'suppressed') return Array<string>(9).fill(SUPPRESSED);
  if (figure?.kind !== 'figure') return [...Array<string>(8).fill(NONE), missing ?? ''];
  return [
    figure.yes,
    figure.no,
    figure.applicable,
    percentCell(figure.percentOfApplicable),
    ...shareIntervalCells(figure.interval),
    figure.notApplicable,
    figure.notRecorded,
    '',
  ];
}

function differenceCells({ comparedWith, words }: CompareView, row: CompareRow): FilledCell[] {
  const { difference } = row;
  // All files of a single audit are held against nothing.
  if (!difference) return Array<string>(12).fill('');
  const { other, points, interval, verdict, unknown } = difference;
  const none = unknown === 'suppressed' ? SUPPRESSED : NONE;
  return [
    comparedWith,
    other?.yes ?? none,
    other?.applicable ?? none,
    other ? percentCell(other.percentOfApplicable) : none,
    points ?? none,
    ...(interval ? outwards(interval, 1) : [none, none]),
    probabilityCell(difference.midP) ?? none,
    probabilityCell(difference.holm) ?? none,
    probabilityCell(difference.benjaminiHochberg) ?? none,
    verdict.replace('these files', `these ${words.files}`),
    row.sentence,
  ];
}

const probabilityCell = (probability: number | null): number | null =>
  probability === null ? null : Number(probability.toPrecision(3));

function notesOn(view: CompareView): ExportedTable['notes'] {
  const { files, Files } = view.words;
  return [
    { term: 'Compared', text: `${view.compared}, check by check` },
    ...view.audits.flatMap((audit) => [
      {
        term: view.several ? `Audit ${audit.label}` : 'Audit',
        text: [
          `${audit.title}, ${audit.partnership}. Fieldwork: ${audit.fieldwork}. As at ${audit.asAt}.`,
          audit.baselineText ?? '',
          audit.provisional ? 'It is not closed, so its figures may still change.' : '',
        ]
          .filter((text) => text !== '')
          .join(' '),
      },
      {
        term: Files,
        text: `${audit.filesText}, ${audit.completeFiles} of them complete.${
          audit.notRecordedText === null
            ? ''
            : ` ${audit.notRecordedText} They are in the figures of all ${files} only.`
        }`,
      },
      ...(audit.whichCount === null ? [] : [{ term: 'Which answers count', text: audit.whichCount }]),
      ...(audit.sure === null
        ? []
        : [{ term: 'Stop when sure', text: [...audit.sure.lines, audit.sure.note].join(' ') }]),
      {
        term: `How the ${files} were chosen`,
        text: [audit.chosenText, audit.weightedText ?? ''].join(' ').trim(),
      },
      {
        term: 'Tool',
        text: `${audit.tool.title}, version ${audit.tool.version}. Source: ${audit.tool.source}`,
      },
      {
        term: 'Small numbers',
        text: audit.suppressed
          ? `"${SUPPRESSED}" is a small figure, or another from which one could be worked out. ${audit.smallNumbers} A number of ${files} below ${audit.threshold} by a field is small, too.`
          : nothingSuppressed(view.words),
      },
    ]),
    ...view.leftOut.map((text) => ({ term: 'Left out', text })),
    ...view.ownStandards.map((text) => ({ term: 'Standards', text })),
    ...(view.summary.hiddenText === null ? [] : [{ term: 'Suppressed', text: view.summary.hiddenText }]),
    ...view.method.map((text) => ({ term: 'Method', text })),
    {
      term: `"${NONE}"`,
      text: 'There is no figure, or nothing to hold it against; the column "What it says" tells why.',
    },
  ];
}

/** A comparison as data: what the page is made from, with the same figures and sentences, without its drawings. */
export function presentCompareJson(view: CompareView) {
  return {
    compared: view.compared,
    breakdown: view.breakdown,
    comparedWith: view.comparedWith,
    denominator: view.denominator,
    auditId: view.auditId,
    audits: view.audits.map(({ tool, ...audit }) => ({
      id: audit.id,
      label: audit.label,
      title: audit.title,
      partnership: audit.partnership,
      fieldworkStart: audit.fieldworkStart,
      fieldworkEnd: audit.fieldworkEnd,
      state: audit.state,
      baseline: audit.baseline,
      tool: { id: tool.id, version: tool.version },
      leftOut: audit.leftOut,
      files: audit.files,
      completeFiles: audit.completeFiles,
      notRecorded: audit.notRecorded,
      chosen: audit.chosen,
      weighted: audit.weighted,
      headline: audit.headline,
      ...(audit.outcomes.length > 0 && { outcomes: audit.outcomes }),
      suppressed: audit.suppressed,
      threshold: audit.threshold,
      asAt: audit.changedAt,
    })),
    checks: view.checks.map(({ id, label, standard, of, rows }) => ({
      id,
      label,
      standard,
      of,
      rows: rows.map((row) => ({
        key: row.key,
        unit: row.unit,
        audit: row.audit,
        total: row.total,
        files: row.files,
        figure: row.figure,
        difference: row.difference,
        sentence: row.sentence,
      })),
    })),
    ...sideBySideData(view),
    summary: {
      comparisons: view.summary.made,
      hidden: view.summary.hidden,
      clear: view.summary.clear.map(({ id, label, text }) => ({ check: id, label, text })),
      perhaps: view.summary.perhaps.map(({ id, label, text }) => ({ check: id, label, text })),
      chanceOfAnyClear: view.summary.chance,
    },
    leftOut: [...view.leftOut, ...view.ownStandards],
    method: view.method,
  };
}
