import { daysOn, foldGroup, isClosed, isSelfAudit, nextDue, programmeState } from '../../../rules/index.ts';
import type { ProgrammeState, Tool } from '../../../rules/index.ts';
import { can, capacitiesOf } from '../../access/policy.ts';
import type { Subject } from '../../access/policy.ts';
import type { User } from '../../access/person.ts';
import type { Audit, AuditRepository } from '../../audits/repository.ts';
import type { AuditService } from '../../audits/service.ts';
import type { Tools } from '../../audits/tools.ts';
import { dayInBritain } from '../../formats/english.ts';
import type { AccountRepository } from '../../people/accounts/repository.ts';
import type { ActivityRepository } from '../../people/activity/repository.ts';
import type { Provider, ProviderService } from '../../people/providers.ts';
import type { Database } from '../../platform/db/database.ts';
import { InputError, NotFoundError, StateError } from '../../platform/errors.ts';
import type { ReAuditService } from '../reAudits/service.ts';
import type { ProgrammeLine, ProgrammeLineDetails, ProgrammeRepository } from './repository.ts';

/** A line with what can be said of it today. */
export interface PlannedLine {
  line: ProgrammeLine;
  /** The newest version of its tool; undefined where that is offered no more. */
  tool: Tool | undefined;
  /** The first day of the next round; null where nothing more is planned. */
  next: string | null;
  state: ProgrammeState;
  /** The audit of the latest round; null before the first. */
  last: Audit | null;
  /** What the policy asks for: the line with who commissions its partnership, and the audit it would be made from. */
  subject: Subject;
}

/** What a line is entered with beside its details: the audit that is its last round already. */
export interface NewProgrammeLine extends ProgrammeLineDetails {
  lastRoundId: number | null;
}

export type ProgrammeService = ReturnType<typeof createProgrammeService>;

