import { parseInstrument } from '../../../rules/index.ts';
import type { Instrument } from '../../../rules/index.ts';

/** A definition of the second format, small enough to work out by hand; parts of it can be put in place of others. */
export const definition = (more: Record<string, unknown> = {}) => ({
  format: 2,
  id: 'small_review',
  version: 1,
  title: 'Small review',
  description: 'For tests.',
  source: 'Made up.',
  subject: { id: 'service', one: 'service', many: 'services', personal: false },
  scales: {
    four: {
      options: [
        { id: 'weak', label: 'Weak', score: 1 },
        { id: 'fair', label: 'Fair', score: 2 },
        { id: 'good', label: 'Good', score: 3 },
        { id: 'excellent', label: 'Excellent', score: 4 },
      ],
    },
    yes_no: {
      options: [
        { id: 'yes', label: 'Yes', aliases: ['y'], score: 1 },
        { id: 'no', label: 'No', score: 0 },
      ],
    },
    open: {
      options: [
        { id: 'yes', label: 'Yes' },
        { id: 'no', label: 'No' },
      ],
    },
  },
  sections: [
    {
      id: 'all',
      title: 'All',
      items: [
        item('a', 'scale', { scale: 'four' }),
        item('b', 'scale', { scale: 'four', highest: 'fair' }),
        item('c', 'scale', { scale: 'four' }),
        item('d', 'scale', { scale: 'four' }),
        item('plan', 'scale', { scale: 'yes_no', target: { of: ['yes'], atLeast: 90 } }),
        item('unscored', 'scale', { scale: 'open', na: false }),
        item('region', 'choice', {
          options: [
            { id: 'north', label: 'North' },
            { id: 'south', label: 'South' },
          ],
        }),
        item('drugs', 'multiple', {
          options: [
            { id: 'heroin', label: 'Heroin' },
            { id: 'crack', label: 'Crack', aliases: ['rocks'] },
            { id: 'alcohol', label: 'Alcohol' },
          ],
        }),
        item('weeks', 'number', { minimum: 0, maximum: 100, na: true }),
        item('day', 'date'),
        item('remarks', 'text'),
      ],
    },
  ],
  criteria: [
    {
      id: 'overall',
      title: 'Overall',
      aggregate: 'sum',
      bands: [
        { id: 'low', label: 'Low', from: 2 },
        { id: 'high', label: 'High', from: 5 },
      ],
      of: [
        {
          id: 'first',
          title: 'First',
          aggregate: 'mean',
          of: ['a', 'b'],
          scoredBy: 'band',
          bands: [
            { id: 'weak', label: 'Weak', from: 1, score: 1 },
            { id: 'fair', label: 'Fair', from: 1.75, score: 2 },
            { id: 'good', label: 'Good', from: 2.5, score: 3 },
            { id: 'excellent', label: 'Excellent', from: 3.25, score: 4 },
          ],
        },
        { id: 'second', title: 'Second', aggregate: 'median', of: ['a', 'c', 'd'] },
      ],
    },
  ],
  rankBy: ['first', 'overall'],
  ...more,
});

export function item(id: string, kind: string, more: Record<string, unknown> = {}) {
  return { id, kind, label: `The question ${id}`, shortLabel: id, guidance: 'Say what is so.', ...more };
}

/** The tool of a definition; a definition with problems fails with them. */
export function instrumentOf(data: unknown): Instrument {
  const parsed = parseInstrument(data);
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems, null, 2));
  return parsed.instrument;
}

/** What is wrong with a definition: spot and problem. */
export function problemsOf(data: unknown): string[] {
  const parsed = parseInstrument(data);
  return 'problems' in parsed ? parsed.problems.map(({ at, problem }) => `${at}: ${problem}`) : [];
}

export const record = (answers: Record<string, string>): ReadonlyMap<string, string> =>
  new Map(Object.entries(answers));
