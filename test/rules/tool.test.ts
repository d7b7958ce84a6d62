import { describe, expect, it } from 'vitest';
import { checksOf, foldName, itemById, itemsOf, namesOf, parseTool } from '../../rules/index.ts';
import { check, parsed } from '../support/feedbackInput.ts';

const base = (id: string, more: Record<string, unknown> = {}) => ({
  id,
  label: `Label of ${id}`,
  shortLabel: `Short ${id}`,
  guidance: 'Read.',
  ...more,
});
const option = (id: string, more: Record<string, unknown> = {}) => ({ id, label: `Option ${id}`, ...more });
const definition = (items: unknown[], more: Record<string, unknown> = {}) => ({
  id: 'sample',
  version: 1,
  title: 'Sample',
  description: 'For tests.',
  source: 'None.',
  sections: [{ id: 'first', title: 'First', items }],
  ...more,
});
const plan = check('plan', 'Is there a plan?', 'Plan');

const byCode = (a = '', b = '') => (a < b ? -1 : 1);

function problemsOf(data: unknown): string[] {
  const result = parseTool(data);
  return 'problems' in result ? result.problems.map(({ at, problem }) => `${at}: ${problem}`) : [];
}

describe('parseTool', () => {
  it('reads a definition with every kind of item, and fills in what is left out', () => {
    const tool = parsed(
      definition([
        plan,
        { kind: 'field', type: 'choice', ...base('drug'), options: [option('a'), option('b')] },
        { kind: 'field', type: 'number', ...base('months'), minimum: 0, maximum: 10, unit: 'months' },
        { kind: 'field', type: 'date', ...base('seen') },
        { kind: 'field', type: 'text', ...base('note') },
        { kind: 'rating', ...base('quality') },
      ]),
    );
    expect(itemsOf(tool).map(({ id }) => id)).toEqual(['plan', 'drug', 'months', 'seen', 'note', 'quality']);
    expect(checksOf(tool).map(({ id }) => id)).toEqual(['plan']);
    expect(itemById(tool, 'plan')).toMatchObject({ aliases: [], segment: false });
    expect(itemById(tool, 'note')).toMatchObject({ maximumLength: 200 });
    const quality = itemById(tool, 'quality');
    expect(
      quality?.kind === 'rating' && quality.options.map(({ id, label, score }) => [id, label, score]),
    ).toEqual([
      ['1', 'Weak', 1],
      ['2', 'Fair', 2],
      ['3', 'Good', 3],
      ['4', 'Excellent', 4],
    ]);
    expect(itemById(tool, 'drug')).toMatchObject({ options: [{ aliases: [] }, { aliases: [] }] });
    expect(itemById(tool, 'gone')).toBeUndefined();
  });

  it('reports every fault of a definition at once, each with its path', () => {
    const faulty = {
      id: 'Not An Id',
      version: 0,
      title: ' ',
      source: 'None.',
      colour: 'blue',
      sections: [
        {
          id: 'first',
          title: 'First',
          items: [
            { ...plan, polarity: 'yes' },
            { ...check('smart', 'Is it SMART?', 'Much too long a label'), standard: 101 },
            { kind: 'field', type: 'choice', ...base('drug'), options: [option('a')] },
            { kind: 'rating', ...base('quality'), highest: 5 },
            { kind: 'question', ...base('what') },
            { kind: 'field', type: 'colour', ...base('hue') },
            { kind: 'field', type: 'text', ...base('note', { guidance: '' }), maximumLength: 0 },
          ],
        },
        { id: 'second', title: 'Second', items: [] },
      ],
    };
    const places = problemsOf(faulty).map((problem) => problem.split(': ')[0]);
    expect(places.toSorted(byCode)).toEqual(
      [
        'id',
        'version',
        'title',
        'description',
        '(top)',
        'sections[0].items[0].polarity',
        'sections[0].items[1].shortLabel',
        'sections[0].items[1].standard',
        'sections[0].items[2].options',
        'sections[0].items[3].highest',
        'sections[0].items[4].kind',
        'sections[0].items[5].type',
        'sections[0].items[6].guidance',
        'sections[0].items[6].maximumLength',
        'sections[1].items',
      ].toSorted(byCode),
    );
  });

  it('tells what is wrong between items even while one of them is broken', () => {
    const problems = problemsOf(
      definition([
        { ...plan, polarity: 'yes' },
        check('smart', 'Is it SMART?', 'Smart', { dependsOn: { item: 'plan', answer: 'yes' } }),
        check('early', 'Too early?', 'Early', { dependsOn: { item: 'late', answer: 'yes' } }),
        check('late', 'Late?', 'Late'),
        check('smart', 'Again?', 'Again'),
      ]),
    );
    expect(problems).toContainEqual(expect.stringMatching(/^sections\[0\]\.items\[0\]\.polarity: /));
    expect(problems).toContain(
      'sections[0].items[2].dependsOn.item: "late" is not a check that comes before this one',
    );
    expect(problems).toContain(
      'sections[0].items[4].id: the id "smart" is already used at sections[0].items[1].id',
    );
    // The broken item may well be the check that the second one hangs on.
    expect(problems.join('\n')).not.toContain('"plan"');
  });

  it('reports ids that are used twice, of sections too, also in a definition that is broken elsewhere', () => {
    const data = {
      ...definition([plan]),
      title: '',
      sections: [
        { id: 'plan', title: 'First', items: [plan] },
        { id: 'second', title: 'Second', items: [check('plan', 'Another?', 'Other')] },
        { id: 'second', title: 'Third', items: [check('third', 'Third?', 'Third')] },
      ],
    };
    const problems = problemsOf(data);
    expect(problems).toContain('sections[0].items[0].id: the id "plan" is already used at sections[0].id');
    expect(problems).toContain('sections[1].items[0].id: the id "plan" is already used at sections[0].id');
    expect(problems).toContain('sections[2].id: the id "second" is already used at sections[1].id');
    expect(problems).toContainEqual(expect.stringMatching(/^title: /));
  });

  it.each([
    ['a later check', { item: 'late', answer: 'yes' }],
    ['itself', { item: 'early', answer: 'yes' }],
    ['nothing there', { item: 'gone', answer: 'no' }],
    ['a field', { item: 'seen', answer: 'yes' }],
  ])('refuses a check that hangs on %s', (_, dependsOn) => {
    const problems = problemsOf(
      definition([
        { kind: 'field', type: 'date', ...base('seen') },
        check('early', 'Early?', 'Early', { dependsOn }),
        check('late', 'Late?', 'Late'),
      ]),
    );
    expect(problems).toEqual([
      `sections[0].items[1].dependsOn.item: "${dependsOn.item}" is not a check that comes before this one`,
    ]);
  });

  it('refuses a heading that could mean two items, however it is written', () => {
    const clash = (name: string, owner: string) =>
      `sections[0].items[1]: the name "${name}" (id, label, short label or alias) is also that of ${owner}`;
    const withSecond = (second: unknown) => problemsOf(definition([plan, second]));
    expect(withSecond(check('smart', 'Is it SMART?', 'PLAN'))).toEqual([clash('plan', 'plan')]);
    expect(withSecond(check('smart', 'is THERE  a_plan?', 'Smart'))).toEqual([
      clash('is there a plan?', 'plan'),
    ]);
    expect(withSecond(check('smart', 'Smart?', 'Smart', { aliases: ['x', 'Plan'] }))).toEqual([
      clash('plan', 'plan'),
    ]);
    for (const reserved of ['reference', 'group', 'comment', 'complete']) {
      expect(withSecond(check(reserved, 'Other?', 'Other'))).toEqual([
        clash(reserved, 'a column of every sheet'),
      ]);
    }
    expect(withSecond(check('smart', 'Smart?', 'Smart', { aliases: ['Comment.plan'] }))).toEqual([
      'sections[0].items[1]: the name "comment.plan" begins like the column of a comment',
    ]);
    // An item may call itself the same twice.
    expect(withSecond(check('smart', 'Smart', 'smart', { aliases: ['SMART'] }))).toEqual([]);
  });

  it('refuses options that could be taken for each other', () => {
    const choice = (options: unknown[]) =>
      problemsOf(definition([{ kind: 'field', type: 'choice', ...base('drug'), options }]));
    expect(choice([option('a'), option('b', { aliases: ['Option A'] })])).toEqual([
      'sections[0].items[0].options[1]: "option a" also means the option a',
    ]);
    expect(choice([option('a'), option('a')])).toHaveLength(2);
  });

  it('refuses a standard where neither answer is good, a range upside down, and free text for segments', () => {
    expect(
      problemsOf(
        definition([
          check('aim', 'Aim?', 'Aim', { polarity: 'neither', standard: 80 }),
          { kind: 'field', type: 'number', ...base('months'), minimum: 10, maximum: 9 },
          { kind: 'field', type: 'text', ...base('note', { segment: true }) },
        ]),
      ),
    ).toEqual([
      'sections[0].items[0].standard: a check that is neither good nor bad cannot have a standard',
      'sections[0].items[1].minimum: the minimum is above the maximum',
      'sections[0].items[2].segment: free text cannot be used for segments',
    ]);
  });

  it.each([2, 3, 4])('takes a rating capped at %i', (highest) => {
    expect(problemsOf(definition([plan, { kind: 'rating', ...base('quality'), highest }]))).toEqual([]);
  });

  it.each([1, 5, 2.5, '3'])('refuses a rating capped at %j', (highest) => {
    const problems = problemsOf(definition([plan, { kind: 'rating', ...base('quality'), highest }]));
    expect(problems).toEqual([expect.stringMatching(/^sections\[0\]\.items\[1\]\.highest: /)]);
  });

  it.each([
    [null],
    ['text'],
    [[]],
    [{}],
    [{ sections: 'none' }],
    [{ sections: [null] }],
    [{ sections: [{ items: [7] }] }],
  ])('reports problems of %j rather than failing', (data) => {
    expect(problemsOf(data).length).toBeGreaterThan(0);
  });
});

it('folds names as spreadsheets vary them', () => {
  expect(foldName('  ABS_ orien \t X ')).toBe('abs orien x');
  const item = itemsOf(parsed(definition([check('a_b', 'Label', 'LABEL', { aliases: ['C_D'] })])))[0];
  expect(item && namesOf(item)).toEqual(['a b', 'label', 'label', 'c d']);
});
