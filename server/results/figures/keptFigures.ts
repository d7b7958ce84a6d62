import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { CheckOutcome, Counts, HowChosen, ValueCount } from '../../../rules/index.ts';
import type { Database } from '../../platform/db/database.ts';

/** What stays of an audit of which the cases were erased: the counts that all its figures are made of. */
export interface KeptFigures {
  counts: Counts & { items: ValueCount[] };
  chosen: HowChosen;
  /** What the rule said by which the panel might stop reading; not there of audits erased before it was kept. */
  outcomes?: CheckOutcome[];
  complete: number;
  /** When anything was last recorded; null where nothing was. */
  lastChange: string | null;
}

/** Written by nobody but `keep`: looked at for being whole, not for every value. */
const figuresSchema = z.custom<KeptFigures>(
  (value) => typeof value === 'object' && value !== null && 'counts' in value && 'chosen' in value,
);

/** The figures of audits of which the cases were erased. */
export function createKeptFiguresStore(database: Database) {
  return {
    async of(auditId: number): Promise<KeptFigures | null> {
      const row = await database
        .query('erased_audits')
        .where({ audit_id: auditId })
        .first<{ figures: string } | undefined>('figures');
      return row ? figuresSchema.parse(JSON.parse(row.figures)) : null;
    },
    /** Keeps them, with the files of each group. @returns their SHA-256 */
    async keep(
      auditId: number,
      figures: KeptFigures,
      groups: readonly { id: number; files: number }[],
    ): Promise<string> {
      const text = JSON.stringify(figures);
      await database.query('erased_audits').insert({ audit_id: auditId, figures: text });
      for (const { id, files } of groups) {
        await database.query('erased_groups').insert({ group_id: id, files });
      }
      return createHash('sha256').update(text).digest('hex');
    },
  };
}
