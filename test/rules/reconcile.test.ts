import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { reconcile, toolOfTable } from '../../rules/reconcile.ts';
import type { TableProblem } from '../../rules/reconcile.ts';
import { checkTable, parseTool, verdictOf } from '../../rules/index.ts';
import type { Tool } from '../../rules/index.ts';

const audits = new URL('../../audits/', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, audits), 'utf8');
const printedTable: string[][] = parse(read('examples/southampton-2012/table-1.csv'));

function toolOf(definition: unknown): Tool {
  const parsed = parseTool(definition);
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  return parsed.tool;
}
const rodt = toolOf(JSON.parse(read('rodt.v1.json')));

function check(lines: string[][], tool: Tool | null = rodt) {
  const result = reconcile(lines, tool);
  if ('unreadable' in result) throw new Error(JSON.stringify(result.unreadable));
  return result;
}

/** Row, column, printed, expected and kind of every problem. */
const brief = (problems: TableProblem[]) =>
  problems.map(({ row, column, printed, expected, kind }) => [row, column, printed, expected, kind]);
const problemsOf = (lines: string[][], tool: Tool | null = rodt) => brief(check(lines, tool).problems);
const rows = (text: string) => text.split('\n').map((line) => line.trim().split('|'));

/** What is wrong in the print, looked up by hand. */
const IN_PRINT = [
  ['Bridge', 'ABS orien', '10', 'at most 8', 'contradiction'],
  ['Complex', 'ABS orien', '5', 'at most 4', 'contradiction'],
  ['Total', 'RED', '13(2%)', '25%', 'percentage'],
  ['Total', 'all needs', '19 (45%)', '37%', 'percentage'],
  ['Total', 'balance', '19 (36%)', '37%', 'percentage'],
  ['Total', 'Refs', '8 (16%)', '15%', 'percentage'],
];

/** The sums of the columns and their share of the 52 files in percent, added up and divided by hand. */
const BY_HAND: [string, number, number][] = [
  ['No', 52, 100],
  ['Rec plan', 41, 79],
  ['ABS orien', 33, 63],
  ['RED', 13, 25],
  ['SMART', 22, 42],
  ['all needs', 19, 37],
  ['balance', 19, 37],
  ['rev REQ', 15, 29],
  ['social net', 20, 38],
  ['Rec cap', 16, 31],
  ['Refs', 8, 15],
  ['Tops missing', 9, 17],
  ['kw by plan', 18, 35],
  ['psycho', 25, 48],
];

