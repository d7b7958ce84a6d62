/** What a sheet of case files has to come to, worked out by hand: on the command line and in the browser alike. */
export interface SheetCase {
  file: string;
  kind: string;
  /** Answers of each case file that is read, by its reference; left out where the sheet is refused. */
  files?: Record<string, Record<string, string>>;
  /** What is refused, row by row: the row, the reference as it is told, and the sentence. */
  refused?: [number, string, RegExp][];
  /** Words that the browser asks about, each once, and the command line refuses row by row. */
  asked?: string[];
  /** Columns that the browser asks about, and the command line refuses unless told to leave them out. */
  columns?: string[];
  /** A note that says which row was taken for the heading. */
  note?: string;
  /** Rows that the workbook does not show. */
  hidden?: number;
}

const plain = { recovery_plan: 'yes', smart: 'no' };
const ethnicities = [
  ['white_british', 'white_other', 'white_other', 'mixed', 'mixed', 'mixed', 'mixed'],
  ['asian', 'asian', 'asian', 'asian', 'black_other', 'black_other', 'black_other'],
  ['asian', 'other', 'not_stated'],
].flat();
const damaged = 'that a spreadsheet has made of a reference.*format "Text"';

/** The files of test/fixtures/sheets; the groups are those of the example of 2012. */
export const SHEET_CASES: SheetCase[] = [
  { file: 'I02.csv', kind: 'semicolons', files: { t02: plain } },
  { file: 'I03.csv', kind: 'tabs', files: { t03: plain } },
  { file: 'I06.csv', kind: 'sep=', files: { t06: plain } },
  { file: 'I09b.csv', kind: 'no-break space in the name of a group', files: { t09b: plain } },
  { file: 'I10.csv', kind: 'TRUE and FALSE', files: { t10: plain } },
  { file: 'X54.xlsx', kind: 'TRUE and FALSE of a workbook', files: { x54: plain } },
  {
    file: 'I19.csv',
    kind: 'a title',
    files: { t19: plain },
    note: 'Row 2 was taken for the heading; what stands above it, in row 1, is not read.',
  },
  {
    file: 'X67.xlsx',
    kind: 'a title in merged cells',
    files: { x67: plain },
    note: 'Row 3 was taken for the heading; what stands above it, in row 1, is not read.',
  },
  {
    file: 'I22.csv',
    kind: 'references that a spreadsheet has damaged',
    refused: [
      [2, '(not shown)', /looks like a date of birth.*If a spreadsheet has made a date of it.*format "Text"/],
      [3, '5-Mar', new RegExp(`is a date ${damaged}`)],
      [4, 'Mar-05', new RegExp(`is a date ${damaged}`)],
    ],
  },
  {
    file: 'I23d.csv',
    kind: 'dashes that look alike',
    refused: [[3, 'T-23', /is in row 2 already/]],
  },
  {
    file: 'J03.csv',
    kind: 'spaces that look alike',
    refused: [
      [3, 'U 2', /is in row 2 already/],
      [4, 'U 2', /is in row 2 already/],
    ],
  },
  { file: 'I29.csv', kind: 'a straight apostrophe', files: { t29: { smart: 'yes' } } },
  { file: 'I31.csv', kind: 'columns that nobody knows', columns: ['Auditor', 'Date of audit'] },
  {
    file: 'N47.xlsx',
    kind: 'numbers that the workbook shows as yes and no',
    files: { n47a: { recovery_plan: 'yes' }, n47b: { recovery_plan: 'no' } },
  },
  {
    file: 'T90.csv',
    kind: 'rows of totals',
    refused: [
      [3, 'Total', /this looks like a row of totals: delete it/],
      [4, 'Average (all)', /this looks like a row of totals: delete it/],
    ],
  },
  { file: 'U91.csv', kind: 'UTF-16 without a byte order mark', files: { t91: plain } },
  { file: 'X52.xlsx', kind: 'a hidden row', hidden: 1, files: { x52a: plain, x52b: plain } },
  {
    file: 'F6.csv',
    kind: 'the ethnic groups of the census',
    files: Object.fromEntries(ethnicities.map((ethnicity, i) => [`e${i}`, { ethnicity }])),
  },
  {
    file: 'drugs.csv',
    kind: 'drugs as they are called',
    asked: ['Opiates', 'Opiate', 'None', 'no second drug', 'Heroin/crack'],
  },
];
