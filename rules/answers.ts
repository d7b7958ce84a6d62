import { codedOption } from './codeSets.ts';
import { BETWEEN_ANSWERS, choicesOf } from './choices.ts';
import { isOutOfPlace } from './exclusions.ts';
import { checksOf, foldName, isCodedAfterwards, itemsOf, judgedOf, namesOf } from './tool.ts';
import type { Check, Item, Option, Rating, Tool } from './tool.ts';

/** An answer to a check that was given; a check without one is not recorded. */
export type CheckAnswer = 'yes' | 'no' | 'na';

/** Every answer that can be given to a check, in the order in which they are told. */
export const GIVEN_ANSWERS: readonly CheckAnswer[] = ['yes', 'no', 'na'];

/** The answers to a check as a person chooses them; `nr`, not recorded, is kept as no answer at all. */
export const CHECK_ANSWERS = ['yes', 'no', 'na', 'nr'] as const;

export const CHECK_ANSWER_LABELS: Record<(typeof CHECK_ANSWERS)[number], string> = {
  yes: 'Yes',
  no: 'No',
  na: 'Not applicable',
  nr: 'Not recorded',
};

/**
 * What one review says: item id to value, items without an answer left out. Checks hold yes, no or na; choices and
 * ratings the option's id; several options their ids with a space between; numbers their decimal notation; dates
 * YYYY-MM-DD.
 */
export type Answers = ReadonlyMap<string, string>;

/** Words for the answers to a check, without points, strokes and spaces. A cross or a 1 may mean either: they are asked about. */
const CHECK_WORDS = new Map<string, CheckAnswer>([
  ...['yes', 'y', 'true', '✓', '✔'].map((word) => [word, 'yes'] as const),
  ...['no', 'n', 'false'].map((word) => [word, 'no'] as const),
  ...['na', 'notapplicable', 'notapp', 'notappl'].map((word) => [word, 'na'] as const),
]);
/** Words that say outright that nothing was recorded. */
const NOT_RECORDED_WORDS = ['nr', 'notrecorded', 'notrec', 'missing', 'blank', 'notanswered', 'noanswer'];

const squeezed = (entered: string) => foldName(entered).replace(/[\s./\\]+/g, '');
/** An empty place, or the dash that stands for one: it says nothing, not even that nothing was recorded. */
const saysNothing = (entered: string) => /^-*$/.test(squeezed(entered));

/** The longest comment that is kept, in characters. */
export const COMMENT_MAXIMUM_LENGTH = 4000;

/**
 * A comment as it is kept. Browsers send line breaks as CR LF and some spreadsheets as CR; the same comment must not
 * look changed for that.
 */
export function tidyComment(text: string): string {
  return text.replace(/\r\n?/g, '\n').trim();
}

/** Whether somebody wrote outright that nothing was recorded, rather than leaving the place empty. */
export const saysNotRecorded = (entered: string): boolean => NOT_RECORDED_WORDS.includes(squeezed(entered));

/** Whether somebody wrote that an item does not apply. */
export const saysNotApplicable = (entered: string): boolean => CHECK_WORDS.get(squeezed(entered)) === 'na';

/** Whether nothing was recorded: the place is empty, holds a dash, or says so. */
export const isNotRecorded = (entered: string): boolean => saysNothing(entered) || saysNotRecorded(entered);

/** A word for an answer to a check; null where nothing was recorded, undefined where it is no such word. */
export function parseCheckWord(entered: string): CheckAnswer | null | undefined {
  const answer = CHECK_WORDS.get(entered) ?? CHECK_WORDS.get(squeezed(entered));
  if (answer !== undefined) return answer;
  return saysNothing(entered) || saysNotRecorded(entered) ? null : undefined;
}

/** Whether "missing" under an item may be its answer: a yes to "Is a form missing?". */
const asksWhatIsMissing = (item: Item) => namesOf(item).some((name) => name.includes('missing'));

/** The value to keep (null when nothing was recorded), or what is wrong with what was entered. */
export type ParsedAnswer = { value: string | null } | { problem: string };

/**
 * Reads what a person or a spreadsheet entered for an item.
 *
 * @example parseAnswer(recoveryPlan, ' Y ') // { value: 'yes' }
 * @example parseAnswer(recoveryPlan, 'maybe') // { problem: 'must be yes, no, na or nr' }
 */
