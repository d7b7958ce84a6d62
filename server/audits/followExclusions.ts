import { answersOfExcluded, noLongerLetOff } from '../../rules/index.ts';
import type { Tool } from '../../rules/index.ts';
import type { SetupFieldwork } from './fieldwork.ts';
import type { SampleGroup } from './repository.ts';

/**
 * Brings the answers of a group's files in line with what it is not asked any more, and with what it is asked again.
 *
 * @returns how many answers were filled in, and how many were cleared
 */
export async function followExclusions(
  fieldwork: SetupFieldwork,
  tool: Tool,
  { before, after }: { before: SampleGroup; after: Pick<SampleGroup, 'exclusions'> },
  { userId, at }: { userId: number; at: string },
): Promise<{ answersFilled: number; answersCleared: number }> {
  const added = after.exclusions.filter((id) => !before.exclusions.includes(id));
  const filled = [...answersOfExcluded(tool, added).keys()];
  const cleared = noLongerLetOff(tool, before.exclusions, after.exclusions);
  return {
    answersFilled: await fieldwork.answerNotApplicable(before.id, filled, userId, at),
    answersCleared: await fieldwork.clearNotApplicable(before.id, cleared, userId, at),
  };
}
