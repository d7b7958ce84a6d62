import { describe, expect, it } from 'vitest';
import { howChosen, isNonePicked, unreadOf, weightedFigures } from '../../rules/index.ts';
import type { HowChosen, ShownFigure, ShownTable } from '../../rules/index.ts';

const drawn = (listed: number, count: number, begun = count) => ({
  method: 'random' as const,
  listed,
  drawn: count,
  begun,
});
const of = (groups: Parameters<typeof howChosen>[0], printed = false): HowChosen =>
  howChosen(groups, { seed: 'ABCD', printed });

describe('how the files of an audit were chosen', () => {
  it('is what all groups with files have in common, or mixed', () => {
    const ash = { name: 'Ash', files: 10, draw: drawn(100, 10) };
    const birch = { name: 'Birch', files: 6, draw: null };
    const cedar = { name: 'Cedar', files: 5, draw: drawn(5, 5) };
    expect(of([ash])).toMatchObject({ way: 'random', seed: 'ABCD' });
    expect(of([birch])).toMatchObject({ way: 'beforehand', seed: null });
    expect(of([cedar])).toMatchObject({ way: 'all' });
    expect(of([ash, birch, cedar]).way).toBe('mixed');
    // Of a group without files nothing is in any figure.
    expect(of([ash, { ...birch, files: 0 }]).way).toBe('random');
    expect(of([ash], true)).toEqual({ way: 'unknown', seed: null, groups: [], stopped: null });
  });

  it('is a draw, not the whole list, where a panel stopped before the end of a list that was drawn whole', () => {
    const stopped = { name: 'Ash', files: 14, draw: drawn(40, 40, 14) };
    expect(of([stopped])).toMatchObject({ way: 'random', groups: [{ way: 'random', listed: 40 }] });
    expect(unreadOf(of([stopped]), 'Ash')).toBe(26);
    expect(isNonePicked(of([stopped, { name: 'Cedar', files: 5, draw: drawn(5, 5) }]))).toBe(true);
    expect(isNonePicked(of([stopped, { name: 'Birch', files: 6, draw: null }]))).toBe(false);
  });

  it('is all on the list where all that could be found was read, with how many could not', () => {
    const whole = { name: 'Ash', files: 39, draw: { ...drawn(40, 40, 39), missing: 1, stopsAt: 2 } };
    expect(of([whole])).toMatchObject({
      way: 'all',
      groups: [{ way: 'all', listed: 40, notFound: 1 }],
      stopped: null,
    });
    // One more is still to be read, so that it is an order of reading that was stopped.
    const short = { ...whole, files: 38, draw: { ...whole.draw, begun: 38 } };
    expect(of([short])).toMatchObject({
      way: 'random',
      stopped: { checks: 2, groups: [{ name: 'Ash', files: 38, drawn: 40 }] },
    });
    // In the order of the list the first ones are no sample of it: nothing was drawn but the whole.
    expect(of([{ ...short, draw: { ...short.draw, method: 'every' } }]).way).toBe('all');
    // Where only some were drawn it is a draw, however many of them were found.
    expect(of([{ ...whole, draw: { ...whole.draw, listed: 50 } }]).way).toBe('random');
  });

  it('counts files that were read although they were not drawn', () => {
    expect(of([{ name: 'Ash', files: 12, draw: drawn(100, 10) }]).groups).toEqual([
      { name: 'Ash', files: 12, way: 'random', listed: 100, outside: 2, notFound: 0 },
    ]);
  });
});

const figure = (yes: number, no: number): ShownFigure => ({
  kind: 'figure',
  id: 'plan',
  yes,
  no,
  notApplicable: 0,
  notRecorded: 0,
  applicable: yes + no,
  percentOfApplicable: 0,
  percentOfFiles: 0,
  interval: null,
});
/** A tool of which no check hangs on another. */
const ONE_CHECK = { sections: [] };
const SUPPRESSED: ShownFigure = { kind: 'suppressed', id: 'plan' };
const table = (first: ShownFigure, second: ShownFigure, overall = figure(10, 10)): ShownTable => ({
  units: [
    { key: '1', name: 'Ash', files: 10, checks: [first] },
    { key: '2', name: 'Birch', files: 10, checks: [second] },
  ],
  overall: { key: 'all', name: 'All files', files: 20, checks: [overall] },
  notRecorded: undefined,
});
const uneven = of([
  { name: 'Ash', files: 10, draw: drawn(100, 10) },
  { name: 'Birch', files: 10, draw: drawn(20, 10) },
]);

describe('figures weighted by the lists', () => {
  it('are 70% where all files as they were read are 50%', () => {
    const [plan] = weightedFigures(table(figure(8, 2), figure(2, 8)), uneven, ONE_CHECK) ?? [];
    expect(plan?.applicable).toMatchObject({ kind: 'figure', percent: 70 });
    expect(plan?.files).toMatchObject({ kind: 'figure', percent: 70 });
    expect(plan?.parent).toEqual(plan?.applicable);
  });

  it('are suppressed where the figure of one group is: they would give it', () => {
    for (const shown of [
      table(figure(8, 2), SUPPRESSED),
      table(SUPPRESSED, figure(2, 8)),
      table(figure(8, 2), figure(2, 8), SUPPRESSED),
    ]) {
      expect(weightedFigures(shown, uneven, ONE_CHECK)?.[0]?.applicable).toEqual({ kind: 'suppressed' });
    }
  });

  it('are suppressed on their own among files with a plan', () => {
    const own = { ...figure(8, 2), among: { kind: 'suppressed' as const } };
    const [plan] = weightedFigures(table(own, figure(2, 8)), uneven, ONE_CHECK) ?? [];
    expect(plan?.applicable).toMatchObject({ percent: 70 });
    expect(plan?.parent).toEqual({ kind: 'suppressed' });
  });

  it.each([
    ['one rate', drawn(100, 10), drawn(100, 10)],
    ['a group that was chosen', drawn(100, 10), null],
    ['files that were not drawn', drawn(100, 10), drawn(20, 10, 9)],
  ])('are not there with %s', (_, ash, birch) => {
    const chosen = of([
      { name: 'Ash', files: 10, draw: ash },
      { name: 'Birch', files: 10, draw: birch },
    ]);
    expect(weightedFigures(table(figure(8, 2), figure(2, 8)), chosen, ONE_CHECK)).toBeNull();
  });
});
