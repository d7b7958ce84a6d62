import type { Database } from '../../platform/db/database.ts';

export const FINDING_KINDS = ['strength', 'shortcoming', 'suggestion'] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];

/** A statement about one provider, or something it might do. */
export interface Finding {
  id: number;
  auditId: number;
  providerId: number;
  kind: FindingKind;
  /** The check, field or rating it stands under; null for the provider's work as a whole. */
  itemId: string | null;
  text: string;
  /** The auditor's comment that it was drafted from, as it was then; null where there was none. */
  takenFrom: string | null;
  /** The check that the comment was written under; null for the whole file. */
  takenItem: string | null;
}

export type FindingDetails = Pick<Finding, 'kind' | 'itemId' | 'text'>;

/** What the lead decided on a text: the comment is left out of the report, or the text kept in spite of a warning. */
export type TextDecision = 'left_out' | 'kept';

interface FindingRow {
  id: number;
  audit_id: number;
  provider_id: number;
  kind: FindingKind;
  item_id: string | null;
  text: string;
  taken_from: string | null;
  taken_item: string | null;
}

const toFinding = (row: FindingRow): Finding => ({
  id: row.id,
  auditId: row.audit_id,
  providerId: row.provider_id,
  kind: row.kind,
  itemId: row.item_id,
  text: row.text,
  takenFrom: row.taken_from,
  takenItem: row.taken_item,
});

export type FindingRepository = ReturnType<typeof createFindingRepository>;

export function createFindingRepository(database: Database) {
  return {
    /** The findings for one provider, in their order. */
    async of(auditId: number, providerId: number): Promise<Finding[]> {
      const rows = await database
        .query('findings')
        .where({ audit_id: auditId, provider_id: providerId })
        .orderBy('position')
        .orderBy('id')
        .select<FindingRow[]>('*');
      return rows.map(toFinding);
    },
    /** How many findings each provider of an audit has. */
    async counts(auditId: number): Promise<ReadonlyMap<number, number>> {
      const rows: { provider_id: number; findings: number | string }[] = await database
        .query('findings')
        .where({ audit_id: auditId })
        .groupBy('provider_id')
        .select('provider_id', database.query.raw('count(*) as findings'));
      return new Map(rows.map((row) => [row.provider_id, Number(row.findings)]));
    },
    /** Adds a finding behind all others. */
    async add(
      auditId: number,
      providerId: number,
      finding: FindingDetails & Pick<Finding, 'takenFrom' | 'takenItem'>,
      userId: number,
      at: string,
    ): Promise<number> {
      const last = await database
        .query('findings')
        .where({ audit_id: auditId, provider_id: providerId })
        .max<{ position: number | null }[]>('position as position')
        .first();
      const [row] = await database
        .query('findings')
        .insert({
          audit_id: auditId,
          provider_id: providerId,
          kind: finding.kind,
          item_id: finding.itemId,
          text: finding.text,
          taken_from: finding.takenFrom,
          taken_item: finding.takenItem,
          position: (last?.position ?? 0) + 1,
          created_by: userId,
          created_at: at,
          updated_by: userId,
          updated_at: at,
        })
        .returning<{ id: number }[]>('id');
      if (!row) throw new Error('the database did not return the id of the new finding');
      return row.id;
    },
    async update(id: number, finding: FindingDetails, userId: number, at: string): Promise<void> {
      await database.query('findings').where({ id }).update({
        kind: finding.kind,
        item_id: finding.itemId,
        text: finding.text,
        updated_by: userId,
        updated_at: at,
      });
    },
    async remove(id: number): Promise<void> {
      await database.query('findings').where({ id }).delete();
    },
    /** Puts findings in the order of the ids given. */
    async order(ids: number[]): Promise<void> {
      for (const [index, id] of ids.entries()) {
        await database
          .query('findings')
          .where({ id })
          .update({ position: index + 1 });
      }
    },

    /** The fingerprints of the texts that the lead has decided on, by decision. */
    async decisions(auditId: number, providerId: number): Promise<Record<TextDecision, ReadonlySet<string>>> {
      const rows = await database
        .query('report_texts')
        .where({ audit_id: auditId, provider_id: providerId })
        .select<{ fingerprint: string; decision: TextDecision }[]>('fingerprint', 'decision');
      const of = (decision: TextDecision) =>
        new Set(rows.filter((row) => row.decision === decision).map((row) => row.fingerprint));
      return { left_out: of('left_out'), kept: of('kept') };
    },
    async decide(
      auditId: number,
      providerId: number,
      fingerprints: string[],
      decision: TextDecision,
      userId: number,
      at: string,
    ): Promise<void> {
      for (const fingerprint of fingerprints) {
        await database
          .query('report_texts')
          .insert({
            audit_id: auditId,
            provider_id: providerId,
            fingerprint,
            decision,
            decided_by: userId,
            decided_at: at,
          })
          .onConflict(['audit_id', 'provider_id', 'fingerprint', 'decision'])
          .ignore();
      }
    },
    async undecide(
      auditId: number,
      providerId: number,
      fingerprint: string,
      decision: TextDecision,
    ): Promise<void> {
      await database
        .query('report_texts')
        .where({ audit_id: auditId, provider_id: providerId, fingerprint, decision })
        .delete();
    },
  };
}
