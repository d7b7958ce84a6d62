import { blocksOf, isOfAll, NUMBER } from './distributionBlocks.ts';
import type { DistributionBlock } from './distributionBlocks.ts';
import { distributionLayout, sizeIn, usualDecimals } from './distributionLayout.ts';
import type { DistributionLayout } from './distributionLayout.ts';
import { answerNames, criterionNames, itemNames } from './printedTargets.ts';
import type { PrintedTable } from './tableGrid.ts';
import { givenFiles } from './tableHeads.ts';
import { foldName } from './tool.ts';
import type { Tool } from './tool.ts';

// How a printed distribution could be taken over: its groups, and what its rows and columns are of a tool.

/** What a printed distribution could become: the question or criterion that each row looks like, and the answer of each column. */
export interface DistributionProposal {
  /** In the order of the table; one without a label where it names none. isAll: all the others together. */
  groups: { label: string; files: number | null; isAll: boolean }[];
  /** Those that several groups have once; answered is the most that a row says that it is of, or null. */
  rows: { label: string; item: string | null; answered: number | null }[];
  columns: { heading: string; answer: string | null }[];
  /** The heading of the column that says of how many each row is, or null. */
  size: string | null;
  /** The heading of the means, or null. */
  mean: string | null;
}

/** A printed distribution as it is read for a tool: groups, the rows in each, and the columns that they share. */
export interface ReadDistribution {
  groups: ReadGroup[];
  /** By key, in the order in which they first come. */
  rows: { key: string; label: string }[];
  columns: { name: string; heading: string }[];
}

interface ReadGroup {
  label: string;
  files: number | null;
  isAll: boolean;
  layout: DistributionLayout;
  decimals: { percent: number; mean: number };
  rows: ReadRow[];
}

interface ReadRow {
  /** The same for the same row of several groups. */
  key: string;
  label: string;
  cells: readonly string[];
  /** Of how many it says that it is. */
  of: number | null;
}

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
  const { groups, rows, columns } = readDistribution(table, tool);
  const answers = answerNames(tool);
  const called = calledIn(tool);
  const firstRows = new Map(
    groups
      .flatMap(({ rows: own, layout }) => own.map((row) => [row.key, { ...row, layout }] as const))
      .toReversed(),
  );
  const [only] = tool.instrument.criteria;
  const isOne = tool.instrument.criteria.length === 1 && rows.length === 1;
  const taken = new Set<string>();
  const once = (id: string | undefined): string | null => {
    // The same question or answer twice would be counted twice.
    if (id === undefined || taken.has(id)) return null;
    taken.add(id);
    return id;
  };
  const answered = (key: string): number | null => {
    const sizes = groups.flatMap((group) =>
      group.rows.flatMap((row) => (row.key === key ? (row.of ?? []) : [])),
    );
    return sizes.length === 0 ? null : Math.max(...sizes);
  };
  const proposed = columns.map(({ heading, name }) => ({
    heading,
    answer: once(answers.get(foldName(name))),
  }));
  taken.clear();
  const [first] = groups;
  return {
    groups: groups.map(({ label, files, isAll }) => ({ label, files, isAll })),
    columns: proposed,
    rows: rows.map(({ key, label }) => {
      const row = firstRows.get(key);
      const found = row && called(row.cells, row.layout);
      // Rows that are groups say nothing of what they are of: of a tool with one result at the top it is that.
      return {
        label,
        item: once(found ?? (isOne && key === '' ? only?.id : undefined)),
        answered: answered(key),
      };
    }),
    size: first ? headingAt(first.layout, first.layout.size) : null,
    mean: first ? headingAt(first.layout, first.layout.mean) : null,
  };
}

const headingAt = ({ heading }: DistributionLayout, index: number): string | null =>
  index < 0 ? null : (heading[index] ?? null);

/** Reads a printed distribution for a tool: one that has a group in each row is told by what its rows are called. */
export function readDistribution(table: PrintedTable, tool: Tool): ReadDistribution {
  const called = calledIn(tool);
  const blocks = blocksOf(table);
  const [block] = blocks;
  const single = blocks.length === 1 && block ? groupsInRows(block, called) : null;
  const groups = single ?? blocks.map((one) => groupOf(one));
  const rows = new Map(
    groups.flatMap((group) => group.rows.map(({ key, label }) => [key, label] as const)).toReversed(),
  );
  const keys = [...new Set(groups.flatMap((group) => group.rows.map(({ key }) => key)))];
  const columns = new Map<string, string>();
  for (const { layout } of groups) {
    for (const { name, heading } of layout.categories) if (!columns.has(name)) columns.set(name, heading);
  }
  return {
    groups,
    rows: keys.map((key) => ({ key, label: rows.get(key) ?? '' })),
    columns: [...columns].map(([name, heading]) => ({ name, heading })),
  };
}

