import { answersOf, checksOf, itemById, maskShares } from '../../rules/index.ts';
import type { Check, CheckTally, Mask, Tally } from '../../rules/index.ts';
import type { User } from '../accounts/repository.ts';
import { presentHeader } from '../audits/presenter.ts';
import { countOf, timeInWords } from '../formats/words.ts';
import { can } from '../policy.ts';
import { urls } from '../urls.ts';
import type { Spot } from '../progress/service.ts';
import { presentPlanFigures } from './plans.ts';
import type { ResultsWithPlans } from './service.ts';

/** Files of one contradiction that are linked; the rest is on the progress page as these are settled. */
const SPOTS_SHOWN = 20;

/** Which files a percentage is of. */
export type Denominator = 'applicable' | 'files';

/** A figure as a table shows it: counts with percent, or a mark for why there are none. */
export type Cell =
  { kind: 'figure'; count: string; percent: string } | { kind: 'dash'; text: string } | { kind: 'masked' };

/** One figure in one of the two denominators. */
export function presentCell(
  figures: CheckTally,
  files: number,
  denominator: Denominator,
  masked: boolean,
): Cell {
  if (masked) return { kind: 'masked' };
  const [of, percent] =
    denominator === 'applicable'
      ? [figures.applicable, figures.percentOfApplicable]
      : [files, figures.percentOfFiles];
  if (percent === null) {
    if (files === 0) return { kind: 'dash', text: 'No files' };
    return { kind: 'dash', text: figures.notRecorded === 0 ? 'Not applicable' : 'Not recorded' };
  }
  return { kind: 'figure', count: `${figures.yes} of ${of}`, percent: `${percent}%` };
}

/** What of a check may be shown to this reader, group by group and overall. */
function maskOf(tally: Tally, checkIndex: number, threshold: number | null): Mask {
  const shares = tally.groups.map((group) => group.checks[checkIndex] ?? { yes: 0, applicable: 0 });
  if (threshold === null) return { groups: shares.map(() => false), overall: false };
  return maskShares(shares, threshold);
}

/** The results page: one table a section, groups by checks, as the report of 2012 has it. */
export function presentResults(
  results: ResultsWithPlans,
  denominator: Denominator,
  user: User,
  /** Where answers contradict each other; for those who may read the files. */
  spots: Spot[] = [],
) {
  const { audit, tool, tally, groups } = results;
  const unmasked = can(user, 'results.readUnmasked', { audit });
  const threshold = unmasked ? null : audit.smallNumberThreshold;
  const groupName = new Map(groups.map((group) => [group.id, group.name]));
  const checks = checksOf(tool);
  const masks = checks.map((_, i) => maskOf(tally, i, threshold));
  const indexOf = new Map(checks.map((check, i) => [check.id, i]));

  const tables = tool.sections.flatMap((section) => {
    const columns = section.items.filter((item): item is Check => item.kind === 'check');
    if (columns.length === 0) return [];
    const cellsOf = (figures: CheckTally[], files: number, maskedAt: (mask: Mask) => boolean | undefined) =>
      columns.map((check) => {
        const i = indexOf.get(check.id) ?? -1;
        const own = figures[i];
        const mask = masks[i];
        if (!own || !mask) throw new RangeError(`there is no figure for the check ${check.id}`);
        return { ...presentCell(own, files, denominator, maskedAt(mask) ?? false), check: check.shortLabel };
      });
    return {
      id: section.id,
      title: section.title,
      columns: columns.map((check) => ({
        shortLabel: check.shortLabel,
        label: check.label,
        note:
          check.polarity === 'yes_is_bad'
            ? 'Yes is a shortcoming'
            : check.polarity === 'neither'
              ? 'Not scored'
              : null,
      })),
      rows: tally.groups.map((group, g) => ({
        name: group.name,
        files: group.files,
        cells: cellsOf(group.checks, group.files, (mask) => mask.groups[g]),
      })),
      total: {
        files: tally.overall.files,
        cells: cellsOf(tally.overall.checks, tally.overall.files, (mask) => mask.overall),
      },
    };
  });

  return {
    header: presentHeader(audit, user),
    state: audit.state,
    denominator,
    denominators: (['applicable', 'files'] as const).map((value) => ({
      value,
      text: value === 'applicable' ? 'Files where the check applies' : 'All files of the group',
      href: urls.results(audit.id, value),
      current: value === denominator,
    })),
    denominatorText:
      denominator === 'applicable'
        ? 'Each figure is the number of files with a yes, of the files where the check applied and an answer was recorded (yes or no).'
        : 'Each figure is the number of files with a yes, of all files of the group, as the report of 2012 prints it.',
    asAt: timeInWords(results.asAt),
    files: tally.overall.files,
    planned: groups.reduce((sum, group) => sum + group.plannedFiles, 0),
    completeFiles: results.completeFiles,
    ...answersOf(tally),
    masked: !unmasked,
    threshold: audit.smallNumberThreshold,
    tables,
    counts: checks.map((check, i) => {
      const figures = tally.overall.checks[i];
      const masked = masks[i]?.overall ?? false;
      return {
        label: check.label,
        masked,
        yes: figures?.yes ?? 0,
        no: figures?.no ?? 0,
        notApplicable: figures?.notApplicable ?? 0,
        notRecorded: figures?.notRecorded ?? 0,
        applicable: figures?.applicable ?? 0,
        percentOfApplicable: percentText(figures?.percentOfApplicable),
        percentOfFiles: percentText(figures?.percentOfFiles),
      };
    }),
    contradictions: unmasked
      ? tally.contradictions.map((contradiction) => {
          const check = itemById(tool, contradiction.check);
          const dependsOn = check?.kind === 'check' ? check.dependsOn : undefined;
          const parent = dependsOn && itemById(tool, dependsOn.item);
          return {
            group: contradiction.group,
            text: `${countOf(contradiction.files, 'file')} with yes for "${check?.shortLabel ?? ''}" although "${parent?.shortLabel ?? ''}" is not ${dependsOn?.answer ?? 'yes'}`,
            files: spots
              .filter((spot) => groupName.get(spot.groupId) === contradiction.group)
              .filter((spot) => spot.check.id === contradiction.check)
              .slice(0, SPOTS_SHOWN)
              .map((spot) => ({
                reference: spot.reference,
                href: `${urls.file(audit.id, spot.fileId)}#answer.${encodeURIComponent(spot.check.id)}`,
              })),
          };
        })
      : [],
    plans: presentPlanFigures(results, threshold),
    filesHref: urls.files(audit.id),
    mayReadFiles: can(user, 'caseFile.read', { audit }),
  };
}

function percentText(percent: number | null | undefined): string {
  return percent === null || percent === undefined ? '–' : `${percent}%`;
}