describe('the printed table of 2012', () => {
  const result = check(printedTable);
  const about = (column: string) =>
    result.problems.find((p) => p.row === 'Total' && p.column === column)?.explanation;

  it('comes back with exactly its errors and contradictions', () => {
    expect(result.kind).toBe('counts');
    expect(brief(result.problems)).toEqual(IN_PRINT);
  });

  it('has what explains a percentage', () => {
    expect(about('all needs')).toContain('45% fits 19 of 42.');
    expect(about('balance')).toContain('36.5% was cut off');
    expect(about('RED')).toContain('13 is 2% of no number of files up to 52. Of 52, 2% is 1.');
  });

  it('names a percentage of fewer files, since the table says that 52 are 100%', () => {
    expect(about('Refs')).toBe(
      '8 of all 52 files is 15%. 16% fits 8 of the 50 files of the groups with a figure, but the table says that all 52 files are 100%.',
    );
    expect(result.notes).toEqual([]);
  });

  it('only has a note on it where the table does not say what 100% is', () => {
    const silent = printedTable.map((row) => row.map((cell) => (cell === '52 (100)' ? '52' : cell)));
    expect(brief(check(silent).problems)).toEqual(IN_PRINT.filter(([, column]) => column !== 'Refs'));
    expect(check(silent).notes).toEqual([
      {
        row: 'Total',
        column: 'Refs',
        note: '16% is 8 of the 50 files of the groups with a figure; of all 52 files it would be 15%.',
      },
    ]);
  });

  it('is clean but for the contradictions once the four percentages are put right', () => {
    const right = printedTable.map((row) => [...row]);
    const total = right.at(-1) ?? [];
    BY_HAND.forEach(([name, sum, percent], i) => {
      total[i + 1] = `${sum} (${percent}%)`;
      expect(right[0]?.[i + 1]).toBe(name);
    });
    const { problems, notes } = check(right);
    expect(brief(problems)).toEqual(IN_PRINT.slice(0, 2));
    // 8 of 52 and 9 of 52 now, where other bases would give something else.
    expect(notes.map(({ column, note }) => [column, note])).toEqual([
      ['Refs', '15% is 8 of all 52 files; of the 50 files of the groups with a figure it would be 16%.'],
      [
        'Tops missing',
        '17% is 9 of all 52 files; of the 28 files of the groups with a figure it would be 32% and ' +
          'of the 40 files of the groups that it applies to it would be 23%.',
      ],
    ]);
  });

  it.each([
    ['28', '32%'],
    ['40', '23%'],
  ])('takes a percentage of %s files where groups have no figure', (_files, percent) => {
    const changed = printedTable.map((row) => row.map((cell) => (cell === '52 (100)' ? '52' : cell)));
    (changed.at(-1) ?? [])[12] = `9 (${percent})`;
    expect(problemsOf(changed)).toEqual(IN_PRINT.filter(([, column]) => column !== 'Refs'));
  });

  const columns = BY_HAND.map(([name, sum, percent], i) => ({ name, sum, percent, index: i + 1 }));
  const changedTotal = (index: number, text: string) =>
    printedTable.map((row, r) => row.map((cell, c) => (r === 10 && c === index ? text : cell)));

  it.each(columns)('names a total of $name that is not the sum $sum', ({ name, sum, index }) => {
    for (const wrong of [sum - 1, sum + 1]) {
      const found = problemsOf(changedTotal(index, String(wrong))).filter(([, , , , kind]) => kind === 'sum');
      expect(found).toEqual([['Total', name, String(wrong), String(sum), 'sum']]);
    }
  });

  it.each(columns)('names a percentage of $name that is not $percent', ({ name, sum, percent, index }) => {
    // Too far off for any of the bases.
    const text = `${sum} (${percent > 50 ? percent - 9 : percent + 40}%)`;
    const found = problemsOf(changedTotal(index, text)).filter(
      ([row, column]) => row === 'Total' && column === name,
    );
    expect(found).toEqual([['Total', name, text, `${percent}%`, 'percentage']]);
  });

  it.each(columns.slice(1))('names a group with more under $name than files', ({ name, index }) => {
    const changed = printedTable.map((row, r) =>
      row.map((cell, c) => (r === 2 && c === index ? '10' : cell)),
    );
    expect(problemsOf(changed)).toContainEqual(['NR/Bridge', name, '10', 'at most 9', 'impossible']);
  });
});

