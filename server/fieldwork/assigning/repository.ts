import type { Database } from '../../platform/db/database.ts';

/** A file that is assigned: a drawn one, or one that was begun outside the sample. */
export interface AssignedFile {
  auditId: number;
  sampledId: number | null;
  caseFileId: number | null;
  userId: number;
  userName: string;
}

/** Which file: one of the two is its id. */
export type FileToAssign = { sampledId: number; caseFileId: null } | { sampledId: null; caseFileId: number };

export type AssignedFileRepository = ReturnType<typeof createAssignedFileRepository>;

/** Who is to read which file. */
export function createAssignedFileRepository(database: Database) {
  const columns = ({ sampledId, caseFileId }: FileToAssign) =>
    sampledId === null ? { case_file_id: caseFileId } : { sampled_id: sampledId };

  async function unassign(file: FileToAssign): Promise<void> {
    await database.query('assigned_files').where(columns(file)).delete();
  }

  return {
    /** What is assigned in these audits. */
    async of(auditIds: readonly number[]): Promise<AssignedFile[]> {
      const rows = await database
        .query('assigned_files')
        .join('users', 'users.id', 'assigned_files.user_id')
        .whereIn('assigned_files.audit_id', auditIds)
        .orderBy('assigned_files.id')
        .select<
          {
            audit_id: number;
            sampled_id: number | null;
            case_file_id: number | null;
            user_id: number;
            name: string;
          }[]
        >('assigned_files.*', 'users.name');
      return rows.map((row) => ({
        auditId: row.audit_id,
        sampledId: row.sampled_id,
        caseFileId: row.case_file_id,
        userId: row.user_id,
        userName: row.name,
      }));
    },
    async assign(auditId: number, file: FileToAssign, userId: number, at: string): Promise<void> {
      await unassign(file);
      await database
        .query('assigned_files')
        .insert({ audit_id: auditId, ...columns(file), user_id: userId, assigned_at: at });
    },
    unassign,
    /** Gives the file that takes the place of another one to whoever had that. */
    async handOn(fromSampledId: number, toSampledId: number): Promise<void> {
      await database
        .query('assigned_files')
        .where({ sampled_id: fromSampledId })
        .update({ sampled_id: toSampledId });
    },
    /** Takes back what a person has in an audit, when they leave its panel. */
    async forget(auditId: number, userId: number): Promise<void> {
      await database.query('assigned_files').where({ audit_id: auditId, user_id: userId }).delete();
    },
  };
}
