import {
  bandedItemsOf,
  checksOf,
  DENOMINATORS,
  hangsOnText,
  itemById,
  outOfPlaceWords,
  otherThanToolText,
  noShareText,
  shareIn,
  smallNumbersInWords,
  whichAnswersCount,
  subjectWords,
} from '../../../rules/index.ts';
import type {
  Check,
  Denominator,
  Headline,
  Section,
  ShownFigure,
  ShownShare,
  ShownUnit,
  SubjectWords,
  Tool,
} from '../../../rules/index.ts';
import type { User } from '../../people/accounts/repository.ts';
import { presentHeader } from '../../audits/presenter.ts';
import type { Audit } from '../../audits/repository.ts';
import { capitalised, countOf, timeInWords } from '../../formats/english.ts';
import { can } from '../../access/policy.ts';
import { urls } from '../../web/urls.ts';
import type { Contradiction } from '../../fieldwork/progress/service.ts';
import { mayBeEstimated } from '../estimates/offered.ts';
import { presentAnswers } from './answers.ts';
import { drawnAnswers } from './drawnAnswers.ts';
import { chosenText, weightedFigureText, weightedText } from './chosen.ts';
import { presentOverview } from './overview.ts';
import { presentPlanFigures } from './plans.ts';
import { polarityNote } from './polarity.ts';
import { recordedIn } from './items.ts';
import type { ResultsWithPlans, ShownResults } from './service.ts';
import { outcomesBeside } from './outcomes.ts';
import { isWhollySuppressed, WHY_SUPPRESSED } from './shown.ts';
import { presentStandards } from './standards.ts';
import { presentTopVersion } from './topVersion.ts';

/** Files of one contradiction that are linked; the rest is on the progress page as these are settled. */
const FILES_SHOWN = 20;

/** A figure as a table shows it: counts with percent, or a mark for why there are none. */
export type Cell =
  | {
      kind: 'figure';
      count: string;
      percent: string;
      /** The figure of all files where the check applied, where what stands here is of fewer. */
      beside?: string;
    }
  | { kind: 'dash'; text: string; beside?: string }
  | { kind: 'suppressed'; beside?: string };

/** One figure in one of the denominators. */
export function presentCell(
  figure: ShownFigure,
  files: number | null,
  denominator: Denominator,
  words: SubjectWords,
): Cell {
  const cell = cellOf(shareIn(figure, files, denominator), words);
  if (denominator !== 'parent' || figure.kind !== 'figure' || !figure.among) return cell;
  return {
    ...cell,
    beside: `${figure.yes} of ${figure.applicable}, ${figure.percentOfApplicable}% where it applied`,
  };
}

function cellOf(share: ShownShare, words: SubjectWords): Cell {
  if (share.kind === 'suppressed') return { kind: 'suppressed' };
  if (share.kind === 'none') return { kind: 'dash', text: capitalised(noShareText(share.reason, words)) };
  return { kind: 'figure', count: `${share.yes} of ${share.of}`, percent: `${share.percent}%` };
}

/** Whose files a check that hangs on another one is counted among, to follow "files"; by name where there is one answer. */
function parentsInWords(tool: Tool): string {
  const [first, ...others] = new Set(checksOf(tool).flatMap((check) => hangsOnText(tool, check) ?? []));
  return first !== undefined && others.length === 0 ? first : 'with what a check hangs on';
}

/** What the files are called that percentages are of, where they are chosen. */
export function denominatorName(denominator: Denominator, tool: Tool): string {
  const { files, Files } = subjectWords(tool.subject);
  return {
    applicable: `${Files} where the check applies`,
    files: `All ${files} of the group`,
    parent: `${Files} ${parentsInWords(tool)}`,
  }[denominator];
}

/** Which files a figure is of, in a sentence or two. */
export function denominatorText(denominator: Denominator, { files, areCaseFiles }: SubjectWords): string {
  const [aboutPlan, withPlan] = areCaseFiles
    ? [', such as one about the plan,', ' (a plan on file)']
    : ['', ''];
  return {
    applicable: `Each figure is the number of ${files} with a yes, of the ${files} where the check applied and an answer was recorded (yes or no).`,
    files: `Each figure is the number of ${files} with a yes, of all ${files} of the group${areCaseFiles ? ', as the report of 2012 prints it' : ''}.`,
    parent: `A check that hangs on another one${aboutPlan} is counted among the ${files} with the answer that it hangs on${withPlan} where it applied; how it stands among all ${files} where it applied is said with it. Every other check is of the ${files} where it applied and an answer was recorded (yes or no).`,
  }[denominator];
}

/** Whether figures among files with the answer a check hangs on can be had: not of a printed table. */
export const hasParents = (audit: Audit, tool: Tool): boolean =>
  !audit.isBaseline && checksOf(tool).some(({ dependsOn }) => dependsOn);

/** The measures of a partnership that figures of an audit bear on, of which the results know no more than this. */
export interface MeasuresBeside {
  links: { label: string; measure: string; href: string }[];
  /** Where the lead says which; null for everybody else. */
  manageHref: string | null;
}

