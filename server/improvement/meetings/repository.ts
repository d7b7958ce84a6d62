import type { Database } from '../../platform/db/database.ts';
import { groupBy } from '../../platform/groupBy.ts';

/** What is said of a meeting before it is held. */
export interface MeetingDetails {
  providerId: number;
  /** The delivery plan that its actions become lines of; null while none is chosen. */
  planId: number | null;
  /** YYYY-MM-DD */
  heldOn: string;
  place: string;
  /** Who comes, by role, a line each. */
  people: string;
  /** Ids of those who lead or commission and may read it. */
  readers: number[];
}

export interface Meeting extends MeetingDetails {
  id: number;
  organisationId: number;
  nextOn: string | null;
  /** Since when there are minutes. */
  minutedAt: string | null;
  version: number;
}

export type AgendaKind = 'late' | 'standard' | 'measure' | 'query' | 'decision' | 'own';

/** A line that the agenda has or could have; `source` is what it is known by when lines are proposed anew. */
export interface ProposedLine {
  kind: AgendaKind;
  source: string;
  text: string;
}

export interface AgendaLine extends ProposedLine {
  id: number;
  decision: string;
  /** Lines of the delivery plan that were agreed under it. */
  lineIds: number[];
}

interface Row {
  id: number;
  organisation_id: number;
  provider_id: number;
  plan_id: number | null;
  held_on: string;
  place: string;
  people: string;
  next_on: string | null;
  minuted_at: string | null;
  version: number;
}

export type MeetingRepository = ReturnType<typeof createMeetingRepository>;

/** Contract review meetings, with what is on their agenda and what was decided. */
export function createMeetingRepository(database: Database) {
  async function meetings(of: { id?: number; providerId?: number } = {}): Promise<Meeting[]> {
    const rows = await database
      .query('review_meetings')
      .modify((query) => {
        if (of.id !== undefined) void query.where('id', of.id);
        if (of.providerId !== undefined) void query.where('provider_id', of.providerId);
      })
      .orderBy('held_on', 'desc')
      .orderBy('id', 'desc')
      .select<Row[]>('*');
    const readers = groupBy(
      await database
        .query('review_meeting_readers')
        .whereIn(
          'meeting_id',
          rows.map(({ id }) => id),
        )
        .select<{ meeting_id: number; user_id: number }[]>('meeting_id', 'user_id'),
      (row) => row.meeting_id,
    );
    return rows.map((row) => ({
      id: row.id,
      organisationId: row.organisation_id,
      providerId: row.provider_id,
      planId: row.plan_id,
      heldOn: row.held_on,
      place: row.place,
      people: row.people,
      readers: (readers.get(row.id) ?? []).map((one) => one.user_id),
      nextOn: row.next_on,
      minutedAt: row.minuted_at,
      version: row.version,
    }));
  }

  return {
    /** Meetings, the latest first, with all providers or with one. */
    meetings: (providerId?: number) => meetings(providerId === undefined ? {} : { providerId }),
    meeting: async (id: number): Promise<Meeting | null> => (await meetings({ id }))[0] ?? null,

    /** Adds a meeting, or changes one. */
    async save(
      id: number | null,
      details: MeetingDetails,
      by: { userId: number; at: string },
    ): Promise<number> {
      const columns = {
        provider_id: details.providerId,
        plan_id: details.planId,
        held_on: details.heldOn,
        place: details.place,
        people: details.people,
      };
      let meetingId = id;
      if (meetingId === null) {
        const [row] = await database
          .query('review_meetings')
          .insert({ ...columns, version: 1, created_by: by.userId, created_at: by.at })
          .returning<{ id: number }[]>('id');
        if (!row) throw new Error('the database did not return the id of the new meeting');
        meetingId = row.id;
      } else {
        await database.query('review_meetings').where({ id: meetingId }).update(columns);
        await database.query('review_meeting_readers').where({ meeting_id: meetingId }).delete();
      }
      const of = meetingId;
      if (details.readers.length > 0) {
        await database
          .query('review_meeting_readers')
          .insert(details.readers.map((userId) => ({ meeting_id: of, user_id: userId })));
      }
      return of;
    },

    /** Raises the version of a meeting; false when it is no longer the one given. */
    async claim(
      id: number,
      version: number,
      change: { nextOn?: string | null; minutedAt?: string } = {},
    ): Promise<boolean> {
      const changed = await database
        .query('review_meetings')
        .where({ id, version })
        .update({
          version: version + 1,
          ...(change.nextOn !== undefined && { next_on: change.nextOn }),
          ...(change.minutedAt !== undefined && { minuted_at: change.minutedAt }),
        });
      return changed === 1;
    },

    /** What is on the agenda of a meeting, in its order. */
    async agenda(meetingId: number): Promise<AgendaLine[]> {
      const rows = await database
        .query('review_agenda')
        .where({ meeting_id: meetingId })
        .orderBy('place')
        .orderBy('id')
        .select<Omit<AgendaLine, 'lineIds'>[]>('id', 'kind', 'source', 'text', 'decision');
      const actions = groupBy(
        await database
          .query('review_actions as a')
          .join('review_agenda as g', 'g.id', 'a.agenda_id')
          .where('g.meeting_id', meetingId)
          .orderBy('a.line_id')
          .select<{ line_id: number; agenda_id: number }[]>('a.line_id', 'a.agenda_id'),
        (row) => row.agenda_id,
      );
      return rows.map((row) => ({
        ...row,
        lineIds: (actions.get(row.id) ?? []).map((one) => one.line_id),
      }));
    },
    /** Puts lines at the end of the agenda, and takes others off. */
    async changeAgenda(
      meetingId: number,
      change: { gone: readonly number[]; added: readonly ProposedLine[]; from: number },
    ): Promise<void> {
      await database
        .query('review_agenda')
        .where({ meeting_id: meetingId })
        .whereIn('id', [...change.gone])
        .delete();
      if (change.added.length === 0) return;
      await database.query('review_agenda').insert(
        change.added.map((line, i) => ({
          ...line,
          meeting_id: meetingId,
          place: change.from + i,
          decision: '',
        })),
      );
    },
    async setDecision(agendaId: number, decision: string): Promise<void> {
      await database.query('review_agenda').where({ id: agendaId }).update({ decision });
    },
    async addActions(agendaId: number, lineIds: readonly number[]): Promise<void> {
      if (lineIds.length === 0) return;
      await database
        .query('review_actions')
        .insert(lineIds.map((lineId) => ({ line_id: lineId, agenda_id: agendaId })));
    },
  };
}
