import type { Database } from '../db/database.ts';

export interface Release {
  auditId: number;
  providerId: number;
  releasedAt: string;
}

export type FeedbackRepository = ReturnType<typeof createFeedbackRepository>;

export function createFeedbackRepository(database: Database) {
  interface Row {
    audit_id: number;
    provider_id: number;
    released_at: string;
  }
  const toRelease = (row: Row): Release => ({
    auditId: row.audit_id,
    providerId: row.provider_id,
    releasedAt: row.released_at,
  });
  return {
    async ofAudit(auditId: number): Promise<Release[]> {
      const rows = await database.query('feedback_releases').where({ audit_id: auditId }).select<Row[]>('*');
      return rows.map(toRelease);
    },
    /** What a provider has been given, newest first. */
    async ofProvider(providerId: number): Promise<Release[]> {
      const rows = await database
        .query('feedback_releases')
        .where({ provider_id: providerId })
        .orderBy('released_at', 'desc')
        .select<Row[]>('*');
      return rows.map(toRelease);
    },
    async add(release: Release, releasedBy: number): Promise<void> {
      await database.query('feedback_releases').insert({
        audit_id: release.auditId,
        provider_id: release.providerId,
        released_at: release.releasedAt,
        released_by: releasedBy,
      });
    },
    /** Every comment on the files of these groups; what stands under no item is about the whole file. */
    async comments(groupIds: number[]): Promise<{ item: string | null; text: string }[]> {
      const readings = () =>
        database
          .query('case_files')
          .join('reviews', 'reviews.case_file_id', 'case_files.id')
          .whereIn('case_files.group_id', groupIds);
      const onItems: { item_id: string; comment: string }[] = await readings()
        .join('answers', 'answers.review_id', 'reviews.id')
        .whereNotNull('answers.comment')
        .select('answers.item_id', 'answers.comment');
      const onFiles: { comment: string }[] = await readings()
        .whereNot('reviews.comment', '')
        .select('reviews.comment');
      return [
        ...onItems.map((row) => ({ item: row.item_id, text: row.comment })),
        ...onFiles.map((row) => ({ item: null, text: row.comment })),
      ];
    },
    async remove(auditId: number, providerId: number): Promise<boolean> {
      return (
        (await database
          .query('feedback_releases')
          .where({ audit_id: auditId, provider_id: providerId })
          .delete()) === 1
      );
    },
  };
}
