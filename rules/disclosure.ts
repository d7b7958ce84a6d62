import { telltaleRows, tellsOfFiles, tellsOfGroups } from './appliesToNobody.ts';
import type { Counted } from './appliesToNobody.ts';
import { tellsOfRest } from './nested.ts';
import { maskCrossing } from './crossSuppression.ts';
import type { Margin } from './crossSuppression.ts';
import type { UnitMask } from './shown.ts';
import type { ShownBefore } from './shownBefore.ts';
import { isFewFiles } from './fewFiles.ts';
import { hideFigures, hidingOrder } from './leastHiding.ts';
import type { SmallNumberOrder } from './leastHiding.ts';
import { isEmpty, isSmallCell, maskLine } from './suppression.ts';
import type { Cell } from './suppression.ts';
import { checksOf, isAboutPractice } from './tool.ts';
import type { Tool } from './tool.ts';
import { subjectWords } from './subjectWords.ts';

/** The share of one check in one group: yes of those applicable. */
export interface Share {
  yes: number;
  applicable: number;
}

/** A table by one field, or by group, with what is suppressed of it. */
export interface SuppressedTable {
  units: UnitMask[];
  overall: UnitMask;
}

/** What the units of a table are. */
export type Division =
  /** The values of a field, and last the files without one; or the sample groups. */
  | { of: 'values' }
  /** The answers to a check, at this position among all: yes, no, not applicable, not recorded. */
  | { of: 'checkAnswers'; check: number };

/** The threshold below which a count is suppressed unless an audit sets another. */
export const DEFAULT_SMALL_NUMBER_THRESHOLD = 5;

/** With fewer files than this, yes or no is below the threshold whatever was answered: every share is small. */
export const leastFilesToShow = (threshold: number): number => 2 * threshold;

/**
 * Whether a share may not leave the panel as it is: the yes, or the no that follows from it by subtraction, is a
 * count below the threshold, zero included. A share of nothing tells nothing about anybody.
 */
export function isSmall(share: Share, threshold: number): boolean {
  return isSmallCell([share.yes, share.applicable - share.yes], threshold);
}

/**
 * What decides whether a figure is small: of checks about persons its counts, of checks about practice, such as whether
 * a plan is on file, the number of files that it rests on.
 */
export interface SmallNumbers {
  /** Counts, or files, below it are small. */
  threshold: number;
  /** Ids of the checks of which the number of files that a figure rests on decides; of all others the counts. */
  byFiles: ReadonlySet<string>;
}

/** The same for figures that stand side by side. */
export interface SuppressionRule extends SmallNumbers {
  /** Whether providers or sample groups are hidden rather, where one of them has to be beside what is small. */
  order: SmallNumberOrder;
  /** What was shown of the same audit before, with which what is shown now must not tell what is small. */
  before?: readonly ShownBefore[];
  /** What the records are like now, as what was shown before says what they were like. */
  state?: string;
}

/**
 * Whether figures by two fields may be shown: not once others of the same audit were seen that way. Between the two, single
 * crossings differ by what few files have, and there are too many of them to hold each against each.
 */
export const mayBeCrossed = ({ before, state }: SuppressionRule): boolean =>
  (before ?? []).every((one) => one.crossed === false || (one.state !== undefined && one.state === state));

/** Whether each figure of an audit is judged by what its check is about, or all of them by their counts. */
export const SMALL_NUMBER_RULES = ['by_item', 'by_counts'] as const;
export type SmallNumberRule = (typeof SMALL_NUMBER_RULES)[number];

/**
 * The rule of an audit. Nothing is small where its records are about no person: partnerships, services and calls are
 * published by name.
 */
