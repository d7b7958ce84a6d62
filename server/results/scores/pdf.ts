import type { Readable } from 'node:stream';
import { SUPPRESSED_MARK } from '../../../rules/index.ts';
import { bars } from '../../formats/chart/index.ts';
import { capitalised } from '../../formats/english.ts';
import { writePdf } from '../../formats/pdf/index.ts';
import type { TableRow } from '../../formats/pdf/index.ts';
import type { WrittenDocument } from '../../formats/word.ts';
import type { ScoresView } from './presenter.ts';
import type { RecordScoreView } from './recordPresenter.ts';
import type { ShownScores } from './shown.ts';

/** The page's width in units of a chart, so that its letters come out a little smaller than those of the text. */
const CHART_WIDTH = 680;
/** Means that stand side by side in one table. */
const COLUMNS = 5;
/** More bands than this have no room for a column each. */
const MOST_BANDS = 4;
/** What a heading, the head of a table and the sentences round it take of a page, and a row of the table, in points. */
const ABOVE_PARTS = 160;
const PART_ROW = 20;

/** What one record scores and why, for those whom it is about, as a tagged PDF; the same view gives the same bytes. */
export function recordScorePdf(view: RecordScoreView): Readable {
  const title = `${view.reference}: what it scores`;
  const settings = {
    title,
    creator: 'Casefile audit',
    language: 'en-GB',
    createdAt: new Date(view.asAtIso),
    footer: `${view.audit.title}: ${view.reference}`,
  };
  return writePdf(settings, (document) => {
    document.heading(1, title);
    document.paragraph(view.audit.title, 'kicker');
    document.rule();
    provisional(document, view.audit.provisional || !view.complete);
    document.definitions(
      [
        { term: view.subject, text: view.reference },
        ...(view.group === null ? [] : [{ term: 'Group', text: view.group }]),
        { term: 'Audit', text: `${view.audit.title}, ${view.audit.partnership}` },
        { term: 'Fieldwork', text: view.audit.fieldwork },
        { term: 'Tool', text: view.tool },
        ...(view.whichCount === null ? [] : [{ term: 'Which count', text: view.whichCount }]),
        { term: 'As at', text: view.asAt },
      ],
      90,
    );
    document.heading(2, 'Result');
    document.definitions(
      [
        ...view.result.map(({ title: name, score, allText }) => ({
          term: name,
          text: [
            { text: score, weight: 'semibold' as const },
            { text: allText === '' ? '' : `. ${allText}.` },
          ],
        })),
        ...(view.rankText === null ? [] : [{ term: 'Rank', text: view.rankText }]),
      ],
      90,
    );
    for (const criterion of view.criteria) criterionPart(document, criterion);
    document.heading(2, 'How scores are made');
    document.paragraph(view.toolText);
    document.paragraph(`Source: ${view.source}`);
  });
}

function provisional(document: WrittenDocument, is: boolean): void {
  if (!is) return;
  document.note(
    [
      { text: 'NOT FINAL. ', weight: 'bold' },
      { text: 'The audit is not closed, or not everything is recorded, so this may still change.' },
    ],
    'caution',
  );
}

function criterionPart(document: WrittenDocument, criterion: RecordScoreView['criteria'][number]): void {
  const { title, score, own, rule, allText, bands, parts, limits, weighted, source } = criterion;
  // A heading and a sentence would be left behind by a table that goes to the next page whole.
  document.keepTogether(ABOVE_PARTS + parts.length * PART_ROW);
  document.heading(2, `${title}: ${score}`);
  document.paragraph(allText === '' ? rule : `${rule} ${allText}.`);
  if (own !== '') document.paragraph(`${own}.`);
  if (parts.length > 0) {
    document.table({
      caption: `${title}: what it is made of`,
      columns: [
        { head: 'Part', share: 56 },
        { head: 'Answer or band', share: 22 },
        { head: 'Score', share: 14 },
        ...(weighted ? [{ head: 'Weight', share: 8 }] : []),
      ],
      rows: parts.map((part): TableRow => ({
        cells: [
          { text: part.label },
          { text: part.answer },
          { text: part.score },
          ...(weighted ? [{ text: part.weight }] : []),
        ],
      })),
    });
  }
  for (const limit of limits) {
    document.paragraph(
      `Limit: ${limit.text} Here: ${limit.answer.toLowerCase()}${limit.bit ? ', so the score was brought down' : ''}.`,
    );
  }
  const below = [
    ...(bands.length > 0 ? [`Bands: ${bandsText(bands)}.`] : []),
    ...(source === null ? [] : [`Source: ${source}.`]),
  ];
  if (below.length > 0) document.paragraph(below.join(' '));
}

