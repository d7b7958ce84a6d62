import { describe, expect, it } from 'vitest';
import {
  changesOf,
  asShare,
  checksToAnswer,
  daysBetween,
  isDueSoon,
  missesStandard,
  ownerRoleProblem,
  parseTool,
  planMayChange,
  statusOf,
  takePlanStep,
  reversedChecks,
  toolChanges,
  unanswered,
  weightedShare,
} from '../../rules/index.ts';
import type { ActionProgress, Check, PlanState, PlanStep, Share, Tool } from '../../rules/index.ts';

interface CheckData {
  id: string;
  label?: string;
  polarity?: string;
  standard?: number;
  guidance?: string;
}

function toolOf(version: number, checks: CheckData[]): Tool {
  const parsed = parseTool({
    id: 'small',
    version,
    title: 'Small',
    description: 'A tool',
    source: 'None',
    sections: [
      {
        id: 'section',
        title: 'Section',
        items: checks.map((check) => ({
          kind: 'check',
          label: `Is ${check.id} there?`,
          shortLabel: check.id,
          guidance: 'Look for it.',
          polarity: 'yes_is_good',
          ...check,
        })),
      },
    ],
  });
  if ('problems' in parsed) throw new Error(JSON.stringify(parsed.problems));
  return parsed.tool;
}

describe('missesStandard of a weighted share', () => {
  const good = { polarity: 'yes_is_good', standard: 90 } as const;
  const bad = { polarity: 'yes_is_bad', standard: 10 } as const;

  it('goes by the share as it is, not by the percentage it is printed as', () => {
    // 89.6% and 10.4% are printed as 90% and 10%.
    expect([missesStandard(good, asShare(0.896)), missesStandard(bad, asShare(0.104))]).toEqual([true, true]);
    expect([missesStandard(good, asShare(0.9)), missesStandard(bad, asShare(0.1))]).toEqual([false, false]);
    expect(missesStandard({ polarity: 'neither' }, asShare(0))).toBe(false);
  });

  it('is met by a weighted share of exactly 90%, whatever adding up its weights leaves', () => {
    for (const listed of [7, 30, 110, 333, 1009]) {
      const share = weightedShare([
        { listed, read: 10 > listed ? listed : 10, yes: listed < 10 ? 0 : 9, no: listed < 10 ? 0 : 1 },
        { listed: 613, read: 30, yes: 27, no: 3 },
      ])?.share;
      expect(share).toBeCloseTo(0.9, 12);
      expect(missesStandard(good, asShare(share ?? 0))).toBe(false);
    }
  });
});

describe('missesStandard', () => {
  it.each([
    // 89 of 99 is 89.9%, which is printed as 90%, and is below 90% all the same.
    ['yes_is_good', 90, 89, 99, true],
    ['yes_is_good', 90, 9, 10, false],
    ['yes_is_good', 90, 8, 10, true],
    ['yes_is_good', 0, 0, 10, false],
    // Where a yes is bad, the standard is not to be exceeded.
    ['yes_is_bad', 20, 2, 10, false],
    ['yes_is_bad', 20, 3, 10, true],
    ['yes_is_good', undefined, 0, 10, false],
    ['yes_is_good', 100, 0, 0, false],
    ['neither', undefined, 0, 10, false],
  ] as const)('%s, standard %s: %i of %i gives %s', (polarity, standard, yes, applicable, expected) => {
    const check = { polarity, ...(standard === undefined ? {} : { standard }) };
    expect(missesStandard(check, { yes, applicable })).toBe(expected);
  });
});

describe('what has to be answered', () => {
  const tool = toolOf(1, [
    { id: 'a', standard: 90 },
    { id: 'b', standard: 50 },
    { id: 'c' },
    { id: 'd', polarity: 'yes_is_bad', standard: 10 },
  ]);
  const figures = [
    { id: 'a', yes: 8, applicable: 10 },
    { id: 'b', yes: 8, applicable: 10 },
    { id: 'c', yes: 0, applicable: 10 },
    { id: 'd', yes: 2, applicable: 10 },
  ];

  it('is what misses its standard or was marked, in the order of the tool, with the causes', () => {
    const found = checksToAnswer(tool, figures, new Set(['d', 'c', 'no_such_check']));
    expect(found.map(({ check, causes }) => [check.id, causes])).toEqual([
      ['a', ['below standard']],
      ['c', ['marked']],
      ['d', ['below standard', 'marked']],
    ]);
  });

  it('is answered by an action under it or a reason that says something', () => {
    const found = checksToAnswer(tool, figures, new Set(['c']));
    expect(unanswered(found, { actions: [], reasons: new Map() })).toEqual(['a', 'c', 'd']);
    const plan = {
      actions: [{ checkId: 'a' }, { checkId: null }, { checkId: 'b' }],
      reasons: new Map([['c', '  ']]),
    };
    expect(unanswered(found, plan)).toEqual(['c', 'd']);
    expect(
      unanswered(found, {
        ...plan,
        reasons: new Map([
          ['c', 'Put right'],
          ['d', 'Too few files'],
        ]),
      }),
    ).toEqual([]);
  });
});

