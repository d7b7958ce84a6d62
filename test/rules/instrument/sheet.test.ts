import { describe, expect, it } from 'vitest';
import { readRecord, readRecordHeading, RecordCounter } from '../../../rules/index.ts';
import type { RecordColumns } from '../../../rules/index.ts';
import { definition, instrumentOf, record } from './support.ts';

const judged = {
  id: 'trust',
  title: 'Trust in it',
  of: ['a'],
  aggregate: 'judgement',
  scale: 'four',
};
const tool = instrumentOf(definition({ criteria: [...definition().criteria, judged] }));

const headingOf = (...heading: string[]) => {
  const read = readRecordHeading(tool, heading);
  return 'problems' in read
    ? read.problems.map(({ column, problem }) => `${column}: ${problem}`)
    : read.columns.answers.map(({ item }) => item.id);
};
function columnsOf(...heading: string[]): RecordColumns {
  const read = readRecordHeading(tool, heading);
  if ('problems' in read) throw new Error(JSON.stringify(read.problems));
  return read.columns;
}

describe('the heading of a sheet of records', () => {
  it('knows an item by each of its names, and needs no groups', () => {
    expect(headingOf('REFERENCE', 'A', ' the  question b', 'Weeks')).toEqual(['a', 'b', 'weeks']);
    expect(columnsOf('group', 'a', 'reference')).toMatchObject({ reference: 2, group: 0 });
    expect(columnsOf('reference').group).toBe(-1);
  });

  it('knows a judgement by its id and its title, and no other criterion', () => {
    expect(headingOf('reference', 'trust')).toEqual(['trust']);
    expect(headingOf('reference', 'Trust in it')).toEqual(['trust']);
    expect(headingOf('reference', 'overall')).toEqual(['overall: is not an item of small_review version 1']);
  });

  it('passes over comments, but not over those on what there is not', () => {
    expect(headingOf('reference', 'a', 'comment', 'comment.a', 'complete')).toEqual(['a']);
    expect(headingOf('reference', 'comment.z')).toEqual([
      'comment.z: is not an item of small_review version 1',
    ]);
  });

  it('is refused with all that is wrong with it', () => {
    expect(headingOf('mood', 'a', 'The question a')).toEqual([
      'mood: is not an item of small_review version 1',
      'The question a: means the same as the column "a"',
      'reference: there is no column "reference"',
    ]);
  });
});

describe('a row of a sheet of records', () => {
  it('holds the answers, by ids, labels and scores', () => {
    const columns = columnsOf('reference', 'group', 'a', 'b', 'region', 'drugs', 'trust', 'weeks');
    const cells = [' S1 ', 'East', '4', 'Fair', 'NORTH', 'crack;heroin', 'good', ''];
    expect(readRecord(tool, columns, cells, 2)).toEqual({
      record: {
        reference: 'S1',
        group: 'East',
        answers: record({ a: 'excellent', b: 'fair', region: 'north', drugs: 'heroin crack', trust: 'good' }),
      },
      problems: [],
    });
    expect(readRecord(tool, columnsOf('reference'), ['S1'], 2).record.group).toBeNull();
  });

  it('is refused with all that is wrong with it, in the words of its subject', () => {
    const columns = columnsOf('reference', 'group', 'a', 'b', '');
    const { problems } = readRecord(tool, columns, ['', '', 'super', '4', 'x', 'y'], 7);
    expect(problems.map(({ row, column, value, problem }) => [row, column, value, problem])).toEqual([
      [7, 'reference', '', 'is missing: name the service'],
      [7, 'group', '', 'is missing: name the group'],
      [7, 'a', 'super', 'must be one of Weak, Fair, Good, Excellent, not applicable'],
      [7, 'b', '4', 'must be one of Weak, Fair, not applicable'],
      [7, 'E', 'x', 'stands under no heading'],
      [7, 'F', 'y', 'stands under no heading'],
    ]);
  });
});

describe('records counted one by one', () => {
  const counter = new RecordCounter(tool, new Set(['b']));
  const first = counter.add('East', record({ a: 'excellent', b: 'weak', remarks: 'na', trust: 'good' }));
  counter.add('West', record({ a: 'weak', region: 'north' }));
  counter.add('East', record({ b: 'fair' }));

  it('score without what is left out', () => {
    expect(first).toEqual([
      { id: 'first', score: 4, band: 'excellent' },
      { id: 'second', score: null, band: null },
      { id: 'overall', score: null, band: null },
      { id: 'trust', score: 3, band: 'good' },
    ]);
  });

  it('are counted by group and overall, an item that is left out not at all', () => {
    expect(counter.groups()).toEqual([
      { name: 'East', files: 2 },
      { name: 'West', files: 1 },
    ]);
    const ofA = (items: { id: string }[]) => items.find(({ id }) => id === 'a');
    expect(ofA(counter.ofGroup('East').items)).toMatchObject({ answered: 1, notRecorded: 1, sum: 4 });
    const overall = counter.overall();
    expect(overall.files).toBe(3);
    expect(ofA(overall.items)).toMatchObject({ answered: 2, notRecorded: 1, sum: 5, mean: 2.5 });
    expect(overall.items.map(({ id }) => id)).not.toContain('b');
    expect(overall.items.at(-1)).toMatchObject({ id: 'remarks', answered: 1, notRecorded: 2 });
    expect(overall.criteria[0]).toMatchObject({
      id: 'first',
      scored: 2,
      unscored: 1,
      sum: 5,
      least: 1,
      most: 4,
    });
    expect(counter.ofGroup('West').criteria[0]).toMatchObject({ scored: 1, bands: { weak: 1 } });
  });

  it('are in no group where a sheet has none', () => {
    const ungrouped = new RecordCounter(tool);
    ungrouped.add(null, record({ a: 'weak' }));
    expect(ungrouped.groups()).toEqual([]);
    expect(ungrouped.overall().files).toBe(1);
  });
});
