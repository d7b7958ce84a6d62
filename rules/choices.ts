import type { Item, Rating } from './tool.ts';

/** What stands between several answers to one item, as they are kept. */
export const BETWEEN_ANSWERS = ' ';

/** An answer to choose: as it is kept, and in words. */
export interface Choice {
  value: string;
  text: string;
}

export const NOT_APPLICABLE: Choice = { value: 'na', text: 'Not applicable' };

/**
 * The answers that there are to choose from, without "not recorded"; none for numbers, dates and texts.
 *
 * @example choicesOf(recoveryPlan) // Yes, No, Not applicable
 */
export function choicesOf(item: Item): Choice[] {
  const na = 'na' in item && item.na ? [NOT_APPLICABLE] : [];
  if (item.kind === 'check') return [{ value: 'yes', text: 'Yes' }, { value: 'no', text: 'No' }, ...na];
  if (item.kind === 'rating') return [...ratingChoices(item), ...na];
  if (item.type !== 'choice' && item.type !== 'multiple') return [];
  return [...item.options.map(({ id, label }) => ({ value: id, text: label })), ...na];
}

/** With the score before the word where scores are what people talk in: 1, 2, 3 and so on. */
function ratingChoices({ options }: Rating): Choice[] {
  const isCounted = options.every(({ score }, i) => score === i + 1);
  return options.map(({ id, label }, i) => ({ value: id, text: isCounted ? `${i + 1} ${label}` : label }));
}

/** An answer in words, as it was chosen; of numbers, dates and texts the answer itself. */
export function answerText(item: Item, value: string): string {
  if (value === NOT_APPLICABLE.value && !(item.kind === 'field' && item.type === 'text'))
    return NOT_APPLICABLE.text;
  const choices = choicesOf(item);
  const ids = item.kind === 'field' && item.type === 'multiple' ? value.split(BETWEEN_ANSWERS) : [value];
  const texts = ids.map((id) => choices.find((choice) => choice.value === id)?.text ?? id);
  return texts.join('; ');
}
