import { describe, expect, it } from 'vitest';
import { derivePlan, differences } from '../../rules/recoveryPlan.ts';
import type { DerivedCheck, PlanGoal, RecoveryPlan } from '../../rules/recoveryPlan.ts';
import { smartWords } from '../support/smartWords.ts';

const goal = (text: string, more: Partial<PlanGoal> = {}): PlanGoal => ({
  text,
  domain: null,
  need: 'Named',
  support: 'Key worker',
  agreed: true,
  targetDate: null,
  ...more,
});
const PLAN: RecoveryPlan = {
  onFile: true,
  date: '2012-01-16',
  reviewDate: '2012-04-16',
  orientation: 'reduction',
  agreed: true,
  keyWorkerNamed: true,
  needs: [
    { domain: 'drug_alcohol', foundBy: ['comprehensive_assessment'] },
    { domain: 'housing', foundBy: ['initial_assessment', 'risk_assessment'] },
  ],
  goals: [
    goal('Reduce drinking from 60 units a week to 30 by 19 March', { domain: 'drug_alcohol' }),
    goal('Write to the landlord by 1 February', { domain: 'housing' }),
    goal('Collect a naloxone kit by 27 January', { domain: 'risk' }),
  ],
};
const derive = (more: Partial<RecoveryPlan> = {}, readOn: string | null = '2012-03-01') =>
  derivePlan({ ...PLAN, ...more }, readOn, smartWords);
const answers = (derived: ReturnType<typeof derive>) =>
  Object.fromEntries(Object.entries(derived.checks).map(([check, { answer }]) => [check, answer]));

