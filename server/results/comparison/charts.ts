import { FUNNEL_LEVELS, funnelLimits, funnelPlaces } from '../../../rules/index.ts';
import type { FunnelPlace, SubjectWords } from '../../../rules/index.ts';
import type { Chart, Guide, Shown } from '../../formats/chart/index.ts';
import { ALL_READ } from '../figures/chosen.ts';
import { drawnFigure, headlineFigure } from '../figures/overview.ts';
import type { OverallCheck } from '../figures/overview.ts';
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

/** A line of a funnel, or all of them together. */
export type FunnelRow = Pick<CompareRow, 'label' | 'total' | 'figure' | 'clear'>;

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
    guides: standardOf(of),
    rows: of.rows.map((row) => ({
      label: row.label,
      value: valueOf(row, of),
      against: heldAgainst(row, of),
      filled: row.clear,
      total: row.total,
      words: wordsOf(row, of, true),
    })),
  };
}

/**
 * The units of a check by their size, with the limits of chance, how they are read and what is to be known of them; null where
 * all files together have no figure. A row is in its place among the rows with a figure.
 */
export function funnelOf(
  of: Pick<Drawn, 'words' | 'label' | 'polarity'> & { rows: readonly FunnelRow[] },
): { chart: Chart; caption: string; note: string | null; places: FunnelPlace[] } | null {
  const total = of.rows.find((row) => row.total);
  const together = total ? drawnOf(total, of) : null;
  if (together === null) return null;
  const { files } = of.words;
  const { share } = together;
  const points = of.rows.flatMap((row) => {
    const drawn = row.total ? null : drawnOf(row, of);
    if (row.figure?.kind !== 'figure' || drawn === null) return [];
    // One meaning of a filled dot in both charts; what lies outside the limits is told in words.
    return [{ row, n: row.figure.applicable, share: drawn.share, filled: row.clear }];
  });
  const { tauSquared: differ, places } = funnelPlaces(
    points.map(({ n, share: own }) => ({ yes: Math.round(own * n), applicable: n })),
    share,
  );
  const most = Math.max(...points.map(({ n }) => n));
  const outside = points.filter((_, i) => places[i] !== 'inside').map(({ row }) => row.label);
  const chart: Chart = {
    kind: 'funnel',
    title: `${of.label} Share ${of.polarity === 'yes_is_bad' ? 'with a no ' : ''}by number of ${files}`,
    description: `Each dot is one line of the table, numbered as there, across by its number of ${files} and up by its share. Around ${together.percent} of all ${files}, ${limitsText(differ > 0)} ${differ > 0 ? `${DIFFER_ANYWAY} ` : ''}${
      outside.length === 0
        ? 'None lies outside the outer limits.'
        : `Outside the outer limits: ${outside.join('; ')}.`
    }`,
    points: togetherWhereEqual(
      points.map(({ n, share: own, filled }, i) => ({ label: String(i + 1), n, share: own, filled })),
    ),
    centre: { share, label: `All ${files} ${together.percent}` },
    limits: stepsTo(most).flatMap((n) => {
      const inner = funnelLimits(share, n, FUNNEL_LEVELS.inner, differ);
      const outer = funnelLimits(share, n, FUNNEL_LEVELS.outer, differ);
      return inner && outer
        ? [{ n, inner: [inner.low, inner.high] as const, outer: [outer.low, outer.high] as const }]
        : [];
    }),
    acrossLabel: `${of.words.Files} where the check applied`,
  };
  return {
    chart,
    caption: `By number of ${files}. Dots are numbered as in the table. W${limitsText(differ > 0).slice(1)}`,
    note: differ > 0 ? DIFFER_ANYWAY : null,
    places,
  };
}

/** What lies within the curves, in the middle of a sentence. */
const limitsText = (isWider: boolean): string =>
  isWider
    ? 'within the dashed curves lie about 95 of 100 lines that differ as these do, within the whole ones about 99.8 of 100.'
    : 'within the dashed curves lie 95 of 100 by chance alone, within the whole ones 99.8 of 100.';

/** What is said where lines differ by more than chance throughout, of which the curves then take account. */
const DIFFER_ANYWAY =
  'These lines differ among themselves by more than chance, so the curves are set wider: a dot outside them stands out even among lines that differ anyway.';

/** The line of a check for all files of an audit. */
export const totalOf = (check: CompareCheck, label: string): CompareRow | undefined =>
  check.rows.findLast((one) => one.total && (one.audit === null || one.audit === label));

/** A line as charts draw it; null where it has no figure. */
export const drawnOf = (
  { figure }: Pick<CompareRow, 'figure'>,
  { polarity }: Pick<CompareCheck, 'polarity'>,
) => drawnFigure(figure, polarity);

/** The figure of all files that an audit goes by, of a line of all files; null where it has none. */
export const headlineOf = ({ figure, overall }: CompareRow, { polarity }: Pick<CompareCheck, 'polarity'>) =>
  headlineFigure({ figure, overall, polarity });

/** The checks of a comparison as the picture of one audit takes them. */
export const overallChecks = (checks: readonly CompareCheck[], label: string): OverallCheck[] =>
  checks.map((check) => {
    const {
      figure = null,
      overall = null,
      outcome = null,
      missing = 'not asked',
    } = totalOf(check, label) ?? {};
    return {
      label: check.label,
      polarity: check.polarity,
      standard: check.standard,
      figure,
      overall,
      outcome,
      missing,
    };
  });

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

/** What a line is held against in words and tables, as its chart draws it; null where it cannot be told. */
function heldAgainst({ difference }: CompareRow, { polarity }: Drawn): number | null {
  const other = difference?.other;
  if (!other) return null;
  return (polarity === 'yes_is_bad' ? other.applicable - other.yes : other.yes) / other.applicable;
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

/**
 * What the chart shows of one row, and whether that stands out.
 *
 * @param isMarked - whether what the row is held against is drawn beside it
 */
function wordsOf(row: CompareRow, of: Drawn, isMarked = false): string {
  const drawn = drawnOf(row, of);
  if (drawn === null) return `${row.label}: ${row.missing}.`;
  const verdict = row.difference?.verdict ?? '';
  const way = of.polarity === 'yes_is_bad' ? turned(verdict) : verdict;
  const told = row.clear || row.perhaps ? ` ${row.label} is ${way} than ${of.against}.` : '';
  const share = isMarked ? heldAgainst(row, of) : null;
  const held = share === null ? '' : `; ${of.against} ${Math.round(100 * share)}%`;
  return `${row.label}: ${drawn.percent}, ${drawn.count}, ${drawn.range === ALL_READ ? '' : 'interval '}${drawn.range}${held}.${told}`;
}

const turned = (verdict: string): string =>
  verdict.endsWith('higher') ? verdict.replace('higher', 'lower') : verdict.replace('lower', 'higher');
