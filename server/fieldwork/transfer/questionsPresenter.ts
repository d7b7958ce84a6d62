import {
  columnName,
  COMMENT_PREFIX,
  ENTRY_DATE_PREFIX,
  PLACE_PREFIX,
  ITEM_PREFIX,
  itemsOf,
  mayBeListed,
  looksLikeNhsNumber,
  subjectWords,
} from '../../../rules/index.ts';
import { looksLikeDateOfBirth } from '../../../rules/index.ts';
import type { ColumnMeaning, Tool } from '../../../rules/index.ts';
import { textOf } from '../../web/form.ts';
import type { FormBody } from '../../web/form.ts';
import { hiddenQuestion } from '../../web/sentSheet.ts';
import type { SheetChoices } from './sheetReading.ts';
import { answersTo, questionsOf } from './questions.ts';
import type { WordQuestion } from './questions.ts';
import type { WaitingSheet } from './waiting.ts';

/** The field in which it is said what the column at this place is. */
export const columnField = (index: number) => `column-${index}`;
/** The field in which the n-th word that is asked about is answered, from 0. */
export const wordField = (n: number) => `word-${n}`;
const ROWS_NAMED = 5;
const EXAMPLES = 2;
const LONGEST_EXAMPLE = 30;

interface Choice {
  value: string;
  text: string;
}

/** What is asked of one kind of sheet. */
export interface AskedOf {
  /** Everything that a column may be, besides being left out. */
  columns: Choice[];
  /** What leaving a column out means. */
  leaveOut: string;
  /** What a column that nobody knows is taken for unless somebody says so; empty where it has to be said. */
  unknown: '' | 'out';
  /** Whether hidden rows are ... too. */
  hiddenAre: string;
}

/** What the questions about a sheet are asked by: the sheet as it was last read, and what its audit has. */
interface Asked {
  of: AskedOf;
  tool: Tool;
  groups: readonly string[];
  sheet: Pick<WaitingSheet, 'preview' | 'choices' | 'looks'>;
}

/** What is asked of a sheet of case files. */
export const askedOfCaseFiles = (tool: Tool): AskedOf => ({
  columns: columnChoices(tool),
  leaveOut: 'Leave it out: it is not imported',
  unknown: '',
  hiddenAre: 'to be imported',
});

/** What is asked of a caseload list. Most columns of a register are none of its, so leaving them out is what is offered first. */
export function askedOfList(tool: Tool): AskedOf {
  const { file, personal, list } = subjectWords(tool.subject);
  return {
    columns: [
      { value: 'reference', text: `Reference of the ${file}` },
      { value: 'group', text: 'Sample group' },
      ...(personal ? [{ value: 'worker', text: 'Code of whoever works with the person' }] : []),
      ...itemsOf(tool)
        .filter(mayBeListed)
        .map(({ id, label }) => ({ value: `${ITEM_PREFIX}${id}`, text: label })),
    ],
    leaveOut: `Leave it out: nothing of it is on the ${list}`,
    unknown: 'out',
    hiddenAre: 'on the list',
  };
}

/** Everything that a column of a sheet of case files may be. */
function columnChoices(tool: Tool): Choice[] {
  const items = itemsOf(tool);
  const words = subjectWords(tool.subject);
  return [
    { value: 'reference', text: `Reference of the ${words.one}` },
    { value: 'group', text: 'Sample group' },
    { value: 'complete', text: `Whether the ${words.file} is complete` },
    { value: 'comment', text: `Comment about ${words.theWhole}` },
    ...items.map(({ id, label }) => ({ value: `${ITEM_PREFIX}${id}`, text: label })),
    ...items.map(({ id, label }) => ({ value: `${COMMENT_PREFIX}${id}`, text: `Comment on: ${label}` })),
    ...items.map(({ id, label }) => ({ value: `${PLACE_PREFIX}${id}`, text: `Where it was seen: ${label}` })),
    ...items.map(({ id, label }) => ({
      value: `${ENTRY_DATE_PREFIX}${id}`,
      text: `Date of the entry seen: ${label}`,
    })),
  ];
}

const STOP: Choice = { value: 'stop', text: 'Stop: I will put it right in the sheet' };

/** What a column is taken for, as the value of its list. */
function choiceOf(meaning: ColumnMeaning): string {
  switch (meaning.kind) {
    case 'answer':
      return `${ITEM_PREFIX}${meaning.item.id}`;
    case 'itemComment':
      return `${COMMENT_PREFIX}${meaning.item.id}`;
    case 'itemPlace':
      return `${PLACE_PREFIX}${meaning.item.id}`;
    case 'itemEntryDate':
      return `${ENTRY_DATE_PREFIX}${meaning.item.id}`;
    case 'leftOut':
      return 'out';
    case 'unnamed':
    case 'problem':
      return '';
    case 'reference':
    case 'group':
    case 'worker':
    case 'complete':
    case 'comment':
      return meaning.kind;
  }
}

/** The questions about words of a sheet or list, each a list of what the word may mean. */
const presentWords = (words: readonly WordQuestion[], { tool, groups }: Pick<Asked, 'tool' | 'groups'>) =>
  words.map(({ place, word, column, rows }, n) => ({
    name: wordField(n),
    label: `“${word}” under “${column}”`,
    hint: rowsIn(rows),
    value: '',
    items: [{ value: '', text: 'Choose what it means' }, ...answersTo(tool, groups, place), STOP],
  }));

