import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  CASE_FILES,
  caseloadProblems,
  parseTool,
  readCaseloadHeading,
  readCaseloadRow,
  recogniseListColumns,
  reasonProblem,
  REASON_MAXIMUM_LENGTH,
} from '../../rules/index.ts';
import type { ColumnChooser } from '../../rules/index.ts';
import { leftOutNotes } from '../../server/fieldwork/transfer/sheetReading.ts';

const parsed = parseTool(
  JSON.parse(readFileSync(new URL('../../audits/rodt.v1.json', import.meta.url), 'utf8')),
);
if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
const { tool } = parsed;

const NONE = new Map<string, string>();

describe('the heading of a caseload list', () => {
  it.each([
    [['reference', 'group']],
    [['Ref', 'Stratum']],
    [['FILE_REFERENCE', ' Sample  Group ']],
    [['pseudonym', 'strata']],
  ])('knows %j', (heading) => {
    expect(readCaseloadHeading(tool, heading)).toMatchObject({
      columns: { reference: 0, group: 1, fields: [] },
    });
  });

  it('asks about further columns, but of those that say who somebody is, and passes over none', () => {
    const heading = ['Name', 'group', '', 'reference', 'Started ', 'Key worker', 'Worker code'];
    expect(readCaseloadHeading(tool, heading)).toEqual({
      problems: ['Started ', 'Key worker'].map((value) => ({
        row: 1,
        column: value,
        value,
        problem: 'is not an item of rodt version 1',
      })),
    });
    const kinds = (chosen?: ColumnChooser) =>
      recogniseListColumns(tool, heading, chosen).map(({ meaning }) => meaning.kind);
    expect(kinds()).toEqual(['leftOut', 'group', 'unnamed', 'reference', 'problem', 'problem', 'worker']);
    // What somebody says goes first, but nothing of a name is kept whatever is said.
    const said = new Map([
      [0, 'item.gender'],
      [4, 'out'],
      [5, 'worker'],
      [6, 'out'],
    ]);
    expect(kinds(({ index }) => said.get(index))).toEqual([
      'leftOut',
      'group',
      'unnamed',
      'reference',
      'leftOut',
      'worker',
      'leftOut',
    ]);
  });

  it('knows the fields of the tool, and takes no answers to checks and no free text', () => {
    const heading = ['ref', 'SMART', 'Sex', 'group', 'ethnic group', 'comment.smart', 'comment'];
    expect(leftOutNotes(recogniseListColumns(tool, heading))).toEqual([
      'Nothing is kept of the column “SMART”: it is answered by reading the notes.',
      'Nothing is kept of the columns “comment.smart” and “comment”: it is written while the notes are read.',
    ]);
    expect(readCaseloadHeading(tool, heading)).toMatchObject({
      columns: {
        fields: [
          { index: 2, heading: 'Sex', item: { id: 'gender' } },
          { index: 4, heading: 'ethnic group', item: { id: 'ethnicity' } },
        ],
      },
    });
  });

  it('says everything that is missing or there twice', () => {
    expect(readCaseloadHeading(tool, ['ref', 'Reference', 'service'], 2)).toMatchObject({
      problems: [
        { row: 2, column: 'Reference', value: 'Reference', problem: 'means the same as the column "ref"' },
        { row: 2, column: 'service', value: 'service' },
        { row: 2, column: 'group', value: '', problem: 'there is no column "group"' },
      ],
    });
    expect(readCaseloadHeading(tool, ['943 476 5919', 'Ann Smith'])).toMatchObject({
      problems: [
        { row: 1, column: '(not shown)', value: '(not shown)' },
        { row: 1, column: 'Ann Smith', value: 'Ann Smith' },
        { row: 1, column: 'reference', value: '', problem: 'there is no column "reference"' },
        { row: 1, column: 'group', value: '', problem: 'there is no column "group"' },
      ],
    });
  });
});

