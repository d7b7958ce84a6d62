import { describe, expect, it } from 'vitest';
import { derivedAnswers, deriveFile, emptyPlan, isEmptyPlan, readPlanEntry } from '../../rules/index.ts';
import type { PlanContext, PlanEntry } from '../../rules/index.ts';
import { smartWords } from '../support/smartWords.ts';

const WINDOWS = [
  {
    from: '2007-10-01',
    start: { withinDays: 14 },
    review: { fromWeek: 5, toWeek: 26 },
    exit: { withinDays: 14 },
    threshold: 80,
  },
];
const context = (more: Partial<PlanContext> = {}): PlanContext => ({
  readOn: '2012-02-28',
  reportsToNdtms: true,
  windows: WINDOWS,
  words: smartWords,
  ...more,
});
const goal = (more: Partial<PlanEntry['goals'][number]> = {}): PlanEntry['goals'][number] => ({
  text: 'Service user to attend two AA meetings a week until 30 March 2012',
  domain: 'drug_alcohol',
  targetDate: null,
  support: 'Key worker',
  agreed: true,
  ...more,
});
const plan = (more: Partial<PlanEntry> = {}): PlanEntry => ({
  ...emptyPlan(),
  date: '2012-01-16',
  reviewDate: '2012-04-16',
  needs: [{ domain: 'drug_alcohol', foundBy: ['initial_assessment'], waits: false }],
  goals: [goal()],
  ...more,
});
const problemsOf = (data: unknown) => {
  const read = readPlanEntry(data, '2012-02-28');
  return 'problems' in read ? read.problems.map(({ path, problem }) => `${path.join('.')}: ${problem}`) : [];
};

describe('a plan as it is entered', () => {
  it('is empty when nothing was entered, and is read back as it was', () => {
    expect(isEmptyPlan(emptyPlan())).toBe(true);
    expect(isEmptyPlan(plan())).toBe(false);
    expect(readPlanEntry(JSON.parse(JSON.stringify(plan())), '2012-02-28')).toEqual({ plan: plan() });
  });

  it('has every problem told at once, each with its spot', () => {
    expect(
      problemsOf({
        date: '2012-02-30',
        reviewDate: '2012-01-01',
        orientation: 'sideways',
        needs: [{ domain: 'housing', foundBy: [] }],
        goals: [{ text: ' ' }, { text: 'Ring 07700 900123', support: 'NHS 943 476 5919' }],
        topForms: [{ date: 'soon' }],
      }),
    ).toEqual([
      'date: must be a date, YYYY-MM-DD',
      expect.stringContaining('orientation: '),
      'needs.0.foundBy: must name an assessment',
      'goals.0.text: must not be empty',
      'topForms.0.date: must be a date, YYYY-MM-DD',
      'goals.1.text: holds what looks like a phone number. Take it out.',
      'goals.1.support: holds what looks like an NHS number. Take it out.',
    ]);
  });

  it('has dates that fit each other, and each need once', () => {
    const need = plan().needs[0];
    expect(
      problemsOf(
        plan({ reviewDate: '2012-01-16', treatmentExit: '2012-01-01', needs: need ? [need, need] : [] }),
      ),
    ).toEqual([
      'needs.1.domain: is there twice',
      'reviewDate: must be after the date of the plan',
      'treatmentExit: needs the start of treatment as well',
    ]);
    expect(problemsOf(plan({ treatmentStart: '2012-01-02', treatmentExit: '2012-01-01' }))).toEqual([
      'treatmentExit: must not be before the start of treatment',
    ]);
  });

  it('has dates of treatment that fit, an earlier time among them', () => {
    const present = { treatmentStart: '2012-01-02' };
    expect(problemsOf(plan({ earlierStart: '2011-03-07', earlierExit: '2011-11-28' }))).toEqual([
      'earlierStart: needs the start of the present treatment as well',
    ]);
    expect(problemsOf(plan({ ...present, earlierStart: '2012-01-02', earlierExit: '2012-02-01' }))).toEqual([
      'earlierStart: must be before the start of the present treatment',
    ]);
    expect(problemsOf(plan({ ...present, earlierStart: '2011-03-07' }))).toEqual([
      'earlierExit: is needed beside the start before it',
    ]);
    expect(problemsOf(plan({ ...present, earlierExit: '2011-03-07' }))).toEqual([
      'earlierExit: needs its start as well',
    ]);
    expect(problemsOf(plan({ ...present, earlierStart: '2011-03-07', earlierExit: '2011-03-06' }))).toEqual([
      'earlierExit: must not be before its start',
    ]);
    const fits = plan({ ...present, earlierStart: '2011-03-07', earlierExit: '2011-11-28' });
    expect(problemsOf(fits)).toEqual([]);
    // A plan that was kept before there were earlier times has none.
    const { earlierStart: _start, earlierExit: _exit, ...old } = plan(present);
    expect(readPlanEntry(old, '2012-02-28')).toEqual({ plan: plan(present) });
  });

  it('has clear errors for TOP forms that are none, however long', () => {
    const form = (more: object) => problemsOf({ topForms: [more] });
    const kinds = 'must be start, review, exit, post_exit, or left out';
    expect(form({ date: '2012-01-02', stage: 'Discharge' })).toEqual([`topForms.0.stage: ${kinds}`]);
    expect(form({ date: '2012-01-02', stage: 'x'.repeat(100_000) })).toEqual([`topForms.0.stage: ${kinds}`]);
    expect(form({ date: '9'.repeat(100_000) })).toEqual(['topForms.0.date: must be a date, YYYY-MM-DD']);
    expect(form({ date: '2012-02-30' })).toEqual(['topForms.0.date: must be a date, YYYY-MM-DD']);
    const many = Array.from({ length: 61 }, () => ({ date: '2012-01-02' }));
    expect(problemsOf({ topForms: many })).toEqual(['topForms: must be at most 60']);
  });

  it('takes no property that it does not know', () => {
    expect(problemsOf({ ...plan(), keyWorker: 'Sam' })).not.toEqual([]);
  });
});

