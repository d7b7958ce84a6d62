import { describe, expect, it } from 'vitest';
import {
  answersInWords,
  begunAt,
  confirmed,
  joined,
  newRecord,
  nextBody,
  refused,
  standing,
  stopped,
  waitBefore,
  waitingCount,
  wantedOf,
  withEntry,
} from '../../public/queue.js';
import { contradicts } from '../../rules/index.ts';
import type { Check } from '../../rules/index.ts';

const start = () =>
  newRecord({
    user: 3,
    file: '/audits/1/files/2',
    answers: '/audits/1/files/2/answers',
    reference: 'BR-01',
    version: 7,
    base: { 'answer.smart': 'no', 'answer.balance': '' },
  });
const entry = (id: string, fields: Record<string, string>, intent?: string) => ({
  id,
  at: 0,
  fields,
  ...(intent === undefined ? {} : { intent }),
});

describe('what waits to be sent of a file', () => {
  it('is sent one change at a time, in order, each with the version that the page knows', () => {
    let record = withEntry(start(), entry('a', { 'answer.smart': 'yes' }));
    record = withEntry(record, entry('b', { 'answer.balance': 'no' }, 'complete'));
    expect(nextBody(record)).toEqual([
      ['version', '7'],
      ['change', 'a'],
      ['answer.smart', 'yes'],
    ]);
    record = confirmed(record, 'a', { version: 8, state: { reference: 'BR-1', 'answer.smart': 'yes' } });
    expect(nextBody(record)).toEqual([
      ['version', '8'],
      ['change', 'b'],
      ['answer.balance', 'no'],
      ['intent', 'complete'],
    ]);
    expect(record.reference).toBe('BR-1');
    record = confirmed(record, 'b', { version: 9, state: {} });
    expect(nextBody(record)).toBeNull();
  });

  it('of a file that was begun on the device goes to its address at the server, and a new reference tries again', () => {
    const begin = { action: '/audits/1/device/begin', groupId: '4' };
    let record = newRecord({ ...start(), file: '/audits/1/device/files/ab', begin });
    record = withEntry(record, entry('a', { 'answer.smart': 'yes' }));
    record = stopped(record, { kind: 'state', message: 'The reference looks like an NHS number.' });
    record = withEntry(record, entry('b', { 'answer.balance': 'no' }));
    expect(record.stop).not.toBeNull();
    record = withEntry(record, entry('c', { reference: 'BR-02' }));
    expect(record.stop).toBeNull();
    expect(wantedOf(record).reference).toBe('BR-02');
    const at = { file: '/audits/1/files/9', answers: '/audits/1/files/9/answers', version: 1 };
    const moved = begunAt(record, at);
    expect(moved).toMatchObject({ ...at, base: record.base, entries: record.entries });
    expect(moved).not.toHaveProperty('begin');
    // Of any other file a new reference does not undo that somebody has to decide.
    const stale = stopped(start(), { kind: 'stale', message: 'Beth saved this file.' });
    expect(withEntry(stale, entry('c', { reference: 'BR-02' })).stop).not.toBeNull();
  });

  it('of a file that turns out to be another one joins what waits of that, and loses nothing of either', () => {
    const at = { file: '/audits/1/files/9', answers: '/audits/1/files/9/answers' };
    const earlier = stopped(
      withEntry({ ...start(), ...at, version: 4 }, entry('a', { 'answer.smart': 'yes' })),
      {
        kind: 'stale',
        message: 'Beth saved this file.',
      },
    );
    const moved = withEntry({ ...start(), ...at, version: 0 }, entry('b', { 'answer.balance': 'no' }));
    const both = joined(earlier, moved);
    expect(both.entries.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(both).toMatchObject({ ...at, version: 0, stop: earlier.stop });
    expect(joined(null, moved)).toBe(moved);
    expect(joined({ ...start(), ...at }, moved)).toBe(moved);
  });

  it('is a count of answers, not of key presses', () => {
    let record = start();
    expect(waitingCount(record)).toBe(0);
    for (const value of ['yes', 'no', 'yes']) {
      record = withEntry(record, entry(value, { 'answer.smart': value }));
    }
    record = withEntry(record, entry('c', { 'comment.smart': 'Dates.' }));
    expect(waitingCount(record)).toBe(2);
    expect(wantedOf(record)).toEqual({
      'answer.smart': 'yes',
      'answer.balance': '',
      'comment.smart': 'Dates.',
    });
    expect([1, 2].map(answersInWords)).toEqual(['1 answer', '2 answers']);
  });

  it('loses only the fields that the server refuses', () => {
    const record = withEntry(start(), entry('a', { 'answer.months': 'x', 'answer.smart': 'yes' }));
    const rest = refused(record, 'a', ['answer.months']);
    expect(rest.entries.map((e) => e.fields)).toEqual([{ 'answer.smart': 'yes' }]);
    expect(refused(rest, 'a', ['answer.smart']).entries).toEqual([]);
    // What is refused for a reason that names none of its fields must not be sent for ever.
    expect(refused(record, 'a', ['reference']).entries).toEqual([]);
    const completing = withEntry(start(), entry('a', { 'answer.months': 'x' }, 'complete'));
    expect(refused(completing, 'a', ['answer.months']).entries).toEqual([entry('a', {}, 'complete')]);
  });

  it('keeps all that waits while it is stopped', () => {
    const record = stopped(withEntry(start(), entry('a', { 'answer.smart': 'yes' })), {
      kind: 'stale',
      message: 'Beth saved this file at 10:30.',
    });
    expect(record.stop?.kind).toBe('stale');
    expect(record.entries).toHaveLength(1);
    expect(record.version).toBe(7);
  });
});

describe('the wait before another attempt', () => {
  it('doubles up to ten seconds, a little different on every device', () => {
    expect([1, 2, 3, 4, 7, 50].map((attempt) => waitBefore(attempt, 1))).toEqual([
      500, 1000, 2000, 4000, 10_000, 10_000,
    ]);
    expect(waitBefore(1, 0)).toBe(375);
  });
});

describe('how a check stands to the one it hangs on', () => {
  it('agrees with the rule of the results in every case', () => {
    const check = { dependsOn: { item: 'plan', answer: 'yes' } } as Check;
    for (const own of ['yes', 'no', 'na', '']) {
      for (const other of ['yes', 'no', 'na', '']) {
        expect(standing(own, other, 'yes') === 'contradiction', `${own} under ${other}`).toBe(
          contradicts(check, own || null, other || null),
        );
      }
    }
    expect(standing('no', 'no', 'yes')).toBe('greyed');
    expect(standing('', 'na', 'yes')).toBe('greyed');
    expect(standing('', '', 'yes')).toBe('plain');
    expect(standing('no', 'yes', 'yes')).toBe('plain');
  });
});
