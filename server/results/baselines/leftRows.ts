import type { LeftRow } from '../../../rules/index.ts';
import { countOf } from '../../formats/english.ts';

/** Why a row was left out, of one and of several. */
const REASONS: Record<LeftRow['why'], [one: string, several: string]> = {
  none: [
    'it has no percentage from 0% to 100% under an answer that was chosen',
    'they have no percentage from 0% to 100% under an answer that was chosen',
  ],
  several: ['several whole numbers give its percentages', 'several whole numbers give their percentages'],
  impossible: ['no whole number gives its percentages', 'no whole number gives their percentages'],
  unclear: [
    'it does not say how many were a yes, a no and not applicable',
    'they do not say how many were a yes, a no and not applicable',
  ],
  mean: ['its mean is none of what it can come to', 'their means are none of what they can come to'],
  tooMany: ['its answers come to more than all', 'their answers come to more than all'],
};

/** The rows that were left out in sentences, one a reason; empty where there are none. */
export function leftInWords(left: readonly LeftRow[]): string {
  return Object.entries(REASONS)
    .flatMap(([reason, [one, several]]) => {
      const rows = left.filter(({ why }) => why === reason).map(({ label }) => label);
      if (rows.length === 0) return [];
      const what = reason === 'mean' ? 'mean' : 'row';
      const why = rows.length === 1 ? `was left out because ${one}` : `were left out because ${several}`;
      // A table that has a group in each row has no other names.
      const named = rows.some((label) => label !== '') ? `: ${rows.join('; ')}` : '';
      return [`${countOf(rows.length, what)} ${why}${named}.`];
    })
    .join(' ');
}
