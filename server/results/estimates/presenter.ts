import {
  checksOf,
  correctedOver,
  firstReadingsOf,
  LEAST_TWICE,
  overallFigures,
  percent,
  shrinkShares,
  unreadOf,
} from '../../../rules/index.ts';
import type { Check, ReadStratum, ShownFigure } from '../../../rules/index.ts';
import type { User } from '../../access/person.ts';
import { presentHeader } from '../../audits/presenter.ts';
import { countOf, intervalText, listOf } from '../../formats/english.ts';
import { urls } from '../../web/urls.ts';
import { presentCell } from '../figures/presenter.ts';
import type { ShownResults } from '../figures/service.ts';
import { presentAlike } from './alike.ts';
import { LEAST_GROUPS } from './offered.ts';
import type { EstimatesFound, ReadFirst, ReadTwice } from './service.ts';

/** Estimates beside the plain figures, never in their place. */
export function presentEstimates(found: EstimatesFound, user: User) {
  const { shown, readTwice, readFirst, byWorker } = found;
  const { audit, tool } = shown;
  return {
    header: presentHeader(audit, user),
    resultsHref: urls.results(audit.id),
    corrected: readTwice && presentCorrected({ shown, readTwice, readFirst }),
    readingsHref: readTwice && urls.readings(audit.id),
    alike: byWorker && presentAlike(shown, byWorker),
    pooled: presentPooled(checksOf(tool), shown),
    suppressed: shown.suppressed,
  };
}

/** What a corrected share is made of. */
interface CorrectedFrom {
  shown: ShownResults;
  readTwice: readonly ReadTwice[];
  readFirst: readonly ReadFirst[];
}

/** The share of each check as it was counted, beside the one that is likely to stand behind it where readers err. */
function presentCorrected(from: CorrectedFrom) {
  const { shown, readTwice, readFirst } = from;
  const { tool, table, audit, headline, chosen } = shown;
  const { words } = audit;
  const notTwice = table.units
    .filter(({ name, files }) => files !== 0 && !readTwice.some(({ group }) => group === name))
    .map(({ name }) => name);
  return {
    files: countOf(readTwice.length, words.file, words.files),
    any: readTwice.length > 0,
    /** Groups of which nothing is known of how they were read. */
    notTwice: notTwice.length === 0 ? null : listOf(notTwice),
    /** Readers of whom too few files were read twice to tell them by themselves in some group. */
    areSomeTogether: table.units.some(({ name }) =>
      areReadersTogether(
        readFirst.filter(({ group }) => group === name),
        readTwice.filter(({ group }) => group === name),
      ),
    ),
    leastTwice: LEAST_TWICE,
    isWeighted: headline === 'weighted',
    isOfLists: table.units.some(({ name }) => unreadOf(chosen, name) !== null),
    rows: checksOf(tool).flatMap((check, c) => {
      const figure = table.overall.checks[c];
      return figure?.kind === 'figure' ? [correctedRow(check, c, figure, from)] : [];
    }),
  };
}

/** Whether several have read a group first, and some of them too little again to be told by themselves. */
const areReadersTogether = (first: readonly ReadFirst[], twice: readonly ReadTwice[]): boolean =>
  twice.length > 0 &&
  first.length > 1 &&
  first.some((one) => twice.filter(({ readerId }) => readerId === one.readerId).length < LEAST_TWICE);

function correctedRow(
  check: Check,
  c: number,
  figure: Extract<ShownFigure, { kind: 'figure' }>,
  from: CorrectedFrom,
) {
  const { shown, readTwice } = from;
  const { quality, read } = firstReadingsOf(check.id, readTwice, figure);
  const { settledYes, settledNo } = quality;
  const estimate = correctedOver(strataOf(check, c, from));
  const rightly = ({ read: right, files }: typeof settledYes) =>
    files === 0 ? 'none is settled' : `${right} of ${files}`;
  const headline = overallFigures(shown, check.id, 'applicable')?.headline;
  return {
    label: check.label,
    counted: `${figure.yes} of ${figure.applicable}`,
    percent: `${figure.percentOfApplicable}%`,
    weighted:
      headline?.by === 'weighted' && headline.figure.kind === 'figure'
        ? `weighted ${headline.figure.percent}%`
        : null,
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

/** Each sample group as first readings read it, counted as the headline of the audit counts it. */
function strataOf(
  check: Check,
  c: number,
  { shown: { table, chosen, headline }, readTwice, readFirst }: CorrectedFrom,
): ReadStratum[] {
  return table.units.flatMap((unit) => {
    const figure = unit.checks[c];
    const files = chosen.groups.find(({ name }) => name === unit.name)?.files ?? 0;
    if (files === 0 || !figure || figure.kind === 'suppressed') return [];
    const own = readTwice.filter(({ group }) => group === unit.name);
    const counted = figure.kind === 'figure' ? figure : { yes: 0, applicable: 0 };
    const { quality, read } = firstReadingsOf(check.id, own, counted);
    const unread = unreadOf(chosen, unit.name);
    // Those that say nothing of the check stand for nobody, as in the weighted figure itself.
    const answered = figure.kind === 'figure' ? files - figure.notRecorded : files;
    const stands = unread === null ? 1 : (files + unread) / answered;
    return [
      {
        weight: headline === 'weighted' ? stands : 1,
        fraction: unread === null ? 0 : 1 / stands,
        read: answered,
        ...read,
        twice: own.length,
        quality,
        readers: readFirst
          .filter(({ group }) => group === unit.name)
          .map(({ readerId, files: first }) => {
            const again = own.filter((file) => file.readerId === readerId);
            const known = firstReadingsOf(check.id, again, counted).quality;
            return { read: first, twice: again.length, quality: known };
          }),
      },
    ];
  });
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
