import type { DraftItem } from '../../rules/index.ts';

/** A question with yes and no of a tool that is written. */
export const check = (id: string, label: string, more: Partial<DraftItem> = {}) => ({
  kind: 'scale' as const,
  id,
  label,
  shortLabel: id.slice(0, 16),
  guidance: `Yes where the notes say so: ${label}`,
  scale: 'yes_no',
  ...more,
});

/** A small tool about night shelters: checks, a rating, a fact, and a criterion of two. */
export const shelter = (more: Record<string, unknown> = {}) => ({
  format: 2,
  id: 'night_shelter',
  version: 1,
  title: 'Night shelter notes',
  description: 'Looks for the basics in the notes of a night shelter.',
  source: 'Agreed by the shelter’s own panel.',
  subject: { id: 'case_file', one: 'case file', many: 'case files', personal: true },
  scales: {
    yes_no: {
      options: [
        { id: 'yes', label: 'Yes', score: 1 },
        { id: 'no', label: 'No', score: 0 },
      ],
    },
    quality: {
      options: [
        { id: 'poor', label: 'Poor', score: 1 },
        { id: 'fair', label: 'Fair', score: 2 },
        { id: 'good', label: 'Good', score: 3 },
      ],
    },
  },
  sections: [
    {
      id: 'practice',
      title: 'Practice',
      items: [
        check('key_worker', 'Is a key worker named?', { target: { of: ['yes'], atLeast: 90 } }),
        check('weekly', 'Has the key worker met them weekly?', {
          dependsOn: { item: 'key_worker', answer: 'yes' },
        }),
        { ...check('handover', 'How good are the handover entries?'), scale: 'quality' },
      ],
    },
    {
      id: 'person',
      title: 'About the person',
      items: [
        {
          kind: 'choice',
          id: 'age_band',
          label: 'Age',
          shortLabel: 'Age',
          guidance: 'Age on the first night.',
          segment: true,
          options: [
            { id: 'under_25', label: 'Under 25' },
            { id: 'from_25', label: '25 or over' },
          ],
        },
      ],
    },
  ],
  criteria: [{ id: 'overall', title: 'Overall', of: ['key_worker', 'handover'], aggregate: 'sum' }],
  ...more,
});
