import { distributionLayout, usualDecimals } from './distribution.ts';
import type { DistributionLayout } from './distribution.ts';
import { isAboutAll } from './distributionKind.ts';
import { plainMean, withDecimals } from './distributionParts.ts';
import { optionsOf, instrumentItemsOf } from './instrument/parts.ts';
import type { InstrumentItem } from './instrument/schema.ts';
import { decimalText, percentText, possibleCounts } from './printed.ts';
import type { Decimal } from './printed.ts';
import { readDecimal, readPrinted } from './printedCell.ts';
import { checkCounts } from './printedCheck.ts';
import type { CheckCounts, WhyLeft } from './printedCheck.ts';
import type { PrintedTable } from './tableGrid.ts';
import { checksOf, foldName, namesOf } from './tool.ts';
import type { Tool } from './tool.ts';

// A printed distribution as a baseline: rows are questions of a tool, columns its answers, in percent of those answered.

/** What a printed distribution could become: the question that each row looks like, and the answer of each column. */
export interface DistributionProposal {
  /** In the order of the table; answered is null where the row does not say of how many it is. */
  rows: { label: string; item: string | null; answered: number | null }[];
  columns: { heading: string; answer: string | null }[];
  /** The heading of the column that says of how many each row is, or null. */
  size: string | null;
  /** The heading of the means, or null. */
  mean: string | null;
}

/** What a person has settled on: of how many the rows are, a question for each row and an answer for each column. */
export interface DistributionChoice {
  files: number;
  items: (string | null)[];
  answers: (string | null)[];
}

/** The answers to one question as a published table has them. */
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
  least: number;
  most: number;
}

/** The number of a criterion or of a question in it. */
const NUMBER = /^\d{1,2}$/;

/** The questions of a tool that have answers to choose from. */
const closedItems = (tool: Tool): InstrumentItem[] =>
  instrumentItemsOf(tool.instrument).filter((item) => optionsOf(tool.instrument, item).length > 0);

/** Every answer of a tool once, by its id; two scales may have the same. */
export function answersOfTool(tool: Tool): { id: string; label: string }[] {
  const all = closedItems(tool).flatMap((item) => optionsOf(tool.instrument, item));
  return [...new Map(all.map(({ id, label }) => [id, { id, label }])).values()];
}

/** The questions that a row can be, as they are chosen from. */
export const questionsOfTool = (tool: Tool): { id: string; label: string }[] =>
  closedItems(tool).map(({ id, label, shortLabel }) => ({ id, label: `${shortLabel}: ${label}` }));

/**
 * The tools that a printed distribution may be about: those with at least two of its answers, the one that knows most
 * of its rows by name first.
 */
export function toolsOfDistribution(
  table: PrintedTable,
  tools: readonly Tool[],
): { tool: Tool; known: number }[] {
  return tools
    .flatMap((tool) => {
      const { rows, columns } = proposeDistribution(table, tool);
      const answers = columns.filter(({ answer }) => answer !== null).length;
      return answers < 2 ? [] : [{ tool, known: rows.filter(({ item }) => item !== null).length }];
    })
    .toSorted((a, b) => b.known - a.known);
}

/** Proposes how to take a printed distribution over. */
export function proposeDistribution(table: PrintedTable, tool: Tool): DistributionProposal {
  const layout = distributionLayout(table);
  const answers = answerNames(tool);
  const items = itemNames(tool);
  const taken = new Set<string>();
  const once = (id: string | undefined): string | null => {
    // The same question or answer twice would be counted twice.
    if (id === undefined || taken.has(id)) return null;
    taken.add(id);
    return id;
  };
  const columns = layout.categories.map(({ heading, name }) => ({
    heading,
    answer: once(answers.get(foldName(name))),
  }));
  taken.clear();
  return {
    columns,
    rows: table.rows.map(({ cells }) => ({
      label: labelOf(cells, layout),
      item: once(itemCalled(cells, layout, items)),
      answered: sizeIn(cells, layout),
    })),
    size: headingAt(layout, layout.size),
    mean: headingAt(layout, layout.mean),
  };
}

const headingAt = ({ heading }: DistributionLayout, index: number): string | null =>
  index < 0 ? null : (heading[index] ?? null);

/** What the answers of a tool are called: by label, id and score. */
function answerNames(tool: Tool): Map<string, string> {
  const names = new Map<string, string>();
  for (const item of closedItems(tool)) {
    for (const { id, label, score } of optionsOf(tool.instrument, item)) {
      for (const name of [label, id, ...(score === null ? [] : [String(score), `score ${score}`])]) {
        if (!names.has(foldName(name))) names.set(foldName(name), id);
      }
    }
  }
  return names;
}

/** The questions of a tool by all that they are called; null where two are called so. */
function itemNames(tool: Tool): Map<string, string | null> {
  const names = new Map<string, string | null>();
  for (const item of closedItems(tool)) {
    for (const name of namesOf(item)) {
      const other = names.get(name);
      names.set(name, other === undefined || other === item.id ? item.id : null);
    }
  }
  return names;
}

/** What a row is called: the last of its labels, which says most, after its numbers. */
function labelOf(cells: readonly string[], { labels }: DistributionLayout): string {
  const texts = labels.map((column) => (cells[column] ?? '').trim()).filter((text) => text !== '');
  const numbers = texts.filter((text) => NUMBER.test(text)).join('.');
  const words = texts.findLast((text) => !NUMBER.test(text));
  return [numbers, words ?? ''].filter((text) => text !== '').join(' ');
}

