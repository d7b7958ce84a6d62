import { describe, expect, it } from 'vitest';
import {
  caseloadProblems,
  readCaseloadHeading,
  readCaseloadRow,
  reasonProblem,
  REASON_MAXIMUM_LENGTH,
} from '../../rules/index.ts';

describe('the heading of a caseload list', () => {
  it.each([
    [['reference', 'group']],
    [['Ref', 'Stratum']],
    [['FILE_REFERENCE', ' Sample  Group ']],
    [['pseudonym', 'strata']],
  ])('knows %j', (heading) => {
    expect(readCaseloadHeading(heading)).toEqual({ columns: { reference: 0, group: 1, ignored: [] } });
  });

  it('passes over further columns, and says which', () => {
    expect(readCaseloadHeading(['Gender', 'group', '', 'reference', 'Started '])).toEqual({
      columns: { reference: 3, group: 1, ignored: ['Gender', 'Started'] },
    });
  });

  it('says everything that is missing or there twice', () => {
    expect(readCaseloadHeading(['ref', 'Reference', 'service'], 2)).toEqual({
      problems: [
        { row: 2, column: 'Reference', value: 'Reference', problem: 'means the same as the column "ref"' },
        { row: 2, column: 'group', value: '', problem: 'there is no column "group"' },
      ],
    });
    expect(readCaseloadHeading(['943 476 5919', 'Ann Smith'])).toEqual({
      problems: [
        { row: 1, column: 'reference', value: '', problem: 'there is no column "reference"' },
        { row: 1, column: 'group', value: '', problem: 'there is no column "group"' },
      ],
    });
  });
});

describe('a row of a caseload list', () => {
  const columns = { reference: 0, group: 2, ignored: ['name'] };

  it('is a reference and a group, and nothing else of it is kept', () => {
    expect(readCaseloadRow(columns, [' A-1 ', 'Ann Smith', ' Ash '], 7)).toEqual({
      file: { row: 7, reference: 'A-1', group: 'Ash' },
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

describe('a caseload list as a whole', () => {
  it('has each reference once, only known groups, and no file that is recorded already', () => {
    const files = [
      { row: 2, reference: 'A-1', group: 'ash' },
      { row: 3, reference: 'a-1', group: 'Ash' },
      { row: 4, reference: 'A-2', group: 'Elm' },
      { row: 5, reference: 'OLD-1', group: 'Birch' },
      { row: 6, reference: 'A-3', group: '12/05/1990' },
    ];
    expect(caseloadProblems(files, { groups: ['Ash', 'Birch'], references: ['old-1'] })).toEqual([
      { row: 3, column: 'reference', value: 'a-1', problem: 'is in row 2 already' },
      { row: 4, column: 'group', value: 'Elm', problem: 'is not a sample group of this audit' },
      { row: 5, column: 'reference', value: 'OLD-1', problem: 'is a case file of this audit already' },
      { row: 6, column: 'group', value: '(not shown)', problem: 'is not a sample group of this audit' },
    ]);
  });

  it('does not complain of an empty cell twice', () => {
    const files = [
      { row: 2, reference: '', group: '' },
      { row: 3, reference: '', group: '' },
    ];
    expect(caseloadProblems(files, { groups: ['Ash'], references: [] })).toEqual([]);
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
    if (problem === null) expect(reasonProblem(reason)).toBeNull();
    else expect(reasonProblem(reason)).toContain(problem);
  });
});
