import { describe, expect, it } from 'vitest';
import { checkTable, proposeDistribution, takenDistribution } from '../../rules/index.ts';
import type { CheckedTable, DistributionChoice, Tool } from '../../rules/index.ts';
import { loadTools } from '../../server/audits/tools.ts';
import { projectFolder } from '../../server/platform/paths.ts';

const tools = (await loadTools(`${projectFolder()}/audits`)).current();
const found = tools.find(({ id }) => id === 'service_review_2007');
if (!found) throw new Error('no such tool');
const review: Tool = found;
const toolCalled = (id: string): Tool => {
  const tool = tools.find((one) => one.id === id);
  if (!tool) throw new Error(`no tool ${id}`);
  return tool;
};

/** The table as command line and browser read it. */
function read(text: string): CheckedTable {
  const checked = checkTable(
    text.split('\n').map((line) => line.split('|')),
    tools,
  );
  if ('unreadable' in checked) throw new Error(JSON.stringify(checked.unreadable));
  expect(checked.kind).toBe('distribution');
  return checked;
}
const problemsOf = (text: string) =>
  read(text).problems.map(({ row, column, printed, expected, kind }) => [
    row,
    column,
    printed,
    expected,
    kind,
  ]);

/** Everything as it is proposed. */
function taken(
  text: string,
  files: number | null = null,
  more: Partial<DistributionChoice> = {},
  tool: Tool = review,
) {
  const { table } = read(text);
  const proposal = proposeDistribution(table, tool);
  const own = takenDistribution(table, tool, {
    groups: proposal.groups.map(({ label, files: of, isAll }) =>
      isAll ? null : { name: label || 'All', files: of ?? files ?? 0 },
    ),
    items: proposal.rows.map(({ item }) => item),
    answers: proposal.columns.map(({ answer }) => answer),
    ...more,
  });
  return { proposal, ...own };
}
const texts = ({ percents }: { percents: Record<string, { text: string }> }) =>
  Object.fromEntries(Object.entries(percents).map(([band, { text }]) => [band, text]));

/** The results of the review of 2007 as they are printed: a rating a row, partnerships and trusts in columns. */
const OVERALL = [
  'Overall rating|Partnerships|%|Trusts|%',
  'Weak|0|0|0|0',
  'Fair|31|21|34|22',
  'Good|67|45|63|41',
  'Excellent|51|34|55|36',
  'Total|149|100|152|100',
].join('\n');

describe('the overall result of the review of 2007, with its ratings in the rows', () => {
  it('is read as two groups, each with its number, and has nothing wrong but the sum that is off by rounding', () => {
    const checked = read(OVERALL);
    expect([checked.turned, checked.problems, checked.notRead]).toEqual([true, [], []]);
    expect(checked.checked.percentages).toEqual({ checked: 8, printed: 8 });
    expect(checked.checked.sums).toEqual({ checked: 2, printed: 2 });
  });

  it('becomes the result of the criterion at the top, number by number', () => {
    const { proposal, items, left } = taken(OVERALL);
    expect(proposal.groups).toEqual([
      { label: 'Partnerships', files: 149, isAll: false },
      { label: 'Trusts', files: 152, isAll: false },
    ]);
    expect(proposal.rows.map(({ item }) => item)).toEqual(['overall']);
    expect(left).toEqual([]);
    expect(items.map((one) => [one.group, one.item, one.answered, texts(one)])).toEqual([
      [
        'Partnerships',
        'overall',
        149,
        { weak: '0 of 149, 0%', fair: '31 of 149, 21%', good: '67 of 149, 45%', excellent: '51 of 149, 34%' },
      ],
      [
        'Trusts',
        'overall',
        152,
        { weak: '0 of 152, 0%', fair: '34 of 152, 22%', good: '63 of 152, 41%', excellent: '55 of 152, 36%' },
      ],
    ]);
  });

  it('is named where a number or a percentage of it is not right', () => {
    expect(problemsOf(OVERALL.replace('67|45', '68|45'))).toEqual([
      ['Partnerships', 'Weak', '150', '149', 'sum'],
      ['Partnerships', 'Good', '68 (45%)', '46%', 'percentage'],
    ]);
    expect(problemsOf(OVERALL.replace('51|34', '51|35'))).toEqual([
      ['Partnerships', 'Excellent', '51 (35%)', '34%', 'percentage'],
    ]);
  });
});

