import type { Urgency } from '../../../rules/index.ts';
import type { Database } from '../../platform/db/database.ts';

/** Whom a panel tells when somebody may be at risk, and by which rule. */
export interface Safeguarding {
  leadId: number | null;
  leadName: string | null;
  /** Whether the person can still sign in. */
  leadIsThere: boolean;
  phone: string;
  rule: string;
}

/** That somebody may be at risk, as it was told. */
export interface Alert {
  id: number;
  auditId: number;
  caseFileId: number;
  raisedById: number;
  raisedByName: string;
  raisedAt: string;
  /** What was seen, without names. */
  seen: string;
  /** The provider's own reference for its case. */
  providerCase: string;
  urgency: Urgency;
  toUserId: number | null;
  toName: string | null;
  acknowledgedByName: string | null;
  acknowledgedAt: string | null;
  /** The provider's own reference for what it did; empty while there is none. */
  outcome: string;
}

interface AlertRow {
  id: number;
  audit_id: number;
  case_file_id: number;
  raised_by: number;
  raised_by_name: string;
  raised_at: string;
  seen: string;
  provider_case: string;
  urgency: Urgency;
  to_user_id: number | null;
  to_name: string | null;
  acknowledged_by_name: string | null;
  acknowledged_at: string | null;
  outcome: string | null;
}

export type SafeguardingStore = ReturnType<typeof createSafeguardingStore>;

/** Safeguarding alerts. No report, export, figure or interface for other programs reads these tables. */
export function createSafeguardingStore(database: Database) {
  const alerts = () =>
    database
      .query('safeguarding_alerts as alerts')
      .join('users as raisers', 'raisers.id', 'alerts.raised_by')
      .leftJoin('users as receivers', 'receivers.id', 'alerts.to_user_id')
      .leftJoin('users as acknowledgers', 'acknowledgers.id', 'alerts.acknowledged_by')
      .orderBy('alerts.id')
      .select(
        'alerts.*',
        'raisers.name as raised_by_name',
        'receivers.name as to_name',
        'acknowledgers.name as acknowledged_by_name',
      );

  return {
    async of(auditId: number): Promise<Safeguarding | null> {
      const row = await database
        .query('safeguarding')
        .leftJoin('users', 'users.id', 'safeguarding.lead_id')
        .where('safeguarding.audit_id', auditId)
        .select<
          {
            lead_id: number | null;
            name: string | null;
            disabled_at: string | null;
            phone: string;
            rule: string;
          }[]
        >('safeguarding.*', 'users.name', 'users.disabled_at')
        .first();
      if (!row) return null;
      return {
        leadId: row.lead_id,
        leadName: row.name,
        leadIsThere: row.lead_id !== null && row.disabled_at === null,
        phone: row.phone,
        rule: row.rule,
      };
    },

    async set(
      auditId: number,
      { leadId, phone, rule }: Pick<Safeguarding, 'leadId' | 'phone' | 'rule'>,
    ): Promise<void> {
      await database
        .query('safeguarding')
        .insert({ audit_id: auditId, lead_id: leadId, phone, rule })
        .onConflict('audit_id')
        .merge();
    },

    async add(
      alert: Pick<
        Alert,
        | 'auditId'
        | 'caseFileId'
        | 'raisedById'
        | 'raisedAt'
        | 'seen'
        | 'providerCase'
        | 'urgency'
        | 'toUserId'
      >,
    ): Promise<number> {
      const [row] = await database
        .query('safeguarding_alerts')
        .insert({
          audit_id: alert.auditId,
          case_file_id: alert.caseFileId,
          raised_by: alert.raisedById,
          raised_at: alert.raisedAt,
          seen: alert.seen,
          provider_case: alert.providerCase,
          urgency: alert.urgency,
          to_user_id: alert.toUserId,
        })
        .returning<{ id: number }[]>('id');
      if (!row) throw new Error('the alert has no id');
      return row.id;
    },

    /** Says that somebody has it; with another word about what was done the first time stays. */
    async acknowledge(id: number, userId: number, at: string, outcome: string): Promise<void> {
      const own = () => database.query('safeguarding_alerts').where({ id });
      await own().whereNull('acknowledged_at').update({ acknowledged_by: userId, acknowledged_at: at });
      await own().update({ outcome });
    },

    byId: async (auditId: number, id: number): Promise<Alert | null> => {
      const rows = (await alerts().where({ 'alerts.audit_id': auditId, 'alerts.id': id })) as AlertRow[];
      return rows.map(toAlert)[0] ?? null;
    },
    ofAudit: async (auditId: number): Promise<Alert[]> =>
      ((await alerts().where('alerts.audit_id', auditId)) as AlertRow[]).map(toAlert),
    ofFile: async (fileId: number): Promise<Alert[]> =>
      ((await alerts().where('alerts.case_file_id', fileId)) as AlertRow[]).map(toAlert),
    /** Those that nobody has acknowledged, of these audits or sent to this person. */
    waiting: async (auditIds: readonly number[], userId: number): Promise<Alert[]> =>
      (
        (await alerts()
          .whereNull('alerts.acknowledged_at')
          .where((own) =>
            own.whereIn('alerts.audit_id', [...auditIds]).orWhere('alerts.to_user_id', userId),
          )) as AlertRow[]
      ).map(toAlert),
  };
}

const toAlert = (row: AlertRow): Alert => ({
  id: row.id,
  auditId: row.audit_id,
  caseFileId: row.case_file_id,
  raisedById: row.raised_by,
  raisedByName: row.raised_by_name,
  raisedAt: row.raised_at,
  seen: row.seen,
  providerCase: row.provider_case,
  urgency: row.urgency,
  toUserId: row.to_user_id,
  toName: row.to_name,
  acknowledgedByName: row.acknowledged_by_name,
  acknowledgedAt: row.acknowledged_at,
  outcome: row.outcome ?? '',
});
