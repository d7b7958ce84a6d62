import { subjectWords, SUPPRESSED_MARK } from '../../../rules/index.ts';
import type { Criterion } from '../../../rules/index.ts';
import { countOf, decimalText, numberIntervalText } from '../../formats/english.ts';
import { topDown } from '../../results/scores/order.ts';
import type { ScoresBeside, ShownScoreUnit } from '../../results/scores/shown.ts';
import { criterionIdOf } from '../../results/scores/unit.ts';
import { bandsOf } from '../../results/scores/words.ts';
import type { ReportSection } from '../store/report.ts';
import { DASH } from './figureText.ts';
import type { FeedbackInput } from './input.ts';

/** What the provider's records score beside the others; null where the tool has no criteria. */
export function presentScores({ scores, tool }: FeedbackInput, heading: () => string): ReportSection | null {
  if (!scores) return null;
  const { files, one, many } = subjectWords(tool.subject);
  const { own, others, ranges } = scores;
  const isAlone = others.records === 0;
  return {
    heading: heading(),
    paragraphs: [
      `What your ${countOf(own.records, one, many)} ${own.records === 1 ? 'scores' : 'score'} on each criterion${isAlone ? '' : ` beside the other ${others.records}`}. A criterion that is made of others stands before them. An answer that is missing leaves its criterion without a score.`,
    ],
    tables: [
      {
        caption: isAlone ? `Scores of your ${files}` : `Scores of your ${files} and of the others`,
        columns: ['Criterion', `Your ${files}`, ...(isAlone ? [] : [`Other ${files}`])],
        rows: topDown(scores.instrument).map(({ criterion }) => {
          const range = ranges.get(criterion.id);
          const possible = range ? ` (${decimalText(range.least)} to ${decimalText(range.most)})` : '';
          return [
            `${criterion.title}${possible}`,
            scoreText(scores, own, criterion),
            ...(isAlone ? [] : [scoreText(scores, others, criterion)]),
          ];
        }),
      },
    ],
  };
}

/**
 * What some records score on a criterion, in a line: one record its score and band, several their mean and how many are
 * in each band.
 */
export function scoreText({ instrument }: ScoresBeside, unit: ShownScoreUnit, criterion: Criterion): string {
  const figure = unit.criteria.find((one) => criterionIdOf(one) === criterion.id);
  // A published table is fed back to nobody.
  if (figure === undefined || figure.kind === 'printed') return DASH;
  if (figure.kind === 'suppressed') return SUPPRESSED_MARK;
  const { tally, interval } = figure;
  if (tally.mean === null) return DASH;
  const inBands = bandsOf(instrument, criterion)
    .map(({ id, label }) => ({ label: label.toLowerCase(), n: tally.bands[id] ?? 0 }))
    .filter(({ n }) => n > 0);
  if (unit.records === 1) return [decimalText(tally.sum), ...inBands.map(({ label }) => label)].join(', ');
  const range = interval ? ` (${numberIntervalText(interval)})` : '';
  const bands = inBands.length > 0 ? `; ${inBands.map(({ n, label }) => `${n} ${label}`).join(', ')}` : '';
  return `mean ${tally.mean.toFixed(2)}${range}, of ${tally.scored}${bands}`;
}