export const suppressionRuleOf = (
  tool: Pick<Tool, 'subject' | 'sections'>,
  audit: {
    smallNumberThreshold: number;
    smallNumberRule: SmallNumberRule;
    /** Asked for only where figures stand side by side. */
    smallNumberOrder?: SmallNumberOrder;
  },
): SuppressionRule => ({
  threshold: tool.subject.personal ? audit.smallNumberThreshold : 0,
  order: audit.smallNumberOrder ?? 'providers_first',
  byFiles: new Set(
    audit.smallNumberRule === 'by_item'
      ? checksOf(tool)
          .filter(isAboutPractice)
          .map(({ id }) => id)
      : [],
  ),
});

/**
 * The rule in words, for whoever meets a suppressed figure: one or two sentences.
 */
export function smallNumbersInWords(
  tool: Pick<Tool, 'subject' | 'sections'>,
  audit: { smallNumberThreshold: number; smallNumberRule: SmallNumberRule },
): string {
  if (!tool.subject.personal) {
    return `Nothing is suppressed: ${tool.subject.many} are not about one person.`;
  }
  const { threshold: least, byFiles } = suppressionRuleOf(tool, audit);
  const words = subjectWords(tool.subject);
  const byCounts = `when fewer than ${least} ${words.files} have a yes or fewer than ${least} a no`;
  if (byFiles.size === 0) return `A figure is small ${byCounts}: so few could point to one person.`;
  const ofPractice = `A figure about what a service did is small when it rests on fewer than ${least} ${words.files}`;
  return `${ofPractice}; a figure about who somebody is, or about practice by such a fact, ${byCounts}. So few could point to one person.`;
}

/** Whether the share of a check may not be shown outside the panel, whatever stands beside it. */
export function isSmallFor(rule: SmallNumbers, checkId: string, share: Share): boolean {
  return rule.byFiles.has(checkId)
    ? isFewFiles(share.applicable, rule.threshold)
    : isSmall(share, rule.threshold);
}

// Outside the panel each table is suppressed by itself, given what the tables that it adds up to show: those by one field
// and of the whole audit. Why nothing follows from all of them together is in
// docs/decisions/2026-11-22-disclosure.md. A figure is shown or hidden with all four counts of its answers.

/**
 * What is suppressed by sample group and by provider, which stand beside each other and the whole audit. How many files
 * a group has is how the sample was planned, and is shown.
 *
 * @param providers - for each the positions of its groups, which may be those of others as well
 */
export function maskSampleGroups(
  groups: readonly Counted[],
  providers: readonly (readonly number[])[],
  overall: Counted,
  rule: SuppressionRule,
): { groups: SuppressedTable; providers: SuppressedTable } {
  const files = groups.map((group) => group.files);
  const lines = overall.checks.map(({ id }, c) => {
    const cells = columnOf(groups, c);
    const counted = rule.byFiles.has(id) ? cells.map(([yes = 0, no = 0]): Cell => [yes + no]) : cells;
    return hideFigures({ cells: counted, providers, files }, rule);
  });
  const whole = maskOverall(overall, rule);
  return {
    groups: tableOf(
      groups.map(() => false),
      lines.map((line) => line.groups),
      whole,
    ),
    providers: tableOf(
      providers.map(() => false),
      lines.map((line) => line.providers),
      whole,
    ),
  };
}

/**
 * What is suppressed by the values of one field, or by the answers to one check, beside the table by group.
 *
 * @param units - all of them, those without files too: they make up the whole audit
 * @param groups - the sample groups of the same files
 * @param dividing - the positions of all checks by which files may be divided
 */
