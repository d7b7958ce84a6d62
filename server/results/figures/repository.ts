import { otherItemIds } from '../../../rules/index.ts';
import type { Counts, PrintedAnswers, PrintedInGroup, Tool, ValueCount } from '../../../rules/index.ts';
import type { Audit, SampleGroup } from '../../audits/repository.ts';
import type { Database } from '../../platform/db/database.ts';
import { createFilesInResults } from '../../fieldwork/caseFiles/filesInResults.ts';
import { createCounting } from './counting.ts';
import { createKeptCounts } from './keptCounts.ts';
import { createKeptFiguresStore } from './keptFigures.ts';
import { createSegmentCounting } from './segmentCounting.ts';

export type ResultsRepository = ReturnType<typeof createResultsRepository>;

export function createResultsRepository(
  database: Database,
  keptCounts = createKeptCounts(database, { log: null }),
) {
  const counting = createCounting(database);
  const segmentCounting = createSegmentCounting(database);
  const filesInResults = createFilesInResults(database);
  const kept = createKeptFiguresStore(database);

  /** The counts that were taken over from a published table. */
  async function baselineCounts(auditId: number): Promise<Counts['answers']> {
    const rows: { name: string; item_id: string; answer: string; files: number }[] = await database
      .query('baseline_counts')
      .join('sample_groups', 'sample_groups.id', 'baseline_counts.group_id')
      .where('sample_groups.audit_id', auditId)
      .select('sample_groups.name', 'item_id', 'answer', 'files');
    return rows.map(({ name, item_id: check, answer, files }) => ({ group: name, check, answer, files }));
  }

  /** The distributions that were taken over from one, as printed. */
  async function printedItems(auditId: number, ids: readonly string[]): Promise<PrintedInGroup[]> {
    const rows: { name: string; item_id: string; figures: string }[] = await database
      .query('baseline_items')
      .join('sample_groups', 'sample_groups.id', 'baseline_items.group_id')
      .where('sample_groups.audit_id', auditId)
      .whereIn('baseline_items.item_id', [...ids])
      .select('sample_groups.name', 'item_id', 'figures');
    return rows.map(({ name, item_id: item, figures }) => ({
      ...(JSON.parse(figures) as Omit<PrintedAnswers, 'item'>),
      item,
      group: name,
    }));
  }

  return {
    /**
     * What the tally of an audit is made of. To be called within one read, so that the counts fit each other.
     *
     * @param itemIds - items that are no checks of which every answer is counted, too
     * @param anew - whether every answer is to be counted, and not what is kept
     */
    async counts(
      { id: auditId, isBaseline, isErased }: Pick<Audit, 'id' | 'isBaseline' | 'isErased'>,
      tool: Tool,
      groups: SampleGroup[],
      itemIds: readonly string[] = [],
      { anew = false } = {},
    ): Promise<Counts & { items: ValueCount[]; printed: PrintedInGroup[] }> {
      const figures = isErased ? await kept.of(auditId) : null;
      if (figures) {
        const { items, ...counts } = figures.counts;
        return { ...counts, items: items.filter(({ item }) => itemIds.includes(item)), printed: [] };
      }
      if (isBaseline) {
        return {
          groups: groups.map(({ name, files }) => ({ name, files })),
          answers: await baselineCounts(auditId),
          pairs: null,
          items: [],
          printed: itemIds.length > 0 ? await printedItems(auditId, itemIds) : [],
        };
      }
      const nameOf = new Map(groups.map((group) => [group.id, group.name]));
      const filesOfAll = groups.reduce((sum, group) => sum + group.files, 0);
      const { answers, pairs, items } =
        (anew ? null : await keptCounts.of(auditId, tool, { files: filesOfAll, nameOf, itemIds })) ??
        (await counting.ofAudit(auditId, tool, nameOf, itemIds));
      return {
        groups: groups.map(({ name, files, exclusions }) => ({ name, files, excluded: exclusions })),
        answers,
        pairs,
        items,
        printed: [],
      };
    },
    /** The audits of which counts are kept. */
    keptAudits: keptCounts.audits,
    /**
     * Counts an audit of which counts are kept anew, and puts these right where they are others.
     *
     * @returns whether they were right
     */
    async recount(auditId: number, tool: Tool, groups: SampleGroup[]): Promise<boolean> {
      const nameOf = new Map(groups.map((group) => [group.id, group.name]));
      const wereRight = await database.read(async () => {
        const counted = await counting.ofAudit(auditId, tool, nameOf, otherItemIds(tool));
        return keptCounts.fits(auditId, tool, counted, nameOf);
      });
      if (wereRight) return true;
      await keptCounts.forget(auditId);
      await keptCounts.keep(auditId, tool);
      return false;
    },
    /** What a published table prints of some questions or criteria. */
    printedItems,
    segments: segmentCounting.of,
    files: filesInResults.of,
    references: filesInResults.references,
    async progress({
      id,
      isErased,
    }: Pick<Audit, 'id' | 'isErased'>): Promise<{ complete: number; lastChange: string | null }> {
      const { complete, lastChange } =
        (isErased ? await kept.of(id) : null) ?? (await filesInResults.progress(id));
      return { complete, lastChange };
    },
    /** What stays of an audit of which the cases were erased; null of any other. */
    kept: async ({ id, isErased }: Pick<Audit, 'id' | 'isErased'>) => (isErased ? kept.of(id) : null),
    keep: (...of: Parameters<typeof kept.keep>) => kept.keep(...of),
  };
}
