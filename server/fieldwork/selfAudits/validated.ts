import type { Tool, Validated } from '../../../rules/index.ts';
import type { Audit, SampleGroup } from '../../audits/repository.ts';
import type { createSettlementStore } from '../caseFiles/settlements.ts';
import { itemsAsked } from './selfAudit.ts';

/** How many answers of an audit are validated: of all self-audits that were handed in, and of each. */
export interface AuditValidated {
  all: Validated;
  ofFile(fileId: number, groupId: number): Validated;
}

export type ValidatedCounts = ReturnType<typeof createValidatedCounts>;

/** Counts validated answers for whoever shows figures of a self-audit, so that they say which answers these rest on. */
export function createValidatedCounts({
  settlements,
}: {
  settlements: Pick<ReturnType<typeof createSettlementStore>, 'settledIn'>;
}) {
  return {
    /** Null of any other audit, which is asked nothing. */
    async of(audit: Audit, tool: Tool, groups: readonly SampleGroup[]): Promise<AuditValidated | null> {
      if (!audit.isSelfAudit || audit.isBaseline) return null;
      const asked = new Map(
        groups.map((group) => [group.id, new Set(itemsAsked(tool, group).map(({ id }) => id))] as const),
      );
      const decided = new Map<number, number>();
      let all = 0;
      for (const { fileId, groupId, itemId } of await settlements.settledIn(audit.id)) {
        if (asked.get(groupId)?.has(itemId) !== true) continue;
        all += 1;
        decided.set(fileId, (decided.get(fileId) ?? 0) + 1);
      }
      const answers = groups.reduce((sum, { id, files }) => sum + files * (asked.get(id)?.size ?? 0), 0);
      return {
        all: { answers, validated: all },
        ofFile: (fileId, groupId) => ({
          answers: asked.get(groupId)?.size ?? 0,
          validated: decided.get(fileId) ?? 0,
        }),
      };
    },
  };
}
