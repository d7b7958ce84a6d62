import { can } from '../../access/policy.ts';
import type { User } from '../../people/accounts/repository.ts';
import type { ActivityRepository } from '../../people/activity/repository.ts';
import type { Provider, ProviderService } from '../../people/providers.ts';
import type { Database } from '../../platform/db/database.ts';
import { InputError, NotFoundError, StateError } from '../../platform/errors.ts';
import type { FieldError } from '../../platform/errors.ts';
import { readLine } from '../delivery/reading.ts';
import type { DeliveryLine, DeliveryPlan, DeliveryRepository } from '../delivery/repository.ts';
import type { DeliveryService } from '../delivery/service.ts';
import type { createProposals, Proposals } from './proposals.ts';
import type { AgendaLine, Meeting, MeetingDetails, MeetingRepository } from './repository.ts';

/** A meeting with all that its page shows. */
export interface ShownMeeting {
  meeting: Meeting;
  provider: Provider;
  plan: DeliveryPlan | null;
  agenda: AgendaLine[];
  /** The lines of the plan that were agreed, by their ids. */
  lines: ReadonlyMap<number, DeliveryLine>;
}

/** What was entered under one line of the agenda. */
export interface EnteredMinute {
  agendaId: number;
  decision: string;
  action: string;
  owner: string;
  due: string;
}

const STALE =
  'Somebody else has changed this meeting since you opened the page. Look at it again; nothing was saved.';
const MOST_LINES = 200;

export type MeetingService = ReturnType<typeof createMeetingService>;