/** What is printed of the criteria: a dash where the charts are pictures. */
const CRITERIA = [
  'Criterion|Title|Weak %|Fair %|Good %|Excellent %',
  '1|Strategic partnerships|–|–|44|35',
  '2|Assessment of need|23|–|–|0',
  '4||2|–|31|27',
  '5||0|1|–|86',
  '9||–|–|18|61',
  '10||–|–|50|20',
].join('\n');

describe('results of criteria', () => {
  it('are told by title and by number, and are those bands that are printed', () => {
    const { proposal, items } = taken(CRITERIA, 149);
    expect(proposal.rows.map(({ item }) => item)).toEqual(['c1', 'c2', 'c4', 'c5', 'c9', 'c10']);
    expect(texts(items[0] ?? { percents: {} })).toEqual({ good: '44%', excellent: '35%' });
    expect(items.map(({ mean }) => mean)).toEqual([null, null, null, null, null, null]);
  });

  it('may be numbers, with the number of all in a column, and have a mean that these give', () => {
    const text = 'Criterion|Weak|Fair|Good|Excellent|N\nC1|31|0|66|52|149\nOverall|0|31|67|51|149';
    const { items } = taken(text);
    expect(items.map(({ item, mean }) => [item, mean])).toEqual([
      // 31 + 3 x 66 + 4 x 52 = 437 of 149.
      ['c1', { text: '2.93', value: 2.93, isPrinted: false }],
      // Bands of a sum count for nothing further up.
      ['overall', null],
    ]);
    expect(read(text).problems).toEqual([]);
  });

  it('have no mean that the criterion cannot come to', () => {
    const text =
      'Criterion|Weak|Fair|Good|Excellent|N|Mean\nOverall|0|31|67|51|149|3.13\nC1|31|0|66|52|149|2.93';
    const { items, left } = taken(text);
    expect(items.map(({ item, mean }) => [item, mean?.text ?? null])).toEqual([
      ['overall', null],
      ['c1', '2.93'],
    ]);
    expect(left).toEqual([{ label: 'Overall', why: 'mean' }]);
  });

  it('are no questions that only stand under the title of a criterion', () => {
    const { proposal } = taken(
      'Criterion|Title|Question|Asks|Weak %|Fair %\n4|Strategic partnerships|2|Something else|40|60',
      149,
    );
    expect(proposal.rows.map(({ item }) => item)).toEqual(['q4_2']);
  });
});

describe('what is wrong with printed bands', () => {
  it('is named: numbers that do not come to all, percentages that no number gives, rows that stand twice', () => {
    const counts =
      'Criterion|Weak|Fair|Good|Excellent|N\nC1|31|0|66|52|149\nC2|30|0|66|52|149\nC1|31|0|66|52|149';
    expect(problemsOf(counts)).toEqual([
      ['C2', 'Weak', '148', '149', 'sum'],
      ['C1', 'Criterion', 'C1', 'one row', 'contradiction'],
    ]);
    const percents = 'Criterion|N|Weak %|Fair %|Good %|Excellent %\nC1|12|25|26|25|25';
    expect(problemsOf(percents)).toEqual([['C1', 'Fair %', '26', '25% or 33%', 'unexplained']]);
    expect(problemsOf('Criterion|Weak|Fair|Good|Excellent|N|Mean\nC1|31|0|66|52|149|2.8')).toEqual([
      ['C1', 'Mean', '2.8', '2.9', 'unexplained'],
    ]);
  });

  it('is said not to be known where nothing says of how many the numbers are', () => {
    const checked = read('Criterion|Weak (n)|Fair (n)|Good (n)|Excellent (n)\nC1|31|0|66|52');
    expect(checked.problems).toEqual([]);
    expect(checked.notRead).toEqual([
      { where: 'C1', why: 'The counts were not added up: nothing says of how many they are.' },
    ]);
  });
});

