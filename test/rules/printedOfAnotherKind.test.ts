import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkTable, parseTool, verdictOf } from '../../rules/index.ts';
import type { CheckedTable } from '../../rules/index.ts';

// Columns of spans, an N in a caption, and several tables in one sheet: read, or named as not read, and never judged.

const parsed = parseTool(
  JSON.parse(readFileSync(new URL('../../audits/rodt.v1.json', import.meta.url), 'utf8')),
);
if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
const { tool } = parsed;

function check(text: string): CheckedTable {
  const result = checkTable(
    text.split('\n').map((line) => line.split('|')),
    [tool],
  );
  if ('unreadable' in result) throw new Error(JSON.stringify(result.unreadable));
  return result;
}
const wrongIn = ({ problems }: CheckedTable) =>
  problems.map(({ row, column, expected }) => `${row}, ${column}: ${expected}`);

interface Case {
  text: string;
  wrong?: string[];
  /** What is named as not read, by its place. */
  notRead?: string[];
  /** Stands in a note. */
  notes?: string;
  /** Percentages and sums that are checked. */
  checked: [percentages: number, sums: number];
}

const tried = ({ text, wrong = [], notRead = [], notes, checked }: Case) => {
  const result = check(text);
  expect(wrongIn(result)).toEqual(wrong);
  expect(result.notRead.map(({ where }) => where)).toEqual(notRead);
  if (notes !== undefined) expect(result.notes.map(({ note }) => note).join('\n')).toContain(notes);
  const { percentages, sums } = result.checked;
  expect([percentages.checked, sums.checked]).toEqual(checked);
  const isAllRead = wrong.length === 0 && notRead.length === 0;
  expect(verdictOf(result) === 'Nothing is wrong with the figures.').toBe(isAllRead);
};

/** Ash 8 of 12 and Birch 5 of 10, with a column more. */
const withColumn = (heading: string, ash: string, birch: string, total: string) =>
  `Service|N|Care plan|${heading}\nAsh|12|8 (67%)|${ash}\nBirch|10|5 (50%)|${birch}\nTotal|22|13 (59%)|${total}`;

const SPANS: Record<string, Case> = {
  'ages from and to': {
    text: withColumn('Age range', '18-64', '22-70', '18-70'),
    notRead: ['Age range'],
    checked: [3, 2],
  },
  'days from and to, small enough for a mask': {
    text: withColumn('Waiting days', '3-9', '0-4', '0-9'),
    notRead: ['Waiting days'],
    checked: [3, 2],
  },
  'in words': {
    text: withColumn('Length of stay', '18 to 64', '22 to 70', '18 to 70'),
    notRead: ['Length of stay'],
    checked: [3, 2],
  },
  'beside a middle': {
    text: withColumn('Median age (range)', '32 (18-64)', '41 (22–70)', '35 (18-70)'),
    notRead: ['Median age (range)'],
    checked: [3, 2],
  },
  'in groups and a number in total': {
    text: withColumn('Waiting time', '3-19', '2-14', '7'),
    notRead: ['Waiting time'],
    checked: [3, 2],
  },
  'with a group that has none': {
    text: withColumn('Ages', '18-64', '-', '18-64'),
    notRead: ['Ages'],
    checked: [3, 2],
  },
};

const ROWS: Record<string, Case> = {
  'of ages under services': {
    text: 'Criterion|Ash|Birch|Total\nNumber of files|12|10|22\nDiagnosis|8 (67%)|5 (50%)|13 (59%)\nAge range|18-64|22-70|18-70',
    notRead: ['Age range'],
    checked: [3, 1],
  },
  'of middles with their spans': {
    text: 'Measure|Ash|Birch\nFiles|12|10\nMedian age (range)|32 (18-64)|41 (22-70)\nPlan|8 (67%)|5 (60%)',
    wrong: ['Plan, Birch: 50%'],
    notRead: ['Median age (range)'],
    checked: [2, 0],
  },
  'beside columns of spans': {
    text: 'Service|N|Plan|Ages|Days\nAsh|12|8 (67%)|18-64|3-19\nBirch|10|5 (50%)|22-70|2-14\nTotal|22|13 (59%)|18-70|2-19',
    notRead: ['Ages', 'Days'],
    checked: [3, 2],
  },
};

const NO_SPANS: Record<string, Case> = {
  'masks of an age group, in a row': {
    text: 'Age|Ash|Birch|Total\n18 to 24 years|1-4|1-4|5-9\n25 years and over|8|5|13\nFiles|12|10|22',
    checked: [0, 1],
  },
  'masks of an age group, in a column': {
    text: withColumn('Age 18-24', '1-4', '1-4', '5-9'),
    checked: [3, 2],
  },
  'masks from 1 to 4 among counts': {
    text: 'Service|N|Care plan\nAsh|12|1-4\nBirch|10|5 (50%)\nTotal|22|8 (36%)',
    checked: [2, 2],
  },
  'masks in a whole column': {
    text: withColumn('Signed', '1-4', '1-4', '1-4'),
    checked: [3, 2],
  },
  'marks with what is suppressed': {
    text: 'Service|N|Signed\nAsh|12|suppressed (1-4)\nBirch|10|5 (55%)\nTotal|22|8 (36%)',
    wrong: ['Birch, Signed: 50%'],
    checked: [2, 2],
  },
  'masks that a total cannot be the sum of': {
    text: 'Service|N|Signed\nAsh|12|1-4\nBirch|10|5-9\nTotal|22|20 (91%)',
    wrong: ['Total, Signed: 6 to 13'],
    checked: [1, 2],
  },
  'counts under a span in the heading': {
    text: withColumn('Age 18-64', '8 (67%)', '5 (50%)', '13 (59%)'),
    checked: [6, 3],
  },
  'an interval beside a percentage without a sign': {
    text: 'Service|N|Care plan|%\nAsh|12|8|67 (39–86)\nBirch|10|5|60 (24–76)\nTotal|22|13|59 (39–77)',
    wrong: ['Birch, Care plan %: 50%'],
    checked: [3, 2],
  },
  'of a check of the tool': {
    text: 'Service|N|Rec plan|SMART\nAsh|12|8 (67%)|1-4\nBirch|10|5 (50%)|2-5\nTotal|22|13 (59%)|3-9',
    checked: [3, 2],
  },
};