export function parseAnswer(item: Item, entered: string): ParsedAnswer {
  const trimmed = entered.trim();
  if (item.kind === 'check') {
    const answer =
      trimmed.length >= 7 && squeezed(trimmed) === 'missing' && asksWhatIsMissing(item)
        ? undefined
        : parseCheckWord(trimmed);
    if (answer === undefined) return { problem: 'must be yes, no, na or nr' };
    return answer === 'na' && !item.na ? { problem: 'cannot be not applicable' } : { value: answer };
  }
  if (trimmed === '' || foldName(trimmed) === 'nr') return { value: null };
  const chosen = chosenOf(item, trimmed);
  if (chosen !== null) return { value: chosen };
  if (item.kind === 'field' && item.type === 'text') return readText(item, trimmed);
  if (saysNothing(trimmed) || saysNotRecorded(trimmed)) return { value: null };
  if (saysNotApplicable(trimmed)) {
    return item.na ? { value: 'na' } : { problem: problemOf(item) ?? 'cannot be not applicable' };
  }
  if (item.kind === 'rating') return { problem: problemOf(item) ?? '' };
  switch (item.type) {
    case 'choice':
    case 'multiple':
      return { problem: problemOf(item) ?? '' };
    case 'number':
      return readNumber(item, trimmed);
    case 'date':
      return readDate(trimmed);
  }
}

/** What was chosen of the options of an item, by any of their names; null where it has none, or not these. */
function chosenOf(item: Item, entered: string): string | null {
  if (item.kind === 'rating') {
    const byText = choicesOf(item).find(({ text }) => foldName(text) === foldName(entered));
    return optionOf(item, entered) ?? optionByScore(item, entered) ?? byText?.value ?? null;
  }
  if (item.kind !== 'field' || (item.type !== 'choice' && item.type !== 'multiple')) return null;
  if (item.type === 'choice') return optionOf(item, entered);
  const known = new Set(item.options.map(({ id }) => id));
  const asKept = entered.split(BETWEEN_ANSWERS);
  const ids = asKept.every((id) => known.has(id))
    ? asKept
    : entered.split(SEVERAL).map((name) => optionOf(item, name.trim()));
  if (ids.includes(null)) return null;
  // In the order of the tool, so that the same answers are the same value.
  return item.options
    .filter(({ id }) => ids.includes(id))
    .map(({ id }) => id)
    .join(BETWEEN_ANSWERS);
}

/** What stands between several answers in a cell of a sheet. */
const SEVERAL = ';';

const optionByScore = ({ options }: Rating, entered: string): string | null =>
  /^-?\d+(\.\d+)?$/.test(entered)
    ? (options.find(({ score }) => score === Number(entered))?.id ?? null)
    : null;

/** What an answer has to be that is one of several; null of other items. */
function problemOf(item: Item): string | null {
  if (item.kind !== 'rating' && !(item.kind === 'field' && 'options' in item)) return null;
  return `must be one of ${choicesOf(item)
    .map(({ text }) => text)
    .join(', ')}`;
}

/** A number between two bounds as it was entered, without spaces around it. */
export function readNumber(
  { minimum, maximum }: { minimum: number; maximum: number },
  trimmed: string,
): ParsedAnswer {
  // Number() alone would take '0x10', '1e3' and 'Infinity'.
  const value = /^-?\d+(\.\d+)?$/.test(trimmed) ? Number(trimmed) : Number.NaN;
  if (value >= minimum && value <= maximum) return { value: String(value) };
  return { problem: `must be a number from ${minimum} to ${maximum}` };
}

/** A date as it was entered. */
export function readDate(trimmed: string): ParsedAnswer {
  const date = parseDate(trimmed);
  return date === null ? { problem: 'must be a date such as 28/02/2012 or 2012-02-28' } : { value: date };
}

/** A text as it was entered, where it is not too long. */
export const readText = ({ maximumLength }: { maximumLength: number }, trimmed: string): ParsedAnswer =>
  trimmed.length <= maximumLength
    ? { value: trimmed }
    : { problem: `must be at most ${maximumLength} characters` };

interface Choice {
  options: readonly Option[];
}

/** A word without marks. */
const bare = (text: string) =>
  foldName(text)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/** The options of a choice by their names; without marks null where two options differ by nothing else. */
interface OptionNames {
  exact: Map<string, string>;
  alike: Map<string, string | null>;
}

/** A sheet asks for the same names a hundred thousand times. */
const optionNames = new WeakMap<Choice, OptionNames>();

function optionNamesOf(choice: Choice): OptionNames {
  const known = optionNames.get(choice);
  if (known) return known;
  const names: OptionNames = { exact: new Map(), alike: new Map() };
  for (const { id, label, aliases } of choice.options) {
    for (const name of [id, label, ...aliases]) {
      if (!names.exact.has(foldName(name))) names.exact.set(foldName(name), id);
      const other = names.alike.get(bare(name));
      names.alike.set(bare(name), other === undefined || other === id ? id : null);
    }
  }
  optionNames.set(choice, names);
  return names;
}

