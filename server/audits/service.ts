import {
  DEFAULT_SMALL_NUMBER_THRESHOLD,
  exclusionsWithCodes,
  foldGroup,
  itemsToExclude,
  setupMayChange,
} from '../../rules/index.ts';
import type { AuditState } from '../../rules/index.ts';
import type { AccountRepository } from '../people/accounts/repository.ts';
import type { ActivityAction, ActivityEntry, ActivityRepository } from '../people/activity/repository.ts';
import type { Database } from '../platform/db/database.ts';
import { InputError, NotFoundError, StateError } from '../platform/errors.ts';
import { capacitiesOf } from '../access/policy.ts';
import type { Capacity } from '../access/policy.ts';
import { checkAsked, keptCaseload } from './groupChecks.ts';
import type { SetupFieldwork } from './fieldwork.ts';
import { followExclusions } from './followExclusions.ts';
import type { Tools } from './tools.ts';
import type { ProviderService } from '../people/providers.ts';
import type {
  Audit,
  AuditAndInterests,
  AuditDetails,
  AuditRepository,
  GroupDetails,
  SampleGroup,
} from './repository.ts';

/** A state that an audit is brought to, and what the activity says of it. */
export interface StateChange {
  to: AuditState;
  activity: ActivityAction;
  /** Counts, never an answer, a comment or a name. */
  detail: NonNullable<ActivityEntry['detail']>;
}

export type AuditService = ReturnType<typeof createAuditService>;