describe('ways of printing', () => {
  const RIGHT = `group|No|Rec plan|SMART
    A|10|8|3
    B|7|4|4
    Total|17|12 (71%)|7 (41%)`;

  it.each([
    ['as is', RIGHT],
    ['without spaces', RIGHT.replaceAll(' (', '(')],
    ['without signs', RIGHT.replaceAll('%', '')],
    ['with many spaces', RIGHT.replace('12 (71%)', ' 12  ( 71 % ) ')],
    ['with square brackets and a footnote', RIGHT.replace('12 (71%)', '12 [71%]†')],
    ['with decimal places', RIGHT.replace('71%', '70.6%').replace('41%', '41.18%')],
    ['with a fraction', RIGHT.replace('12 (71%)', '12/17 (71%)').replace('8', '8 of 10')],
    ['percent first', RIGHT.replace('12 (71%)', '71% (12)')],
    ['in words', RIGHT.replace('71%', '71 per cent')],
    ['without a label for the total', RIGHT.replace('Total', '')],
    ['under another name that the sizes give away', RIGHT.replace('Total', 'The partnership')],
    ['with a title, a note and empty lines', `Table 1\n\n${RIGHT}\n\nSource: the panel`],
    ['with other names of columns', RIGHT.replace('No|Rec plan', 'Number of files|recovery_plan')],
    [
      'with groups in percent too',
      RIGHT.replace('8', '8 (80%)').replace('3', '3 (30%)').replace('4|4', '4 57%|4 (57%)'),
    ],
    [
      'with columns of percentages',
      `group|n|Rec plan|%|SMART|%\nA|10|8|80|3|30\nB|7|4|57|4|57\nTotal|17|12|71|7|41`,
    ],
    [
      'with named ones',
      `group|n|Rec plan %|Rec plan|SMART|SMART_pct\nA|10|80|8|3|30\nB|7|57|4|4|57%\nAll|17|71|12|7|41`,
    ],
    ['with a row of percentages', `group|n|Rec plan|SMART\nA|10|8|3\nB|7|4|4\nTotal|17|12|7\n%||71|41`],
    ['with one without a label', `group|n|Rec plan|SMART\nA|10|8|3\nB|7|4|4\nTotal|17|12|7\n|100%|71%|41%`],
    ['with percentages of sums that are not printed', `group|n|Rec plan|SMART\nA|10|8|3\nB|7|4|4\n%||71|41`],
    ['with percentages only', `group|n|Rec plan|SMART\nA|10|80%|30%\nB|7|57%|57%\nTotal|17|71%|41%`],
    ['without totals', `group|n|Rec plan|SMART\nA|10|8 (80%)|3\nB|7|4|4 (57%)`],
    ['with remarks', `group|n|Rec plan|SMART|remark\nA|10|8|3|late\nB|7|4|4|\nTotal|17|12|7|`],
    ['with suppressed counts', `group|n|Rec plan|SMART\nA|10|8|<5\nB|7|<5|4\nTotal|17|12|7 (41%)`],
    ['with subtotals', `group|n|Rec plan\nA|10|8\nSubtotal|10|8\nB|7|4\nTotal|17|12 (71%)`],
  ])('finds nothing wrong %s', (_, text) => {
    expect(problemsOf(rows(text))).toEqual([]);
  });

  it.each([
    [
      'in a column of percentages',
      'group|n|Rec plan|%\nA|10|8|80\nB|7|4|75\nTotal|17|12|71',
      ['B', 'Rec plan %', '75', '57%', 'percentage'],
    ],
    [
      'in one with a name',
      'group|n|Rec plan|Rec plan %\nA|10|8|80\nB|7|4|57\nTotal|17|12|17',
      ['Total', 'Rec plan %', '17', '71%', 'percentage'],
    ],
    [
      'in a row of percentages',
      'group|n|Rec plan\nA|10|8\nB|7|4\nTotal|17|12\nPercent||70',
      ['Percent', 'Rec plan', '70', '71%', 'percentage'],
    ],
    [
      'of a group',
      'group|n|Rec plan\nA|10|8 (82%)\nB|7|4\nTotal|17|12',
      ['A', 'Rec plan', '8 (82%)', '80%', 'percentage'],
    ],
    [
      'with a decimal place',
      'group|n|Rec plan\nA|10|8\nB|7|4\nTotal|17|12 (70.5%)',
      ['Total', 'Rec plan', '12 (70.5%)', '70.6%', 'percentage'],
    ],
    [
      'of the size',
      'group|n|Rec plan\nA|10 (60%)|8\nB|7|4\nTotal|17|12',
      ['A', 'n', '10 (60%)', '59%', 'percentage'],
    ],
    [
      'that no count gives',
      'group|n|Rec plan\nA|10|85%\nB|7|57%\nTotal|17|71%',
      ['A', 'Rec plan', '85%', '80% or 90%', 'unexplained'],
    ],
    [
      'cut off without its count',
      'group|n|Rec plan\nA|3|66%\nB|7|57%',
      ['A', 'Rec plan', '66%', '67%', 'percentage'],
    ],
    [
      'that the groups do not give',
      'group|n|Rec plan\nA|10|80%\nB|7|57%\nTotal|17|65%',
      ['Total', 'Rec plan', '65%', '71%', 'percentage'],
    ],
    [
      'above 100',
      'group|n|Rec plan\nA|10|8 (180%)\nB|7|4\nTotal|17|12',
      ['A', 'Rec plan', '8 (180%)', '80%', 'impossible'],
    ],
    [
      'above 100 on its own',
      'group|n|Rec plan\nA|10|101%\nB|7|57%',
      ['A', 'Rec plan', '101%', 'at most 100%', 'impossible'],
    ],
    [
      'whose count is headed (n) and itself (%)',
      'group|files|Rec plan (n)|Rec plan (%)\nA|10|4|45%\nB|20|10|50%\nTotal|30|14|47%',
      ['A', 'Rec plan (%)', '45%', '40%', 'percentage'],
    ],
    [
      'whose count is under another name of the check',
      'group|files|recovery_plan|Rec plan %\nA|10|4|45\nB|20|10|50\nTotal|30|14|47',
      ['A', 'Rec plan %', '45', '40%', 'percentage'],
    ],
    [
      'beside columns of yes and no',
      'group|files|Plan yes|Plan no|Plan %\nA|10|4|6|45\nB|20|10|10|50\nTotal|30|14|16|47',
      ['A', 'Plan %', '45', '40%', 'percentage'],
    ],
    [
      'headed in words',
      'group|files|Number with plan|% with plan\nA|10|4|45\nB|20|10|50\nTotal|30|14|47',
      ['A', '% with plan', '45', '40%', 'percentage'],
    ],
  ])('names a wrong percentage %s', (_, text, problem) => {
    expect(problemsOf(rows(text))).toEqual([problem]);
  });

  it.each([
    [
      'words',
      'group|n|Rec plan\nA|10|eight\nB|7|4\nTotal|17|12',
      [['A', 'Rec plan', 'eight', 'a whole number from 0 to 10', 'impossible']],
    ],
    [
      'a negative number',
      'group|n|Rec plan\nA|10|-8\nB|7|4\nTotal|17|12',
      [['A', 'Rec plan', '-8', 'a whole number from 0 to 10', 'impossible']],
    ],
    [
      'a broken number',
      'group|n|Rec plan\nA|10|8.5\nB|7|4\nTotal|17|12',
      [['A', 'Rec plan', '8.5', 'a whole number from 0 to 10', 'impossible']],
    ],
    [
      'a size in words',
      'group|n|Rec plan\nA|ten|8\nB|7|4\nTotal|17|12',
      [['A', 'n', 'ten', 'a whole number', 'impossible']],
    ],
    [
      '9 of 8',
      'group|n|Rec plan\nA|10|9/8\nB|7|4\nTotal|17|13',
      [['A', 'Rec plan', '9/8', 'at most 8', 'impossible']],
    ],
    [
      '8 of 12 in a group of 10',
      'group|n|Rec plan\nA|10|8/12\nB|7|4\nTotal|17|12',
      [['A', 'Rec plan', '8/12', 'of at most 10', 'impossible']],
    ],
    [
      'a total above all files',
      'group|n|Rec plan\nA|10|8\nB|7|4\nTotal|17|21',
      [
        ['Total', 'Rec plan', '21', '12', 'sum'],
        ['Total', 'Rec plan', '21', '12', 'impossible'],
      ],
    ],
    [
      'a total that suppressed counts cannot reach',
      'group|n|Rec plan\nA|10|8\nB|7|<5\nTotal|17|13',
      [['Total', 'Rec plan', '13', '8 to 12', 'sum']],
    ],
  ])('names %s', (_, text, problems) => {
    expect(problemsOf(rows(text))).toEqual(problems);
  });

  it('does not take the last group for a total because its size happens to be a sum', () => {
    expect(problemsOf(rows('group|n|Rec plan|SMART\nA|5|4|3\nB|3|2|1\nC|8|3|2 (25%)'))).toEqual([]);
    expect(problemsOf(rows('group|n|Rec plan\nAll Saints|5|4\nB|3|2\nTotal|8|6'))).toEqual([]);
  });

  it('leaves out rows below the totals, and says so', () => {
    const { problems, notes } = check(rows('group|n|Rec plan\nA|5|4\nB|3|2\nTotal|8|6\nIn 2010|9|5'));
    expect(problems).toEqual([]);
    expect(notes).toEqual([
      { row: 'In 2010', column: '', note: expect.stringContaining('neither checked') as string },
    ]);
    expect(problemsOf(rows('group|n|Rec plan\nTotal|8|7\nA|5|4\nB|3|2'))).toEqual([
      ['Total', 'Rec plan', '7', '6', 'sum'],
    ]);
  });

  it('checks a long table in a moment', () => {
    const groups = Array.from({ length: 50_000 }, (_, i) => `G${i}|5|4|9`);
    const { problems } = check(
      rows(['group|n|Rec plan|SMART', ...groups, 'Total|250000|200000|0'].join('\n')),
    );
    expect(problems).toHaveLength(50_001);
  });

  it('does not report a percentage that is right for the sum when only the count is wrong', () => {
    const { problems } = check(rows('group|n|Rec plan\nA|10|8\nB|7|4\nTotal|17|13 (71%)'));
    expect(brief(problems)).toEqual([['Total', 'Rec plan', '13 (71%)', '12', 'sum']]);
    expect(problems[0]?.explanation).toContain('The percentage beside it is right for the sum.');
  });

  it('says what the percentage of the right sum is when both are wrong', () => {
    expect(problemsOf(rows('group|n|Rec plan\nA|10|8\nB|7|4\nTotal|17|13 (99%)'))).toEqual([
      ['Total', 'Rec plan', '13 (99%)', '12', 'sum'],
      ['Total', 'Rec plan', '13 (99%)', '71%', 'percentage'],
    ]);
  });

  it('has no note on the base of a percentage that is the same of either', () => {
    const { problems, notes } = check(rows('group|n|smart\nA|90|90\nB|1|*\nTotal|91|90 (99%)\n'));
    expect({ problems, count: notes.length }).toEqual({ problems: [], count: 1 });
    expect(check(rows('group|n|smart\nA|400|200\nB|1|*\nTotal|401|200 (50%)')).notes).toEqual([]);
  });

  it('says when half was not rounded up', () => {
    const explained = (text: string) => check(rows(text)).problems[0]?.explanation;
    // 12.5, 37.5 and 62.5 percent: half to even gives 12, 38 and 62.
    expect(problemsOf(rows('group|n|smart\nA|8|1 (13%)\nB|8|3 (38%)\nC|8|5 (63%)'))).toEqual([]);
    expect(explained('group|n|smart\nA|8|1 (12%)\nB|8|0')).toContain(
      '12.5% was cut off, or rounded half to even',
    );
    expect(explained('group|n|smart\nA|8|3 (37%)\nB|8|0')).toContain(
      '37.5% was cut off; half is rounded up.',
    );
  });

  it('says which base would explain a percentage, and when it is that of the check it hangs on', () => {
    const [problem] = check(rows('group|n|Rec plan|SMART\nA|10|8|3\nB|10|5|4\nTotal|20|13|7 (54%)')).problems;
    expect(problem).toMatchObject({ expected: '35%', kind: 'percentage' });
    expect(problem?.explanation).toContain('54% fits 7 of 13; 13 is the count under Rec plan.');
  });

  it('adds up what there is where nothing gives the size of the groups, and says so', () => {
    const { problems, notes } = check(rows('group|Rec plan|SMART\nA|8|3\nB|4|4\nTotal|13|7 (99%)'));
    expect(brief(problems)).toEqual([['Total', 'Rec plan', '13', '12', 'sum']]);
    expect(notes.map(({ note }) => note)).toEqual([
      expect.stringContaining('No column gives the number of files'),
    ]);
  });
});

