import type { Check } from '../../../rules/index.ts';

const NOTES: Record<Check['polarity'], string> = {
  yes_is_good: '',
  yes_is_bad: 'Yes is a shortcoming',
  neither: 'Not scored',
};

/** What stands with a check wherever its figures do, since a yes is not good; '' where it is. */
export const polarityNote = ({ polarity }: Pick<Check, 'polarity'>): string => NOTES[polarity];
