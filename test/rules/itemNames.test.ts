import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkTable, checksOf, readHeading, recogniseColumns } from '../../rules/index.ts';
import { bookOfNames } from '../../rules/itemNames.ts';
import { loadTools } from '../../server/audits/tools.ts';
import { projectFolder } from '../../server/platform/paths.ts';

const shipped = await loadTools(path.join(projectFolder(), 'audits'));
const tools = shipped.current();
const rodt = shipped.must('rodt', 2);

describe('what else an item is called', () => {
  const book = bookOfNames(checksOf(rodt));

  it.each([
    ['Care plan', 'recovery_plan'],
    ['care plans', 'recovery_plan'],
    ['Treatment plan on file?', 'recovery_plan'],
    ['Treatment and recovery plan', 'recovery_plan'],
    ['Recovery care plan in the notes', 'recovery_plan'],
    ['Rec plan present', 'recovery_plan'],
    ['Recovery plan (Y/N)', 'recovery_plan'],
    ['Key-work by plan', 'keywork_by_plan'],
    ['KW', 'keywork_by_plan'],
    ['Keyworking', 'keywork_by_plan'],
    ['TOP missing', 'top_missing'],
    ['Risk assessment on file', 'risk_assessment'],
    ['SMART goals evident', 'smart'],
  ])('is taken: %s', (name, id) => {
    expect(book.find(name)?.id).toBe(id);
  });

  it.each(['RP', 'CP', 'TP', 'RP on file', 'Plan', 'plan in place'])(
    'may mean something else, and is not taken by itself: %s',
    (name) => {
      expect(book.find(name)).toBeUndefined();
      expect(book.perhaps(name)?.id).toBe('recovery_plan');
    },
  );

  it.each(['Key worker', 'keyworker', 'Plan date', 'Crisis plan', 'RPM', 'review of the care plan'])(
    'is something else: %s',
    (name) => {
      expect([book.find(name), book.perhaps(name)]).toEqual([undefined, undefined]);
    },
  );

  it('takes no name that two items have in other words', () => {
    const item = (id: string, label: string) => ({ id, label, shortLabel: label, aliases: [] });
    const two = bookOfNames([item('care', 'Care plan'), item('treatment', 'Treatment plan')]);
    expect(two.find('Recovery plan')).toBeUndefined();
  });
});

describe('a sheet of case files', () => {
  it('takes what the field calls a check, and asks about what may be short for one', () => {
    const heading = ['reference', 'group', 'Care plan', 'Keyworking'];
    expect(recogniseColumns(rodt, heading).map(({ meaning }) => meaning)).toMatchObject([
      { kind: 'reference' },
      { kind: 'group' },
      { kind: 'answer', item: { id: 'recovery_plan' }, by: 'other name' },
      { kind: 'answer', item: { id: 'keywork_by_plan' }, by: 'other name' },
    ]);
    expect(readHeading(rodt, ['reference', 'group', 'CP'])).toEqual({
      problems: [
        {
          row: 1,
          column: 'CP',
          value: 'CP',
          problem:
            'is not an item of rodt version 2, and may be short for “Is there a recovery plan on file?” (recovery_plan)',
        },
      ],
    });
    // Two columns for one check are told, whatever they are called.
    expect(readHeading(rodt, ['reference', 'group', 'Care plan', 'Recovery plan'])).toMatchObject({
      problems: [{ column: 'Recovery plan', problem: 'means the same as the column "Care plan"' }],
    });
  });
});

describe('a printed table', () => {
  const check = (...lines: string[]) => {
    const result = checkTable(
      lines.map((line) => line.split(',')),
      tools,
    );
    if ('unreadable' in result) throw new Error('cannot be read');
    return {
      problems: result.problems.map(({ row, column, printed, expected }) => [row, column, printed, expected]),
      notes: result.notes.map(({ column, note }) => `${column}: ${note}`),
    };
  };

  it.each(['Care plan', 'Treatment plan on file', 'Recovery plans', 'RP', 'CP', 'RP n', 'Plan', 'RP (n)'])(
    'holds what hangs on the plan against it, whatever it is called: %s',
    (plan) => {
      const { problems, notes } = check(
        `Group,Files,${plan},RED`,
        'Ash,9,5,6',
        'Birch,8,7,3',
        'Total,17,12,9',
      );
      expect(problems).toEqual([['Ash', 'RED', '6', 'at most 5']]);
      const isShort = /^(RP|CP|Plan)/.test(plan);
      expect(
        notes.some((note) => note.includes('This was read as “Is there a recovery plan on file?”')),
      ).toBe(isShort);
    },
  );

  it('takes neither of two columns that may both be the plan, and says so', () => {
    const { problems, notes } = check('Group,Files,RP,CP,RED', 'Ash,9,5,8,6', 'Birch,8,7,7,3');
    expect(problems).toEqual([]);
    expect(notes.filter((note) => /^(RP|CP): .*so may another column/.test(note))).toHaveLength(2);
  });

  it('takes none beside a column that is the plan by its name, nor where nothing hangs on it', () => {
    const beside = check('Group,Files,Care plan,RP,RED', 'Ash,9,7,5,6', 'Birch,8,7,7,3');
    expect(beside).toEqual({ problems: [], notes: [] });
    const alone = check('Group,Files,RP,Refs', 'Ash,9,5,6', 'Birch,8,7,3');
    expect(alone).toEqual({ problems: [], notes: [] });
  });
});
