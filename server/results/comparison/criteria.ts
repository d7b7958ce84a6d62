import { criteriaOf, instrumentItemsOf, leavesOf, optionsOf, SUPPRESSED_MARK } from '../../../rules/index.ts';
import type { Criterion, Instrument } from '../../../rules/index.ts';
import type { Chart } from '../../formats/chart/index.ts';
import { decimalText, numberIntervalText } from '../../formats/english.ts';
import { percentOf } from '../figures/answerCells.ts';
import type { AnswerCell, AnswerTable } from '../figures/answerCells.ts';
import { topDown } from '../scores/order.ts';
import type { ShownCriterion, ShownScores } from '../scores/shown.ts';
import { criterionIdOf } from '../scores/unit.ts';
import { bandsOf } from '../scores/words.ts';
import type { CompareLine } from './lines.ts';
import type { Comparison } from './service.ts';

/** What one line scores on a criterion. */
export interface CompareCriterionRow extends CompareLine {
  records: number;
  figure: ShownCriterion;
}

/** A criterion with what each line of a comparison scores on it. */
export interface CompareCriterion {
  id: string;
  title: string;
  /** Whether it is part of no other. */
  isTop: boolean;
  notes: string[];
  bands: { id: string; label: string }[];
  /** Bars divided by band, one under the other; null where it has none. */
  chart: Chart | null;
  table: AnswerTable;
  rows: CompareCriterionRow[];
}

/** What the lines of a comparison score, the whole before its parts; empty where this is not asked for. */
export function presentCriteria(
  { scores, main, query }: Comparison,
  lines: readonly CompareLine[],
  unitHead: string,
): CompareCriterion[] {
  const own = scores[main];
  if (!own || query.together) return [];
  return topDown(own.instrument).flatMap(({ criterion }): CompareCriterion[] => {
    const notes: string[] = [];
    const rows = lines.flatMap((line): CompareCriterionRow[] => {
      const there = scores[line.of];
      const unit = there && unitOf(there, line);
      if (!there || !unit) return [];
      if (!isScoredAlike(own.instrument, there.instrument, criterion.id)) {
        const note = `In ${line.audit ?? ''} it was scored by other rules, so that its scores cannot stand here.`;
        if (!notes.includes(note)) notes.push(note);
        return [];
      }
      const figure = unit.criteria.find((one) => criterionIdOf(one) === criterion.id);
      // A published table says nothing of what it does not print.
      if (figure?.kind === 'figure' && there.audit.isBaseline) return [];
      return figure ? [{ ...line, records: unit.records, figure }] : [];
    });
    if (rows.some(({ figure }) => figure.kind === 'printed')) {
      notes.push('What comes from a published table is as it is printed there.');
    }
    // All of one audit alone stands beside nothing.
    const isAlone = scores.length === 1 && rows.every(({ total }) => total);
    return rows.length === 0 || isAlone ? [] : [criterionOf(own, criterion, rows, notes, unitHead)];
  });
}

const unitOf = ({ units, overall }: ShownScores, { unit, total }: CompareLine) =>
  total ? overall : units?.find(({ name }) => name === unit);

/** Whether two tools make a criterion of the same answers, which count alike, by the same rule. */
export function isScoredAlike(one: Instrument, other: Instrument, id: string): boolean {
  const rule = (of: Instrument) => {
    const criterion = criteriaOf(of).find((found) => found.id === id);
    const leaves = new Set(leavesOf(of).get(id) ?? []);
    const answers = instrumentItemsOf(of).flatMap((item) =>
      leaves.has(item.id) ? [[item.id, optionsOf(of, item).map((option) => [option.id, option.score])]] : [],
    );
    const judged = of.scales[criterion?.scale ?? '']?.options ?? [];
    return JSON.stringify([criterion, answers, judged.map((option) => [option.id, option.score])]);
  };
  return rule(one) === rule(other);
}

function criterionOf(
  { instrument, ranges }: ShownScores,
  criterion: Criterion,
  rows: CompareCriterionRow[],
  notes: string[],
  unitHead: string,
): CompareCriterion {
  const bands = bandsOf(instrument, criterion).map(({ id, label }) => ({ id, label }));
  const range = ranges.get(criterion.id);
  const possible = range ? [`Possible: ${decimalText(range.least)} to ${decimalText(range.most)}.`] : [];
  const isShown = rows.some(({ figure }) => partsOf(figure, bands) !== null);
  return {
    id: criterion.id,
    title: criterion.title,
    isTop: instrument.criteria.some(({ id }) => id === criterion.id),
    notes: [...possible, ...notes],
    bands,
    chart: bands.length > 0 && isShown ? chartOf(criterion.title, bands, rows) : null,
    table: {
      caption: criterion.title,
      head: unitHead,
      columns: [
        ...bands.map(({ label }) => ({ head: label, note: '' })),
        { head: 'With a score', note: '' },
        { head: 'Mean', note: '95% interval' },
      ],
      rows: rows.map((row) => ({ name: row.label, cells: cellsOf(row, bands), total: row.total })),
    },
    rows,
  };
}

