import { shareIn } from './distributionLayout.ts';
import type { DistributionLayout } from './distributionLayout.ts';
import { isAboutAll } from './distributionKind.ts';
import { plainMean, withDecimals } from './distributionParts.ts';
import { decimalText, percentText, possibleCounts } from './printed.ts';
import type { Decimal } from './printed.ts';
import { readDecimal } from './printedCell.ts';
import { checkCounts } from './printedCheck.ts';
import type { CheckCounts, WhyLeft } from './printedCheck.ts';
import { readDistribution } from './printedProposal.ts';
import { targetsOf } from './printedTargets.ts';
import type { Target } from './printedTargets.ts';
import type { PrintedTable } from './tableGrid.ts';
import type { Tool } from './tool.ts';

// A printed distribution as a baseline: rows are questions of a tool, columns its answers, in percent of those answered.

/**
 * What a person has settled on: name and size of each group (null leaves one out), a question or criterion for each row
 * and an answer for each column.
 */
export interface DistributionChoice {
  groups: ({ name: string; files: number } | null)[];
  items: (string | null)[];
  answers: (string | null)[];
}

/** The answers to one question, or how many are in each band of a criterion, as a published table has them. */
export interface PrintedAnswers {
  item: string;
  /** Of how many records the percentages are. */
  answered: number;
  /** By answer, only those that the table gives a figure for; share is from 0 to 1. */
  percents: Record<string, PrintedShare>;
  /** As printed, or worked out from the percentages where none is printed; null where there is none. */
  mean: { text: string; value: number; isPrinted: boolean } | null;
}

/** A share as printed, with its value from 0 to 1 and the fewest and most records that it can stand for. */
export interface PrintedShare {
  text: string;
  share: number;
  /** Where the number itself is printed. */
  count?: number;
  least: number;
  most: number;
}

/** What is taken over of a printed distribution, and the rows of which nothing could be. */
export interface TakenDistribution {
  items: (PrintedAnswers & { group: string })[];
  /** Of checks: files by answer, where one whole number alone gives each percentage; all others are not recorded. */
  checks: { group: string; check: string; answer: string; files: number }[];
  /** Rows that were chosen and of which nothing can be taken, and why. */
  left: LeftRow[];
}

/** A row of which nothing could be taken over, or not its mean. */
export interface LeftRow {
  label: string;
  why: WhyLeft | 'mean';
}

/**
 * The figures of a printed distribution as they are printed: percentages stay percentages, since several whole numbers
 * may give one.
 *
 * @throws RangeError when the choice does not fit the table
 */
export function takenDistribution(
  table: PrintedTable,
  tool: Tool,
  choice: DistributionChoice,
): TakenDistribution {
  const read = readDistribution(table, tool);
  const { groups, rows, columns } = read;
  if (
    choice.groups.length !== groups.length ||
    choice.items.length !== rows.length ||
    choice.answers.length !== columns.length
  ) {
    throw new RangeError('the choice is of another table');
  }
  const taken: TakenDistribution = { items: [], checks: [], left: [] };
  const itemOf = new Map(rows.map(({ key }, r) => [key, choice.items[r] ?? null]));
  const answerOf = new Map(columns.map(({ name }, c) => [name, choice.answers[c] ?? null]));
  const targets = targetsOf(tool);
  groups.forEach((group, g) => {
    const chosen = choice.groups[g];
    if (!chosen) return;
    const { layout } = group;
    const answers = layout.categories.map(({ name }) => answerOf.get(name) ?? null);
    for (const row of group.rows) {
      const target = targets.get(itemOf.get(row.key) ?? '');
      if (!target) continue;
      const answered = Math.min(chosen.files, row.of ?? chosen.files);
      const own = { ...group, cells: row.cells, answers, answered, files: chosen.files };
      const label = groups.length > 1 ? [chosen.name, row.label].filter(Boolean).join(', ') : row.label;
      takeRow(taken, own, target, { group: chosen.name, label });
    }
  });
  return taken;
}

interface RowToTake {
  cells: readonly string[];
  layout: DistributionLayout;
  decimals: { percent: number; mean: number };
  answers: readonly (string | null)[];
  answered: number;
  files: number;
}

function takeRow(
  taken: TakenDistribution,
  row: RowToTake,
  target: Target,
  { group, label }: { group: string; label: string },
): void {
  const left = (why: LeftRow['why']) => taken.left.push({ label, why });
  if (target.isCheck) {
    const counts = checkCounts({ ...row, decimals: row.decimals.percent });
    if (typeof counts === 'string') left(counts);
    else taken.checks.push(...answersOfCheck(target.id, counts).map((one) => ({ group, ...one })));
    return;
  }
  const own = answersIn(row, target);
  if (Object.keys(own.percents).length === 0) {
    left('none');
    return;
  }
  const { range } = target;
  const isOutside =
    own.mean !== null && range !== null && (own.mean.value < range.least || own.mean.value > range.most);
  if (isOutside) left('mean');
  taken.items.push({ group, ...own, mean: isOutside ? null : own.mean });
}

/** The counts of a check by answer, not applicable only where anything is. */
const answersOfCheck = (
  check: string,
  { yes, no, na }: CheckCounts,
): Omit<TakenDistribution['checks'][number], 'group'>[] => [
  { check, answer: 'yes', files: yes },
  { check, answer: 'no', files: no },
  ...(na === 0 ? [] : [{ check, answer: 'na', files: na }]),
];

