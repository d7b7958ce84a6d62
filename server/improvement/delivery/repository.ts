import type { ActionProgress } from '../../../rules/index.ts';
import type { Database } from '../../platform/db/database.ts';
import { groupBy } from '../../platform/groupBy.ts';
import type { ActionStanding } from '../actions/keeping.ts';
import { createActionNotes } from '../actions/noteRepository.ts';

/** What is said of a delivery plan as a whole. */
export interface DeliveryPlanDetails {
  title: string;
  partnership: string;
  /** YYYY-MM-DD; a line without a day of its own is due on the last. */
  firstDay: string;
  lastDay: string;
  /** Ids of those who are told of what is late and due. */
  followers: number[];
}

export interface DeliveryPlan extends DeliveryPlanDetails {
  id: number;
  organisationId: number;
}

const ANSWER_KINDS = ['check', 'item', 'criterion', 'measure', 'finding', 'query'] as const;
type AnswerKind = (typeof ANSWER_KINDS)[number];

/** What a line answers, with what that was called when the line was written. */
export interface LineAnswer {
  kind: AnswerKind;
  /** Null for a measure, which is of no audit. */
  auditId: number | null;
  ref: string;
  label: string;
}

/** What is written of a line. */
export interface LineDetails {
  heading: string;
  action: string;
  /** Null for the partnership itself. */
  providerId: number | null;
  /** Empty where no role is named. */
  ownerRole: string;
  /** YYYY-MM-DD */
  due: string;
  /** How one will see that it is done; may be empty. */
  measure: string;
  themes: string[];
  answers: LineAnswer | null;
}

/** A line of a delivery plan: an action under one heading, with any number of themes. */
export interface DeliveryLine extends LineDetails, ActionStanding {
  id: number;
  planId: number;
  version: number;
}

interface PlanRow {
  id: number;
  organisation_id: number;
  title: string;
  partnership: string;
  first_day: string;
  last_day: string;
}

interface LineRow {
  id: number;
  plan_id: number;
  heading: string;
  action: string;
  provider_id: number | null;
  owner_role: string;
  due: string;
  measure: string;
  answers_kind: string | null;
  answers_audit_id: number | null;
  answers_ref: string;
  answers_label: string;
  version: number;
  progress: ActionProgress;
  done_at: string | null;
  confirmed_at: string | null;
}

/** So many rows go into one statement: SQLite takes no more than 500. */
const AT_ONCE = 400;
const OPEN = ['notStarted', 'started'] satisfies ActionProgress[];

export type DeliveryRepository = ReturnType<typeof createDeliveryRepository>;

