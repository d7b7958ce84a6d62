import {
  allUnits,
  decimalText,
  inWords,
  isShare,
  percentText,
  possibleCounts,
  rightShare,
} from './printed.ts';
import type { Place } from './printed.ts';
import { complain, fewerFiles, filesText, sum } from './reconcileFigures.ts';
import type { Base, FewerFiles, Figure, PrintedPercent, Work } from './reconcileFigures.ts';
import type { ColumnFigures } from './reconcileBases.ts';
import type { Layout } from './tableLayout.ts';
import { checkPercentAlone, checkPercents, tooMuch, tooMuchText } from './reconcilePercents.ts';

interface TotalInput {
  work: Work;
  all: Base[];
  /** Whether the table itself says that all files are 100%. */
  saysBase: boolean;
  sizes: (number | null)[];
  isSize: boolean;
  parent: Base | null;
}

export function checkTotal(input: TotalInput, groups: Figure[], total: Figure | null): void {
  if (!total) return;
  const { all, sizes, work } = input;
  const added = addUp(groups);
  checkSum(input, added, total);
  const addedFiles = checkFilesOf(input, groups, total);
  if (isAboveAll(input, added, total)) return;

  const fewer = input.isSize ? [] : fewerFiles(groups, sizes);
  const ownBase = [total.of, addedFiles].flatMap((files) =>
    files === null ? [] : [{ files, name: filesText(files) }],
  );
  const bases = [...all, ...fewer, ...ownBase];
  if (bases.length === 0) {
    if (total.count === null) checkAlone(work, groups, total);
    total.percents
      .filter(({ value }) => tooMuch(value))
      .forEach(({ at: where, value }) =>
        complain(work, where, 'impossible', 'at most 100%', tooMuchText(value)),
      );
    return;
  }
  const counts = [...new Set([added.exact, total.count])].filter((n) => n !== null);
  if (counts.length === 0) {
    const range = added.figures > 0 ? added.range : null;
    checkTotalPercents(work, total.percents, { bases, range });
    return;
  }
  checkPercentsOfTotal(input, total, { counts, bases, fewer });
}

/** What the groups of a column come to. */
interface Added {
  /** How many groups have a figure. */
  figures: number;
  groups: number;
  range: { low: number; high: number };
  /** The sum, where the figures leave no doubt. */
  exact: number | null;
  /** How many groups have a * in place of a figure. */
  stars: number;
}

function addUp(groups: Figure[]): Added {
  const printed = groups.filter(({ gap }) => gap === null);
  const range = { low: sum(printed.map(({ low }) => low)), high: sum(printed.map(({ high }) => high)) };
  const exact = printed.length > 0 && range.low === range.high ? range.low : null;
  const stars = groups.filter(({ at }) => at.printed === '*').length;
  return { figures: printed.length, groups: groups.length, range, exact, stars };
}

/** A * that hides a small number rather than say that a check does not apply hides no more than this. */
const HIDDEN_AT_MOST = 9;

/** Whether figures that are rounded explain that a sum is off by so much. */
export function isRoundedSum({ step, result }: Work, off: number, figures: number): boolean {
  if (step === 0 || off > ((figures + 1) * step) / 2) return false;
  const note = `Figures are rounded to ${step}, which explains sums that are off by less than that for each figure.`;
  if (!result.notes.some((other) => other.note === note)) result.notes.push({ row: '', column: '', note });
  return true;
}

