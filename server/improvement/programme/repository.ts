import { REPEATS } from '../../../rules/index.ts';
import type { ProgrammeDates, Repeat } from '../../../rules/index.ts';
import type { Database } from '../../platform/db/database.ts';
import { groupBy } from '../../platform/groupBy.ts';
import type { Provider } from '../../people/providers.ts';

/** What of a line is entered. */
export interface ProgrammeLineDetails {
  /** What its audits are called. */
  title: string;
  partnership: string;
  toolId: string;
  /** YYYY-MM-DD: the first day of fieldwork. */
  dueOn: string;
  everyMonths: Repeat;
  fieldworkDays: number;
  /** Files planned of each provider. */
  plannedFiles: number;
  leadId: number | null;
  providerIds: number[];
}

/** A line of the programme as it is kept. */
export interface ProgrammeLine extends Omit<ProgrammeLineDetails, 'providerIds'>, ProgrammeDates {
  id: number;
  leadName: string | null;
  providers: Provider[];
  /** Ids of its audits with when they had been due, oldest first. */
  rounds: { auditId: number; dueOn: string }[];
  /** Goes up with every change, so that two who change it at once see it. */
  version: number;
}

interface Row {
  id: number;
  title: string;
  partnership: string;
  tool_id: string;
  due_on: string;
  every_months: number;
  fieldwork_days: number;
  planned_files: number;
  lead_id: number | null;
  lead_name: string | null;
  version: number;
}

function repeatOf(months: number): Repeat {
  const found = REPEATS.find((one) => one === months);
  if (found === undefined) throw new Error(`${months} months are kept as how often a line is repeated`);
  return found;
}

export type ProgrammeRepository = ReturnType<typeof createProgrammeRepository>;

/** The lines of the audit programme with their rounds, and the addresses of calendars. */
export function createProgrammeRepository(database: Database) {
  const columnsOf = (details: ProgrammeLineDetails, at: string) => ({
    title: details.title,
    partnership: details.partnership,
    tool_id: details.toolId,
    due_on: details.dueOn,
    every_months: details.everyMonths,
    fieldwork_days: details.fieldworkDays,
    planned_files: details.plannedFiles,
    lead_id: details.leadId,
    updated_at: at,
  });

  async function setProviders(lineId: number, providerIds: readonly number[]): Promise<void> {
    await database.query('programme_providers').where({ line_id: lineId }).delete();
    if (providerIds.length === 0) return;
    const rows = providerIds.map((id) => ({ line_id: lineId, provider_id: id }));
    await database.query('programme_providers').insert(rows);
  }

  async function withParts(rows: Row[]): Promise<ProgrammeLine[]> {
    if (rows.length === 0) return [];
    const ids = rows.map(({ id }) => id);
    const providers = await database
      .query('programme_providers')
      .join('providers', 'providers.id', 'programme_providers.provider_id')
      .whereIn('line_id', ids)
      .orderBy('providers.name')
      .select<(Provider & { line_id: number })[]>('line_id', 'providers.id', 'providers.name');
    const rounds = await database
      .query('programme_rounds')
      .whereIn('line_id', ids)
      .orderBy('due_on')
      .orderBy('audit_id')
      .select<{ line_id: number; audit_id: number; due_on: string }[]>('line_id', 'audit_id', 'due_on');
    const providersOf = groupBy(providers, (one) => one.line_id);
    const roundsOf = groupBy(rounds, (one) => one.line_id);
    return rows.map((row) => {
      const own = (roundsOf.get(row.id) ?? []).map((one) => ({ auditId: one.audit_id, dueOn: one.due_on }));
      return {
        id: row.id,
        title: row.title,
        partnership: row.partnership,
        toolId: row.tool_id,
        dueOn: row.due_on,
        everyMonths: repeatOf(row.every_months),
        begunFor: own.at(-1)?.dueOn ?? null,
        fieldworkDays: row.fieldwork_days,
        plannedFiles: row.planned_files,
        leadId: row.lead_id,
        leadName: row.lead_name,
        providers: (providersOf.get(row.id) ?? []).map(({ id, name }) => ({ id, name })),
        rounds: own,
        version: row.version,
      };
    });
  }

  const lines = () =>
    database
      .query('programme_lines')
      .leftJoin('users', 'users.id', 'programme_lines.lead_id')
      .select<Row[]>('programme_lines.*', 'users.name as lead_name');

  return {
    async all(): Promise<ProgrammeLine[]> {
      return withParts(await lines().orderBy('programme_lines.id'));
    },
    async byId(id: number): Promise<ProgrammeLine | null> {
      return (await withParts(await lines().where('programme_lines.id', id)))[0] ?? null;
    },
    /** The line, held until the end of the transaction. */
    async lock(id: number): Promise<ProgrammeLine | null> {
      await database.query('programme_lines').where({ id }).forUpdate().select('id');
      return (await withParts(await lines().where('programme_lines.id', id)))[0] ?? null;
    },
    async add(details: ProgrammeLineDetails, at: string): Promise<number> {
      const [row] = await database
        .query('programme_lines')
        .insert({ ...columnsOf(details, at), version: 1 })
        .returning<{ id: number }[]>('id');
      if (!row) throw new Error('the database did not return the id of the new line');
      await setProviders(row.id, details.providerIds);
      return row.id;
    },
    async change(id: number, details: ProgrammeLineDetails, version: number, at: string): Promise<void> {
      await database
        .query('programme_lines')
        .where({ id })
        .update({ ...columnsOf(details, at), version });
      await setProviders(id, details.providerIds);
    },
    async remove(id: number): Promise<void> {
      await database.query('programme_lines').where({ id }).delete();
    },
    async addRound(lineId: number, auditId: number, dueOn: string): Promise<void> {
      await database.query('programme_rounds').insert({ line_id: lineId, audit_id: auditId, due_on: dueOn });
    },
    /** The line that an audit is a round of; null of all others. */
    async lineOfAudit(auditId: number): Promise<number | null> {
      const [row] = await database
        .query('programme_rounds')
        .where({ audit_id: auditId })
        .select<{ line_id: number }[]>('line_id');
      return row?.line_id ?? null;
    },

    /** When the address of a person's calendar was made; null where there is none. */
    async feedOf(userId: number): Promise<string | null> {
      const [row] = await database
        .query('calendar_feeds')
        .where({ user_id: userId })
        .select<{ made_at: string }[]>('made_at');
      return row?.made_at ?? null;
    },
    /** Gives a person a new address; the one before is gone. */
    async setFeed(userId: number, tokenHash: string, at: string): Promise<void> {
      await database
        .query('calendar_feeds')
        .insert({ user_id: userId, token_hash: tokenHash, made_at: at })
        .onConflict('user_id')
        .merge();
    },
    /** Whether there was one to end. */
    async endFeed(userId: number): Promise<boolean> {
      return (await database.query('calendar_feeds').where({ user_id: userId }).delete()) > 0;
    },
    /** Whose address has this hash. */
    async feedOwner(tokenHash: string): Promise<number | null> {
      const [row] = await database
        .query('calendar_feeds')
        .where({ token_hash: tokenHash })
        .select<{ user_id: number }[]>('user_id');
      return row?.user_id ?? null;
    },
  };
}
