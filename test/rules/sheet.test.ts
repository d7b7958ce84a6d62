import { describe, expect, it } from 'vitest';
import {
  CASE_FILES,
  COMMENT_MAXIMUM_LENGTH,
  emptySheetProblem,
  headingOf,
  parseTool,
  problemText,
  readHeading,
  readRow,
  recogniseColumns,
  rowOf,
} from '../../rules/index.ts';
import type { SheetColumns } from '../../rules/index.ts';

const parsed = parseTool({
  id: 'shelter',
  version: 2,
  title: 'Night shelter',
  description: 'Notes of a night shelter.',
  source: 'Made up.',
  sections: [
    {
      id: 'practice',
      title: 'Practice',
      items: [
        {
          kind: 'check',
          id: 'key_worker',
          label: 'Is a key worker named?',
          shortLabel: 'Key worker',
          guidance: 'Yes when named.',
          aliases: ['KW', 'named kw'],
          polarity: 'yes_is_good',
        },
        {
          kind: 'check',
          id: 'contact',
          label: 'Was there contact?',
          shortLabel: 'Contact',
          guidance: 'Yes when met.',
          polarity: 'yes_is_good',
        },
        {
          kind: 'rating',
          id: 'handover',
          label: 'How good are the entries?',
          shortLabel: 'Entries',
          guidance: 'Weak: none.',
          highest: 3,
        },
        {
          kind: 'field',
          type: 'choice',
          id: 'age',
          label: 'Age band',
          shortLabel: 'Age',
          guidance: 'On the first night.',
          options: [
            { id: 'under_25', label: 'Under 25', aliases: ['<25'] },
            { id: 'from_25', label: '25 or over' },
          ],
        },
      ],
    },
  ],
});
if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
const { tool } = parsed;

function columnsOf(heading: string[]): SheetColumns {
  const read = readHeading(tool, heading);
  if ('problems' in read) throw new Error(JSON.stringify(read.problems));
  return read.columns;
}

function headingProblems(heading: string[]): string[] {
  const read = readHeading(tool, heading);
  return 'problems' in read ? read.problems.map(problemText) : [];
}

function row(heading: string[], cells: string[], withoutReference = false) {
  const { caseFile, problems } = readRow(columnsOf(heading), cells, 7, { withoutReference });
  return { ...caseFile, answers: Object.fromEntries(caseFile.answers), problems: problems.map(problemText) };
}

describe('readHeading', () => {
  it.each([
    ['id', 'key_worker'],
    ['label', 'Is a key worker named?'],
    ['short label', 'Key worker'],
    ['alias', 'kw'],
    ['another alias', 'Named KW'],
    ['capitals and spaces', '  KEY   Worker '],
  ])('knows a column by %s', (_, heading) => {
    expect(columnsOf(['reference', 'group', heading]).items.map((c) => [c.index, c.item.id])).toEqual([
      [2, 'key_worker'],
    ]);
  });

  it('takes columns in any order, and items that are left out', () => {
    const columns = columnsOf(['Contact', 'GROUP', 'KW', 'Reference']);
    expect([columns.reference, columns.group]).toEqual([3, 1]);
    expect(columns.items.map((c) => [c.index, c.item.id])).toEqual([
      [0, 'contact'],
      [2, 'key_worker'],
    ]);
  });

  it('reports every problem at once: unknown, doubled and missing columns', () => {
    expect(headingProblems(['group', 'kw', 'colour', 'Key worker', 'Group', 'mood'])).toEqual([
      'row 1, column colour: "colour" is not an item of shelter version 2',
      'row 1, column Key worker: "Key worker" means the same as the column "kw"',
      'row 1, column Group: "Group" means the same as the column "group"',
      'row 1, column mood: "mood" is not an item of shelter version 2',
      'row 1, column reference: there is no column "reference"',
    ]);
  });

  it('names the row that the heading is in', () => {
    expect(readHeading(tool, ['reference'], 3)).toEqual({
      problems: [{ row: 3, column: 'group', value: '', problem: 'there is no column "group"' }],
    });
  });

  it('passes over columns without a heading', () => {
    expect(headingProblems(['reference', '', 'group', ' ', ''])).toEqual([]);
  });
});

