import {
  figureOf,
  hangsOnText,
  isClear,
  isPerhaps,
  isReversed,
  itemById,
  shareIn,
  SUPPRESSED_MARK,
} from '../../../rules/index.ts';
import type {
  Check,
  ComparedUnit,
  Denominator,
  ShareDifference,
  ShownFigure,
  ShownUnit,
  Tool,
} from '../../../rules/index.ts';
import { differenceIntervalText, intervalText, pointsText } from '../../formats/english.ts';
import { weightedFigureText } from '../figures/chosen.ts';
import type { ShownResults } from '../figures/service.ts';
import { at } from './at.ts';
import { chartOf, funnelOf } from './charts.ts';
import type { Comparison } from './service.ts';
import { missingText, probabilitiesText, verdictText } from './verdicts.ts';
import type { CompareCheck, CompareRow } from './view.ts';

/** From how many units on a funnel is drawn. */
const FUNNEL_FROM = 10;

/**
 * The checks of a comparison, each with its lines and what is drawn of them.
 *
 * @param labels - by what each audit is called
 * @param against - what figures are held against, such as "in the other files"
 */
export function presentChecks(comparison: Comparison, labels: string[], against: string): CompareCheck[] {
  const { query, results, main, units, auditTotals, checkIds } = comparison;
  const { tool } = at(results, main);
  const several = results.length > 1;
  const whole = query.compared.by === 'audit';
  return checkIds.map((id, c): CompareCheck => {
    const check = itemById(tool, id) as Check;
    const rowsOf = (of: ComparedUnit[], total: boolean) =>
      of.map((one) => {
        const label = several || whole ? at(labels, one.audit) : null;
        const held = total && !several ? null : at(one.differences, c);
        return rowOf(one.unit, id, { audit: label, total, whole, held, against });
      });
    const rows = [...rowsOf(units, false), ...rowsOf(auditTotals, true)];
    const standard = check.standard ?? null;
    const of = query.denominator === 'parent' ? hangsOnText(tool, check) : null;
    const drawn = { label: check.label, standard, rows, against };
    const withFigure = rows.filter((row) => !row.total && row.figure?.kind === 'figure');
    const funnel = !several && withFigure.length >= FUNNEL_FROM ? funnelOf(drawn) : null;
    if (funnel) withFigure.forEach((row, i) => (row.number = i + 1));
    return {
      id,
      label: check.label,
      shortLabel: check.shortLabel,
      notes: [
        ...NOTES[check.polarity],
        ...(standard === null ? [] : [`The standard is ${standard}%.`]),
        ...(of === null ? [] : [amongNote(comparison, check, labels)]),
        ...results.flatMap((one, i) =>
          weightedNote(one, id, query.denominator, several ? at(labels, i) : null),
        ),
        ...results.flatMap((one, i) => otherwiseAsked(check, one.tool, at(labels, i))),
      ],
      standard,
      of: of ?? 'where the check applied',
      rows,
      isSuppressed: isWhollySuppressed(rows.map(({ figure }) => figure)),
      chart: chartOf(drawn, whole),
      funnel,
    };
  });
}

/** Whether there is something, and all that there is is suppressed. */
export const isWhollySuppressed = (figures: readonly (ShownFigure | null)[]): boolean =>
  figures.some((figure) => figure?.kind === 'suppressed') &&
  !figures.some((figure) => figure?.kind === 'figure');

const NOTES: Record<Check['polarity'], string[]> = {
  yes_is_good: [],
  yes_is_bad: ['Yes is a shortcoming, so lower is better.'],
  neither: ['Yes is neither good nor bad.'],
};

/** The figure of all files weighted by the lists they were drawn from, where there is one. */
function weightedNote(
  { weighted }: ShownResults,
  id: string,
  denominator: Denominator,
  audit: string | null,
): string[] {
  const { kind, percent, interval } = weightedFigureText(weighted, id, denominator);
  const of = audit === null ? '' : ` in ${audit}`;
  if (kind === 'figure') return [`All files weighted${of}: ${percent}, ${interval}.`];
  return kind === 'suppressed' ? [`All files weighted${of}: ${SUPPRESSED_MARK}.`] : [];
}

/** Which files a figure is among, and how the check stands in all files where it applied. */
function amongNote({ results }: Comparison, check: Check, labels: string[]): string {
  const whole = results.flatMap(({ table }, i) => {
    const figure = figureOf(table.overall, check.id);
    if (!figure) return [];
    const share = shareIn(figure, table.overall.files, 'applicable');
    const text =
      share.kind === 'share'
        ? `${share.yes} of ${share.of}, ${share.percent}%`
        : (missingText(figure) ?? 'none');
    return [results.length > 1 ? `${text} in ${at(labels, i)}` : text];
  });
  const { tool } = at(results, 0);
  return `Here among files ${hangsOnText(tool, check) ?? ''}. Of all files where it applied: ${whole.join('; ')}.`;
}

/** That another audit asked this check otherwise, in an earlier or later version of the tool. */
function otherwiseAsked(check: Check, tool: Tool, audit: string): string[] {
  const other = itemById(tool, check.id);
  if (other?.kind !== 'check') return [];
  if (isReversed(check, other)) {
    return [`In ${audit} a yes meant the opposite, so that its figures cannot stand here.`];
  }
  if (other.label !== check.label) return [`In ${audit} the question was “${other.label}”`];
  return other.guidance === check.guidance ? [] : [`In ${audit} it was decided by other guidance.`];
}

function rowOf(
  unit: ShownUnit,
  checkId: string,
  of: { audit: string | null; total: boolean; whole: boolean; held: ShareDifference | null; against: string },
): CompareRow {
  const { audit, total, held } = of;
  const figure = figureOf(unit, checkId);
  const shown = figure?.kind === 'figure' ? figure : null;
  const name = total ? 'All files' : unit.name;
  return {
    key: unit.key,
    unit: name,
    audit,
    label: audit === null ? name : of.whole ? audit : `${name}, ${audit}`,
    total,
    files: unit.files,
    number: null,
    figure: figure ?? null,
    count: shown ? `${shown.yes} of ${shown.applicable}` : '',
    percent: shown ? `${shown.percentOfApplicable}%` : '',
    interval: shown?.interval ? intervalText(shown.interval) : '',
    missing: missingText(figure),
    difference: held,
    other: held?.other
      ? `${held.other.yes} of ${held.other.applicable}, ${held.other.percentOfApplicable}%`
      : '',
    points: held?.points === undefined || held.points === null ? '' : pointsText(held.points),
    differenceInterval: held?.interval ? differenceIntervalText(held.interval) : '',
    probabilities: held ? probabilitiesText(held) : '',
    sentence: held ? verdictText(held, of.against) : '',
    clear: held !== null && isClear(held),
    perhaps: held !== null && isPerhaps(held),
  };
}