/** The results page: one table a section, groups by checks, as the report of 2012 has it. */
export function presentResults(
  { results, shown }: { results: ResultsWithPlans; shown: ShownResults },
  denominator: Denominator,
  user: User,
  /** Where answers contradict each other; for those who may read the files. */
  inFiles: Contradiction[] = [],
  measuresBeside: MeasuresBeside | null = null,
) {
  const { audit, tool, tally, groups } = results;
  const { suppressed } = shown;
  const { words } = audit;
  return {
    header: presentHeader(audit, user),
    state: audit.state,
    baselineHref: audit.isBaseline ? urls.baseline(audit.id) : null,
    denominator,
    denominators: DENOMINATORS.filter((value) => value !== 'parent' || hasParents(audit, tool)).map(
      (value) => ({
        value,
        text: denominatorName(value, tool),
        href: urls.results(audit.id, value),
        current: value === denominator,
      }),
    ),
    denominatorText: denominatorText(denominator, words),
    questionsLeftOut: otherThanToolText(tool),
    topVersion: presentTopVersion(audit, tool, user),
    whichCount: results.validated && {
      text: whichAnswersCount(results.validated, true),
      href: audit.isScored ? urls.scores(audit.id) : null,
    },
    chosenText: chosenText(shown.chosen, words),
    weightedText: weightedText(shown),
    sure: outcomesBeside(shown),
    sureHref: can(user, 'stopping.read', { audit }) ? urls.stopping(audit.id) : null,
    asAt: timeInWords(results.asAt),
    files: tally.overall.files,
    planned: groups.reduce((sum, group) => sum + group.plannedFiles, 0),
    completeFiles: results.completeFiles,
    answers: recordedIn(results, shown.items?.items ?? []),
    suppressed,
    smallNumbers: smallNumbersInWords(tool, audit),
    overview: presentOverview(shown),
    compareHref: groups.length > 1 ? urls.compare(audit.id) : null,
    tables: presentTables(tool, shown, denominator),
    answersGiven: drawnAnswers(presentAnswers(shown, 'Group')),
    hasChecks: checksOf(tool).length > 0,
    counts: presentCounts(results, shown),
    hasParents: hasParents(audit, tool),
    amongHeading: `Yes of those ${parentsInWords(tool)}`,
    // They name case files, which whoever sees all figures for management does not read.
    contradictions: can(user, 'caseFile.read', { audit }) ? presentContradictions(results, inFiles) : [],
    exports: presentExports(audit, user, shown),
    bandsHref:
      can(user, 'audit.setUp', { audit }) && bandedItemsOf(tool).length > 0 ? urls.bands(audit.id) : null,
    plans: presentPlanFigures(results, {
      threshold: suppressed ? shown.threshold : null,
      panel: can(user, 'caseFile.read', { audit }),
    }),
    measuresBeside,
    estimatesHref: mayBeEstimated(shown, can(user, 'readings.manage', { audit }))
      ? urls.estimates(audit.id)
      : null,
    filesHref: urls.files(audit.id),
    mayReadFiles: can(user, 'caseFile.read', { audit }),
  };
}

/** The head of the table of one section. */
const headOf = (
  tool: Tool,
  { id, title }: Section,
  checks: readonly Check[],
  denominator: Denominator,
  words: SubjectWords,
) => ({
  id,
  title,
  columns: checks.map((check) => ({
    shortLabel: check.shortLabel,
    label: check.label,
    notes: [
      ...[polarityNote(check)].filter((note) => note !== ''),
      ...(denominator === 'parent' && check.dependsOn
        ? [`Of ${words.files} ${hangsOnText(tool, check)}`]
        : []),
    ],
  })),
});

/** The heads of the tables of a results page, one a section that has checks. */
export const resultHeads = (tool: Tool) =>
  tool.sections.flatMap((section) => {
    const checks = section.items.filter((item): item is Check => item.kind === 'check');
    return checks.length > 0 ? [headOf(tool, section, checks, 'applicable', subjectWords(tool.subject))] : [];
  });

