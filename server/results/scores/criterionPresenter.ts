import { percent } from '../../../rules/index.ts';
import type { Criterion, CriterionTally } from '../../../rules/index.ts';
import { bars } from '../../formats/chart/index.ts';
import type { BarsSpec } from '../../formats/chart/index.ts';
import { countOf, decimalText, listOf, numberIntervalText } from '../../formats/english.ts';
import { differenceText } from '../../fieldwork/selfAudits/words.ts';
import type { ShownCriterion, ShownScores, ShownScoreUnit } from './shown.ts';
import { criterionIdOf } from './unit.ts';
import { bandsOf, differenceOf, shortNames } from './words.ts';

/** As wide as a small screen, so that its letters can be read there. */
const CHART_WIDTH = 380;

/** What one criterion at the top came to, with a bar for each of its bands. */
export function presentOverall(shown: ShownScores, criterion: Criterion) {
  const told = presentCriterion(shown, shown.overall, criterion);
  const { one, many } = shown.instrument.subject;
  const isNone = told.suppressed || told.scored === 0;
  const inBands = told.bands.filter(({ figure }) => figure !== NOT_PRINTED);
  const bandsText = isNone
    ? ''
    : listOf(inBands.map(({ label, short }) => `${short} ${label.toLowerCase()}`));
  const chart: BarsSpec | null =
    isNone || inBands.length === 0
      ? null
      : {
          title: `${criterion.title}: ${many} in each band`,
          description: '',
          rows: inBands.map(({ label, share, long }) => ({
            label,
            figure: long,
            value: { share, interval: null },
            standard: null,
            words: `${label}: ${long}.`,
          })),
        };
  return {
    ...told,
    bandsText:
      bandsText === '' ? '' : `${bandsText}, of ${countOf(told.scored, one, many)} ${told.resultWord}`,
    chart,
    scene: chart && bars(chart, CHART_WIDTH),
  };
}

/** The mean by the providers' own answers and what validation changed of it; null where nobody answers for themselves. */
export function presentOwn(unit: ShownScoreUnit, own: ShownScoreUnit | undefined, { id }: Criterion) {
  if (!own) return null;
  const [counting, figure] = [figureOf(unit, id), figureOf(own, id)];
  if (counting.kind !== 'figure' || figure.kind !== 'figure') return null;
  const { mean, scored } = figure.tally;
  return {
    mean: mean === null ? '–' : mean.toFixed(2),
    scoredText: `${scored} of ${unit.records} with an own score`,
    difference: differenceText(differenceOf(counting.tally.mean, mean)),
  };
}

/** The figures of a criterion in some records, in words. */
export function presentCriterion(shown: ShownScores, unit: ShownScoreUnit, criterion: Criterion) {
  const { instrument, ranges } = shown;
  const figure = figureOf(unit, criterion.id);
  const range = ranges.get(criterion.id);
  const base = {
    id: criterion.id,
    title: criterion.title,
    isWhole: criterion.of.some((part) => typeof part !== 'string'),
    possible: range ? spanText(range.least, range.most) : '–',
    records: unit.records,
  };
  if (figure.kind === 'suppressed') {
    return { ...base, suppressed: true as const, ...NOTHING };
  }
  if (figure.kind === 'printed') return { ...base, ...printedCriterion(shown, criterion, figure) };
  const { tally, interval, why } = figure;
  return {
    ...base,
    suppressed: false as const,
    scored: tally.scored,
    scoredText: `${tally.scored} of ${unit.records}`,
    why: whyText(shown, figure),
    mean: tally.mean === null ? '–' : tally.mean.toFixed(2),
    meanText: meanText(figure, unit.records, range),
    totalText: totalText(tally),
    // On a scale without scores there is nothing to add up.
    resultWord: tally.mean === null ? 'judged' : 'with a score',
    interval: interval ? numberIntervalText(interval) : '',
    ends: interval,
    span: tally.least === null || tally.most === null ? '–' : spanText(tally.least, tally.most),
    bands: bandsOf(instrument, criterion).map(({ id, label }) => {
      const n = tally.bands[id] ?? 0;
      const whole = percent(n, tally.scored);
      const percentText = whole === null ? '–' : `${whole}%`;
      return {
        id,
        label,
        share: tally.scored === 0 ? 0 : n / tally.scored,
        short: String(n),
        beside: [percentText],
        figure: `${n} (${percentText})`,
        long: `${n} of ${tally.scored}, ${percentText}`,
      };
    }),
    lacking: why?.lacking ?? [],
  };
}

