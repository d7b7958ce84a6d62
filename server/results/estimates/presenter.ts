import { checksOf, correctedEstimate, firstReadingsOf, percent, shrinkShares } from '../../../rules/index.ts';
import type { Check, ReadByTwo, ShownFigure, ShownUnit, SubjectWords } from '../../../rules/index.ts';
import type { User } from '../../access/person.ts';
import { presentHeader } from '../../audits/presenter.ts';
import { countOf, intervalText } from '../../formats/english.ts';
import { urls } from '../../web/urls.ts';
import { presentCell } from '../figures/presenter.ts';
import type { ShownResults } from '../figures/service.ts';
import { LEAST_GROUPS } from './offered.ts';
import type { EstimatesFound } from './service.ts';

/** Estimates beside the plain figures, never in their place. */
export function presentEstimates({ shown, readTwice }: EstimatesFound, user: User) {
  const { audit, tool, table } = shown;
  const { words } = audit;
  return {
    header: presentHeader(audit, user),
    resultsHref: urls.results(audit.id),
    corrected: readTwice && presentCorrected(checksOf(tool), table.overall, readTwice, words),
    readingsHref: readTwice && urls.readings(audit.id),
    pooled: presentPooled(checksOf(tool), shown),
    suppressed: shown.suppressed,
  };
}

/** The share of each check as it was counted, beside the one that is likely to stand behind it where readers err. */
function presentCorrected(
  checks: readonly Check[],
  overall: ShownUnit,
  readTwice: readonly ReadByTwo[],
  words: SubjectWords,
) {
  return {
    files: countOf(readTwice.length, words.file, words.files),
    any: readTwice.length > 0,
    rows: checks.flatMap((check, i) => {
      const figure = overall.checks[i];
      return figure?.kind === 'figure' ? [correctedRow(check, figure, readTwice)] : [];
    }),
  };
}

function correctedRow(
  check: Check,
  figure: Extract<ShownFigure, { kind: 'figure' }>,
  readTwice: readonly ReadByTwo[],
) {
  const { quality, read } = firstReadingsOf(check.id, readTwice, figure);
  const { settledYes, settledNo } = quality;
  const estimate =
    read.applicable > 0 ? correctedEstimate(read.yes / read.applicable, read.applicable, quality) : null;
  const rightly = ({ read: right, files }: typeof settledYes) =>
    files === 0 ? 'none known' : `${right} of ${files}`;
  return {
    label: check.label,
    counted: `${figure.yes} of ${figure.applicable}`,
    percent: `${figure.percentOfApplicable}%`,
    firstRead: `${read.yes} of ${read.applicable}`,
    yes: rightly(settledYes),
    no: rightly(settledNo),
    corrected: estimate && `${Math.round(100 * estimate.value)}%`,
    range: estimate && intervalText([estimate.low, estimate.high]),
    why:
      settledYes.files === 0 || settledNo.files === 0
        ? `Cannot be told: no ${settledYes.files === 0 ? 'yes' : 'no'} is settled`
        : 'Cannot be told: first readings were right no more often than a coin',
  };
}

/** Groups by checks: each share as it was counted, and drawn towards that of the groups that are shown. */
function presentPooled(checks: readonly Check[], { table, audit }: ShownResults) {
  const columns = checks.flatMap((check, c) => {
    const figures = table.units.map((unit) => unit.checks[c]);
    // Made of what is shown and nothing else, so that it tells nothing of what is suppressed.
    const seen = figures.flatMap((figure) => (figure?.kind === 'figure' ? [figure] : []));
    if (seen.length < LEAST_GROUPS) return [];
    const shrunk = shrinkShares(seen.map(({ yes, applicable }) => ({ yes, applicable })));
    const byFigure = new Map(seen.map((figure, i) => [figure, shrunk[i]?.shrunk ?? null] as const));
    return [
      {
        check,
        drawn: figures.map((figure) => (figure?.kind === 'figure' ? byFigure.get(figure) : null) ?? null),
        c,
      },
    ];
  });
  if (columns.length === 0) return null;
  return {
    columns: columns.map(({ check }) => ({ label: check.label, shortLabel: check.shortLabel })),
    left: checks.length - columns.length,
    rows: table.units.map((unit, u) => ({
      name: unit.name,
      files: unit.files,
      cells: columns.map(({ drawn, c }) => {
        const figure = unit.checks[c];
        if (!figure) throw new RangeError(`there is no figure ${c} of ${unit.name}`);
        const share = drawn[u] ?? null;
        return {
          ...presentCell(figure, unit.files, 'applicable', audit.words),
          ...(share === null ? {} : { beside: `drawn ${percent(Math.round(1000 * share), 1000) ?? 0}%` }),
        };
      }),
    })),
  };
}
