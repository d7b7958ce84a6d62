import {
  BETTER,
  countOfText,
  LONGEST_MEASURE_ID,
  measureIdOf,
  OBSERVATION_KINDS,
  parsePeriod,
  PERIODS_WRITTEN,
  PLACE_KINDS,
  readFigure,
} from '../../rules/index.ts';
import type { Measure, Observation, Period, PlaceKind } from '../../rules/index.ts';
import type { SheetLine } from '../formats/csv.ts';

/** What is wrong with a sheet, with its row as a spreadsheet counts it. */
export interface CellProblem {
  row: number;
  text: string;
  /** The field beside the sheet that puts it right; the sheet itself where there is none. */
  field?: 'place' | 'period';
}

/**
 * Problems as sentences with their rows, in the order of the sheet: one that many rows have is told once, with its first
 * row and how many others have it, and of very many the first ones with how many more.
 */
export function toldProblems(
  problems: readonly CellProblem[],
): { text: string; field?: CellProblem['field'] }[] {
  const byText = new Map<string, { first: CellProblem; rows: number }>();
  for (const one of problems.toSorted((a, b) => a.row - b.row)) {
    const known = byText.get(one.text);
    if (known) known.rows += 1;
    else byText.set(one.text, { first: one, rows: 1 });
  }
  const all = [...byText.values()].map(({ first: { row, text, field }, rows }) => {
    if (field) return { field, text };
    const others = rows - 1;
    const and =
      others === 0 ? '' : ` and ${others.toLocaleString('en-GB')} more ${others === 1 ? 'row' : 'rows'}`;
    return { text: `Row ${row}${and}, ${text}` };
  });
  const more = all.length - MOST_PROBLEMS;
  return more > 0
    ? [...all.slice(0, MOST_PROBLEMS), { text: `And ${more.toLocaleString('en-GB')} more of the kind.` }]
    : all;
}

/** So many problems of a sheet are named one by one. */
const MOST_PROBLEMS = 30;

/** A row of figures, with the kind of its place where the sheet says it. */
export interface ReadRow {
  row: number;
  placeKind: PlaceKind | null;
  observation: Observation;
}

/** A sheet of measures or of figures; with problems, nothing of it is to be taken. */
export type ReadSheet =
  | { kind: 'measures'; measures: { row: number; measure: Measure }[]; problems: CellProblem[] }
  | { kind: 'figures'; rows: ReadRow[]; problems: CellProblem[] };

/** The columns of a sheet of figures, and of one of measures. */
export const FIGURE_COLUMNS = [
  'measure',
  'place',
  'place kind',
  'period',
  'kind',
  'figure',
  'numerator',
  'denominator',
  'source',
] as const;
export const MEASURE_COLUMNS = [
  'id',
  'label',
  'unit',
  'better',
  'numerator',
  'denominator',
  'part of',
] as const;
const NEEDED_OF_FIGURES = ['measure', 'place', 'period', 'kind', 'figure'];
const NEEDED_OF_MEASURES = ['label', 'unit', 'better'];

export const LONGEST = {
  label: 160,
  unit: 40,
  words: 160,
  place: 120,
  figure: 80,
  source: 300,
  id: LONGEST_MEASURE_ID,
} as const;
/** Addresses under /measures that no measure can have. */
const RESERVED = ['new', 'places', 'figures', 'import', 'examples'];

/** Why something cannot be the id of a measure, or null. */
export function idProblem(id: string): string | null {
  if (!/^[a-z][a-z0-9_]*$/.test(id) || id.length > LONGEST.id) {
    return `An id has lower-case letters, digits and underscores, begins with a letter and has at most ${LONGEST.id} characters, such as waiting_3_weeks.`;
  }
  return RESERVED.includes(id) ? `${id} cannot be an id, since the program has a page of that name.` : null;
}

/**
 * Reads a sheet of measures or of figures to its end, with all that is wrong in it; which of them it is its heading tells.
 *
 * @param known - the measures that there are, by id or label
 */
