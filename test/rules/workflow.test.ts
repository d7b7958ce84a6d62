import { describe, expect, it } from 'vitest';
import {
  CASE_FILES,
  dayAfter,
  isClosed,
  reportsMayBeIssued,
  setupMayChange,
  takesAnswers,
  takeStep,
} from '../../rules/index.ts';
import type { AuditSituation, AuditState, AuditStep } from '../../rules/index.ts';

const STATES: AuditState[] = ['draft', 'open', 'closed', 'final'];
const STEPS: AuditStep[] = ['open', 'close', 'reopen', 'finish', 'resume'];

/** An audit in which nothing stands in the way of any step but its state. */
const ready = (state: AuditState, changes: Partial<AuditSituation> = {}): AuditSituation => ({
  state,
  words: CASE_FILES,
  groups: 2,
  groupsWithoutProvider: 0,
  groupsSharingProviders: 0,
  files: 5,
  providers: 0,
  reportsIssued: 0,
  openQueries: 0,
  mayStillQuery: 0,
  outdated: [],
  ...changes,
});

describe('takeStep', () => {
  it('leads from draft to open, closed and fed back, back one step, and nowhere else', () => {
    const outcomes = STATES.flatMap((state) =>
      STEPS.map((step) => {
        const outcome = takeStep(step, ready(state));
        return [state, step, 'to' in outcome ? outcome.to : outcome.problem];
      }),
    );
    const not = (stands: string) => `The audit is ${stands}, so this step is not possible.`;
    expect(outcomes.filter(([, , to]) => STATES.includes(to as AuditState))).toEqual([
      ['draft', 'open', 'open'],
      ['open', 'close', 'closed'],
      ['closed', 'reopen', 'open'],
      ['closed', 'finish', 'final'],
      ['final', 'resume', 'closed'],
    ]);
    const stands = {
      draft: 'still a draft',
      open: 'open already',
      closed: 'closed already',
      final: 'final already',
    };
    for (const [state, , outcome] of outcomes.filter(([, , to]) => !STATES.includes(to as AuditState))) {
      expect(outcome).toBe(not(stands[state as AuditState]));
    }
  });

  it.each<[AuditStep, AuditState, Partial<AuditSituation>, string]>([
    ['open', 'draft', { groups: 0 }, 'Add at least one sample group before you open the audit.'],
    [
      'open',
      'draft',
      { groupsWithoutProvider: 1 },
      'Name at least one provider for every sample group before you open the audit.',
    ],
    [
      'open',
      'draft',
      { groupsSharingProviders: 1 },
      'Give every provider a sample group of its own before you open the audit: in a self-audit each answers once, for itself.',
    ],
    ['close', 'open', { files: 0 }, 'Record at least one case file before you close the audit.'],
    [
      'reopen',
      'closed',
      { reportsIssued: 1 },
      'Reports have been issued. Withdraw them before you reopen the audit.',
    ],
    [
      'finish',
      'closed',
      { providers: 3, reportsIssued: 2 },
      '2 of 3 providers have a report. Issue the others first.',
    ],
    ['finish', 'closed', { openQueries: 1 }, 'A query is open. Answer it before you make the audit final.'],
    [
      'finish',
      'closed',
      { outdated: ['The Bridge'] },
      'An answer was corrected or a question left out since, so the figures in the report to The Bridge are no longer right. Issue it anew before you make the audit final.',
    ],
    [
      'finish',
      'closed',
      { outdated: ['The Bridge', 'Northgate'] },
      'An answer was corrected or a question left out since, so the figures in the reports to The Bridge and Northgate are no longer right. Issue them anew before you make the audit final.',
    ],
    [
      'finish',
      'closed',
      { mayStillQuery: 1 },
      'A provider can still raise queries. The audit can be made final once that time is over.',
    ],
  ])('does not %s an audit that is %s with %j', (step, state, changes, problem) => {
    expect(takeStep(step, ready(state, changes))).toEqual({ problem });
  });

  it('does not mind at a step what only matters at another', () => {
    expect(takeStep('reopen', ready('closed', { outdated: ['The Bridge'] }))).toEqual({ to: 'open' });
    expect(takeStep('open', ready('draft', { files: 0 }))).toEqual({ to: 'open' });
    expect(takeStep('close', ready('open', { groupsWithoutProvider: 1 }))).toEqual({ to: 'closed' });
    expect(takeStep('reopen', ready('closed', { files: 0 }))).toEqual({ to: 'open' });
  });
});

it('takes answers only when open, set-up until closed, and reports only while closed', () => {
  const where = (allowed: (state: AuditState) => boolean) => STATES.filter((state) => allowed(state));
  expect(where(takesAnswers)).toEqual(['open']);
  expect(where(setupMayChange)).toEqual(['draft', 'open']);
  expect(where(reportsMayBeIssued)).toEqual(['closed']);
  expect(where(isClosed)).toEqual(['closed', 'final']);
});

it('counts days over the ends of months and leap days', () => {
  expect(dayAfter('2012-02-20', 14)).toBe('2012-03-05');
  expect(dayAfter('2011-02-20', 14)).toBe('2011-03-06');
  expect(dayAfter('2012-12-25', 14)).toBe('2013-01-08');
  expect(dayAfter('2012-03-20', 0)).toBe('2012-03-20');
});
