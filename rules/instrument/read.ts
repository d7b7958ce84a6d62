import { parseDate } from '../answers.ts';
import { foldName } from '../tool.ts';
import { BETWEEN_ANSWERS } from './itemTally.ts';
import { optionsOf } from './parts.ts';
import type { AnswerOption } from './parts.ts';
import type { Instrument, InstrumentItem } from './schema.ts';

/** The value to keep (null when nothing was recorded), or what is wrong with what was entered. */
type ReadAnswer = { value: string | null } | { problem: string };

const NOT_APPLICABLE = new Set(['na', 'n/a', 'not applicable']);
const NOT_RECORDED = new Set(['', 'nr', 'not recorded']);

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
): ReadAnswer {
  const trimmed = entered.trim();
  const folded = foldName(trimmed);
  if (NOT_RECORDED.has(folded)) return { value: null };
  const known = chosenAnswer(instrument, item, folded);
  if (known) return known;
  if (item.kind !== 'text' && NOT_APPLICABLE.has(folded)) {
    return item.na ? { value: 'na' } : { problem: 'cannot be not applicable' };
  }
  switch (item.kind) {
    case 'scale':
    case 'choice':
    case 'multiple':
      return { problem: `must be ${oneOf(optionsOf(instrument, item), item.na)}` };
    case 'number': {
      // Number() alone would take '0x10', '1e3' and 'Infinity'.
      const value = /^-?\d+(\.\d+)?$/.test(trimmed) ? Number(trimmed) : Number.NaN;
      if (value >= item.minimum && value <= item.maximum) return { value: String(value) };
      return { problem: `must be a number from ${item.minimum} to ${item.maximum}` };
    }
    case 'date': {
      const date = parseDate(trimmed);
      return date === null ? { problem: 'must be a date such as 28/02/2012 or 2012-02-28' } : { value: date };
    }
    case 'text':
      return trimmed.length <= item.maximumLength
        ? { value: trimmed }
        : { problem: `must be at most ${item.maximumLength} characters` };
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
