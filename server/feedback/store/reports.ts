import { DEFAULT_FEEDBACK_DAYS, NATIONS } from '../../../rules/index.ts';
import type { Nation } from '../../../rules/index.ts';
import type { Database } from '../../platform/db/database.ts';
import { groupBy } from '../../platform/groupBy.ts';
import type { FeedbackReport, ReportFigures, ReportSection } from './report.ts';
import { readReportData } from './reportData.ts';
import type { ReportData } from './reportData.ts';

/** An issued report without its content. All of it is frozen, but for who acknowledged or withdrew it. */
export interface IssuedReport {
  id: number;
  auditId: number;
  providerId: number;
  /** From 1, rising with every issue. */
  version: number;
  issuedAt: string;
  issuedBy: number;
  /** YYYY-MM-DD: the last day on which queries can be raised. */
  queriesUntil: string;
  /** YYYY-MM-DD: the day by which an improvement plan is due. */
  planDue: string;
  toolId: string;
  toolVersion: number;
  /** Of the bytes of the PDF, in hexadecimal. */
  sha256: string;
  acknowledgedAt: string | null;
  acknowledgedByName: string | null;
  /** Since when the provider cannot read it any more; null while it can. */
  withdrawnAt: string | null;
}

/** The report as it was issued. */
export interface FrozenReport {
  /** In words, or null where it has a form that this program no longer shows as a page. */
  content: FeedbackReport | null;
  figures: ReportFigures;
  /** Null where it was issued before data was kept. */
  data: ReportData | null;
}

/** What drafts are held against. */
export interface KeptReport {
  figures: ReportFigures;
  /** Null where the report was issued before data was kept. */
  data: ReportData | null;
  /** What else was kept of such a report; null where there is data. */
  older: OlderReport | null;
}

/** What was kept of a report before its data was. */
export interface OlderReport {
  /** The mark of what it says beside figures and findings; the first reports have none. */
  rest: string | null;
  /** The sections that other parts of the program added, as they were worded. */
  more: ReportSection[];
  /** The auditors' comments that it prints. */
  comments: string[];
}

export interface NewReport {
  auditId: number;
  providerId: number;
  version: number;
  issuedAt: string;
  issuedBy: number;
  queriesUntil: string;
  planDue: string;
  toolId: string;
  toolVersion: number;
  sha256: string;
  pdf: Buffer;
  content: FeedbackReport;
  figures: ReportFigures;
  data: ReportData;
}

/** What an audit sets for its reports. */
export interface FeedbackSettings {
  /** How many days a provider has for queries, and for its improvement plan. */
  queryDays: number;
  planDays: number;
  /** By how many days after the issue what is to change first is changed; null where services set the dates themselves. */
  changeDays: number | null;
  /** Whose bank holidays those days keep clear of. */
  nation: Nation;
  /** Whom a provider asks; all empty for the lead of the panel. */
  contact: { name: string; email: string; phone: string };
}

/** Of an audit that has set nothing. */
export const DEFAULT_SETTINGS: FeedbackSettings = {
  ...DEFAULT_FEEDBACK_DAYS,
  nation: 'england_wales',
  contact: { name: '', email: '', phone: '' },
};

/** The form of the content that pages are made from; a change that an older template could not show raises it. */
const CONTENT_FORMAT = 2;

interface ReportRow {
  id: number;
  audit_id: number;
  provider_id: number;
  version: number;
  issued_at: string;
  issued_by: number;
  queries_until: string;
  plan_due: string;
  tool_id: string;
  tool_version: number;
  sha256: string;
  acknowledged_at: string | null;
  acknowledged_by_name: string | null;
  withdrawn_at: string | null;
}

const toReport = (row: ReportRow): IssuedReport => ({
  id: row.id,
  auditId: row.audit_id,
  providerId: row.provider_id,
  version: row.version,
  issuedAt: row.issued_at,
  issuedBy: row.issued_by,
  queriesUntil: row.queries_until,
  planDue: row.plan_due,
  toolId: row.tool_id,
  toolVersion: row.tool_version,
  sha256: row.sha256,
  acknowledgedAt: row.acknowledged_at,
  acknowledgedByName: row.acknowledged_by_name,
  withdrawnAt: row.withdrawn_at,
});

