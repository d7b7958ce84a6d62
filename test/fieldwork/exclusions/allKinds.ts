/** A tool that asks one item of each kind, none of which may be not applicable, and scores what can be scored. */
export const ALL_KINDS = {
  format: 2,
  id: 'all_kinds',
  version: 1,
  title: 'All kinds',
  description: 'Asks one item of each kind.',
  source: 'For tests.',
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
        item('plan', 'Is there a plan?', { kind: 'scale', scale: 'yes_no' }),
        item('handover', 'How good are the handovers?', { kind: 'scale', scale: 'quality' }),
        item('tone', 'How is the tone?', { kind: 'scale', scale: 'quality' }),
      ],
    },
    {
      id: 'facts',
      title: 'Facts',
      items: [
        item('setting', 'Where was it?', { kind: 'choice', ...options('ward', 'clinic') }),
        item('offered', 'What was offered?', { kind: 'multiple', ...options('advice', 'naloxone') }),
        item('visits', 'How many visits?', { kind: 'number', minimum: 0, maximum: 50 }),
        item('seen_on', 'When were they seen?', { kind: 'date' }),
        item('why', 'Why did they leave?', { kind: 'text' }),
        item('why_code', 'Why, in short?', {
          kind: 'choice',
          ...options('moved', 'done'),
          from: { codes: 'why' },
        }),
      ],
    },
  ],
  criteria: [
    {
      id: 'overall',
      title: 'Overall',
      aggregate: 'sum',
      of: [
        { id: 'care', title: 'Care', aggregate: 'sum', of: ['handover', 'tone'] },
        {
          id: 'verdict',
          title: 'Verdict of the panel',
          aggregate: 'judgement',
          of: ['tone'],
          scale: 'quality',
        },
      ],
    },
  ],
};

function item(id: string, label: string, more: object) {
  return {
    id,
    label,
    shortLabel: id.replace('_', ' '),
    guidance: 'Read.',
    na: false,
    ...more,
    ...(isText(more) && { na: undefined }),
  };
}

function options(...ids: string[]) {
  return { options: ids.map((id) => ({ id, label: id.toUpperCase() })) };
}

function isText(more: object): boolean {
  return 'kind' in more && more.kind === 'text';
}
