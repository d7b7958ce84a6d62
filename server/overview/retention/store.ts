import type { RetentionKind } from '../../../rules/index.ts';
import type { CaseAmounts } from '../../fieldwork/caseFiles/erasing.ts';
import type { Database } from '../../platform/db/database.ts';

/** The certificate of an erasure: what and how much, of no case. */
export interface Erasure {
  id: number;
  /** Null where the audit was deleted since. */
  auditId: number | null;
  title: string;
  partnership: string;
  /** YYYY-MM-DD */
  fieldworkEnd: string;
  reason: string;
  askedBy: string;
  askedAt: string;
  confirmedBy: string;
  erasedAt: string;
  amounts: CaseAmounts;
  figuresSha256: string;
}

export type NewErasure = Omit<Erasure, 'id' | 'askedBy' | 'confirmedBy'> & {
  askedBy: number;
  confirmedBy: number;
};

interface ErasureRow {
  id: number;
  audit_id: number | null;
  title: string;
  partnership: string;
  fieldwork_end: string;
  reason: string;
  asked_at: string;
  erased_at: string;
  amounts: string;
  figures_sha256: string;
  asked_name: string;
  confirmed_name: string;
}

export type RetentionStore = ReturnType<typeof createRetentionStore>;

/** How long what is recorded is kept, and what was erased. */
export function createRetentionStore(database: Database) {
  const erasures = () =>
    database
      .query('erasures')
      .join('users as asked', 'asked.id', 'erasures.asked_by')
      .join('users as confirmed', 'confirmed.id', 'erasures.confirmed_by')
      .orderBy('erasures.erased_at', 'desc')
      .orderBy('erasures.id', 'desc')
      .select<ErasureRow[]>('erasures.*', 'asked.name as asked_name', 'confirmed.name as confirmed_name');

  return {
    /** For how many months; null where nothing was chosen. */
    async months(kind: RetentionKind): Promise<number | null> {
      const row = await database
        .query('retention_periods')
        .where({ kind })
        .first<{ months: number } | undefined>('months');
      return row?.months ?? null;
    },
    async choose(kind: RetentionKind, months: number | null, userId: number, at: string): Promise<void> {
      await database.query('retention_periods').where({ kind }).delete();
      if (months === null) return;
      await database.query('retention_periods').insert({ kind, months, chosen_by: userId, chosen_at: at });
    },
    /** The newest first. */
    erasures: async (): Promise<Erasure[]> => (await erasures()).map(ofRow),
    async ofAudit(auditId: number): Promise<Erasure | null> {
      const [row] = await erasures().where('erasures.audit_id', auditId);
      return row ? ofRow(row) : null;
    },
    async add(erasure: NewErasure): Promise<void> {
      await database.query('erasures').insert({
        audit_id: erasure.auditId,
        title: erasure.title,
        partnership: erasure.partnership,
        fieldwork_end: erasure.fieldworkEnd,
        reason: erasure.reason,
        asked_by: erasure.askedBy,
        asked_at: erasure.askedAt,
        confirmed_by: erasure.confirmedBy,
        erased_at: erasure.erasedAt,
        amounts: JSON.stringify(erasure.amounts),
        figures_sha256: erasure.figuresSha256,
      });
    },
  };
}

const ofRow = (row: ErasureRow): Erasure => ({
  id: row.id,
  auditId: row.audit_id,
  title: row.title,
  partnership: row.partnership,
  fieldworkEnd: row.fieldwork_end,
  reason: row.reason,
  askedBy: row.asked_name,
  askedAt: row.asked_at,
  confirmedBy: row.confirmed_name,
  erasedAt: row.erased_at,
  // Written by nobody but `add`.
  amounts: JSON.parse(row.amounts) as CaseAmounts,
  figuresSha256: row.figures_sha256,
});
