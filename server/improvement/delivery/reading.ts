import { foldGroup, ownerRoleProblem, parseDate, personalDataProblem } from '../../../rules/index.ts';
import type { SheetLine } from '../../formats/csv.ts';
import { dayInWords } from '../../formats/english.ts';
import type { DeliveryPlan, LineDetails } from './repository.ts';

/** The columns of a sheet of lines, in the order in which they are written and entered. */
export const LINE_COLUMNS = ['heading', 'action', 'owner', 'role', 'due', 'done when', 'themes'] as const;
export type LineColumn = (typeof LINE_COLUMNS)[number];
const NEEDED: readonly LineColumn[] = ['heading', 'action'];
/** Columns that an exported plan has beside, which are passed over when it is read again. */
export const TOLD_COLUMNS = ['what it answers', 'status', 'done on', 'confirmed on'] as const;

const LONGEST_IN_LINE = {
  heading: 200,
  action: 1000,
  role: 120,
  'done when': 1000,
  theme: 60,
} as const;
const MOST_THEMES = 12;

/** How the partnership itself is written as an owner. */
export const PARTNERSHIP = 'Partnership';

/** Who can own a line: providers, with those that have left marked. */
export interface Owner {
  id: number;
  name: string;
  /** No longer offered for anything new. */
  hasLeft: boolean;
}

/** What a line is read by. */
export interface ReadingOf {
  plan: Pick<DeliveryPlan, 'partnership' | 'firstDay' | 'lastDay'>;
  owners: readonly Owner[];
  /** The provider that owns the line already: it may have left and stay. */
  ownedBy?: number | null;
}

/** A line as it is written, without what it answers, which is chosen on its page. */
type WrittenLine = Pick<
  LineDetails,
  'heading' | 'action' | 'providerId' | 'ownerRole' | 'due' | 'measure' | 'themes'
>;

