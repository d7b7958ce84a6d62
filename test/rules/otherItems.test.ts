import { describe, expect, it } from 'vitest';
import {
  countOtherItems,
  itemRuleOf,
  meanInterval,
  otherItemsOf,
  parseTool,
  showItem,
  showItemOfPerson,
  suppressItem,
} from '../../rules/index.ts';
import type { Tool, ValueCount } from '../../rules/index.ts';

const item = (id: string, more: object) => ({
  id,
  label: `What of ${id}?`,
  shortLabel: id,
  guidance: 'As it says.',
  ...more,
});

const definition = {
  id: 'made_up',
  version: 1,
  title: 'Made up',
  description: 'For a test.',
  source: 'None.',
  sections: [
    {
      id: 'all',
      title: 'All',
      items: [
        item('plan', { kind: 'check', polarity: 'yes_is_good' }),
        item('quality', { kind: 'rating', highest: 3 }),
        item('drug', {
          kind: 'field',
          type: 'choice',
          segment: true,
          options: ['heroin', 'alcohol', 'other'].map((id) => ({ id, label: id })),
        }),
        item('months', {
          kind: 'field',
          type: 'number',
          minimum: 0,
          maximum: 600,
          segment: true,
          bands: [3, 12],
        }),
        item('day', { kind: 'field', type: 'date' }),
        item('words', { kind: 'field', type: 'text' }),
      ],
    },
  ],
};

function parsed() {
  const read = parseTool(definition);
  if ('problems' in read) throw new Error(JSON.stringify(read.problems));
  return read.tool;
}
const tool = parsed();
const { instrument } = tool;
const items = otherItemsOf(tool, { bands: new Map(), lastYear: 2012 });

const count = (group: string, of: Tool['id'], values: Record<string, number>): ValueCount[] =>
  Object.entries(values).map(([value, records]) => ({ group, item: of, value, records }));
const counts = [
  // Ratings of the first format are kept as numbers.
  ...count('A', 'quality', { 1: 2, 2: 3, 3: 4 }),
  ...count('B', 'quality', { 3: 1 }),
  ...count('A', 'drug', { heroin: 6, alcohol: 2 }),
  ...count('B', 'drug', { heroin: 5 }),
  ...count('A', 'months', { '0': 1, '2.5': 2, '3': 4, '12': 1 }),
  ...count('A', 'day', { '2012-02-28': 3, '2011-12-01': 1 }),
  ...count('B', 'nobody asked', { yes: 1 }),
];
const unitOf = countOtherItems(instrument, items, counts, [
  { name: 'A', files: 10 },
  { name: 'B', files: 6 },
]);
const figuresOf = (id: string, ...groups: number[]) => {
  const found = unitOf(groups).items.find((figures) => figures.id === id);
  if (!found) throw new Error(`no ${id}`);
  return found;
};

describe('what is counted beside checks', () => {
  it('are ratings, choices, numbers and dates, not what was written', () => {
    expect(items.map((one) => one.item.id)).toEqual(['quality', 'drug', 'months', 'day']);
  });

  it('is each answer of a rating, its mean and how sure that is', () => {
    expect(figuresOf('quality', 0)).toMatchObject({
      kind: 'scale',
      counts: { weak: 2, fair: 3, good: 4 },
      answered: 9,
      notRecorded: 1,
      // 2 + 6 + 12.
      sum: 20,
      mean: 20 / 9,
    });
    // By hand: squares 2·(11/9)² + 3·(2/9)² + 4·(7/9)² = 450/81 = 50/9, variance 25/36, error 5/18; t of 8 is 2.306.
    expect(figuresOf('quality', 0).interval?.map((end) => end.toFixed(3))).toEqual(['1.582', '2.863']);
  });

  it('goes no further than what can be answered, and is not told of one', () => {
    expect(figuresOf('quality', 1)).toMatchObject({ answered: 1, mean: 3, interval: null });
    const wide = countOtherItems(instrument, items, count('A', 'quality', { 1: 1, 3: 1 }), [
      { name: 'A', files: 2 },
    ])([0]);
    expect(wide.items[0]).toMatchObject({ mean: 2, interval: [1, 3] });
  });

  it('is added up from counts over groups, each once', () => {
    expect(unitOf([0, 1]).files).toBe(16);
    expect(figuresOf('quality', 0, 1)).toMatchObject({
      counts: { weak: 2, fair: 3, good: 5 },
      answered: 10,
      notRecorded: 6,
      sum: 23,
    });
    expect(figuresOf('drug', 0, 1)).toMatchObject({ counts: { heroin: 11, alcohol: 2, other: 0 } });
  });

  it('is a number by the bands by which files are divided, and a date by being there', () => {
    expect(figuresOf('months', 0)).toMatchObject({ counts: {}, answered: 8, sum: 29, mean: 29 / 8 });
    expect(showItem(figuresOf('months', 0)).bands).toEqual({ '0-3': 3, '3-12': 4, '12+': 1 });
    expect(figuresOf('day', 0)).toMatchObject({ counts: {}, answered: 4, sum: null, mean: null });
  });
});

