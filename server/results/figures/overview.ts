import { checksOf, noShareText, overallFigures, percent, SUPPRESSED_MARK } from '../../../rules/index.ts';
import type {
  Outcome,
  Check,
  OverallFigures,
  ShownFigure,
  ShownWeighted,
  SubjectWords,
} from '../../../rules/index.ts';
import { draw } from '../../formats/chart/index.ts';
import type { Chart, Shown } from '../../formats/chart/index.ts';
import { capitalised, countOf, intervalText, listOf } from '../../formats/english.ts';
import { shareInterval } from './chosen.ts';
import { extremesOf } from './extremes.ts';
import type { ShownResults } from './service.ts';
import { outcomeOfAll, standardsOfAll } from './standards.ts';

/** A check with its figure of all files of one audit. */
export interface OverallCheck {
  label: string;
  polarity: Check['polarity'];
  /** In percent. */
  standard: number | null;
  figure: ShownFigure | null;
  overall: OverallFigures | null;
  /** What the rule by which the panel may stop reading says of it; null without one. */
  outcome: Outcome | null;
  /** Why there is no figure; null where there is one. */
  missing: string | null;
}

/**
 * All of one audit as bars: the checks that can be good or bad by the share that is as it should be, so that right is
 * better, the worst first, and below them those that are neither by the share with a yes.
 *
 * @param audit - which it is of; null where there is but one
 * @param basis - of which files the percentages are, such as "of those where the check applied"
 */
export function overviewOf(
  checks: readonly OverallCheck[],
  audit: string | null,
  basis: string,
  words: SubjectWords,
): Chart {
  const drawn = checks.map((check) => ({ check, ...barOf(check) }));
  const rated = drawn
    .filter(({ check }) => check.polarity !== 'neither')
    .toSorted((a, b) => (a.value?.share ?? 2) - (b.value?.share ?? 2));
  const neutral = drawn.filter(({ check }) => check.polarity === 'neither');
  const headed = (list: typeof drawn, above: string) =>
    list.map(({ check, ...row }, i) => ({
      ...row,
      label: check.label,
      ...(check.polarity === 'neither' ? { neutral: true } : {}),
      ...(i === 0 && rated.length > 0 && neutral.length > 0 ? { above } : {}),
    }));
  return {
    kind: 'bars',
    title: `All ${words.files} ${audit === null ? 'together' : `of ${audit}`}: ${words.files} that are as they should be, ${basis}`,
    description: 'Bars from 0 to 100%, one a check.',
    scaleAbove: true,
    rows: [
      ...headed(rated, 'As they should be, lowest share first: right is better'),
      ...headed(neutral, 'Neither good nor bad (white bars): share with a yes'),
    ],
  };
}

/** What the picture of all checks shows, in one sentence. */
export function overviewText(checks: readonly OverallCheck[], { files }: SubjectWords): string {
  const rated = checks.filter(({ polarity }) => polarity !== 'neither');
  const drawn = rated.flatMap((check) => {
    const bar = headlineFigure(check);
    return bar ? [{ check, bar }] : [];
  });
  const shares = drawn.map(({ bar }) => bar.share);
  const [least, most] = [Math.min(...shares), Math.max(...shares)];
  // All that are equally far: which of them came first would be chance.
  const named = (share: number) => {
    const tied = drawn.filter(({ bar }) => bar.share === share);
    return tied.length > MOST_TIED
      ? `${tied.length} checks (${tied[0]?.bar.percent} each)`
      : listOf(tied.map(({ check, bar }) => `“${check.label}” (${bar.figure})`));
  };
  if (rated.length === 0) return 'No check here is good or bad: each bar is the share with a yes.';
  if (drawn.length === 0) return 'No check that can be good or bad has a figure that can be shown.';
  const of = `Of ${countOf(rated.length, 'check')} that can be good or bad,`;
  // One alone is neither the worst nor the best.
  if (drawn.length === 1) {
    const one =
      rated.length === 1 ? 'One check can be good or bad.' : `${of} one has a figure that can be shown.`;
    return `${one} As it should be in all ${files} together: ${named(least)}.`;
  }
  const marks = drawn.map(({ check, bar }) => ({
    name: check.label,
    text: bar.figure,
    value: bar.share,
    ends: bar.interval,
  }));
  const told =
    least !== most && 'told' in extremesOf(marks)
      ? `as they should be in ${percentAt(drawn, least)} to ${percentAt(drawn, most)} of all ${files}. Which is lowest or highest is not said: checks are not tested against each other.`
      : least === most
        ? `as it should be in all ${files}: ${named(least)}.`
        : `least often as it should be in all ${files}: ${named(least)}; most often: ${named(most)}.`;
  return drawn.length === rated.length
    ? `${of} ${told}`
    : `${of} ${drawn.length} have a figure that can be shown. ${capitalised(told)}`;
}

const percentAt = (drawn: readonly { bar: { share: number; percent: string } }[], share: number): string =>
  drawn.find(({ bar }) => bar.share === share)?.bar.percent ?? '';

/** So many checks that are equally often as they should be are named; of more there is the number. */
const MOST_TIED = 3;

