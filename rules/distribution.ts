import { blocksOf } from './distributionBlocks.ts';
import type { DistributionBlock } from './distributionBlocks.ts';
import { checkCounts } from './distributionCounts.ts';
import { distributionLayout, shareIn, sizeIn, usualDecimals } from './distributionLayout.ts';
import type { DistributionLayout } from './distributionLayout.ts';
import { checkTogether, checkTwice } from './distributionRows.ts';
import { possibleCounts, decimalText, nearestShares, percentText } from './printed.ts';
import type { Decimal, Place, Reconciliation } from './printed.ts';
import { readDecimal, readPrinted } from './printedCell.ts';
import type { PrintedTable } from './tableGrid.ts';
import { givenFiles } from './tableHeads.ts';
import { foldName, itemsOf, namesOf } from './tool.ts';
import type { Tool } from './tool.ts';
import {
  reachOf,
  addsUp,
  sumOf,
  meansOf,
  meanFits,
  plainMean,
  withDecimals,
  roundingInWords,
  sumNote,
  repairs,
} from './distributionParts.ts';
import type { Complain, Part } from './distributionParts.ts';

/**
 * Checks rows of percentages that ought to add up to 100, and the mean printed beside them, and tells what rounding
 * can explain (a note) from what it cannot (a problem). Rows of counts ought to add up to what they are of. Each group
 * of a table that has several is checked by itself, and one that is all of them against the others.
 *
 * A percentage printed as p stands for any share that rounds to it; where the size of the row is printed, for any
 * whole number out of it that does. A row is right if shares can be chosen so that they add up to 100, and its mean
 * is right if one of those choices gives a mean that rounds to it.
 *
 * @param tool - knows how high a question can be scored at most, if its ratings go by the labels of the rows
 */
export function reconcileDistribution(table: PrintedTable, tool: Tool | null): Reconciliation {
  const caps = capsOf(tool);
  const blocks = blocksOf(table);
  const result: Reconciliation = {
    problems: [],
    notes: [],
    notRead: [],
    checked: { percentages: { checked: 0, printed: 0 }, sums: { checked: 0, printed: 0 } },
  };
  for (const block of blocks) {
    const own = checkBlock(block, caps);
    const placed = own.problems.map((problem) => ({
      ...problem,
      cell: {
        ...problem.cell,
        from: block.columns[problem.cell.from] ?? problem.cell.from,
        to: block.columns[problem.cell.to] ?? problem.cell.to,
      },
    }));
    result.problems.push(...placed);
    const isSaid = ({ where, why }: Reconciliation['notRead'][number]) =>
      result.notRead.some((one) => one.where === where && one.why === why);
    result.notes.push(...own.notes);
    result.notRead.push(...own.notRead.filter((one) => !isSaid(one)));
    for (const kind of ['percentages', 'sums'] as const) {
      result.checked[kind].checked += own.checked[kind].checked;
      result.checked[kind].printed += own.checked[kind].printed;
    }
  }
  if (blocks.length > 1) {
    const note = `Read as ${blocks.length} groups: ${blocks.map(({ group }) => group).join(', ')}.`;
    result.notes.unshift({ row: '', column: '', note });
  }
  // As one reads: row by row, and from left to right.
  result.problems.sort((a, b) => a.cell.line - b.cell.line || a.cell.from - b.cell.from);
  return result;
}

/** The highest score of the ratings of a tool, by what they are called. */
const capsOf = (tool: Tool | null): Map<string, number> =>
  new Map(
    (tool ? itemsOf(tool) : []).flatMap((item) =>
      item.kind === 'rating'
        ? namesOf(item).map(
            (name) => [name, Math.max(...item.options.map(({ score }) => score ?? 0))] as const,
          )
        : [],
    ),
  );

function checkBlock({ group, files, table }: DistributionBlock, caps: Map<string, number>): Reconciliation {
  const layout = distributionLayout(table);
  const decimals = {
    percent: usualDecimals(table, layout.categories),
    mean: usualDecimals(table, layout.mean < 0 ? [] : [{ index: layout.mean }]),
  };
  const result: Reconciliation = {
    problems: [],
    notes: [],
    notRead: notReadOf(table, layout),
    checked: { percentages: { checked: 0, printed: 0 }, sums: { checked: 0, printed: 0 } },
  };
  const labels = rowLabels(table, layout.labels).map((label) => [group, label].filter(Boolean).join(', '));
  table.rows.forEach(({ cells, number }, i) => {
    const label = labels[i] ?? '';
    checkRow(result, {
      cells,
      number,
      label,
      layout,
      decimals,
      caps,
      n: sizeIn(cells, layout) ?? givenFiles(cells[0] ?? '').n ?? files,
    });
  });
  checkTwice(result, table, layout, labels);
  checkTogether(result, table, layout, labels);
  const scored = layout.categories.every(({ score }) => score !== null);
  if (layout.mean >= 0 && !scored) {
    result.notes.push({
      row: '',
      column: table.heading[layout.mean] ?? '',
      note: 'The means were not checked: the headings do not say what each column counts for.',
    });
  }
  return result;
}

