import type { Counts, Tool, ValueCount } from '../../../rules/index.ts';
import type { SampleGroup } from '../../audits/repository.ts';
import type { Database } from '../../platform/db/database.ts';
import { createFilesInResults } from '../../fieldwork/caseFiles/filesInResults.ts';
import { createCounting } from './counting.ts';
import { createItemCounting } from './itemCounting.ts';
import { createSegmentCounting } from './segmentCounting.ts';

export type ResultsRepository = ReturnType<typeof createResultsRepository>;

export function createResultsRepository(database: Database) {
  const counting = createCounting(database);
  const itemCounting = createItemCounting(database);
  const segmentCounting = createSegmentCounting(database);
  const filesInResults = createFilesInResults(database);

  /** What was taken over from a published table; nothing for an audit that has case files. */
  async function baselineCounts(auditId: number): Promise<Counts['answers']> {
    const rows: { name: string; item_id: string; answer: string; files: number }[] = await database
      .query('baseline_counts')
      .join('sample_groups', 'sample_groups.id', 'baseline_counts.group_id')
      .where('sample_groups.audit_id', auditId)
      .select('sample_groups.name', 'item_id', 'answer', 'files');
    return rows.map(({ name, item_id: check, answer, files }) => ({ group: name, check, answer, files }));
  }

  return {
    /** What the tally of an audit is made of. To be called within one read, so that the counts fit each other. */
    async counts(auditId: number, tool: Tool, groups: SampleGroup[]): Promise<Counts> {
      const taken = await baselineCounts(auditId);
      if (taken.length > 0) {
        return { groups: groups.map(({ name, files }) => ({ name, files })), answers: taken, pairs: null };
      }
      const { answers, pairs } = await counting.ofAudit(
        auditId,
        tool,
        new Map(groups.map((group) => [group.id, group.name])),
      );
      return {
        groups: groups.map(({ name, files, exclusions }) => ({ name, files, excluded: exclusions })),
        answers,
        pairs,
      };
    },
    /** How often each value of some items was given, by group. To be called within one read. */
    items: (auditId: number, itemIds: readonly string[], groups: SampleGroup[]): Promise<ValueCount[]> =>
      itemCounting.ofAudit(auditId, itemIds, new Map(groups.map(({ id, name }) => [id, name]))),
    segments: segmentCounting.of,
    files: filesInResults.of,
    progress: filesInResults.progress,
  };
}
