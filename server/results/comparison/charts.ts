import { funnelLimits, percent, SUPPRESSED_MARK } from '../../../rules/index.ts';
import type { ShownWeighted, SubjectWords } from '../../../rules/index.ts';
import type { Chart, Guide, Shown } from '../../formats/chart/index.ts';
import { intervalText } from '../../formats/english.ts';
import { ALL_READ, shareInterval } from '../figures/chosen.ts';
import type { CompareCheck, CompareRow } from './view.ts';

/** What a chart of one check is drawn from. */
interface Drawn {
  words: SubjectWords;
  label: string;
  polarity: CompareCheck['polarity'];
  /** In percent. */
  standard: number | null;
  rows: readonly CompareRow[];
  /** What figures are held against, such as "in the other files". */
  against: string;
}

/** The figures of a check as dots with intervals: one under the other, or over time where audits are compared. */
export function chartOf(of: Drawn, overTime: boolean): Chart {
  // Right is better in every chart: of what should not be, files without it are drawn.
  const title = `${of.label} ${of.words.Files} with ${of.polarity === 'yes_is_bad' ? 'a no, which is as it should be' : 'a yes'}, with 95% intervals`;
  if (overTime) {
    return {
      kind: 'overTime',
      title,
      description: [introductionOf(of), ...of.rows.map((row) => wordsOf(row, of))].join(' '),
      guides: standardOf(of),
      points: of.rows.map((row) => ({
        label: row.audit ?? row.unit,
        note: drawnOf(row, of)?.count ?? row.count,
        value: valueOf(row, of),
        filled: row.clear,
      })),
    };
  }
  return {
    kind: 'dots',
    title,
    description: introductionOf(of),
    guides: [...standardOf(of), ...togetherOf(of)],
    rows: of.rows.map((row) => ({
      label: row.label,
      value: valueOf(row, of),
      filled: row.clear,
      total: row.total,
      words: wordsOf(row, of),
    })),
  };
}

/** The units of a check by their size, with the limits of chance; null where all files together have no figure. */
export function funnelOf(of: Drawn): Chart | null {
  const total = of.rows.find((row) => row.total);
  const together = total ? drawnOf(total, of) : null;
  if (together === null) return null;
  const { files } = of.words;
  const { share } = together;
  const points = of.rows.flatMap((row) => {
    const { figure } = row;
    const drawn = drawnOf(row, of);
    if (row.total || figure?.kind !== 'figure' || drawn === null) return [];
    const own = drawn.share;
    const outer = funnelLimits(share, figure.applicable, OUTER);
    return [
      {
        row,
        n: figure.applicable,
        share: own,
        // One meaning of a filled dot in both charts; what lies outside the limits is told in words.
        filled: row.clear,
        outside: outer !== null && (own < outer.low || own > outer.high),
      },
    ];
  });
  const most = Math.max(...points.map(({ n }) => n));
  const outside = points.filter((point) => point.outside).map(({ row }) => row.label);
  return {
    kind: 'funnel',
    title: `${of.label} Share ${of.polarity === 'yes_is_bad' ? 'with a no ' : ''}by number of ${files}`,
    description: `Each dot is one line of the table, numbered as there, across by its number of ${files} and up by its share. Dashed curves are the limits within which chance alone leaves 95 of 100, whole curves 99.8 of 100, around ${together.percent} of all ${files}. ${
      outside.length === 0
        ? 'None lies outside the outer limits.'
        : `Outside the outer limits: ${outside.join('; ')}.`
    }`,
    points: togetherWhereEqual(
      points.map(({ n, share: own, filled }, i) => ({ label: String(i + 1), n, share: own, filled })),
    ),
    centre: { share, label: `All ${files} ${together.percent}` },
    limits: stepsTo(most).flatMap((n) => {
      const inner = funnelLimits(share, n, INNER);
      const outer = funnelLimits(share, n, OUTER);
      return inner && outer
        ? [{ n, inner: [inner.low, inner.high] as const, outer: [outer.low, outer.high] as const }]
        : [];
    }),
    acrossLabel: `${of.words.Files} where the check applied`,
  };
}

