import {
  checksOf,
  controlChart,
  hartSizes,
  figureOf,
  isClosed,
  overallFigures,
  percent,
  ROUNDS_FOR_LIMITS,
  SUPPRESSED_MARK,
} from '../../../rules/index.ts';
import type { ChartSignal, OverallFigures, ShownFigure, SubjectWords } from '../../../rules/index.ts';
import type { User } from '../../access/person.ts';
import { presentHeader } from '../../audits/presenter.ts';
import { drawForPage } from '../../formats/chart/index.ts';
import { countOf } from '../../formats/english.ts';
import { urls } from '../../web/urls.ts';
import { can } from '../../access/policy.ts';
import { auditLabels } from '../comparison/audits.ts';
import { headlineText, overallFigureText } from '../figures/chosen.ts';
import type { Comparison } from '../comparison/service.ts';
import { NONE, SUPPRESSED } from '../exports/marks.ts';
import type { ExportedTable } from '../exports/presenter.ts';

const SIGNALS: Record<ChartSignal, string> = {
  outside: 'outside the limits',
  shift: 'one of seven or more in a row on one side of the mean',
  trend: 'one of seven or more in a row in one direction',
};

/**
 * Each check over all closed rounds of a repeated audit, with the limits of chance; figures as the comparison shows them
 * to this reader, so that nothing is seen here that is suppressed there.
 *
 * @param found - the audits as a whole, in the order of fieldwork
 */
export function presentTrend(found: Comparison, user: User) {
  const own = found.results[found.main];
  if (!own) throw new Error('a comparison has the audit that is looked at');
  const closed = found.auditTotals
    .toSorted((a, b) => a.audit - b.audit)
    .flatMap((total) => {
      const result = found.results[total.audit];
      return result && isClosed(result.audit.state) ? [{ unit: total.unit, result }] : [];
    });
  const labels = auditLabels(closed.map(({ result }) => result.audit));
  const checks = checksOf(own.tool).filter(({ id }) => found.checkIds.includes(id));
  return {
    header: presentHeader(own.audit, user),
    rounds: closed.length,
    openRounds: found.results.length - closed.length,
    isProvisional: closed.length < ROUNDS_FOR_LIMITS,
    roundsForLimits: ROUNDS_FOR_LIMITS,
    compareHref: urls.compare(own.audit.id, '?by=audit'),
    unitsHref: urls.compare(own.audit.id),
    csvHref: can(user, 'results.export', { audit: own.audit }) ? urls.exportTrend(own.audit.id) : null,
    fullCsvHref: can(user, 'results.exportUnsuppressed', { audit: own.audit })
      ? urls.exportTrend(own.audit.id, true)
      : null,
    isSuppressed: found.results.some(({ suppressed }) => suppressed),
    checks:
      closed.length < 2
        ? []
        : checks.map((check) => {
            const figures = closed.map(({ unit }) => figureOf(unit, check.id));
            const overall = closed.map(({ result }, i) =>
              figures[i] ? overallFigures(result, check.id, 'applicable') : null,
            );
            return presentCheck(check, figures, labels, overallTexts(overall, own.audit.words));
          }),
    headlineText: closed.some(({ result }) => result.weighted)
      ? `Some rounds were drawn at different rates. ${headlineText(own.audit)} Where there are both, they stand in each table; the chart and its limits are of files that were ${own.audit.words.read}, each counted once.`
      : null,
  };
}

/** The same as a table: a row for each round of each check, with the mean and the limits that its page shows. */
export function trendTable({ checks }: ReturnType<typeof presentTrend>): ExportedTable {
  return {
    name: 'Trend',
    heading: [
      'Check',
      'Question',
      'Round',
      'Yes',
      'Yes or no',
      'Yes of yes or no, %',
      'Mean of all rounds, %',
      'Chance alone from, %',
      'Chance alone to, %',
      'More than chance',
    ],
    rows: checks.flatMap((check) =>
      check.rows.map((row) => [
        check.id,
        check.label,
        row.label,
        ...(row.point === null
          ? Array<string>(6).fill(row.value === SUPPRESSED_MARK ? SUPPRESSED : NONE)
          : [
              row.yes,
              row.applicable,
              inPercent(row.yes / row.applicable),
              inPercent(check.mean ?? 0),
              inPercent(row.point.low),
              inPercent(row.point.high),
            ]),
        row.point === null ? '' : row.signals || 'no',
      ]),
    ),
    notes: [],
  };
}