/** Delivery plans with their lines and themes, and what is reported of them. */
export function createDeliveryRepository(database: Database) {
  async function plans(ids?: readonly number[]): Promise<DeliveryPlan[]> {
    const rows = await database
      .query('delivery_plans')
      .modify((query) => {
        if (ids) void query.whereIn('id', [...ids]);
      })
      .orderBy('last_day', 'desc')
      .orderBy('id', 'desc')
      .select<PlanRow[]>('*');
    const followers = groupBy(
      await database
        .query('delivery_followers')
        .whereIn(
          'plan_id',
          rows.map(({ id }) => id),
        )
        .select<{ plan_id: number; user_id: number }[]>('plan_id', 'user_id'),
      (row) => row.plan_id,
    );
    return rows.map((row) => ({
      id: row.id,
      organisationId: row.organisation_id,
      title: row.title,
      partnership: row.partnership,
      firstDay: row.first_day,
      lastDay: row.last_day,
      followers: (followers.get(row.id) ?? []).map((one) => one.user_id),
    }));
  }

  /** Rows as lines, with their themes, which are asked for in one statement. */
  async function toLines(rows: readonly LineRow[], ofPlan?: number): Promise<DeliveryLine[]> {
    if (rows.length === 0) return [];
    const query = database.query('delivery_themes as t').orderBy('t.line_id').orderBy('t.place');
    if (ofPlan === undefined) {
      void query.whereIn(
        't.line_id',
        rows.map(({ id }) => id),
      );
    } else {
      void query.join('delivery_lines as l', 'l.id', 't.line_id').where('l.plan_id', ofPlan);
    }
    const themes = groupBy(
      await query.select<{ line_id: number; theme: string }[]>('t.line_id', 't.theme'),
      (row) => row.line_id,
    );
    return rows.map((row) => ({
      ...bare(row),
      themes: (themes.get(row.id) ?? []).map(({ theme }) => theme),
    }));
  }

  async function putThemes(of: readonly { id: number; themes: readonly string[] }[]): Promise<void> {
    const rows = of.flatMap(({ id, themes }) =>
      themes.map((theme, place) => ({ line_id: id, theme, place })),
    );
    for (let from = 0; from < rows.length; from += AT_ONCE) {
      await database.query('delivery_themes').insert(rows.slice(from, from + AT_ONCE));
    }
  }

  return {
    ...createActionNotes(database, { notes: 'delivery_notes', files: 'delivery_files' }),

    /** All plans, the one that ends last first. */
    plans: () => plans(),
    plan: async (id: number): Promise<DeliveryPlan | null> => (await plans([id]))[0] ?? null,
    /** Holds a plan until the end of the transaction: nobody else changes it, its lines or what is reported of them. */
    async lock(id: number): Promise<void> {
      await database.query('delivery_plans').where({ id }).forUpdate().select('id');
    },

    /** Adds a plan, or changes one. */
    async savePlan(
      id: number | null,
      details: DeliveryPlanDetails,
      by: { userId: number | null; at: string },
    ): Promise<number> {
      const columns = {
        title: details.title,
        partnership: details.partnership,
        first_day: details.firstDay,
        last_day: details.lastDay,
      };
      let planId = id;
      if (planId === null) {
        const [row] = await database
          .query('delivery_plans')
          .insert({ ...columns, created_by: by.userId, created_at: by.at })
          .returning<{ id: number }[]>('id');
        if (!row) throw new Error('the database did not return the id of the new plan');
        planId = row.id;
      } else {
        await database.query('delivery_plans').where({ id: planId }).update(columns);
        await database.query('delivery_followers').where({ plan_id: planId }).delete();
      }
      const followers = details.followers.map((userId) => ({ plan_id: planId, user_id: userId }));
      if (followers.length > 0) await database.query('delivery_followers').insert(followers);
      return planId;
    },
    async removePlan(id: number): Promise<void> {
      await database.query('delivery_plans').where({ id }).delete();
    },

    /** How many lines each plan has, by its id, of all providers or of one. */
    async counts(providerId?: number): Promise<ReadonlyMap<number, number>> {
      const rows = await database
        .query('delivery_lines')
        .modify((query) => {
          if (providerId !== undefined) void query.where('provider_id', providerId);
        })
        .groupBy('plan_id')
        .select<{ plan_id: number; lines: number | string }[]>('plan_id')
        .count('id as lines');
      return new Map(rows.map((row) => [Number(row.plan_id), Number(row.lines)]));
    },

    /** The lines of a plan in the order in which they were written; of one provider alone where it is named. */
    async lines(planId: number, providerId?: number): Promise<DeliveryLine[]> {
      const rows = await database
        .query('delivery_lines')
        .where('plan_id', planId)
        .modify((query) => {
          if (providerId !== undefined) void query.where('provider_id', providerId);
        })
        .orderBy('id')
        .select<LineRow[]>('*');
      return toLines(rows, planId);
    },
    async line(planId: number, id: number): Promise<DeliveryLine | null> {
      const rows = await database
        .query('delivery_lines')
        .where({ plan_id: planId, id })
        .select<LineRow[]>('*');
      return (await toLines(rows))[0] ?? null;
    },
    /** Lines that are not done and due by a day, of all plans, by that day; without their themes. */
    async dueBy(day: string): Promise<Omit<DeliveryLine, 'themes'>[]> {
      const rows = await database
        .query('delivery_lines')
        .whereIn('progress', OPEN)
        .where('due', '<=', day)
        .orderBy('due')
        .orderBy('id')
        .select<LineRow[]>('*');
      return rows.map(bare);
    },

    /** Lines of all plans that answer a measure, by its id; without their themes. */
    async linesOnMeasure(measureId: string): Promise<Omit<DeliveryLine, 'themes'>[]> {
      const rows = await database
        .query('delivery_lines')
        .where({ answers_kind: 'measure', answers_ref: measureId })
        .orderBy('id')
        .select<LineRow[]>('*');
      return rows.map(bare);
    },

    /** How many lines a plan has, and under how many of them something was reported. */
    async reported(planId: number): Promise<{ lines: number; reported: number }> {
      const row = await database
        .query('delivery_lines as l')
        .leftJoin('delivery_notes as n', 'n.action_id', 'l.id')
        .where('l.plan_id', planId)
        .select<{ lines: number | string; reported: number | string }[]>(
          database.query.raw('count(distinct l.id) as lines'),
          database.query.raw('count(distinct n.action_id) as reported'),
        )
        .first();
      return { lines: Number(row?.lines ?? 0), reported: Number(row?.reported ?? 0) };
    },

    /** Adds lines; returns their ids in the same order. */
    async addLines(planId: number, lines: readonly LineDetails[], at: string): Promise<number[]> {
      const ids: number[] = [];
      for (let from = 0; from < lines.length; from += AT_ONCE) {
        const rows = await database
          .query('delivery_lines')
          .insert(
            lines.slice(from, from + AT_ONCE).map((line) => ({
              ...columnsOf(line),
              plan_id: planId,
              version: 1,
              progress: 'notStarted',
              created_at: at,
            })),
          )
          .returning<{ id: number }[]>('id');
        ids.push(...rows.map(({ id }) => id).toSorted((a, b) => a - b));
      }
      await putThemes(ids.map((id, i) => ({ id, themes: lines[i]?.themes ?? [] })));
      return ids;
    },
    /** Changes a line; false when it is no longer of the version given. */
    async changeLine(id: number, version: number, line: LineDetails): Promise<boolean> {
      const changed = await database
        .query('delivery_lines')
        .where({ id, version })
        .update({ ...columnsOf(line), version: version + 1 });
      if (changed !== 1) return false;
      await database.query('delivery_themes').where({ line_id: id }).delete();
      await putThemes([{ id, themes: line.themes }]);
      return true;
    },
    async setProgress(id: number, { progress, doneAt, confirmedAt }: ActionStanding): Promise<void> {
      await database
        .query('delivery_lines')
        .where({ id })
        .update({ progress, done_at: doneAt, confirmed_at: confirmedAt });
    },
    async removeLine(id: number): Promise<void> {
      await database.query('delivery_lines').where({ id }).delete();
    },
  };
}

const bare = (row: LineRow): Omit<DeliveryLine, 'themes'> => ({
  id: row.id,
  planId: row.plan_id,
  heading: row.heading,
  action: row.action,
  providerId: row.provider_id,
  ownerRole: row.owner_role,
  due: row.due,
  measure: row.measure,
  answers: answerOf(row),
  version: row.version,
  progress: row.progress,
  doneAt: row.done_at,
  confirmedAt: row.confirmed_at,
});

const answerOf = (row: LineRow): LineAnswer | null => {
  const kind = ANSWER_KINDS.find((one) => one === row.answers_kind);
  return kind === undefined
    ? null
    : { kind, auditId: row.answers_audit_id, ref: row.answers_ref, label: row.answers_label };
};

const columnsOf = (line: LineDetails) => ({
  heading: line.heading,
  action: line.action,
  provider_id: line.providerId,
  owner_role: line.ownerRole,
  due: line.due,
  measure: line.measure,
  answers_kind: line.answers?.kind ?? null,
  answers_audit_id: line.answers?.auditId ?? null,
  answers_ref: line.answers?.ref ?? '',
  answers_label: line.answers?.label ?? '',
});