describe('takePlanStep', () => {
  const STATES: PlanState[] = ['draft', 'sent', 'sentBack', 'accepted'];
  const STEPS: PlanStep[] = ['send', 'sendBack', 'accept'];
  const ready = { unanswered: 0, actions: 1, reasons: 0 };

  it('leads from draft to sent, from there back or to accepted, and nowhere else', () => {
    const reached = STATES.flatMap((state) =>
      STEPS.flatMap((step) => {
        const outcome = takePlanStep(step, { state, ...ready });
        return 'to' in outcome ? [`${state} ${step} ${outcome.to}`] : [];
      }),
    );
    expect(reached).toEqual([
      'draft send sent',
      'sent sendBack sentBack',
      'sent accept accepted',
      'sentBack send sent',
      'accepted sendBack sentBack',
    ]);
    expect(STATES.filter(planMayChange)).toEqual(['draft', 'sentBack']);
  });

  it('does not send in what is unanswered or empty', () => {
    expect(takePlanStep('send', { state: 'draft', ...ready, unanswered: 2 })).toEqual({
      problem:
        '2 checks have neither an action nor a reason for none. Answer each of them before you send the plan in.',
    });
    expect(takePlanStep('send', { state: 'draft', ...ready, unanswered: 1 })).toHaveProperty('problem');
    expect(takePlanStep('send', { state: 'draft', unanswered: 0, actions: 0, reasons: 0 })).toHaveProperty(
      'problem',
    );
    const empty = { state: 'draft' as const, unanswered: 0, actions: 0, reasons: 0 };
    expect(takePlanStep('send', { ...empty, nothing: '  ' })).toHaveProperty('problem');
    expect(takePlanStep('send', { ...empty, nothing: 'We agree.' })).toEqual({ to: 'sent' });
    expect(takePlanStep('send', { ...empty, unanswered: 1, nothing: 'We agree.' })).toHaveProperty('problem');
    expect(takePlanStep('send', { state: 'draft', unanswered: 0, actions: 0, reasons: 1 })).toEqual({
      to: 'sent',
    });
  });
});

describe('the status of an action', () => {
  const due = '2026-03-31';
  it.each([
    ['notStarted', '2026-03-31', 'notStarted'],
    ['started', '2026-03-31', 'onTrack'],
    ['notStarted', '2026-04-01', 'late'],
    ['started', '2026-04-01', 'late'],
    ['done', '2027-01-01', 'done'],
    ['confirmed', '2027-01-01', 'confirmed'],
  ] as [ActionProgress, string, string][])('%s on %s is %s', (progress, today, expected) => {
    expect(statusOf({ progress, due }, today)).toBe(expected);
  });

  it('counts days over the change of the clocks and of the year', () => {
    expect(daysBetween('2026-03-28', '2026-03-30')).toBe(2);
    expect(daysBetween('2026-12-31', '2027-01-01')).toBe(1);
    expect(daysBetween('2026-03-31', '2026-03-01')).toBe(-30);
  });

  it('is due soon within thirty days, not when late or done', () => {
    expect(isDueSoon({ progress: 'started', due }, '2026-03-01')).toBe(true);
    expect(isDueSoon({ progress: 'started', due }, '2026-02-28')).toBe(false);
    expect(isDueSoon({ progress: 'started', due }, '2026-04-01')).toBe(false);
    expect(isDueSoon({ progress: 'done', due }, '2026-03-30')).toBe(false);
  });
});

describe('ownerRoleProblem', () => {
  it.each([
    'Service manager',
    'Team leader and clinical lead',
    'Lead nurse (prescribing)',
    'Deputy manager, recovery service',
    'Keyworkers',
    'GP',
  ])('takes %s', (owner) => {
    expect(ownerRoleProblem(owner)).toBeNull();
  });
  it.each([
    'Jane Smith',
    'Jane Smith, service manager',
    'Service manager (Jane)',
    'Mrs Smith, lead nurse',
    'jane@example.org',
    'Dr. Okafor',
    '42',
    'Service manager and Jane',
  ])('refuses %s', (owner) => {
    expect(ownerRoleProblem(owner)).toMatch(/role/);
  });
});

