import type { ActionStatus } from '../../../rules/index.ts';

/** What an action is on a day, as a tag. */
export const STATUS_TAGS: Record<ActionStatus, { text: string; colour: string }> = {
  notStarted: { text: 'Not started', colour: 'grey' },
  onTrack: { text: 'On track', colour: 'blue' },
  late: { text: 'Late', colour: 'red' },
  done: { text: 'Done', colour: 'turquoise' },
  confirmed: { text: 'Confirmed', colour: 'green' },
};