const bandsText = (bands: RecordScoreView['criteria'][number]['bands']): string =>
  bands
    .map(({ label, from, counts, current }) =>
      [label, [from, counts].filter((text) => text !== '').join(', '), current ? '(here)' : '']
        .filter((text) => text !== '')
        .join(' '),
    )
    .join('; ');

/** Scores of a whole audit for a committee, as a tagged PDF. */
export function scoresPdf(view: ScoresView, { audit, asAt }: Pick<ShownScores, 'audit' | 'asAt'>): Readable {
  const title = `${audit.title}: scores`;
  const settings = {
    title,
    creator: 'Casefile audit',
    language: 'en-GB',
    createdAt: new Date(asAt),
    footer: title,
  };
  return writePdf(settings, (document) => {
    document.heading(1, audit.title);
    document.paragraph('Scores', 'kicker');
    document.rule();
    provisional(document, view.provisional);
    document.definitions(
      [
        { term: 'Partnership', text: audit.partnership },
        {
          term: 'This rests on',
          text: `${view.records} ${view.records === 1 ? view.one : view.many}, ${view.completeRecords} of them complete`,
        },
        ...(view.whichCount === null ? [] : [{ term: 'Which count', text: view.whichCount }]),
        ...(view.excludedText === null ? [] : [{ term: 'Left out', text: view.excludedText }]),
        ...(view.keptText === null ? [] : [{ term: 'Not named', text: view.keptText }]),
        ...(view.suppressedText === null ? [] : [{ term: 'Small numbers', text: view.suppressedText }]),
        { term: 'As at', text: view.asAt },
      ],
      90,
    );
    for (const criterion of view.overall) overallPart(document, view, criterion);
    criteriaTable(document, view);
    dividedTables(document, view);
    if (view.table) rankTable(document, view, view.table);
    document.heading(2, 'How scores are made');
    document.list(view.method);
  });
}

/** What a criterion at the top came to. */
export function overallPart(
  document: WrittenDocument,
  { many }: ScoresView,
  criterion: ScoresView['overall'][number],
): void {
  document.heading(2, criterion.title);
  if (criterion.suppressed) {
    document.paragraph(SUPPRESSED_MARK);
    return;
  }
  if (criterion.bandsText !== '') document.paragraph(`${criterion.bandsText}.`, 'lead');
  document.paragraph(criterion.meanText);
  if (criterion.chart)
    document.figure(
      bars(criterion.chart, CHART_WIDTH),
      `${capitalised(many)} in each band, of those with a score`,
    );
}

/** The heading over them. */
export const CRITERIA_HEADING = 'Every criterion';