/** Contract review meetings of those who lead or commission with one provider. */
export function createMeetingService(parts: {
  database: Database;
  store: MeetingRepository;
  proposals: ReturnType<typeof createProposals>;
  providers: Pick<ProviderService, 'get' | 'list' | 'offered'>;
  delivery: DeliveryService;
  deliveryStore: Pick<DeliveryRepository, 'plans' | 'plan' | 'line'>;
  activity: ActivityRepository;
  now: () => Date;
}) {
  const { database, store, proposals, providers, delivery, deliveryStore, activity, now } = parts;
  const at = () => now().toISOString();
  const log = (
    userId: number,
    action: 'meeting.created' | 'meeting.changed' | 'meeting.minuted' | 'meeting.exported',
    id: number,
  ) => activity.add({ userId, action, subject: `meeting ${id}` });

  async function mustHave(id: number): Promise<Meeting> {
    const meeting = await store.meeting(id);
    if (!meeting) throw new NotFoundError();
    return meeting;
  }

  async function claim(meeting: Meeting, version: number, change = {}): Promise<void> {
    if (!(await store.claim(meeting.id, version, change))) throw new StateError(STALE);
  }

  /** The action under a line of the agenda as a line of the plan; an error at its fields. */
  async function actionOf(
    { meeting, plan, provider }: Pick<ShownMeeting, 'meeting' | 'plan' | 'provider'>,
    minute: EnteredMinute,
  ) {
    if (minute.action.trim() === '') return { line: null, errors: [] };
    if (!plan) {
      const text =
        'An action becomes a line of a delivery plan. Choose the plan under Date and people first.';
      return { line: null, errors: [{ field: `action-${minute.agendaId}`, text }] };
    }
    const cells: Record<string, string> = {
      heading: `Contract review: ${provider.name}`.slice(0, 200),
      action: minute.action,
      owner: minute.owner,
      due: minute.due,
    };
    const { line, problems = [] } = readLine((column) => cells[column] ?? '', {
      plan,
      owners: await delivery.owners(),
    });
    if (line && line.due < meeting.heldOn) {
      const text =
        'The action would be due before the meeting. Enter a later day, or choose a plan that goes on.';
      return { line: null, errors: [{ field: `due-${minute.agendaId}`, text }] };
    }
    return {
      line: line ? { ...line, answers: null } : null,
      errors: problems.map(({ column, text }): FieldError => ({
        field: `${column === 'owner' || column === 'due' ? column : 'action'}-${minute.agendaId}`,
        text,
      })),
    };
  }

  return {
    get: mustHave,
    /** The meetings that somebody may read, with the names of their providers. */
    list: (user: User): Promise<{ meeting: Meeting; provider: Provider }[]> =>
      database.read(async () => {
        const names = new Map((await providers.list()).map((one) => [one.id, one]));
        return (await store.meetings(user.providerId ?? undefined)).flatMap((meeting) => {
          const provider = names.get(meeting.providerId);
          return provider && can(user, 'meeting.read', { meeting }) ? [{ meeting, provider }] : [];
        });
      }),

    shown: (id: number): Promise<ShownMeeting> =>
      database.read(async () => {
        const meeting = await mustHave(id);
        const agenda = await store.agenda(id);
        const plan = meeting.planId === null ? null : await deliveryStore.plan(meeting.planId);
        const lines = new Map<number, DeliveryLine>();
        for (const lineId of agenda.flatMap(({ lineIds }) => lineIds)) {
          const line = plan && (await deliveryStore.line(plan.id, lineId));
          if (line) lines.set(lineId, line);
        }
        return { meeting, provider: await providers.get(meeting.providerId), plan, agenda, lines };
      }),

    /** What could be on the agenda and is not. */
    async proposed(user: User, { meeting, provider, agenda }: ShownMeeting): Promise<Proposals> {
      const { lines, someSuppressed } = await proposals.of(user, provider, meeting.heldOn);
      const there = new Set(agenda.map(({ source }) => source));
      return { lines: lines.filter(({ source }) => !there.has(source)), someSuppressed };
    },

    /** What the form of a meeting offers. */
    async choices(chosen: readonly number[]) {
      return {
        providers: await providers.offered(chosen),
        plans: await deliveryStore.plans(),
        readers: await delivery.followers(),
      };
    },

    /** Calls a meeting with the agenda that the program proposes, or changes its date and people. */
    async save(user: User, id: number | null, details: MeetingDetails): Promise<number> {
      return database.alone('directory', async () => {
        const provider = await providers.get(details.providerId);
        if (id !== null) await mustHave(id);
        if (details.planId !== null && !(await deliveryStore.plan(details.planId))) {
          const text = 'Choose a plan from the list: the one that was chosen is not there any more.';
          throw new InputError([{ field: 'planId', text }]);
        }
        const meetingId = await store.save(id, details, { userId: user.id, at: at() });
        if (id === null) {
          const { lines } = await proposals.of(user, provider, details.heldOn);
          await store.changeAgenda(meetingId, { gone: [], added: lines.slice(0, MOST_LINES), from: 0 });
        }
        await log(user.id, id === null ? 'meeting.created' : 'meeting.changed', meetingId);
        return meetingId;
      });
    },

    /** Keeps which lines stay on the agenda, which proposals come to it, and what was added by hand. */
    async setAgenda(
      user: User,
      id: number,
      entry: { version: number; kept: readonly number[]; sources: readonly string[]; own: readonly string[] },
    ): Promise<void> {
      await database.write(async () => {
        const meeting = await mustHave(id);
        const agenda = await store.agenda(id);
        const gone = agenda.filter((line) => !entry.kept.includes(line.id));
        if (gone.some(({ decision, lineIds }) => decision !== '' || lineIds.length > 0)) {
          throw new StateError('Something was decided under a line that is to be taken off, so it stays.');
        }
        const provider = await providers.get(meeting.providerId);
        const { lines } = await proposals.of(user, provider, meeting.heldOn);
        const there = new Set(agenda.map(({ source }) => source));
        const added = [
          ...lines.filter(({ source }) => entry.sources.includes(source) && !there.has(source)),
          ...entry.own.map((text) => ({ kind: 'own' as const, source: '', text })),
        ];
        if (agenda.length - gone.length + added.length > MOST_LINES) {
          throw new InputError([{ field: 'own', text: `An agenda has at most ${MOST_LINES} lines.` }]);
        }
        await claim(meeting, entry.version);
        const from = 1000 * meeting.version;
        await store.changeAgenda(id, { gone: gone.map((line) => line.id), added, from });
        await log(user.id, 'meeting.changed', id);
      });
    },

    /** Keeps what was decided; actions become lines of the delivery plan. All of it or nothing. */
    async minute(
      user: User,
      id: number,
      entry: { version: number; nextOn: string | null; minutes: readonly EnteredMinute[] },
    ): Promise<void> {
      await database.alone('directory', async () => {
        const meeting = await mustHave(id);
        const provider = await providers.get(meeting.providerId);
        const plan = meeting.planId === null ? null : await deliveryStore.plan(meeting.planId);
        const agenda = new Set((await store.agenda(id)).map((line) => line.id));
        const minutes = entry.minutes.filter(({ agendaId }) => agenda.has(agendaId));
        const read = [];
        for (const minute of minutes)
          read.push({ minute, ...(await actionOf({ meeting, plan, provider }, minute)) });
        const errors = read.flatMap((one) => one.errors);
        if (errors.length > 0) throw new InputError(errors);
        await claim(meeting, entry.version, { nextOn: entry.nextOn, minutedAt: meeting.minutedAt ?? at() });
        for (const { minute, line } of read) {
          await store.setDecision(minute.agendaId, minute.decision);
          if (!line || !plan) continue;
          const { added } = await delivery.add(user.id, plan, [{ row: 1, line }]);
          await store.addActions(minute.agendaId, added);
        }
        await log(user.id, 'meeting.minuted', id);
      });
    },

    /** Writes down that a meeting was taken out of the program. */
    exported: (userId: number, id: number): Promise<void> => log(userId, 'meeting.exported', id),
  };
}
