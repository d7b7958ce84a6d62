import { answersOfExcluded, noLongerLetOff } from '../../../rules/index.ts';
import type { Tool } from '../../../rules/index.ts';
import type { SampleGroup } from '../../audits/repository.ts';
import type { Reading } from '../caseFiles/reading.ts';
import type { CaseFileRepository } from '../caseFiles/repository.ts';

/** Brings both readings of a file that has come to another group, and what was settled, in line with what that is asked. */
export async function followMove(
  caseFiles: Pick<CaseFileRepository, 'fillNotApplicable' | 'clearNotApplicable'>,
  tool: Tool,
  { fileId, group: before, isReadTwice }: Pick<Reading, 'fileId' | 'group' | 'isReadTwice'>,
  after: Pick<SampleGroup, 'exclusions'>,
  { actorId, at }: { actorId: number; at: string },
): Promise<void> {
  // One reading alone is brought in line by the save itself.
  if (!isReadTwice) return;
  const added = after.exclusions.filter((id) => !before.exclusions.includes(id));
  const filled = [...answersOfExcluded(tool, added).keys()];
  const cleared = noLongerLetOff(tool, before.exclusions, after.exclusions);
  await caseFiles.fillNotApplicable({ fileId }, filled, actorId, at);
  await caseFiles.clearNotApplicable({ fileId }, cleared, actorId, at);
}