export type ReportRepository = ReturnType<typeof createReportRepository>;

export function createReportRepository(database: Database) {
  const reports = () =>
    database
      .query('reports')
      .leftJoin('users', 'users.id', 'reports.acknowledged_by')
      .orderBy('reports.version', 'desc');
  const columns = [
    'reports.id',
    'reports.audit_id',
    'reports.provider_id',
    'reports.version',
    'reports.issued_at',
    'reports.issued_by',
    'reports.queries_until',
    'reports.plan_due',
    'reports.tool_id',
    'reports.tool_version',
    'reports.sha256',
    'reports.acknowledged_at',
    'users.name as acknowledged_by_name',
    'reports.withdrawn_at',
  ];

  /** What is told by the words of a report without data, in whatever form they were kept. */
  async function olderWords(id: number): Promise<Pick<OlderReport, 'more' | 'comments'>> {
    const row = await database
      .query('reports')
      .where({ id })
      .select<{ content: string }[]>('content')
      .first();
    const words = JSON.parse(row?.content ?? '{}') as Partial<Pick<FeedbackReport, 'more' | 'comments'>>;
    return {
      more: words.more ?? [],
      comments: words.comments?.topics.flatMap(({ comments }) => comments.map(({ text }) => text)) ?? [],
    };
  }

  /** By audit, every report, the newest version of a provider first; an audit without any is not in it. */
  async function ofAudits(auditIds: readonly number[]): Promise<ReadonlyMap<number, IssuedReport[]>> {
    const rows = await reports().whereIn('reports.audit_id', auditIds).select<ReportRow[]>(columns);
    return groupBy(rows.map(toReport), (report) => report.auditId);
  }

  return {
    /** Every report of an audit, the newest version of a provider first. */
    ofAudit: async (auditId: number): Promise<IssuedReport[]> =>
      (await ofAudits([auditId])).get(auditId) ?? [],
    ofAudits,
    /** What a provider has been given and can read: of each audit all versions, the last issued first. */
    async ofProvider(providerId: number): Promise<IssuedReport[]> {
      const rows = await reports()
        .where('reports.provider_id', providerId)
        .whereNull('reports.withdrawn_at')
        .select<ReportRow[]>(columns);
      return rows.map(toReport).toSorted((a, b) => b.issuedAt.localeCompare(a.issuedAt) || b.id - a.id);
    },
    /** The versions of the report to one provider, newest first. */
    async versions(auditId: number, providerId: number): Promise<IssuedReport[]> {
      const rows = await reports()
        .where({ 'reports.audit_id': auditId, 'reports.provider_id': providerId })
        .select<ReportRow[]>(columns);
      return rows.map(toReport);
    },
    async byId(id: number): Promise<IssuedReport | null> {
      const row = await reports().where('reports.id', id).select<ReportRow[]>(columns).first();
      return row ? toReport(row) : null;
    },
    /** What stands in a report. */
    async frozen(id: number): Promise<FrozenReport | null> {
      const row = await database
        .query('reports')
        .where({ id })
        .select<{ content: string; content_format: number; figures: string; data: string | null }[]>(
          'content',
          'content_format',
          'figures',
          'data',
        )
        .first();
      if (!row) return null;
      return {
        content: row.content_format === CONTENT_FORMAT ? (JSON.parse(row.content) as FeedbackReport) : null,
        figures: JSON.parse(row.figures) as ReportFigures,
        data: row.data === null ? null : readReportData(row.data),
      };
    },
    /** What a draft is held against. */
    async kept(id: number): Promise<KeptReport | null> {
      const row = await database
        .query('reports')
        .where({ id })
        .select<{ figures: string; data: string | null }[]>('figures', 'data')
        .first();
      if (!row) return null;
      const figures = JSON.parse(row.figures) as ReportFigures & { rest?: string };
      if (row.data !== null) return { figures, data: readReportData(row.data), older: null };
      return { figures, data: null, older: { rest: figures.rest ?? null, ...(await olderWords(id)) } };
    },
    /** The bytes that were issued. */
    async pdf(id: number): Promise<Buffer | null> {
      const row = await database.query('reports').where({ id }).select<{ pdf: Buffer }[]>('pdf').first();
      return row?.pdf ?? null;
    },
    async add(report: NewReport): Promise<number> {
      const [row] = await database
        .query('reports')
        .insert({
          audit_id: report.auditId,
          provider_id: report.providerId,
          version: report.version,
          issued_at: report.issuedAt,
          issued_by: report.issuedBy,
          queries_until: report.queriesUntil,
          plan_due: report.planDue,
          tool_id: report.toolId,
          tool_version: report.toolVersion,
          sha256: report.sha256,
          pdf: report.pdf,
          content: JSON.stringify(report.content),
          content_format: CONTENT_FORMAT,
          figures: JSON.stringify(report.figures),
          data: JSON.stringify(report.data),
        })
        .returning<{ id: number }[]>('id');
      if (!row) throw new Error('the database did not return the id of the new report');
      return row.id;
    },
    async acknowledge(id: number, userId: number, at: string): Promise<boolean> {
      const changed = await database
        .query('reports')
        .where({ id })
        .whereNull('acknowledged_at')
        .update({ acknowledged_at: at, acknowledged_by: userId });
      return changed === 1;
    },
    /** Takes every version of a provider's report out of its sight; the rows stay. */
    async withdraw(auditId: number, providerId: number, userId: number, at: string): Promise<number> {
      return database
        .query('reports')
        .where({ audit_id: auditId, provider_id: providerId })
        .whereNull('withdrawn_at')
        .update({ withdrawn_at: at, withdrawn_by: userId });
    },

    async settings(auditId: number): Promise<FeedbackSettings | null> {
      const row = await database
        .query('feedback_settings')
        .where({ audit_id: auditId })
        .select<
          {
            query_days: number;
            plan_days: number;
            change_days: number | null;
            nation: string;
            contact_name: string;
            contact_email: string;
            contact_phone: string;
          }[]
        >('*')
        .first();
      if (!row) return null;
      return {
        queryDays: row.query_days,
        planDays: row.plan_days,
        changeDays: row.change_days,
        nation: NATIONS.find((nation) => nation === row.nation) ?? DEFAULT_SETTINGS.nation,
        contact: { name: row.contact_name, email: row.contact_email, phone: row.contact_phone },
      };
    },
    async setSettings(auditId: number, { contact, ...settings }: FeedbackSettings): Promise<void> {
      await database
        .query('feedback_settings')
        .insert({
          audit_id: auditId,
          query_days: settings.queryDays,
          plan_days: settings.planDays,
          change_days: settings.changeDays,
          nation: settings.nation,
          contact_name: contact.name,
          contact_email: contact.email,
          contact_phone: contact.phone,
        })
        .onConflict('audit_id')
        .merge();
    },

    /** Who was given feedback before reports were frozen, oldest first. */
    async unfrozenReleases(): Promise<
      { auditId: number; providerId: number; releasedAt: string; releasedBy: number }[]
    > {
      const rows = await database
        .query('feedback_releases')
        .orderBy('released_at')
        .select<{ audit_id: number; provider_id: number; released_at: string; released_by: number }[]>('*');
      return rows.map((row) => ({
        auditId: row.audit_id,
        providerId: row.provider_id,
        releasedAt: row.released_at,
        releasedBy: row.released_by,
      }));
    },
    async forgetRelease(auditId: number, providerId: number): Promise<void> {
      await database
        .query('feedback_releases')
        .where({ audit_id: auditId, provider_id: providerId })
        .delete();
    },

    /** Removes every report of an audit with its queries and what was corrected under them. */
    async removeOfAudit(auditId: number): Promise<void> {
      const ofAudit = database.query('reports').where({ audit_id: auditId }).select('id');
      const queries = database.query('report_queries').whereIn('report_id', ofAudit).select('id');
      await database.query('answer_corrections').whereIn('query_id', queries).delete();
      await database.query('report_queries').whereIn('report_id', ofAudit).delete();
      await database.query('reports').where({ audit_id: auditId }).delete();
      await database.query('feedback_releases').where({ audit_id: auditId }).delete();
    },
  };
}
