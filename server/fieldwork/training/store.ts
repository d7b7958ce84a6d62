import type { Answers, TrainingChoice } from '../../../rules/index.ts';
import type { Database } from '../../platform/db/database.ts';

/** What somebody answered about one made-up file. */
export interface TrainingReading {
  userId: number;
  fileId: string;
  answers: Answers;
  readAt: string;
}

interface ReadingRow {
  user_id: number;
  file_id: string;
  said: string;
  read_at: string;
}

export type TrainingStore = ReturnType<typeof createTrainingStore>;

/** Whether panels read made-up files, and what readers answered. No figure, report or export reads the answers. */
export function createTrainingStore(database: Database) {
  return {
    /** Null where nobody has chosen. */
    async choiceOf(auditId: number): Promise<TrainingChoice | null> {
      const row: TrainingChoice | undefined = await database
        .query('training_choices')
        .where({ audit_id: auditId })
        .first('files', 'reason');
      return row ? { files: row.files, reason: row.reason } : null;
    },

    async choose(auditId: number, choice: TrainingChoice, actorId: number, at: string): Promise<void> {
      await database
        .query('training_choices')
        .insert({ audit_id: auditId, ...choice, chosen_by: actorId, chosen_at: at })
        .onConflict('audit_id')
        .merge();
    },

    /** How many files somebody still has to read before the first file of each audit; one of which there are none is not in it. */
    async waiting(auditIds: readonly number[], userId: number): Promise<ReadonlyMap<number, number>> {
      const rows: { audit_id: number; files: number; read: number | string }[] = await database
        .query('training_choices')
        .leftJoin('training_readings', (join) =>
          join
            .on('training_readings.audit_id', 'training_choices.audit_id')
            .andOnVal('training_readings.user_id', userId),
        )
        .whereIn('training_choices.audit_id', auditIds)
        .groupBy('training_choices.audit_id', 'training_choices.files')
        .select('training_choices.audit_id', 'training_choices.files')
        .count({ read: 'training_readings.id' });
      return new Map(
        rows.flatMap((row) => {
          const left = row.files - Number(row.read);
          return left > 0 ? [[row.audit_id, left] as const] : [];
        }),
      );
    },

    /** In the order in which they were read; of one person, or of all. */
    async readings(auditId: number, userId: number | null): Promise<TrainingReading[]> {
      const rows: ReadingRow[] = await database
        .query('training_readings')
        .where({ audit_id: auditId, ...(userId !== null && { user_id: userId }) })
        .orderBy('id')
        .select('user_id', 'file_id', 'said', 'read_at');
      return rows.map((row) => ({
        userId: row.user_id,
        fileId: row.file_id,
        answers: new Map(Object.entries(JSON.parse(row.said) as Record<string, string>)),
        readAt: row.read_at,
      }));
    },

    /**
     * Keeps what somebody answered; nothing where the file was read before, since what is settled is known then.
     *
     * @returns whether it was kept
     */
    async add(auditId: number, { userId, fileId, answers, readAt }: TrainingReading): Promise<boolean> {
      const kept = (await database
        .query('training_readings')
        .insert({
          audit_id: auditId,
          user_id: userId,
          file_id: fileId,
          said: JSON.stringify(Object.fromEntries(answers)),
          read_at: readAt,
        })
        .onConflict(['audit_id', 'user_id', 'file_id'])
        .ignore()
        .returning('id')) as unknown[];
      return kept.length === 1;
    },
  };
}
