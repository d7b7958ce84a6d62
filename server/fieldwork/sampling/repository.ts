import type { SampleAmount, SamplingMethod } from '../../../rules/index.ts';
import type { Database } from '../../platform/db/database.ts';
import { caseFilesOf } from '../caseFiles/queries.ts';

/** The sample of an audit: a caseload list that was uploaded, and drawn from once there is a seed. */
export interface Sample {
  auditId: number;
  listedAt: string;
  listedByName: string;
  /** Rows of the list that were left out by whoever kept the rest of it. */
  leftOut: number;
  seed: string | null;
  drawnAt: string | null;
  drawnByName: string | null;
  /** How often it was drawn; the last one holds. */
  draws: number;
  /** When the first drawn file was begun or replaced; the sample is fixed from then on. */
  lockedAt: string | null;
}

/** How one group was drawn. */
export interface GroupDraw extends SampleAmount {
  groupId: number;
  /** As it was called on the list. */
  groupName: string;
  method: SamplingMethod;
  listed: number;
  drawn: number;
}

/** A file that was drawn, or that took the place of one, and what became of it. */
export interface SampledFile {
  id: number;
  groupId: number;
  reference: string;
  position: number;
  status: 'drawn' | 'not_found';
  /** The case file that it was begun as. */
  caseFileId: number | null;
  reason: string | null;
  /** The reference of the file that was taken instead. */
  replacedBy: string | null;
}

/** A file of the list as it is kept. */
export interface ListedFile {
  groupId: number;
  row: number;
  reference: string;
  /** What the list says of it, by item id, as JSON; null for nothing. */
  fields: string | null;
  /** The code of whoever works with the person, where the list has one. */
  worker?: string | null | undefined;
}

export interface DrawnFile extends ListedFile {
  position: number;
  status: 'drawn' | 'reserve';
}

const BATCH = 500;

export type SampleRepository = ReturnType<typeof createSampleRepository>;

