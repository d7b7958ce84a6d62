import { describe, expect, it } from 'vitest';
import {
  countLetters,
  deriveFile,
  emptyPlan,
  maskLetters,
  maskNeeds,
  maskTop,
  planFigures,
} from '../../rules/index.ts';
import type { PlanEntry, PlanFile } from '../../rules/index.ts';
import { smartWords } from '../support/smartWords.ts';

const GOOD = 'Service user to attend two AA meetings a week until 30 March 2012';
const BAD = 'Engage with the service';
const WINDOWS = [
  {
    from: '2007-10-01',
    start: { withinDays: 14 },
    review: { fromWeek: 5, toWeek: 26 },
    exit: { withinDays: 14 },
    threshold: 80,
  },
];
const CHECKS = ['recovery_plan', 'smart', 'all_needs', 'top_missing'];
const GROUPS = [
  { name: 'Ash', reportsToNdtms: true },
  { name: 'Birch', reportsToNdtms: false },
];

const goal = (text: string, more: Partial<PlanEntry['goals'][number]> = {}) => ({
  text,
  domain: 'drug_alcohol' as const,
  targetDate: null,
  support: 'Key worker',
  agreed: true,
  ...more,
});
function file(group: string, entry: Partial<PlanEntry>, answers: Record<string, string> = {}): PlanFile {
  const whole: PlanEntry = {
    ...emptyPlan(),
    date: '2012-01-16',
    reviewDate: '2012-04-16',
    needs: [{ domain: 'drug_alcohol', foundBy: ['initial_assessment'], waits: false }],
    ...entry,
  };
  const derived = deriveFile(whole, {
    readOn: '2012-02-28',
    reportsToNdtms: group === 'Ash',
    windows: WINDOWS,
    words: smartWords,
  });
  return { group, entry: whole, derived, answers: new Map(Object.entries(answers)) };
}

/** Worked out by hand: five goals, of which the second and the fourth say next to nothing. */
const FILES = [
  file(
    'Ash',
    {
      goals: [goal(GOOD), goal(BAD)],
      treatmentStart: '2011-06-20',
      topForms: [{ date: '2011-06-24', stage: 'start' }],
    },
    { recovery_plan: 'yes', smart: 'yes', all_needs: 'yes', top_missing: 'no' },
  ),
  file(
    'Ash',
    {
      needs: [
        { domain: 'drug_alcohol', foundBy: ['initial_assessment'], waits: false },
        { domain: 'housing', foundBy: ['risk_assessment'], waits: false },
      ],
      goals: [goal(GOOD)],
    },
    { recovery_plan: 'yes', smart: 'yes', all_needs: 'yes' },
  ),
  file(
    'Birch',
    { goals: [goal(BAD, { agreed: null }), goal(GOOD, { support: '' })] },
    { recovery_plan: 'no' },
  ),
  // No plan: only the start of treatment was entered.
  file(
    'Ash',
    { date: null, reviewDate: null, needs: [], treatmentStart: '2011-12-01' },
    { top_missing: 'yes' },
  ),
];
const figures = planFigures(FILES, GROUPS, CHECKS, 80);