function answersIn(
  { cells, layout, decimals, answered, answers }: RowToTake,
  { id, options }: Target,
): PrintedAnswers {
  const parts = layout.categories.flatMap((category, c): ReadPart[] => {
    const answer = answers[c] ?? '';
    const read = shareIn(cells, category);
    if (!options.has(answer) || read.kind !== 'figure') return [];
    const score = options.get(answer) ?? null;
    if (read.count !== null) {
      return read.count > answered
        ? []
        : [{ answer, score, share: countedShare(read.count, read.percent, answered) }];
    }
    if (!read.percent) return [];
    const percent = withDecimals(read.percent, decimals.percent);
    if (percent.units > 100 * 10 ** percent.decimals) return [];
    return [
      {
        answer,
        score,
        percent,
        ...(read.percent.bound && { bound: read.percent.bound }),
        share: shareOf(read.percent, percent, answered),
      },
    ];
  });
  /** Whether there is a plain figure for an answer, or an empty cell, which is nothing. */
  const isKnown = (answer: string): boolean => {
    const category = layout.categories[answers.indexOf(answer)];
    if (category === undefined) return false;
    const read = shareIn(cells, category);
    if (read.kind === 'gap') return read.why !== 'missing';
    return parts.some((part) => part.answer === answer && part.bound === undefined);
  };
  return {
    item: id,
    answered,
    percents: Object.fromEntries(parts.map(({ answer, share }) => [answer, share])),
    mean:
      printedMean(cells[layout.mean] ?? '', decimals.mean) ??
      meanOf([...options.keys()].every(isKnown) ? parts : [], answered),
  };
}

interface ReadPart {
  answer: string;
  score: number | null;
  percent?: Decimal;
  bound?: Decimal['bound'];
  share: PrintedShare;
}

/** A number that is printed, with the percentage beside it where there is one. */
function countedShare(count: number, percent: Decimal | null, answered: number): PrintedShare {
  const beside = percent ? `, ${percentText(percent)}` : '';
  return {
    text: `${count} of ${answered}${beside}`,
    share: count / answered,
    count,
    least: count,
    most: count,
  };
}

function shareOf(printed: Decimal, percent: Decimal, answered: number): PrintedShare {
  const share = percent.units / (100 * 10 ** percent.decimals);
  const behind = possibleCounts(percent, answered);
  const { proportion: _, ...inPercent } = printed;
  return {
    text: percentText(inPercent),
    share,
    // No whole number may give it, which is named as an error of the table.
    least: behind?.low ?? Math.floor(share * answered),
    most: behind?.high ?? Math.ceil(share * answered),
  };
}

function printedMean(cell: string, decimals: number): PrintedAnswers['mean'] {
  const printed = readDecimal(cell);
  if (!printed) return null;
  const told = withDecimals(printed, decimals);
  return { text: decimalText(told), value: told.units / 10 ** told.decimals, isPrinted: true };
}

/** The mean that figures give that are all answers of a question; null where they are not, or have no scores. */
function meanOf(parts: readonly ReadPart[], answered: number): PrintedAnswers['mean'] {
  if (parts.length === 0 || parts.some(({ score }) => score === null)) return null;
  const counts = parts.flatMap(({ share }) => share.count ?? []);
  if (counts.length === parts.length) {
    if (counts.reduce((sum, n) => sum + n, 0) !== answered) return null;
    const points = parts.reduce((sum, { score, share }) => sum + (score ?? 0) * (share.count ?? 0), 0);
    const units = Math.floor((200 * points + answered) / (2 * answered));
    return { text: decimalText({ units, decimals: 2 }), value: units / 100, isPrinted: false };
  }
  const percents = parts.flatMap(({ percent, score }) => (percent ? [{ category: { score }, percent }] : []));
  if (percents.length < parts.length || !isAboutAll(percents.map(({ percent }) => percent))) return null;
  const mean = plainMean(percents, 1);
  return { text: decimalText(mean), value: mean.units / 10, isPrinted: false };
}

/**
 * What several groups come to together: numbers are added up where all of them are printed, and a percentage of
 * several groups is not known, so that it is left out.
 */
export function printedTogether(groups: readonly PrintedAnswers[]): PrintedAnswers | null {
  const [first] = groups;
  if (!first || groups.length === 1) return first ?? null;
  const answered = groups.reduce((sum, group) => sum + group.answered, 0);
  const answers = [...new Set(groups.flatMap(({ percents }) => Object.keys(percents)))];
  const percents = answers.flatMap((answer): [string, PrintedShare][] => {
    const counts = groups.map((group) => exactIn(group, answer));
    if (counts.includes(null)) return [];
    const count = counts.reduce<number>((sum, n) => sum + (n ?? 0), 0);
    return [[answer, countedShare(count, null, answered)]];
  });
  return { item: first.item, answered, percents: Object.fromEntries(percents), mean: null };
}

/** How many of a group gave an answer, where only one number can be meant; null where several can. */
function exactIn({ percents, answered }: PrintedAnswers, answer: string): number | null {
  const own = percents[answer];
  if (own) return own.least === own.most ? own.least : null;
  // An answer without a figure is nobody where the others are all.
  const others = Object.values(percents);
  const sum = others.reduce((all, { least }) => all + least, 0);
  return others.every(({ least, most }) => least === most) && sum === answered ? 0 : null;
}