/** The questions about a sheet, as its page asks them; each is a list, and nothing is asked that is understood. */
export function presentQuestions({ of, tool, groups, sheet }: Asked, changeColumns: boolean) {
  const { preview, choices, looks } = sheet;
  const { columns, words, hidden, notes } = questionsOf(preview, choices);
  const leaveOut: Choice = { value: 'out', text: of.leaveOut };
  const unknown = columns.map(({ index, name, why }) => ({
    name: columnField(index),
    label: `Column ${columnName(index)}, “${name}”`,
    hint: [whyInWords(why), examplesOf(sheet, index)].filter(Boolean).join(' '),
    value: choices.columns.get(index) ?? of.unknown,
    items: [
      ...(of.unknown === '' ? [{ value: '', text: 'Choose what it is' }] : []),
      leaveOut,
      STOP,
      ...of.columns,
    ],
  }));
  const isUnknown = new Set(columns.map(({ index }) => index));
  const known = preview.columns.filter(
    ({ index, meaning }) => changeColumns && !isUnknown.has(index) && mayBeChanged(meaning),
  );
  return {
    looks,
    count: columns.length + words.length + (hidden > 0 ? 1 : 0),
    notes,
    columns: unknown,
    changeable: known.map(({ index, heading, meaning }) => ({
      name: columnField(index),
      label: `Column ${columnName(index)}, “${heading.trim()}”`,
      hint: examplesOf(sheet, index),
      value: choiceOf(meaning),
      items: [{ value: '', text: 'Nothing' }, leaveOut, ...of.columns],
    })),
    words: presentWords(words, { tool, groups }),
    hidden: hidden === 0 ? null : hiddenQuestion(hidden, of.hiddenAre),
  };
}

/** Of a column that no list may bring nothing is kept, so it can be nothing else. */
const mayBeChanged = (meaning: ColumnMeaning) => meaning.kind !== 'leftOut' || meaning.why === undefined;

/** What else a column may mean, behind that its name is not known. */
const PERHAPS = /, and (may be .*) \(\w+\)$/;

/** Why a column is asked about, to somebody who knows neither items nor versions. */
const whyInWords = (why: string) =>
  why.startsWith('is not an item')
    ? ['No question of the audit tool is called so.', PERHAPS.exec(why)?.[1]].filter(Boolean).join(' It ')
    : `It ${why}.`;

function rowsIn(rows: readonly number[]): string {
  const named = rows.slice(0, ROWS_NAMED).join(', ');
  const more = rows.length > ROWS_NAMED ? ', …' : '';
  return rows.length === 1
    ? `In row ${named}`
    : `In ${rows.length.toLocaleString('en-GB')} rows: ${named}${more}`;
}

/** The first texts of a column, to see what it is. */
function examplesOf({ preview }: Asked['sheet'], index: number): string {
  const texts = preview.firstRows
    .map(({ cells }) => (cells[index] ?? '').trim())
    .filter((text) => text !== '' && !looksLikeNhsNumber(text) && !looksLikeDateOfBirth(text))
    .map((text) => (text.length > LONGEST_EXAMPLE ? `${text.slice(0, LONGEST_EXAMPLE)}…` : text));
  const shown = [...new Set(texts)].slice(0, EXAMPLES).map((text) => `“${text}”`);
  return shown.length === 0 ? '' : `In it stands ${shown.join(', ')}.`;
}

/** What was said of a sheet, with the answers of a form; what the form leaves open stays open. */
export function readAnswers(body: FormBody, { of, tool, groups, sheet }: Asked): SheetChoices {
  const { preview, choices } = sheet;
  const questions = questionsOf(preview, choices);
  const columns = new Map(choices.columns);
  const may = new Set(['out', 'stop', ...of.columns.map(({ value }) => value)]);
  const places = [
    ...preview.columns
      .filter(({ meaning }) => mayBeChanged(meaning))
      .map(({ index, meaning }) => ({ index, now: choiceOf(meaning) })),
    ...questions.columns.map(({ index }) => ({ index, now: '' })),
  ];
  for (const { index, now } of places) {
    const value = textOf(body, columnField(index));
    if (may.has(value) && value !== now) columns.set(index, value);
  }
  const { words, stopped } = readWords(body, questions.words, { tool, groups }, choices);
  const hidden = readHidden(body) ?? choices.hidden;
  return { ...choices, headingRow: preview.headingRow, columns, words, stopped, hidden };
}

/** What a form says of rows that a workbook does not show; null where it leaves that open. */
function readHidden(body: FormBody): SheetChoices['hidden'] {
  const said = textOf(body, 'hidden');
  return said === 'take' || said === 'leave' ? said : null;
}

/** What was said of words, with the answers of a form; what the form leaves open stays open. */
function readWords(
  body: FormBody,
  asked: readonly WordQuestion[],
  { tool, groups }: Pick<Asked, 'tool' | 'groups'>,
  before: Pick<SheetChoices, 'words' | 'stopped'>,
): Pick<SheetChoices, 'words' | 'stopped'> {
  const words = new Map(before.words);
  const stopped = new Set(before.stopped);
  asked.forEach(({ place, key }, n) => {
    const value = textOf(body, wordField(n));
    if (value === 'stop') stopped.add(key);
    else if (answersTo(tool, groups, place).some((answer) => answer.value === value)) words.set(key, value);
  });
  return { words, stopped };
}
