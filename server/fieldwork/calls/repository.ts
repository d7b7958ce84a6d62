import { z } from 'zod';
import type { Database } from '../../platform/db/database.ts';

const wishesSchema = z.strictObject({
  /** How many calls each service is to get; services are sample groups. */
  services: z.array(z.strictObject({ groupId: z.int(), calls: z.int() })),
  /** Callers by pseudonym, with the groups that they must not call. */
  callers: z.array(
    z.strictObject({ pseudonym: z.string(), not: z.array(z.int()), most: z.int().nullable() }),
  ),
  scenarios: z.array(z.string()),
  times: z.array(z.string()),
  weeks: z.int(),
});

/** What the lead asks of a plan of calls. */
export type CallWishes = z.infer<typeof wishesSchema>;

const weeksSchema = z.record(z.string(), z.iso.date());

/** What is kept of a plan beside its calls, which are the drawn files of the sample. */
export interface KeptCallPlan {
  wishes: CallWishes;
  /** By reference, the first day of the week in which a call is to be made. */
  weeks: ReadonlyMap<string, string>;
}

export type CallPlanRepository = ReturnType<typeof createCallPlanRepository>;

export function createCallPlanRepository(database: Database) {
  return {
    /** The plan of an audit; null before the first, and once the audit was closed. */
    async of(auditId: number): Promise<KeptCallPlan | null> {
      const row = await database
        .query('call_plans')
        .where({ audit_id: auditId })
        .select<{ wishes: string; weeks: string }[]>('wishes', 'weeks')
        .first();
      if (!row) return null;
      return {
        wishes: wishesSchema.parse(JSON.parse(row.wishes)),
        weeks: new Map(Object.entries(weeksSchema.parse(JSON.parse(row.weeks)))),
      };
    },

    /** Keeps a plan in place of the one before; its sample has to be there. */
    async set(auditId: number, { wishes, weeks }: KeptCallPlan): Promise<void> {
      const row = { wishes: JSON.stringify(wishes), weeks: JSON.stringify(Object.fromEntries(weeks)) };
      await database
        .query('call_plans')
        .insert({ audit_id: auditId, ...row })
        .onConflict('audit_id')
        .merge(row);
    },
  };
}
