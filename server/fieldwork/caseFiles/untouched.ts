import type { SampleGroup } from '../../audits/repository.ts';
import type { Reading } from './reading.ts';

/**
 * Whether a file is as it was begun: in this group, with nothing but what its group does not need and the caseload list
 * says of it.
 *
 * @param listed - what the list says, by item id
 */
export function isUntouched(
  reading: Reading,
  group: SampleGroup | undefined,
  listed: ReadonlyMap<string, string>,
): boolean {
  const { answers, comments, places, entryDates, comment, completedAt, groupId } = reading;
  return (
    groupId === group?.id &&
    [...answers].every(
      ([id, answer]) => listed.get(id) === answer || (answer === 'na' && group.exclusions.includes(id)),
    ) &&
    [comments, places, entryDates].every(({ size }) => size === 0) &&
    comment === '' &&
    completedAt === null
  );
}