export function createSampleRepository(database: Database) {
  async function insert(auditId: number, files: (ListedFile & Partial<DrawnFile>)[]): Promise<void> {
    for (let start = 0; start < files.length; start += BATCH) {
      await database.query('sampled_files').insert(
        files.slice(start, start + BATCH).map((file) => ({
          audit_id: auditId,
          group_id: file.groupId,
          sheet_row: file.row,
          reference: file.reference,
          fields: file.fields,
          worker: file.worker ?? null,
          status: file.status ?? 'listed',
          position: file.position ?? null,
        })),
      );
    }
  }

  return {
    async of(auditId: number): Promise<Sample | null> {
      const row = await database
        .query('samples')
        .join('users as lister', 'lister.id', 'samples.listed_by')
        .leftJoin('users as drawer', 'drawer.id', 'samples.drawn_by')
        .where('samples.audit_id', auditId)
        .select<(Omit<Sample, 'leftOut'> & { leftOut: number | null })[]>({
          auditId: 'samples.audit_id',
          listedAt: 'samples.listed_at',
          listedByName: 'lister.name',
          leftOut: 'samples.left_out',
          seed: 'samples.seed',
          drawnAt: 'samples.drawn_at',
          drawnByName: 'drawer.name',
          draws: 'samples.draws',
          lockedAt: 'samples.locked_at',
        })
        .first();
      return row ? { ...row, leftOut: row.leftOut ?? 0 } : null;
    },

    /** How many files of each group are on the list. */
    async listedByGroup(auditId: number): Promise<ReadonlyMap<number, number>> {
      const rows = await database
        .query('sampled_files')
        .where({ audit_id: auditId })
        .groupBy('group_id')
        .select<{ group_id: number; files: number | string }[]>(
          'group_id',
          database.query.raw('count(*) as files'),
        );
      return new Map(rows.map((row) => [row.group_id, Number(row.files)]));
    },

    /** The whole list in the order of the sheet. */
    list: (auditId: number): Promise<ListedFile[]> =>
      database
        .query('sampled_files')
        .where({ audit_id: auditId })
        .orderBy('sheet_row')
        .select<ListedFile[]>('group_id as groupId', 'sheet_row as row', 'reference', 'fields', 'worker'),

    /** Keeps a list in place of the one before, with its draw. */
    async setList(
      auditId: number,
      files: ListedFile[],
      userId: number,
      at: string,
      leftOut = 0,
    ): Promise<void> {
      await database.query('samples').where({ audit_id: auditId }).delete();
      await database
        .query('samples')
        .insert({ audit_id: auditId, listed_at: at, listed_by: userId, left_out: leftOut });
      await insert(auditId, files);
    },

    async remove(auditId: number): Promise<void> {
      await database.query('samples').where({ audit_id: auditId }).delete();
    },

    /** Whether any file of the list has a worker. */
    hasWorkers: async (auditId: number): Promise<boolean> => {
      const own = database.query('sampled_files').where({ audit_id: auditId });
      return (await own.whereNotNull('worker').first('id')) !== undefined;
    },

    /** Every drawn file and the reserve, in the order of the draw. */
    order: (auditId: number): Promise<{ groupId: number; position: number; reference: string }[]> =>
      database
        .query('sampled_files')
        .where({ audit_id: auditId })
        .whereNotNull('position')
        .orderBy('group_id')
        .orderBy('position')
        .select<{ groupId: number; position: number; reference: string }[]>(
          'group_id as groupId',
          'position',
          'reference',
        ),

    async draws(auditId: number): Promise<GroupDraw[]> {
      const rows = await database.query('sample_draws').where({ audit_id: auditId }).select<
        {
          group_id: number;
          group_name: string;
          method: SamplingMethod;
          amount_by: SampleAmount['by'];
          amount: number;
          listed: number;
          drawn: number;
        }[]
      >('*');
      return rows.map((row) => ({
        groupId: row.group_id,
        groupName: row.group_name,
        method: row.method,
        by: row.amount_by,
        amount: row.amount,
        listed: row.listed,
        drawn: row.drawn,
      }));
    },

    /** Puts a draw of the whole list in place of the one before. */
    async setDraw(
      auditId: number,
      seed: string,
      draws: GroupDraw[],
      files: (ListedFile & Partial<DrawnFile>)[],
      userId: number,
      at: string,
    ): Promise<void> {
      await database
        .query('samples')
        .where({ audit_id: auditId })
        .update({ seed, drawn_at: at, drawn_by: userId })
        .increment('draws', 1);
      await database.query('sample_draws').where({ audit_id: auditId }).delete();
      await database.query('sampled_files').where({ audit_id: auditId }).delete();
      if (draws.length > 0) {
        await database.query('sample_draws').insert(
          draws.map((draw) => ({
            audit_id: auditId,
            group_id: draw.groupId,
            group_name: draw.groupName,
            method: draw.method,
            amount_by: draw.by,
            amount: draw.amount,
            listed: draw.listed,
            drawn: draw.drawn,
          })),
        );
      }
      await insert(auditId, files);
    },

    /** The files that were drawn or taken from the reserve, in the order of the draw. */
    async drawnFiles(auditId: number): Promise<SampledFile[]> {
      const rows = await database
        .query('sampled_files')
        .leftJoin('sampled_files as other', 'other.id', 'sampled_files.replaced_by')
        .where('sampled_files.audit_id', auditId)
        .whereIn('sampled_files.status', ['drawn', 'not_found'])
        .orderBy('sampled_files.group_id')
        .orderBy('sampled_files.position')
        .select<SampledRow[]>('sampled_files.*', 'other.reference as other_reference');
      return rows.map(sampledFile);
    },

    async drawnFile(auditId: number, sampledId: number): Promise<SampledFile | null> {
      const row = await database
        .query('sampled_files')
        .leftJoin('sampled_files as other', 'other.id', 'sampled_files.replaced_by')
        .where({ 'sampled_files.audit_id': auditId, 'sampled_files.id': sampledId })
        .whereIn('sampled_files.status', ['drawn', 'not_found'])
        .select<SampledRow[]>('sampled_files.*', 'other.reference as other_reference')
        .first();
      return row ? sampledFile(row) : null;
    },

    /** The first files of each group's reserve, in the order of their use, and how many there are. */
    async reserves(
      auditId: number,
      first: number,
    ): Promise<ReadonlyMap<number, { references: string[]; files: number }>> {
      const counts = await database
        .query('sampled_files')
        .where({ audit_id: auditId, status: 'reserve' })
        .groupBy('group_id')
        .select<{ group_id: number; files: number | string }[]>(
          'group_id',
          database.query.raw('count(*) as files'),
        );
      const reserves = new Map<number, { references: string[]; files: number }>();
      for (const { group_id: groupId, files } of counts) {
        const rows = await database
          .query('sampled_files')
          .where({ audit_id: auditId, group_id: groupId, status: 'reserve' })
          .orderBy('position')
          .limit(first)
          .select<{ reference: string }[]>('reference');
        reserves.set(groupId, { references: rows.map((row) => row.reference), files: Number(files) });
      }
      return reserves;
    },

    /**
     * Marks a drawn file as not found and takes the next of its group's reserve in its place; where every worker is to be
     * read, the next of the same worker while there is one.
     *
     * @returns the reference of that one, or null when the reserve is used up
     */
    async replace(file: SampledFile, reason: string): Promise<string | null> {
      const next = await database
        .query('sampled_files')
        .where({ group_id: file.groupId, status: 'reserve' })
        .orderByRaw(
          `case when worker = (select lost.worker from sampled_files as lost where lost.id = ?)
            and exists (select 1 from sample_draws where sample_draws.group_id = sampled_files.group_id
            and sample_draws.method = 'workers') then 0 else 1 end`,
          [file.id],
        )
        .orderBy('position')
        .select<{ id: number; reference: string }[]>('id', 'reference')
        .first();
      await database
        .query('sampled_files')
        .where({ id: file.id })
        .update({ status: 'not_found', reason, replaced_by: next?.id ?? null });
      if (!next) return null;
      await database.query('sampled_files').where({ id: next.id }).update({ status: 'drawn' });
      return next.reference;
    },

    /** Says of the drawn file with this reference, if there is one to do, that it was begun as this case file. */
    async begun(auditId: number, reference: string, caseFileId: number, at: string): Promise<void> {
      const linked = await database
        .query('sampled_files')
        .where({ audit_id: auditId, status: 'drawn' })
        .whereNull('case_file_id')
        // The databases know small letters of English only.
        .whereRaw('(lower(reference) = ? or reference = ?)', [reference.toLowerCase(), reference])
        .update({ case_file_id: caseFileId });
      if (linked > 0) await this.lock(auditId, at);
    },

    /** What the list says of a drawn file, by item id; empty where it is on no list. */
    async fieldsOf(auditId: number, reference: string): Promise<ReadonlyMap<string, string>> {
      const row = (await database
        .query('sampled_files')
        .where({ audit_id: auditId, status: 'drawn' })
        .whereNotNull('fields')
        .whereRaw('(lower(reference) = ? or reference = ?)', [reference.toLowerCase(), reference])
        .select('fields')
        .first()) as { fields: string } | undefined;
      return new Map(Object.entries(row ? (JSON.parse(row.fields) as Record<string, string>) : {}));
    },

    /** Forgets what the list says of everybody on it, drawn or not, beside reference and group. */
    async forgetFields(auditId: number): Promise<void> {
      await database
        .query('sampled_files')
        .where({ audit_id: auditId })
        .whereNotNull('fields')
        .update({ fields: null });
      await database.query('ndtms_clients').where({ audit_id: auditId }).delete();
      await database.query('call_plans').where({ audit_id: auditId }).delete();
    },

    /** The same for all case files of an audit, after many came in at once; by the reference as it is written. */
    async begunAll(auditId: number, at: string): Promise<void> {
      const linked = await database
        .query('sampled_files')
        .where({ audit_id: auditId, status: 'drawn' })
        .whereNull('case_file_id')
        .whereIn('reference', caseFilesOf(database, auditId).select('reference'))
        .update({
          case_file_id: caseFilesOf(database, auditId)
            .whereRaw('case_files.reference = sampled_files.reference')
            .select('case_files.id'),
        });
      if (linked > 0) await this.lock(auditId, at);
    },

    /** Fixes the sample; the first time counts. */
    async lock(auditId: number, at: string): Promise<void> {
      await database
        .query('samples')
        .where({ audit_id: auditId })
        .whereNull('locked_at')
        .update({ locked_at: at });
    },

    /** Whether files of this group are on a list. */
    hasGroup: async (groupId: number): Promise<boolean> => {
      const row = (await database
        .query('sampled_files')
        .where({ group_id: groupId })
        .select('id')
        .first()) as { id: number } | undefined;
      return row !== undefined;
    },
  };
}

interface SampledRow {
  id: number;
  group_id: number;
  reference: string;
  position: number;
  status: SampledFile['status'];
  case_file_id: number | null;
  reason: string | null;
  other_reference: string | null;
}

function sampledFile(row: SampledRow): SampledFile {
  return {
    id: row.id,
    groupId: row.group_id,
    reference: row.reference,
    position: row.position,
    status: row.status,
    caseFileId: row.case_file_id,
    reason: row.reason,
    replacedBy: row.other_reference,
  };
}
