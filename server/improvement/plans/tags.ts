import type { PlanState } from '../../../rules/index.ts';

/** What a plan is, as a tag. */
export const PLAN_TAGS: Record<PlanState, { text: string; colour: string }> = {
  draft: { text: 'Not sent in', colour: 'grey' },
  sent: { text: 'Sent in', colour: 'blue' },
  sentBack: { text: 'Sent back', colour: 'orange' },
  accepted: { text: 'Accepted', colour: 'green' },
};

/** What a plan is that no report asks for and nobody has begun. */
export const NO_PLAN_TAG = { text: 'None needed', colour: 'grey' };