describe('what follows from a plan', () => {
  it('is a reasoned answer to each check', () => {
    const derived = derive();
    expect(answers(derived)).toEqual({
      recovery_plan: 'yes',
      abstinence: 'no',
      reduction: 'yes',
      smart: 'yes',
      all_needs: 'yes',
      balance: 'yes',
      review_required: 'no',
      social_networks: null,
      recovery_capital: 'yes',
      referrals: 'no',
    });
    for (const { reasons } of Object.values(derived.checks)) expect(reasons.join('')).not.toBe('');
    expect(derived.goals).toHaveLength(3);
    expect(derived.capital).toMatchObject({ housing: [1], peerSupport: [] });
  });

  it('is nothing where nothing was entered', () => {
    expect(new Set(Object.values(answers(derivePlan(null, null, smartWords))))).toEqual(new Set([null]));
    const blank = derive({ onFile: null, date: null, goals: [], needs: [] });
    expect(blank.checks.recovery_plan.answer).toBeNull();
    expect(derive({ onFile: null }).checks.recovery_plan.answer).toBe('yes');
  });

  it('is a no to all that hangs on a plan that is not there', () => {
    const none = answers(derive({ onFile: false }));
    expect(none).toMatchObject({
      recovery_plan: 'no',
      smart: 'no',
      review_required: 'no',
      recovery_capital: 'no',
    });
    expect([none['social_networks'], none['referrals']]).toEqual([null, null]);
  });

  it('takes the orientation as entered', () => {
    const both = derive({ orientation: 'both' }).checks;
    expect([both.abstinence.answer, both.reduction.answer]).toEqual(['yes', 'yes']);
    const none = derive({ orientation: null }).checks;
    expect([none.abstinence.answer, none.reduction.answer]).toEqual([null, null]);
  });

  it('is SMART only where every letter of every goal is met', () => {
    const smart = (goals: PlanGoal[]) => derive({ goals }).checks.smart;
    expect(smart([])).toMatchObject({ answer: 'no' });
    const one = smart([...PLAN.goals, goal('Engage with services')]);
    expect(one).toEqual({ answer: 'no', reasons: ['Goal 4 is not specific, measurable, time-bound.'] });
    // What cannot be told is never counted as met.
    const open = smart([...PLAN.goals, goal('Join the library by 1 March', { support: null, need: null })]);
    expect(open).toEqual({
      answer: null,
      reasons: ['It cannot be told whether goal 4 is achievable, realistic.'],
    });
  });

  it('addresses all needs where each has a goal or a reason to wait', () => {
    const needs = [...PLAN.needs, { domain: 'family' as const, foundBy: ['risk_assessment' as const] }];
    const left = derive({ needs });
    expect(left.needsWithoutGoal).toEqual(['family']);
    expect(left.checks.all_needs).toEqual({
      answer: 'no',
      reasons: ['Family, found by the risk assessment: there is no goal.'],
    });
    const waiting = needs.map((need) => ({ ...need, waits: need.domain === 'family' }));
    expect(derive({ needs: waiting }).checks.all_needs.answer).toBe('yes');
    expect(derive({ needs: [] }).checks.all_needs.answer).toBeNull();
    expect(
      derive({ needs, goals: [...PLAN.goals, goal('Ring mum weekly')] }).checks.all_needs.answer,
    ).toBeNull();
  });

  it('is balanced with a goal on risk and one on recovery', () => {
    const [drinking, landlord, naloxone] = PLAN.goals as [PlanGoal, PlanGoal, PlanGoal];
    expect(derive({ goals: [drinking, landlord] }).checks.balance.answer).toBe('no');
    expect(derive({ goals: [drinking, naloxone] }).checks.balance.answer).toBe('no');
    expect(
      derive({ goals: [landlord, goal('Have a hepatitis B jab by 1 March')] }).checks.balance.answer,
    ).toBe('yes');
  });

  it('is in need of a review once the planned day has passed', () => {
    expect(derive({}, '2012-04-16').checks.review_required.answer).toBe('no');
    expect(derive({}, '2012-04-17').checks.review_required.answer).toBe('yes');
    expect(derive({}, null).checks.review_required.answer).toBeNull();
    expect(derive({ reviewDate: null }).checks.review_required.answer).toBeNull();
  });

  it('links to social networks where an agreed goal names them', () => {
    const goals = [goal('Attend two NA meetings a week')];
    expect(derive({ goals }).checks.social_networks.answer).toBe('yes');
    expect(derive({ goals: [goal('Attend NA', { agreed: null })] }).checks.social_networks.answer).toBeNull();
  });

  it('builds recovery capital by steps that can be seen', () => {
    const vague = derive({ goals: [goal('Improve housing', { domain: 'housing' })] });
    expect(vague.checks.recovery_capital.answer).toBeNull();
    expect(vague.capital.housing).toEqual([]);
    expect(derive({ goals: [goal('Reduce heroin use')] }).checks.recovery_capital.answer).toBe('no');
    const peer = derive({ goals: [goal('Attend AA twice a week')] });
    expect(peer.capital.peerSupport).toEqual([0]);
  });

  it.each([
    ['Reduce drinking to 20 units a week by 1 March', 'weekly key work', []],
    ['Reduce drinking to 20 units a week by 1 March', 'Weekly keywork sessions', []],
    ['Reduce drinking to 20 units a week by 1 March', 'KW session', []],
    ['Reduce drinking to 20 units a week by 1 March', 'key worker', []],
    ['Reduce drinking to 20 units a week by 1 March', 'key work session, group work', []],
    ['Complete the paperwork by 1 March', 'Worker works with him on it', []],
    ['Complete the drink diary by 1 March', 'work through the triggers with key worker', []],
    ['Complete naloxone training by 1 March', null, []],
    ['Complete a course of thiamine by 1 March', null, []],
    // A word that does count still does, beside one that does not.
    ['Apply for paid work by 1 March', 'key work', [0]],
    ['Ask the employer by 1 March for a date to go back to work with shorter hours', null, [0]],
    ['Start work at the charity by 1 March', null, [0]],
    ['Complete the college course by 1 March', 'work on it in key work', [0]],
  ])('takes what the panel does for no work of the service user: %s (%s)', (text, support, places) => {
    const { capital, checks } = derive({ goals: [goal(text, { domain: 'drug_alcohol', support })] });
    expect(capital.purposefulActivity).toEqual(places);
    expect(checks.recovery_capital.answer).toBe(places.length > 0 ? 'yes' : 'no');
  });

  it.each([
    ['Drink nothing at home until 1 March', 'housing', []],
    ['Write to the landlord about the home by 1 March', 'housing', [0]],
    ['Provide a clean urine test by 1 March', 'health', []],
    ['Have a blood test by 1 March', 'health', [0]],
  ] as const)('passes over phrases that only sound like it: %s', (text, part, places) => {
    expect(derive({ goals: [goal(text)] }).capital[part]).toEqual(places);
  });

  it('takes no team of a service for people who support recovery', () => {
    const ofGoal = (text: string) => derive({ goals: [goal(text)] }).checks.social_networks.answer;
    expect(ofGoal('Ring the housing team by 1 March')).toBeNull();
    expect(ofGoal('Join the football team by 1 March')).toBe('yes');
  });

  it('leaves open whether a referral was sent', () => {
    expect(derive({ goals: [goal('KW to refer to rehab by 1 March')] }).checks.referrals.answer).toBeNull();
    expect(derive({ goals: [] }).checks.referrals.answer).toBeNull();
  });
});

describe('differences', () => {
  it('are where one says yes and the other no, with the reasons', () => {
    const { checks } = derive();
    const recorded = new Map<string, string | null>([
      ['smart', 'no'],
      ['balance', 'yes'],
      ['social_networks', 'yes'],
      ['referrals', 'na'],
      ['all_needs', null],
      ['top_missing', 'yes'],
    ]);
    expect(differences(recorded, checks)).toEqual([
      {
        check: 'smart' satisfies DerivedCheck,
        answered: 'no',
        derived: 'yes',
        reasons: checks.smart.reasons,
      },
    ]);
  });
});