describe('several groups in one table', () => {
  const both = [
    ['North West', 22],
    ['London', 33],
  ] as const;
  const wanted = [
    ['North West', 'c1', 22, { weak: '2 of 22', fair: '4 of 22', good: '6 of 22', excellent: '10 of 22' }],
    ['North West', 'c2', 22, { weak: '1 of 22', fair: '5 of 22', good: '6 of 22', excellent: '10 of 22' }],
    ['London', 'c1', 33, { weak: '3 of 33', fair: '10 of 33', good: '10 of 33', excellent: '10 of 33' }],
    ['London', 'c2', 33, { weak: '0 of 33', fair: '13 of 33', good: '10 of 33', excellent: '10 of 33' }],
  ];
  const told = (text: string) => {
    const { proposal, items } = taken(text);
    expect(proposal.groups.map(({ label, files }) => [label, files])).toEqual(both);
    return items.map((one) => [one.group, one.item, one.answered, texts(one)]);
  };

  it('are read in one go: side by side, one below the other, and with a column of their own', () => {
    const side = [
      '|North West (n=22)||||London (n=33)|||',
      'Criterion|Weak|Fair|Good|Excellent|Weak|Fair|Good|Excellent',
      'C1|2|4|6|10|3|10|10|10',
      'C2|1|5|6|10|0|13|10|10',
    ].join('\n');
    const below = [
      'Criterion|Weak|Fair|Good|Excellent|N',
      'North West|||||',
      'C1|2|4|6|10|22',
      'C2|1|5|6|10|22',
      'London|||||',
      'C1|3|10|10|10|33',
      'C2|0|13|10|10|33',
    ].join('\n');
    const column = [
      'Region|Criterion|N|Weak|Fair|Good|Excellent',
      'North West|C1|22|2|4|6|10',
      'North West|C2|22|1|5|6|10',
      'London|C1|33|3|10|10|10',
      'London|C2|33|0|13|10|10',
    ].join('\n');
    for (const text of [side, below, column]) {
      expect(told(text)).toEqual(wanted);
      expect(read(text).problems).toEqual([]);
      expect(read(text).notes.map(({ note }) => note)).toContain('Read as 2 groups: North West, London.');
    }
    // Each problem has the cell that it stands in: the last column but two of the table.
    const [problem] = read(side.replace('C2|1|5|6|10|0|13|10|10', 'C2|1|5|6|10|0|14|10|10')).problems;
    expect([problem?.row, problem?.expected, problem?.cell]).toEqual([
      'London, C2',
      '33',
      { line: 4, from: 5, to: 8 },
    ]);
  });

  it('may have one in each row, and one that is all of them, which is checked and not taken twice', () => {
    const text = [
      'Region|Weak|Fair|Good|Excellent|N',
      'North West|2|4|6|10|22',
      'London|3|10|10|10|33',
      'All|5|14|16|20|55',
    ].join('\n');
    const { proposal, items } = taken(text);
    expect(proposal.groups.map(({ label, isAll }) => [label, isAll])).toEqual([
      ['North West', false],
      ['London', false],
      ['All', true],
    ]);
    expect(proposal.rows.map(({ item }) => item)).toEqual(['overall']);
    expect(items.map(({ group }) => group)).toEqual(['North West', 'London']);
    expect(read(text).problems).toEqual([]);
    expect(problemsOf(text.replace('All|5|14', 'All|6|13'))).toEqual([
      ['All', 'Weak', '6', '5', 'sum'],
      ['All', 'Fair', '13', '14', 'sum'],
    ]);
  });

  it('are questions as well as criteria', () => {
    const text = [
      'Region|Question|N|Weak %|Fair %|Good %|Excellent %',
      'North West|1.1|22|9|18|27|45',
      'North West|1.2|22|5|23|27|45',
      'London|1.1|33|9|30|30|30',
      'London|1.2|33|0|39|30|30',
    ].join('\n');
    const { proposal, items } = taken(text);
    expect(proposal.rows.map(({ item }) => item)).toEqual(['q1_1', 'q1_2']);
    expect(items.map(({ group, item, answered }) => [group, item, answered])).toEqual([
      ['North West', 'q1_1', 22],
      ['North West', 'q1_2', 22],
      ['London', 'q1_1', 33],
      ['London', 'q1_2', 33],
    ]);
  });

  it('are not the criteria that questions stand under, however many questions have the same number', () => {
    const text = [
      'Criterion|Question|Weak %|Fair %|Good %|Excellent %',
      'Strategic partnerships|1|36|48|11|5',
      'Strategic partnerships|2|15|16|11|58',
      'Assessment of need|1|21|79|–|–',
      'Assessment of need|2|32|15|19|34',
    ].join('\n');
    expect(proposeDistribution(read(text).table, review).groups).toHaveLength(1);
  });
});

