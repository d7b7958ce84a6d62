import { BaseSequencer } from 'vitest/node';
import type { TestSpecification } from 'vitest/node';

/** The files that take a minute and more in a run of all, the longest first; only the time that a run takes hangs on this list. */
const LONGEST = [
  'test/browser/accessibility/allElse.test.ts',
  'test/permissions.postgres.test.ts',
  'test/browser/accessibility/fieldwork.test.ts',
  'test/browser/accessibility/outcome.test.ts',
  'test/feedback/reports/killed.test.ts',
  'test/browser/panelDay.test.ts',
  'test/permissions.sqlite.test.ts',
  'test/overview/subjectWordsEverywhere.test.ts',
  'test/bin/database.test.ts',
  'test/browser/offline.test.ts',
  'test/upgrade.test.ts',
  'test/browser/mainJob.test.ts',
  'test/browser/loop.test.ts',
  'test/bin/severalProgramsWork.test.ts',
  'test/browser/autosave.test.ts',
  'test/bin/organisations.test.ts',
  'test/bin/serve.test.ts',
  'test/bin/tally.test.ts',
];

/**
 * Goes through one project after the other, since a worker that changes between them loads everything anew, and in
 * each begins with the files that take longest, so that no worker is left with one when the others have nothing to do.
 * A bare machine remembers no durations, and goes by the size of the files alone.
 */
export class ByProjectLongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const rest = new Set(files);
    const longest = LONGEST.flatMap((name) => files.filter(({ moduleId }) => moduleId.endsWith(`/${name}`)));
    for (const file of longest) rest.delete(file);
    // oxlint-disable-next-line unicorn/no-array-sort -- it is the sequencer's
    const inOrder = [...longest, ...(await super.sort([...rest]))];
    return this.ctx.projects.flatMap((project) => inOrder.filter((file) => file.project === project));
  }
}