function groupOf({ group, files, table }: DistributionBlock): ReadGroup {
  const layout = distributionLayout(table);
  const seen = new Map<string, number>();
  const rows = table.rows.map(({ cells }): ReadRow => {
    const key = layout.labels.map((column) => foldName(cells[column] ?? '')).join('\n');
    const times = (seen.get(key) ?? 0) + 1;
    seen.set(key, times);
    return {
      key: times === 1 ? key : `${key}\n(${times})`,
      label: labelOf(cells, layout),
      cells,
      of: sizeIn(cells, layout),
    };
  });
  const sizes = rows.flatMap(({ of }) => of ?? []);
  const most = sizes.length === 0 ? null : Math.max(...sizes);
  return {
    label: group,
    files: files ?? most,
    isAll: isOfAll(group),
    layout,
    decimals: decimalsOf(table, layout),
    rows,
  };
}

const decimalsOf = (table: PrintedTable, layout: DistributionLayout) => ({
  percent: usualDecimals(table, layout.categories),
  mean: usualDecimals(table, layout.mean < 0 ? [] : [{ index: layout.mean }]),
});

/** The rows of a table as groups: where none of several is called like a question, and each says of how many it is. */
function groupsInRows({ table }: DistributionBlock, called: Called): ReadGroup[] | null {
  const layout = distributionLayout(table);
  const groups = table.rows.map(({ cells }) => {
    const given = givenFiles(labelOf(cells, layout));
    return { cells, label: given.rest, files: sizeIn(cells, layout) ?? given.n };
  });
  const isQuestion = table.rows.some(({ cells }) => called(cells, layout) !== undefined);
  const isNamed = groups.every(({ label, files }) => label !== '' && !NUMBER.test(label) && files !== null);
  if (groups.length < 2 || isQuestion || !isNamed) return null;
  const decimals = decimalsOf(table, layout);
  return groups.map(({ cells, label, files }) => ({
    label,
    files,
    isAll:
      isOfAll(label) &&
      isSum(
        files,
        groups.filter((other) => other.label !== label),
      ),
    layout,
    decimals,
    rows: [{ key: '', label: '', cells, of: files }],
  }));
}

const isSum = (all: number | null, others: readonly { files: number | null }[]): boolean =>
  others.reduce((sum, { files }) => sum + (files ?? 0), 0) === all;

/** What a row is called: the last of its labels, which says most, after its numbers. */
function labelOf(cells: readonly string[], { labels }: DistributionLayout): string {
  const texts = labels.map((column) => (cells[column] ?? '').trim()).filter((text) => text !== '');
  const numbers = texts.filter((text) => NUMBER.test(text)).join('.');
  const words = texts.findLast((text) => !NUMBER.test(text));
  return [numbers, words ?? ''].filter((text) => text !== '').join(' ');
}

type Called = (cells: readonly string[], layout: DistributionLayout) => string | undefined;

/**
 * The question that the labels of a row name, the last first; numbers side by side, such as 1 and 2, are 1.2 together.
 * A criterion is named by the last of its words alone, since others say to which a question belongs.
 */
function calledIn(tool: Tool): Called {
  const items = itemNames(tool);
  const criteria = criterionNames(tool);
  return (cells, { labels, heading }) => {
    const texts = labels.map((column) => (cells[column] ?? '').trim());
    const numbers = texts.filter((text) => NUMBER.test(text));
    const written = [...texts.toReversed(), ...(numbers.length > 1 ? [numbers.join('.')] : [])].map(foldName);
    for (const name of written) {
      const found = name === '' ? undefined : items.get(name);
      if (found) return found;
    }
    if (numbers.length > 1) return undefined;
    const words = texts.findLast((text) => text !== '' && !NUMBER.test(text));
    const isOfCriteria = labels.some((column) => /criteri/i.test(heading[column] ?? ''));
    const [number] = numbers;
    const names = [words ?? '', words === undefined && isOfCriteria && number ? `criterion ${number}` : ''];
    for (const name of names) {
      const found = criteria.get(foldName(name.replace(/^(\d{1,2})[.:)]\s+/, '')));
      if (found) return found;
    }
    return undefined;
  };
}