describe('readRow', () => {
  it('takes the spaces in the name of a group for plain ones', () => {
    expect(row(['reference', 'group', 'kw'], ['A1', ' Step\u00a0up\u2003 2 ', 'yes']).group).toBe(
      'Step up 2',
    );
  });

  const heading = ['reference', 'group', 'kw', 'contact', 'handover', 'age'];

  it('reads answers of every kind, whatever the capitals', () => {
    expect(row(heading, [' BR-01 ', ' Bridge', 'Y', 'NO', '3', '<25'])).toMatchObject({
      reference: 'BR-01',
      group: 'Bridge',
      answers: { key_worker: 'yes', contact: 'no', handover: '3', age: 'under_25' },
      problems: [],
    });
  });

  it.each([
    ['yes', 'yes'],
    ['Yes', 'yes'],
    ['y', 'yes'],
    ['Y', 'yes'],
    ['n', 'no'],
    ['No', 'no'],
    ['na', 'na'],
    ['NA', 'na'],
    ['n/A', 'na'],
    ['nr', undefined],
    ['NR', undefined],
    ['', undefined],
    ['  ', undefined],
  ])('reads "%s" in a check as %s', (entered, answer) => {
    expect(row(heading, ['A1', 'Bridge', entered])).toMatchObject({ problems: [] });
    expect(row(heading, ['A1', 'Bridge', entered]).answers).toEqual(
      answer === undefined ? {} : { key_worker: answer },
    );
  });

  it('reports every problem of the row with its column, as headed in the sheet, and its value', () => {
    expect(row(heading, ['', '', 'maybe', '1', '4', 'old']).problems).toEqual([
      'row 7, column reference: is missing: enter the pseudonymous reference of the case file',
      'row 7, column group: is missing: name the sample group',
      'row 7, column kw: "maybe" must be yes, no, na or nr',
      'row 7, column contact: "1" must be yes, no, na or nr',
      'row 7, column handover: "4" must be one of 1 Weak, 2 Fair, 3 Good',
      'row 7, column age: "old" must be one of Under 25, 25 or over',
    ]);
  });

  it('does not repeat a reference that points at a person', () => {
    // 943 476 5919 is the NHS Data Dictionary's own example of a valid number.
    const { problems } = row(heading, ['943 476 5919', 'Bridge']);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain('looks like an NHS number');
    expect(problems[0]).not.toContain('943');
  });

  it('takes no reference where none is needed, and refuses a wrong one there too', () => {
    expect(row(heading, ['', 'Bridge'], true).problems).toEqual([]);
    expect(row(heading, ['943 476 5919', 'Bridge'], true).problems).toHaveLength(1);
  });

  it('takes a row that is shorter than the heading', () => {
    expect(row(heading, ['A1', 'Bridge', 'yes'])).toMatchObject({
      answers: { key_worker: 'yes' },
      problems: [],
    });
  });

  it('reports what stands under no heading, and passes over what is empty there', () => {
    const wide = ['reference', 'group', '', 'kw'];
    expect(row(wide, ['A1', 'Bridge', ' ', 'yes', '', '']).problems).toEqual([]);
    expect(row(wide, ['A1', 'Bridge', 'stray', 'yes', '', 'more']).problems).toEqual([
      'row 7, column C: "stray" stands under no heading',
      'row 7, column F: "more" stands under no heading',
    ]);
  });

  it('names columns beyond Z as spreadsheets do', () => {
    const cells = ['A1', 'Bridge', ...Array.from({ length: 24 }, () => ''), 'x', 'y'];
    expect(row(['reference', 'group'], cells).problems).toEqual([
      'row 7, column AA: "x" stands under no heading',
      'row 7, column AB: "y" stands under no heading',
    ]);
  });
});

describe('emptySheetProblem', () => {
  it('tells a sheet without a heading from one without case files', () => {
    expect(emptySheetProblem(false, 0, CASE_FILES)?.problem).toBe('the sheet is empty: there is no heading');
    expect(emptySheetProblem(true, 0, CASE_FILES)?.problem).toBe('there are no case files under the heading');
    expect(emptySheetProblem(true, 1, CASE_FILES)).toBeNull();
  });
});

describe('problemText', () => {
  it('keeps to one line, of a length that can be read, without what a terminal would obey', () => {
    const value = `red\u001B[31m\nnext ${'x'.repeat(100)}`;
    const text = problemText({ row: 2, column: 'kw', value, problem: 'must be yes, no, na or nr' });
    expect(text).toBe(`row 2, column kw: "red [31m next ${'x'.repeat(46)}…" must be yes, no, na or nr`);
  });

  it('leaves out what there is none of', () => {
    expect(problemText({ row: 1, column: '', value: '', problem: 'is empty' })).toBe('row 1: is empty');
  });
});