/** The question that the labels of a row name, the last first; numbers side by side, such as 1 and 2, are 1.2 together. */
function itemCalled(
  cells: readonly string[],
  { labels }: DistributionLayout,
  items: ReadonlyMap<string, string | null>,
): string | undefined {
  const texts = labels.map((column) => (cells[column] ?? '').trim());
  const numbers = texts.filter((text) => NUMBER.test(text));
  const written = [...texts.toReversed(), ...(numbers.length > 1 ? [numbers.join('.')] : [])].map(foldName);
  for (const name of written) {
    const found = name === '' ? undefined : items.get(name);
    if (found) return found;
  }
  return undefined;
}

function sizeIn(cells: readonly string[], { size }: DistributionLayout): number | null {
  if (size < 0) return null;
  const read = readPrinted(cells[size] ?? '', 'count');
  return read.kind === 'figure' && read.count !== null && read.count > 0 ? read.count : null;
}

/** What is taken over of a printed distribution, and the rows of which nothing could be. */
export interface TakenDistribution {
  items: PrintedAnswers[];
  /** Of checks: files by answer, where one whole number alone gives each percentage; all others are not recorded. */
  checks: { check: string; answer: string; files: number }[];
  /** Rows that were chosen and of which nothing can be taken, and why. */
  left: LeftRow[];
}

/** A row of which nothing could be taken over. */
export interface LeftRow {
  label: string;
  why: WhyLeft;
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
  const layout = distributionLayout(table);
  if (choice.items.length !== table.rows.length || choice.answers.length !== layout.categories.length) {
    throw new RangeError('the choice is of another table');
  }
  const checks = new Set(checksOf(tool).map(({ id }) => id));
  const items = new Map(closedItems(tool).map((item) => [item.id, item]));
  const taken: TakenDistribution = { items: [], checks: [], left: [] };
  const decimals = {
    percent: usualDecimals(table, layout.categories),
    mean: usualDecimals(table, layout.mean < 0 ? [] : [{ index: layout.mean }]),
  };
  table.rows.forEach(({ cells }, r) => {
    const item = items.get(choice.items[r] ?? '');
    if (!item) return;
    const answered = Math.min(choice.files, sizeIn(cells, layout) ?? choice.files);
    const row = { cells, layout, answers: choice.answers, answered };
    const left = (why: WhyLeft) => taken.left.push({ label: labelOf(cells, layout), why });
    if (checks.has(item.id)) {
      const counts = checkCounts({ ...row, decimals: decimals.percent, files: choice.files });
      if (typeof counts === 'string') left(counts);
      else taken.checks.push(...answersOfCheck(item.id, counts));
      return;
    }
    const own = answersIn(cells, { ...row, decimals, tool, item });
    if (Object.keys(own.percents).length === 0) left('none');
    else taken.items.push(own);
  });
  return taken;
}

/** The counts of a check by answer, not applicable only where anything is. */
const answersOfCheck = (check: string, { yes, no, na }: CheckCounts): TakenDistribution['checks'] => [
  { check, answer: 'yes', files: yes },
  { check, answer: 'no', files: no },
  ...(na === 0 ? [] : [{ check, answer: 'na', files: na }]),
];

function answersIn(
  cells: readonly string[],
  of: {
    layout: DistributionLayout;
    decimals: { percent: number; mean: number };
    tool: Tool;
    item: InstrumentItem;
    answered: number;
    answers: readonly (string | null)[];
  },
): PrintedAnswers {
  const { layout, decimals, tool, item, answered, answers } = of;
  const options = new Map(optionsOf(tool.instrument, item).map(({ id, score }) => [id, score]));
  const parts = layout.categories.flatMap((category, c) => {
    const answer = answers[c] ?? '';
    const read = readPrinted(cells[category.index] ?? '', 'percent');
    if (!options.has(answer) || read.kind !== 'figure' || !read.percent) return [];
    const percent = withDecimals(read.percent, decimals.percent);
    return percent.units > 100 * 10 ** percent.decimals
      ? []
      : [{ answer, score: options.get(answer) ?? null, printed: read.percent, percent }];
  });
  /** Whether there is a plain figure for an answer, or an empty cell, which is nothing. */
  const isKnown = (answer: string): boolean => {
    const { index } = layout.categories[answers.indexOf(answer)] ?? {};
    if (index === undefined) return false;
    const read = readPrinted(cells[index] ?? '', 'percent');
    if (read.kind === 'gap') return read.why !== 'missing';
    return parts.some((part) => part.answer === answer && part.printed.bound === undefined);
  };
  return {
    item: item.id,
    answered,
    percents: Object.fromEntries(
      parts.map(({ answer, printed, percent }) => [answer, shareOf(printed, percent, answered)]),
    ),
    mean:
      printedMean(cells[layout.mean] ?? '', decimals.mean) ??
      meanOf([...options.keys()].every(isKnown) ? parts : []),
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

/** The mean that percentages give that are all answers of a question; null where they are not, or have no scores. */
function meanOf(parts: readonly { score: number | null; percent: Decimal }[]): PrintedAnswers['mean'] {
  const isScored = parts.every(({ score }) => score !== null);
  if (!isScored || !isAboutAll(parts.map(({ percent }) => percent))) return null;
  const mean = plainMean(
    parts.map(({ score, percent }) => ({ category: { score }, percent })),
    1,
  );
  return { text: decimalText(mean), value: mean.units / 10, isPrinted: false };
}
