import { isNotRecorded, readDate, readNumber, readText, saysNotApplicable } from '../answers.ts';
import type { ParsedAnswer } from '../answers.ts';
import { BETWEEN_ANSWERS } from '../choices.ts';
import { foldName } from '../tool.ts';
import { optionsOf } from './parts.ts';
import type { AnswerOption } from './parts.ts';
import type { Instrument, InstrumentItem } from './schema.ts';

/**
 * Reads what a person or a spreadsheet entered for an item: an option by its id, label, alias or score; several options
 * of a multiple item between semicolons.
 *
 * @example readAnswer(serviceReview, seniority, ' 3 ') // { value: 'good' }
 */
export function readAnswer(
  instrument: Pick<Instrument, 'scales'>,
  item: InstrumentItem,
  entered: string,
): ParsedAnswer {
  const trimmed = entered.trim();
  const folded = foldName(trimmed);
  if (trimmed === '' || folded === 'nr') return { value: null };
  const known = chosenAnswer(instrument, item, folded);
  if (known) return known;
  if (item.kind !== 'text') {
    if (isNotRecorded(trimmed)) return { value: null };
    if (saysNotApplicable(trimmed)) {
      return item.na ? { value: 'na' } : { problem: 'cannot be not applicable' };
    }
  }
  switch (item.kind) {
    case 'scale':
    case 'choice':
    case 'multiple':
      return { problem: `must be ${oneOf(optionsOf(instrument, item), item.na)}` };
    case 'number':
      return readNumber(item, trimmed);
    case 'date':
      return readDate(trimmed);
    case 'text':
      return readText(item, trimmed);
  }
}

/** What was chosen of the options of an item; null where it has none, or not these. */
function chosenAnswer(
  instrument: Pick<Instrument, 'scales'>,
  item: InstrumentItem,
  folded: string,
): { value: string } | null {
  const options = optionsOf(instrument, item);
  if (options.length === 0) return null;
  const idOf = (name: string) => options.find((option) => namesOf(option).includes(name))?.id;
  if (item.kind !== 'multiple') {
    const id = idOf(folded);
    return id === undefined ? null : { value: id };
  }
  const ids = folded.split(';').map((name) => idOf(name.trim()));
  if (ids.includes(undefined)) return null;
  // In the order of the tool, so that the same answers are the same value.
  const chosen = options.filter(({ id }) => ids.includes(id)).map(({ id }) => id);
  return { value: chosen.join(BETWEEN_ANSWERS) };
}

const namesOf = ({ id, label, aliases, score }: AnswerOption): string[] =>
  [id, label, ...aliases, ...(score === null ? [] : [String(score)])].map(foldName);

const oneOf = (options: readonly AnswerOption[], na: boolean): string => {
  const names = [...options.map(({ label }) => label), ...(na ? ['not applicable'] : [])];
  return `one of ${names.join(', ')}`;
};
