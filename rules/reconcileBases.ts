import { allUnits, isShare } from './printed.ts';
import { allFiles, filesText, sum } from './reconcileFigures.ts';
import type { Base, Figure, PrintedPercent } from './reconcileFigures.ts';
import { answerOf } from './tableHeads.ts';
import type { Column } from './tableLayout.ts';

// Of what the percentages of a column are: the files of each row, those under another column, or one number for all.

/** The files that the figures of a column are of. */
export interface TableFiles {
  /** Of each group; null where it is not known. */
  sizes: (number | null)[];
  /** Of all groups together: as added up and as printed. */
  all: Base[];
  /** Whether the table itself says that all files are 100%. */
  saysBase: boolean;
  /** How so many files are called in a sentence. */
  name: (files: number) => string;
}

/** What is printed of a column, in the groups and in total. */
export interface ColumnFigures {
  column: Column;
  groups: Figure[];
  total: Figure | null;
}

export const NO_FILES: TableFiles = { sizes: [], all: [], saysBase: false, name: filesText };

/** One number of files for a whole column, as its heading or a row gives it. */
export function fixedFiles(files: number, groups: number, name = `all ${filesText(files)}`): TableFiles {
  return {
    sizes: Array<number>(groups).fill(files),
    all: [{ files, name }],
    saysBase: false,
    name: () => name,
  };
}

/** The files counted under another column. */
export function filesUnder({ column, groups, total }: ColumnFigures): TableFiles {
  const sizes = groups.map(({ count }) => count);
  const name = (files: number) => `the ${files} under ${column.heading}`;
  const all = allFiles(sizes, total?.count ?? null).map(({ files }) => ({ files, name: name(files) }));
  return { sizes, all, saysBase: false, name };
}

/** The other thing that all percentages of a column are of, and a sentence that says so. */
interface OtherFiles {
  files: TableFiles;
  note: string;
}

/** So many percentages have to fit before they tell by themselves of what they are. */
const LEAST_FITS = 2;

/**
 * What the percentages of a column are of where the obvious does not fit: another column of counts, or its own total.
 * All of them have to fit it, and at least two of those that the obvious does not explain.
 *
 * @param obvious - the files of each row, or null where they are not known
 */
export function otherFiles(
  own: ColumnFigures,
  columns: readonly ColumnFigures[],
  obvious: TableFiles | null,
): OtherFiles | null {
  const fitting = obvious ? fits(own, obvious) : null;
  if (fitting && fitting.all - fitting.fit < LEAST_FITS) return null;
  const together = answersTogether(own, columns);
  // Where not applicable stands beside yes and no, the share may leave it out.
  if (together && fits(own, together.files).fit > (fitting?.fit ?? -1)) return together;
  const { heading, head } = own.column;
  const others = columns.filter(
    ({ column }) => column !== own.column && column.index >= 0 && column.head.round === head.round,
  );
  for (const other of others) {
    if (!mayBeUnder(own, other)) continue;
    const files = filesUnder(other);
    if (isExact(own, files)) {
      return { files, note: `Its percentages are of the files under ${other.column.heading}.` };
    }
  }
  const whole = own.total?.count ?? null;
  const counts = own.groups.map(({ count }) => count);
  const added = counts.includes(null) ? null : sum(counts.map((count) => count ?? 0));
  const ofTotal = [...new Set([whole, added])].flatMap((files): OtherFiles[] =>
    files === null || files === 0
      ? []
      : [
          {
            files: fixedFiles(files, own.groups.length, `the ${files} of all rows under ${heading}`),
            note: `Its percentages are of the ${files} of all its rows together.`,
          },
        ],
  );
  const exact = ofTotal.find(({ files }) => isExact(own, files));
  if (exact) return exact;
  const underOthers = others.map((other): OtherFiles => ({
    files: filesUnder(other),
    note: `Its percentages are of the files under ${other.column.heading}.`,
  }));
  const explains = ({ files }: OtherFiles) => {
    const { fit, all, telling } = fits(own, files);
    return fit * 2 > all && telling >= LEAST_FITS;
  };
  if (obvious) {
    // Where the files of the row explain hardly any and those under another column most, the rest is wrong.
    const hardly = (fitting?.fit ?? 0) * 2 < (fitting?.all ?? 0);
    const another = hardly ? underOthers.find(explains) : undefined;
    if (another && fits(own, another.files).fit > (fitting?.fit ?? 0)) return another;
    // A column that says what its 100% is keeps that where one share in it is wrong.
    const isSaid = own.total?.percents.some(isWhole) ?? false;
    const better = ofTotal.find(
      ({ files }) => mostFit(own, files) && fits(own, files).fit > (fitting?.fit ?? 0),
    );
    return (isSaid && better) || null;
  }
  return [...underOthers, ...ofTotal].find(explains) ?? null;
}