function checkSum({ work, all }: TotalInput, added: Added, { at, count, percents }: Figure): void {
  const { result } = work;
  const { figures, groups, range, exact, stars } = added;
  if (count !== null) {
    result.checked.sums.printed += 1;
    if (figures > 0) result.checked.sums.checked += 1;
  }
  if (count !== null && figures > 0 && (count < range.low || count > range.high)) {
    if (work.starsHide && count > range.high && count - range.high <= stars * HIDDEN_AT_MOST) {
      const note = `The total is ${count - range.high} more than what is printed, which * can stand for if it hides small numbers.`;
      result.notes.push({ ...cell(at), note });
      return;
    }
    if (isRoundedSum(work, Math.max(range.low - count, count - range.high), figures)) return;
    const right =
      exact !== null
        ? String(exact)
        : Number.isFinite(range.high)
          ? `${range.low} to ${range.high}`
          : `at least ${range.low}`;
    const fits =
      exact !== null && percents.some(({ value }) => all.some((b) => isShare(value, exact, b.files)))
        ? ' The percentage beside it is right for the sum.'
        : '';
    complain(work, at, 'sum', right, `The column adds up to ${right}, not ${count}.${fits}`);
  } else if (count !== null && count > 0 && groups > 0 && figures === 0) {
    result.notes.push({ ...cell(at), note: 'No group has a figure, so the total could not be checked.' });
  }
}

/**
 * Holds what the cell of the total says that it is of against what the cells above it come to. Of all files is right too
 * where groups have no figure.
 *
 * @returns what they come to where that is not what is printed
 */
function checkFilesOf(
  { work, all, isSize }: TotalInput,
  groups: Figure[],
  { at, of }: Figure,
): number | null {
  const printed = groups.filter(({ gap }) => gap === null);
  const files = printed.map((group) => group.of);
  if (isSize || of === null || files.length === 0 || files.includes(null)) return null;
  const added = sum(files.map((n) => n ?? 0));
  work.result.checked.sums.printed += 1;
  work.result.checked.sums.checked += 1;
  const isOfAll = printed.length < groups.length && all.some((base) => base.files === of);
  if (of === added || isOfAll || isRoundedSum(work, Math.abs(of - added), files.length)) return null;
  // A * that hides a small number hides its files as well.
  if (work.starsHide && of > added && groups.some((group) => group.at.printed === '*')) return null;
  complain(work, at, 'sum', `of ${added}`, `The rows are of ${added} files together, not of ${of}.`);
  return added;
}

/** Whether a total is more than there are files, which is reported. */
function isAboveAll({ work, all, isSize }: TotalInput, { exact }: Added, { at, count }: Figure): boolean {
  const most = Math.max(...all.map(({ files }) => files));
  if (isSize || count === null || all.length === 0 || count <= most) return false;
  const right = exact !== null && exact <= most ? String(exact) : `at most ${most}`;
  if (isRoundedSum(work, count - most, 1)) return false;
  complain(work, at, 'impossible', right, `${count} is more than all ${filesText(most)}.`);
  return true;
}

/** Percentages of a total that is known; a note says of which files one is where that makes a difference. */
function checkPercentsOfTotal(
  { work, all, saysBase, parent }: TotalInput,
  total: Figure,
  { counts, bases, fewer }: { counts: number[]; bases: Base[]; fewer: FewerFiles[] },
): void {
  const { result } = work;
  checkPercents(work, total.percents, { counts, bases, parent }).forEach((base, i) => {
    const percent = total.percents[i];
    const right = counts.find((n) => base && percent && isShare(percent.value, n, base.files));
    if (!base || !percent || right === undefined) return;
    const others = [...(all[0] ? [all[0]] : []), ...fewer]
      .filter(({ files }) => files !== base.files && !isShare(percent.value, right, files))
      .map(({ files, name }) => {
        const other = rightShare(right, files, percent.value);
        return `of ${name} it would be ${other}`;
      });
    if (fewer.length === 0 || others.length === 0) return;
    const whole = all[0];
    // Without the groups that a check does not apply to is a base that people choose; without a figure is none.
    if (saysBase && whole && fewer.some(({ files, applicable }) => files === base.files && !applicable)) {
      const expected = rightShare(right, whole.files, percent.value);
      const explanation = `${right} of ${whole.name} is ${expected}. ${percentText(percent.value)} fits ${right} of ${base.name}, but the table says that ${whole.name} are 100%.`;
      complain(work, percent.at, 'percentage', expected, explanation);
      return;
    }
    result.notes.push({
      ...cell(percent.at),
      note: `${percentText(percent.value)} is ${right} of ${base.name}; ${inWords(others, 'and')}.`,
    });
  });
}

