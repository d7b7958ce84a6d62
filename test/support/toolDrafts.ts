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

const item = (kind: string, id: string, more: Record<string, unknown> = {}) => ({
  kind,
  id,
  label: `Which ${id.replaceAll('_', ' ')} was it?`,
  shortLabel: id.slice(0, 16),
  guidance: 'As it stands in the notes.',
  aliases: [`old ${id}`],
  segment: kind === 'choice' || kind === 'scale',
  about: 'practice',
  source: 'The panel’s own paper, page 2.',
  dependsOn: { item: 'mode', answer: 'phone' },
  hint: 'Think of the last time.',
  suggestions: ['Ask again.'],
  ...more,
});
const two = (ids: readonly [string, string], guidance?: string) =>
  ids.map((id) => ({ id, label: `The ${id}`, aliases: [`old ${id}`], ...(guidance && { guidance }) }));

const QUESTIONS = [
  item('choice', 'mode', { options: two(['phone', 'alone']), na: true, dependsOn: undefined }),
  item('choice', 'script', {
    options: two(['first', 'second'], 'A right answer names the clinic.'),
    na: true,
    target: { of: ['first'], atLeast: 10 },
  }),
  item('text', 'caller', { maximumLength: 50 }),
  item('choice', 'coded', {
    options: two(['kind', 'unkind']),
    na: false,
    noStandard: 'None is set.',
    from: { codes: 'caller' },
  }),
  item('multiple', 'seen', { options: two(['doctor', 'nurse'], 'Where the notes name one.'), na: true }),
  item('number', 'days', { minimum: 0, maximum: 90, unit: 'days', bands: [7, 30], na: true }),
  item('date', 'first_day', { na: true }),
  item('scale', 'correct', {
    scale: 'yes_no',
    na: true,
    safety: true,
    measure: 'waiting_time',
    target: { of: ['yes'], atLeast: 90 },
  }),
  item('scale', 'quality', { scale: 'quality', highest: 'fair', na: false, noStandard: 'None is set.' }),
  item('scale', 'quick', {
    scale: 'quality',
    from: {
      number: 'days',
      bands: [
        { from: 0, answer: 'good' },
        { from: 8, answer: 'poor' },
      ],
    },
  }),
];

/** A tool in which nothing that the format knows is left out. */
export const everything = (): Record<string, unknown> => {
  const { scales, ...base } = shelter();
  return {
    ...base,
    id: 'everything',
    scales,
    sections: [{ id: 'all', title: 'All', description: 'Every kind.', items: QUESTIONS }],
    criteria: [
      {
        id: 'overall',
        title: 'Overall',
        aggregate: 'mean',
        of: ['correct', 'quality', { id: 'inner', title: 'Inner', aggregate: 'sum', of: ['quality'] }],
        weights: { correct: 2, quality: 1, inner: 1 },
        bands: [
          { id: 'low', label: 'Low', from: 0, score: 0 },
          { id: 'high', label: 'High', from: 2, score: 1 },
        ],
        scoredBy: 'band',
        limits: [{ item: 'correct', answers: ['no'], atMost: 1 }],
        source: 'The panel’s own paper, page 3.',
        measure: 'waiting_time',
      },
      { id: 'judged', title: 'On the whole', aggregate: 'judgement', scale: 'quality', of: ['correct'] },
    ],
    rankBy: ['overall'],
    answeredBy: 'provider',
    selfCompletion: { item: 'mode', answer: 'alone' },
    calls: {
      scenario: 'script',
      caller: 'caller',
      time: 'mode',
      accuracy: ['correct'],
      stories: { first: 'You ask for help.', second: 'You ask for somebody else.' },
    },
    topWindows: [
      {
        from: '2007-10-01',
        start: { withinDays: 14 },
        review: { fromWeek: 5, toWeek: 26 },
        exit: { withinDays: 14 },
        threshold: 80,
      },
      {
        from: '2009-07-01',
        start: { withinDays: 14 },
        review: { fromDay: 28, toDay: 182, further: { everyDays: 182, openDays: 180 } },
        exit: { withinDays: 10 },
        journey: { withinDays: 21 },
        threshold: 85,
        source: 'The bulletin of July 2009.',
        choices: ['Its own day is not known.', 'Weeks in their widest reading.'],
      },
    ],
    smartWords: {
      verbs: { ending: ['badger'], activity: ['juggle'] },
      agents: ['outreach', 'night shelter'],
      spelling: { recieve: 'receive' },
      irregular: { swum: 'swim' },
      themes: { housing: ['night shelter'] },
      emptyTimes: ['when ready'],
    },
    catalogue: { group: 'services', who: 'callers of the panel', basis: 'the panel, 2026' },
    training: [
      {
        id: 'first_night',
        title: 'A first night',
        notes: [
          { heading: 'Day 1', entries: ['Came at ten.', 'Was asked who to ring.'] },
          { heading: 'Since then', entries: ['Day 3: rang.'] },
        ],
        settled: {
          correct: { answer: 'yes', reason: 'The clinic is named on day 3.' },
          quality: { answer: 'fair', reason: 'Short, but signed.' },
          quick: { answer: 'good', reason: 'Three days.' },
          judged: { answer: 'fair', reason: 'What there is, is right.' },
          seen: { answer: 'doctor nurse', reason: 'Both sign.' },
          days: { answer: '3', reason: 'Day 3.' },
        },
      },
    ],
  };
};
