import { joinReadingNamed } from '../../fieldwork/caseFiles/queries.ts';
import type { Database } from '../../platform/db/database.ts';
import { groupBy } from '../../platform/groupBy.ts';

/** A question that a provider asks about an issued report; open until the lead answers it. */
export interface Query {
  id: number;
  reportId: number;
  auditId: number;
  providerId: number;
  /** The version of the report that it is about. */
  version: number;
  itemId: string | null;
  /** A finding of the report, by the id that it had when the report was issued. */
  findingId: number | null;
  text: string;
  raisedAt: string;
  raisedByName: string;
  answer: string | null;
  answeredAt: string | null;
  answeredByName: string | null;
  corrections: Correction[];
}

/** An answer put right under a query; null stands for not recorded. */
interface Correction {
  itemId: string;
  fileId: number;
  reference: string;
  before: string | null;
  after: string | null;
  reason: string;
  /** The comment on the answer no longer goes to providers. */
  commentLeftOut: boolean;
  correctedAt: string;
}

export type QueryRepository = ReturnType<typeof createQueryRepository>;

export function createQueryRepository(database: Database) {
  interface Row {
    id: number;
    report_id: number;
    audit_id: number;
    provider_id: number;
    version: number;
    item_id: string | null;
    finding_id: number | null;
    text: string;
    raised_at: string;
    raised_by_name: string;
    answer: string | null;
    answered_at: string | null;
    answered_by_name: string | null;
  }
  const queries = () =>
    database
      .query('report_queries')
      .join('reports', 'reports.id', 'report_queries.report_id')
      .join('users as raisers', 'raisers.id', 'report_queries.raised_by')
      .leftJoin('users as answerers', 'answerers.id', 'report_queries.answered_by')
      .orderBy('report_queries.id')
      .select<Row[]>(
        'report_queries.*',
        'reports.audit_id',
        'reports.provider_id',
        'reports.version',
        'raisers.name as raised_by_name',
        'answerers.name as answered_by_name',
      );

  async function withCorrections(rows: Row[]): Promise<Query[]> {
    const corrections: {
      query_id: number;
      item_id: string;
      case_file_id: number;
      reference: string;
      value_before: string | null;
      value_after: string | null;
      reason: string;
      comment_left_out: string | null;
      corrected_at: string;
    }[] = await joinReadingNamed(database.query('answer_corrections'), 'answer_corrections.review_id')
      .whereIn(
        'query_id',
        rows.map((row) => row.id),
      )
      .orderBy('answer_corrections.id')
      .select('answer_corrections.*', 'reviews.case_file_id', 'case_files.reference');
    return rows.map((row) => ({
      id: row.id,
      reportId: row.report_id,
      auditId: row.audit_id,
      providerId: row.provider_id,
      version: row.version,
      itemId: row.item_id,
      findingId: row.finding_id,
      text: row.text,
      raisedAt: row.raised_at,
      raisedByName: row.raised_by_name,
      answer: row.answer,
      answeredAt: row.answered_at,
      answeredByName: row.answered_by_name,
      corrections: corrections
        .filter((correction) => correction.query_id === row.id)
        .map((correction) => ({
          itemId: correction.item_id,
          fileId: correction.case_file_id,
          reference: correction.reference,
          before: correction.value_before,
          after: correction.value_after,
          reason: correction.reason,
          commentLeftOut: correction.comment_left_out !== null,
          correctedAt: correction.corrected_at,
        })),
    }));
  }

  /** By audit, the queries, oldest first; of one provider when it is named. An audit without any is not in it. */
  async function ofAudits(
    auditIds: readonly number[],
    providerId?: number,
  ): Promise<ReadonlyMap<number, Query[]>> {
    const about = providerId === undefined ? {} : { 'reports.provider_id': providerId };
    const rows: Row[] = await queries().whereIn('reports.audit_id', auditIds).where(about);
    return groupBy(await withCorrections(rows), (query) => query.auditId);
  }

  return {
    /** The queries of an audit, oldest first; of one provider when it is named. */
    of: async (auditId: number, providerId?: number): Promise<Query[]> =>
      (await ofAudits([auditId], providerId)).get(auditId) ?? [],
    ofAudits,
    async byId(id: number): Promise<Query | null> {
      return (await withCorrections(await queries().where('report_queries.id', id)))[0] ?? null;
    },
    async add(
      query: { reportId: number; itemId: string | null; findingId: number | null; text: string },
      userId: number,
      at: string,
    ): Promise<number> {
      const [row] = await database
        .query('report_queries')
        .insert({
          report_id: query.reportId,
          item_id: query.itemId,
          finding_id: query.findingId,
          text: query.text,
          raised_by: userId,
          raised_at: at,
        })
        .returning<{ id: number }[]>('id');
      if (!row) throw new Error('the database did not return the id of the new query');
      return row.id;
    },
    async answer(id: number, answer: string, userId: number, at: string): Promise<void> {
      await database
        .query('report_queries')
        .where({ id })
        .update({ answer, answered_by: userId, answered_at: at });
    },
    async addCorrection(
      correction: {
        queryId: number;
        readingId: number;
        itemId: string;
        before: string | null;
        after: string | null;
        reason: string;
        /** The mark of the comment that no longer goes with the answer. */
        commentLeftOut: string | null;
      },
      userId: number,
      at: string,
    ): Promise<void> {
      await database.query('answer_corrections').insert({
        query_id: correction.queryId,
        review_id: correction.readingId,
        item_id: correction.itemId,
        value_before: correction.before,
        value_after: correction.after,
        reason: correction.reason,
        comment_left_out: correction.commentLeftOut,
        corrected_by: userId,
        corrected_at: at,
      });
    },
  };
}
