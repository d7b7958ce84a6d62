import { createHash } from 'node:crypto';
import type { AuditState } from '../../../rules/index.ts';
import type { Database } from '../../platform/db/database.ts';
import type { PublishedFigures } from './figures.ts';

/** What is told of a version of published figures without the figures. */
export interface PublishedVersion {
  id: number;
  auditId: number;
  version: number;
  toolId: string;
  toolVersion: number;
  toolTitle: string;
  title: string;
  partnership: string;
  fieldworkStart: string;
  fieldworkEnd: string;
  publishedAt: string;
  /** When it was replaced or withdrawn; null of what is published. */
  endedAt: string | null;
  endedHow: 'replaced' | 'withdrawn' | null;
}

/** A current publication with whose it is, and whether it may stand beside those of others. */
export interface PublishedByAny extends PublishedVersion {
  organisationId: number;
  organisation: string;
  compares: boolean;
  /** In what state the audit is now. */
  stateNow: AuditState;
}

interface Row {
  id: number;
  audit_id: number;
  version: number;
  tool_id: string;
  tool_version: number;
  tool_title: string;
  title: string;
  partnership: string;
  fieldwork_start: string;
  fieldwork_end: string;
  published_at: string;
  ended_at: string | null;
  ended_how: 'replaced' | 'withdrawn' | null;
}

interface JoinedRow extends Row {
  organisation_id: number;
  organisation: string;
  compares: boolean | number;
  state: AuditState;
}

const COLUMNS = [
  'id',
  'audit_id',
  'version',
  'tool_id',
  'tool_version',
  'tool_title',
  'title',
  'partnership',
  'fieldwork_start',
  'fieldwork_end',
  'published_at',
  'ended_at',
  'ended_how',
] as const;

const versionOf = (row: Row): PublishedVersion => ({
  id: row.id,
  auditId: row.audit_id,
  version: row.version,
  toolId: row.tool_id,
  toolVersion: row.tool_version,
  toolTitle: row.tool_title,
  title: row.title,
  partnership: row.partnership,
  fieldworkStart: row.fieldwork_start,
  fieldworkEnd: row.fieldwork_end,
  publishedAt: row.published_at,
  endedAt: row.ended_at,
  endedHow: row.ended_how,
});

const joinedOf = (row: JoinedRow): PublishedByAny => ({
  ...versionOf(row),
  organisationId: row.organisation_id,
  organisation: row.organisation,
  compares: Boolean(row.compares),
  stateNow: row.state,
});

// Written by nobody but `add`.
const parsed = (figures: string | null): PublishedFigures =>
  JSON.parse(figures ?? 'null') as PublishedFigures;

export const hashOf = (figures: PublishedFigures): string =>
  createHash('sha256').update(JSON.stringify(figures)).digest('hex');

export type PublicationStore = ReturnType<typeof createPublicationStore>;