/** Columns with figures that are neither shares, mean, total, size, labels nor remarks. */
function notReadOf(table: PrintedTable, layout: DistributionLayout): Reconciliation['notRead'] {
  const known = new Set([
    ...layout.categories.flatMap(({ index, beside }) => [index, beside]),
    layout.mean,
    layout.total,
    layout.size,
    ...layout.notes,
    ...layout.labels,
  ]);
  return layout.heading.flatMap((where, i) => {
    const isFilled = table.rows.some(({ cells }) => (cells[i] ?? '') !== '');
    return known.has(i) || !isFilled ? [] : [{ where, why: 'The column is no part of the distribution.' }];
  });
}

/** Rows go by the last of their labels, which says most, or by all of them where that one comes twice. */
function rowLabels({ rows }: PrintedTable, columns: number[]): string[] {
  const last = columns.at(-1);
  const short = rows.map(({ cells }) => (last === undefined ? '' : (cells[last] ?? '')));
  const seen = new Set<string>();
  const twice = new Set(short.filter((label) => seen.size === seen.add(label).size));
  return rows.map(({ cells, number }, i) => {
    const label = short[i] ?? '';
    if (label !== '' && !twice.has(label)) return label;
    const all = columns.map((column) => cells[column] ?? '').filter((text) => text !== '');
    return all.join(', ') || `row ${number}`;
  });
}

interface RowInput {
  cells: string[];
  number: number;
  label: string;
  layout: DistributionLayout;
  decimals: { percent: number; mean: number };
  caps: Map<string, number>;
  /** Of how many the row is, where anything says it. */
  n: number | null;
}

function checkRow(result: Reconciliation, input: RowInput): void {
  const { cells, number, label, layout } = input;
  const place = (index: number): Place => ({
    row: label,
    column: layout.heading[index] ?? '',
    printed: cells[index] ?? '',
    cell: { line: number, from: index, to: index },
  });
  const complain: Complain = (at, kind, expected, explanation) =>
    result.problems.push({ ...at, expected, kind, explanation });

  const { n } = input;
  if (layout.categories.some(({ bare, beside }) => bare === 'count' || beside >= 0)) {
    const top = highestScore(input);
    checkCounts(result, { ...input, place, complain, top });
    return;
  }
  const { parts, readable } = readParts(input, n, place, complain);
  const { percentages, sums } = result.checked;
  percentages.printed += parts.length;
  sums.printed += parts.length > 0 ? 1 : 0;
  if (readable && parts.length > 0) {
    percentages.checked += parts.length;
    sums.checked += 1;
  }
  const top = highestScore(input);
  checkScores(parts, top, complain);
  if (!readable || parts.length === 0) return;

  checkTotalCell(input, parts, place, complain);
  const meanAt = layout.mean < 0 ? null : place(layout.mean);
  const mean = meanAt && readMean(meanAt, input, parts, top, complain);
  const scored = parts.every(({ category }) => category.score !== null);
  const sum = sumOf(parts);
  if (!addsUp(parts, n)) {
    const repair = mean && scored ? repairs(parts, sum, mean, n) : '';
    complain(
      acrossRow(parts, { label, number, printed: decimalText(sum) }),
      'sum',
      '100',
      `The percentages add up to ${percentText(sum)}, and rounding cannot explain it: ${roundingInWords(parts, n)}.${repair}`,
    );
    return;
  }
  if (sum.units !== 100 * 10 ** sum.decimals) {
    result.notes.push(sumNote(label, parts, sum));
  }
  if (!mean || !meanAt || !scored) return;
  checkMean(result, { mean, at: meanAt, parts, n });
}

/** The percentages of a row, and whether none of its cells keeps the row from being added up. */
function readParts(
  { cells, layout, decimals }: RowInput,
  n: number | null,
  place: (index: number) => Place,
  complain: Complain,
): { parts: Part[]; readable: boolean } {
  const parts: Part[] = [];
  let readable = true;
  for (const category of layout.categories) {
    const at = place(category.index);
    const read = shareIn(cells, category);
    if (read.kind === 'gap') {
      // Not known is something else than not there: what is left says nothing about the row.
      if (read.why === 'missing') readable = false;
      continue;
    }
    if (read.kind === 'suppressed') readable = false;
    if (read.kind === 'other' || (read.kind === 'figure' && !read.percent)) {
      readable = false;
      complain(at, 'impossible', 'a percentage from 0% to 100%', 'This is not a percentage.');
    }
    if (read.kind !== 'figure' || !read.percent) continue;
    const percent = withDecimals(read.percent, decimals.percent);
    if (percent.units > 100 * 10 ** percent.decimals) {
      readable = false;
      complain(at, 'impossible', 'at most 100%', `${percentText(read.percent)} is more than all.`);
      continue;
    }
    const counts = n === null ? null : possibleCounts(percent, n);
    if (n !== null && counts === null) {
      readable = false;
      complain(
        at,
        'unexplained',
        nearestShares(percent, n),
        `No whole number out of ${n} is ${percentText(percent)}.`,
      );
      continue;
    }
    parts.push({ category, at, percent, reach: counts ? { ...counts, open: false } : reachOf(percent) });
  }
  return { parts, readable };
}

