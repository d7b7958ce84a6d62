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
  const { answered, mean, kind, printed } = shown;
  if (shown.suppressed || answered === null) {
    return { label, figure: SUPPRESSED_MARK, parts: null, words: `${label} Suppressed.` };
  }
  if (answered === 0)
    return { label, figure: whyNone(shown), parts: null, words: `${label} ${whyNone(shown)}.` };
  const told = answers.flatMap(({ key, label: name }) => {
    const value = printed ? printed.percents[key]?.text : shown.counts[key];
    return value === null || value === undefined ? [] : [`${name} ${value}`];
  });
  const meanText = mean === null ? '' : `, mean ${printed?.mean?.text ?? mean.toFixed(decimalsOf(kind))}`;
  return {
    label,
    figure: `of ${answered}${meanText}`,
    parts: answers.map(({ key }) =>
      printed ? (printed.percents[key]?.share ?? 0) : (shown.counts[key] ?? 0) / answered,
    ),
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
      const { figure, share } = shown.printed
        ? printedBar(shown.printed.percents[key])
        : countedBar(counts[key] ?? null, of, answered === null);
      return {
        label,
        figure,
        value: share === null ? null : { share, interval: null },
        standard: null,
        words: `${label}: ${figure === SUPPRESSED_MARK ? 'suppressed' : figure}.`,
      };
    }),
  };
}

interface Bar {
  figure: string;
  share: number | null;
}

function countedBar(value: number | null, of: number, isOfAll: boolean): Bar {
  if (value === null) return { figure: SUPPRESSED_MARK, share: null };
  return { figure: `${value} of ${of}${isOfAll ? '' : `, ${percentOf(value, of)}%`}`, share: value / of };
}

/** A share as a published table has it; undefined where it has none. */
function printedBar(printed: { text: string; share: number } | null | undefined): Bar {
  if (printed === null) return { figure: SUPPRESSED_MARK, share: null };
  return printed ? { figure: printed.text, share: printed.share } : { figure: 'not printed', share: null };
}
