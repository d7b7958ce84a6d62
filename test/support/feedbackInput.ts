import { parseTool, tally } from '../../rules/index.ts';
import type { AnswerCount, Tool } from '../../rules/index.ts';
import type { FeedbackInput } from '../../server/feedback/draft/input.ts';

/** What a definition says of a tool apart from what it asks. */
export const toolHead = {
  id: 'sample',
  version: 2,
  title: 'Recovery check (RODT)',
  description: 'For tests.',
  source: 'A report of 2011.',
};

/** A small tool with a check of every kind, and a field. */
export const tool = parsed({
  ...toolHead,
  sections: [
    {
      id: 'the_plan',
      title: 'The plan',
      items: [
        check('plan', 'Is there a plan?', 'Plan', { standard: 80 }),
        check('smart', 'Are its goals SMART?', 'Goals', { dependsOn: { item: 'plan', answer: 'yes' } }),
        check('abstinence', 'Does it aim at abstinence?', 'Abst', { polarity: 'neither' }),
      ],
    },
    {
      id: 'practice',
      title: 'Practice',
      items: [
        {
          kind: 'field',
          type: 'date',
          id: 'started',
          label: 'Start',
          shortLabel: 'Start',
          guidance: 'The day.',
        },
        check('forms', 'Is a TOP form missing?', 'Forms', { polarity: 'yes_is_bad' }),
        check('housing', 'Was housing arranged?', 'Housing'),
      ],
    },
  ],
});

export function parsed(definition: unknown): Tool {
  const result = parseTool(definition);
  if (!('tool' in result)) throw new Error(JSON.stringify(result.problems));
  return result.tool;
}

export function check(id: string, label: string, shortLabel: string, more: Record<string, unknown> = {}) {
  return { kind: 'check', id, label, shortLabel, polarity: 'yes_is_good', guidance: 'Read.', ...more };
}

/** Counts of one group: per check the files with yes, no and not applicable. */
export function answersOf(group: string, counts: Record<string, [number, number, number]>): AnswerCount[] {
  return Object.entries(counts).flatMap(([id, [yes, no, na]]) => [
    { group, check: id, answer: 'yes', files: yes },
    { group, check: id, answer: 'no', files: no },
    { group, check: id, answer: 'na', files: na },
  ]);
}

/**
 * An audit of 33 files in three groups; Ash (5 files) and Birch (8, joint work) are the provider's, Cedar (20) is not.
 */
export function input(changes: Partial<FeedbackInput> = {}): FeedbackInput {
  return {
    audit: {
      title: 'Spring audit',
      partnership: 'Southampton partnership',
      fieldworkStart: '2012-02-28',
      fieldworkEnd: '2012-03-02',
    },
    tool,
    provider: 'New Road',
    providersByGroup: { Ash: ['New Road'], Birch: ['New Road', 'The Bridge'], Cedar: ['The Bridge'] },
    tally: tally(tool, {
      groups: [
        { name: 'Ash', files: 5 },
        { name: 'Birch', files: 8 },
        { name: 'Cedar', files: 20 },
      ],
      answers: [
        ...answersOf('Ash', { plan: [4, 1, 0], smart: [2, 2, 0], abstinence: [1, 4, 0], forms: [0, 0, 5] }),
        ...answersOf('Birch', { plan: [6, 2, 0], smart: [3, 5, 0], abstinence: [1, 7, 0], forms: [2, 5, 0] }),
        ...answersOf('Cedar', {
          plan: [13, 7, 0],
          smart: [2, 18, 0],
          abstinence: [0, 20, 0],
          forms: [6, 14, 0],
        }),
        ...answersOf('Ash', { housing: [0, 0, 3] }),
        ...answersOf('Birch', { housing: [0, 0, 8] }),
        ...answersOf('Cedar', { housing: [0, 0, 20] }),
      ],
      pairs: [
        { group: 'Ash', check: 'smart', answer: 'yes', parentAnswer: 'yes', files: 2 },
        { group: 'Ash', check: 'smart', answer: 'no', parentAnswer: 'yes', files: 2 },
        { group: 'Birch', check: 'smart', answer: 'yes', parentAnswer: 'yes', files: 1 },
        { group: 'Birch', check: 'smart', answer: 'no', parentAnswer: 'yes', files: 5 },
        { group: 'Birch', check: 'smart', answer: 'yes', parentAnswer: 'no', files: 2 },
        { group: 'Cedar', check: 'smart', answer: 'yes', parentAnswer: 'yes', files: 1 },
        { group: 'Cedar', check: 'smart', answer: 'no', parentAnswer: 'yes', files: 12 },
        { group: 'Cedar', check: 'smart', answer: 'yes', parentAnswer: 'no', files: 1 },
        { group: 'Cedar', check: 'smart', answer: 'no', parentAnswer: 'no', files: 6 },
      ],
    }),
    ownGroups: ['Ash', 'Birch'],
    plannedFiles: { Ash: 6, Birch: 8, Cedar: 20 },
    samples: [],
    comments: [],
    notes: [],
    smallNumberThreshold: 5,
    smallNumberRule: 'by_counts',
    findings: [],
    secondReadings: null,
    days: { queryDays: 14, planDays: 28, changeDays: null, nation: 'england_wales' },
    before: null,
    places: [],
    contact: { name: 'Lena Lead', role: 'panel lead', email: 'lena@example.org', phone: '' },
    filesContact: '',
    marked: [],
    links: {
      report: 'http://audit.example/audits/1/feedback/2/report',
      plan: 'http://audit.example/audits/1/improvement/2',
    },
    issue: {
      version: 1,
      at: '2012-03-09T12:00:00Z',
      queriesUntil: '2012-03-23',
      planDue: '2012-04-06',
      changesDue: null,
      changes: null,
    },
    asAt: '2012-03-05T23:30:00Z',
    ...changes,
  };
}
