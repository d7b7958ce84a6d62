import { checksOf, isClosed, toolChanges } from '../../../rules/index.ts';
import type { Tool, ToolChange } from '../../../rules/index.ts';
import type { AccountRepository } from '../../people/accounts/repository.ts';
import type { ActivityRepository } from '../../people/activity/repository.ts';
import type { Audit, AuditRepository, SampleGroup } from '../../audits/repository.ts';
import type { AuditService } from '../../audits/service.ts';
import type { Database } from '../../platform/db/database.ts';
import { InputError, NotFoundError, StateError } from '../../platform/errors.ts';
import type { PlanOverview } from '../plans/planOverview.ts';
import type { ImprovementService } from '../plans/service.ts';
import { capacitiesOf } from '../../access/policy.ts';
import type { Tools } from '../../audits/tools.ts';

/** What a re-audit would take over. */
export interface ReAuditPlan {
  audit: Audit;
  groups: SampleGroup[];
  tool: Tool;
  /** The same as the audit asks it: without what is left out of it, which a re-audit asks again. */
  asked: Tool;
  /** The newest version of the tool where that is a later one, with what differs in its checks. */
  newer: { tool: Tool; changes: ToolChange[] } | null;
  /** A re-audit that is still a draft: there is no need of another one. */
  draft: Audit | null;
}

export interface ReAuditDetails {
  title: string;
  fieldworkStart: string;
  fieldworkEnd: string;
  toolVersion: number;
  /** Whether the people of the panel are asked again. */
  samePanel: boolean;
}

/** A provider in an audit and in the one before it, where it had a part in that. */
export interface ProviderChange {
  before: PlanOverview;
  now: PlanOverview | null;
}

/** An audit beside the one that it repeats. */
export interface ReAuditComparison {
  audit: Audit;
  previous: Audit;
  tools: { before: Tool; now: Tool; changes: ToolChange[] };
  providers: ProviderChange[];
}

export type ReAuditService = ReturnType<typeof createReAuditService>;

/** Re-audits: set up from a closed audit, and held against it. */
export function createReAuditService(parts: {
  database: Database;
  audits: AuditRepository;
  auditService: AuditService;
  accounts: AccountRepository;
  improvement: ImprovementService;
  activity: ActivityRepository;
  tools: Tools;
}) {
  const { database, audits, auditService, accounts, improvement, activity, tools } = parts;

  async function planOf(auditId: number): Promise<ReAuditPlan> {
    const audit = await audits.byId(auditId);
    if (!audit) throw new NotFoundError();
    const tool = tools.must(audit.toolId, audit.toolVersion);
    const newest = tools.find(audit.toolId);
    return {
      audit,
      groups: await audits.groups(auditId),
      tool,
      asked: tools.of(audit),
      newer:
        newest && newest.version > tool.version ? { tool: newest, changes: toolChanges(tool, newest) } : null,
      draft: (await audits.successors(auditId)).find(({ state }) => state === 'draft') ?? null,
    };
  }

  return {
    plan: (auditId: number): Promise<ReAuditPlan> => database.read(() => planOf(auditId)),

    /**
     * Sets up a draft that repeats a closed audit: its tool, groups, providers and exclusions, and no answer or status.
     * All of it or nothing.
     */
    async create(actorId: number, auditId: number, details: ReAuditDetails): Promise<number> {
      return database.write(async () => {
        if (!(await audits.lock(auditId))) throw new NotFoundError();
        const { audit, groups, tool, newer, draft } = await planOf(auditId);
        if (!isClosed(audit.state)) {
          throw new StateError('Close the audit first: it can be repeated once its figures hold still.');
        }
        if (draft) {
          throw new StateError(
            `There is a re-audit already that is still a draft, “${draft.title}”. Go on with that one.`,
          );
        }
        const chosen = [tool, newer?.tool].find((one) => one?.version === details.toolVersion);
        if (!chosen)
          throw new InputError([{ field: 'toolVersion', text: 'Choose a version from the list.' }]);

        const fields = {
          title: details.title,
          partnership: audit.partnership,
          toolId: chosen.id,
          toolVersion: chosen.version,
          fieldworkStart: details.fieldworkStart,
          fieldworkEnd: details.fieldworkEnd,
        };
        const reAuditId = await auditService.create(actorId, fields);
        const { smallNumberThreshold, smallNumberRule, smallNumberOrder } = audit;
        const smallNumbers = { smallNumberThreshold, smallNumberRule, smallNumberOrder };
        await auditService.update(actorId, reAuditId, { ...fields, ...smallNumbers });
        await audits.setPredecessor(reAuditId, auditId);
        const known = new Set(checksOf(chosen).map(({ id }) => id));
        for (const group of groups) {
          await auditService.createGroup(actorId, reAuditId, {
            name: group.name,
            plannedFiles: group.plannedFiles,
            providerIds: group.providers.map(({ id }) => id),
            exclusions: group.exclusions.filter((id) => known.has(id)),
          });
        }
        if (details.samePanel) await askPanelAgain(actorId, audit, reAuditId);
        await activity.add({
          userId: actorId,
          action: 'audit.repeated',
          auditId: reAuditId,
          subject: `audit ${auditId}`,
        });
        return reAuditId;
      });
    },

    /** An audit beside its predecessor, provider by provider; only those of the predecessor, whose plans these were. */
    thenAndNow: (auditId: number): Promise<ReAuditComparison> =>
      database.read(async () => {
        const audit = await audits.byId(auditId);
        const previous = audit?.predecessorId ? await audits.byId(audit.predecessorId) : null;
        if (!audit || !previous) throw new NotFoundError();
        const before = tools.of(previous);
        const now = tools.of(audit);
        // What was only left out of one of them is said as such, and is no change of the tool.
        const changes = toolChanges(
          tools.must(previous.toolId, previous.toolVersion),
          tools.must(audit.toolId, audit.toolVersion),
        );
        const current = await improvement.all(audit.id);
        return {
          audit,
          previous,
          tools: { before, now, changes },
          providers: (await improvement.all(previous.id)).map((one) => ({
            before: one,
            now: current.find(({ provider }) => provider.id === one.provider.id) ?? null,
          })),
        };
      }),

    /** The audits that repeat this one. */
    successors: (auditId: number): Promise<Audit[]> => audits.successors(auditId),
  };

  /** Those of a panel who can still be asked; who led it leads again, and whoever sets the re-audit up does in any case. */
  async function askPanelAgain(actorId: number, audit: Audit, reAuditId: number): Promise<void> {
    for (const [userId, capacity] of audit.panel) {
      if (userId === actorId) continue;
      const person = await accounts.byId(userId);
      if (!person || person.disabled || !capacitiesOf(person.roles).includes(capacity)) continue;
      await auditService.addMember(actorId, reAuditId, userId, capacity);
    }
  }
}