describe('contradictions', () => {
  const item = (id: string, dependsOn?: { item: string; answer: 'yes' | 'no' }) => ({
    kind: 'check',
    id,
    label: `Is ${id} so?`,
    shortLabel: id,
    guidance: 'As it says.',
    polarity: 'yes_is_good',
    ...(dependsOn ? { dependsOn } : {}),
  });
  const tool = toolOf({
    id: 'made_up',
    version: 1,
    title: 'Made up',
    description: 'For these tests.',
    source: 'None.',
    sections: [
      {
        id: 'all',
        title: 'All',
        items: [
          item('plan'),
          item('goal', { item: 'plan', answer: 'yes' }),
          item('date', { item: 'goal', answer: 'yes' }),
          item('excuse', { item: 'plan', answer: 'no' }),
          item('gap', { item: 'goal', answer: 'no' }),
          item('reason', { item: 'excuse', answer: 'yes' }),
        ],
      },
    ],
  });

  it.each([
    ['group|n|plan|goal\nA|9|5|6\nB|9|5|5', [['A', 'goal', '6', 'at most 5', 'contradiction']]],
    ['group|n|goal|plan\nA|9|6|5\nB|9|5|5', [['A', 'goal', '6', 'at most 5', 'contradiction']]],
    // Five of nine have a plan, so four can have an excuse.
    ['group|n|plan|excuse\nA|9|5|5\nB|9|5|4', [['A', 'excuse', '5', 'at most 4', 'contradiction']]],
    ['group|n|plan|goal\nA|9|*|1\nB|9|5|0', [['A', 'goal', '1', '0', 'contradiction']]],
    ['group|n|plan|goal\nA|9|missing|1\nB|9||1', []],
    // Without a column of goals, a date needs a plan.
    ['group|n|plan|date\nA|9|5|6\nB|9|5|5', [['A', 'date', '6', 'at most 5', 'contradiction']]],
    // A gap is where there is no goal, with a plan or without; a reason is for the excuse for having no plan.
    ['group|n|plan|gap\nA|9|5|6\nB|9|5|5', []],
    ['group|n|plan|reason\nA|9|5|5\nB|9|5|4', [['A', 'reason', '5', 'at most 4', 'contradiction']]],
    ['group|n|plan|goal|date\nA|9|5|3|4\nB|9|5|3|3', [['A', 'date', '4', 'at most 3', 'contradiction']]],
    ['group|n|plan|goal\nA|10|50%|60%\nB|10|50%|50%', [['A', 'goal', '60%', 'at most 5', 'contradiction']]],
    ['group|n|plan|goal\nA|9|<5|5\nB|9|<5|4', [['A', 'goal', '5', 'at most 4', 'contradiction']]],
  ])('in %j', (text, problems) => {
    expect(problemsOf(rows(text), tool)).toEqual(problems);
  });

  it('are not looked for without a tool, which is said', () => {
    const { problems, notes } = check(rows('group|n|plan|goal\nA|9|5|6\nB|9|5|5'), null);
    expect(problems).toEqual([]);
    expect(notes.map(({ note }) => note)).toEqual([
      expect.stringContaining('contradictions between columns'),
    ]);
  });

  it('go by the tool that knows most headings', () => {
    expect(toolOfTable(printedTable, [tool, rodt])?.id).toBe('rodt');
    expect(toolOfTable(rows('group|n|plan|goal\nA|9|5|6'), [rodt, tool])?.id).toBe('made_up');
    expect(toolOfTable(rows('group|n|this|that\nA|9|5|6'), [rodt, tool])).toBeNull();
    expect(toolOfTable([], [rodt])).toBeNull();
  });
});