/** Every criterion in one table, with a column for each band where there is room. */
export function criteriaTable(document: WrittenDocument, view: ScoresView): void {
  const bandsOf = (criterion: ScoresView['criteria'][number]) =>
    criterion.suppressed ? [] : criterion.bands;
  const labels = [...new Set(view.criteria.flatMap((one) => bandsOf(one).map(({ label }) => label)))];
  const isTogether = labels.length > MOST_BANDS;
  const heads = labels.length === 0 ? [] : isTogether ? ['In each band'] : labels;
  const bandCells = (criterion: ScoresView['criteria'][number]) => {
    const bands = bandsOf(criterion);
    if (isTogether) return [{ text: bands.map(({ label, figure }) => `${label} ${figure}`).join('\n') }];
    return labels.map((label) => {
      const band = bands.find((one) => one.label === label);
      return band ? { text: band.short, notes: band.beside } : { text: '' };
    });
  };
  document.heading(2, CRITERIA_HEADING);
  document.table({
    caption: 'Every criterion, those that are made of others after them',
    columns: [
      { head: 'Criterion', share: 26 },
      { head: 'With a score', share: isTogether ? 20 : 14 },
      { head: 'Mean (95% interval)', share: isTogether ? 18 : 16 },
      { head: 'From, to', share: 14 },
      ...heads.map((head) =>
        isTogether ? { head, share: 22 } : { head, share: 9, align: 'right' as const },
      ),
    ],
    rows: view.criteria.map((criterion): TableRow => ({
      total: criterion.isWhole,
      cells: criterion.suppressed
        ? [
            { text: criterion.title },
            ...Array.from({ length: 3 + heads.length }, () => ({ text: SUPPRESSED_MARK })),
          ]
        : [
            { text: criterion.title },
            { text: criterion.scoredText, notes: criterion.why === '' ? [] : [criterion.why] },
            {
              text: criterion.mean,
              notes: [...(criterion.interval === '' ? [] : [criterion.interval]), ...ownNotes(criterion.own)],
            },
            { text: criterion.span, notes: [`possible ${criterion.possible}`] },
            ...bandCells(criterion),
          ],
    })),
  });
}

/** The mean by the providers' own answers beside the one that counts. */
const ownNotes = (own: ScoresView['criteria'][number]['own']): string[] =>
  own ? [`own ${own.mean}, difference ${own.difference}`] : [];

/** The heading over means by what divides the records; none where nothing does. */
export const dividedHeading = ({ divided }: ScoresView): string[] =>
  divided.rows.length < 2 ? [] : [`Scores by ${divided.label.toLowerCase()}`];

/** Means by what divides the records, in as many parts as the width of the page asks for. */
export function dividedTables(document: WrittenDocument, view: ScoresView): void {
  const { divided, many } = view;
  const [heading] = dividedHeading(view);
  if (heading === undefined) return;
  document.heading(2, heading);
  if (divided.withoutText !== null) document.paragraph(divided.withoutText);
  const parts = Math.ceil(divided.columns.length / COLUMNS);
  const width = Math.ceil(divided.columns.length / parts);
  for (let from = 0; from < divided.columns.length; from += width) {
    const columns = divided.columns.slice(from, from + width);
    document.table({
      caption: `Means by ${divided.label.toLowerCase()}: ${columns.map(({ title }) => title).join('; ')}`,
      columns: [
        { head: divided.label, share: 22 },
        { head: capitalised(many), share: 15 },
        ...columns.map(({ title }) => ({ head: title, share: 17 })),
      ],
      sharesOfPage: 37 + 17 * width,
      rows: divided.rows.map((row): TableRow => ({
        total: row.isAll,
        cells: [
          { text: row.name },
          { text: String(row.records) },
          ...row.cells
            .slice(from, from + width)
            .map((cell) =>
              cell.suppressed
                ? { text: SUPPRESSED_MARK }
                : { text: cell.mean, notes: [cell.totalText, ...ownNotes(cell.own)] },
            ),
        ],
      })),
    });
  }
}

function rankTable(
  document: WrittenDocument,
  { one, many }: ScoresView,
  table: NonNullable<ScoresView['table']>,
): void {
  if (!table.isRanked) return;
  document.heading(2, 'Ranks');
  if (table.rankText !== null) document.paragraph(table.rankText);
  if (table.leftText !== null) document.paragraph(table.leftText);
  const columns = table.columns.slice(0, 4);
  if (table.columns.length > columns.length) {
    document.paragraph(
      `The first ${columns.length} of ${table.columns.length} scores stand here; all are in the tables that can be taken along.`,
    );
  }
  document.table({
    caption: `${capitalised(many)} by rank`,
    columns: [
      { head: capitalised(one), share: 34 },
      { head: 'Rank', share: 10 },
      ...columns.map(({ title }) => ({ head: title, share: 18 })),
    ],
    rows: table.rows.map((row): TableRow => ({
      cells: [
        { text: row.reference },
        { text: row.rank },
        ...row.cells.slice(0, columns.length).map(({ text, own }) => ({
          text,
          notes: own === null ? [] : [`own ${own}`],
        })),
      ],
    })),
  });
}
