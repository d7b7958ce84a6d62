import type { Knex } from 'knex';
import type { Check } from '../../../rules/index.ts';
import type { Database } from '../../platform/db/database.ts';
import { countingValue, hasSettlements, joinSettlements } from './countingAnswer.ts';
import { firstReadings } from './queries.ts';

/** Ids of one statement; SQLite takes at most 32,766 values. */
const BATCH = 500;

/** How far the first reading of a case file is. */
export interface FileProgress {
  fileId: number;
  readingId: number;
  groupId: number;
  reference: string;
  complete: boolean;
  updatedAt: string;
  /** Who saved it last, or began it; null for what came in by the command line. */
  userId: number | null;
  /** How many of the items that are counted have an answer. */
  recorded: number;
}

/** An answer in one case file to an item that its group is not asked. */
export interface AnswerToExcluded {
  fileId: number;
  groupId: number;
  reference: string;
  itemId: string;
  answer: string;
}

/** A yes in one case file beside an answer, to the check it hangs on, other than the one it needs. */
export interface ContradictingPair {
  fileId: number;
  groupId: number;
  reference: string;
  checkId: string;
  answer: string;
  parentAnswer: string;
}

export type ProgressRepository = ReturnType<typeof createProgressRepository>;

export function createProgressRepository(database: Database) {
  return {
    /** How far each case file of an audit is, in the order in which they were begun. */
    async files(auditId: number, itemIds: string[]): Promise<FileProgress[]> {
      const rows: {
        file_id: number;
        review_id: number;
        group_id: number;
        reference: string;
        completed_at: string | null;
        updated_at: string;
        updated_by: number | null;
        recorded: number | string;
      }[] = await joinSettlements(
        firstReadings(database).leftJoin('answers', (join) => {
          join.on('answers.review_id', 'reviews.id');
          join.onIn('answers.item_id', itemIds);
        }),
      )
        .where('case_files.audit_id', auditId)
        .groupBy('case_files.id', 'reviews.id')
        .orderBy('case_files.id')
        .select(
          'case_files.id as file_id',
          'reviews.id as review_id',
          'case_files.group_id',
          'case_files.reference',
          'reviews.completed_at',
          'reviews.updated_at',
          'reviews.updated_by',
          database.query.raw(`count(${countingValue()}) as recorded`),
        );
      return rows.map((row) => ({
        fileId: row.file_id,
        readingId: row.review_id,
        groupId: row.group_id,
        reference: row.reference,
        complete: row.completed_at !== null,
        updatedAt: row.updated_at,
        userId: row.updated_by,
        recorded: Number(row.recorded),
      }));
    },

    /** Which of these items have an answer in these reviews. */
    async recordedItems(readingIds: number[], itemIds: string[]): Promise<Map<number, Set<string>>> {
      const recorded = new Map(readingIds.map((id) => [id, new Set<string>()]));
      for (let start = 0; start < readingIds.length; start += BATCH) {
        const rows: { review_id: number; item_id: string }[] = await joinSettlements(
          database.query('answers'),
        )
          .whereIn('answers.review_id', readingIds.slice(start, start + BATCH))
          .whereIn('answers.item_id', itemIds)
          .whereRaw(`(${countingValue()}) is not null`)
          .select('answers.review_id', 'answers.item_id');
        for (const row of rows) recorded.get(row.review_id)?.add(row.item_id);
      }
      return recorded;
    },

    /** What was answered to items that do not apply to the group of the file, "not applicable" apart; file by file. */
    async answersToExcluded(auditId: number): Promise<AnswerToExcluded[]> {
      const settled = await hasSettlements(database, auditId);
      const value = settled ? countingValue() : 'answers.value';
      const query = firstReadings(database)
        .join('sample_group_exclusions as excluded', 'excluded.group_id', 'case_files.group_id')
        .join('answers', (join) =>
          join.on('answers.review_id', 'reviews.id').andOn('answers.item_id', 'excluded.item_id'),
        );
      const rows: { file_id: number; group_id: number; reference: string; item_id: string; value: string }[] =
        await (settled ? joinSettlements(query) : query)
          .where('case_files.audit_id', auditId)
          .whereRaw(`(${value}) <> ?`, ['na'])
          .orderBy('case_files.id')
          .select(
            'case_files.id as file_id',
            'case_files.group_id',
            'case_files.reference',
            'answers.item_id',
            database.query.raw(`${value} as value`),
          );
      return rows.map((row) => ({
        fileId: row.file_id,
        groupId: row.group_id,
        reference: row.reference,
        itemId: row.item_id,
        answer: row.value,
      }));
    },

    /**
     * Pairs of answers that may contradict each other, file by file; which of them do is for `contradicts` to say.
     */
    async suspiciousPairs(auditId: number, checks: Check[]): Promise<ContradictingPair[]> {
      const needs = new Map<string, { item: string; answer: string; children: string[] }>();
      for (const { id, dependsOn } of checks) {
        if (!dependsOn) continue;
        const key = `${dependsOn.item} ${dependsOn.answer}`;
        const need = needs.get(key) ?? { ...dependsOn, children: [] };
        need.children.push(id);
        needs.set(key, need);
      }
      const pairs: ContradictingPair[] = [];
      const settled = await hasSettlements(database, auditId);
      const settle = (query: Knex.QueryBuilder, ...tables: [] | [string, string]) =>
        settled ? joinSettlements(query, ...tables) : query;
      const value = settled ? countingValue() : 'answers.value';
      const parentValue = settled ? countingValue('parents', 'parents_settled') : 'parents.value';
      for (const { item, answer, children } of needs.values()) {
        const rows: {
          file_id: number;
          group_id: number;
          reference: string;
          item_id: string;
          value: string;
          parent_value: string;
        }[] = await settle(
          settle(
            firstReadings(database)
              .join('answers as parents', (join) =>
                join.on('parents.review_id', 'reviews.id').andOnVal('parents.item_id', item),
              )
              .join('answers', 'answers.review_id', 'reviews.id'),
            'parents',
            'parents_settled',
          ),
        )
          .where('case_files.audit_id', auditId)
          .whereRaw(`(${parentValue}) <> ?`, [answer])
          .whereIn('answers.item_id', children)
          .whereRaw(`(${value}) = ?`, ['yes'])
          .orderBy('case_files.id')
          .select(
            'case_files.id as file_id',
            'case_files.group_id',
            'case_files.reference',
            'answers.item_id',
            database.query.raw(`${value} as value`),
            database.query.raw(`${parentValue} as parent_value`),
          );
        pairs.push(
          ...rows.map((row) => ({
            fileId: row.file_id,
            groupId: row.group_id,
            reference: row.reference,
            checkId: row.item_id,
            answer: row.value,
            parentAnswer: row.parent_value,
          })),
        );
      }
      return pairs;
    },
  };
}