describe('what follows from what was entered', () => {
  const realistic = (more: Partial<PlanEntry['goals'][number]>) =>
    deriveFile(plan({ goals: [goal(more)] }), context()).plan.goals[0]?.realistic.verdict;

  it('takes a goal for realistic where its domain was found at assessment, or is risk', () => {
    expect(realistic({})).toBe('met');
    expect(realistic({ domain: 'risk' })).toBe('met');
    expect(realistic({ domain: 'housing' })).toBe('cannot tell');
    expect(realistic({ domain: null })).toBe('cannot tell');
    expect(realistic({ agreed: null })).toBe('cannot tell');
    expect(realistic({ agreed: false })).toBe('not met');
  });

  it('answers no check while there is no plan', () => {
    for (const entry of [emptyPlan(), { ...emptyPlan(), needs: plan().needs }]) {
      const derived = deriveFile(entry, context());
      expect(derived.hasPlan).toBe(false);
      expect([...derivedAnswers(derived)]).toEqual([]);
    }
  });

  it('answers no more than can be told', () => {
    const answers = derivedAnswers(deriveFile(plan({ goals: [goal({ support: '' })] }), context()));
    expect(answers.get('recovery_plan')?.answer).toBe('yes');
    // A cannot be told without support: the goals are neither SMART nor not.
    expect(answers.has('smart')).toBe(false);
    expect(answers.has('abstinence')).toBe(false);
  });

  it('tells of TOP without a plan, and of none outside NDTMS', () => {
    const entry = { ...emptyPlan(), treatmentStart: '2011-06-20', topForms: [] };
    const derived = deriveFile(entry, context());
    expect(derivedAnswers(derived).get('top_missing')?.answer).toBe('yes');
    const outside = deriveFile(entry, context({ reportsToNdtms: false }));
    expect(outside.top?.answer).toBe('na');
    expect(derivedAnswers(outside).has('top_missing')).toBe(false);
    expect(deriveFile(entry, context({ windows: [] })).top).toBeNull();
    expect(deriveFile(emptyPlan(), context()).top).toBeNull();
  });
});
