import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  fromAnswersOfFormat1,
  criteriaOf,
  instrumentItemsOf,
  itemsOf,
  optionsOf,
  parseTool,
} from '../../../rules/index.ts';
import { definition, instrumentOf, item, problemsOf, record } from './support.ts';

const rodt: unknown = JSON.parse(
  readFileSync(new URL('../../../audits/rodt.v1.json', import.meta.url), 'utf8'),
);

describe('the definition of a tool', () => {
  it('is read, its criteria each after those they are made of', () => {
    const tool = instrumentOf(definition());
    expect(criteriaOf(tool).map(({ id }) => id)).toEqual(['first', 'second', 'overall']);
    expect(tool.subject).toEqual({ id: 'service', one: 'service', many: 'services', personal: false });
  });

  it('caps an item at its highest answer', () => {
    const tool = instrumentOf(definition());
    const capped = instrumentItemsOf(tool).find(({ id }) => id === 'b');
    expect(capped && optionsOf(tool, capped).map(({ id }) => id)).toEqual(['weak', 'fair']);
  });

  it('says of an option of a choice when it is meant, and of no other', () => {
    const coded = (options: unknown[]) =>
      definition({
        sections: [{ id: 's', title: 'S', items: [item('words', 'choice', { options })] }],
        criteria: [],
        rankBy: undefined,
      });
    const tool = instrumentOf(
      coded([
        { id: 'vague', label: 'Vague', guidance: 'Better, happy, normal.' },
        { id: 'clear', label: 'Clear' },
      ]),
    );
    const [words] = instrumentItemsOf(tool);
    expect(words && optionsOf(tool, words).map(({ id, guidance }) => [id, guidance])).toEqual([
      ['vague', 'Better, happy, normal.'],
      ['clear', undefined],
    ]);
    expect(
      problemsOf(
        coded([
          { id: 'a', label: 'A', guidance: '' },
          { id: 'b', label: 'B' },
        ]),
      ),
    ).toEqual(['sections[0].items[0].options[0].guidance: must not be empty']);
  });

  it('of the first format is one of the second that asks the same', () => {
    const parsed = parseTool(rodt);
    if ('problems' in parsed) throw new Error('the tool is broken');
    const tool = instrumentOf(rodt);
    const before = itemsOf(parsed.tool);
    expect(
      instrumentItemsOf(tool).map(({ id, label, guidance, aliases }) => [id, label, guidance, aliases]),
    ).toEqual(before.map(({ id, label, guidance, aliases }) => [id, label, guidance, aliases]));
    expect(tool.subject).toMatchObject({ many: 'case files', personal: true });
    const scoresOf = (id: string) => {
      const one = instrumentItemsOf(tool).find((each) => each.id === id);
      return one && optionsOf(tool, one).map((option) => [option.id, option.score]);
    };
    // Good, bad, and neither.
    expect(scoresOf('smart')).toEqual([
      ['yes', 1],
      ['no', 0],
    ]);
    expect(scoresOf('top_missing')).toEqual([
      ['yes', 0],
      ['no', 1],
    ]);
    expect(scoresOf('abstinence')).toEqual([
      ['yes', null],
      ['no', null],
    ]);
    expect(instrumentItemsOf(tool).find(({ id }) => id === 'smart')?.dependsOn).toEqual({
      item: 'recovery_plan',
      answer: 'yes',
    });
  });

  it('of the first format has a standard of yes as the least of what is good', () => {
    const check = (id: string, polarity: string) => item(id, 'check', { polarity, standard: 90 });
    const tool = instrumentOf({
      id: 'old',
      version: 1,
      title: 'Old',
      description: 'Old.',
      source: 'Made up.',
      sections: [
        { id: 's', title: 'S', items: [check('plan', 'yes_is_good'), check('missing', 'yes_is_bad')] },
      ],
    });
    expect(instrumentItemsOf(tool).map((one) => one.kind === 'scale' && one.target)).toEqual([
      { of: ['yes'], atLeast: 90 },
      // At most 90% may be missing.
      { of: ['no'], atLeast: 10 },
    ]);
  });

  it('of the first format has its ratings on the scale from weak to excellent, with their cap', () => {
    const tool = instrumentOf({
      id: 'old',
      version: 1,
      title: 'Old',
      description: 'Old.',
      source: 'Made up.',
      sections: [
        {
          id: 's',
          title: 'S',
          items: [item('capped', 'rating', { highest: 3 }), item('free', 'rating')],
        },
      ],
    });
    const options = instrumentItemsOf(tool).map((one) => optionsOf(tool, one).map(({ id }) => id));
    expect(options).toEqual([
      ['weak', 'fair', 'good'],
      ['weak', 'fair', 'good', 'excellent'],
    ]);
    // A check is answered alike in both.
    expect(fromAnswersOfFormat1(tool)(record({ capped: '3', free: '4', plan: 'yes' }))).toEqual(
      record({ capped: 'good', free: 'excellent', plan: 'yes' }),
    );
  });
});

