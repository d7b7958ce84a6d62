import {
  choicesOf,
  columnName,
  COMPLETE_PLACE,
  foldHeading,
  foldName,
  GROUP_PLACE,
  itemById,
  looksLikeDateOfBirth,
  looksLikeNhsNumber,
  wordKey,
} from '../../../rules/index.ts';
import type { SheetProblem, Tool } from '../../../rules/index.ts';
import type { SheetChoices, SheetPreview } from './sheetReading.ts';
import type { SheetWord } from './wordStore.ts';

/** The place of what a column was said to be: in a sheet of case files, and in a caseload list, where it may be another thing. */
export const COLUMN_PLACE = 'column.';
export const LIST_COLUMN_PLACE = 'listColumn.';
const COLUMN_PLACES: readonly string[] = [COLUMN_PLACE, LIST_COLUMN_PLACE];
/** Nobody answers more questions about one column; so many unknown words are no answers to its question. */
const WORDS_ASKED = 25;
/** A longer text is no word for an answer, and may tell of somebody. */
const LONGEST_WORD = 60;

/** A column of which the program does not know what it is. */
interface ColumnQuestion {
  index: number;
  /** Its heading, or its letter where it has none. */
  name: string;
  why: string;
}

/** A word that stands in rows of a sheet where an answer is expected, asked about once for all of them. */
export interface WordQuestion {
  place: string;
  key: string;
  word: string;
  column: string;
  rows: number[];
}

/** What has to be asked of a sheet, and what is wrong with it whatever the answers are. */
export interface SheetQuestions {
  columns: ColumnQuestion[];
  words: WordQuestion[];
  /** Rows that the workbook does not show, while nobody has said whether to take them. */
  hidden: number;
  problems: SheetProblem[];
  /** Columns with more unknown words than anybody would answer for. */
  notes: string[];
}

/** Parts what was found in a sheet into questions and problems. */
export function questionsOf(
  sheet: Pick<SheetPreview, 'columns' | 'headingRow' | 'hidden' | 'problems'>,
  choices: SheetChoices,
): SheetQuestions {
  const columns = new Map<number, ColumnQuestion>();
  for (const { index, heading, meaning } of sheet.columns) {
    if (meaning.kind !== 'problem' || choices.columns.get(index) === 'stop') continue;
    columns.set(index, { index, name: heading.trim() || columnName(index), why: meaning.problem });
  }
  const asked = new Set([...columns.values()].map(({ why, name }) => `${name}\n${why}`));
  const words = new Map<string, WordQuestion>();
  const problems: SheetProblem[] = [];
  for (const problem of sheet.problems) {
    const { row, column, value, unknownIn, strayColumn } = problem;
    if (strayColumn !== undefined && choices.columns.get(strayColumn) !== 'stop') {
      const why = 'has no heading, and something stands in it';
      columns.set(strayColumn, { index: strayColumn, name: columnName(strayColumn), why });
    } else if (row === sheet.headingRow && asked.has(`${column.trim()}\n${problem.problem}`)) {
      continue;
    } else if (
      unknownIn !== undefined &&
      mayBeAsked(value) &&
      !choices.stopped.has(wordKey(unknownIn, value))
    ) {
      const key = wordKey(unknownIn, value);
      const known = words.get(key);
      if (known) known.rows.push(row);
      else words.set(key, { place: unknownIn, key, word: value, column, rows: [row] });
    } else problems.push(problem);
  }
  const hidden = choices.hidden === null ? sheet.hidden : 0;
  return { columns: [...columns.values()], hidden, ...tooMany([...words.values()], problems, sheet) };
}

const mayBeAsked = (word: string) =>
  word.length <= LONGEST_WORD &&
  !word.includes('\0') &&
  !looksLikeNhsNumber(word) &&
  !looksLikeDateOfBirth(word);

/** Leaves the columns out of the questions that have more unknown words than anybody would answer for. */
function tooMany(
  words: WordQuestion[],
  problems: SheetProblem[],
  sheet: Pick<SheetPreview, 'problems'>,
): Pick<SheetQuestions, 'words' | 'problems' | 'notes'> {
  const count = new Map<string, number>();
  for (const { place } of words) count.set(place, (count.get(place) ?? 0) + 1);
  const full = new Set([...count].filter(([, times]) => times > WORDS_ASKED).map(([place]) => place));
  if (full.size === 0) return { words, problems, notes: [] };
  const left = words.filter(({ place }) => full.has(place));
  const keys = new Set(left.map(({ key }) => key));
  const again = sheet.problems.filter(
    ({ unknownIn, value }) => unknownIn !== undefined && keys.has(wordKey(unknownIn, value)),
  );
  const notes = [...full].map((place) => {
    const column = left.find((word) => word.place === place)?.column ?? '';
    return `The column "${column}" has ${count.get(place)} different words that are no answers to its question. Perhaps it is another question: change what it is taken for.`;
  });
  return {
    words: words.filter(({ place }) => !full.has(place)),
    problems: [...problems, ...again].toSorted((a, b) => a.row - b.row),
    notes,
  };
}

/** What may be answered when a word in this place is asked about: the value that a sheet would have, and its words. */
export function answersTo(
  tool: Tool,
  groups: readonly string[],
  place: string,
): { value: string; text: string }[] {
  if (place === GROUP_PLACE) return groups.map((name) => ({ value: name, text: name }));
  const yesNo = [
    { value: 'yes', text: 'Yes' },
    { value: 'no', text: 'No' },
  ];
  if (place === COMPLETE_PLACE) return yesNo;
  const item = itemById(tool, place);
  return [...(item ? choicesOf(item) : []), { value: 'nr', text: 'Not recorded' }];
}

/**
 * What was said before of the sheets of an audit, for another sheet; but what names a group that is there no more.
 *
 * @param columnPlace - of which kind of sheet columns are remembered
 */
export function remembered(
  all: readonly SheetWord[],
  groups: readonly string[],
  columnPlace = COLUMN_PLACE,
): Pick<SheetChoices, 'headings' | 'words'> {
  const words = all.filter(
    ({ place, meaning }) =>
      !COLUMN_PLACES.includes(place) && (place !== GROUP_PLACE || groups.includes(meaning)),
  );
  const columns = all.filter(({ place }) => place === columnPlace);
  return {
    headings: new Map(columns.map(({ word, meaning }) => [word, meaning])),
    words: new Map(words.map(({ place, word, meaning }) => [wordKey(place, word), meaning])),
  };
}

/** What was said of a sheet that has been imported, to be remembered; nothing that may tell of somebody. */
export function toRemember(
  sheet: Pick<SheetPreview, 'columns'>,
  choices: SheetChoices,
  columnPlace = COLUMN_PLACE,
): SheetWord[] {
  const columns = sheet.columns.flatMap(({ index, heading }): SheetWord[] => {
    const meaning = choices.columns.get(index);
    const word = foldHeading(heading);
    return meaning === undefined || meaning === 'stop' || word === ''
      ? []
      : [{ place: columnPlace, word, meaning }];
  });
  const words = [...choices.words].flatMap(([key, meaning]): SheetWord[] => {
    const [place = '', word = ''] = key.split('\n');
    return [{ place, word: foldName(word), meaning }];
  });
  return [...columns, ...words].filter(({ word }) => mayBeAsked(word));
}
