import { describe, expect, it } from 'vitest';
import {
  completenessOf,
  contradictionsIn,
  contradicts,
  itemById,
  itemsOf,
  missingIn,
  parseAnswer,
  parseDate,
  saysNotRecorded,
} from '../../rules/index.ts';
import type { Check, Item } from '../../rules/index.ts';
import { check, parsed } from '../support/feedbackInput.ts';

const base = (id: string) => ({ id, label: `Label of ${id}`, shortLabel: `Short ${id}`, guidance: 'Read.' });

const head = {
  id: 'kinds',
  version: 1,
  title: 'Kinds',
  description: 'Every kind of item.',
  source: 'For tests.',
};
const tool = parsed({
  ...head,
  sections: [
    {
      id: 'all',
      title: 'All',
      items: [
        check('plan', 'Is there a plan?', 'Plan'),
        check('smart', 'Is it SMART?', 'Smart', { dependsOn: { item: 'plan', answer: 'yes' } }),
        check('excuse', 'Is it said why there is none?', 'Excuse', {
          dependsOn: { item: 'plan', answer: 'no' },
        }),
        {
          kind: 'field',
          type: 'choice',
          ...base('drug'),
          options: [
            { id: 'crack', label: 'Crack cocaine', aliases: ['crack/cocaine'] },
            { id: 'other_opiates', label: 'Other opiates' },
          ],
        },
        { kind: 'field', type: 'number', ...base('months'), minimum: -2, maximum: 600 },
        { kind: 'field', type: 'date', ...base('seen') },
        { kind: 'field', type: 'text', ...base('note'), maximumLength: 10 },
        { kind: 'rating', ...base('quality') },
        { kind: 'rating', ...base('capped'), highest: 3 },
      ],
    },
  ],
});

function item(id: string): Item {
  const found = itemById(tool, id);
  if (!found) throw new Error(`there is no item ${id}`);
  return found;
}

describe('parseAnswer', () => {
  it.each([
    ['plan', 'yes', 'yes'],
    ['plan', ' Y ', 'yes'],
    ['plan', 'No', 'no'],
    ['plan', 'N', 'no'],
    ['plan', 'NA', 'na'],
    ['plan', 'n/a', 'na'],
    ['plan', 'not  applicable', 'na'],
    ['plan', 'not_applicable', 'na'],
    ['plan', 'nr', null],
    ['plan', 'Not recorded', null],
    ['plan', '', null],
    ['plan', '  ', null],
    ['plan', 'TRUE', 'yes'],
    ['plan', 'false', 'no'],
    ['plan', 'n.a.', 'na'],
    ['plan', 'N / A', 'na'],
    ['plan', 'n/r', null],
    ['plan', 'Missing', null],
    ['plan', '-', null],
    ['plan', '–', null],
    ['months', '—', null],
    ['months', 'missing', null],
    ['drug', 'crack', 'crack'],
    ['drug', 'CRACK  cocaine', 'crack'],
    ['drug', 'Crack/Cocaine', 'crack'],
    ['drug', 'other opiates', 'other_opiates'],
    ['drug', '', null],
    ['drug', 'NR', null],
    ['months', '12', '12'],
    ['months', ' 007 ', '7'],
    ['months', '1.50', '1.5'],
    ['months', '-2', '-2'],
    ['months', '600', '600'],
    ['months', '0', '0'],
    ['months', '', null],
    ['seen', '28/2/2012', '2012-02-28'],
    ['seen', '2012-02-28', '2012-02-28'],
    ['seen', 'nr', null],
    ['note', ' ten chars. ', 'ten chars.'],
    ['note', '   ', null],
    ['quality', '1', '1'],
    ['quality', ' 4 ', '4'],
    ['quality', 'Good', '3'],
    ['quality', '2 fair', '2'],
    ['quality', '', null],
    ['capped', '3', '3'],
  ])('reads %s from %j', (id, entered, value) => {
    expect(parseAnswer(item(id), entered)).toEqual({ value });
  });

  it.each([
    ['plan', 'maybe', 'must be yes, no, na or nr'],
    ['plan', '1', 'must be yes, no, na or nr'],
    ['plan', 'yes no', 'must be yes, no, na or nr'],
    ['drug', 'heroin', 'must be one of Crack cocaine, Other opiates'],
    ['drug', 'other', 'must be one of Crack cocaine, Other opiates'],
    ['months', '601', 'must be a number from -2 to 600'],
    ['months', '-2.1', 'must be a number from -2 to 600'],
    ['months', '0x10', 'must be a number from -2 to 600'],
    ['months', '1e2', 'must be a number from -2 to 600'],
    ['months', 'Infinity', 'must be a number from -2 to 600'],
    ['months', 'NaN', 'must be a number from -2 to 600'],
    ['months', '1,5', 'must be a number from -2 to 600'],
    ['months', '12 months', 'must be a number from -2 to 600'],
    ['seen', '30/02/2012', 'must be a date such as 28/02/2012 or 2012-02-28'],
    ['seen', 'yesterday', 'must be a date such as 28/02/2012 or 2012-02-28'],
    ['note', 'eleven char', 'must be at most 10 characters'],
    ['quality', '0', 'must be one of 1 Weak, 2 Fair, 3 Good, 4 Excellent'],
    ['quality', '5', 'must be one of 1 Weak, 2 Fair, 3 Good, 4 Excellent'],
    ['quality', '2.5', 'must be one of 1 Weak, 2 Fair, 3 Good, 4 Excellent'],
    ['quality', 'splendid', 'must be one of 1 Weak, 2 Fair, 3 Good, 4 Excellent'],
    ['capped', '4', 'must be one of 1 Weak, 2 Fair, 3 Good'],
  ])('says what is wrong with %s %j', (id, entered, problem) => {
    expect(parseAnswer(item(id), entered)).toEqual({ problem });
  });
});