export function maskSegments(
  division: Division,
  units: readonly Counted[],
  overall: Counted,
  groups: readonly Counted[],
  dividing: ReadonlySet<number>,
  rule: SuppressionRule,
): SuppressedTable {
  const { threshold } = rule;
  const whole = maskOverall(overall, rule);
  const own = division.of === 'checkAnswers' ? division.check : -1;
  // The answers to a check are shown together, so the files by its answers are as well.
  const files = own === -1 ? maskFiles(units, threshold) : units.map(() => whole.checks[own] ?? false);
  const known = units.map((unit, u) => unit.files === 0 && !files[u]);
  // Units whose number of files is hidden are hidden in any case.
  const sizes = units.map((unit, u) => (files[u] ? 0 : unit.files));
  const lines = overall.checks.map((_, c) => {
    if (c === own) return files;
    if (own !== -1 && dividing.has(c)) {
      const hidden = whole.checks[own] || whole.checks[c] || isTelling(units, c, threshold);
      return units.map(() => hidden ?? false);
    }
    const isShown = ({ id, yes, no }: Counted['checks'][number]) =>
      yes + no === 0 || !isSmallFor(rule, id, { yes, applicable: yes + no });
    if (tellsOfGroups(groups, units, c, { threshold, isShown })) return units.map(() => true);
    const told = { isShown, isSmall: (share: Share) => isSmall(share, threshold) };
    if (own !== -1 && tellsOfRest(groups, units, { check: c, own }, told)) return units.map(() => true);
    const cells = columnOf(units, c);
    const sooner = hidingOrder({ cells, files: sizes }, threshold);
    const order = units.map((_unit, u) => sooner.indexOf(u));
    return maskLine(cells, threshold, { forced: files, known, order, files: sizes }).cells;
  });
  return tableOf(files, lines, whole);
}

/** One of the two fields of a crossing, with its table by itself. */
export interface CrossedField {
  division: Division;
  units: readonly Counted[];
  masks: SuppressedTable;
}

/**
 * What is suppressed of two fields at once.
 *
 * @param units - by the units of the rows, then of the columns, all of them
 * @param dividing - the positions of all checks by which files may be divided
 * @returns by row and column
 */
export function maskCrossedSegments(
  rows: CrossedField,
  columns: CrossedField,
  units: readonly (readonly Counted[])[],
  dividing: ReadonlySet<number>,
  threshold: number,
): UnitMask[][] {
  const files = maskCrossedFiles(rows, columns, units, threshold);
  const own = [rows, columns].flatMap(({ division }) =>
    division.of === 'checkAnswers' ? [division.check] : [],
  );
  const overall = rows.masks.overall;
  const checks = overall.checks.map((totalSuppressed, c) => {
    if (own.includes(c)) return files;
    // The same counts would stand in the table by that check, divided otherwise.
    if ((own.length > 0 && dividing.has(c)) || tellsOfFiles(rows.units, columns.units, files, c))
      return files.map((row) => row.map(() => true));
    const marginsOf = ({ units: of, masks }: CrossedField) =>
      columnOf(of, c).map((cell, u): Margin => {
        const suppressed = masks.units[u]?.checks[c] ?? false;
        return { suppressed, nothing: !suppressed && isEmpty(cell) };
      });
    return maskCrossing(
      {
        cells: units.map((row) => columnOf(row, c)),
        rows: marginsOf(rows),
        columns: marginsOf(columns),
        totalSuppressed,
        forced: files,
        ofFiles: false,
        order: units.map((row, r) => row.map((unit, u) => (files[r]?.[u] ? 0 : unit.files))),
      },
      threshold,
    );
  });
  return files.map((row, r) =>
    row.map((hidden, u) => ({ files: hidden, checks: checks.map((grid) => grid[r]?.[u] ?? false) })),
  );
}