/** The id of the option that is meant, by any of its names; marks count only where two options differ by nothing else. */
function optionOf(choice: Choice, entered: string): string | null {
  const { exact, alike } = optionNamesOf(choice);
  const word = bare(entered);
  const found = exact.get(foldName(entered)) ?? (word === '' ? null : alike.get(word));
  if (found !== undefined) return found;
  const ids = choice.options.map(({ id }) => id);
  const coded = codedOption(ids, word);
  if (coded !== null) return coded;
  // The census names the narrow group after the broad one: "Asian or Asian British: Indian".
  const narrow = /^[^:]+:\s*(?<narrow>.+)$/.exec(entered)?.groups?.['narrow'] ?? '';
  const narrowWord = bare(narrow);
  const codedNarrow = codedOption(ids, narrowWord);
  // "Black African: other" is not the option for all others.
  const isOther = /^(?:(?:any )?other\b.*)?$/.test(narrowWord);
  return codedNarrow ?? (isOther ? null : (alike.get(narrowWord) ?? null));
}

/**
 * Reads a British (day first) or ISO date as YYYY-MM-DD; null when there is no such day.
 *
 * @example parseDate('28/2/2012') // '2012-02-28'
 * @example parseDate('30/02/2012') // null
 */
export function parseDate(entered: string): string | null {
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(entered.trim());
  const british = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(entered.trim());
  const [year, month, day] = iso
    ? [iso[1], iso[2], iso[3]]
    : british
      ? [british[3], british[2], british[1]]
      : [];
  if (year === undefined || month === undefined || day === undefined) return null;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  const exists =
    date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day) && Number(year) >= 1000;
  return exists ? date.toISOString().slice(0, 10) : null;
}

/**
 * Whether an answer makes no sense beside the answer to the check it hangs on: a yes, where that one was recorded
 * as something else than what is needed. A no agrees with a missing plan, and what was not recorded says nothing.
 */
export function contradicts(check: Check, own: string | null, parent: string | null): boolean {
  return (
    check.dependsOn !== undefined && own === 'yes' && parent !== null && parent !== check.dependsOn.answer
  );
}

/** The checks of one review that contradict the check they hang on. */
export function contradictionsIn(tool: Pick<Tool, 'sections'>, answers: Answers): Check[] {
  return checksOf(tool).filter((check) => {
    if (!check.dependsOn) return false;
    return contradicts(check, answers.get(check.id) ?? null, answers.get(check.dependsOn.item) ?? null);
  });
}

/** An answer of one review that does not fit, and what it does not fit to. */
export interface OddAnswer {
  item: Item;
  answer: string;
  /** The item does not apply to the file's group; or the check hangs on another one that is answered otherwise. */
  why: 'excluded' | 'hangs';
}

/**
 * The answers of one review that do not fit: to the set-up of its group, or to the check they hang on.
 *
 * @param excluded - ids of the items that do not apply to the file's group
 */
export function oddAnswersIn(tool: Tool, answers: Answers, excluded: readonly string[]): OddAnswer[] {
  const contradicting = new Set<Item>(contradictionsIn(tool, answers));
  return itemsOf(tool).flatMap((item): OddAnswer[] => {
    const answer = answers.get(item.id);
    if (answer === undefined) return [];
    if (excluded.includes(item.id)) return isOutOfPlace(answer) ? [{ item, answer, why: 'excluded' }] : [];
    return contradicting.has(item) ? [{ item, answer, why: 'hangs' }] : [];
  });
}

/**
 * What is asked of whoever records, in the order of the tool: every item with closed answers. A text is written where
 * there is something to say, and what is coded from it is coded afterwards, so neither can be missing.
 */
export const askedOf = (tool: Pick<Tool, 'sections'>): Item[] =>
  itemsOf(tool).filter(
    (item) => !(item.kind === 'field' && item.type === 'text') && !isCodedAfterwards(item),
  );

/**
 * By which answers it is told whether anybody has begun to read a record: what is judged, since facts such as age may be
 * known beforehand. Where nothing is judged, by any.
 */
export function toldByReading(tool: Pick<Tool, 'sections'>): Item[] {
  const judged = judgedOf(tool);
  return judged.length > 0 ? judged : askedOf(tool);
}

/** The items that a complete review has an answer to and this one has not, in the order of the tool. */
export const missingIn = (tool: Tool, answers: Answers): Item[] =>
  askedOf(tool).filter((item) => !answers.has(item.id));

/** How many of the answers that are asked for are recorded. */
export interface Completeness {
  recorded: number;
  asked: number;
}

/** Counts what was recorded of one review. */
export function completenessOf(tool: Tool, answers: Answers): Completeness {
  const asked = askedOf(tool).length;
  return { recorded: asked - missingIn(tool, answers).length, asked };
}

/** @example recordedText({ recorded: 12, asked: 20 }) // '12 of 20 answers recorded' */
export const recordedText = ({ recorded, asked }: Completeness): string =>
  `${recorded} of ${asked} ${asked === 1 ? 'answer' : 'answers'} recorded`;