describe('parseDate', () => {
  it.each([
    ['28/2/2012', '2012-02-28'],
    ['28/02/2012', '2012-02-28'],
    ['28.2.2012', '2012-02-28'],
    ['28-02-2012', '2012-02-28'],
    [' 2012-2-8 ', '2012-02-08'],
    ['29/02/2012', '2012-02-29'],
    ['29/02/2000', '2000-02-29'],
    ['31/12/1999', '1999-12-31'],
  ])('reads %j', (entered, date) => {
    expect(parseDate(entered)).toBe(date);
  });

  it.each([
    '30/02/2012',
    '29/02/2011',
    '29/02/1900',
    '31/04/2012',
    '00/01/2012',
    '01/00/2012',
    '01/13/2012',
    '02/28/2012',
    '2012-02-30',
    '2012-00-10',
    '0099-01-01',
    '1/1/12',
    '2012',
    '28 February 2012',
    '2012-02-28T10:00',
    '',
  ])('refuses %j', (entered) => {
    expect(parseDate(entered)).toBeNull();
  });
});

describe('contradicts', () => {
  const smart = item('smart') as Check;
  const excuse = item('excuse') as Check;
  const answers = ['yes', 'no', 'na', null];

  it('is true of a yes under a recorded answer other than the one needed, and of nothing else', () => {
    const contradicting = (about: Check) =>
      answers.flatMap((own) =>
        answers.filter((parent) => contradicts(about, own, parent)).map((parent) => [own, parent]),
      );
    expect(contradicting(smart)).toEqual([
      ['yes', 'no'],
      ['yes', 'na'],
    ]);
    expect(contradicting(excuse)).toEqual([
      ['yes', 'yes'],
      ['yes', 'na'],
    ]);
    expect(contradicting(item('plan') as Check)).toEqual([]);
  });

  it('names the checks of a review', () => {
    const of = (entries: Record<string, string>) =>
      contradictionsIn(tool, new Map(Object.entries(entries))).map(({ id }) => id);
    expect(of({ plan: 'no', smart: 'yes', excuse: 'yes' })).toEqual(['smart']);
    expect(of({ plan: 'yes', smart: 'yes', excuse: 'yes' })).toEqual(['excuse']);
    expect(of({ plan: 'na', smart: 'yes', excuse: 'yes' })).toEqual(['smart', 'excuse']);
    expect(of({ smart: 'yes' })).toEqual([]);
  });
});

describe('completenessOf', () => {
  it('counts every answer that is asked for, and nothing that is not of the tool', () => {
    const texts = itemsOf(tool).filter((one) => one.kind === 'field' && one.type === 'text');
    expect(completenessOf(tool, new Map())).toEqual({ recorded: 0, asked: 9 - texts.length });
    const answers = new Map([
      ['plan', 'yes'],
      ['excuse', 'na'],
      ['months', '7'],
      ['quality', '4'],
      ['gone', 'yes'],
      ...texts.map(({ id }) => [id, 'something'] as const),
    ]);
    expect(completenessOf(tool, answers)).toEqual({ recorded: 4, asked: 9 - texts.length });
    expect(missingIn(tool, answers)).toHaveLength(9 - texts.length - 4);
  });
});

describe('words that could mean either', () => {
  const form = check('form_missing', 'Is a form missing?', 'Form missing');
  const missing = parsed({ ...head, sections: [{ id: 'one', title: 'One', items: [form] }] });
  const asked = itemById(missing, 'form_missing') ?? item('plan');

  it('"missing" is asked about where it may be the answer', () => {
    expect(parseAnswer(asked, 'missing')).toEqual({ problem: 'must be yes, no, na or nr' });
    expect(parseAnswer(asked, 'nr')).toEqual({ value: null });
  });

  it.each(['1', '0', 'x', '?', 'unknown', 'none'])('"%s" is asked about', (word) => {
    expect(parseAnswer(item('plan'), word)).toHaveProperty('problem');
  });

  it('a dash says nothing, not even that nothing was recorded', () => {
    expect([saysNotRecorded('-'), saysNotRecorded('n/r'), saysNotRecorded('missing')]).toEqual([
      false,
      true,
      true,
    ]);
  });
});

describe('ethnic groups in the words of the census', () => {
  const options = [
    { id: 'white_british', label: 'White British', aliases: ['white: british'] },
    { id: 'white_other', label: 'White, other' },
    { id: 'mixed', label: 'Mixed or multiple' },
    { id: 'asian', label: 'Asian or Asian British', aliases: ['indian'] },
    { id: 'other', label: 'Other ethnic group', aliases: ['other'] },
  ];
  const field = { kind: 'field', type: 'choice', ...base('ethnicity'), options };
  const census = parsed({ ...head, sections: [{ id: 'one', title: 'One', items: [field] }] });
  const ethnicity = itemById(census, 'ethnicity') ?? item('plan');

  it.each([
    ['White: English, Welsh, Scottish, Northern Irish or British', 'white_british'],
    ['White: Gypsy or Irish Traveller', 'white_other'],
    ['Asian or Asian British: Indian', 'asian'],
    ['Mixed: White and Black Caribbean', 'mixed'],
    ['Asian or Asian British: Any other Asian background', 'asian'],
    ['Asian: other', 'asian'],
    // It would be all others, and is the others of one group.
    ['Chinese or Vietnamese: other', null],
    ['White:', null],
  ])('%s', (words, id) => {
    const read = parseAnswer(ethnicity, words);
    if (id === null) expect(read).toHaveProperty('problem');
    else expect(read).toEqual({ value: id });
  });
});