export async function readMeasureSheet(
  lines: AsyncIterable<SheetLine>,
  known: readonly Measure[],
): Promise<ReadSheet> {
  let read: ((line: SheetLine) => void) | null = null;
  let result: ReadSheet = { kind: 'figures', rows: [], problems: [] };
  for await (const line of lines) {
    if (line.hidden) {
      result.problems.push({
        row: line.row,
        text: 'the workbook hides this row. Show it, or delete it if it is not meant.',
      });
      continue;
    }
    if (read) {
      read(line);
      continue;
    }
    const heading = line.cells.map((cell) =>
      cell
        .trim()
        .toLowerCase()
        .replace(/[_\s]+/g, ' '),
    );
    const isMeasures = heading.includes('label') && !heading.includes('period');
    const [all, needed] = isMeasures
      ? [MEASURE_COLUMNS, NEEDED_OF_MEASURES]
      : [FIGURE_COLUMNS, NEEDED_OF_FIGURES];
    result = isMeasures
      ? { kind: 'measures', measures: [], problems: [] }
      : { kind: 'figures', rows: [], problems: [] };
    headingProblems(heading, all, needed, line.row, result.problems);
    if (result.problems.length > 0) return result;
    read = readerOf(result, heading, known);
  }
  if (!read) result.problems.push({ row: 1, text: 'There is nothing in it.' });
  return result;
}

function headingProblems(
  heading: readonly string[],
  all: readonly string[],
  needed: readonly string[],
  row: number,
  problems: CellProblem[],
): void {
  for (const name of needed.filter((one) => !heading.includes(one))) {
    const field = name === 'place' || name === 'period' ? name : null;
    problems.push(
      field
        ? { row, field, text: `There is no column "${name}". Enter the ${name} here, or add the column.` }
        : { row, text: `There is no column "${name}". The columns are ${all.join(', ')}.` },
    );
  }
  heading.forEach((name, i) => {
    if (name === '') return;
    if (!all.includes(name)) {
      problems.push({
        row,
        text: `The column "${name}" is not known. Take it out, or name it ${all.join(', ')}.`,
      });
    } else if (heading.indexOf(name) !== i) problems.push({ row, text: `There are two columns "${name}".` });
  });
}

function readerOf(
  result: ReadSheet,
  heading: string[],
  known: readonly Measure[],
): (line: SheetLine) => void {
  const cellOf =
    ({ cells }: SheetLine) =>
    (name: string) =>
      (cells[heading.indexOf(name)] ?? '').trim();
  if (result.kind === 'measures') {
    return (line) => {
      const { measure, problems } = readMeasure(cellOf(line));
      result.measures.push({ row: line.row, measure });
      for (const text of problems) result.problems.push({ row: line.row, text });
    };
  }
  const byName = new Map(known.flatMap((one) => [[one.id, one] as const, [fold(one.label), one] as const]));
  // A sheet has a handful of periods and perhaps a hundred thousand rows.
  const periods = new Map<string, Period | null>();
  const periodOf = (text: string) => {
    const found = periods.get(text);
    if (found !== undefined) return found;
    const period = parsePeriod(text);
    periods.set(text, period);
    return period;
  };
  return (line) => {
    const { read, problems } = readFigureRow(cellOf(line), byName, periodOf);
    if (read) result.rows.push({ row: line.row, ...read });
    for (const text of problems) result.problems.push({ row: line.row, text });
  };
}

/** Names are the same whatever their capitals and spaces. */
export const fold = (name: string): string => name.toLowerCase().replace(/\s+/g, ' ').trim();

function readMeasure(cell: (name: string) => string): { measure: Measure; problems: string[] } {
  const label = cell('label');
  const measure: Measure = {
    id: cell('id') || measureIdOf(label),
    label,
    unit: fold(cell('unit')) === '%' ? 'percent' : fold(cell('unit')),
    better: BETTER.find((one) => one === fold(cell('better'))) ?? 'neither',
    numerator: cell('numerator'),
    denominator: cell('denominator'),
    partOf: cell('part of') || null,
  };
  const long = [
    ['label', measure.label, LONGEST.label],
    ['unit', measure.unit, LONGEST.unit],
    ['numerator', measure.numerator, LONGEST.words],
    ['denominator', measure.denominator, LONGEST.words],
  ] as const;
  return {
    measure,
    problems: [
      ...(label === '' ? ['label: this is empty.'] : []),
      ...(measure.unit === ''
        ? ['unit: this is empty. Write percent, people, years or whatever is counted.']
        : []),
      ...(BETTER.some((one) => one === fold(cell('better')))
        ? []
        : [`better: "${cell('better')}" is not known. Write ${BETTER.join(', ')}.`]),
      ...long.flatMap(([name, text, most]) =>
        text.length > most ? [`${name}: this must be at most ${most} characters.`] : [],
      ),
      ...(idProblem(measure.id) === null || label === '' ? [] : [`id: ${idProblem(measure.id)}`]),
    ],
  };
}