/**
 * All of one audit as bars: the checks that can be good or bad by the share that is as it should be, so that right is
 * better, the worst first, and below them those that are neither by the share with a yes.
 *
 * @param audit - which it is of; null where there is but one
 * @param basis - of which files the percentages are, such as "of those where the check applied"
 */
export function overviewOf(
  checks: readonly CompareCheck[],
  label: string,
  audit: string | null,
  basis: string,
  words: SubjectWords,
): Chart {
  const drawn = checks.map((check) => ({ check, ...barOf(check, label) }));
  const rated = drawn
    .filter(({ check }) => check.polarity !== 'neither')
    .toSorted((a, b) => (a.value?.share ?? 2) - (b.value?.share ?? 2));
  const neutral = drawn.filter(({ check }) => check.polarity === 'neither');
  const headed = (list: typeof drawn, above: string) =>
    list.map(({ check, ...row }, i) => ({
      ...row,
      label: check.label,
      ...(i === 0 && rated.length > 0 && neutral.length > 0 ? { above } : {}),
    }));
  return {
    kind: 'bars',
    title: `All ${words.files} ${audit === null ? 'together' : `of ${audit}`}: ${words.files} that are as they should be, ${basis}`,
    description: 'Bars from 0 to 100%, one a check.',
    rows: [
      ...headed(rated, 'As they should be: right is better'),
      ...headed(neutral, 'Neither good nor bad: share with a yes'),
    ],
  };
}

/** What the picture of all checks shows, in one sentence. */
export function overviewText(
  checks: readonly CompareCheck[],
  label: string,
  { files }: SubjectWords,
): string {
  const drawn = checks.flatMap((check) => {
    const row = check.polarity === 'neither' ? undefined : totalOf(check, label);
    const bar = row && headlineOf(row, check);
    return bar ? [{ check, bar }] : [];
  });
  const sorted = drawn.toSorted((a, b) => a.bar.share - b.bar.share);
  const [worst, best] = [sorted[0], sorted.at(-1)];
  if (!worst || !best) return 'No check that can be good or bad has a figure that can be shown.';
  return `Of ${sorted.length} checks that can be good or bad, “${worst.check.label}” is least often as it should be (${worst.bar.figure}) and “${best.check.label}” most often (${best.bar.figure}), in all ${files}.`;
}

function barOf(check: CompareCheck, label: string) {
  const row = totalOf(check, label);
  const drawn = row ? drawnOf(row, check) : null;
  const counted = drawn ? `${drawn.count}, ${drawn.percent}` : (row?.missing ?? 'not asked');
  const isBad = check.polarity === 'yes_is_bad';
  const headline = row?.overall?.headline;
  const weighted = headline?.by === 'weighted' ? asItShouldBe(headline.figure, isBad) : null;
  const written = weighted === null ? counted : `${weightedPercent(weighted)} weighted; ${counted}`;
  const standard = check.standard === null ? null : isBad ? 100 - check.standard : check.standard;
  const remark = isBad ? 'a no is as it should be' : null;
  return {
    figure: written,
    value:
      weighted === null ? drawn && { share: drawn.share, interval: drawn.interval } : weightedValue(weighted),
    standard: standard === null ? null : standard / 100,
    ...(remark === null ? {} : { remark }),
    words: `${check.label} ${[written, remark, standard === null ? null : `standard ${standard}%`].filter((text) => text !== null).join(', ')}.`,
  };
}

/** The line of a check for all files of an audit. */
export const totalOf = (check: CompareCheck, label: string): CompareRow | undefined =>
  check.rows.findLast((one) => one.total && (one.audit === null || one.audit === label));

/**
 * A figure as charts draw it: of what should not be, the files without it, so that right is better; null where there is
 * none.
 */
