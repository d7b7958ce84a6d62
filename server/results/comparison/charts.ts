import { funnelLimits } from '../../../rules/index.ts';
import type { Chart, Guide, Shown } from '../../formats/chart/index.ts';
import type { CompareCheck, CompareRow } from './view.ts';

/** What a chart of one check is drawn from. */
interface Drawn {
  label: string;
  /** In percent. */
  standard: number | null;
  rows: readonly CompareRow[];
  /** What figures are held against, such as "in the other files". */
  against: string;
}

/** The figures of a check as dots with intervals: one under the other, or over time where audits are compared. */
export function chartOf(of: Drawn, overTime: boolean): Chart {
  const title = `${of.label} Files with a yes, with 95% intervals`;
  if (overTime) {
    return {
      kind: 'overTime',
      title,
      description: [introductionOf(of), ...of.rows.map((row) => wordsOf(row, of))].join(' '),
      guides: standardOf(of),
      points: of.rows.map((row) => ({
        label: row.audit ?? row.unit,
        note: row.count,
        value: valueOf(row),
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
      value: valueOf(row),
      filled: row.clear,
      total: row.total,
      words: wordsOf(row, of),
    })),
  };
}

/** The units of a check by their size, with the limits of chance; null where all files together have no figure. */
export function funnelOf(of: Drawn): Chart | null {
  const together = of.rows.find((row) => row.total)?.figure;
  if (together?.kind !== 'figure') return null;
  const share = together.yes / together.applicable;
  const points = of.rows.flatMap((row) => {
    const { figure } = row;
    if (row.total || figure?.kind !== 'figure') return [];
    const own = figure.yes / figure.applicable;
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
    title: `${of.label} Share by number of files`,
    description: `Each dot is one line of the table, numbered as there, across by its number of files and up by its share. Dashed curves are the limits within which chance alone leaves 95 of 100, whole curves 99.8 of 100, around ${together.percentOfApplicable}% of all files. ${
      outside.length === 0
        ? 'None lies outside the outer limits.'
        : `Outside the outer limits: ${outside.join('; ')}.`
    }`,
    points: togetherWhereEqual(
      points.map(({ n, share: own, filled }, i) => ({ label: String(i + 1), n, share: own, filled })),
    ),
    centre: { share, label: `All files ${together.percentOfApplicable}%` },
    limits: stepsTo(most).flatMap((n) => {
      const inner = funnelLimits(share, n, INNER);
      const outer = funnelLimits(share, n, OUTER);
      return inner && outer
        ? [{ n, inner: [inner.low, inner.high] as const, outer: [outer.low, outer.high] as const }]
        : [];
    }),
    acrossLabel: 'Files where the check applied',
  };
}

/**
 * All files of one audit as bars, one a check.
 *
 * @param audit - which it is of; null where there is but one
 * @param basis - of which files the percentages are, such as "of those where the check applied"
 */
export function overviewOf(
  checks: CompareCheck[],
  label: string,
  audit: string | null,
  basis: string,
): Chart {
  const rows = checks.map((check) => {
    const row = check.rows.findLast((one) => one.total && (one.audit === null || one.audit === label));
    const figure = row?.figure?.kind === 'figure' ? row.figure : null;
    const written = row && figure ? `${row.count}, ${row.percent}` : (row?.missing ?? 'not asked');
    return {
      label: check.label,
      figure: written,
      value: figure ? { share: figure.yes / figure.applicable, interval: figure.interval } : null,
      standard: check.standard === null ? null : check.standard / 100,
      words: `${check.label} ${written}${check.standard === null ? '' : `, standard ${check.standard}%`}.`,
    };
  });
  return {
    kind: 'bars',
    title: `All files ${audit === null ? 'together' : `of ${audit}`}: files with a yes, ${basis}`,
    description: 'Bars from 0 to 100%, one a check.',
    rows,
  };
}

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

function standardOf({ standard }: Drawn): Guide[] {
  return standard === null
    ? []
    : [{ share: standard / 100, label: `Standard ${standard}%`, look: 'standard' }];
}

/** All files of a single audit, which the others can be read against. */
function togetherOf({ rows }: Drawn): Guide[] {
  const totals = rows.filter((row) => row.total);
  const figure = totals[0]?.figure;
  if (totals.length !== 1 || figure?.kind !== 'figure') return [];
  return [
    {
      share: figure.yes / figure.applicable,
      label: `All files ${figure.percentOfApplicable}%`,
      look: 'reference',
    },
  ];
}

function valueOf(row: CompareRow): Shown | string {
  return row.figure?.kind === 'figure'
    ? { share: row.figure.yes / row.figure.applicable, interval: row.figure.interval }
    : (row.missing ?? '');
}

/** What the chart is, apart from its rows. */
function introductionOf({ rows, standard }: Drawn): string {
  return [
    'Dots with intervals on a scale from 0 to 100%.',
    ...(standard === null ? [] : [`The standard is ${standard}%.`]),
    ...(rows.some((row) => row.clear) ? [] : ['Nothing differs clearly.']),
  ].join(' ');
}

/** What the chart shows of one row, and whether that stands out. */
function wordsOf(row: CompareRow, { against }: Drawn): string {
  if (row.missing !== null) return `${row.label}: ${row.missing}.`;
  const told =
    row.clear || row.perhaps ? ` ${row.label} is ${row.difference?.verdict ?? ''} than ${against}.` : '';
  return `${row.label}: ${row.percent}, ${row.count}, interval ${row.interval}.${told}`;
}