/** The year's audits as a plan, from which each is begun. */
export function createProgrammeService(parts: {
  database: Database;
  programme: ProgrammeRepository;
  audits: AuditService;
  auditRepository: AuditRepository;
  reAudits: ReAuditService;
  providers: ProviderService;
  accounts: AccountRepository;
  tools: Tools;
  activity: ActivityRepository;
  now: () => Date;
}) {
  const { database, programme, audits, auditRepository, reAudits, accounts, tools, activity, now } = parts;
  const today = () => dayInBritain(now());

  async function planned(lines: ProgrammeLine[]): Promise<PlannedLine[]> {
    if (lines.length === 0) return [];
    const lastIds = lines.flatMap(({ rounds }) => rounds.at(-1)?.auditId ?? []);
    const lasts = new Map((await auditRepository.byIds(lastIds)).map((audit) => [audit.id, audit]));
    const commissioners = await auditRepository.commissionersByPartnership();
    const offered = new Map((await tools.current()).map((tool) => [tool.id, tool]));
    return lines.map((line) => {
      const last = lasts.get(line.rounds.at(-1)?.auditId ?? 0) ?? null;
      const next = nextDue(line);
      return {
        line,
        tool: offered.get(line.toolId),
        next,
        state: programmeState(next, today(), last !== null && !isClosed(last.state)),
        last,
        subject: {
          programmeLine: { commissioners: commissioners.get(foldGroup(line.partnership)) ?? new Set() },
          ...(last ? { audit: last } : {}),
        },
      };
    });
  }

  async function mustExist(line: ProgrammeLine | null): Promise<PlannedLine> {
    const [found] = line ? await planned([line]) : [];
    if (!found) throw new NotFoundError();
    return found;
  }

  /** Everything that is wrong with a line at once, each at its field. */
  async function check(details: ProgrammeLineDetails, own: ProgrammeLine | null): Promise<void> {
    const offered = await tools.newest(details.toolId);
    const known = new Set((await parts.providers.list()).map(({ id }) => id));
    const lead = details.leadId === null ? null : await accounts.byId(details.leadId);
    const begunFor = own?.begunFor ?? null;
    const errors = [
      ...(offered || own?.toolId === details.toolId
        ? []
        : [{ field: 'toolId', text: 'Choose an audit tool from the list.' }]),
      ...(own && own.rounds.length > 0 && own.toolId !== details.toolId
        ? [{ field: 'toolId', text: 'The tool stays: a round was begun with it. Add another line instead.' }]
        : []),
      ...(details.providerIds.every((id) => known.has(id))
        ? []
        : [{ field: 'providerIds', text: 'Choose providers from the list.' }]),
      ...(details.leadId === null || (lead && !lead.disabled && lead.roles.includes('lead'))
        ? []
        : [{ field: 'leadId', text: 'Choose a panel lead from the list.' }]),
      ...(begunFor !== null && details.dueOn < begunFor
        ? [{ field: 'dueOn', text: 'Enter a day after the last round: an earlier one was begun already.' }]
        : []),
    ];
    if (errors.length > 0) throw new InputError(errors);
  }

  /** The audit that somebody names as the last round of a new line. */
  async function lastRoundOf(user: User, details: NewProgrammeLine): Promise<Audit | null> {
    if (details.lastRoundId === null) return null;
    // Held, so that it comes into one line alone.
    const audit = await auditRepository.lock(details.lastRoundId);
    const refuse = (text: string): never => {
      throw new InputError([{ field: 'lastRoundId', text }]);
    };
    if (!audit || !can(user, 'audit.repeat', { audit })) return refuse('Choose an audit from the list.');
    if (audit.toolId !== details.toolId)
      return refuse('This audit has another tool. Choose one with the same.');
    if ((await programme.lineOfAudit(audit.id)) !== null) {
      return refuse('This audit is in the programme already, in another line.');
    }
    if (audit.fieldworkStart >= details.dueOn) {
      return refuse('This audit begins on the day of the next round or after it, so it cannot be the last.');
    }
    return audit;
  }

  /** The lead of a line, who leads what was begun from it beside whoever pressed. */
  async function addLead(user: User, line: ProgrammeLine, auditId: number): Promise<void> {
    if (line.leadId === null || line.leadId === user.id) return;
    const lead = await accounts.byId(line.leadId);
    if (!lead || lead.disabled || !capacitiesOf(lead.roles).includes('lead')) return;
    const { panel } = await audits.get(auditId);
    if (panel.get(lead.id) !== 'lead') await audits.addMember(user.id, auditId, lead.id, 'lead');
  }

  /** A round that is the first: a draft with the tool, and a sample group for each provider. */
  async function anew(user: User, line: ProgrammeLine, days: FieldworkDays): Promise<number> {
    const tool = await tools.newest(line.toolId);
    if (!tool) {
      throw new StateError('The tool of this line is offered no more. Choose another one in the line first.');
    }
    const { title, partnership, toolId } = line;
    const auditId = await audits.create(user.id, {
      title,
      partnership,
      toolId,
      toolVersion: tool.version,
      ...days,
    });
    const plannedFiles = isSelfAudit(tool) ? 1 : line.plannedFiles;
    for (const { provider, name } of groupNames(line.providers)) {
      await audits.createGroup(user.id, auditId, {
        name,
        plannedFiles,
        providerIds: [provider.id],
        exclusions: [],
      });
    }
    return auditId;
  }

  return {
    /** All lines that somebody may read, those to be begun first. */
    list: (user: User): Promise<PlannedLine[]> =>
      database.read(async () =>
        (await planned(await programme.all()))
          .filter(({ subject }) => can(user, 'programme.readLine', subject))
          .toSorted(
            (a, b) =>
              ORDER.indexOf(a.state) - ORDER.indexOf(b.state) ||
              (a.next ?? '').localeCompare(b.next ?? '') ||
              a.line.id - b.line.id,
          ),
      ),
    get: async (lineId: number): Promise<PlannedLine> => mustExist(await programme.byId(lineId)),
    today,

    /** How many lines are overdue and due, of those that somebody leads or that have no lead; null without any line. */
    async toBegin(user: User): Promise<{ overdue: number; due: number } | null> {
      const lines = await programme.all();
      if (lines.length === 0) return null;
      const own = lines.filter(({ leadId }) => leadId === null || leadId === user.id);
      const states = own.map((line) => programmeState(nextDue(line), today(), false));
      const count = (state: ProgrammeState) => states.filter((one) => one === state).length;
      return { overdue: count('overdue'), due: count('due') };
    },

    /** What a line can be made of. */
    async choices(user: User) {
      const isInProgramme = new Set(
        (await programme.all()).flatMap(({ rounds }) => rounds.map((r) => r.auditId)),
      );
      return {
        tools: await tools.current(),
        providers: await parts.providers.offered(),
        leads: (await accounts.list()).filter(({ disabled, roles }) => !disabled && roles.includes('lead')),
        rounds: (await audits.ofMember(user.id)).filter(
          (audit) => can(user, 'audit.repeat', { audit }) && !isInProgramme.has(audit.id),
        ),
      };
    },

    async add(user: User, details: NewProgrammeLine): Promise<number> {
      return database.alone('directory', async () => {
        await check(details, null);
        const last = await lastRoundOf(user, details);
        const lineId = await programme.add(details, now().toISOString());
        if (last) await programme.addRound(lineId, last.id, last.fieldworkStart);
        await activity.add({ userId: user.id, action: 'programme.added', subject: `line ${lineId}` });
        return lineId;
      });
    },

    /** @param version - of the line as it was shown: what somebody else changed meanwhile is not written over */
    async change(user: User, lineId: number, version: number, details: ProgrammeLineDetails): Promise<void> {
      await database.alone('directory', async () => {
        const line = await programme.lock(lineId);
        if (!line) throw new NotFoundError();
        if (line.version !== version) {
          throw new StateError(
            'Somebody else has changed this line since you opened it. Open it again, so that their change is not lost.',
          );
        }
        await check(details, line);
        // Rounds go on being counted from the day they were counted from, unless the day or how often was changed.
        const isSame = details.dueOn === nextDue(line) && details.everyMonths === line.everyMonths;
        const kept = isSame ? { ...details, dueOn: line.dueOn } : details;
        await programme.change(lineId, kept, version + 1, now().toISOString());
        await activity.add({ userId: user.id, action: 'programme.changed', subject: `line ${lineId}` });
      });
    },

    async remove(user: User, lineId: number): Promise<void> {
      await database.write(async () => {
        if (!(await programme.lock(lineId))) throw new NotFoundError();
        await programme.remove(lineId);
        await activity.add({ userId: user.id, action: 'programme.removed', subject: `line ${lineId}` });
      });
    },

    /**
     * Begins the round that is due, as a draft: copied from the last one where there was one, else with the tool and a
     * group for each provider. Fieldwork begins on its day, or today where that is over.
     *
     * @param due - the round that was shown, so that pressing twice begins one
     * @returns the id of the draft
     */
    async begin(user: User, lineId: number, due: string): Promise<number> {
      return database.alone('directory', async () => {
        const { line, next, last } = await mustExist(await programme.lock(lineId));
        if (next === null || next !== due) {
          throw new StateError('This round was begun meanwhile. Look at the programme again.');
        }
        if (last && !isClosed(last.state)) {
          throw new StateError(
            `The last round, “${last.title}”, is not closed yet. Close it first: it can be repeated once its figures hold still.`,
          );
        }
        const fieldworkStart = next < today() ? today() : next;
        const days = { fieldworkStart, fieldworkEnd: daysOn(fieldworkStart, line.fieldworkDays - 1) };
        const newest = await tools.newest(line.toolId);
        const auditId = last
          ? await reAudits.create(user.id, last.id, {
              title: line.title,
              ...days,
              toolVersion: Math.max(last.toolVersion, newest?.version ?? 0),
              samePanel: true,
            })
          : await anew(user, line, days);
        await addLead(user, line, auditId);
        await programme.addRound(lineId, auditId, next);
        await activity.add({
          userId: user.id,
          action: 'programme.begun',
          auditId,
          subject: `line ${lineId}`,
        });
        return auditId;
      });
    },
  };
}

interface FieldworkDays {
  fieldworkStart: string;
  fieldworkEnd: string;
}

const ORDER: readonly ProgrammeState[] = ['overdue', 'due', 'underWay', 'later', 'done'];
/** As long as the name of a sample group can be. */
const LONGEST_NAME = 60;

/** A group for each provider by its name; names that begin alike and are cut get a number. */
function groupNames(providers: readonly Provider[]): { provider: Provider; name: string }[] {
  const taken = new Set<string>();
  return providers.map((provider) => {
    let name = provider.name.slice(0, LONGEST_NAME);
    for (let n = 2; taken.has(foldGroup(name)); n += 1) {
      name = `${provider.name.slice(0, LONGEST_NAME - 4)} ${n}`;
    }
    taken.add(foldGroup(name));
    return { provider, name };
  });
}