function maskCrossedFiles(
  rows: CrossedField,
  columns: CrossedField,
  units: readonly (readonly Counted[])[],
  threshold: number,
): boolean[][] {
  // How many files have a value and an answer is what the table by that value shows of that check.
  if (columns.division.of === 'checkAnswers') {
    const { check } = columns.division;
    const masks = columnOfMasks(rows.masks, check);
    if (rows.division.of === 'checkAnswers') return units.map((row) => row.map(() => masks.includes(true)));
    return units.map((row, r) => row.map(() => masks[r] ?? false));
  }
  if (rows.division.of === 'checkAnswers') {
    const masks = columnOfMasks(columns.masks, rows.division.check);
    return units.map((row) => row.map((_, u) => masks[u] ?? false));
  }
  const marginsOf = ({ units: of, masks }: CrossedField) =>
    of.map(({ files }, u): Margin => {
      const suppressed = masks.units[u]?.files ?? false;
      return { suppressed, nothing: !suppressed && files === 0 };
    });
  const seen = ({ units: of, masks }: CrossedField) =>
    of.map(({ files }, u) => (masks.units[u]?.files ? 0 : files));
  const [ofRows, ofColumns] = [seen(rows), seen(columns)];
  const crossing = {
    cells: units.map((row) => row.map(({ files }): Cell => [files])),
    rows: marginsOf(rows),
    columns: marginsOf(columns),
    totalSuppressed: false,
    ofFiles: true,
    // As many as there would be if the two fields had nothing to do with each other.
    order: ofRows.map((row) => ofColumns.map((column) => row * column)),
  };
  const forced = units.map((row) => row.map(() => false));
  const hidden = maskCrossing({ ...crossing, forced }, threshold);
  const turned = ofColumns.map((_, c) => units.flatMap((row) => row[c] ?? []));
  const inRows = telltaleRows(rows.units, columns.units, units, hidden, threshold);
  const hiddenTurned = turned.map((_, c) => hidden.map((row) => row[c] ?? false));
  const inColumns = telltaleRows(columns.units, rows.units, turned, hiddenTurned, threshold);
  if (!inRows.includes(true) && !inColumns.includes(true)) return hidden;
  const more = units.map((row, r) => row.map((_, c) => (inRows[r] || inColumns[c]) ?? false));
  return maskCrossing({ ...crossing, forced: more }, threshold);
}

/**
 * What is suppressed of how many files have each value of a field, the number of all being shown: so where that is small
 * itself not even values without files may be.
 *
 * @param units - all values, the files without one among them
 * @returns true where the number of files is hidden
 */
export function maskFiles(units: readonly Pick<Counted, 'files'>[], threshold: number): boolean[] {
  const { cells, total } = maskLine(
    units.map(({ files }): Cell => [files]),
    threshold,
  );
  return total ? units.map(() => true) : cells;
}

function maskOverall({ checks }: Counted, rule: SuppressionRule): UnitMask {
  return {
    files: false,
    checks: checks.map(
      ({ id, yes, no }) => yes + no > 0 && isSmallFor(rule, id, { yes, applicable: yes + no }),
    ),
  };
}

/** Whether of two checks any answers to one among those with an answer to the other are few; the same either way. */
function isTelling(units: readonly Counted[], check: number, threshold: number): boolean {
  const [yes, no] = units.map(({ checks }) => checks[check]);
  const both = (count: (counts: Counted['checks'][number]) => number): Cell => [
    yes ? count(yes) : 0,
    no ? count(no) : 0,
  ];
  return [
    ...columnOf(units, check),
    both((counts) => counts.yes),
    both((counts) => counts.no),
    both((counts) => counts.notApplicable),
    both((counts) => counts.notRecorded),
  ].some((cell) => isSmallCell(cell, threshold));
}

const answersOf = ({ yes, no }: { yes: number; no: number }): Cell => [yes, no];

const columnOf = (units: readonly Counted[], check: number): Cell[] =>
  units.map(({ checks }) => answersOf(checks[check] ?? { yes: 0, no: 0 }));

const columnOfMasks = (table: SuppressedTable, check: number): boolean[] =>
  table.units.map(({ checks }) => checks[check] ?? false);

const tableOf = (files: boolean[], lines: boolean[][], overall: UnitMask): SuppressedTable => ({
  units: files.map((hidden, u) => ({ files: hidden, checks: lines.map((line) => line[u] ?? false) })),
  overall,
});
