import type { Database } from '../../platform/db/database.ts';

export type CodeState = 'unused' | 'begun' | 'used' | 'withdrawn';

/** Codes that were made together, with how many are in which state. */
export interface CodeSheet {
  id: number;
  groupId: number;
  madeAt: string;
  madeByName: string;
  states: Record<CodeState, number>;
}

/** A code as it is found by those who have it. */
export interface FoundCode {
  id: number;
  auditId: number;
  groupId: number;
  state: CodeState;
  /** Sealed; null while nothing is answered, and again once it is handed in. */
  draft: string | null;
}

/** How many were asked at one time, and how many of them would not. */
export interface Tally {
  id: number;
  groupId: number;
  asked: number;
  refused: number;
  countedById: number;
  countedByName: string;
  countedAt: string;
}

const BATCH = 300;
const OPEN_STATES = ['unused', 'begun'];

export type QuestionnaireRepository = ReturnType<typeof createQuestionnaireRepository>;

/** Codes of questionnaires, and who was asked: never whose code one was, nor which record came of it. */
export function createQuestionnaireRepository(database: Database) {
  return {
    /** Keeps codes by what they are found by, in no order that they were printed in. */
    async addSheet(
      auditId: number,
      groupId: number,
      lookups: readonly string[],
      userId: number,
      at: string,
    ): Promise<number> {
      const [sheet] = await database
        .query('questionnaire_sheets')
        .insert({ audit_id: auditId, group_id: groupId, made_by: userId, made_at: at })
        .returning<{ id: number }[]>('id');
      if (!sheet) throw new Error('the database did not return the id of the sheet');
      const rows = lookups
        .toSorted()
        .map((lookup) => ({ sheet_id: sheet.id, lookup, state: 'unused', draft: null }));
      for (let from = 0; from < rows.length; from += BATCH) {
        await database.query('questionnaire_codes').insert(rows.slice(from, from + BATCH));
      }
      return sheet.id;
    },

    /** The sheets of an audit, the newest first. */
    async sheets(auditId: number): Promise<CodeSheet[]> {
      const rows: {
        id: number;
        group_id: number;
        made_at: string;
        made_by_name: string;
        state: CodeState;
        codes: number | string;
      }[] = await database
        .query('questionnaire_sheets')
        .join('questionnaire_codes', 'questionnaire_codes.sheet_id', 'questionnaire_sheets.id')
        .join('users', 'users.id', 'questionnaire_sheets.made_by')
        .where('questionnaire_sheets.audit_id', auditId)
        .groupBy(
          'questionnaire_sheets.id',
          'questionnaire_sheets.group_id',
          'questionnaire_sheets.made_at',
          'users.name',
          'questionnaire_codes.state',
        )
        .orderBy('questionnaire_sheets.id', 'desc')
        .select(
          'questionnaire_sheets.id',
          'questionnaire_sheets.group_id',
          'questionnaire_sheets.made_at',
          'users.name as made_by_name',
          'questionnaire_codes.state',
          database.query.raw('count(*) as codes'),
        );
      const sheets = new Map<number, CodeSheet>();
      for (const row of rows) {
        const sheet = sheets.get(row.id) ?? {
          id: row.id,
          groupId: row.group_id,
          madeAt: row.made_at,
          madeByName: row.made_by_name,
          states: { unused: 0, begun: 0, used: 0, withdrawn: 0 },
        };
        sheet.states[row.state] = Number(row.codes);
        sheets.set(row.id, sheet);
      }
      return [...sheets.values()];
    },

    /** The code that is found by this, but of an organisation that was ended; within a write nobody else changes it until that ends. */
    async byLookup(lookup: string, toChange = false): Promise<FoundCode | null> {
      const query = database
        .query('questionnaire_codes')
        .where('questionnaire_codes.lookup', lookup)
        .select<{ id: number; sheet_id: number; state: CodeState; draft: string | null }[]>(
          'id',
          'sheet_id',
          'state',
          'draft',
        )
        .first();
      const row = await (toChange ? query.forUpdate() : query);
      if (!row) return null;
      const sheet = await database
        .query('questionnaire_sheets')
        .join('audits', 'audits.id', 'questionnaire_sheets.audit_id')
        .join('organisations', 'organisations.id', 'audits.organisation_id')
        .where('questionnaire_sheets.id', row.sheet_id)
        .whereNull('organisations.ended_at')
        .select<{ audit_id: number; group_id: number }[]>(
          'questionnaire_sheets.audit_id',
          'questionnaire_sheets.group_id',
        )
        .first();
      if (!sheet) return null;
      const { id, state, draft } = row;
      return { id, state, draft, auditId: sheet.audit_id, groupId: sheet.group_id };
    },

    async keepDraft(codeId: number, draft: string): Promise<void> {
      await database
        .query('questionnaire_codes')
        .where({ id: codeId })
        .whereIn('state', OPEN_STATES)
        .update({ state: 'begun', draft });
    },

    /**
     * Ends a code as used, or as withdrawn, with its draft.
     *
     * @returns false where it was ended before
     */
    async end(codeId: number, state: 'used' | 'withdrawn'): Promise<boolean> {
      const ended = await database
        .query('questionnaire_codes')
        .where({ id: codeId })
        .whereIn('state', OPEN_STATES)
        .update({ state, draft: null });
      return ended === 1;
    },

    /**
     * Withdraws all codes of a sheet that are not handed in.
     *
     * @returns how many; null where the audit has no such sheet
     */
    async withdrawSheet(auditId: number, sheetId: number): Promise<number | null> {
      const sheet: unknown = await database
        .query('questionnaire_sheets')
        .where({ id: sheetId, audit_id: auditId })
        .first('id');
      if (sheet === undefined) return null;
      return database
        .query('questionnaire_codes')
        .where({ sheet_id: sheetId })
        .whereIn('state', OPEN_STATES)
        .update({ state: 'withdrawn', draft: null });
    },

    /** Who was asked, the newest first. */
    async tallies(auditId: number): Promise<Tally[]> {
      const rows: {
        id: number;
        group_id: number;
        asked: number;
        refused: number;
        counted_by: number;
        name: string;
        counted_at: string;
      }[] = await database
        .query('questionnaire_tallies')
        .join('users', 'users.id', 'questionnaire_tallies.counted_by')
        .where('questionnaire_tallies.audit_id', auditId)
        .orderBy('questionnaire_tallies.id', 'desc')
        .select('questionnaire_tallies.*', 'users.name');
      return rows.map((row) => ({
        id: row.id,
        groupId: row.group_id,
        asked: row.asked,
        refused: row.refused,
        countedById: row.counted_by,
        countedByName: row.name,
        countedAt: row.counted_at,
      }));
    },

    async addTally(
      auditId: number,
      tally: Pick<Tally, 'groupId' | 'asked' | 'refused'>,
      userId: number,
      at: string,
    ): Promise<number> {
      const [row] = await database
        .query('questionnaire_tallies')
        .insert({
          audit_id: auditId,
          group_id: tally.groupId,
          asked: tally.asked,
          refused: tally.refused,
          counted_by: userId,
          counted_at: at,
        })
        .returning<{ id: number }[]>('id');
      if (!row) throw new Error('the database did not return the id of the tally');
      return row.id;
    },

    /** @returns false where the audit has no such tally */
    async removeTally(auditId: number, tallyId: number): Promise<boolean> {
      const removed = await database
        .query('questionnaire_tallies')
        .where({ id: tallyId, audit_id: auditId })
        .delete();
      return removed > 0;
    },
  };
}
