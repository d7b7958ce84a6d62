import { describe, expect, it } from 'vitest';
import { answerText, choicesOf, itemById, parseAnswer, parseTool } from '../../rules/index.ts';
import type { Item } from '../../rules/index.ts';

const base = (id: string) => ({ id, label: `Label of ${id}`, shortLabel: `Short ${id}`, guidance: 'Read.' });
const parsed = parseTool({
  format: 2,
  id: 'calls',
  version: 1,
  title: 'Calls',
  description: 'Every kind of item of the second format.',
  source: 'For tests.',
  subject: { id: 'call', one: 'call', many: 'calls', personal: false },
  scales: {
    four: {
      options: ['weak', 'fair', 'good', 'excellent'].map((id, i) => ({
        id,
        label: id.toUpperCase(),
        score: i + 1,
      })),
    },
    placed: {
      options: [
        { id: 'missing_here', label: 'Not in place', score: 0 },
        { id: 'in_place', label: 'In place', score: 2 },
      ],
    },
    good: {
      options: [
        { id: 'yes', label: 'Yes', score: 1 },
        { id: 'no', label: 'No', score: 0 },
      ],
    },
    harm: {
      options: [
        { id: 'yes', label: 'Yes', score: 0 },
        { id: 'no', label: 'No', score: 1 },
      ],
    },
    fact: {
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
        { kind: 'scale', ...base('welcome'), scale: 'four', highest: 'good' },
        { kind: 'scale', ...base('policy'), scale: 'placed', na: false },
        {
          kind: 'scale',
          ...base('answered'),
          scale: 'good',
          na: false,
          target: { of: ['yes'], atLeast: 90 },
        },
        { kind: 'scale', ...base('harmful'), scale: 'harm', target: { of: ['no'], atLeast: 95 } },
        { kind: 'scale', ...base('recorded'), scale: 'fact' },
        {
          kind: 'multiple',
          ...base('services'),
          options: [
            { id: 'sharp', label: 'SHaRP' },
            { id: 'the_bridge', label: 'The Bridge' },
          ],
        },
        { kind: 'number', ...base('minutes'), minimum: 0, maximum: 60, na: true },
      ],
    },
  ],
});
if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
const { tool } = parsed;

function item(id: string): Item {
  const found = itemById(tool, id);
  if (!found) throw new Error(`there is no item ${id}`);
  return found;
}

describe('a tool of the second format', () => {
  it('asks a scale of yes and no as a check, by what its scores say of a yes', () => {
    expect(item('answered')).toMatchObject({
      kind: 'check',
      polarity: 'yes_is_good',
      standard: 90,
      na: false,
    });
    expect(item('harmful')).toMatchObject({ kind: 'check', polarity: 'yes_is_bad', standard: 5, na: true });
    expect(item('recorded')).toMatchObject({ kind: 'check', polarity: 'neither' });
  });

  it('asks any other scale as a rating, up to its cap', () => {
    expect(choicesOf(item('welcome')).map(({ value, text }) => `${value}: ${text}`)).toEqual([
      'weak: 1 WEAK',
      'fair: 2 FAIR',
      'good: 3 GOOD',
      'na: Not applicable',
    ]);
    // Scores that nobody counts in stay out of the words.
    expect(choicesOf(item('policy')).map(({ text }) => text)).toEqual(['Not in place', 'In place']);
  });
});

it.each([
  ['welcome', 'Good', 'good'],
  ['welcome', '2', 'fair'],
  ['welcome', 'n/a', 'na'],
  ['policy', 'in place', 'in_place'],
  ['services', 'The Bridge; SHaRP', 'sharp the_bridge'],
  ['services', 'sharp the_bridge', 'sharp the_bridge'],
  ['services', 'The Bridge', 'the_bridge'],
  ['minutes', 'not applicable', 'na'],
  ['minutes', '12', '12'],
])('reads under %s %j as %j', (id, entered, value) => {
  expect(parseAnswer(item(id), entered)).toEqual({ value });
});

it.each([
  ['welcome', 'excellent', 'must be one of 1 WEAK, 2 FAIR, 3 GOOD, Not applicable'],
  ['answered', 'n/a', 'cannot be not applicable'],
  ['policy', 'na', 'must be one of Not in place, In place'],
  ['services', 'The Bridge; Elsewhere', 'must be one of SHaRP, The Bridge'],
])('says what is wrong under %s with %j', (id, entered, problem) => {
  expect(parseAnswer(item(id), entered)).toEqual({ problem });
});

it.each([
  ['welcome', 'good', '3 GOOD'],
  ['welcome', 'na', 'Not applicable'],
  ['answered', 'no', 'No'],
  ['services', 'sharp the_bridge', 'SHaRP; The Bridge'],
  ['minutes', '12', '12'],
])('says what was answered to %s with %j as %j', (id, value, text) => {
  expect(answerText(item(id), value)).toBe(text);
});
