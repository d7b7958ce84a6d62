import type { Database } from '../../platform/db/database.ts';

/**
 * How far a self-audit is: with its provider from the beginning or again, handed in, or validated. What was handed in
 * counts until something else is.
 */
type SelfAuditState = 'answering' | 'handedIn' | 'givenBack' | 'validated';

/** What is kept of a provider's self-audit, beside its answers. */
export interface SelfAuditRecord {
  id: number;
  auditId: number;
  providerId: number;
  /** Where what was handed in counts; null before that. */
  fileId: number | null;
  state: SelfAuditState;
  handedInAt: string | null;
  handedInByName: string | null;
  givenBackAt: string | null;
  givenBackByName: string | null;
  givenBackReason: string | null;
  validatedAt: string | null;
  validatedByName: string | null;
  /** From when on the provider sees what was validated, where the lead has not waited for the end of the audit. */
  shownAt: string | null;
}

/** What a provider has said of one item so far. */
export interface OwnAnswer {
  value: string | null;
  evidence: string;
  comment: string;
  /** 0 where nothing was saved yet. */
  version: number;
}

/** What a provider has said of one item so far, and what it had said of it when it handed in last. */
export interface KeptAnswer extends OwnAnswer {
  handedIn: { evidence: string; comment: string };
}

/** A PDF as evidence, without its bytes. */
export interface EvidenceNote {
  id: number;
  itemId: string;
  name: string;
  bytes: number;
  /** Whether the panel reads it: it was there when the self-audit was handed in. */
  isHandedIn: boolean;
  /** Whether its provider has taken it away since; it goes when the self-audit is handed in again. */
  isRemoved: boolean;
}

interface SelfAuditRow {
  id: number;
  audit_id: number;
  provider_id: number;
  case_file_id: number | null;
  state: SelfAuditState;
  handed_in_at: string | null;
  handed_in_by_name: string | null;
  given_back_at: string | null;
  given_back_by_name: string | null;
  given_back_reason: string | null;
  validated_at: string | null;
  validated_by_name: string | null;
  shown_at: string | null;
}

/** What of a record can be set; what is not named stays. */
export interface SelfAuditChange {
  state?: SelfAuditState;
  caseFileId?: number;
  handedIn?: { at: string; by: number };
  givenBack?: { at: string; by: number; reason: string };
  validated?: { at: string; by: number } | null;
  shownAt?: string | null;
}

export type SelfAuditRepository = ReturnType<typeof createSelfAuditRepository>;