describe('changesOf', () => {
  // Newcombe's example (a): 56 of 70 against 48 of 80, difference 0.2, 0.0524 to 0.3339.
  const more = { yes: 56, applicable: 70 };
  const less = { yes: 48, applicable: 80 };
  /** A change that stands alone. */
  const changeOf = (before: Share | null, now: Share | null, polarity: Check['polarity']) => {
    const [found] = changesOf([{ before, now, polarity }]);
    if (!found) throw new Error('there is no change');
    return found;
  };
  it('tells a clear rise or fall, and what it means by the polarity', () => {
    const rise = changeOf(less, more, 'yes_is_good');
    expect([rise.change, rise.meaning]).toEqual(['clear rise', 'better']);
    expect(rise.difference.difference).toBeCloseTo(0.2, 4);
    expect(rise.difference.interval?.[0]).toBeCloseTo(0.0524, 4);
    expect(rise.difference.interval?.[1]).toBeCloseTo(0.3339, 4);
    expect(changeOf(less, more, 'yes_is_bad')).toMatchObject({ change: 'clear rise', meaning: 'worse' });
    expect(changeOf(more, less, 'yes_is_good')).toMatchObject({ change: 'clear fall', meaning: 'worse' });
    expect(changeOf(more, less, 'yes_is_bad')).toMatchObject({ change: 'clear fall', meaning: 'better' });
    expect(changeOf(less, more, 'neither')).toMatchObject({ change: 'clear rise', meaning: null });
  });
  it('asks the exact test as well, at any count', () => {
    // 11 of 40 then, 7 of 12 now: the interval leaves zero out, the mid-p is 0.0604.
    const few = changeOf({ yes: 11, applicable: 40 }, { yes: 7, applicable: 12 }, 'yes_is_good');
    expect(few.difference.interval?.[0]).toBeGreaterThan(0);
    expect(few.change).toBe('no change that can be shown');
    expect(changeOf({ yes: 0, applicable: 10 }, { yes: 9, applicable: 10 }, 'yes_is_good').change).toBe(
      'clear rise',
    );
  });
  it('corrects for all changes that are told of at once, and gives no meaning to what is but perhaps one', () => {
    const rise = { before: { yes: 19, applicable: 52 }, now: { yes: 38, applicable: 60 } };
    const same = { before: less, now: less };
    const told = (list: (typeof rise)[]) =>
      changesOf(list.map((one) => ({ ...one, polarity: 'yes_is_good' }))).map(
        ({ change, meaning }) => `${change}, ${meaning}`,
      );
    expect(told([rise])[0]).toBe('clear rise, better');
    const eight = Array.from({ length: 8 }, () => same);
    expect(told([rise, rise, ...eight])[0]).toBe('perhaps a rise, null');
    expect(told([rise, ...eight])[0]).toBe('no change that can be shown, null');
  });
  it('says that nothing is clear with few files, and that nothing can be told with none', () => {
    expect(changeOf({ yes: 1, applicable: 4 }, { yes: 3, applicable: 4 }, 'yes_is_good')).toMatchObject({
      change: 'no change that can be shown',
      meaning: null,
    });
    expect(changeOf({ yes: 0, applicable: 0 }, more, 'yes_is_good').change).toBe('cannot be told');
    expect(changeOf(null, more, 'yes_is_good').change).toBe('cannot be told');
  });
});

describe('toolChanges', () => {
  it('names what was added, changed and removed', () => {
    const before = toolOf(1, [{ id: 'a' }, { id: 'b', standard: 80 }, { id: 'c' }]);
    const after = toolOf(2, [
      { id: 'a', guidance: 'Look closer.', label: 'Is a in it?' },
      { id: 'b', standard: 90 },
      { id: 'd', label: 'Is d there?' },
    ]);
    expect(toolChanges(before, after)).toEqual([
      {
        id: 'a',
        label: 'Is a in it?',
        kind: 'changed',
        what: ['the question (it was “Is a there?”)', 'how to decide'],
      },
      { id: 'b', label: 'Is b there?', kind: 'changed', what: ['the standard (from 80% to 90%)'] },
      { id: 'd', label: 'Is d there?', kind: 'added', what: [] },
      { id: 'c', label: 'Is c there?', kind: 'removed', what: [] },
    ]);
    expect(toolChanges(before, before)).toEqual([]);
  });

  it('tells checks whose yes means the opposite from those that only became neither', () => {
    const before = toolOf(1, [{ id: 'a' }, { id: 'b' }, { id: 'c', polarity: 'neither' }, { id: 'd' }]);
    const after = toolOf(2, [
      { id: 'a', polarity: 'yes_is_bad' },
      { id: 'b', polarity: 'neither' },
      { id: 'c', polarity: 'yes_is_bad' },
    ]);
    expect([...reversedChecks(before, after)]).toEqual(['a']);
    expect([...reversedChecks(after, before)]).toEqual(['a']);
    expect([...reversedChecks(before, before)]).toEqual([]);
  });
});
