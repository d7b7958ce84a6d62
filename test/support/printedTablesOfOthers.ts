import type { TableCase } from './printedTables.ts';

/** Tables that other hands wrote without having seen the reader, with what is right of each. */
export const TABLES_OF_OTHERS: TableCase[] = [
  {
    file: 'T01.csv',
    kind: 'groups by checks with totals and percentages in the total row',
    wrong: [],
    allRead: true,
  },
  {
    file: 'T02.csv',
    kind: 'groups by checks with totals and percentages in the total row',
    wrong: [['All teams', 'TOP done', '20']],
  },
  { file: 'T03.csv', kind: 'n/N in the cell, then percent', wrong: [], allRead: true },
  { file: 'T04.csv', kind: 'n/N in the cell, then percent', wrong: [['Goals agreed', '2016', '69%']] },
  { file: 'T05.csv', kind: '"n of N" in words', wrong: [], allRead: true },
  { file: 'T06.csv', kind: '"n of N" in words', wrong: [['Was it signed?', 'Result', '67%']] },
  { file: 'T07.csv', kind: 'semicolons and decimal commas', wrong: [], allRead: true },
  { file: 'T08.csv', kind: 'semicolons and decimal commas', wrong: [['Tyne', 'Plan %', '61.3%']] },
  { file: 'T09.txt', kind: 'columns aligned with spaces (pasted from a PDF)', wrong: [], allRead: true },
  {
    file: 'T10.txt',
    kind: 'columns aligned with spaces (pasted from a PDF)',
    wrong: [['Brook', 'Naloxone', '56%']],
  },
  {
    file: 'T11.tsv',
    kind: 'tabs, number and percent in columns of their own under repeated heads',
    wrong: [],
    allRead: true,
  },
  {
    file: 'T12.tsv',
    kind: 'tabs, number and percent in columns of their own under repeated heads',
    wrong: [['Beech Rd', 'BBV offered %', '76.2%']],
  },
  {
    file: 'T13.csv',
    kind: 'yes, no, not applicable by criterion, with percent of applicable',
    wrong: [],
    allRead: true,
  },
  {
    file: 'T14.csv',
    kind: 'yes, no, not applicable by criterion, with percent of applicable',
    wrong: [['Safeguarding noted', 'Yes to N/A', '32']],
  },
  { file: 'T15.csv', kind: 'distribution in percent by rows', wrong: [], allRead: true },
  {
    file: 'T16.csv',
    kind: 'distribution in percent by rows',
    wrong: [['Families are involved', 'Weak to Excellent', '100']],
  },
  {
    file: 'T17.csv',
    kind: 'percent with Wilson intervals in columns of their own',
    wrong: [],
    allRead: false,
  },
  {
    file: 'T18.csv',
    kind: 'percent with Wilson intervals in columns of their own',
    wrong: [['Men', 'n %', '55%']],
  },
  { file: 'T19.csv', kind: 'two rounds side by side with the change in points', wrong: [], allRead: true },
  {
    file: 'T20.csv',
    kind: 'two rounds side by side with the change in points',
    wrong: [['SMART goals', 'Change', '+8']],
  },
  { file: 'T21.csv', kind: 'masked small numbers with a note under the table', wrong: [], allRead: true },
  {
    file: 'T22.csv',
    kind: 'masked small numbers with a note under the table',
    wrong: [['Outer', 'Plan', '67%']],
  },
  { file: 'T23.csv', kind: 'nested rows: sections with subtotals', wrong: [], allRead: true },
  { file: 'T24.csv', kind: 'nested rows: sections with subtotals', wrong: [['All', 'Recovery plan', '65%']] },
  { file: 'T25.csv', kind: 'title rows and a source line', wrong: [], allRead: true },
  { file: 'T26.csv', kind: 'title rows and a source line', wrong: [['Total', 'Care plan present %', '54%']] },
  { file: 'T27.csv', kind: 'standard, achieved and met in words', wrong: [], allRead: false },
  {
    file: 'T28.csv',
    kind: 'standard, achieved and met in words',
    wrong: [['BBV status recorded', 'Compliance', '80%']],
  },
  { file: 'T29.csv', kind: 'groups in columns with n in the heads, total column', wrong: [], allRead: true },
  {
    file: 'T30.csv',
    kind: 'groups in columns with n in the heads, total column',
    wrong: [
      ['Housing need noted', 'All (n=42)', '45%'],
      ['Housing need noted', 'All (n=42)', '17'],
    ],
  },
  {
    file: 'T31.csv',
    kind: 'not applicable marked, percentages of the groups that apply',
    wrong: [],
    allRead: true,
  },
  {
    file: 'T32.csv',
    kind: 'not applicable marked, percentages of the groups that apply',
    wrong: [['Total', 'TOPs missing', '6']],
  },
  {
    file: 'T33.csv',
    kind: 'percent first, number in brackets, with percent signs',
    wrong: [],
    allRead: true,
  },
  {
    file: 'T34.csv',
    kind: 'percent first, number in brackets, with percent signs',
    wrong: [['West', 'Parental status recorded', '82%']],
  },
  {
    file: 'T35.xlsx',
    kind: 'workbook: shares formatted as percent with one decimal',
    wrong: [],
    allRead: true,
  },
  {
    file: 'T36.xlsx',
    kind: 'workbook: shares formatted as percent with one decimal',
    wrong: [['Oak', 'Plan %', '71.4%']],
  },
  { file: 'T37.xlsx', kind: 'workbook: title, heads of two rows, merged', wrong: [], allRead: true },
  {
    file: 'T38.xlsx',
    kind: 'workbook: title, heads of two rows, merged',
    wrong: [['Total', 'First round TOP start', '60%']],
  },
  {
    file: 'T40.csv',
    kind: 'ages and periods in the labels, thousands with commas, per cent written out',
    wrong: [['25-39', 'Successful completions Per cent', '35%']],
  },
];