/** The same of a published table: bands and mean as they are printed, and a dash where nothing is. */
function printedCriterion(
  { instrument }: Pick<ShownScores, 'instrument'>,
  criterion: Criterion,
  { scored, bands, mean }: Extract<ShownCriterion, { kind: 'printed' }>,
) {
  const isPrinted = Object.keys(bands).length > 0 || mean !== null;
  return {
    ...NOTHING,
    suppressed: false as const,
    scored: isPrinted ? scored : 0,
    scoredText: `${scored} in print`,
    mean: mean ? mean.text : '–',
    meanText: isPrinted
      ? `As a published table has it, of ${scored}${mean ? `; mean ${mean.text}${mean.isPrinted ? '' : ', worked out from it'}` : ''}.`
      : 'The groups are printed in percent, so that nothing is known of all of them together.',
    totalText: mean ? 'as printed' : isPrinted ? 'no mean in print' : 'not known of all together',
    resultWord: 'in print',
    bands: isPrinted
      ? bandsOf(instrument, criterion).map(({ id, label }) => {
          const own = bands[id];
          return {
            id,
            label,
            share: own?.share ?? 0,
            short: own ? (own.count === undefined ? own.text : String(own.count)) : NOT_PRINTED,
            beside: besideCount(own),
            figure: own?.text ?? NOT_PRINTED,
            long: own?.text ?? NOT_PRINTED,
          };
        })
      : [],
  };
}

/** What is printed beside the count of a band, such as "of 152, 22%". */
function besideCount(own: { count?: number | undefined; text: string } | undefined): string[] {
  const count = own?.count === undefined ? '' : String(own.count);
  if (!own || count === '' || !own.text.startsWith(count)) return [];
  const rest = own.text.slice(count.length).trim();
  return rest === '' ? [] : [rest];
}

/** Of a band for which a published table has no figure. */
const NOT_PRINTED = '–';

/** What the scores add up to; of judgements without scores, how many there are. */
function totalText({ scored, mean, sum }: CriterionTally): string {
  if (scored === 0) return 'none with a score';
  return mean === null ? `${scored} judged` : `sum ${decimalText(sum)} of ${scored}`;
}

/** The mean with what it is of, how sure it is and how far scores reach, in a sentence or two. */
function meanText(
  { tally, interval }: Extract<ShownCriterion, { kind: 'figure' }>,
  records: number,
  range: { least: number; most: number } | undefined,
): string {
  const possible = range ? ` Possible: ${spanText(range.least, range.most)}.` : '';
  if (tally.scored === 0) return `None of ${records} has a score.${possible}`;
  if (tally.mean === null) return `Judged for ${tally.scored} of ${records}. Nothing is added up.`;
  const sure = interval ? `; 95% interval ${numberIntervalText(interval)}` : '';
  const reach =
    tally.least === null || tally.most === null ? '' : `; from ${spanText(tally.least, tally.most)}`;
  return `Mean ${tally.mean.toFixed(2)}, of ${tally.scored} of ${records} with a score${sure}${reach}.${possible}`;
}

const spanText = (least: number, most: number): string => `${decimalText(least)} to ${decimalText(most)}`;

const NOTHING = {
  scored: 0,
  scoredText: '',
  why: '',
  mean: '',
  meanText: '',
  totalText: '',
  resultWord: '',
  interval: '',
  ends: null,
  span: '',
  bands: [],
  lacking: [],
};

export function figureOf(unit: ShownScoreUnit, id: string): ShownCriterion {
  const figure = unit.criteria.find((one) => criterionIdOf(one) === id);
  if (!figure) throw new RangeError(`there is no figure for the criterion ${id}`);
  return figure;
}

/** Questions whose answer is missing that are named; of more there is the number. */
const LACKING_NAMED = 5;

/** Why some records have no score, in a sentence; empty where all have one, or where it is not shown. */
export function whyText({ instrument }: Pick<ShownScores, 'instrument'>, figure: ShownCriterion): string {
  if (figure.kind !== 'figure' || !figure.why || figure.tally.unscored === 0) return '';
  const { missing, notApplicable, belowBands, lacking } = figure.why;
  const names = shortNames(instrument);
  const named = lacking
    .toSorted((a, b) => b.records - a.records)
    .slice(0, LACKING_NAMED)
    .map(({ id, records }) => `${names.get(id) ?? id} in ${records}`);
  if (lacking.length > LACKING_NAMED) named.push(`${lacking.length - LACKING_NAMED} more`);
  return listOf([
    ...(missing > 0 ? [`${missing} for want of an answer (${listOf(named)})`] : []),
    ...(notApplicable > 0 ? [`${notApplicable} because nothing applies`] : []),
    ...(belowBands > 0 ? [`${belowBands} below the lowest band`] : []),
  ]);
}
