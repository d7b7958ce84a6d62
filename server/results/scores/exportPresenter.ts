import { criteriaOf, isClosed, SUPPRESSED_MARK, whichAnswersCount } from '../../../rules/index.ts';
import type { Criterion, CriterionScore, CriterionTally } from '../../../rules/index.ts';
import { capitalised, countOf, daysInWords, timeInWords } from '../../formats/english.ts';
import type { FilledCell } from '../../formats/workbook.ts';
import type { ExportedTable } from '../exports/presenter.ts';
import { NONE } from '../exports/marks.ts';
import { figureOf, whyText } from './criterionPresenter.ts';
import { divisionId, methodOf } from './presenter.ts';
import type { ShownCriterion, ShownScores, ShownScoreUnit } from './shown.ts';
import { bandsOf, differenceOf } from './words.ts';

/** What records are divided by, as it heads a column. */
function divisionLabel({ division }: Pick<ShownScores, 'division'>): string {
  if (division.by === 'group') return 'Sample group';
  return division.by === 'provider' ? 'Provider' : division.field.item.shortLabel;
}

/** Scores as a table: one row a unit and criterion, the whole audit last. */
export function presentScoresTable(shown: ShownScores): ExportedTable {
  const { instrument } = shown;
  const criteria = criteriaOf(instrument);
  const bands = new Map(
    criteria.flatMap((criterion) => bandsOf(instrument, criterion).map(({ id, label }) => [id, label])),
  );
  return {
    name: 'Scores',
    heading: [
      divisionLabel(shown),
      capitalised(instrument.subject.many),
      'Criterion',
      'Title',
      'With a score',
      'Without a score',
      'Why without',
      'Sum',
      'Mean',
      'Interval from',
      'Interval to',
      'Least',
      'Most',
      'Least possible',
      'Most possible',
      ...bands.values(),
      ...(shown.own ? OWN_HEADING : []),
    ],
    rows: unitsOf(shown).flatMap(({ unit, own }) =>
      criteria.map((criterion): FilledCell[] => [
        unit.name,
        unit.records,
        criterion.id,
        criterion.title,
        ...cellsOf(shown, unit, criterion, [...bands.keys()]),
        ...(own ? ownCells(unit, own, criterion) : []),
      ]),
    ),
    notes: notesOn(shown),
  };
}

/** Of self-audits: what the providers' own answers came to, beside what counts. */
const OWN_HEADING = [
  'Own answers: with a score',
  'Own answers: sum',
  'Own answers: mean',
  'Mean less own mean',
];

/** The parts of a view with the whole last, each with the same by the providers' own answers where there are such. */
const unitsOf = ({ units, overall, own }: ShownScores) =>
  [...(units ?? []), overall].map((unit, u) => ({
    unit,
    own: own && (own.units?.[u] ?? own.overall),
  }));

function ownCells(unit: ShownScoreUnit, own: ShownScoreUnit, { id }: Criterion): FilledCell[] {
  const [counting, figure] = [figureOf(unit, id), figureOf(own, id)];
  if (counting.kind === 'suppressed' || figure.kind === 'suppressed') {
    return Array<string>(OWN_HEADING.length).fill(SUPPRESSED_MARK);
  }
  if (counting.kind === 'printed' || figure.kind === 'printed')
    return Array<string>(OWN_HEADING.length).fill(NONE);
  const { scored, sum, mean } = figure.tally;
  return [scored, sum, mean ?? NONE, differenceOf(counting.tally.mean, mean) ?? NONE];
}

function cellsOf(
  shown: ShownScores,
  unit: ShownScoreUnit,
  criterion: Criterion,
  bands: readonly string[],
): FilledCell[] {
  const figure = figureOf(unit, criterion.id);
  const range = shown.ranges.get(criterion.id);
  const possible = range ? [range.least, range.most] : [NONE, NONE];
  if (figure.kind === 'suppressed') {
    return [
      ...Array<string>(9).fill(SUPPRESSED_MARK),
      ...possible,
      ...Array<string>(bands.length).fill(SUPPRESSED_MARK),
    ];
  }
  if (figure.kind === 'printed') {
    const { scored, mean } = figure;
    const beside = Array<string>(4).fill(NONE);
    return [
      scored,
      NONE,
      '',
      NONE,
      mean ? Number(mean.text) : NONE,
      ...beside,
      ...possible,
      ...printedBands(figure, bands),
    ];
  }
  const { tally, interval } = figure;
  return [
    tally.scored,
    tally.unscored,
    whyText(shown, figure),
    tally.sum,
    tally.mean ?? NONE,
    ...(interval ?? [NONE, NONE]),
    tally.least ?? (shown.suppressed ? SUPPRESSED_MARK : NONE),
    tally.most ?? (shown.suppressed ? SUPPRESSED_MARK : NONE),
    ...possible,
    ...bands.map((id) => tally.bands[id] ?? NONE),
  ];
}

/** Bands of a published table: the number where it is printed, otherwise the percentage as it is. */
export const printedBands = (
  { bands }: Extract<ShownCriterion, { kind: 'printed' }>,
  ids: readonly string[],
): FilledCell[] => ids.map((id) => bands[id]?.count ?? bands[id]?.text ?? NONE);

