import { z } from 'zod';
import { NDTMS_MEASURES } from '../../../rules/index.ts';
import type { Database } from '../../platform/db/database.ts';

const count = z.strictObject({
  due: z.int(),
  complete: z.int(),
  files: z.int(),
  completeFiles: z.int(),
});

const summarySchema = z.strictObject({
  rows: z.int(),
  clients: z.int(),
  dataSet: z.enum(['H', 'K', 'P or later']).nullable(),
  /** Until which day what fell due is asked, YYYY-MM-DD. */
  asOf: z.iso.date(),
  hasGroups: z.boolean(),
  identifying: z.array(z.strictObject({ heading: z.string(), kind: z.string() })),
  unread: z.array(z.string()),
  unnamed: z.int(),
  notes: z.array(
    z.strictObject({
      kind: z.enum(['code', 'date', 'future', 'order', 'two values', 'no consent']),
      column: z.string(),
      value: z.string(),
      clients: z.int(),
      row: z.int(),
    }),
  ),
  /** How many notes there were beyond those. */
  moreNotes: z.int().default(0),
  /** What was counted, agency by agency. */
  units: z.array(
    z.strictObject({
      agency: z.string(),
      clients: z.int(),
      counts: z.partialRecord(z.enum(NDTMS_MEASURES), count),
    }),
  ),
  /** References that two agencies use, which have the agency before them on the list. */
  shared: z.int(),
  /** Codes of fields of the tool that no list knows, each once. */
  openCodes: z.array(
    z.strictObject({
      part: z.enum(['sex', 'ethnic', 'drug1', 'drug2']),
      column: z.string(),
      code: z.string(),
      clients: z.int(),
    }),
  ),
});

/** What is kept of an extract as long as its list is there: counts and what was not read, nothing of a client. */
export type ExtractSummary = z.infer<typeof summarySchema>;

const choicesSchema = z.strictObject({
  /** The sample groups that the clients of an agency are in; of none where they are left out; absent until it is said. */
  agencies: z.record(z.string(), z.array(z.int())),
  /** What a code means that no list knows, by part and code; empty for not recorded. */
  codes: z.record(z.string(), z.string()),
});

/** What the lead says of an extract. */
export type ExtractChoices = z.infer<typeof choicesSchema>;

const spell = z.strictObject({ start: z.iso.date(), exit: z.iso.date().nullable() });
const clientSchema = z.strictObject({
  agency: z.string(),
  row: z.int(),
  group: z.string().nullable(),
  codes: z.strictObject({
    sex: z.string().nullable(),
    ethnic: z.string().nullable(),
    drug1: z.string().nullable(),
    drug2: z.string().nullable(),
  }),
  journey: spell.nullable(),
  earlier: z.array(spell),
  forms: z.array(
    z.strictObject({ date: z.iso.date(), stage: z.enum(['start', 'review', 'exit']).nullable() }),
  ),
});

/** What is kept of a client until the audit is closed. */
export type KeptClient = z.infer<typeof clientSchema> & { reference: string };

const BATCH = 500;

export type ExtractRepository = ReturnType<typeof createExtractRepository>;

export function createExtractRepository(database: Database) {
  const clientOf = ({ reference, said }: { reference: string; said: string }): KeptClient => ({
    reference,
    ...clientSchema.parse(JSON.parse(said)),
  });
  return {
    async of(auditId: number): Promise<{ summary: ExtractSummary; choices: ExtractChoices } | null> {
      const row = await database
        .query('ndtms_extracts')
        .where({ audit_id: auditId })
        .select<{ summary: string; choices: string }[]>('summary', 'choices')
        .first();
      if (!row) return null;
      return {
        summary: summarySchema.parse(JSON.parse(row.summary)),
        choices: choicesSchema.parse(JSON.parse(row.choices)),
      };
    },

    /** Keeps an extract beside the list that is kept of it, which has to be there already. */
    async set(
      auditId: number,
      extract: { summary: ExtractSummary; choices: ExtractChoices },
      clients: readonly KeptClient[],
    ): Promise<void> {
      await database.query('ndtms_extracts').where({ audit_id: auditId }).delete();
      await database.query('ndtms_extracts').insert({
        audit_id: auditId,
        summary: JSON.stringify(extract.summary),
        choices: JSON.stringify(extract.choices),
      });
      for (let start = 0; start < clients.length; start += BATCH) {
        await database.query('ndtms_clients').insert(
          clients.slice(start, start + BATCH).map(({ reference, ...said }) => ({
            audit_id: auditId,
            reference,
            said: JSON.stringify(said),
          })),
        );
      }
    },

    async clients(auditId: number): Promise<KeptClient[]> {
      const rows = await database
        .query('ndtms_clients')
        .where({ audit_id: auditId })
        .orderBy('id')
        .select<{ reference: string; said: string }[]>('reference', 'said');
      return rows.map(clientOf);
    },

    /** The client with this reference; null where the list is no extract, or what it said is forgotten. */
    async client(auditId: number, reference: string): Promise<KeptClient | null> {
      const row = await database
        .query('ndtms_clients')
        .where({ audit_id: auditId })
        .whereRaw('(lower(reference) = ? or reference = ?)', [reference.toLowerCase(), reference])
        .select<{ reference: string; said: string }[]>('reference', 'said')
        .first();
      return row ? clientOf(row) : null;
    },
  };
}