/** Those with an answer, where nothing else says of how many files a yes or a no is. */
function answersTogether(own: ColumnFigures, columns: readonly ColumnFigures[]): OtherFiles | null {
  const isAnswer = ({ column }: ColumnFigures) => {
    const answer = column.index < 0 ? null : answerOf(column.head.name);
    return (
      answer !== null &&
      answer !== 'na' &&
      answer !== 'missing' &&
      column.head.round === own.column.head.round
    );
  };
  const answers = columns.filter(isAnswer);
  if (answers.length < 2 || !isAnswer(own)) return null;
  const name = (files: number) => `the ${files} with an answer`;
  const together = (figures: (Figure | null | undefined)[]) =>
    figures.some((figure) => (figure?.count ?? null) === null)
      ? null
      : sum(figures.map((figure) => figure?.count ?? 0));
  const sizes = own.groups.map((_, g) => together(answers.map(({ groups }) => groups[g])));
  const total = together(answers.map((answer) => answer.total));
  const all = allFiles(sizes, total).map(({ files }) => ({ files, name: name(files) }));
  const note = 'Its percentages were taken to be of those with an answer, without what does not apply.';
  return { files: { sizes, all, saysBase: false, name }, note };
}

/** Whether the first percentage of a column fits the count beside it under another: most do not, and are left at once. */
function mayBeUnder(own: ColumnFigures, other: ColumnFigures): boolean {
  const g = own.groups.findIndex(
    ({ count, of, percents }) => count !== null && of === null && percents.length > 0,
  );
  const figure = own.groups[g];
  const percent = figure?.percents[0];
  const base = other.groups[g]?.count ?? null;
  return !figure || !percent || (base !== null && isShare(percent.value, figure.count ?? 0, base));
}

/** Whether a percentage is the whole. */
export const isWhole = ({ value }: PrintedPercent): boolean => value.units === allUnits(value.decimals);

function isExact(own: ColumnFigures, files: TableFiles): boolean {
  const { fit, all, telling } = fits(own, files);
  return fit === all && telling >= LEAST_FITS;
}

/** Whether more percentages of a column are right for such files than wrong. */
export function mostFit(own: ColumnFigures, files: TableFiles): boolean {
  const { all, fit } = fits(own, files);
  return fit * 2 > all;
}

/** How many percentages are right for such files, and how many of those are not right for any: neither 0% nor 100%. */
function fits({ groups, total }: ColumnFigures, { sizes, all: totals }: TableFiles) {
  let [all, fit, telling] = [0, 0, 0];
  const look = (figure: Figure, bases: (number | null)[]) => {
    const { count, of, percents } = figure;
    if (count === null || of !== null) return;
    for (const { value } of percents) {
      all += 1;
      const base: number | null | undefined = bases.find(
        (files) => files !== null && isShare(value, count, files),
      );
      if (base === undefined || base === null) continue;
      fit += 1;
      if (count > 0 && count !== base && !value.bound) telling += 1;
    }
  };
  groups.forEach((figure, g) => {
    look(figure, [sizes[g] ?? null]);
  });
  if (total) {
    look(
      total,
      totals.map(({ files }) => files),
    );
  }
  return { all, fit, telling };
}
