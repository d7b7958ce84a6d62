import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { outcomeOf, shownOutcomes, standardVerdict, verdictOnStandard } from '../../rules/index.ts';
import type { CheckOutcome, Outcome, ShownFigure, ShownTable } from '../../rules/index.ts';

const of = (outcomes: Record<string, Outcome>, together: Outcome | null = null): CheckOutcome => ({
  id: 'plan',
  standard: 80,
  groups: Object.entries(outcomes).map(([group, outcome]) => ({ group, outcome })),
  outside: [],
  together,
});

describe('what the rule says of some groups', () => {
  const three = of({ Ash: 'met', Birch: 'met', Cedar: 'not met' }, 'read on');

  it.each([
    [['Ash'], 'met'],
    // Of several it is what it says of each alike, and of all what it says of their lists as one.
    [['Ash', 'Birch'], 'met'],
    [['Ash', 'Cedar'], 'read on'],
    [['Ash', 'Birch', 'Cedar'], 'read on'],
    [['Dale'], null],
    [['Ash', 'Dale'], 'met'],
    [[], null],
  ] as const)('%j: %s', (names, expected) => {
    expect(outcomeOf([three], 'plan', names)).toBe(expected);
  });

  it('is nothing of a check that is under none, and not sure where some groups are not', () => {
    expect(outcomeOf([three], 'smart', ['Ash'])).toBeNull();
    const some = { ...three, outside: ['Dale'] };
    expect(outcomeOf([some], 'plan', ['Ash', 'Dale'])).toBe('read on');
    expect(outcomeOf([some], 'plan', ['Ash'])).toBe('met');
    expect(outcomeOf([some], 'plan', ['Dale'])).toBeNull();
  });

  it('passes over groups with no file that it applies to, and keeps what is suppressed', () => {
    expect(
      outcomeOf([of({ Ash: 'none', Birch: 'met', Cedar: 'met' }, 'met')], 'plan', ['Ash', 'Birch']),
    ).toBe('met');
    expect(outcomeOf([of({ Ash: 'none', Birch: 'met' }, 'met')], 'plan', ['Ash'])).toBe('none');
    expect(
      outcomeOf([of({ Ash: 'suppressed', Birch: 'met', Cedar: 'met' }, 'met')], 'plan', ['Ash', 'Birch']),
    ).toBe('suppressed');
  });
});

describe('whether a standard is met', () => {
  const check = { polarity: 'yes_is_good', standard: 80 } as const;

  it.each([
    ['met', 'met'],
    ['not met', 'not met'],
    ['read on', 'not sure'],
    ['none', 'cannot tell'],
    ['suppressed', 'cannot tell'],
    [null, 'met'],
  ] as const)('is said by the rule where there is one, whatever the share: %s', (outcome, verdict) => {
    expect(verdictOnStandard(check, { yes: 9, applicable: 10 }, outcome)).toBe(verdict);
    const figure = { kind: 'figure', id: 'plan', yes: 9, applicable: 10 } as unknown as ShownFigure;
    expect(standardVerdict(check, { figure, overall: null, outcome })).toBe(verdict);
  });

  it('is not asked without one, rule or not', () => {
    expect(verdictOnStandard({ polarity: 'yes_is_good' }, null, 'met')).toBeNull();
    expect(verdictOnStandard({ polarity: 'neither', standard: 80 }, null, 'met')).toBeNull();
    expect(verdictOnStandard(check, { yes: 0, applicable: 0 })).toBe('cannot tell');
  });

  it('is judged in one place', () => {
    const filesIn = (folder: string): string[] =>
      readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ts'))
        .map((name) => join(folder, name));
    const judging = ['rules', 'server', 'bin']
      .flatMap(filesIn)
      .filter((file) => readFileSync(file, 'utf8').includes('missesStandard('));
    expect(judging).toEqual([join('rules', 'standard.ts')]);
  });
});

describe('outcomes as readers of suppressed figures are shown them', () => {
  const unit = (name: string, kind: 'figure' | 'suppressed') => ({
    key: name,
    name,
    files: 9,
    checks: [{ kind, id: 'plan' } as unknown as ShownFigure],
  });
  const table = (ash: 'figure' | 'suppressed', overall: 'figure' | 'suppressed'): ShownTable => ({
    units: [unit('Ash', ash), unit('Birch', 'figure')],
    overall: unit('All', overall),
    notRecorded: undefined,
  });
  const shown = (...kinds: Parameters<typeof table>) =>
    shownOutcomes([of({ Ash: 'not met', Birch: 'met' }, 'read on')], table(...kinds)).map(
      ({ groups, together }) => [...groups.map(({ outcome }) => outcome), together],
    )[0];

  it('are hidden with the figure of their group, and of all lists with any', () => {
    expect(shown('figure', 'figure')).toEqual(['not met', 'met', 'read on']);
    expect(shown('suppressed', 'figure')).toEqual(['suppressed', 'met', 'suppressed']);
    expect(shown('figure', 'suppressed')).toEqual(['not met', 'met', 'suppressed']);
  });

  it('stay null where there is but one group', () => {
    expect(shownOutcomes([of({ Ash: 'met' })], table('suppressed', 'suppressed'))[0]).toMatchObject({
      groups: [{ outcome: 'suppressed' }],
      together: null,
    });
  });
});