describe('bands and scales of any tool', () => {
  const needles = toolCalled('self_audit_harm_reduction');
  const [area] = needles.instrument.criteria;
  const AREA = area?.title ?? '';

  it('may be bare numbers under the names of their bands, which have to come to what they are of', () => {
    const text = `Area|Gaps|Partly in place|In place|N\n${AREA}|1|3|6|10`;
    const { items, left } = taken(text, null, {}, needles);
    expect(left).toEqual([]);
    expect(items.map((one) => [one.item, one.answered, texts(one)])).toEqual([
      [area?.id, 10, { gaps: '1 of 10', partly: '3 of 10', in_place: '6 of 10' }],
    ]);
    expect(problemsOf(text.replace('|6|10', '|7|10'))).toEqual([[AREA, 'Gaps', '11', '10', 'sum']]);
  });

  it('may be the answers to questions, with the mean that their scores give', () => {
    const label = needles.sections[0]?.items[0]?.label ?? '';
    const text = `Question|Not in place|Partly in place|In place|Mean|N\n${label}|2|3|5|1.3|10`;
    const { items } = taken(text, null, {}, needles);
    // 3 x 1 + 5 x 2 = 13 of 10.
    expect(items.map(({ mean, percents }) => [mean, Object.keys(percents)])).toEqual([
      [{ text: '1.3', value: 1.3, isPrinted: true }, ['not_in_place', 'partly', 'in_place']],
    ]);
    expect(problemsOf(text)).toEqual([]);
    expect(problemsOf(text.replace('|1.3|', '|1.8|'))).toEqual([
      [label, 'Mean', '1.8', '1.3', 'unexplained'],
    ]);
  });

  it('may stand in the rows, and in groups side by side', () => {
    const mat = toolCalled('mat_standards_scotland');
    const rows = ['Red|0|1', 'Amber|1|2', 'Provisional green|2|2', 'Green|5|4', 'Blue|2|1', 'Total|10|10'];
    const checked = read(['Standard 1|2024|2025', ...rows].join('\n'));
    expect([checked.turned, checked.problems]).toEqual([true, []]);
    const [first] = mat.instrument.criteria;
    const [one] = proposeDistribution(checked.table, mat).columns;
    expect([one?.heading, one?.answer, first === undefined]).toEqual(['Red', 'red', false]);
    const beside = read(
      `Area|North gaps|North partly in place|North in place|South gaps|South partly in place|South in place\n${AREA}|1|3|6|0|2|7`,
    );
    expect(proposeDistribution(beside.table, needles).groups.map(({ label }) => label)).toEqual([
      'North',
      'South',
    ]);
  });

  it('are no yes, partly and no of a table of checks by groups', () => {
    const checked = checkTable(
      ['Group|Met|Partly met|Not met', 'A|5|2|1', 'B|4|1|0', 'Total|9|3|1'].map((line) => line.split('|')),
      tools,
    );
    expect('unreadable' in checked ? null : checked.kind).toBe('counts');
  });
});
