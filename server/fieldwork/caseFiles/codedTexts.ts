import type { Database } from '../../platform/db/database.ts';
import { holdingNothing } from './answers.ts';
import { countingValue, joinSettlements } from './countingAnswer.ts';
import { groupBy } from '../../platform/groupBy.ts';
import { firstReadings, joinReadingNamed } from './queries.ts';

/** One person's code of a text. */
export interface Coding {
  coder: 1 | 2;
  value: string;
  userId: number;
  userName: string;
}

/** A text of a complete record that is to be coded, as it counts. */
export interface CodedTextLine {
  fileId: number;
  /** Of the first reading. */
  readingId: number;
  groupId: number;
  reference: string;
  text: string;
  /** The code that counts so far; null where none does. */
  counting: string | null;
  /** What the two who code apart have said, the first before the second. */
  codings: Coding[];
}

export type CodedTextStore = ReturnType<typeof createCodedTextStore>;

/** Texts that people put under codes: what two of them say of each, and the code that counts. */
export function createCodedTextStore(database: Database) {
  return {
    /**
     * The texts of an audit, in the order in which their records were begun; records that are not complete are left
     * out, and so are those without a text.
     *
     * @param fileId - of one record alone
     */
    async texts(auditId: number, textId: string, codeId: string, fileId?: number): Promise<CodedTextLine[]> {
      const query = firstReadings(database)
        .join('answers as texts', (join) =>
          join.on('texts.review_id', 'reviews.id').andOnVal('texts.item_id', textId),
        )
        .leftJoin('answers as codes', (join) =>
          join.on('codes.review_id', 'reviews.id').andOnVal('codes.item_id', codeId),
        );
      void joinSettlements(query, 'texts', 'settled_texts');
      void joinSettlements(query, 'codes', 'settled_codes');
      const rows: {
        id: number;
        review_id: number;
        group_id: number;
        reference: string;
        text: string | null;
        counting: string | null;
      }[] = await query
        .where('case_files.audit_id', auditId)
        .whereNotNull('reviews.completed_at')
        .modify((one) => {
          if (fileId !== undefined) void one.where('case_files.id', fileId);
        })
        .orderBy('case_files.id')
        .select(
          'case_files.id',
          'reviews.id as review_id',
          'case_files.group_id',
          'case_files.reference',
          database.query.raw(`${countingValue('texts', 'settled_texts')} as text`),
          database.query.raw(`${countingValue('codes', 'settled_codes')} as counting`),
        );
      const codings: { review_id: number; coder: 1 | 2; value: string; coded_by: number; name: string }[] =
        await joinReadingNamed(database.query('codings'), 'codings.review_id')
          .join('users', 'users.id', 'codings.coded_by')
          .where({ 'case_files.audit_id': auditId, 'codings.item_id': codeId })
          .modify((one) => {
            if (fileId !== undefined) void one.where('case_files.id', fileId);
          })
          .orderBy('codings.coder')
          .select(
            'codings.review_id',
            'codings.coder',
            'codings.value',
            'codings.coded_by',
            'users.name as name',
          );
      const codingsOf = groupBy(codings, (row) => row.review_id);
      return rows.flatMap((row) =>
        row.text === null || row.text.trim() === ''
          ? []
          : [
              {
                fileId: row.id,
                readingId: row.review_id,
                groupId: row.group_id,
                reference: row.reference,
                text: row.text,
                counting: row.counting,
                codings: (codingsOf.get(row.review_id) ?? []).map((coding) => ({
                  coder: coding.coder,
                  value: coding.value,
                  userId: coding.coded_by,
                  userName: coding.name,
                })),
              },
            ],
      );
    },

    /** Keeps a person's code of a text; one that the person gave before is replaced. */
    async code(
      readingId: number,
      codeId: string,
      { coder, value, userId }: Pick<Coding, 'coder' | 'value' | 'userId'>,
      at: string,
    ): Promise<void> {
      await database
        .query('codings')
        .insert({ review_id: readingId, item_id: codeId, coder, value, coded_by: userId, coded_at: at })
        .onConflict(['review_id', 'item_id', 'coder'])
        .merge();
    },

    /**
     * Makes a code the answer of the first reading, be that complete or not, or takes it away; its version rises, so that
     * a form that is open meanwhile does not undo it unseen. Who codes has not read the record for that.
     */
    async setCode(
      readingId: number,
      codeId: string,
      value: string | null,
      userId: number,
      at: string,
    ): Promise<void> {
      const row = { review_id: readingId, item_id: codeId };
      if (value === null) {
        await database.query('answers').where(row).update({ value });
        // A row that holds nothing is not kept, unless something is settled in its place.
        await database
          .query('answers')
          .where(row)
          .modify(holdingNothing)
          .whereNotExists(database.query('settlements').where(row))
          .delete();
      } else {
        await database
          .query('answers')
          .insert({ ...row, value })
          .onConflict(['review_id', 'item_id'])
          .merge(['value']);
      }
      await database
        .query('reviews')
        .where({ id: readingId })
        .update({ updated_by: userId, updated_at: at, last_change: null })
        .increment('version', 1);
    },
  };
}
