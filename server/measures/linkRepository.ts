import { AUDIT_FIGURE_KINDS } from '../../rules/index.ts';
import type { AuditFigureKind } from '../../rules/index.ts';
import type { Database } from '../platform/db/database.ts';

/** A figure of an audit that a lead has put beside a measure. */
export interface MeasureLink {
  id: number;
  auditId: number;
  /** The id of the measure. */
  measure: string;
  kind: AuditFigureKind;
  /** The id of a check or a criterion, or the name of a part of NDTMS records. */
  part: string;
}

interface Row {
  id: number;
  audit_id: number;
  code: string;
  kind: string;
  part: string;
}

export type MeasureLinkRepository = ReturnType<typeof createMeasureLinkRepository>;

/** Which figures of audits bear on which measure. */
export function createMeasureLinkRepository(database: Database) {
  const links = () =>
    database
      .query('measure_links as l')
      .join('measures as m', 'm.id', 'l.measure_id')
      .orderBy('l.id')
      .select<Row[]>('l.id', 'l.audit_id', 'm.code as code', 'l.kind', 'l.part');
  const read = (rows: Row[]): MeasureLink[] =>
    rows.flatMap((row) => {
      const kind = AUDIT_FIGURE_KINDS.find((one) => one === row.kind);
      return kind ? [{ id: row.id, auditId: row.audit_id, measure: row.code, kind, part: row.part }] : [];
    });
  return {
    /** Of a measure by its number, in the order in which they were added. */
    ofMeasure: async (key: number): Promise<MeasureLink[]> => read(await links().where('l.measure_id', key)),

    /** Of an audit, in the order in which they were added. */
    ofAudit: async (auditId: number): Promise<MeasureLink[]> =>
      read(await links().where('l.audit_id', auditId)),

    async add(
      measureKey: number,
      { auditId, kind, part }: Omit<MeasureLink, 'id' | 'measure'>,
      by: number,
      at: string,
    ): Promise<void> {
      await database
        .query('measure_links')
        .insert({ measure_id: measureKey, audit_id: auditId, kind, part, added_by: by, added_at: at })
        .onConflict(['measure_id', 'audit_id', 'kind', 'part'])
        .ignore();
    },

    remove: async (id: number): Promise<void> => {
      await database.query('measure_links').where({ id }).delete();
    },
  };
}