const TABLE = 'Service|N|Care plan\nAsh|12|8 (67%)\nBirch|10|5 (50%)\nTotal|22|13 (59%)';
const CAPTIONS: Record<string, Case> = {
  'of all files of the table': {
    text: `Care planning, N = 22\n${TABLE}`,
    notes: 'The N of 22 in row 1 is that of the table.',
    checked: [3, 2],
  },
  'of more files than the table has': {
    text: `Table 3. Care planning (N=25)\n${TABLE}`,
    notRead: ['row 1'],
    checked: [3, 2],
  },
  'in words': {
    text: `Audit of 25 case files in two services\n${TABLE}`,
    notRead: ['row 1'],
    checked: [3, 2],
  },
  'at the foot': { text: `${TABLE}\nn = 25 files`, notRead: ['row 5'], checked: [3, 2] },
  'of a table that has no other': {
    text: 'Audit of care plans, N = 22\nCriterion|Met|% met\nDiagnosis|11|50%\nMedication|13|59%',
    notRead: ['row 1', '% met'],
    checked: [0, 0],
  },
  'that is the number of the table': { text: `Table 22\n${TABLE}`, checked: [3, 2] },
};

const SECOND = 'Service|N|Consent\nAsh|12|3 (25%)\nBirch|10|2 (20%)\nTotal|22|5 (23%)';
const beside = (one: string, other: string, between: string) =>
  one
    .split('\n')
    .map((line, i) => `${line}${between}${other.split('\n')[i] ?? ''}`)
    .join('\n');
const SEVERAL: Record<string, Case> = {
  'one below the other': {
    text: `${TABLE}\n\n${SECOND}`,
    notRead: ['rows 6 to 9'],
    checked: [3, 2],
  },
  'one below the other, with a title each': {
    text: `Table 1: care plans\n${TABLE}\n\nTable 2: consent\n${SECOND}`,
    notRead: ['rows 7 to 11'],
    checked: [3, 2],
  },
  'one below the other without a gap': {
    text: `${TABLE}\n${SECOND}`,
    notRead: ['rows 5 to 8'],
    checked: [3, 2],
  },
  'with the same columns under another name': {
    text: 'Plans|N|Met\nAsh|12|8 (67%)\nBirch|10|5 (50%)\nReviews|N|Met\nAsh|12|3 (25%)\nBirch|10|2 (20%)',
    notRead: ['rows 4 to 6'],
    checked: [2, 0],
  },
  'of which the first is wrong': {
    text: `${TABLE.replace('67%', '76%')}\n\n${SECOND}`,
    wrong: ['Ash, Care plan: 67%'],
    notRead: ['rows 6 to 9'],
    checked: [3, 2],
  },
  'side by side with a column between': {
    text: beside(TABLE, SECOND, '||'),
    notRead: ['columns 5 to 7'],
    checked: [3, 2],
  },
  'side by side without a gap': {
    text: beside(TABLE, SECOND, '|'),
    notRead: ['columns 4 to 6'],
    checked: [3, 2],
  },
  'side by side, of other services': {
    text: beside(TABLE, 'Team|N|Consent\nElm|9|3 (33%)\nOak|8|2 (25%)\nTotal|17|5 (29%)', '||'),
    notRead: ['columns 5 to 7'],
    checked: [3, 2],
  },
};

const ONE_TABLE: Record<string, Case> = {
  'with empty lines and lines that part it': {
    text: 'Service|N|Care plan\n\nNorth||\nAsh|12|8 (67%)\n\nSouth||\nBirch|10|5 (50%)\n\nTotal|22|13 (59%)',
    checked: [3, 2],
  },
  'with an empty column': {
    text: 'Service|N||Care plan||Comment\nAsh|12||8 (67%)||late\nBirch|10||5 (50%)||\nTotal|22||13 (59%)||',
    checked: [3, 2],
  },
  'with a heading of two lines': {
    text: 'Service||Care plan|\n|N|n|%\nAsh|12|8|67%\nBirch|10|5|50%\nTotal|22|13|59%',
    checked: [3, 2],
  },
};

describe.each([
  ['a column of spans', SPANS],
  ['a row of spans', ROWS],
  ['what is no column of spans', NO_SPANS],
  ['an N in a caption', CAPTIONS],
  ['two tables in one sheet', SEVERAL],
  ['one table', ONE_TABLE],
])('%s', (_, cases) => {
  it.each(Object.entries(cases))('%s', (_name, one) => tried(one));
});