const cell = ({ row, column }: Place) => ({ row, column });

/** Percentages of a total whose count is not printed and cannot be added up exactly. */
function checkTotalPercents(
  work: Work,
  percents: PrintedPercent[],
  { bases, range }: { bases: Base[]; range: { low: number; high: number } | null },
): void {
  const most = Math.max(...bases.map(({ files }) => files));
  for (const percent of percents) {
    const { at, value } = percent;
    work.checked.add(percent);
    const behind = bases.map(({ files }) => possibleCounts(value, files));
    if (tooMuch(value)) complain(work, at, 'impossible', 'at most 100%', tooMuchText(value));
    else if (behind.every((counts) => counts === null)) checkPercentAlone(work, percent, most);
    else if (
      range &&
      !behind.some((counts) => counts && counts.low <= range.high && counts.high >= range.low)
    ) {
      const files = bases[0]?.files ?? most;
      const [low, high] = [range.low, Math.min(range.high, files)].map((count) =>
        rightShare(count, files, value),
      );
      const right = low === high ? `${low}` : `${low} to ${high}`;
      const explanation = `The groups together give ${right}, not ${percentText(value)}.`;
      complain(work, at, 'percentage', right, explanation);
    }
  }
}

/**
 * A total in percent where nothing but percentages is printed: it lies among those of the groups, whatever their sizes,
 * or is their sum, give or take what rounding does, where the groups are parts of one whole.
 */
function checkAlone(work: Work, groups: Figure[], total: Figure): void {
  const percent = total.percents[0];
  const parts = groups.flatMap(({ percents }) => percents.slice(0, 1));
  if (!percent || parts.length < 2 || tooMuch(percent.value)) return;
  const most = Math.max(percent.value.decimals, ...parts.map(({ value }) => value.decimals));
  const units = ({ value }: PrintedPercent) => value.units * 10 ** (most - value.decimals);
  const slack = ({ value }: PrintedPercent) => 10 ** (most - value.decimals) / 2;
  const [values, own] = [parts.map(units), units(percent)];
  [percent, ...parts].forEach((each) => work.checked.add(each));
  work.result.checked.sums.printed += 1;
  work.result.checked.sums.checked += 1;
  const [low, high] = [Math.min(...values), Math.max(...values)];
  if (own >= low && own <= high) return;
  const added = sum(values);
  if (own > high && Math.abs(own - added) <= sum([percent, ...parts].map(slack))) return;
  const text = (value: number) => `${decimalText({ units: value, decimals: most })}%`;
  if (own > high && added <= allUnits(most) + sum(parts.map(slack))) {
    const explanation = `The percentages add up to ${text(added)}, and rounding cannot explain ${percentText(percent.value)}.`;
    complain(work, percent.at, 'sum', text(added), explanation);
    return;
  }
  const range = `${text(low)} to ${text(high)}`;
  complain(
    work,
    percent.at,
    'percentage',
    range,
    `All groups together lie between ${range}, whatever their sizes.`,
  );
}

/** Rows that are the sum of others: subtotals, and wholes with their parts. */
export function checkParts(work: Work, layout: Layout, { groups }: ColumnFigures): void {
  const at = new Map(layout.groups.map((row, g) => [row, groups[g]]));
  for (const { row, parts } of layout.sums) {
    const whole = at.get(row);
    const figures = parts.flatMap((part) => at.get(part) ?? []);
    if (!whole || whole.count === null || figures.length === 0) continue;
    const { range, figures: printed, exact } = addUp(figures);
    work.result.checked.sums.printed += 1;
    if (printed === 0) continue;
    work.result.checked.sums.checked += 1;
    const { count } = whole;
    if (count >= range.low && count <= range.high) continue;
    if (isRoundedSum(work, Math.max(range.low - count, count - range.high), printed)) continue;
    const right = exact === null ? `${range.low} to ${range.high}` : String(exact);
    const names = inWords(
      parts.map(({ label }) => label),
      'and',
    );
    complain(work, whole.at, 'sum', right, `${names} add up to ${right}, not ${count}.`);
  }
}