describe('what is no table', () => {
  it.each([
    ['nothing', '', 1, 'there is no heading with at least two columns'],
    ['one column', 'group\nA\nB', 1, 'there is no heading with at least two columns'],
    ['a heading only', '\ngroup|n|smart', 2, 'there are no rows under the heading'],
    ['words only', 'name|town\nA|Bath', 2, 'there are no figures under the heading'],
    ['a figure beside the columns', 'group|n|smart\nA|9|5\n\nB|9|5|7', 4, 'stands under no heading'],
  ])('is refused with its row: %s', (_, text, row, problem) => {
    expect(reconcile(rows(text), rodt)).toMatchObject({ unreadable: { row, problem } });
  });
});

describe('figures in a line of their own', () => {
  const table = 'Group|N|Plan\nAsh|12|9 (75%)\nBirch|10|4 (40%)\nTotal|22|13 (59%)';
  const found = (text: string) => {
    const result = checkTable(rows(text), [rodt]);
    if ('unreadable' in result) throw new Error(JSON.stringify(result.unreadable));
    return { verdict: verdictOf(result), left: result.notRead.map(({ where }) => where) };
  };

  it.each([
    ['a title above the heading', `Care plans: 13 of 22 files (77%)\n${table}`, 'row 1'],
    ['a line in the middle', table.replace('Birch', 'Of these women: 3 of 8 (90%)||\nBirch'), 'row 3'],
    ['a note at the foot', `${table}\nNote: Ash had 9 of 12 with a plan (70%)`, 'row 5'],
    ['a footnote with its mark', `${table}\n||\n* 8 of 22 (40%) had two plans||`, 'row 6'],
  ])('are named as not checked: %s', (_, text, where) => {
    expect(found(text)).toEqual({
      verdict: 'No problem was found in what was read, but not all of the table was read.',
      left: [where],
    });
  });

  it.each([
    ['nothing else', table],
    ['which table it is', `Table 2 of 3: care plans in February 2012\n${table}`],
    ['an interval in general', `${table}\nWith 95% confidence intervals, rounded to 1 decimal`],
    ['a total without a label', table.replace('Total', '')],
  ])('are not looked for in %s', (_, text) => {
    expect(found(text)).toEqual({ verdict: 'Nothing is wrong with the figures.', left: [] });
  });
});
