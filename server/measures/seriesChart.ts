import { canSignal, countedIn, periodLabel, rareEvents } from '../../rules/index.ts';
import type { ChartSignal, Measure, RareEvents, RareMove, Series } from '../../rules/index.ts';
import type { OverTimeSpec } from '../formats/chart/index.ts';
import { countOf, dayInWords } from '../formats/english.ts';
import { markEvents } from './events.ts';
import type { MarkedEvent, MeasureEvent } from './events.ts';
import { figureCell, numberText, shortPeriod } from './words.ts';

const SIGNALS: Record<ChartSignal, string> = {
  outside: 'outside the limits',
  shift: 'one of seven or more in a row on one side of the mean',
  trend: 'one of seven or more in a row in one direction',
};

const METHODS: Record<Series['method'], string> = {
  p: 'A p-chart: shares with the limits of chance for so many people each time.',
  xmr: 'An XmR chart: single figures with limits from how far neighbours differ (the mean and 2.66 times the mean of these differences to each side). A limit below 0 is shown as 0 where no figure is below it.',
};

const RARE_METHOD =
  'What is rare is told by a g-chart: periods without it between one with it and the next, with the exact limits of a geometric distribution of the same mean. Limits about the counts themselves say little here.';

/** What stands beside a figure that was worked out among shares with their numbers. */
const LEFT_OUT = 'not counted: worked out from a travel, without its numbers';

/** What is said where nothing can be told from chance; the board's page says it of several. */
const TOO_FEW =
  'There are too few periods to tell a change from chance: it takes five single figures, or two shares with their numbers.';

/** So many grid lines a scale has at the most. */
const MOST_TICKS = 6;

/** So many periods, the latest, are named in a sentence. */
const MOST_NAMED = 12;

/** Round numbers from below the least to above the greatest value. */
function ticksOver(least: number, most: number): number[] {
  const span = most - least || Math.abs(most) || 1;
  const power = 10 ** Math.floor(Math.log10(span / MOST_TICKS));
  const step = [1, 2, 5, 10].map((by) => by * power).find((by) => span / by <= MOST_TICKS - 1) ?? 10 * power;
  const from = Math.floor(least / step);
  const count = Math.max(1, Math.ceil(most / step) - from);
  return Array.from({ length: count + 1 }, (_, i) => (from + i) * step);
}

/** What is rare, by how long it is from one to the next: a chart of its counts shows little but zeros. */
function rareText(rare: RareEvents): string {
  const { mean, least, greatest, outside, moved } = rare;
  const told =
    moved !== null
      ? movedRareText(moved)
      : outside > 0
        ? `${countOf(outside, 'stretch was', 'stretches were')} shorter or longer than that, which is more than chance.`
        : 'All that differs here can be chance.';
  return `It is rare: ${rareBasis(rare)} had any, so what tells is how long it is from one to the next. On average ${numberOf(mean)} periods without it lie between two with it, and chance alone leaves ${least} to ${greatest}. ${told}`;
}

/** In how many periods it was at all, of how many. */
export const rareBasis = ({ periods, of, isLatestOnly }: RareEvents): string =>
  `${periods} of ${isLatestOnly ? 'the latest ' : ''}${countOf(of, 'period')}`;

/** What tells by now that something rare has become rarer, or comes more often. */
export const movedRareText = ({ to, gap, isSince }: RareMove): string =>
  `${isSince ? 'Since the latest' : 'Between the latest two'} there ${gap === 1 ? 'was' : 'were'} ${gap} without it, which is more than chance: it ${to === 'rarer' ? 'has become rarer' : 'comes more often'}.`;

const numberOf = (value: number): string => String(Math.round(10 * value) / 10);

/** What the whole series comes to, in a sentence. */
function summaryOf(series: Series, rare: RareEvents | null): string {
  if (rare) return rareText(rare);
  if (!canSignal(series)) return TOO_FEW;
  const signalled = series.points.filter(({ signals }) => signals.length > 0);
  if (signalled.length === 0) return 'All that differs between these periods can be chance.';
  const named = signalled.slice(-MOST_NAMED).map(({ observation }) => periodLabel(observation.period));
  const which = named.length < signalled.length ? `the latest ${named.length} are ` : '';
  return `More than chance in ${countOf(signalled.length, 'period')} of ${countedIn(series)}: ${which}${named.join(', ')}.`;
}

/** What happened meanwhile, in the order of time, with the letters by which the chart names it. */
const presentEvents = (marked: readonly MarkedEvent[]) =>
  marked.map(({ mark, day, text, href }) => ({ mark, day: dayInWords(day), text, href }));

/** One place over time: a chart, a sentence and a table of the same. */
export function seriesChart(
  measure: Measure,
  place: string,
  series: Series,
  events: readonly MeasureEvent[] = [],
) {
  const rare = rareEvents(measure, series);
  // About counts of what is rare neither a mean nor limits say anything.
  const points = rare ? series.points.map((one) => ({ ...one, limits: null, signals: [] })) : series.points;
  const mean = rare ? null : series.mean;
  const isTold = canSignal(series);
  const isNeverBelow = points.every(({ value }) => value === null || value >= 0);
  const shown = points.map((point) => ({
    ...point,
    limits:
      point.limits &&
      ([isNeverBelow ? Math.max(0, point.limits[0]) : point.limits[0], point.limits[1]] as const),
  }));
  const marked = markEvents(
    events,
    points.map(({ observation }) => observation.period),
  );
  const rows = shown.map(({ observation, value, limits, signals, isLeftOut }, i) => ({
    marks: marked.filter(({ at }) => at === i).map(({ mark }) => mark),
    period: periodLabel(observation.period),
    figure: figureCell(observation, measure),
    limits: limits
      ? `${numberText(limits[0], measure, 1)} to ${numberText(limits[1], measure, 1)}`
      : isLeftOut && isTold
        ? LEFT_OUT
        : '',
    signals: signals.map((signal) => SIGNALS[signal]).join('; '),
    isLeftOut,
    value,
    ends: limits,
  }));
  const summary = summaryOf(series, rare);
  const values = rows.flatMap(({ value, ends }) => [...(value === null ? [] : [value]), ...(ends ?? [])]);
  const isShare = measure.unit === 'percent' && values.every((value) => value >= 0 && value <= 100);
  const ticks = isShare ? [0, 100] : ticksOver(Math.min(...values), Math.max(...values));
  const [foot, top] = [ticks[0] ?? 0, ticks.at(-1) ?? 1];
  const up = (value: number) => (value - foot) / (top - foot);
  const chart: OverTimeSpec = {
    title: `${measure.label}: ${place}${isTold && !rare ? ', with the limits of chance' : ''}`,
    description: `${summary} The figures stand in the table.`,
    guides:
      mean === null
        ? []
        : [{ share: up(mean), label: `mean ${numberText(mean, measure, 1)}`, look: 'reference' }],
    points: rows.map(({ period, figure, value, ends, signals, marks }) => ({
      label: shortPeriod(period),
      note: figure.note || figure.text,
      value:
        value === null ? 'no figure' : { share: up(value), interval: ends && [up(ends[0]), up(ends[1])] },
      filled: signals !== '',
      mark: marks.join(' '),
    })),
    ...(isShare
      ? {}
      : { ticks: ticks.map((tick) => ({ share: up(tick), text: numberText(tick, measure) })) }),
  };
  return {
    chart,
    summary,
    rows,
    method: isTold ? (rare ? RARE_METHOD : METHODS[series.method]) : '',
    events: presentEvents(marked),
  };
}
