import { describe, expect, it } from 'vitest';
import { feedbackMayBeReleased, setupMayChange, takesAnswers, takeStep } from '../../rules/index.ts';
import type { AuditSituation, AuditState, AuditStep } from '../../rules/index.ts';

const STATES: AuditState[] = ['draft', 'open', 'closed'];
const STEPS: AuditStep[] = ['open', 'close', 'reopen'];

/** An audit in which nothing stands in the way of any step but its state. */
const ready = (state: AuditState, changes: Partial<AuditSituation> = {}): AuditSituation => ({
  state,
  groups: 2,
  groupsWithoutProvider: 0,
  files: 5,
  feedbackReleased: 0,
  ...changes,
});

describe('takeStep', () => {
  it('leads from draft to open to closed and back to open, and nowhere else', () => {
    const outcomes = STATES.flatMap((state) =>
      STEPS.map((step) => {
        const outcome = takeStep(step, ready(state));
        return [state, step, 'to' in outcome ? outcome.to : outcome.problem];
      }),
    );
    const not = (stands: string) => `The audit is ${stands}, so this step is not possible.`;
    expect(outcomes).toEqual([
      ['draft', 'open', 'open'],
      ['draft', 'close', not('still a draft')],
      ['draft', 'reopen', not('still a draft')],
      ['open', 'open', not('open already')],
      ['open', 'close', 'closed'],
      ['open', 'reopen', not('open already')],
      ['closed', 'open', not('closed already')],
      ['closed', 'close', not('closed already')],
      ['closed', 'reopen', 'open'],
    ]);
  });

  it.each<[AuditStep, AuditState, Partial<AuditSituation>, string]>([
    ['open', 'draft', { groups: 0 }, 'Add at least one sample group before you open the audit.'],
    [
      'open',
      'draft',
      { groupsWithoutProvider: 1 },
      'Name at least one provider for every sample group before you open the audit.',
    ],
    ['close', 'open', { files: 0 }, 'Record at least one case file before you close the audit.'],
    [
      'reopen',
      'closed',
      { feedbackReleased: 1 },
      'Feedback has been released. Withdraw it before you reopen the audit.',
    ],
  ])('does not %s an audit that is %s with %j', (step, state, changes, problem) => {
    expect(takeStep(step, ready(state, changes))).toEqual({ problem });
  });

  it('does not mind at a step what only matters at another', () => {
    expect(takeStep('open', ready('draft', { files: 0 }))).toEqual({ to: 'open' });
    expect(takeStep('close', ready('open', { groupsWithoutProvider: 1 }))).toEqual({ to: 'closed' });
    expect(takeStep('reopen', ready('closed', { files: 0 }))).toEqual({ to: 'open' });
  });
});

it('takes answers only when open, set-up until closed, and releases feedback only when closed', () => {
  const where = (allowed: (state: AuditState) => boolean) => STATES.filter((state) => allowed(state));
  expect(where(takesAnswers)).toEqual(['open']);
  expect(where(setupMayChange)).toEqual(['draft', 'open']);
  expect(where(feedbackMayBeReleased)).toEqual(['closed']);
});
