import { TABLES_OF_OTHERS } from './printedTablesOfOthers.ts';

/** What a printed table has to come to, worked out by hand: on the command line and in the browser alike. */
export interface TableCase {
  file: string;
  kind: string;
  /** Row, column and right value of everything wrong, in the order of reading. */
  wrong: [string, string, string][];
  /** Whether all of the table was read, so that "Nothing is wrong" may be said; left out where something is wrong. */
  allRead?: boolean;
  /** How many of the printed percentages were checked: '6 of 6'. */
  percentages?: string;
  /** A note that has to stand there. */
  note?: RegExp;
  /** A note that would be untrue. */
  noNote?: RegExp;
}

const ash = (column = 'Care plan', expected = '67%'): TableCase['wrong'] => [['Ash', column, expected]];

/** The files of test/fixtures/printed-tables. Of 12 files 8 are 67%, of 10 files 5 are 50%, of 22 files 13 are 59%. */
export const TABLE_CASES: TableCase[] = [
  { file: 'S15.csv', kind: 'count, percentage and interval', wrong: ash(), percentages: '3 of 3' },
  { file: 'H01.csv', kind: 'count, percentage and interval', wrong: ash('Rec plan'), percentages: '3 of 3' },
  { file: 'S08.csv', kind: 'middle dot', wrong: ash('Care plan', '66.7%'), percentages: '3 of 3' },
  { file: 'S05.csv', kind: 'footnote letter', wrong: ash(), percentages: '3 of 3' },
  { file: 'H20.csv', kind: 'proportion', wrong: ash('Proportion', '0.67'), percentages: '3 of 3' },
  { file: 'S14.csv', kind: 'percentage with an interval', wrong: ash('Care plan', '67% or 75%') },
  { file: 'S38.csv', kind: 'shares below 1 and above 99', wrong: [['Total', 'Care plan', '1002']] },
  { file: 'K01.csv', kind: 'criteria in rows', wrong: [], allRead: true, percentages: '2 of 2' },
  { file: 'K02.csv', kind: 'criteria in rows', wrong: [['Review', 'n (%)', '50%']] },
  { file: 'S53.csv', kind: 'criteria in rows', wrong: [['Total', 'Rec plan', '13']] },
  { file: 'S54.csv', kind: 'criteria in rows', wrong: ash('Rec plan'), percentages: '6 of 6' },
  { file: 'R27.csv', kind: 'semicolons', wrong: ash() },
  { file: 'R27t.csv', kind: 'tabs', wrong: ash() },
  { file: 'R26.csv', kind: 'bars', wrong: ash() },
  { file: 'R10.csv', kind: 'two denominators', wrong: [], allRead: true, percentages: '6 of 6' },
  {
    file: 'R06.csv',
    kind: 'rounds side by side',
    wrong: [['Diagnosis', 'First audit (n=51)', '80%']],
    percentages: '4 of 4',
  },
  {
    file: 'R06b.csv',
    kind: 'rounds side by side',
    wrong: [['Diagnosis', 'First audit, n=51 n (%)', '80.4%']],
  },
  { file: 'R06c.csv', kind: 'rounds side by side', wrong: [['Diagnosis', 'Audit', '80%']] },
  { file: 'R11.csv', kind: 'heads of two rows', wrong: [], allRead: true, percentages: '6 of 6' },
  { file: 'R11c.csv', kind: 'a second N', wrong: [['Birch', 'Plan 2014', '75%']], percentages: '6 of 6' },
  { file: 'K07.csv', kind: 'percentages of two rounds', wrong: [], allRead: false, percentages: '0 of 4' },
  { file: 'K08.csv', kind: 'standard and achieved', wrong: [], allRead: false, percentages: '0 of 2' },
  { file: 'R28.csv', kind: 'a standard beside figures', wrong: [], allRead: true, percentages: '2 of 2' },
  { file: 'H24.csv', kind: 'a standard beside figures', wrong: [], allRead: true, percentages: '3 of 3' },
  { file: 'R05b.csv', kind: 'marks', wrong: [], allRead: true, percentages: '3 of 3' },
  { file: 'H12.csv', kind: 'marks', wrong: [], allRead: true, percentages: '3 of 3' },
  { file: 'R07b.csv', kind: 'marks', wrong: [], allRead: true, percentages: '3 of 3' },
  { file: 'H21.csv', kind: 'marks', wrong: [], allRead: true, percentages: '3 of 3' },
  { file: 'H22.csv', kind: 'marks', wrong: [], allRead: true, percentages: '3 of 3' },
  { file: 'R17.csv', kind: 'masked', wrong: [], allRead: true, percentages: '4 of 4' },
  { file: 'B1.csv', kind: 'masked', wrong: [], allRead: true, percentages: '16 of 16' },
  { file: 'R18.csv', kind: 'rounded', wrong: [], allRead: true, note: /rounded to (?:a multiple of )?5/ },
  { file: 'B2.csv', kind: 'nested rows', wrong: [], allRead: true, note: /Alcohol.*Alcohol alone/ },
  { file: 'B1e.csv', kind: 'N in the heads', wrong: [['Male', 'All service users (N = 640)', '70%']] },
  { file: 'R34f.csv', kind: 'N with the name', wrong: [['Ash (n=12)', 'Care plan', '67%']] },
  { file: 'R34.csv', kind: 'name of the size', wrong: ash() },
  { file: 'R34b.csv', kind: 'name of the size', wrong: ash() },
  { file: 'R34c.csv', kind: 'name of the size', wrong: ash() },
  { file: 'H07.csv', kind: 'name of the size', wrong: ash() },
  { file: 'H11.csv', kind: 'name of the size', wrong: ash('Numerator %') },
  { file: 'S12.csv', kind: 'yes, no and not applicable', wrong: [['Care plan', 'Yes to N/A', '50']] },
  {
    file: 'B3.csv',
    kind: 'percentages with a total',
    wrong: [['Missing one or more together', '%', '53.3%']],
  },
  { file: 'S58b.csv', kind: 'percent first', wrong: [], allRead: true, percentages: '3 of 3' },
  {
    file: 'R02.csv',
    kind: 'N in the cell',
    wrong: ash('Care plan in file'),
    percentages: '3 of 3',
    noNote: /not checked/,
  },
  { file: 'P1.xlsx', kind: 'workbook', wrong: [], allRead: true, percentages: '4 of 4' },
  { file: 'P4.xlsx', kind: 'workbook', wrong: [['Birch', 'Re-audit Care plan', '75%']] },
  ...TABLES_OF_OTHERS,
];