/** What organisations have published: their own versions, and one door to what is published by any. */
export function createPublicationStore(database: Database) {
  const table = () => database.query('published_figures');

  /** Current ones of organisations that go on: where one is ended nobody could withdraw them. */
  const ofAny = () =>
    database
      .query('published_figures as p')
      .join('audits as a', 'a.id', 'p.audit_id')
      .join('organisations as o', 'o.id', 'a.organisation_id')
      .whereNull('p.ended_at')
      .whereNull('o.ended_at');
  const joined = [
    ...COLUMNS.map((column) => `p.${column}`),
    'a.organisation_id',
    'a.state',
    'o.name as organisation',
    'o.compares',
  ];

  return {
    /** All versions of an audit, the newest first. */
    async ofAudit(auditId: number): Promise<(PublishedVersion & { sha256: string })[]> {
      const rows = await table()
        .where({ audit_id: auditId })
        .orderBy('version', 'desc')
        .select<(Row & { sha256: string })[]>(...COLUMNS, 'sha256');
      return rows.map((row) => ({ ...versionOf(row), sha256: row.sha256 }));
    },

    async add(
      auditId: number,
      { version, figures, by, at }: { version: number; figures: PublishedFigures; by: number; at: string },
    ): Promise<void> {
      await table().insert({
        audit_id: auditId,
        version,
        tool_id: figures.tool.id,
        tool_version: figures.tool.version,
        tool_title: figures.tool.title,
        title: figures.title,
        partnership: figures.partnership,
        fieldwork_start: figures.fieldworkStart,
        fieldwork_end: figures.fieldworkEnd,
        figures: JSON.stringify(figures),
        sha256: hashOf(figures),
        published_at: at,
        published_by: by,
      });
    },

    /** Ends what is published of an audit, and takes its figures away. @returns whether there was any */
    async end(
      auditId: number,
      { how, by, at }: { how: 'replaced' | 'withdrawn'; by: number; at: string },
    ): Promise<boolean> {
      const ended = await table()
        .where({ audit_id: auditId, ended_at: null })
        .update({ figures: null, ended_at: at, ended_by: by, ended_how: how });
      return ended > 0;
    },

    // From here on it is the door between organisations: nothing else reads what another one has, and it gives nothing but
    // what that one has published.

    /** Everything that is published by any organisation, without the figures; the newest fieldwork first. */
    all: (): Promise<PublishedByAny[]> =>
      database.everywhere(async () => {
        const rows = await ofAny()
          .orderBy([
            { column: 'p.fieldwork_end', order: 'desc' },
            { column: 'p.id', order: 'desc' },
          ])
          .select<JoinedRow[]>(...joined);
        return rows.map(joinedOf);
      }),

    /**
     * By one tool, of each version and each partnership of an organisation what was published of its newest fieldwork,
     * without the figures; the newest first. One whose name was written in two ways is there twice.
     */
    newestOf: (toolId: string): Promise<PublishedByAny[]> =>
      database.everywhere(async () => {
        const rows = await database.query
          .from(
            ofAny()
              .where('p.tool_id', toolId)
              .select(...joined)
              .rowNumber('place', (over) =>
                over.partitionBy(['p.tool_version', 'a.organisation_id', 'p.partnership']).orderBy([
                  { column: 'p.fieldwork_end', order: 'desc' },
                  { column: 'p.id', order: 'desc' },
                ]),
              )
              .as('newest'),
          )
          .where('place', 1)
          .orderBy([
            { column: 'fieldwork_end', order: 'desc' },
            { column: 'id', order: 'desc' },
          ])
          .select<JoinedRow[]>('*');
        return rows.map(joinedOf);
      }),

    /** One of them with its figures. */
    one: (id: number): Promise<(PublishedByAny & { figures: PublishedFigures }) | null> =>
      database.everywhere(async () => {
        const row = await ofAny()
          .where({ 'p.id': id })
          .first<(JoinedRow & { figures: string | null }) | undefined>(...joined, 'p.figures');
        return row ? { ...joinedOf(row), figures: parsed(row.figures) } : null;
      }),

    /** The dates of all versions of what is published, the newest first. */
    datesOf: (auditId: number): Promise<PublishedVersion[]> =>
      database.everywhere(async () => {
        const rows = await table()
          .where({ audit_id: auditId })
          .orderBy('version', 'desc')
          .select<Row[]>(...COLUMNS);
        return rows.map(versionOf);
      }),

    /** The figures of some of them, by their ids; one that is gone meanwhile is not in it. */
    figuresOf: (ids: readonly number[]): Promise<ReadonlyMap<number, PublishedFigures>> =>
      database.everywhere(async () => {
        const rows = await ofAny()
          .whereIn('p.id', ids)
          .select<{ id: number; figures: string | null }[]>('p.id', 'p.figures');
        return new Map(rows.map(({ id, figures }) => [id, parsed(figures)]));
      }),
  };
}
