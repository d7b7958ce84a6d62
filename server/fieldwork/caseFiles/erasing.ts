import type { Knex } from 'knex';
import type { Database } from '../../platform/db/database.ts';

/** How many of each kind there are of what is recorded of the cases of an audit. */
export interface CaseAmounts {
  files: number;
  readings: number;
  answers: number;
  comments: number;
  /** Answers of which somebody said where they were seen; what was erased before had none. */
  places?: number;
  /** Safeguarding alerts; what was erased before had none. */
  alerts?: number;
  plans: number;
  corrections: number;
  notes: number;
  sampled: number;
  copies: number;
}

/** What is recorded of the cases of an audit: counted, and erased for good. */
export function createEraser(database: Database) {
  const { query } = { query: (table: string) => database.query(table) };
  const filesOf = (auditId: number) => query('case_files').where({ audit_id: auditId }).select('id');
  const reviewsOf = (auditId: number) =>
    query('reviews').whereIn('case_file_id', filesOf(auditId)).select('id');
  const count = async (rows: Knex.QueryBuilder): Promise<number> => {
    const row = (await rows.count('* as n').first()) as { n: number | string } | undefined;
    return Number(row?.n ?? 0);
  };
  const inReviews = (table: string, auditId: number) => query(table).whereIn('review_id', reviewsOf(auditId));
  const ofAudit = (table: string, auditId: number) => query(table).where({ audit_id: auditId });

  return {
    /** How much there is of each kind. */
    async amounts(auditId: number): Promise<CaseAmounts> {
      const commented = inReviews('answers', auditId).whereNotNull('comment').whereNot({ comment: '' });
      const onReadings = query('reviews').whereIn('case_file_id', filesOf(auditId)).whereNot({ comment: '' });
      return {
        files: await count(ofAudit('case_files', auditId)),
        readings: await count(query('reviews').whereIn('case_file_id', filesOf(auditId))),
        answers: await count(inReviews('answers', auditId).whereNotNull('value')),
        comments: (await count(commented)) + (await count(onReadings)),
        places: await count(
          inReviews('answers', auditId).where((said) =>
            said.whereNotNull('place').orWhereNotNull('entry_on'),
          ),
        ),
        plans: await count(inReviews('plans', auditId)),
        corrections: await count(inReviews('answer_corrections', auditId)),
        notes: await count(inReviews('file_notes', auditId)),
        alerts: await count(ofAudit('safeguarding_alerts', auditId)),
        sampled: await count(ofAudit('sampled_files', auditId)),
        copies: await count(ofAudit('device_copies', auditId)),
      };
    },

    /**
     * Erases all of it; to be called within a write. What hangs on a case file goes with it by itself. How a sample was
     * drawn stays, without the files in it.
     */
    async erase(auditId: number): Promise<void> {
      for (const table of [
        'case_files',
        'reading_draws',
        'sampled_files',
        'ndtms_clients',
        'device_copies',
      ]) {
        await ofAudit(table, auditId).delete();
      }
      for (const table of [
        'goal_examples',
        'sheet_words',
        'questionnaire_sheets',
        'stopping_orders',
        'waiting_files',
      ]) {
        await ofAudit(table, auditId).delete();
      }
      // The comment that a finding was made from.
      await ofAudit('findings', auditId).update({ taken_from: null });
    },
  };
}