function barOf(check: OverallCheck) {
  const drawn = drawnFigure(check.figure, check.polarity);
  const counted = drawn ? `${drawn.count}, ${drawn.percent}` : (check.missing ?? 'not asked');
  const isBad = check.polarity === 'yes_is_bad';
  const headline = check.overall?.headline;
  const weighted = headline?.by === 'weighted' ? asItShouldBe(headline.figure, isBad) : null;
  // Where nothing was recorded there is nothing to weigh either.
  const written =
    weighted === null || drawn === null ? counted : `${weightedPercent(weighted)} weighted; ${counted}`;
  const standard = check.standard === null ? null : isBad ? 100 - check.standard : check.standard;
  const remark = isBad ? 'a no is as it should be' : null;
  const range = drawn === null ? '' : weighted === null ? drawn.range : weightedRange(weighted);
  return {
    figure: written,
    ...(range === '' ? {} : { range }),
    value:
      weighted === null ? drawn && { share: drawn.share, interval: drawn.interval } : weightedValue(weighted),
    standard: standard === null ? null : standard / 100,
    ...(remark === null ? {} : { remark }),
    words: `${check.label} ${[written, range, remark, standard === null ? null : `standard ${standard}%`].filter((text) => text !== null && text !== '').join(', ')}.`,
  };
}

/** The interval of a weighted share in words; empty where it has none. */
const weightedRange = (figure: ShownWeighted): string =>
  figure.kind === 'figure' && figure.interval ? intervalText(figure.interval) : '';

/**
 * A figure as charts draw it: of what should not be, the files without it, so that right is better; null where there is
 * none.
 */
export function drawnFigure(figure: ShownFigure | null, polarity: Check['polarity']) {
  if (figure?.kind !== 'figure') return null;
  const { yes, applicable, interval } = figure;
  const isBad = polarity === 'yes_is_bad';
  const files = isBad ? applicable - yes : yes;
  const range = interval && isBad ? ([1 - interval[1], 1 - interval[0]] as const) : interval;
  return {
    share: files / applicable,
    interval: range,
    count: `${files} of ${applicable}`,
    percent: `${percent(files, applicable) ?? 0}%`,
    range: shareInterval(range && [range[0], range[1]]),
  };
}

/**
 * The figure of all files that the audit goes by, of files that are as they should be: weighted by the sizes of the groups where that is
 * its headline, with the counts beside it. Null where there is no figure.
 */
export function headlineFigure({
  figure,
  overall,
  polarity,
}: Pick<OverallCheck, 'figure' | 'overall' | 'polarity'>) {
  const drawn = drawnFigure(figure, polarity);
  if (!drawn) return null;
  const headline = overall?.headline;
  const weighted =
    headline?.by === 'weighted' ? asItShouldBe(headline.figure, polarity === 'yes_is_bad') : null;
  if (weighted?.kind !== 'figure') {
    const { share, interval, count, percent: inPercent, range } = drawn;
    return {
      share,
      interval,
      percent: inPercent,
      figure: `${count}, ${inPercent}`,
      text: `${count}, ${inPercent} (${range})`,
    };
  }
  const range = weighted.interval ? `, ${intervalText(weighted.interval)}` : '';
  return {
    share: weighted.percent / 100,
    interval: weighted.interval,
    percent: `${weighted.percent}%`,
    figure: `${weighted.percent}% weighted; ${drawn.count}, ${drawn.percent}`,
    text: `${weighted.percent}% weighted${range}; ${drawn.count}, ${drawn.percent}`,
  };
}

/** A weighted figure as charts draw it, of files that are as they should be. */
const asItShouldBe = (figure: ShownWeighted, isBad: boolean): ShownWeighted =>
  isBad && figure.kind === 'figure'
    ? {
        ...figure,
        share: 1 - figure.share,
        percent: 100 - figure.percent,
        interval: figure.interval && [1 - figure.interval[1], 1 - figure.interval[0]],
      }
    : figure;

const weightedPercent = (figure: ShownWeighted): string =>
  figure.kind === 'figure' ? `${figure.percent}%` : figure.kind === 'suppressed' ? SUPPRESSED_MARK : '–';

const weightedValue = (figure: ShownWeighted): Shown | null =>
  figure.kind === 'figure' ? { share: figure.percent / 100, interval: figure.interval } : null;

/** Why there is no figure to show; null where there is one. */
export function missingText(figure: ShownFigure | undefined, words: SubjectWords): string | null {
  if (!figure) return 'not asked';
  if (figure.kind === 'suppressed') return SUPPRESSED_MARK;
  return figure.kind === 'none' ? noShareText(figure.reason, words) : null;
}

/** Fits a telephone. */
const WIDTH = 420;

/** All checks of an audit in one picture for its page, the worst first, with a sentence; null where there is no figure. */
export function presentOverview(shown: ShownResults) {
  const { audit, tool, table } = shown;
  const checks = checksOf(tool).map((check, i): OverallCheck => {
    const figure = table.overall.checks[i];
    return {
      label: check.label,
      polarity: check.polarity,
      standard: check.standard ?? null,
      figure: figure ?? null,
      overall: overallFigures(shown, check.id, 'applicable'),
      outcome: outcomeOfAll(shown, check.id),
      missing: missingText(figure, audit.words),
    };
  });
  if (!checks.some(({ figure }) => figure?.kind === 'figure')) return null;
  const { words } = audit;
  return {
    title: checks.some(({ polarity }) => polarity !== 'neither')
      ? 'All checks, the worst first'
      : 'All checks',
    scene: draw(overviewOf(checks, null, 'of those where the check applied', words), WIDTH),
    text: [overviewText(checks, words), ...standardsOfAll(checks)].join(' '),
    caption: `Of all ${words.files} where the check applied, with 95% intervals${checks.some(({ standard }) => standard !== null) ? ' and a dashed line at the standard' : ''}.`,
  };
}