export function createAuditService(parts: {
  database: Database;
  audits: AuditRepository;
  providers: ProviderService;
  fieldwork: SetupFieldwork;
  accounts: AccountRepository;
  activity: ActivityRepository;
  tools: Tools;
  now: () => Date;
}) {
  const { database, audits, providers, fieldwork, accounts, activity, tools, now } = parts;

  async function mustExist(auditId: number): Promise<Audit> {
    const audit = await audits.byId(auditId);
    if (!audit) throw new NotFoundError();
    return audit;
  }

  /** The audit, held for a change of its set-up. */
  async function forSetup(auditId: number): Promise<Audit> {
    const audit = await audits.lock(auditId);
    if (!audit) throw new NotFoundError();
    if (!setupMayChange(audit.state)) {
      throw new StateError('The audit is closed, so its set-up cannot be changed. Reopen it first.');
    }
    return audit;
  }

  async function mustHaveGroup(auditId: number, groupId: number): Promise<SampleGroup> {
    const group = (await audits.groups(auditId)).find((g) => g.id === groupId);
    if (!group) throw new NotFoundError();
    return group;
  }

  /** @param own - the audit whose tool may be kept though it is retired meanwhile */
  async function checkDetails(details: AuditDetails, own?: Audit): Promise<void> {
    const keepsTool = own?.toolId === details.toolId && own.toolVersion === details.toolVersion;
    if (!keepsTool && !(await tools.isOffered(details.toolId, details.toolVersion))) {
      throw new InputError([{ field: 'tool', text: 'Choose an audit tool from the list.' }]);
    }
    if (details.fieldworkEnd < details.fieldworkStart) {
      throw new InputError([
        { field: 'fieldworkEnd', text: 'The last day of fieldwork cannot be before the first.' },
      ]);
    }
  }

  /** The group with a provider that is not on the list yet, which is put there; one that is, is simply taken. */
  async function withNewProvider(actorId: number, group: GroupDetails, name: string): Promise<GroupDetails> {
    if (name === '') return group;
    const known = await providers.byName(name);
    const id = known?.id ?? (await providers.create(actorId, name));
    return { ...group, providerIds: [...new Set([...group.providerIds, id])] };
  }

  /** The group as it is kept, once nothing speaks against it. */
  async function checked(audit: Audit, group: GroupDetails, ownId: number | null): Promise<GroupDetails> {
    const groups = await audits.groups(audit.id);
    const same = groups.find((g) => g.id !== ownId && foldGroup(g.name) === foldGroup(group.name));
    if (same)
      throw new InputError([{ field: 'name', text: `There is a sample group called ${same.name} already.` }]);
    const known = new Set((await providers.list()).map((provider) => provider.id));
    if (group.providerIds.some((id) => !known.has(id))) {
      throw new InputError([{ field: 'providerIds', text: 'Choose providers from the list.' }]);
    }
    if (audit.isSelfAudit) checkAsked(groups, group, ownId);
    const tool = tools.must(audit.toolId, audit.toolVersion);
    const items = itemsToExclude(tool).map(({ id }) => id);
    if (group.exclusions.some((id) => !items.includes(id))) {
      throw new InputError([{ field: 'exclusions', text: 'Choose from the list.' }]);
    }
    const caseload = keptCaseload(
      audit,
      group,
      groups.find(({ id }) => id === ownId),
    );
    return { ...group, caseload, exclusions: exclusionsWithCodes(tool, group.exclusions) };
  }

  const at = () => now().toISOString();

  return {
    get: mustExist,
    /** Who is kept from a file of an audit by what they declared. */
    keptFrom: fieldwork.keptFrom,
    /** What recording in an audit has to know of it. */
    async toRecordIn(auditId: number): Promise<AuditAndInterests> {
      const audit = await audits.toRecordIn(auditId);
      if (!audit) throw new NotFoundError();
      return audit;
    },
    ofMember: (userId: number) => audits.ofMember(userId),
    all: () => audits.all(),
    named: (ids: readonly number[]) => audits.named(ids),
    groups: (auditId: number) => audits.groups(auditId),
    group: mustHaveGroup,

    /**
     * Creates a draft; its creator becomes the panel lead.
     *
     * @param repeats - the audit that it repeats, whose tool it may have though that is retired meanwhile
     */
    async create(
      actorId: number,
      details: Omit<
        AuditDetails,
        'smallNumberThreshold' | 'smallNumberRule' | 'smallNumberOrder' | 'headline'
      >,
      repeats?: Audit,
    ): Promise<number> {
      const all: AuditDetails = {
        ...details,
        smallNumberThreshold: DEFAULT_SMALL_NUMBER_THRESHOLD,
        smallNumberRule: 'by_item',
        smallNumberOrder: 'providers_first',
        headline: 'weighted',
      };
      await checkDetails(all, repeats);
      return database.write(async () => {
        const auditId = await audits.create(all, at());
        await audits.setMember(auditId, actorId, 'lead');
        await activity.add({ userId: actorId, action: 'audit.created', auditId });
        return auditId;
      });
    },

    async update(actorId: number, auditId: number, details: AuditDetails): Promise<void> {
      await database.write(async () => {
        const audit = await forSetup(auditId);
        await checkDetails(details, audit);
        const otherTool = details.toolId !== audit.toolId || details.toolVersion !== audit.toolVersion;
        const groups = await audits.groups(auditId);
        const text = otherTool ? whyToolStays(audit, groups) : null;
        if (text !== null) throw new InputError([{ field: 'tool', text }]);
        await audits.update(auditId, details, at());
        await activity.add({ userId: actorId, action: 'audit.changed', auditId });
      });
    },

    /** Writes down the state that an audit is brought to. Whether it may be is decided by whoever takes the step. */
    async changeState(actorId: number, auditId: number, change: StateChange): Promise<void> {
      await database.write(async () => {
        await audits.setState(auditId, change.to, at());
        await activity.add({ userId: actorId, action: change.activity, auditId, detail: change.detail });
      });
    },

    /**
     * Puts a person on the panel, or changes in which capacity they are on it.
     *
     * @param agreement - under which a commissioner sees all figures; left out, small numbers are suppressed
     */
    async addMember(
      actorId: number,
      auditId: number,
      userId: number,
      capacity: Capacity,
      agreement: string | null = null,
    ): Promise<void> {
      await database.alone('directory', async () => {
        const audit = await audits.lock(auditId);
        if (!audit) throw new NotFoundError();
        const user = await accounts.byId(userId);
        if (!user || user.disabled)
          throw new InputError([{ field: 'userId', text: 'Choose a person from the list.' }]);
        if (!capacitiesOf(user.roles).includes(capacity)) {
          throw new InputError([{ field: 'userId', text: `${user.name} does not have the role for this.` }]);
        }
        refuseWithoutLead(audit, userId, capacity);
        const isFull = capacity === 'commissioner' && agreement !== null;
        await audits.setMember(auditId, userId, capacity, isFull ? agreement : null);
        await activity.add({
          userId: actorId,
          action: 'panel.added',
          auditId,
          subject: `person ${userId}`,
          detail: { capacity, ...(isFull ? { figures: 'all', agreement } : {}) },
        });
      });
    },

    /**
     * Puts several people on the panel in the same capacity, all or none.
     *
     * @throws InputError that says of everybody who cannot be put there why
     */
    async addMembers(
      actorId: number,
      auditId: number,
      userIds: readonly number[],
      capacity: Capacity,
      agreement: string | null = null,
    ): Promise<void> {
      await database.alone('directory', async () => {
        const problems = new Set<string>();
        for (const userId of userIds) {
          try {
            await this.addMember(actorId, auditId, userId, capacity, agreement);
          } catch (error) {
            if (!(error instanceof InputError)) throw error;
            for (const { text } of error.errors) problems.add(text);
          }
        }
        if (problems.size === 0) return;
        const nobody = userIds.length > 1 ? ['Nobody was added.'] : [];
        throw new InputError([{ field: 'userId', text: [...problems, ...nobody].join(' ') }]);
      });
    },

    async removeMember(actorId: number, auditId: number, userId: number): Promise<void> {
      await database.write(async () => {
        const audit = await audits.lock(auditId);
        if (!audit?.panel.has(userId)) throw new NotFoundError();
        refuseWithoutLead(audit, userId, null);
        await audits.removeMember(auditId, userId);
        await fieldwork.forgetDevices(auditId, userId);
        await fieldwork.forgetAssigned(auditId, userId);
        await activity.add({
          userId: actorId,
          action: 'panel.removed',
          auditId,
          subject: `person ${userId}`,
        });
      });
    },

    /** @param newProvider - the name of one that takes part and is not on the list yet; empty for none */
    async createGroup(
      actorId: number,
      auditId: number,
      details: GroupDetails,
      newProvider = '',
    ): Promise<number> {
      return database.alone('directory', async () => {
        const audit = await forSetup(auditId);
        const entered = await withNewProvider(actorId, details, newProvider);
        const groupId = await audits.createGroup(auditId, await checked(audit, entered, null));
        await audits.touch(auditId, at());
        await activity.add({
          userId: actorId,
          action: 'group.created',
          auditId,
          subject: `group ${groupId}`,
        });
        return groupId;
      });
    },

    /** Changes a group, and what its set-up alone says in its files; tells how many answers that cleared. */
    async updateGroup(
      actorId: number,
      auditId: number,
      groupId: number,
      details: GroupDetails,
      newProvider = '',
    ): Promise<number> {
      return database.alone('directory', async () => {
        const audit = await forSetup(auditId);
        const entered = await withNewProvider(actorId, details, newProvider);
        const before = await mustHaveGroup(auditId, groupId);
        const group = await checked(audit, entered, groupId);
        if (before.files > 0 && group.providerIds.length === 0) {
          throw new InputError([
            {
              field: 'providerIds',
              text: `Name at least one provider: ${audit.words.files} are recorded already.`,
            },
          ]);
        }
        await audits.updateGroup(groupId, group);
        const tool = tools.must(audit.toolId, audit.toolVersion);
        const by = { userId: actorId, at: at() };
        const detail = await followExclusions(fieldwork, tool, { before, after: group }, by);
        await audits.touch(auditId, at());
        await activity.add({
          userId: actorId,
          action: 'group.changed',
          auditId,
          subject: `group ${groupId}`,
          detail,
        });
        return detail.answersCleared;
      });
    },

    async removeGroup(actorId: number, auditId: number, groupId: number): Promise<void> {
      await database.write(async () => {
        const { words } = await forSetup(auditId);
        const group = await mustHaveGroup(auditId, groupId);
        if (group.files > 0) {
          throw new StateError(
            `${group.name} has ${words.many}, so it cannot be removed. Move or remove its ${words.files} first.`,
          );
        }
        if (await fieldwork.hasListedFiles(groupId)) {
          throw new StateError(
            `The ${words.list} has ${words.files} of ${group.name}, so it cannot be removed. Remove the list first.`,
          );
        }
        await audits.removeGroup(groupId);
        await audits.touch(auditId, at());
        await activity.add({
          userId: actorId,
          action: 'group.removed',
          auditId,
          subject: `group ${groupId}`,
        });
      });
    },

    /** Moves a group one place up or down in the order of every table. */
    async moveGroup(actorId: number, auditId: number, groupId: number, by: -1 | 1): Promise<void> {
      await database.write(async () => {
        await forSetup(auditId);
        await mustHaveGroup(auditId, groupId);
        const ids = (await audits.groups(auditId)).map((group) => group.id);
        const from = ids.indexOf(groupId);
        const to = from + by;
        if (to < 0 || to >= ids.length) return;
        ids.splice(to, 0, ...ids.splice(from, 1));
        await audits.orderGroups(ids);
        await audits.touch(auditId, at());
        await activity.add({ userId: actorId, action: 'group.moved', auditId, subject: `group ${groupId}` });
      });
    },
  };
}

/** Why the tool of an audit cannot be changed now; null where it can. */
function whyToolStays(audit: Audit, groups: readonly SampleGroup[]): string | null {
  if (groups.some(({ files }) => files > 0))
    return `The tool cannot be changed once ${audit.words.aOne} is recorded.`;
  if (groups.some(({ exclusions }) => exclusions.length > 0))
    return 'First untick what does not apply in every group: it belongs to the tool.';
  if (audit.leftOut.length > 0)
    return 'First put back the questions that are left out of this audit: they belong to the tool.';
  if (audit.standards.length > 0)
    return 'First empty the standards that are set for this audit: they belong to the tool.';
  return null;
}

/** An audit that nobody leads could never be closed. */
function refuseWithoutLead(audit: Audit, userId: number, capacity: Capacity | null): void {
  const otherLead = [...audit.panel].some(([id, c]) => id !== userId && c === 'lead');
  if (audit.panel.get(userId) === 'lead' && capacity !== 'lead' && !otherLead) {
    throw new StateError('An audit needs a lead. Make somebody else a lead first.');
  }
}