export function drawnOf(row: CompareRow, { polarity }: Pick<CompareCheck, 'polarity'>) {
  const { figure } = row;
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
 * The figure of all files that the audit goes by, of files that are as they should be: weighted by the lists where that is
 * its headline, with the counts beside it. Null where there is no figure.
 */
export function headlineOf(row: CompareRow, check: Pick<CompareCheck, 'polarity'>) {
  const drawn = drawnOf(row, check);
  if (!drawn) return null;
  const headline = row.overall?.headline;
  const weighted =
    headline?.by === 'weighted' ? asItShouldBe(headline.figure, check.polarity === 'yes_is_bad') : null;
  if (weighted?.kind !== 'figure') {
    const { share, count, percent: inPercent, range } = drawn;
    return {
      share,
      percent: inPercent,
      figure: `${count}, ${inPercent}`,
      text: `${count}, ${inPercent} (${range})`,
    };
  }
  const range = weighted.interval ? `, ${intervalText(weighted.interval)}` : '';
  return {
    share: weighted.percent / 100,
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
        percent: 100 - figure.percent,
        interval: figure.interval && [1 - figure.interval[1], 1 - figure.interval[0]],
      }
    : figure;

const weightedPercent = (figure: ShownWeighted): string =>
  figure.kind === 'figure' ? `${figure.percent}%` : figure.kind === 'suppressed' ? SUPPRESSED_MARK : '–';

const weightedValue = (figure: ShownWeighted): Shown | null =>
  figure.kind === 'figure' ? { share: figure.percent / 100, interval: figure.interval } : null;

/** Dots in the same place are one dot with all their numbers. */
function togetherWhereEqual<P extends { label: string; n: number; share: number }>(points: P[]): P[] {
  const found: P[] = [];
  for (const point of points) {
    const same = found.find(({ n, share }) => n === point.n && share === point.share);
    if (same) same.label += `, ${point.label}`;
    else found.push({ ...point });
  }
  return found;
}

const INNER = 0.95;
const OUTER = 0.998;

/** From 1 to the most, close together where a funnel bends. */
function stepsTo(most: number): number[] {
  const steps = Array.from({ length: 41 }, (_, i) => Math.max(1, Math.round(most * (i / 40) ** 2)));
  return [...new Set(steps)];
}

function standardOf({ standard, polarity }: Drawn): Guide[] {
  if (standard === null) return [];
  const right = polarity === 'yes_is_bad' ? 100 - standard : standard;
  return [{ share: right / 100, label: `Standard ${right}%`, look: 'standard' }];
}

/** All files of a single audit, which the others can be read against. */
function togetherOf({ rows, words, ...of }: Drawn): Guide[] {
  const totals = rows.filter((row) => row.total);
  const drawn = totals.length === 1 && totals[0] ? drawnOf(totals[0], of) : null;
  return drawn
    ? [{ share: drawn.share, label: `All ${words.files} ${drawn.percent}`, look: 'reference' }]
    : [];
}

function valueOf(row: CompareRow, of: Drawn): Shown | string {
  const drawn = drawnOf(row, of);
  return drawn ? { share: drawn.share, interval: drawn.interval } : (row.missing ?? '');
}

/** What the chart is, apart from its rows. */
function introductionOf(of: Drawn): string {
  const [standard] = standardOf(of);
  return [
    'Dots with intervals on a scale from 0 to 100%.',
    ...(standard ? [`The standard is ${Math.round(100 * standard.share)}%.`] : []),
    ...(of.rows.some((row) => row.clear) ? [] : ['Nothing differs clearly.']),
  ].join(' ');
}

/** What the chart shows of one row, and whether that stands out. */
function wordsOf(row: CompareRow, of: Drawn): string {
  const drawn = drawnOf(row, of);
  if (drawn === null) return `${row.label}: ${row.missing}.`;
  const verdict = row.difference?.verdict ?? '';
  const way = of.polarity === 'yes_is_bad' ? turned(verdict) : verdict;
  const told = row.clear || row.perhaps ? ` ${row.label} is ${way} than ${of.against}.` : '';
  return `${row.label}: ${drawn.percent}, ${drawn.count}, ${drawn.range === ALL_READ ? '' : 'interval '}${drawn.range}.${told}`;
}

const turned = (verdict: string): string =>
  verdict.endsWith('higher') ? verdict.replace('higher', 'lower') : verdict.replace('lower', 'higher');
