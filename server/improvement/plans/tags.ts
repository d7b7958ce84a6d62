import type { ActionStatus, PlanState } from '../../../rules/index.ts';

/** What a plan is, as a tag. */
export const PLAN_TAGS: Record<PlanState, { text: string; colour: string }> = {
  draft: { text: 'Not sent in', colour: 'grey' },
  sent: { text: 'Sent in', colour: 'blue' },
  sentBack: { text: 'Sent back', colour: 'orange' },
  accepted: { text: 'Accepted', colour: 'green' },
};

/** What an action is on a day, as a tag. */
export const STATUS_TAGS: Record<ActionStatus, { text: string; colour: string }> = {
  notStarted: { text: 'Not started', colour: 'grey' },
  onTrack: { text: 'On track', colour: 'blue' },
  late: { text: 'Late', colour: 'red' },
  done: { text: 'Done', colour: 'turquoise' },
  confirmed: { text: 'Confirmed', colour: 'green' },
};
