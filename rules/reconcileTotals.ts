import { possibleCounts, inWords, isShare, percentText, roundedPercent } from './printed.ts';
import type { Place, Reconciliation } from './printed.ts';
import { fewerFiles, filesText, sum } from './reconcileFigures.ts';
import type { Base, Complain, Figure, PrintedPercent } from './reconcileFigures.ts';
import { checkPercentAlone, checkPercents, tooMuch, tooMuchText } from './reconcilePercents.ts';

interface TotalInput {
  complain: Complain;
  result: Reconciliation;
  all: Base[];
  /** Whether the table itself says that all files are 100%. */
  saysBase: boolean;
  sizes: (number | null)[];
  isSize: boolean;
  parent: Base | null;
}

export function checkTotal(input: TotalInput, groups: Figure[], total: Figure | null): void {
  if (!total) return;
  const { all, sizes } = input;
  const added = addUp(groups);
  checkSum(input, added, total);
  if (isAboveAll(input, added, total)) return;

  const fewer = input.isSize ? [] : fewerFiles(groups, sizes);
  const ownBase = total.of === null ? [] : [{ files: total.of, name: filesText(total.of) }];
  const bases = [...all, ...fewer, ...ownBase];
  if (bases.length === 0) {
    total.percents
      .filter(({ value }) => tooMuch(value))
      .forEach(({ at: where, value }) =>
        input.complain(where, 'impossible', 'at most 100%', tooMuchText(value)),
      );
    return;
  }
  const counts = [...new Set([added.exact, total.count])].filter((n) => n !== null);
  if (counts.length === 0) {
    const range = added.figures > 0 ? added.range : null;
    checkTotalPercents(input.complain, total.percents, { bases, range });
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
}

function addUp(groups: Figure[]): Added {
  const printed = groups.filter(({ gap }) => gap === null);
  const range = { low: sum(printed.map(({ low }) => low)), high: sum(printed.map(({ high }) => high)) };
  const exact = printed.length > 0 && range.low === range.high ? range.low : null;
  return { figures: printed.length, groups: groups.length, range, exact };
}

function checkSum(
  { complain, result, all }: TotalInput,
  added: Added,
  { at, count, percents }: Figure,
): void {
  const { figures, groups, range, exact } = added;
  if (count !== null && figures > 0 && (count < range.low || count > range.high)) {
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
    complain(at, 'sum', right, `The column adds up to ${right}, not ${count}.${fits}`);
  } else if (count !== null && count > 0 && groups > 0 && figures === 0) {
    result.notes.push({ ...cell(at), note: 'No group has a figure, so the total could not be checked.' });
  }
}

/** Whether a total is more than there are files, which is reported. */
function isAboveAll({ complain, all, isSize }: TotalInput, { exact }: Added, { at, count }: Figure): boolean {
  const most = Math.max(...all.map(({ files }) => files));
  if (isSize || count === null || all.length === 0 || count <= most) return false;
  const right = exact !== null && exact <= most ? String(exact) : `at most ${most}`;
  complain(at, 'impossible', right, `${count} is more than all ${filesText(most)}.`);
  return true;
}

/** Percentages of a total that is known; a note says of which files one is where that makes a difference. */
function checkPercentsOfTotal(
  { complain, result, all, saysBase, parent }: TotalInput,
  total: Figure,
  { counts, bases, fewer }: { counts: number[]; bases: Base[]; fewer: Base[] },
): void {
  checkPercents(complain, total.percents, { counts, bases, parent }).forEach((base, i) => {
    const percent = total.percents[i];
    const right = counts.find((n) => base && percent && isShare(percent.value, n, base.files));
    if (!base || !percent || right === undefined) return;
    const others = [...(all[0] ? [all[0]] : []), ...fewer]
      .filter(({ files }) => files !== base.files && !isShare(percent.value, right, files))
      .map(({ files, name }) => {
        const other = percentText(roundedPercent(right, files, percent.value.decimals));
        return `of ${name} it would be ${other}`;
      });
    if (fewer.length === 0 || others.length === 0) return;
    const whole = all[0];
    if (saysBase && whole && fewer.some(({ files }) => files === base.files)) {
      const expected = percentText(roundedPercent(right, whole.files, percent.value.decimals));
      const explanation = `${right} of ${whole.name} is ${expected}. ${percentText(percent.value)} fits ${right} of ${base.name}, but the table says that ${whole.name} are 100%.`;
      complain(percent.at, 'percentage', expected, explanation);
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
  complain: Complain,
  percents: PrintedPercent[],
  { bases, range }: { bases: Base[]; range: { low: number; high: number } | null },
): void {
  const most = Math.max(...bases.map(({ files }) => files));
  for (const percent of percents) {
    const { at, value } = percent;
    const behind = bases.map(({ files }) => possibleCounts(value, files));
    if (tooMuch(value)) complain(at, 'impossible', 'at most 100%', tooMuchText(value));
    else if (behind.every((counts) => counts === null)) checkPercentAlone(complain, percent, most);
    else if (
      range &&
      !behind.some((counts) => counts && counts.low <= range.high && counts.high >= range.low)
    ) {
      const files = bases[0]?.files ?? most;
      const [low, high] = [range.low, Math.min(range.high, files)].map((count) =>
        percentText(roundedPercent(count, files, value.decimals)),
      );
      const right = low === high ? `${low}` : `${low} to ${high}`;
      const explanation = `The groups together give ${right}, not ${percentText(value)}.`;
      complain(at, 'percentage', right, explanation);
    }
  }
}
