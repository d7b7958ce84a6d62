import type { PrintedAnswers } from '../../../rules/index.ts';
import type { Database } from '../../platform/db/database.ts';

/** What n is in a published table. */
export type Base = 'all' | 'applicable';

/** What is kept of a published table beside the counts. */
export interface Baseline {
  source: string;
  base: Base;
  /** The cells as printed, line by line. */
  lines: string[][];
}

/** What was taken over of a published table. */
export interface TakenParts {
  hasChecks: boolean;
  /** Ids of the questions and criteria that stand as they are printed. */
  items: string[];
}

export interface BaselineCount {
  groupId: number;
  check: string;
  answer: string;
  files: number;
}

/** The answers to a question as they are printed. */
interface BaselineItem extends PrintedAnswers {
  groupId: number;
}

/** Rows of one statement; SQLite takes at most 32,766 values. */
const BATCH = 300;

export type BaselineRepository = ReturnType<typeof createBaselineRepository>;

export function createBaselineRepository(database: Database) {
  return {
    /** What is kept of the table of an audit, and whether checks were counted by it. */
    async byAudit(auditId: number): Promise<(Baseline & TakenParts) | null> {
      const row = await database
        .query('baselines')
        .where({ audit_id: auditId })
        .first<{ source: string; base: Base; printed: string } | undefined>('source', 'base', 'printed');
      if (!row) return null;
      const counted: unknown = await database
        .query('baseline_counts')
        .join('sample_groups', 'sample_groups.id', 'baseline_counts.group_id')
        .where({ 'sample_groups.audit_id': auditId })
        .first('baseline_counts.item_id');
      return {
        source: row.source,
        base: row.base,
        lines: JSON.parse(row.printed) as string[][],
        hasChecks: counted !== undefined,
        items: await database
          .query('baseline_items')
          .join('sample_groups', 'sample_groups.id', 'baseline_items.group_id')
          .where({ 'sample_groups.audit_id': auditId })
          .distinct()
          .orderBy('baseline_items.item_id')
          .pluck<string[]>('baseline_items.item_id'),
      };
    },
    /**
     * Makes a new audit a baseline, which is closed from the beginning.
     *
     * @param hasScores - whether results of criteria are printed
     */
    async create(
      auditId: number,
      baseline: Baseline,
      counts: BaselineCount[],
      printed: BaselineItem[] = [],
      hasScores = false,
    ): Promise<void> {
      await database
        .query('audits')
        .where({ id: auditId })
        .update({ state: 'closed', is_baseline: true, has_printed_scores: hasScores });
      await database.query('baselines').insert({
        audit_id: auditId,
        source: baseline.source,
        base: baseline.base,
        printed: JSON.stringify(baseline.lines),
      });
      for (let start = 0; start < counts.length; start += BATCH) {
        await database.query('baseline_counts').insert(
          counts.slice(start, start + BATCH).map(({ groupId, check, answer, files }) => ({
            group_id: groupId,
            item_id: check,
            answer,
            files,
          })),
        );
      }
      for (let start = 0; start < printed.length; start += BATCH) {
        await database.query('baseline_items').insert(
          printed.slice(start, start + BATCH).map(({ groupId, item, ...figures }) => ({
            group_id: groupId,
            item_id: item,
            figures: JSON.stringify(figures),
          })),
        );
      }
    },
    /** Whether an audit names this one as the one it repeats. */
    async isPredecessor(auditId: number): Promise<boolean> {
      const row: unknown = await database
        .query('re_audits')
        .where({ predecessor_id: auditId })
        .first('audit_id');
      return row !== undefined;
    },
    /** Removes a baseline with its groups, counts and panel. */
    async remove(auditId: number): Promise<void> {
      await database.query('audits').where({ id: auditId, is_baseline: true }).delete();
    },
  };
}
