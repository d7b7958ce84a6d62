import type { DeclaredInterest } from '../../../rules/index.ts';
import type { Database } from '../../platform/db/database.ts';

/** A declaration with whose it is. */
export interface Declaration extends DeclaredInterest {
  userName: string;
  providerName: string | null;
  declaredAt: string;
}

/** A file that was taken back from somebody: a drawn one, or one that was begun outside the sample. */
export interface TakenBack {
  userId: number;
  sampledId: number | null;
  caseFileId: number | null;
}

/** A file of the caseload list, drawn or not, begun or not. */
interface ListedFile {
  sampledId: number;
  caseFileId: number | null;
  groupId: number;
  reference: string;
  worker: string | null;
}

/** The declarations that bear on an audit, whoever's they are: of a service anywhere, and of a worker on its list. */
export const interestsIn = (database: Database, auditId: number) =>
  database
    .query('declared_interests')
    .where((own) =>
      own.whereNull('declared_interests.audit_id').orWhere('declared_interests.audit_id', auditId),
    );

export type InterestStore = ReturnType<typeof createInterestStore>;

/** Declared interests, and the files that were taken back for them. */
export function createInterestStore(database: Database) {
  return {
    /** What those on the panel of an audit have declared that bears on it: services, and workers on its list. */
    async declaredIn(auditId: number): Promise<Declaration[]> {
      const rows = await interestsIn(database, auditId)
        .join('panel_members', 'panel_members.user_id', 'declared_interests.user_id')
        .join('users', 'users.id', 'declared_interests.user_id')
        .leftJoin('providers', 'providers.id', 'declared_interests.provider_id')
        .where('panel_members.audit_id', auditId)
        .orderBy('users.name')
        .orderBy('declared_interests.id')
        .select<
          {
            user_id: number;
            user_name: string;
            provider_id: number | null;
            provider_name: string | null;
            worker: string | null;
            declared_at: string;
          }[]
        >(
          'declared_interests.user_id',
          'users.name as user_name',
          'declared_interests.provider_id',
          'providers.name as provider_name',
          'declared_interests.worker',
          'declared_interests.declared_at',
        );
      return rows.map((row) => ({
        userId: row.user_id,
        userName: row.user_name,
        providerId: row.provider_id,
        providerName: row.provider_name,
        worker: row.worker,
        declaredAt: row.declared_at,
      }));
    },

    async add(interest: DeclaredInterest & { auditId: number | null; declaredAt: string }): Promise<void> {
      await database.query('declared_interests').insert({
        user_id: interest.userId,
        provider_id: interest.providerId,
        audit_id: interest.auditId,
        worker: interest.worker,
        declared_at: interest.declaredAt,
      });
    },

    async remove({ userId, providerId, worker }: DeclaredInterest, auditId: number): Promise<void> {
      await database
        .query('declared_interests')
        .where({ user_id: userId })
        .where(providerId === null ? { audit_id: auditId, worker } : { provider_id: providerId })
        .delete();
    },

    /** The workers on the list of an audit, with how many files each has there. */
    async workers(auditId: number): Promise<{ worker: string; files: number }[]> {
      const rows = await database
        .query('sampled_files')
        .where({ audit_id: auditId })
        .whereNotNull('worker')
        .groupBy('worker')
        .orderBy('worker')
        .select<{ worker: string; files: number | string }[]>(
          'worker',
          database.query.raw('count(*) as files'),
        );
      return rows.map(({ worker, files }) => ({ worker, files: Number(files) }));
    },

    /** The files on the list of an audit, drawn or not, that are of one of these workers or groups. */
    async listedFiles(
      auditId: number,
      of: { workers: readonly string[]; groupIds: readonly number[] },
    ): Promise<ListedFile[]> {
      const rows = await database
        .query('sampled_files')
        .where({ audit_id: auditId })
        .where((wanted) => wanted.whereIn('worker', of.workers).orWhereIn('group_id', of.groupIds))
        .select<
          {
            id: number;
            case_file_id: number | null;
            group_id: number;
            reference: string;
            worker: string | null;
          }[]
        >('id', 'case_file_id', 'group_id', 'reference', 'worker');
      return rows.map(({ id, case_file_id: caseFileId, group_id: groupId, reference, worker }) => ({
        sampledId: id,
        caseFileId,
        groupId,
        reference,
        worker,
      }));
    },

    /** Where a file of the list is, drawn or not. */
    async placeOfSampled(
      auditId: number,
      sampledId: number,
    ): Promise<{ groupId: number; reference: string } | null> {
      const row = await database
        .query('sampled_files')
        .where({ audit_id: auditId, id: sampledId })
        .select<{ group_id: number; reference: string }[]>('group_id', 'reference')
        .first();
      return row ? { groupId: row.group_id, reference: row.reference } : null;
    },

    async noteTakenBack(auditId: number, files: readonly TakenBack[], at: string): Promise<void> {
      if (files.length === 0) return;
      await database.query('files_taken_back').insert(
        files.map(({ userId, sampledId, caseFileId }) => ({
          audit_id: auditId,
          user_id: userId,
          sampled_id: sampledId,
          case_file_id: caseFileId,
          taken_at: at,
        })),
      );
    },

    /** What was taken back in an audit, the oldest first. */
    async takenBack(auditId: number): Promise<TakenBack[]> {
      const rows = await database
        .query('files_taken_back')
        .where({ audit_id: auditId })
        .orderBy('id')
        .select<{ user_id: number; sampled_id: number | null; case_file_id: number | null }[]>('*');
      return rows.map((row) => ({
        userId: row.user_id,
        sampledId: row.sampled_id,
        caseFileId: row.case_file_id,
      }));
    },
  };
}