/** Self-audits as their providers answer them, with their evidence; what was handed in is a case file beside. */
export function createSelfAuditRepository(database: Database) {
  const records = async (narrow: { audit_id: number } | { provider_id: number } | { id: number }) => {
    const rows: SelfAuditRow[] = await database
      .query('self_audits')
      .leftJoin('users as hander', 'hander.id', 'self_audits.handed_in_by')
      .leftJoin('users as giver', 'giver.id', 'self_audits.given_back_by')
      .leftJoin('users as validator', 'validator.id', 'self_audits.validated_by')
      .where(
        Object.fromEntries(Object.entries(narrow).map(([name, value]) => [`self_audits.${name}`, value])),
      )
      .orderBy('self_audits.id')
      .select(
        'self_audits.*',
        'hander.name as handed_in_by_name',
        'giver.name as given_back_by_name',
        'validator.name as validated_by_name',
      );
    return rows.map(toRecord);
  };

  return {
    /** The self-audits of an audit that were begun. */
    ofAudit: (auditId: number): Promise<SelfAuditRecord[]> => records({ audit_id: auditId }),

    /** The self-audits that a provider has begun, in all audits. */
    ofProvider: (providerId: number): Promise<SelfAuditRecord[]> => records({ provider_id: providerId }),

    async find(auditId: number, providerId: number): Promise<SelfAuditRecord | null> {
      return (await records({ audit_id: auditId })).find((one) => one.providerId === providerId) ?? null;
    },

    /** The self-audit of a provider, begun if need be, and held until the end of the transaction. */
    async lock(auditId: number, providerId: number): Promise<SelfAuditRecord> {
      const key = { audit_id: auditId, provider_id: providerId };
      await database
        .query('self_audits')
        .insert({ ...key, state: 'answering' })
        .onConflict(['audit_id', 'provider_id'])
        .ignore();
      const row: { id: number } | undefined = await database
        .query('self_audits')
        .where(key)
        .forUpdate()
        .first('id');
      const [record] = await records({ id: row?.id ?? 0 });
      if (!record) throw new Error('the self-audit that was begun is not there');
      return record;
    },

    async update(id: number, change: SelfAuditChange): Promise<void> {
      const { state, caseFileId, handedIn, givenBack, validated, shownAt } = change;
      await database
        .query('self_audits')
        .where({ id })
        .update({
          ...(state && { state }),
          ...(caseFileId !== undefined && { case_file_id: caseFileId }),
          ...(handedIn && { handed_in_at: handedIn.at, handed_in_by: handedIn.by }),
          ...(givenBack && {
            given_back_at: givenBack.at,
            given_back_by: givenBack.by,
            given_back_reason: givenBack.reason,
          }),
          ...(validated !== undefined && {
            validated_at: validated?.at ?? null,
            validated_by: validated?.by ?? null,
          }),
          ...(shownAt !== undefined && { shown_at: shownAt }),
        });
    },

    /** What was answered so far, by item id. */
    async answers(id: number): Promise<Map<string, KeptAnswer>> {
      const rows: (OwnAnswer & {
        item_id: string;
        handed_in_evidence: string | null;
        handed_in_comment: string | null;
      })[] = await database
        .query('self_audit_answers')
        .where({ self_audit_id: id })
        .select(
          'item_id',
          'value',
          'evidence',
          'comment',
          'version',
          'handed_in_evidence',
          'handed_in_comment',
        );
      return new Map(
        rows.map(
          ({ item_id: itemId, handed_in_evidence: evidence, handed_in_comment: comment, ...answer }) => [
            itemId,
            { ...answer, handedIn: { evidence: evidence ?? '', comment: comment ?? '' } },
          ],
        ),
      );
    },

    /** Keeps evidence and comments as they are now as those that are handed in; what was taken away before is gone. */
    async keepHandedIn(id: number): Promise<void> {
      const own = { self_audit_id: id };
      const column = (name: string) => database.query.ref(name);
      await database
        .query('self_audit_answers')
        .where(own)
        .update({ handed_in_evidence: column('evidence'), handed_in_comment: column('comment') });
      await database
        .query('self_audit_files')
        .where({ ...own, is_removed: true })
        .delete();
      await database.query('self_audit_files').where(own).update({ is_handed_in: true });
    },

    /** The items of each of these self-audits that have an answer. */
    async answeredItems(ids: readonly number[]): Promise<ReadonlyMap<number, ReadonlySet<string>>> {
      const rows: { self_audit_id: number; item_id: string }[] = await database
        .query('self_audit_answers')
        .whereIn('self_audit_id', [...ids])
        .whereNotNull('value')
        .select('self_audit_id', 'item_id');
      const found = new Map(ids.map((id) => [id, new Set<string>()]));
      for (const row of rows) found.get(row.self_audit_id)?.add(row.item_id);
      return found;
    },

    /**
     * Keeps what is said of one item, where it is still at the version that it was read at.
     *
     * @returns false, with nothing written, when somebody else has saved since
     */
    async saveAnswer(
      id: number,
      itemId: string,
      { value, evidence, comment, version }: OwnAnswer,
      userId: number,
      at: string,
    ): Promise<boolean> {
      const key = { self_audit_id: id, item_id: itemId };
      const row = { value, evidence, comment, version: version + 1, updated_by: userId, updated_at: at };
      if (version === 0) {
        const added: unknown[] = await database
          .query('self_audit_answers')
          .insert({ ...key, ...row })
          .onConflict(['self_audit_id', 'item_id'])
          .ignore()
          .returning('item_id');
        return added.length > 0;
      }
      const updated = await database
        .query('self_audit_answers')
        .where({ ...key, version })
        .update(row);
      return updated > 0;
    },

    /** The PDFs of a self-audit, in the order in which they were added. */
    async files(id: number): Promise<EvidenceNote[]> {
      const rows: {
        id: number;
        item_id: string;
        name: string;
        bytes: number;
        is_handed_in: boolean | number;
        is_removed: boolean | number;
      }[] = await database
        .query('self_audit_files')
        .where({ self_audit_id: id })
        .orderBy('id')
        .select('id', 'item_id', 'name', 'bytes', 'is_handed_in', 'is_removed');
      return rows.map((row) => ({
        id: row.id,
        itemId: row.item_id,
        name: row.name,
        bytes: row.bytes,
        isHandedIn: Boolean(row.is_handed_in),
        isRemoved: Boolean(row.is_removed),
      }));
    },

    async addFile(
      id: number,
      itemId: string,
      file: { name: string; content: Buffer; sha256: string },
      userId: number,
      at: string,
    ): Promise<void> {
      await database.query('self_audit_files').insert({
        self_audit_id: id,
        item_id: itemId,
        name: file.name,
        bytes: file.content.length,
        sha256: file.sha256,
        content: file.content,
        added_by: userId,
        added_at: at,
      });
    },

    /**
     * A PDF with its bytes; null where this self-audit has no such PDF.
     *
     * @param as - whose view of it: its provider has what it has not taken away, the panel what was handed in
     */
    async file(
      id: number,
      fileId: number,
      as: 'provider' | 'panel',
    ): Promise<{ name: string; content: Buffer } | null> {
      const row: { name: string; content: Buffer } | undefined = await database
        .query('self_audit_files')
        .where({ self_audit_id: id, id: fileId })
        .where(as === 'panel' ? { is_handed_in: true } : { is_removed: false })
        .first('name', 'content');
      return row ? { name: row.name, content: Buffer.from(row.content) } : null;
    },

    /**
     * Takes a PDF away; the panel keeps one that was handed in until something else is.
     *
     * @returns the item that it was evidence for; null where this self-audit has no such PDF
     */
    async removeFile(id: number, fileId: number): Promise<string | null> {
      const found = (await this.files(id)).find((file) => file.id === fileId && !file.isRemoved);
      if (!found) return null;
      const row = database.query('self_audit_files').where({ self_audit_id: id, id: fileId });
      await (found.isHandedIn ? row.update({ is_removed: true }) : row.delete());
      return found.itemId;
    },
  };
}

const toRecord = (row: SelfAuditRow): SelfAuditRecord => ({
  id: row.id,
  auditId: row.audit_id,
  providerId: row.provider_id,
  fileId: row.case_file_id,
  state: row.state,
  handedInAt: row.handed_in_at,
  handedInByName: row.handed_in_by_name,
  givenBackAt: row.given_back_at,
  givenBackByName: row.given_back_by_name,
  givenBackReason: row.given_back_reason,
  validatedAt: row.validated_at,
  validatedByName: row.validated_by_name,
  shownAt: row.shown_at,
});