const cell = (text: string, note = ''): AnswerCell => ({ text, note, suppressed: false });

function cellsOf({ figure, records }: CompareCriterionRow, bands: CompareCriterion['bands']): AnswerCell[] {
  if (figure.kind === 'suppressed') {
    return Array.from({ length: bands.length + 2 }, () => ({
      text: SUPPRESSED_MARK,
      note: '',
      suppressed: true,
    }));
  }
  if (figure.kind === 'printed') {
    const { mean, scored } = figure;
    return [
      ...bands.map(({ id }) => cell(figure.bands[id]?.text ?? '–')),
      cell(`${scored} of ${records}`),
      mean ? cell(mean.text, mean.isPrinted ? 'as printed' : 'worked out') : cell('–'),
    ];
  }
  const { tally, interval } = figure;
  return [
    ...bands.map(({ id }) => {
      const n = tally.bands[id] ?? 0;
      return tally.scored === 0
        ? cell('–')
        : cell(`${n} of ${tally.scored}`, `${percentOf(n, tally.scored)}%`);
    }),
    cell(`${tally.scored} of ${records}`),
    tally.mean === null
      ? cell('–')
      : cell(tally.mean.toFixed(2), interval ? numberIntervalText(interval) : ''),
  ];
}

/** How a line is divided by band; null where nothing is known of that. */
function partsOf(figure: ShownCriterion, bands: CompareCriterion['bands']): number[] | null {
  if (figure.kind === 'suppressed') return null;
  if (figure.kind === 'figure') {
    const { scored, bands: counts } = figure.tally;
    return scored === 0 ? null : bands.map(({ id }) => (counts[id] ?? 0) / scored);
  }
  const shares = bands.map(({ id }) => figure.bands[id]?.share ?? 0);
  // Of some bands alone a bar would say that there are no others.
  return Math.abs(shares.reduce((sum, share) => sum + share, 0) - 1) < ABOUT_ALL ? shares : null;
}

/** Printed shares that come to 1 give or take so much are all of them. */
const ABOUT_ALL = 0.05;

function chartOf(title: string, bands: CompareCriterion['bands'], rows: CompareCriterionRow[]): Chart {
  return {
    kind: 'stacked',
    title,
    description: `Bars that are divided by band, from “${bands[0]?.label}” to “${bands.at(-1)?.label}”.`,
    key: bands.map(({ label }) => label),
    rows: rows.map(({ label, total, figure }) => {
      if (figure.kind === 'suppressed') {
        return { label, total, figure: SUPPRESSED_MARK, parts: null, words: `${label}: suppressed.` };
      }
      if (figure.kind === 'printed') return printedBar(label, total, figure, bands);
      const { scored, mean, bands: counts } = figure.tally;
      if (scored === 0)
        return { label, total, figure: 'No score', parts: null, words: `${label}: none has a score.` };
      const meanText = mean === null ? '' : `, mean ${mean.toFixed(2)}`;
      const told = bands.map(({ id, label: name }) => `${name} ${counts[id] ?? 0}`).join(', ');
      return {
        label,
        total,
        figure: `of ${scored}${meanText}`,
        parts: bands.map(({ id }) => (counts[id] ?? 0) / scored),
        words: `${label}: of ${scored}, ${told}${meanText}.`,
      };
    }),
  };
}

/** A bar of a published table: what is printed, and its parts where they are all. */
function printedBar(
  label: string,
  total: boolean,
  figure: Extract<ShownCriterion, { kind: 'printed' }>,
  bands: CompareCriterion['bands'],
) {
  const told = bands.flatMap(({ id, label: name }) => {
    const own = figure.bands[id];
    return own ? [`${name} ${own.text}`] : [];
  });
  const mean = figure.mean ? `, mean ${figure.mean.text}` : '';
  return {
    label,
    total,
    figure: told.length === 0 ? 'Not printed' : `of ${figure.scored}${mean}`,
    parts: partsOf(figure, bands),
    words: `${label}: ${told.length === 0 ? 'nothing is printed' : `as printed, ${told.join(', ')}${mean}`}.`,
  };
}