describe('the columns of a sheet beside its answers', () => {
  const heading = ['reference', 'group', 'complete', 'kw', 'comment', 'comment.KW', 'Comment. contact'];

  it('are known by name, comments on an item by any of its names', () => {
    const columns = columnsOf(heading);
    expect([columns.complete, columns.comment]).toEqual([2, 4]);
    expect(columns.beside.map((c) => [c.index, c.item.id, c.kind])).toEqual([
      [5, 'key_worker', 'itemComment'],
      [6, 'contact', 'itemComment'],
    ]);
    expect(recogniseColumns(tool, ['Reference', 'named kw', 'comment.key worker', '', 'mood', 'KW'])).toEqual(
      [
        { index: 0, heading: 'Reference', meaning: { kind: 'reference' } },
        {
          index: 1,
          heading: 'named kw',
          meaning: { kind: 'answer', item: columns.items[0]?.item, by: 'alias' },
        },
        {
          index: 2,
          heading: 'comment.key worker',
          meaning: { kind: 'itemComment', item: columns.items[0]?.item, by: 'id' },
        },
        { index: 3, heading: '', meaning: { kind: 'unnamed' } },
        {
          index: 4,
          heading: 'mood',
          meaning: { kind: 'problem', problem: 'is not an item of shelter version 2' },
        },
        {
          index: 5,
          heading: 'KW',
          meaning: { kind: 'problem', problem: 'means the same as the column "named kw"' },
        },
      ],
    );
    expect(
      headingProblems(['reference', 'group', 'comment.mood', 'comment.kw', 'comment.Key worker']),
    ).toEqual([
      'row 1, column comment.mood: "comment.mood" is not an item of shelter version 2',
      'row 1, column comment.Key worker: "comment.Key worker" means the same as the column "comment.kw"',
    ]);
  });

  it('are read, with line breaks of one kind', () => {
    const read = row(heading, ['A1', 'Bridge', 'Yes', 'nr', ' one\r\ntwo\rthree ', '', 'why']);
    expect(read.problems).toEqual([]);
    expect(read).toMatchObject({ complete: true, comment: 'one\ntwo\nthree', answers: {} });
    expect([...read.comments]).toEqual([['contact', 'why']]);
    expect([...read.notRecorded]).toEqual(['key_worker']);
    // An empty cell says nothing: neither that a check is not recorded, nor whether the file is complete.
    const silent = row(heading, ['A1', 'Bridge']);
    expect(silent.complete).toBeNull();
    expect([...silent.notRecorded]).toEqual([]);
  });

  it('are refused where they cannot be kept', () => {
    const long = 'x'.repeat(COMMENT_MAXIMUM_LENGTH + 1);
    expect(row(heading, ['A1', 'B', 'soon', '', long, '943 476 5919', 'a\0b']).problems).toEqual([
      expect.stringMatching(
        /^row 7, column comment\.KW: "\(not shown\)" holds what looks like an NHS number/,
      ),
      expect.stringMatching(/^row 7, column comment: .* is a comment of more than 4000 characters$/),
      'row 7, column complete: "soon" must be yes or no',
      'row 7: there is a character that cannot be kept (NUL)',
    ]);
  });

  it('say what is wrong with where an answer was seen', () => {
    const columns = columnsOf(['reference', 'group', 'kw', 'seen.kw', 'dated.kw']);
    const problemsOf = (place: string, day: string) =>
      readRow(columns, ['A1', 'Bridge', 'yes', place, day], 2, { today: '2026-02-03' }).problems.map(
        problemText,
      );
    expect(problemsOf('Notes, page 2', '3/2/2026')).toEqual([]);
    expect(problemsOf('943 476 5919', '4/2/2026')).toEqual([
      'row 2, column seen.kw: "(not shown)" holds what looks like an NHS number: take it out',
      'row 2, column dated.kw: "4/2/2026" is in the future: enter the day of the entry in the file',
    ]);
    expect(problemsOf('p'.repeat(121), 'last week')).toEqual([
      expect.stringMatching(/^row 2, column seen\.kw: "p+…" can have at most 120 characters$/),
      'row 2, column dated.kw: "last week" must be a date such as 28/02/2012 or 2012-02-28',
    ]);
  });

  it('are written so that reading them again gives the same', () => {
    const file = {
      reference: 'A1',
      group: 'Bridge',
      complete: false,
      answers: new Map([
        ['contact', 'na'],
        ['age', 'under_25'],
      ]),
      comment: 'all\nof it',
      comments: new Map([['handover', 'poor']]),
      places: new Map([['contact', 'Care plan, page 3']]),
      entryDates: new Map([['contact', '2026-02-03']]),
    };
    const beside = {
      comments: new Set(['handover']),
      places: new Set(['contact']),
      entryDates: new Set(['contact']),
    };
    const head = headingOf(tool, beside);
    expect(head).toEqual([
      'reference',
      'group',
      'complete',
      'key_worker',
      'contact',
      'handover',
      'age',
      'comment',
      'comment.handover',
      'seen.contact',
      'dated.contact',
    ]);
    const cells = rowOf(tool, beside, { ...file, exclusions: [] });
    const seen = ['Care plan, page 3', '2026-02-03'];
    expect(cells).toEqual(['A1', 'Bridge', 'no', 'nr', 'na', '', 'under_25', 'all\nof it', 'poor', ...seen]);
    const { caseFile, problems } = readRow(columnsOf(head), cells, 2, { today: '2026-02-03' });
    expect(problems).toEqual([]);
    expect(caseFile).toEqual({ ...file, notRecorded: new Set(['key_worker']) });
  });
});