/** To one decimal, as a number. */
const inPercent = (share: number): number => Math.round(share * 1000) / 10;

/** Of each round both figures of all files, the headline first; null where no round has two of them. */
function overallTexts(overall: (OverallFigures | null)[], words: SubjectWords): string[] | null {
  if (!overall.some((one) => one?.beside)) return null;
  return overall.map((one) => {
    if (!one?.beside) return '';
    const [headline, beside] = [one.headline, one.beside].map(
      (of) => overallFigureText(of, words) ?? 'no figure',
    );
    return `${headline ?? ''}; beside it ${beside ?? ''}`;
  });
}

function presentCheck(
  check: { id: string; label: string; standard?: number | undefined },
  figures: (ShownFigure | undefined)[],
  labels: string[],
  overall: string[] | null,
) {
  const { mean, points } = controlChart(
    figures.map((figure) =>
      figure?.kind === 'figure' ? { yes: figure.yes, applicable: figure.applicable } : null,
    ),
  );
  const rows = figures.map((figure, i) => {
    const point = points[i] ?? null;
    const label = labels[i] ?? '';
    const headline = overall?.[i] ?? '';
    if (figure?.kind !== 'figure' || point === null) {
      const missing = figure?.kind === 'suppressed' ? SUPPRESSED_MARK : figure ? 'no figure' : 'not asked';
      return {
        label,
        headline,
        count: '',
        percent: missing,
        limits: '',
        signals: '',
        point: null,
        value: missing,
        yes: 0,
        applicable: 0,
      };
    }
    return {
      label,
      headline,
      count: `${figure.yes} of ${figure.applicable}`,
      percent: `${percent(figure.yes, figure.applicable) ?? 0}%`,
      limits: `${Math.round(point.low * 100)}% to ${Math.round(point.high * 100)}%`,
      signals: point.signals.map((signal) => SIGNALS[signal]).join('; '),
      yes: figure.yes,
      applicable: figure.applicable,
      point,
      value: { share: point.share, interval: [point.low, point.high] as [number, number] },
    };
  });
  const signalled = rows.filter(({ signals }) => signals !== '');
  const summary =
    mean === null
      ? 'No round has a figure that can be shown.'
      : signalled.length === 0
        ? 'All that differs between these rounds can be chance.'
        : `More than chance in ${countOf(signalled.length, 'round')} of ${rows.length}: ${signalled.map(({ label }) => label).join(', ')}.`;
  const scenes =
    mean === null
      ? null
      : drawForPage({
          kind: 'overTime',
          title: `${check.label} Files with a yes, round by round, with the limits of chance`,
          description: `${summary} The figures stand in the table.`,
          guides: [{ share: mean, label: `mean ${Math.round(mean * 100)}%`, look: 'reference' }],
          points: rows.map(({ label, count, value, signals }) => ({
            label,
            note: count,
            value,
            filled: signals !== '',
          })),
        });
  const sizes = figures.flatMap((figure) => (figure?.kind === 'figure' ? [figure.applicable] : []));
  return {
    id: check.id,
    label: check.label,
    mean,
    summary,
    size: sizeText(mean, sizes),
    scenes,
    hasHeadline: overall !== null,
    rows,
  };
}

/** Whether rounds are large enough to say something, in a sentence; null where they are, and where there is no mean below 100%. */
function sizeText(mean: number | null, sizes: readonly number[]): string | null {
  if (mean === null || mean === 1) return null;
  const { toPlot, toSignal } = hartSizes(mean);
  const least = Math.min(...sizes);
  const at = `at a mean of ${Math.round(mean * 100)}%`;
  if (least < toPlot) {
    return `The smallest round has ${least}: ${at} a round of fewer than ${toPlot} is mostly 100%, and says little.`;
  }
  return least < toSignal
    ? `The smallest round has ${least}: ${at} only rounds of ${toSignal} or more can show that things got better.`
    : null;
}
