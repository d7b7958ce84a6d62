import { planEntrySchema, referenceKey } from '../../../rules/index.ts';
import type { Answers, PlanEntry } from '../../../rules/index.ts';
import type { Database } from '../../platform/db/database.ts';
import { countingAnswersOf } from '../caseFiles/countingAnswer.ts';
import { firstReadings, joinReadingIfAny, joinReadingNamed, SECOND_READING } from '../caseFiles/queries.ts';

/** The plan of one reading as it is kept. */
export interface StoredPlan {
  /** Rises with every save. */
  version: number;
  entry: PlanEntry;
  updatedAt: string;
  updatedByName: string | null;
}

/** The plan of a first reading, with the answers that count for its file. */
export interface PlanOfFile {
  readingId: number;
  fileId: number;
  groupId: number;
  reference: string;
  version: number;
  entry: PlanEntry;
  answers: Answers;
}

/** A goal that the lead shows to a provider. */
export interface GoalExample {
  readingId: number;
  /** As the plan had it when it was chosen. */
  goal: string;
  /** As the provider reads it. */
  shown: string;
  better: string;
}

export type RecoveryPlanRepository = ReturnType<typeof createRecoveryPlanRepository>;

export function createRecoveryPlanRepository(database: Database) {
  return {
    async ofReading(readingId: number): Promise<StoredPlan | null> {
      const row = await database
        .query('plans')
        .leftJoin('users', 'users.id', 'plans.updated_by')
        .where({ review_id: readingId })
        .select<{ version: number; content: string; updated_at: string; updated_by_name: string | null }[]>(
          'plans.version',
          'plans.content',
          'plans.updated_at',
          'users.name as updated_by_name',
        )
        .first();
      if (!row) return null;
      return {
        version: row.version,
        entry: entryOf(row.content),
        updatedAt: row.updated_at,
        updatedByName: row.updated_by_name,
      };
    },

    /**
     * Saves a plan that is still at the version it was read at, 0 where there was none, and notes who reads the file.
     *
     * @returns false, with nothing written, when somebody else has saved since
     */
    async save(
      readingId: number,
      version: number,
      entry: PlanEntry,
      userId: number,
      at: string,
    ): Promise<boolean> {
      const row = { content: JSON.stringify(entry), updated_by: userId, updated_at: at };
      const written =
        version === 0
          ? (
              await database
                .query('plans')
                .insert({ review_id: readingId, version: 1, ...row })
                .onConflict('review_id')
                .ignore()
                .returning<{ review_id: number }[]>('review_id')
            ).length
          : await database
              .query('plans')
              .where({ review_id: readingId, version })
              .update({ version: version + 1, ...row });
      if (written === 0) return false;
      await database
        .query('review_readers')
        .insert({ review_id: readingId, user_id: userId })
        .onConflict(['review_id', 'user_id'])
        .ignore();
      return true;
    },

    /** The plans of all first readings of an audit, in the order in which the files were begun. */
    async ofAudit(auditId: number): Promise<PlanOfFile[]> {
      const rows: {
        review_id: number;
        file_id: number;
        group_id: number;
        reference: string;
        version: number;
        content: string;
      }[] = await firstReadings(database)
        .join('plans', 'plans.review_id', 'reviews.id')
        .where('case_files.audit_id', auditId)
        .orderBy('case_files.id')
        .select(
          'plans.review_id',
          'case_files.id as file_id',
          'case_files.group_id',
          'case_files.reference',
          'plans.version',
          'plans.content',
        );
      const answersOf = await countingAnswersOf(
        database,
        rows.map((row) => row.review_id),
      );
      return rows.map((row) => ({
        readingId: row.review_id,
        fileId: row.file_id,
        groupId: row.group_id,
        reference: row.reference,
        version: row.version,
        entry: entryOf(row.content),
        answers: answersOf.get(row.review_id) ?? new Map<string, string>(),
      }));
    },

    /** The first readings of an audit's files by reference in small letters, and whether each has a plan. */
    async targets(
      auditId: number,
    ): Promise<Map<string, { readingId: number; hasPlan: boolean; frozen: boolean }>> {
      const rows: {
        id: number;
        reference: string;
        has_plan: number | null;
        completed_at: string | null;
        second_completed_at: string | null;
      }[] = await firstReadings(database)
        .modify(joinReadingIfAny, SECOND_READING, 'seconds')
        .leftJoin('plans', 'plans.review_id', 'reviews.id')
        .where('case_files.audit_id', auditId)
        .select(
          'reviews.id',
          'case_files.reference',
          'plans.review_id as has_plan',
          'reviews.completed_at',
          'seconds.completed_at as second_completed_at',
        );
      return new Map(
        rows.map((row) => [
          referenceKey(row.reference),
          {
            readingId: row.id,
            hasPlan: row.has_plan !== null,
            frozen: row.completed_at !== null && row.second_completed_at !== null,
          },
        ]),
      );
    },

    /** When a plan of an audit was last saved; null where none was. */
    async lastChange(auditId: number): Promise<string | null> {
      const row = await joinReadingNamed(database.query('plans'), 'plans.review_id')
        .where('case_files.audit_id', auditId)
        .max<{ last: string | null }[]>('plans.updated_at as last')
        .first();
      return row?.last ?? null;
    },

    async examples(auditId: number, providerId: number): Promise<GoalExample[]> {
      const rows = await database
        .query('goal_examples')
        .where({ audit_id: auditId, provider_id: providerId })
        .orderBy('id')
        .select<{ review_id: number; goal: string; shown: string; better: string }[]>(
          'review_id',
          'goal',
          'shown',
          'better',
        );
      return rows.map(({ review_id, ...row }) => ({ readingId: review_id, ...row }));
    },

    /** Puts these in the place of all examples that were chosen for a provider. */
    async setExamples(auditId: number, providerId: number, examples: readonly GoalExample[]): Promise<void> {
      await database.query('goal_examples').where({ audit_id: auditId, provider_id: providerId }).delete();
      if (examples.length === 0) return;
      await database.query('goal_examples').insert(
        examples.map(({ readingId, ...example }) => ({
          audit_id: auditId,
          provider_id: providerId,
          review_id: readingId,
          ...example,
        })),
      );
    },
  };
}

/** Defaults fill in what a later version of the program has added. */
const entryOf = (content: string): PlanEntry => planEntrySchema.parse(JSON.parse(content));