describe('the interval of a mean', () => {
  it('is the one that is published for the sleep of ten people', () => {
    // Student 1908; the interval as R prints it for its data set sleep.
    const gained = [1.2, 2.4, 1.3, 1.3, 0, 1, 1.8, 0.8, 4.6, 1.4];
    const interval = meanInterval(gained.map((hours) => [hours, 1] as const));
    expect(interval?.low).toBeCloseTo(0.7001142, 6);
    expect(interval?.high).toBeCloseTo(2.4598858, 6);
  });

  it('is not told of one number, of numbers that are all alike, or of none', () => {
    expect(meanInterval([[3, 1]])).toBeNull();
    expect(meanInterval([[3, 9]])).toBeNull();
    expect(meanInterval([])).toBeNull();
  });
});

describe('small numbers of answers', () => {
  it('are told by files where they are about practice, by counts where somebody is or files are divided', () => {
    expect(itemRuleOf({ segment: false }, 'by_item')).toBe('by_files');
    expect(itemRuleOf({ segment: false, about: 'practice' }, 'by_item')).toBe('by_files');
    expect(itemRuleOf({ segment: false, about: 'person' }, 'by_item')).toBe('by_counts');
    // The table by it is judged by counts, and says the same.
    expect(itemRuleOf({ segment: true, about: 'practice' }, 'by_item')).toBe('by_counts');
    expect(itemRuleOf({ segment: false }, 'by_counts')).toBe('by_counts');
  });

  it('are hidden with one more, so that they do not follow from the number of files', () => {
    const shown = showItemOfPerson(figuresOf('drug', 0, 1), 5);
    // 11, 2 and 0 of 16 files, 3 without: 2 and 3 are small, and 5 together, which leaves too little room.
    expect(shown).toMatchObject({
      suppressed: true,
      counts: { heroin: null, alcohol: null, other: 0 },
      notRecorded: null,
      answered: null,
      mean: null,
    });
  });

  it('leave what is large enough, with the number that answered', () => {
    const { items: all } = countOtherItems(
      instrument,
      items,
      count('A', 'drug', { heroin: 20, alcohol: 3, other: 12 }),
      [{ name: 'A', files: 42 }],
    )([0]);
    const drug = all.find(({ id }) => id === 'drug');
    if (!drug) throw new Error('no drug');
    // The last of those that are large enough is hidden beside the 3: those without an answer.
    expect(showItemOfPerson(drug, 5)).toMatchObject({
      counts: { heroin: 20, alcohol: null, other: 12 },
      notRecorded: null,
      answered: null,
    });
    expect(showItemOfPerson(drug, 3)).toMatchObject({
      suppressed: false,
      counts: { heroin: 20, alcohol: 3, other: 12 },
      notRecorded: 7,
      answered: 35,
    });
  });

  it('of several answers to one item are each a yes or no of the person', () => {
    const multiple = {
      ...figuresOf('drug', 0),
      kind: 'multiple' as const,
      counts: { heroin: 30, alcohol: 37, other: 3 },
      answered: 40,
      notRecorded: 0,
      segments: null,
    };
    expect(showItemOfPerson(multiple, 5)).toMatchObject({
      suppressed: true,
      // All but 3 named alcohol: the 3 are as small as those who named another.
      counts: { heroin: 30, alcohol: null, other: null },
      answered: 40,
      notRecorded: 0,
    });
  });

  it('take the mean with them, which would tell of them', () => {
    const months = showItemOfPerson(figuresOf('months', 0), 5);
    expect(months).toMatchObject({ suppressed: true, sum: null, mean: null, interval: null });
    const even = countOtherItems(instrument, items, count('A', 'months', { 1: 5, 20: 5 }), [
      { name: 'A', files: 10 },
    ])([0]).items.find(({ id }) => id === 'months');
    if (!even) throw new Error('no months');
    expect(showItemOfPerson(even, 5)).toMatchObject({ suppressed: false, mean: 10.5, answered: 10 });
  });

  it('leave nothing where all of an item is suppressed', () => {
    const { suppressed, id, kind, counts: own, bands, ...rest } = suppressItem(figuresOf('months', 0));
    expect([suppressed, id, kind, own]).toEqual([true, 'months', 'number', {}]);
    expect(new Set([...Object.values(rest), ...Object.values(bands ?? {})])).toEqual(new Set([null]));
  });
});

