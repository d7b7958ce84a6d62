import { checksOf, DEFAULT_SMALL_NUMBER_THRESHOLD, foldGroup, setupMayChange } from '../../rules/index.ts';
import type { AuditState, Tool } from '../../rules/index.ts';
import type { AccountRepository } from '../people/accounts/repository.ts';
import type { ActivityAction, ActivityEntry, ActivityRepository } from '../people/activity/repository.ts';
import type { Database } from '../platform/db/database.ts';
import { InputError, NotFoundError, StateError } from '../platform/errors.ts';
import { capacitiesOf } from '../access/policy.ts';
import type { Capacity } from '../access/policy.ts';
import type { SetupFieldwork } from './fieldwork.ts';
import type { Tools } from './tools.ts';
import type { ProviderService } from '../people/providers.ts';
import type { Audit, AuditDetails, AuditRepository, GroupDetails, SampleGroup } from './repository.ts';

/** A state that an audit is brought to, and what the activity says of it. */
export interface StateChange {
  to: AuditState;
  activity: ActivityAction;
  /** Counts, never an answer, a comment or a name. */
  detail: NonNullable<ActivityEntry['detail']>;
}

/**
 * The groups that lack a provider, so that nobody could be given their results. Records about no person need none: what
 * they are about, such as a partnership, is itself who the result goes to.
 */
export const groupsWithoutProvider = (
  { subject }: Pick<Tool, 'subject'>,
  groups: readonly SampleGroup[],
): SampleGroup[] => (subject.personal ? groups.filter((group) => group.providers.length === 0) : []);

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

  function checkDetails(details: AuditDetails): void {
    if (!tools.find(details.toolId, details.toolVersion)) {
      throw new InputError([{ field: 'tool', text: 'Choose an audit tool from the list.' }]);
    }
    if (details.fieldworkEnd < details.fieldworkStart) {
      throw new InputError([
        { field: 'fieldworkEnd', text: 'The last day of fieldwork cannot be before the first.' },
      ]);
    }
  }

  async function checkGroup(audit: Audit, group: GroupDetails, ownId: number | null): Promise<void> {
    const same = (await audits.groups(audit.id)).find(
      (g) => g.id !== ownId && foldGroup(g.name) === foldGroup(group.name),
    );
    if (same)
      throw new InputError([{ field: 'name', text: `There is a sample group called ${same.name} already.` }]);
    const known = new Set((await providers.list()).map((provider) => provider.id));
    if (group.providerIds.some((id) => !known.has(id))) {
      throw new InputError([{ field: 'providerIds', text: 'Choose providers from the list.' }]);
    }
    const checks = new Set(checksOf(tools.must(audit.toolId, audit.toolVersion)).map((check) => check.id));
    if (group.exclusions.some((id) => !checks.has(id))) {
      throw new InputError([{ field: 'exclusions', text: 'Choose checks from the list.' }]);
    }
  }

  const at = () => now().toISOString();

  return {
    get: mustExist,
    ofMember: (userId: number) => audits.ofMember(userId),
    all: () => audits.all(),
    groups: (auditId: number) => audits.groups(auditId),
    group: mustHaveGroup,

    /** Creates a draft; its creator becomes the panel lead. */
    async create(
      actorId: number,
      details: Omit<AuditDetails, 'smallNumberThreshold' | 'smallNumberRule' | 'smallNumberOrder'>,
    ): Promise<number> {
      const all: AuditDetails = {
        ...details,
        smallNumberThreshold: DEFAULT_SMALL_NUMBER_THRESHOLD,
        smallNumberRule: 'by_item',
        smallNumberOrder: 'providers_first',
      };
      checkDetails(all);
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
        checkDetails(details);
        const otherTool = details.toolId !== audit.toolId || details.toolVersion !== audit.toolVersion;
        const groups = await audits.groups(auditId);
        if (otherTool && groups.some((group) => group.files > 0)) {
          throw new InputError([
            { field: 'tool', text: `The tool cannot be changed once ${audit.words.aOne} is recorded.` },
          ]);
        }
        if (otherTool && groups.some((group) => group.exclusions.length > 0)) {
          throw new InputError([
            {
              field: 'tool',
              text: 'First remove the checks that do not apply from every group: they belong to the tool.',
            },
          ]);
        }
        if (otherTool && audit.leftOut.length > 0) {
          throw new InputError([
            {
              field: 'tool',
              text: 'First put back the questions that are left out of this audit: they belong to the tool.',
            },
          ]);
        }
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
      await database.write(async () => {
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

    async removeMember(actorId: number, auditId: number, userId: number): Promise<void> {
      await database.write(async () => {
        const audit = await audits.lock(auditId);
        if (!audit?.panel.has(userId)) throw new NotFoundError();
        refuseWithoutLead(audit, userId, null);
        await audits.removeMember(auditId, userId);
        await fieldwork.forgetDevices(auditId, userId);
        await activity.add({
          userId: actorId,
          action: 'panel.removed',
          auditId,
          subject: `person ${userId}`,
        });
      });
    },

    async createGroup(actorId: number, auditId: number, group: GroupDetails): Promise<number> {
      return database.write(async () => {
        const audit = await forSetup(auditId);
        await checkGroup(audit, group, null);
        const groupId = await audits.createGroup(auditId, group);
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

    /**
     * Changes a group. Checks that no longer apply are answered as not applicable in its files where nothing was
     * recorded yet; what the panel has answered stays as it is.
     */
    async updateGroup(actorId: number, auditId: number, groupId: number, group: GroupDetails): Promise<void> {
      await database.write(async () => {
        const audit = await forSetup(auditId);
        const before = await mustHaveGroup(auditId, groupId);
        await checkGroup(audit, group, groupId);
        if (before.files > 0 && group.providerIds.length === 0) {
          throw new InputError([
            {
              field: 'providerIds',
              text: `Name at least one provider: ${audit.words.files} are recorded already.`,
            },
          ]);
        }
        await audits.updateGroup(groupId, group);
        const added = group.exclusions.filter((id) => !before.exclusions.includes(id));
        const filled = await fieldwork.answerNotApplicable(groupId, added, actorId, at());
        await audits.touch(auditId, at());
        await activity.add({
          userId: actorId,
          action: 'group.changed',
          auditId,
          subject: `group ${groupId}`,
          detail: { answersFilled: filled },
        });
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
            `The caseload list has ${words.files} of ${group.name}, so it cannot be removed. Remove the list first.`,
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

/** An audit that nobody leads could never be closed. */
function refuseWithoutLead(audit: Audit, userId: number, capacity: Capacity | null): void {
  const otherLead = [...audit.panel].some(([id, c]) => id !== userId && c === 'lead');
  if (audit.panel.get(userId) === 'lead' && capacity !== 'lead' && !otherLead) {
    throw new StateError('An audit needs a lead. Make somebody else a lead first.');
  }
}
