import { answersOf, bandedItemsOf, checksOf, itemById, smallNumbersInWords } from '../../../rules/index.ts';
import type { Check, ShownFigure, ShownUnit, Tool } from '../../../rules/index.ts';
import type { User } from '../../people/accounts/repository.ts';
import { presentHeader } from '../../audits/presenter.ts';
import type { Audit } from '../../audits/repository.ts';
import { countOf, timeInWords } from '../../formats/english.ts';
import { can } from '../../access/policy.ts';
import { urls } from '../../web/urls.ts';
import type { Contradiction } from '../../fieldwork/progress/service.ts';
import { presentPlanFigures } from './plans.ts';
import type { ResultsWithPlans, ShownResults } from './service.ts';

/** Files of one contradiction that are linked; the rest is on the progress page as these are settled. */
const FILES_SHOWN = 20;

/** Which files a percentage is of. */
export type Denominator = 'applicable' | 'files';

/** A figure as a table shows it: counts with percent, or a mark for why there are none. */
export type Cell =
  | { kind: 'figure'; count: string; percent: string }
  | { kind: 'dash'; text: string }
  | { kind: 'suppressed' };

/** One figure in one of the two denominators. */
export function presentCell(figure: ShownFigure, files: number | null, denominator: Denominator): Cell {
  if (figure.kind === 'suppressed') return { kind: 'suppressed' };
  if (figure.kind === 'none') return { kind: 'dash', text: REASONS[figure.reason] };
  const [of, percent] =
    denominator === 'applicable'
      ? [figure.applicable, figure.percentOfApplicable]
      : [files, figure.percentOfFiles];
  return { kind: 'figure', count: `${figure.yes} of ${of}`, percent: `${percent}%` };
}

/** Why there is no percentage. */
export const REASONS = {
  'no files': 'No files',
  'not applicable': 'Not applicable',
  'not recorded': 'Not recorded',
} as const;

/** The results page: one table a section, groups by checks, as the report of 2012 has it. */
export function presentResults(
  { results, shown }: { results: ResultsWithPlans; shown: ShownResults },
  denominator: Denominator,
  user: User,
  /** Where answers contradict each other; for those who may read the files. */
  inFiles: Contradiction[] = [],
) {
  const { audit, tool, tally, groups } = results;
  const { suppressed } = shown;
  return {
    header: presentHeader(audit, user),
    state: audit.state,
    baselineHref: audit.isBaseline ? urls.baseline(audit.id) : null,
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
    suppressed,
    smallNumbers: smallNumbersInWords(checksOf(tool), audit),
    tables: presentTables(tool, shown, denominator),
    counts: presentCounts(results, shown),
    // They name case files, which whoever sees all figures for management does not read.
    contradictions: can(user, 'caseFile.read', { audit }) ? presentContradictions(results, inFiles) : [],
    exports: presentExports(audit, user),
    bandsHref:
      can(user, 'audit.setUp', { audit }) && bandedItemsOf(tool).length > 0 ? urls.bands(audit.id) : null,
    plans: presentPlanFigures(results, {
      threshold: suppressed ? shown.threshold : null,
      panel: can(user, 'caseFile.read', { audit }),
    }),
    filesHref: urls.files(audit.id),
    mayReadFiles: can(user, 'caseFile.read', { audit }),
  };
}

/** One table a section that has checks. */
function presentTables(tool: Tool, { table }: ShownResults, denominator: Denominator) {
  const indexOf = new Map(checksOf(tool).map((check, i) => [check.id, i]));
  return tool.sections.flatMap((section) => {
    const columns = section.items.filter((item): item is Check => item.kind === 'check');
    if (columns.length === 0) return [];
    const cellsOf = (unit: ShownUnit) =>
      columns.map((check) => {
        const figure = unit.checks[indexOf.get(check.id) ?? -1];
        if (!figure) throw new RangeError(`there is no figure for the check ${check.id}`);
        return { ...presentCell(figure, unit.files, denominator), check: check.shortLabel };
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
      rows: table.units.map((unit) => ({ name: unit.name, files: unit.files, cells: cellsOf(unit) })),
      total: { files: table.overall.files, cells: cellsOf(table.overall) },
    };
  });
}

/** Of all files of the audit, how many there are with each answer to a check. */
function presentCounts({ tool, tally }: ResultsWithPlans, { table }: ShownResults) {
  return checksOf(tool).map((check, i) => {
    const figures = table.overall.checks[i];
    if (figures?.kind === 'suppressed') return { label: check.label, suppressed: true as const };
    const counts = tally.overall.checks[i];
    return {
      label: check.label,
      suppressed: false as const,
      yes: counts?.yes ?? 0,
      no: counts?.no ?? 0,
      notApplicable: counts?.notApplicable ?? 0,
      notRecorded: counts?.notRecorded ?? 0,
      applicable: counts?.applicable ?? 0,
      percentOfApplicable: percentText(counts?.percentOfApplicable),
      percentOfFiles: percentText(counts?.percentOfFiles),
    };
  });
}

/** Answers that do not fit, by group and check, with the first of the files that have them. */
function presentContradictions({ audit, tool, tally, groups }: ResultsWithPlans, inFiles: Contradiction[]) {
  const groupName = new Map(groups.map((group) => [group.id, group.name]));
  return tally.contradictions.map((contradiction) => {
    const check = itemById(tool, contradiction.check);
    const dependsOn = check?.kind === 'check' ? check.dependsOn : undefined;
    const parent = dependsOn && itemById(tool, dependsOn.item);
    return {
      group: contradiction.group,
      text: contradiction.excluded
        ? `${countOf(contradiction.files, 'file')} with yes or no for "${check?.shortLabel ?? ''}" although it does not apply to this group`
        : `${countOf(contradiction.files, 'file')} with yes for "${check?.shortLabel ?? ''}" although "${parent?.shortLabel ?? ''}" is not ${dependsOn?.answer ?? 'yes'}`,
      files: inFiles
        .filter((found) => groupName.get(found.groupId) === contradiction.group)
        .filter((found) => found.check.id === contradiction.check)
        .slice(0, FILES_SHOWN)
        .map((found) => ({
          reference: found.reference,
          href: `${urls.file(audit.id, found.fileId)}#answer.${encodeURIComponent(found.check.id)}`,
        })),
    };
  });
}

/** What can be taken along of a view: suppressed by everybody, and as it is by the lead. */
export function presentExports(
  audit: Audit,
  user: User,
  /** How the files of the view are divided, as its address says it. */
  view: Record<string, string> = {},
) {
  return exportLinks(audit, user, (format, all) =>
    urls.exportResults(audit.id, format, { ...view, ...(all ? { figures: 'all' } : {}) }),
  );
}

/** Links to a view in every format: suppressed for everybody who may take it along, and as it is for the lead. */
export function exportLinks(audit: Audit, user: User, hrefOf: (format: string, all: boolean) => string) {
  const links = (all: boolean) =>
    (['csv', 'xlsx', 'json'] as const).map((format) => ({
      text: FORMAT_NAMES[format],
      href: hrefOf(format, all),
    }));
  return {
    suppressed: can(user, 'results.export', { audit }) ? links(false) : [],
    unsuppressed: can(user, 'results.exportUnsuppressed', { audit }) ? links(true) : [],
    withFiles: can(user, 'caseFile.export', { audit }),
  };
}

const FORMAT_NAMES = { csv: 'CSV', xlsx: 'Excel workbook', json: 'JSON' } as const;

function percentText(percent: number | null | undefined): string {
  return percent === null || percent === undefined ? '–' : `${percent}%`;
}