describe('the figures of plans', () => {
  it('count goals letter by letter, and never what cannot be told as met', () => {
    expect(figures.letters).toMatchObject({ plans: 3, goals: 5 });
    const counts = Object.fromEntries(
      figures.letters.letters.map(({ letter, ...rest }) => [
        letter,
        [rest.met, rest['not met'], rest['cannot tell']],
      ]),
    );
    expect(counts['achievable']).toEqual([3, 0, 2]);
    expect(counts['realistic']).toEqual([4, 0, 1]);
    expect(counts['timeBound']).toEqual([3, 2, 0]);
    expect(counts['measurable']).toEqual([3, 2, 0]);
    for (const [met, notMet, cannotTell] of Object.values(counts)) {
      expect((met ?? 0) + (notMet ?? 0) + (cannotTell ?? 0)).toBe(5);
    }
  });

  it('never move what cannot be told to the met, whatever the goals', () => {
    const none = countLetters([[]]);
    expect(none).toMatchObject({ plans: 1, goals: 0 });
    for (const { group, letters, goals } of figures.letterGroups) {
      const own = FILES.filter((one) => one.group === group && one.derived.hasPlan).flatMap(
        ({ derived }) => derived.plan.goals,
      );
      expect(own).toHaveLength(goals);
      for (const row of letters) {
        expect(row.met).toBe(own.filter((found) => found[row.letter].verdict === 'met').length);
      }
    }
  });

  it('add up over the groups to the whole', () => {
    expect(figures.letterGroups.map(({ group, plans, goals }) => [group, plans, goals])).toEqual([
      ['Ash', 2, 3],
      ['Birch', 1, 2],
    ]);
    figures.letters.letters.forEach((row, i) => {
      for (const verdict of ['met', 'not met', 'cannot tell'] as const) {
        const sum = figures.letterGroups.reduce((n, { letters }) => n + (letters[i]?.[verdict] ?? 0), 0);
        expect(row[verdict]).toBe(sum);
      }
    });
  });

  it('say which needs have no goal, of the plans with that need', () => {
    expect(figures.needs).toEqual([
      { domain: 'drug_alcohol', found: 3, withoutGoal: 0 },
      { domain: 'housing', found: 1, withoutGoal: 1 },
    ]);
  });

  it('hold the panel’s answers against the derived ones, of the files with a plan', () => {
    const of = (check: string) => figures.checker.find((row) => row.check === check);
    // Birch's panel says that there is no plan, and there is one.
    expect(of('recovery_plan')).toEqual({
      check: 'recovery_plan',
      files: 3,
      compared: 3,
      differ: 1,
      percentDiffer: 33,
      panelYes: 0,
      panelNo: 1,
    });
    // Of Birch nothing was answered on SMART.
    expect(of('smart')).toMatchObject({ files: 3, compared: 2, differ: 1, percentDiffer: 50, panelYes: 1 });
    expect(of('all_needs')).toMatchObject({ compared: 2, differ: 1, panelYes: 1, panelNo: 0 });
    // The review of the first was due by 19 December; of the other only the start form was.
    expect(of('top_missing')).toMatchObject({ files: 2, compared: 2, differ: 1, panelNo: 1 });
    expect(figures.checker.map(({ check }) => check)).toEqual(CHECKS);
  });

  it('are no percentage where nothing can be compared', () => {
    const [row] = planFigures([file('Ash', { goals: [goal(GOOD)] })], GROUPS, ['smart'], 80).checker;
    expect(row).toMatchObject({ files: 1, compared: 0, differ: 0, percentDiffer: null });
  });

  it('have TOP forms of those due, group by group, against the threshold', () => {
    expect(figures.top).toEqual({
      threshold: 80,
      groups: [
        { group: 'Ash', applies: true, files: 2, due: 3, present: 1, percent: 33, reached: false },
        { group: 'Birch', applies: false, files: 0, due: 0, present: 0, percent: null, reached: null },
      ],
      overall: { files: 2, due: 3, present: 1, percent: 33, reached: false },
    });
    expect(planFigures([], GROUPS, CHECKS, 80).top).toBeNull();
    expect(planFigures(FILES, GROUPS, CHECKS, null).top).toBeNull();
  });
});

describe('outside the panel', () => {
  const letters = (plans: number, met: number, notMet: number, cannotTell: number) => ({
    plans,
    goals: met + notMet + cannotTell,
    letters: [
      { letter: 'specific' as const, met, 'not met': notMet, 'cannot tell': cannotTell },
      { letter: 'timeBound' as const, met: 20, 'not met': 20, 'cannot tell': 20 },
    ],
  });

  it('a letter is hidden where a verdict is small, and all are where the plans are few', () => {
    expect(maskLetters(letters(9, 20, 20, 20), 5, 'by_counts')).toEqual([false, false]);
    expect(maskLetters(letters(9, 4, 20, 36), 5, 'by_counts')).toEqual([true, false]);
    expect(maskLetters(letters(9, 30, 30, 0), 5, 'by_counts')).toEqual([true, false]);
    expect(maskLetters(letters(4, 20, 20, 20), 5, 'by_counts')).toEqual([true, true]);
  });

  it('a need is hidden where either side of it is small', () => {
    const need = (found: number, withoutGoal: number) => ({ domain: 'housing' as const, found, withoutGoal });
    expect(maskNeeds([need(20, 10), need(20, 4), need(20, 16), need(3, 3)], 5)).toEqual([
      false,
      true,
      true,
      true,
    ]);
  });

  it('no group’s forms are shown where one of the groups is small, and of few files none', () => {
    const row = (files: number, due: number, present: number) => ({
      group: 'Ash',
      applies: true,
      files,
      due,
      present,
      percent: 0,
      reached: false,
    });
    const top = (...groups: ReturnType<typeof row>[]) => ({
      threshold: 80,
      groups,
      overall: groups.reduce(
        (sum, { files, due, present }) => ({
          ...sum,
          files: sum.files + files,
          due: sum.due + due,
          present: sum.present + present,
        }),
        row(0, 0, 0),
      ),
    });
    expect(maskTop(top(row(9, 20, 10), row(8, 20, 12)), 5, 'by_counts')).toEqual({
      groups: [false, false],
      overall: false,
    });
    expect(maskTop(top(row(9, 20, 10), row(3, 20, 12)), 5, 'by_counts')).toEqual({
      groups: [true, true],
      overall: false,
    });
    expect(maskTop(top(row(9, 20, 10), row(9, 20, 19)), 5, 'by_counts')).toEqual({
      groups: [true, true],
      overall: false,
    });
    expect(maskTop(top(row(2, 20, 10), row(2, 20, 10)), 5, 'by_counts')).toEqual({
      groups: [true, true],
      overall: true,
    });
    expect(maskTop(top(row(9, 20, 10), row(0, 0, 0)), 5, 'by_counts')).toEqual({
      groups: [false, false],
      overall: false,
    });
  });
});