/** One table a section that has checks. */
function presentTables(tool: Tool, shown: ShownResults, denominator: Denominator) {
  const { table } = shown;
  const indexOf = new Map(checksOf(tool).map((check, i) => [check.id, i]));
  const words = subjectWords(tool.subject);
  return tool.sections.flatMap((section) => {
    const checks = section.items.filter((item): item is Check => item.kind === 'check');
    if (checks.length === 0) return [];
    const units = [...table.units, table.overall];
    const isOut = ({ id }: Check) =>
      isWhollySuppressed(units.map((unit) => unit.checks[indexOf.get(id) ?? -1] ?? null));
    const columns = checks.filter((check) => !isOut(check));
    const out = checks.filter(isOut).map(({ label }) => label);
    const cellsOf = (unit: ShownUnit) =>
      columns.map((check) => {
        const figure = unit.checks[indexOf.get(check.id) ?? -1];
        if (!figure) throw new RangeError(`there is no figure for the check ${check.id}`);
        return { ...presentCell(figure, unit.files, denominator, words), check: check.shortLabel };
      });
    return {
      ...headOf(tool, section, columns, denominator, words),
      /** The checks without a column, since there is nothing to show in it; null where there are none. */
      suppressedText:
        out.length === 0
          ? null
          : `Every figure of ${out.length === checks.length ? 'every check here' : countOf(out.length, 'check')} is suppressed ${WHY_SUPPRESSED}: ${out.join(' ')}`,
      rows: table.units.map((unit) => {
        const cells = cellsOf(unit);
        return {
          name: unit.name,
          files: unit.files,
          cells,
          isSuppressed: cells.every(({ kind }) => kind === 'suppressed'),
        };
      }),
      overall: overallRows(shown, columns, denominator, {
        files: table.overall.files,
        cells: cellsOf(table.overall),
      }),
      standards: presentStandards(shown, columns, denominator),
    };
  });
}

/** The rows of all files, the headline first: weighted cells in one, counts in the other. */
function overallRows<Counted>(
  { audit, weighted, headline }: ShownResults,
  columns: readonly Check[],
  denominator: Denominator,
  counted: Counted,
) {
  const { words } = audit;
  const name = `All ${words.files}`;
  if (!weighted) return [{ name, by: 'unweighted' as const, ...counted }];
  const mark = (by: Headline) => (by === headline ? ' (headline)' : '');
  const rows = [
    {
      name: `${name}, weighted${mark('weighted')}`,
      by: 'weighted' as const,
      figures: columns.map(({ id }) => {
        const figure = weighted.find((one) => one.id === id)?.[denominator];
        return weightedFigureText(figure ?? { kind: 'none' }, words);
      }),
    },
    { name: `${name}${mark('unweighted')}`, by: 'unweighted' as const, ...counted },
  ];
  return headline === 'weighted' ? rows : rows.toReversed();
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
      ...presentAmong(tool, check, figures),
    };
  });
}

/** How a check stands among the files with the answer that it hangs on, and which these are; null where it hangs on none. */
function presentAmong(tool: Tool, check: Check, figures: ShownFigure | undefined) {
  const isHanging = figures?.kind === 'figure' && figures.among !== undefined;
  return {
    among: isHanging ? cellOf(shareIn(figures, null, 'parent'), subjectWords(tool.subject)) : null,
    amongOf: isHanging ? hangsOnText(tool, check) : null,
  };
}

/** Answers that do not fit, by group and check, with the first of the files that have them. */
function presentContradictions({ audit, tool, tally, groups }: ResultsWithPlans, inFiles: Contradiction[]) {
  const groupName = new Map(groups.map((group) => [group.id, group.name]));
  const { file, files } = audit.words;
  return tally.contradictions.map((contradiction) => {
    const check = itemById(tool, contradiction.check);
    const dependsOn = check?.kind === 'check' ? check.dependsOn : undefined;
    const parent = dependsOn && itemById(tool, dependsOn.item);
    const { given, counted } = outOfPlaceWords(check);
    return {
      group: contradiction.group,
      text: contradiction.excluded
        ? `${countOf(contradiction.files, file, files)} with ${given} for "${check?.shortLabel ?? ''}" although it does not apply to this group${counted}`
        : `${countOf(contradiction.files, file, files)} with yes for "${check?.shortLabel ?? ''}" although "${parent?.shortLabel ?? ''}" is not ${dependsOn?.answer ?? 'yes'}`,
      files: inFiles
        .filter((found) => groupName.get(found.groupId) === contradiction.group)
        .filter((found) => found.item.id === contradiction.check)
        .slice(0, FILES_SHOWN)
        .map((found) => ({
          reference: found.reference,
          href: `${urls.file(audit.id, found.fileId)}#answer.${encodeURIComponent(found.item.id)}`,
        })),
    };
  });
}

/** What can be taken along: suppressed by everybody, and as it is by the lead. */
function presentExports(audit: Audit, user: User, { items, tool }: ShownResults) {
  // A file that holds one table holds that of checks; what is asked besides has one of its own.
  const hasTwo = items !== null && items.items.length > 0 && checksOf(tool).length > 0;
  const hrefOf = (format: string, view: Record<string, string>, all: boolean) =>
    urls.exportResults(audit.id, format, { ...view, ...(all ? { figures: 'all' } : {}) });
  const links = exportLinks(audit, user, (format, all) => hrefOf(format, {}, all));
  const withAnswers = (of: typeof links.suppressed, all: boolean) =>
    of.length > 0 && hasTwo
      ? [...of, { text: 'CSV of the other questions', href: hrefOf('csv', { of: 'items' }, all) }]
      : of;
  return {
    ...links,
    suppressed: withAnswers(links.suppressed, false),
    unsuppressed: withAnswers(links.unsuppressed, true),
  };
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