function readFigureRow(
  cell: (name: string) => string,
  byName: ReadonlyMap<string, Measure>,
  periodOf: (text: string) => Period | null,
): { read: Omit<ReadRow, 'row'> | null; problems: string[] } {
  const problems: string[] = [];
  const measure = byName.get(fold(cell('measure')));
  if (!measure) {
    problems.push(
      cell('measure') === ''
        ? 'measure: this is empty.'
        : `measure: there is no measure "${cell('measure')}". Add it first, or correct its name.`,
    );
  }
  if (cell('place') === '') problems.push('place: this is empty.');
  if (cell('place').length > LONGEST.place) {
    problems.push(`place: this must be at most ${LONGEST.place} characters.`);
  }
  const period = periodOf(cell('period'));
  if (!period) problems.push(`period: "${cell('period')}" is no period. Write it like ${PERIODS_WRITTEN}.`);
  const kind = OBSERVATION_KINDS.find((one) => one === fold(cell('kind')).replaceAll(' ', '_'));
  if (!kind) {
    problems.push(
      `kind: "${cell('kind')}" is not known. Write ${OBSERVATION_KINDS.join(', ').replaceAll('_', ' ')}.`,
    );
  }
  const placeKind = PLACE_KINDS.find((one) => one === fold(cell('place kind'))) ?? null;
  if (placeKind === null && cell('place kind') !== '') {
    problems.push(`place kind: "${cell('place kind')}" is not known. Write ${PLACE_KINDS.join(', ')}.`);
  }
  if (cell('source').length > LONGEST.source) {
    problems.push(`source: this must be at most ${LONGEST.source} characters.`);
  }
  const figure = readNumbers(cell, measure, problems);
  if (problems.length > 0 || !measure || !period || !kind || !figure) return { read: null, problems };
  const observation = {
    ...figure,
    measure: measure.id,
    place: cell('place'),
    period,
    kind,
    source: cell('source'),
  };
  return { read: { placeKind, observation }, problems };
}

/** The figure of a row: its text, with numerator and denominator where they have columns of their own. */
function readNumbers(cell: (name: string) => string, measure: Measure | undefined, problems: string[]) {
  const [text, numerator, denominator] = [cell('figure'), cell('numerator'), cell('denominator')];
  const hasNumbers = numerator !== '' || denominator !== '';
  if (text === '' && !hasNumbers) {
    problems.push('figure: this is empty. Leave the row out where there is no figure.');
    return null;
  }
  const counts = [numerator, denominator].map(countOfText);
  if (hasNumbers && counts.includes(null)) {
    const name = counts[0] === null ? 'numerator' : 'denominator';
    problems.push(
      `${name}: "${cell(name)}" is no whole number. Fill in both numerator and denominator, or neither.`,
    );
    return null;
  }
  if (hasNumbers && counts[1] === 0) {
    problems.push('denominator: of 0 there is no rate. Leave the row out.');
    return null;
  }
  if (!measure) return null;
  const printed = text === '' ? `${numerator} of ${denominator}` : text;
  if (printed.length > LONGEST.figure) {
    problems.push(`figure: this must be at most ${LONGEST.figure} characters.`);
    return null;
  }
  const { figure, problem } = readFigure(printed, measure);
  if (!figure) {
    problems.push(`figure: ${problem}`);
    return null;
  }
  if (!hasNumbers) return figure;
  if (figure.numerator !== null && (figure.numerator !== counts[0] || figure.denominator !== counts[1])) {
    problems.push(`figure: "${printed}" says other numbers than the columns numerator and denominator.`);
    return null;
  }
  return { ...figure, numerator: counts[0] ?? null, denominator: counts[1] ?? null };
}