/** Nothing can stand under a score that the question does not have. */
function checkScores(parts: Part[], top: { score: number; name: string }, complain: Complain): void {
  for (const { category, at, percent } of parts) {
    if (category.score !== null && category.score > top.score && percent.units > 0) {
      complain(
        at,
        'impossible',
        '0%',
        `The question can be scored up to ${top.name} at most, so nothing can stand under ${category.heading}.`,
      );
    }
  }
}

/** The percentages of a row as one place, from the first to the last. */
function acrossRow(
  parts: Part[],
  { label, number, printed }: { label: string; number: number; printed: string },
): Place {
  const first = parts[0];
  const last = parts.at(-1);
  const from = first?.at.column ?? '';
  const to = last?.at.column ?? '';
  return {
    row: label,
    column: from === to ? from : `${from} to ${to}`,
    printed,
    cell: { line: number, from: first?.category.index ?? 0, to: last?.category.index ?? 0 },
  };
}

function readMean(
  at: Place,
  input: RowInput,
  parts: Part[],
  top: { score: number; name: string },
  complain: Complain,
): Decimal | null {
  const read = readPrinted(at.printed, 'percent');
  if (read.kind === 'gap' || read.kind === 'suppressed') return null;
  const mean = readDecimal(at.printed);
  const right = decimalText(plainMean(parts, Math.max(input.decimals.mean, mean?.decimals ?? 0)));
  if (!mean) {
    complain(at, 'impossible', right, 'This is not a mean.');
    return null;
  }
  const scores = parts.flatMap(({ category }) => category.score ?? []);
  const value = mean.units / 10 ** mean.decimals;
  const lowest = Math.min(...scores);
  const highest = Math.min(Math.max(...scores, lowest), top.score);
  if (scores.length === parts.length && (value < lowest || value > highest)) {
    complain(
      at,
      'impossible',
      right,
      `The mean of scores from ${lowest} to ${highest} cannot be ${at.printed}. The distribution gives ${right}.`,
    );
    return null;
  }
  return withDecimals(mean, input.decimals.mean);
}

function checkMean(
  result: Reconciliation,
  { mean, at, parts, n }: { mean: Decimal; at: Place; parts: Part[]; n: number | null },
): void {
  const right = plainMean(parts, mean.decimals);
  const finer = plainMean(parts, mean.decimals + 1);
  const { lowest, highest, total } = meansOf(parts, n);
  const shown = (points: number) => (points / total).toFixed(mean.decimals + 2);
  const range = `from ${shown(lowest.points)} to ${shown(highest.points)}`;
  if (!meanFits(mean, parts, n)) {
    result.problems.push({
      ...at,
      expected: decimalText(right),
      kind: 'unexplained',
      explanation:
        `The distribution gives a mean of ${decimalText(finer)}. Its percentages are rounded and allow a mean ` +
        `${range}, which is never printed as ${at.printed}.`,
    });
  } else if (right.units !== mean.units) {
    result.notes.push({
      row: at.row,
      column: at.column,
      note:
        `The printed percentages give a mean of ${decimalText(finer)}, which would be ${decimalText(right)}; ` +
        `rounding explains ${at.printed}, since they allow a mean ${range}.`,
    });
  }
}

function checkTotalCell(
  { layout }: RowInput,
  parts: Part[],
  place: (index: number) => Place,
  complain: Complain,
): void {
  if (layout.total < 0) return;
  const at = place(layout.total);
  const read = readPrinted(at.printed, 'percent');
  if (read.kind !== 'figure' || !read.percent) return;
  const sum = sumOf(parts);
  const fits = ({ units, decimals }: Decimal) => {
    const places = Math.max(decimals, read.percent?.decimals ?? 0);
    const printed = read.percent ? withDecimals(read.percent, places).units : -1;
    return printed === withDecimals({ units, decimals }, places).units;
  };
  if (fits(sum) || fits({ units: 100, decimals: 0 })) return;
  complain(at, 'sum', '100', `The total of a row is 100%; these percentages add up to ${percentText(sum)}.`);
}

/** The highest score a row can have, by its note or by the tool. */
function highestScore({ cells, layout, caps }: RowInput): { score: number; name: string } {
  const { names, scores } = layout.scale;
  const named = (score: number) => ({ score, name: names[scores.indexOf(score)] ?? String(score) });
  const words = layout.notes.map((i) => foldName(cells[i] ?? ''));
  const capped = names.findIndex((name) =>
    words.some(
      (text) =>
        text.includes(`${name} at most`) ||
        text.includes(`at most ${name}`) ||
        text.includes(`no higher than ${name}`) ||
        text.includes(`only up to ${name}`),
    ),
  );
  const limit = scores[capped] ?? null;
  if (limit !== null) return named(limit);
  const known = layout.labels.map((i) => caps.get(foldName(cells[i] ?? ''))).find((cap) => cap !== undefined);
  return known === undefined ? { score: Number.POSITIVE_INFINITY, name: '' } : named(known);
}