/** What is wrong with a cell. */
export interface LineProblem {
  column: LineColumn;
  text: string;
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();

/** The themes in a cell, parted by commas or semicolons; of spellings that differ in capitals alone the first. */
export function themesIn(text: string): string[] {
  const found = new Map<string, string>();
  for (const theme of text.split(/[,;\n]/).map(oneLine)) {
    if (theme !== '' && !found.has(foldGroup(theme))) found.set(foldGroup(theme), theme);
  }
  return [...found.values()];
}

/**
 * Reads the cells of one line, wherever they were written: a sheet, the table of lines, or the form of one.
 *
 * @returns the line, or all that is wrong with it
 */
export function readLine(
  cell: (column: LineColumn) => string,
  { plan, owners, ownedBy = null }: ReadingOf,
): { line: WrittenLine; problems?: undefined } | { line?: undefined; problems: LineProblem[] } {
  const problems: LineProblem[] = [];
  const problem = (column: LineColumn, text: string) => problems.push({ column, text });
  const text = (column: 'heading' | 'action' | 'done when', missing: string | null) => {
    const value = column === 'heading' ? oneLine(cell(column)) : cell(column).trim();
    if (value === '' && missing !== null) problem(column, missing);
    if (value.length > LONGEST_IN_LINE[column]) {
      problem(column, `This must be at most ${LONGEST_IN_LINE[column]} characters.`);
    }
    const personal = personalDataProblem(value, plan.firstDay);
    if (personal) problem(column, `This ${personal}`);
    return value;
  };
  const heading = text('heading', 'Enter the heading that the line stands under.');
  const action = text('action', 'Say what will be done.');
  const measure = text('done when', null);

  const providerId = ownerOf(cell('owner'), { plan, owners, ownedBy }, problem);
  const ownerRole = oneLine(cell('role'));
  if (ownerRole.length > LONGEST_IN_LINE.role) {
    problem('role', `This must be at most ${LONGEST_IN_LINE.role} characters.`);
  } else if (ownerRole !== '') {
    const named = ownerRoleProblem(ownerRole);
    if (named) problem('role', `This ${named}`);
  }
  const due = dueOf(cell('due').trim(), plan, problem);
  const themes = themesIn(cell('themes'));
  if (themes.length > MOST_THEMES) problem('themes', `A line has at most ${MOST_THEMES} themes.`);
  if (themes.some((theme) => theme.length > LONGEST_IN_LINE.theme)) {
    problem('themes', `A theme has at most ${LONGEST_IN_LINE.theme} characters. Part themes by commas.`);
  }
  if (problems.length > 0) return { problems };
  return { line: { heading, action, providerId, ownerRole, due, measure, themes } };
}

function ownerOf(
  written: string,
  { plan, owners, ownedBy = null }: ReadingOf,
  problem: (column: LineColumn, text: string) => void,
): number | null {
  const name = foldGroup(oneLine(written));
  if (name === '' || name === foldGroup(PARTNERSHIP) || name === foldGroup(plan.partnership)) return null;
  const owner = owners.find((one) => foldGroup(one.name) === name);
  if (!owner) {
    problem(
      'owner',
      `“${oneLine(written).slice(0, 80)}” is no provider here. Write ${PARTNERSHIP}, or the name of a provider as it stands under Providers.`,
    );
    return null;
  }
  if (owner.hasLeft && owner.id !== ownedBy) {
    problem('owner', `${owner.name} has left. Name who takes it over, or write ${PARTNERSHIP}.`);
  }
  return owner.id;
}

function dueOf(
  written: string,
  plan: ReadingOf['plan'],
  problem: (column: LineColumn, text: string) => void,
): string {
  if (written === '') return plan.lastDay;
  const due = parseDate(written);
  if (due === null) {
    problem(
      'due',
      `“${written.slice(0, 40)}” is no day. Write it like 31/03/2027, with the year in four digits, or leave it empty for the last day of the plan.`,
    );
    return plan.lastDay;
  }
  if (due < plan.firstDay) {
    problem('due', `${dayInWords(due)} lies before the plan begins, on ${dayInWords(plan.firstDay)}.`);
  }
  return due;
}

/** What is wrong in a sheet, with its row as a spreadsheet counts it. */
export interface RowProblem {
  row: number;
  text: string;
}

/** A line with the row that it was read from. */
export interface ReadLine {
  row: number;
  line: LineDetails;
}

/** What tells two lines of one plan apart. */
export const lineKey = ({ heading, action }: Pick<LineDetails, 'heading' | 'action'>): string =>
  `${foldGroup(oneLine(heading))}\n${foldGroup(oneLine(action))}`;

/**
 * Reads a sheet of lines to its end, with all that is wrong in it. A heading that is left empty is that of the row above.
 */
export async function readPlanSheet(
  lines: AsyncIterable<SheetLine>,
  of: ReadingOf,
): Promise<{ lines: ReadLine[]; problems: RowProblem[] }> {
  const read: ReadLine[] = [];
  const problems: RowProblem[] = [];
  let columns: string[] | null = null;
  let above = '';
  for await (const { row, cells, hidden } of lines) {
    if (hidden) {
      problems.push({ row, text: 'The workbook hides this row. Show it, or delete it if it is not meant.' });
      continue;
    }
    if (columns === null) {
      columns = cells.map((cell) => foldGroup(oneLine(cell)).replaceAll('_', ' '));
      problems.push(...headingProblems(columns, row));
      if (problems.length > 0) break;
      continue;
    }
    const heads = columns;
    const written = (column: LineColumn) => cells[heads.indexOf(column)] ?? '';
    const cell = (column: LineColumn) =>
      column === 'heading' && written(column).trim() === '' ? above : written(column);
    above = cell('heading');
    const outcome = readLine(cell, of);
    if (outcome.line) read.push({ row, line: { ...outcome.line, answers: null } });
    else problems.push(...outcome.problems.map(({ column, text }) => ({ row, text: `${column}: ${text}` })));
  }
  if (columns === null) problems.push({ row: 1, text: 'There is nothing in it.' });
  return { lines: read, problems };
}

function headingProblems(columns: readonly string[], row: number): RowProblem[] {
  const known: readonly string[] = LINE_COLUMNS;
  const told: readonly string[] = TOLD_COLUMNS;
  return [
    ...NEEDED.filter((name) => !columns.includes(name)).map(
      (name) => `There is no column “${name}”. The columns are ${known.join(', ')}.`,
    ),
    ...columns.flatMap((name, i) => {
      if (name === '' || told.includes(name)) return [];
      if (!known.includes(name))
        return [`The column “${name}” is not known. Take it out, or name it ${known.join(', ')}.`];
      return columns.indexOf(name) === i ? [] : [`There are two columns “${name}”.`];
    }),
  ].map((text) => ({ row, text }));
}

/**
 * What of lines is new to a plan. A line that stands there word for word is passed over; one under the same heading with
 * the same action and other details, or twice in the sheet, is a problem.
 */
export function newLines(
  lines: readonly ReadLine[],
  kept: readonly LineDetails[],
): { fresh: LineDetails[]; unchanged: number; problems: RowProblem[] } {
  const there = new Map(kept.map((line) => [lineKey(line), line]));
  const rows = new Map<string, number>();
  const fresh: LineDetails[] = [];
  const problems: RowProblem[] = [];
  let unchanged = 0;
  for (const { row, line } of lines) {
    const key = lineKey(line);
    const [before, other] = [rows.get(key), there.get(key)];
    rows.set(key, before ?? row);
    if (before !== undefined) {
      problems.push({ row, text: `The same line stands in row ${before} already. Take one of them out.` });
    } else if (other && isSame(other, line)) unchanged += 1;
    else if (other) {
      problems.push({
        row,
        text: 'The plan has this line already, with another owner, day or theme. Change it there, or take the row out.',
      });
    } else fresh.push(line);
  }
  return { fresh, unchanged, problems };
}

const isSame = (a: LineDetails, b: LineDetails): boolean => {
  const told = ({ providerId, ownerRole, due, measure, themes }: LineDetails) =>
    JSON.stringify([providerId, ownerRole, due, measure, themes.map(foldGroup).toSorted()]);
  return told(a) === told(b);
};
