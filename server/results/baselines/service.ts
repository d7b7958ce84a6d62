import { baselineCells, DEFAULT_SMALL_NUMBER_THRESHOLD, proposeBaseline } from '../../../rules/index.ts';
import type { BaselineChoice, BaselineProposal, Tool } from '../../../rules/index.ts';
import type { ActivityRepository } from '../../people/activity/repository.ts';
import type { AuditRepository } from '../../audits/repository.ts';
import type { Database } from '../../platform/db/database.ts';
import { InputError, NotFoundError, StateError } from '../../platform/errors.ts';
import type { Base, Baseline, BaselineRepository } from './repository.ts';

/** What a person says about a published table when it is taken over. */
export interface NewBaseline extends BaselineChoice {
  title: string;
  partnership: string;
  /** YYYY-MM-DD */
  fieldworkStart: string;
  /** YYYY-MM-DD */
  fieldworkEnd: string;
  source: string;
  base: Base;
}

export type BaselineService = ReturnType<typeof createBaselineService>;

export function createBaselineService(parts: {
  database: Database;
  audits: AuditRepository;
  baselines: BaselineRepository;
  activity: ActivityRepository;
  now: () => Date;
}) {
  const { database, audits, baselines, activity, now } = parts;
  return {
    /** How a table could be taken over. @throws InputError when it has no group or no column of figures */
    propose(lines: readonly (readonly string[])[], tool: Tool): BaselineProposal {
      const proposal = proposeBaseline(lines, tool);
      if ('unreadable' in proposal || proposal.groups.length === 0 || proposal.columns.length === 0) {
        const text = 'The table has no groups with figures, so there is nothing to take over.';
        throw new InputError([{ field: 'table', text }]);
      }
      return proposal;
    },

    /**
     * Takes a published table over: its group totals become a closed audit without case files, led by whoever does it.
     *
     * @returns the new audit, and how many cells give no count although something is printed that should
     */
    async takeOver(
      actorId: number,
      tool: Tool,
      lines: readonly (readonly string[])[],
      input: NewBaseline,
    ): Promise<{ auditId: number; unknown: number }> {
      const cells = baselineCells(lines, tool, input);
      return database.write(async () => {
        const at = now().toISOString();
        const auditId = await audits.create(
          {
            title: input.title,
            partnership: input.partnership,
            toolId: tool.id,
            toolVersion: tool.version,
            fieldworkStart: input.fieldworkStart,
            fieldworkEnd: input.fieldworkEnd,
            smallNumberThreshold: DEFAULT_SMALL_NUMBER_THRESHOLD,
            smallNumberRule: 'by_item',
            smallNumberOrder: 'providers_first',
            // Nothing of a printed table was drawn here.
            headline: 'unweighted',
          },
          at,
        );
        await audits.setMember(auditId, actorId, 'lead');
        const idOf = new Map<string, number>();
        for (const group of input.groups) {
          if (!group) continue;
          const { name, files: plannedFiles } = group;
          const details = { name, plannedFiles, providerIds: [], exclusions: [] };
          idOf.set(name, await audits.createGroup(auditId, details));
        }
        const counts = cells.flatMap(({ group, check, counts: byAnswer }) =>
          Object.entries(byAnswer)
            .filter(([, files]) => files > 0)
            .map(([answer, files]) => ({ groupId: idOf.get(group) ?? 0, check, answer, files })),
        );
        const kept = { source: input.source, base: input.base, lines: lines.map((line) => [...line]) };
        await baselines.create(auditId, kept, counts);
        await activity.add({
          userId: actorId,
          action: 'baseline.created',
          auditId,
          detail: { groups: idOf.size, cells: cells.length },
        });
        return {
          auditId,
          unknown: cells.filter(({ reading }) => reading === 'impossible').length,
        };
      });
    },

    /** What is kept of the published table. */
    async of(auditId: number): Promise<Baseline> {
      const baseline = await baselines.byAudit(auditId);
      if (!baseline) throw new NotFoundError();
      return baseline;
    },

    /** Removes a baseline for good. The report that it came from is still there. */
    async remove(actorId: number, auditId: number): Promise<void> {
      await database.write(async () => {
        const audit = await audits.lock(auditId);
        if (!audit?.isBaseline) throw new NotFoundError();
        if (await baselines.isPredecessor(auditId)) {
          throw new StateError(
            'Another audit names this baseline as the one it repeats. Take that away there first.',
          );
        }
        await baselines.remove(auditId);
        await activity.add({ userId: actorId, action: 'baseline.removed', auditId });
      });
    },
  };
}
