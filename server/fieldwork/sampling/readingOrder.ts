import { createHash } from 'node:crypto';
import type { SampleGroup } from '../../audits/repository.ts';
import type { SampleRepository } from './repository.ts';
import type { StoppingSetUp } from './stoppingStore.ts';

/** SHA-256 of the order of reading as text: group as on the list, place and reference, a line each; null where nothing was drawn at random. */
export async function orderHashOf(
  samples: Pick<SampleRepository, 'draws' | 'order'>,
  auditId: number,
): Promise<string | null> {
  const draws = (await samples.draws(auditId)).filter(({ method }) => method === 'random');
  if (draws.length === 0) return null;
  const nameOf = new Map(draws.map(({ groupId, groupName }) => [groupId, groupName]));
  const lines = (await samples.order(auditId)).flatMap(({ groupId, position, reference }) => {
    const name = nameOf.get(groupId);
    return name === undefined ? [] : [`${name}\t${position}\t${reference}\n`];
  });
  return createHash('sha256').update(lines.join('')).digest('hex');
}

/** Whether stopping is set up for the order of reading as it is: what was set up for another order says nothing of this one. */
export const isCommitted = (setUp: StoppingSetUp | null, orderHash: string | null): setUp is StoppingSetUp =>
  setUp !== null && setUp.orderHash === orderHash;

/** What is said wherever a new draw can be met, as long as it can be put right. */
export const ORDER_LAPSED =
  'The sample was drawn anew after “Stop when sure” was set up. Save it there once more: once the first file is begun it cannot be, and all that was drawn is read.';

/** Whether anything was recorded, be it of a file that was begun before the draw. */
export const hasBegun = (
  sample: { lockedAt: string | null } | null,
  groups: readonly Pick<SampleGroup, 'files'>[],
): boolean => (sample?.lockedAt ?? null) !== null || groups.some(({ files }) => files > 0);