/** Every record with its scores, bands and rank; null for who may not see single records. */
export function presentRecordsTable({ instrument, records, validated }: ShownScores): ExportedTable | null {
  if (!records) return null;
  const criteria = criteriaOf(instrument);
  return {
    name: capitalised(instrument.subject.many).slice(0, 31),
    heading: [
      'reference',
      'group',
      'rank',
      ...criteria.flatMap(({ id, title }) => [`${id}: ${title}`, `${id}: band`]),
      ...(validated
        ? [
            ...criteria.flatMap(({ id }) => [
              `${id}: own score`,
              `${id}: own band`,
              `${id}: score less own score`,
            ]),
            'answers given',
            'validated',
          ]
        : []),
    ],
    rows: records.map(({ reference, group, rank, scores, own }): FilledCell[] => [
      reference,
      group,
      rank ?? NONE,
      ...scores.flatMap(({ score, band }): FilledCell[] => [score ?? NONE, band ?? NONE]),
      ...(own
        ? [
            ...own.scores.flatMap(({ score, band }, c): FilledCell[] => [
              score ?? NONE,
              band ?? NONE,
              differenceOf(scores[c]?.score ?? null, score) ?? NONE,
            ]),
            own.validated.answers,
            own.validated.validated,
          ]
        : []),
    ]),
    notes: [],
  };
}

function notesOn(shown: ShownScores): ExportedTable['notes'] {
  const { audit, instrument, overall, completeRecords } = shown;
  const { one, many } = instrument.subject;
  return [
    { term: 'Audit', text: `${audit.title}, ${audit.partnership}` },
    { term: 'Fieldwork', text: daysInWords(audit.fieldworkStart, audit.fieldworkEnd) },
    { term: 'Tool', text: `${instrument.title}, version ${instrument.version}` },
    { term: 'Source of the tool', text: instrument.source },
    {
      term: 'Figures as at',
      text: `${timeInWords(shown.asAt)}${isClosed(audit.state) ? '' : '. The audit is not closed, so they may still change.'}`,
    },
    {
      term: capitalised(many),
      text: `${countOf(overall.records, one, many)}, ${completeRecords} of them complete`,
    },
    ...(shown.validated
      ? [{ term: 'Which answers count', text: whichAnswersCount(shown.validated, true) }]
      : []),
    { term: 'Divided by', text: divisionLabel(shown) },
    ...(shown.excluded.size > 0 ? [{ term: 'Left out', text: [...shown.excluded].join(', ') }] : []),
    ...methodOf(shown).map((text) => ({ term: 'How scores are made', text })),
    {
      term: 'Small numbers',
      text: shown.suppressed
        ? `"${SUPPRESSED_MARK}" is suppressed: it rests on fewer than ${audit.smallNumberThreshold} ${many}, or is what a single ${one} scores, or more would follow from it.`
        : 'Nothing is suppressed.',
    },
    ...(shown.audit.isBaseline
      ? [
          {
            term: 'Published table',
            text: 'Bands are as it prints them: a number, or a percentage where only that is printed.',
          },
        ]
      : []),
    { term: `"${NONE}"`, text: 'There is no score, no interval, or the criterion has no such band.' },
  ];
}

/** A criterion as data: the tally of the command line, or that it is suppressed. */
export type CriterionData = CriterionTally | { id: string; suppressed: true } | PrintedCriterionData;

/** A criterion of a published table: how many are in each band as it is printed. */
interface PrintedCriterionData {
  id: string;
  printed: {
    scored: number;
    bands: Record<string, { text: string; share: number; count: number | null }>;
    mean: { text: string; isPrinted: boolean } | null;
  };
}

/** The figure of a criterion as data. */
export function criterionData(figure: ShownCriterion): CriterionData {
  if (figure.kind === 'figure') return figure.tally;
  const { id } = figure;
  if (figure.kind === 'suppressed') return { id, suppressed: true };
  const { scored, bands, mean } = figure;
  const told = Object.entries(bands).map(([band, { text, share, count = null }]) => [
    band,
    { text, share, count },
  ]);
  return {
    id,
    printed: {
      scored,
      bands: Object.fromEntries(told) as PrintedCriterionData['printed']['bands'],
      mean: mean && { text: mean.text, isPrinted: mean.isPrinted },
    },
  };
}

/** Scores as data: by group and overall as `tally --json` has criteria, and by record as `score --json` has them. */
export function presentScoreData(shown: ShownScores) {
  const { instrument, units, overall, own, records, validated } = shown;
  const criteriaIn = (unit: ShownScoreUnit): CriterionData[] => unit.criteria.map(criterionData);
  const ownOf = (unit: ShownScoreUnit | undefined) => unit && { own: criteriaIn(unit) };
  const inBrief = ({ id, score, band }: CriterionScore) => ({ id, score, band });
  return {
    ...(validated && { validated }),
    criteria: criteriaOf(instrument).map((criterion) => ({
      id: criterion.id,
      title: criterion.title,
      bands: bandsOf(instrument, criterion),
    })),
    groups:
      units?.map((unit, u) => ({
        name: unit.name,
        files: unit.records,
        criteria: criteriaIn(unit),
        ...ownOf(own?.units?.[u]),
      })) ?? null,
    overall: { files: overall.records, criteria: criteriaIn(overall), ...ownOf(own?.overall) },
    records:
      records?.map((record) => ({
        reference: record.reference,
        group: record.group,
        criteria: record.scores.map(inBrief),
        ...(record.own && { own: record.own.scores.map(inBrief), validated: record.own.validated }),
        rank: record.rank,
      })) ?? null,
  };
}

/** The JSON file of an export. */
export function presentScoresJson(shown: ShownScores) {
  const { audit, instrument, suppressed, asAt } = shown;
  return {
    audit: {
      id: audit.id,
      title: audit.title,
      partnership: audit.partnership,
      fieldworkStart: audit.fieldworkStart,
      fieldworkEnd: audit.fieldworkEnd,
      state: audit.state,
    },
    tool: { id: instrument.id, version: instrument.version },
    asAt,
    by: divisionId(shown),
    excluded: [...shown.excluded],
    suppressed,
    threshold: audit.smallNumberThreshold,
    ...presentScoreData(shown),
  };
}