describe('a row of a caseload list', () => {
  const columns = {
    reference: 0,
    group: 2,
    onlyGroup: '',
    fields: [],
    width: 3,
    unnamed: [],
    words: CASE_FILES,
  };

  it('is a reference and a group, and nothing else of it is kept', () => {
    expect(readCaseloadRow(columns, [' A-1 ', 'Ann Smith', ' Ash '], 7)).toEqual({
      file: { row: 7, reference: 'A-1', group: 'Ash', fields: new Map() },
      problems: [],
    });
  });

  it('is refused when the reference tells of a person, without repeating it', () => {
    const { problems } = readCaseloadRow(columns, ['943 476 5919', '', ''], 3);
    expect(problems.map(({ column, value }) => [column, value])).toEqual([
      ['reference', '(not shown)'],
      ['group', ''],
    ]);
    expect(readCaseloadRow(columns, ['14/03/1981'], 3).problems[0]?.value).toBe('(not shown)');
    expect(readCaseloadRow(columns, ['', '', 'Ash'], 3).problems).toHaveLength(1);
  });
});

describe('the fields of a row of a caseload list', () => {
  const heading = readCaseloadHeading(tool, ['reference', 'group', 'gender', 'time in treatment']);
  if ('problems' in heading) throw new Error('the heading should be good');

  it('are kept as answers are, and left out where the cell is empty', () => {
    const read = (...cells: string[]) => readCaseloadRow(heading.columns, ['A-1', 'Ash', ...cells], 2);
    expect(read('Female', '14')).toMatchObject({ problems: [] });
    expect(Object.fromEntries(read('Female', '14').file.fields)).toEqual({
      gender: 'female',
      months_in_treatment: '14',
    });
    expect(read('', ' ').file.fields.size).toBe(0);
    expect(read('Not known to us').problems).toMatchObject([
      { row: 2, column: 'gender', value: 'Not known to us' },
    ]);
    // Somebody's number in the wrong column is not repeated.
    expect(read('943 476 5919').problems[0]?.value).toBe('(not shown)');
  });
});

describe('a caseload list as a whole', () => {
  it('has each reference once, only known groups, and no file that is recorded already', () => {
    const files = [
      { row: 2, reference: 'A-1', group: 'ash', fields: NONE },
      { row: 3, reference: 'a-1', group: 'Ash', fields: NONE },
      { row: 4, reference: 'A-2', group: 'Elm', fields: NONE },
      { row: 5, reference: 'OLD-1', group: 'Birch', fields: NONE },
      { row: 6, reference: 'A-3', group: '12/05/1990', fields: NONE },
    ];
    expect(
      caseloadProblems(files, { groups: ['Ash', 'Birch'], references: ['old-1'], words: CASE_FILES }),
    ).toEqual([
      { row: 3, column: 'reference', value: 'a-1', problem: 'is in row 2 already' },
      {
        row: 4,
        column: 'group',
        value: 'Elm',
        problem: 'is not a sample group of this audit',
        unknownIn: 'group.',
      },
      { row: 5, column: 'reference', value: 'OLD-1', problem: 'is a case file of this audit already' },
      { row: 6, column: 'group', value: '(not shown)', problem: 'is not a sample group of this audit' },
    ]);
  });

  it('does not complain of an empty cell twice', () => {
    const files = [
      { row: 2, reference: '', group: '', fields: NONE },
      { row: 3, reference: '', group: '', fields: NONE },
    ];
    expect(caseloadProblems(files, { groups: ['Ash'], references: [], words: CASE_FILES })).toEqual([]);
  });
});

describe('the reason why a drawn file was not found', () => {
  it.each([
    ['The notes are at another site', null],
    ['', 'Say why the file cannot be read'],
    ['  ', 'Say why the file cannot be read'],
    ['x'.repeat(REASON_MAXIMUM_LENGTH), null],
    ['x'.repeat(REASON_MAXIMUM_LENGTH + 1), 'at most 200'],
    ['It is 943 476 5919', 'an NHS number'],
    ['Born 14 March 1981', 'a date of birth'],
  ])('%j', (reason, problem) => {
    if (problem === null) expect(reasonProblem(reason, CASE_FILES)).toBeNull();
    else expect(reasonProblem(reason, CASE_FILES)).toContain(problem);
  });
});