describe('small numbers of answers that are printed as percentages', () => {
  const { drug: asked } = Object.fromEntries(items.map((one) => [one.item.id, one]));
  const shareOf = (text: string, least: number, most = least) => ({
    text,
    share: Number(/[\d.]+/.exec(text)?.[0]) / 100,
    least,
    most,
  });
  type Shares = Record<string, ReturnType<typeof shareOf>>;
  /** What is shown of a question about a person, by answer, with the number that did not answer. */
  function shownOf(percents: Shares, answered: number, files: number, threshold = 5) {
    const printed = { group: 'A', item: 'drug', answered, percents, mean: null };
    const unit = countOtherItems(
      instrument,
      asked ? [asked] : [],
      [],
      [{ name: 'A', files }],
      [printed],
    )([0]);
    const [figures] = unit.items;
    if (!figures) throw new Error('no drug');
    const shown = showItemOfPerson(figures, threshold);
    const texts: Record<string, string | null> = {};
    for (const [key, one] of Object.entries(shown.printed?.percents ?? {})) texts[key] = one?.text ?? null;
    return { ...texts, notRecorded: shown.notRecorded, answered: shown.answered };
  }

  it('are not hidden behind those who did not answer, of whom no percentage is', () => {
    const percents = { heroin: shareOf('60%', 60), alcohol: shareOf('37%', 37), other: shareOf('3%', 3) };
    expect(shownOf(percents, 100, 140)).toEqual({
      heroin: '60%',
      alcohol: null,
      other: null,
      notRecorded: 40,
      answered: 100,
    });
    // The 3 without an answer are hidden by themselves, with how many answered.
    expect(shownOf({ heroin: shareOf('60%', 60), alcohol: shareOf('40%', 40) }, 100, 103)).toEqual({
      heroin: '60%',
      alcohol: '40%',
      notRecorded: null,
      answered: null,
    });
    expect(shownOf(percents, 100, 140, 0)).toMatchObject({ alcohol: '37%', other: '3%' });
  });

  it('are small where they may be anybody at all, and not where they are nobody', () => {
    const two = { heroin: shareOf('60%', 239, 241), alcohol: shareOf('40%', 159, 161) };
    for (const other of [shareOf('<1%', 0, 4), shareOf('0%', 0, 1)]) {
      expect(shownOf({ ...two, other }, 400, 400)).toMatchObject({
        heroin: '60%',
        alcohol: null,
        other: null,
      });
    }
    const all = { heroin: shareOf('60%', 60), alcohol: shareOf('40%', 40), other: shareOf('0%', 0) };
    expect(shownOf(all, 100, 100)).toMatchObject({ heroin: '60%', alcohol: '40%', other: '0%' });
  });

  it('are small as well where they are what is left to 100% and not printed', () => {
    expect(shownOf({ heroin: shareOf('60%', 60), alcohol: shareOf('37%', 37) }, 100, 100)).toMatchObject({
      heroin: '60%',
      alcohol: null,
    });
    expect(shownOf({ heroin: shareOf('60%', 60), alcohol: shareOf('3%', 3) }, 100, 100)).toMatchObject({
      heroin: '60%',
      alcohol: null,
    });
    expect(shownOf({ heroin: shareOf('60%', 60), alcohol: shareOf('20%', 20) }, 100, 100)).toMatchObject({
      heroin: '60%',
      alcohol: '20%',
    });
  });

  it('of several answers are those who did not give one, too', () => {
    const percents = { heroin: shareOf('50%', 198, 201), alcohol: shareOf('99%', 394, 397) };
    const figures = {
      ...figuresOf('drug', 0),
      kind: 'multiple' as const,
      counts: { heroin: 198, alcohol: 394, other: 0 },
      answered: 400,
      notRecorded: 0,
    };
    const printed = { item: 'drug', answered: 400, percents, mean: null };
    // Of 397 who named alcohol 3 did not.
    expect(showItemOfPerson({ ...figures, printed }, 5).printed?.percents).toMatchObject({
      heroin: { text: '50%' },
      alcohol: null,
    });
  });
});