describe('problems of a definition', () => {
  const withItems = (...items: unknown[]) =>
    definition({ sections: [{ id: 's', title: 'S', items }], criteria: [], rankBy: undefined });

  it('are all told at once, each with its spot, whatever the shape of others', () => {
    const problems = problemsOf(
      withItems(
        item('a', 'scale', { scale: 'nowhere' }),
        item('Broken', 'scale', { scale: 'four' }),
        item('b', 'scale', { scale: 'four', highest: 'perfect' }),
        item('c', 'choice', {
          options: [
            { id: 'x', label: 'X' },
            { id: 'y', label: 'X' },
          ],
        }),
        item('c', 'date'),
        item('d', 'number', { minimum: 5, maximum: 1 }),
        item('e', 'scale', { scale: 'four', dependsOn: { item: 'b', answer: 'perfect' } }),
        item('f', 'scale', { scale: 'four', target: { of: ['brilliant'], atLeast: 50 } }),
        item('g', 'scale', {
          scale: 'four',
          from: {
            number: 'c',
            bands: [
              { from: 0, answer: 'weak' },
              { from: 0, answer: 'bad' },
            ],
          },
        }),
        item('h', 'text', { segment: true }),
        item('na', 'date'),
      ),
    );
    expect(problems).toEqual([
      'sections[0].items[1].id: must be lower-case letters, digits and underscores, starting with a letter',
      'sections[0].items[10].id: stands for not applicable or not recorded, so it cannot be an id',
      'sections[0].items[4].id: the id "c" is already used at sections[0].items[3].id',
      'sections[0].items[4]: the name "c" (id, label, short label or alias) is also that of c',
      'sections[0].items[4]: the name "the question c" (id, label, short label or alias) is also that of c',
      'sections[0].items[0].scale: there is no scale "nowhere"',
      'sections[0].items[2].highest: "perfect" is no option of the scale four',
      'sections[0].items[3].options[1]: "x" also means the option x',
      'sections[0].items[5].minimum: the minimum is above the maximum',
      'sections[0].items[6].dependsOn.answer: "perfect" is no answer to b',
      'sections[0].items[7].target.of[0]: "brilliant" is no answer to this item',
      'sections[0].items[8].from.number: there is no number item "c"',
      'sections[0].items[8].from.bands[1].answer: "bad" is no answer to this item',
      'sections[0].items[8].from.bands[1].from: must be above that of the band before',
      'sections[0].items[9].segment: free text cannot be used for segments',
    ]);
  });

  it('divides results by no number and no date that may be not applicable', () => {
    const numbers = { minimum: 0, maximum: 9, segment: true };
    const items = [
      item('months', 'number', { ...numbers, na: true }),
      item('seen', 'date', { segment: true, na: true }),
      item('weeks', 'number', numbers),
    ];
    const sections = [{ id: 's', title: 'S', items }];
    expect(problemsOf(definition({ sections, criteria: [], rankBy: undefined }))).toEqual([
      'sections[0].items[0].segment: a number that may be not applicable cannot be used for segments',
      'sections[0].items[1].segment: a date that may be not applicable cannot be used for segments',
    ]);
  });

  const withCriteria = (...criteria: unknown[]) => definition({ criteria, rankBy: undefined });
  const criterion = (id: string, more: Record<string, unknown>) => ({
    id,
    title: id,
    aggregate: 'mean',
    of: ['a'],
    ...more,
  });

  it.each([
    [
      'a part that is nowhere',
      criterion('x', { of: ['nowhere'] }),
      'criteria[0].of[0]: there is no item "nowhere"',
    ],
    [
      'a part without a score',
      criterion('x', { of: ['unscored'] }),
      'criteria[0].of[0]: "unscored" has no score',
    ],
    ['a text as a part', criterion('x', { of: ['remarks'] }), 'criteria[0].of[0]: "remarks" has no score'],
    ['a part twice', criterion('x', { of: ['a', 'a'] }), 'criteria[0].of[1]: "a" is there twice'],
    ['nothing', criterion('x', { of: [] }), 'criteria[0].of: needs at least one item or criterion'],
    [
      'the id of an item',
      criterion('a', {}),
      'criteria[0].id: the id "a" is already used at sections[0].items[0].id',
    ],
    [
      'a weight of another',
      criterion('x', { weights: { b: 2 } }),
      'criteria[0].weights.b: "b" is no part of this criterion',
    ],
    ['a weight of 0', criterion('x', { weights: { a: 0 } }), 'criteria[0].weights.a: must be above 0'],
    [
      'weights of a median',
      criterion('x', { aggregate: 'median', weights: { a: 2 } }),
      'criteria[0].weights: only a mean and a sum can have weights',
    ],
    [
      'a limit by nothing',
      criterion('x', { limits: [{ item: 'z', answers: ['weak'], atMost: 1 }] }),
      'criteria[0].limits[0].item: there is no item "z"',
    ],
    [
      'a limit by no answer',
      criterion('x', { limits: [{ item: 'a', answers: ['bad'], atMost: 1 }] }),
      'criteria[0].limits[0].answers[0]: "bad" is no answer to a',
    ],
    [
      'no bands to score by',
      criterion('x', { scoredBy: 'band' }),
      'criteria[0].scoredBy: needs bands to be scored by',
    ],
    [
      'bands that fall',
      criterion('x', {
        bands: [
          { id: 'p', label: 'P', from: 2 },
          { id: 'q', label: 'Q', from: 2 },
        ],
      }),
      'criteria[0].bands[1].from: must be above that of the band before',
    ],
    [
      'a judgement of nothing',
      criterion('x', { aggregate: 'judgement' }),
      'criteria[0].scale: a judgement needs one of the tool’s scales to choose from',
    ],
    [
      'a broken one inside',
      criterion('x', { of: [criterion('y', { aggregate: 'average' })] }),
      'criteria[0].of[0].aggregate: Invalid option: expected one of "mean"|"sum"|"least"|"most"|"median"|"judgement"',
    ],
  ])('name %s', (_, broken, problem) => {
    expect(problemsOf(withCriteria(broken))).toEqual([problem]);
  });

  it('name a scale with scores for some, or that go up and down, and a rank by nothing', () => {
    const scales = {
      some: {
        options: [
          { id: 'a', label: 'A', score: 1 },
          { id: 'b', label: 'B' },
        ],
      },
      wild: { options: [1, 3, 2].map((score) => ({ id: `o${score}`, label: `O${score}`, score })) },
    };
    expect(
      problemsOf(definition({ scales: { ...definition().scales, ...scales }, rankBy: ['nothing'] })),
    ).toEqual([
      'scales.some.options: all options need a score, or none',
      'scales.wild.options: the scores must go up from option to option, or down',
      'rankBy[0]: there is no criterion "nothing"',
    ]);
  });

  it.each([[null], [[]], ['tool'], [{ format: 2 }], [{ format: 3 }]])(
    'of %j are told, not thrown',
    (data) => {
      expect(problemsOf(data).length).toBeGreaterThan(0);
    },
  );
});
