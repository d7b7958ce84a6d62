import { answerText, CHECK_ANSWER_LABELS } from '../../../rules/index.ts';
import type { Item } from '../../../rules/index.ts';
import { dayInWords, decimalText } from '../../formats/english.ts';

/** An answer to an item as people read it; without one, that it is not recorded. */
export const answerInWords = (item: Item, value: string | null): string => {
  if (value === null) return CHECK_ANSWER_LABELS.nr;
  return item.kind === 'field' && item.type === 'date' && value !== 'na'
    ? dayInWords(value)
    : answerText(item, value);
};

/** What validation changed of a score or a mean; a dash where one of the two is missing. @example differenceText(-0.25) // '−0.25' */
export function differenceText(difference: number | null): string {
  if (difference === null) return '–';
  if (Math.abs(difference) < 0.005) return 'none';
  return `${difference < 0 ? '−' : '+'}${decimalText(Math.abs(difference))}`;
}
