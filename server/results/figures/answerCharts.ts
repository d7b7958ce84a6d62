import { SUPPRESSED_MARK } from '../../../rules/index.ts';
import type { ShownItem } from '../../../rules/index.ts';
import type { Chart, StackedRow } from '../../formats/chart/index.ts';
import { answersTo, decimalsOf, percentOf } from './answerCells.ts';
import type { AnswerColumns } from './answerCells.ts';
import type { ShownItems } from './items.ts';

/** Bars that are divided by answer. */
export const stackedChart = (title: string, { answers }: AnswerColumns, rows: StackedRow[]): Chart => ({
  kind: 'stacked',
  title,
  description: `Bars that are divided by answer, from “${answers[0]?.label}” to “${answers.at(-1)?.label}”.`,
  key: answers.map(({ label }) => label),
  rows,
});

/** A bar, or why there is none. */
export function stackedRow(label: string, shown: ShownItem, { answers }: AnswerColumns): StackedRow {
  const { answered, mean, kind } = shown;
  if (shown.suppressed || answered === null) {
    return { label, figure: SUPPRESSED_MARK, parts: null, words: `${label} Suppressed.` };
  }
  if (answered === 0)
    return { label, figure: whyNone(shown), parts: null, words: `${label} ${whyNone(shown)}.` };
  const told = answers.flatMap(({ key, label: name }) => {
    const value = shown.counts[key];
    return typeof value === 'number' ? [`${name} ${value}`] : [];
  });
  const meanText = mean === null ? '' : `, mean ${mean.toFixed(decimalsOf(kind))}`;
  return {
    label,
    figure: `of ${answered}${meanText}`,
    parts: answers.map(({ key }) => (shown.counts[key] ?? 0) / answered),
    words: `${label} Of ${answered}: ${told.join(', ')}${meanText}${leftText(shown)}.`,
  };
}

/** What of the files is no answer, to follow a figure. */
const leftText = ({ notApplicable, notRecorded }: ShownItem): string =>
  [
    ...(notApplicable === null || notApplicable === 0 ? [] : [`; not applicable ${notApplicable}`]),
    ...(notRecorded === null || notRecorded === 0 ? [] : [`; not recorded ${notRecorded}`]),
  ].join('');

const whyNone = ({ notRecorded, notApplicable }: ShownItem): string =>
  notApplicable !== null && notApplicable > 0 && notRecorded === 0 ? 'Not applicable' : 'Not recorded';

/** One bar an answer, in all files; null of what has no answers to choose from. */
export function barsChart(found: ShownItems, at: number): Chart | null {
  const [shown, other] = [found.overall.items[at], found.items[at]];
  if (!shown || !other) return null;
  const answers = answersTo(found.instrument, other);
  const { files } = found.overall;
  if (answers.length === 0 || shown.answered === 0) return null;
  const { answered } = shown;
  const of = answered ?? files;
  const counts = shown.bands ?? shown.counts;
  const several = other.item.kind === 'multiple' ? ' One may have given several answers.' : '';
  return {
    kind: 'bars',
    title: other.item.label,
    description: `One bar an answer, of ${of} ${answered === null ? 'in all' : `that have one${leftText(shown)}`}.${several}`,
    rows: answers.map(({ key, label }) => {
      const value = counts[key] ?? null;
      const figure =
        value === null
          ? SUPPRESSED_MARK
          : `${value} of ${of}${answered === null ? '' : `, ${percentOf(value, of)}%`}`;
      return {
        label,
        figure,
        value: value === null ? null : { share: value / of, interval: null },
        standard: null,
        words: `${label}: ${value === null ? 'suppressed' : figure}.`,
      };
    }),
  };
}
