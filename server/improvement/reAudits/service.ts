import { changesInSameFiles, checksOf, isClosed, toolChanges } from '../../../rules/index.ts';
import type { ChangeInSameFiles, Tool, ToolChange } from '../../../rules/index.ts';
import type { ActivityRepository } from '../../people/activity/repository.ts';
import type { Audit, AuditRepository, SampleGroup } from '../../audits/repository.ts';
import type { CopyDetails, SetupCopier } from '../../audits/copy.ts';
import type { createRecordAnswers } from '../../fieldwork/caseFiles/recordAnswers.ts';
import type { Database } from '../../platform/db/database.ts';
import { InputError, NotFoundError, StateError } from '../../platform/errors.ts';
import type { PlanOverview } from '../plans/planOverview.ts';
import type { ImprovementService } from '../plans/service.ts';
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
  /** Files that were read in both audits, by their references, and what became of each check in them. */
  sameFiles: { files: number; changes: ChangeInSameFiles[] };
}

export type ReAuditService = ReturnType<typeof createReAuditService>;

/** Re-audits: set up from a closed audit, and held against it. */
export function createReAuditService(parts: {
  database: Database;
  audits: AuditRepository;
  copySetup: SetupCopier;
  improvement: ImprovementService;
  activity: ActivityRepository;
  tools: Tools;
  records: ReturnType<typeof createRecordAnswers>;
}) {
  const { database, audits, copySetup, improvement, activity, tools, records } = parts;

  /** By their references; what a file is called does not change where the same pseudonyms are used again. */
  async function sameFilesOf(previous: Audit, audit: Audit): Promise<ReAuditComparison['sameFiles']> {
    // Of a published table there are no files.
    if (!previous.hasCases) return { files: 0, changes: [] };
    const then = new Set(checksOf(tools.of(previous)).map(({ id }) => id));
    const ids = checksOf(tools.of(audit)).flatMap(({ id }) => (then.has(id) ? [id] : []));
    const keyOf = ({ reference }: { reference: string }) => reference.toLowerCase();
    const before = new Map((await records.of(previous.id, ids)).map((one) => [keyOf(one), one.answers]));
    const files = (await records.of(audit.id, ids)).flatMap((one) => {
      const own = before.get(keyOf(one));
      return own ? [{ before: own, now: one.answers }] : [];
    });
    return { files: files.length, changes: changesInSameFiles(files, ids) };
  }

  async function planOf(auditId: number): Promise<ReAuditPlan> {
    const audit = await audits.byId(auditId);
    if (!audit) throw new NotFoundError();
    const tool = tools.must(audit.toolId, audit.toolVersion);
    const newest = await tools.newest(audit.toolId);
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
    async create(actorId: number, auditId: number, details: CopyDetails): Promise<number> {
      return database.alone('directory', async () => {
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

        const reAuditId = await copySetup(actorId, audit, groups, details);
        await audits.setPredecessor(reAuditId, auditId);
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
          sameFiles: await sameFilesOf(previous, audit),
          providers: (await improvement.all(previous.id)).map((one) => ({
            before: one,
            now: current.find(({ provider }) => provider.id === one.provider.id) ?? null,
          })),
        };
      }),

    /** The audits that repeat this one. */
    successors: (auditId: number): Promise<Audit[]> => audits.successors(auditId),
  };
}
