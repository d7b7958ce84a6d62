import {
  bandedIdsOf,
  baselineCells,
  DEFAULT_SMALL_NUMBER_THRESHOLD,
  proposeBaseline,
  takenDistribution,
} from '../../../rules/index.ts';
import type {
  BaselineChoice,
  BaselineProposal,
  DistributionChoice,
  LeftRow,
  PrintedTable,
  Tool,
} from '../../../rules/index.ts';
import type { ActivityRepository } from '../../people/activity/repository.ts';
import type { AuditRepository } from '../../audits/repository.ts';
import type { Database } from '../../platform/db/database.ts';
import { InputError, NotFoundError, StateError } from '../../platform/errors.ts';
import { leftInWords } from './leftRows.ts';
import type { Base, Baseline, BaselineRepository, TakenParts } from './repository.ts';

/** What a person says of where a published table comes from. */
interface BaselineDetails {
  title: string;
  partnership: string;
  /** YYYY-MM-DD */
  fieldworkStart: string;
  /** YYYY-MM-DD */
  fieldworkEnd: string;
  source: string;
}

/** What a person says about a published table when it is taken over. */
export interface NewBaseline extends BaselineChoice, BaselineDetails {
  base: Base;
}

/** The same about a published distribution. */
export interface NewDistributionBaseline extends DistributionChoice, BaselineDetails {}

type Lines = readonly (readonly string[])[];

interface MadeAudit {
  auditId: number;
  /** By name. */
  groupIds: ReadonlyMap<string, number>;
}

const keptOf = (lines: Lines, { source, base }: Pick<NewBaseline, 'source' | 'base'>): Baseline => ({
  source,
  base,
  lines: lines.map((line) => [...line]),
});

export type BaselineService = ReturnType<typeof createBaselineService>;

export function createBaselineService(parts: {
  database: Database;
  audits: AuditRepository;
  baselines: BaselineRepository;
  activity: ActivityRepository;
  now: () => Date;
}) {
  const { database, audits, baselines, activity, now } = parts;

  /** A new audit with its groups, led by whoever makes it; to be called within a write. */
  async function createAudit(
    actorId: number,
    tool: Tool,
    input: BaselineDetails,
    groups: readonly ({ name: string; files: number } | null)[],
  ): Promise<MadeAudit> {
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
      now().toISOString(),
    );
    await audits.setMember(auditId, actorId, 'lead');
    const groupIds = new Map<string, number>();
    for (const group of groups) {
      if (!group) continue;
      const { name, files: plannedFiles } = group;
      const details = { name, plannedFiles, providerIds: [], exclusions: [] };
      groupIds.set(name, await audits.createGroup(auditId, details));
    }
    return { auditId, groupIds };
  }

  const created = (userId: number, { auditId, groupIds }: MadeAudit, cells: number): Promise<void> =>
    activity.add({
      userId,
      action: 'baseline.created',
      auditId,
      detail: { groups: groupIds.size, cells },
    });

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
     * @throws InputError where no cell that was chosen gives a count
     */
    async takeOver(
      actorId: number,
      tool: Tool,
      lines: Lines,
      input: NewBaseline,
    ): Promise<{ auditId: number; unknown: number }> {
      const cells = baselineCells(lines, tool, input);
      if (cells.every(({ counts }) => Object.keys(counts).length === 0)) {
        const text =
          'No cell of the chosen groups and checks gives a count, so there is nothing to take over.';
        throw new InputError([{ field: 'check-0', text }]);
      }
      const auditId = await database.write(async () => {
        const made = await createAudit(actorId, tool, input, input.groups);
        const counts = cells.flatMap(({ group, check, counts: byAnswer }) =>
          Object.entries(byAnswer)
            .filter(([, files]) => files > 0)
            .map(([answer, files]) => ({ groupId: made.groupIds.get(group) ?? 0, check, answer, files })),
        );
        await baselines.create(made.auditId, keptOf(lines, input), counts);
        await created(actorId, made, cells.length);
        return made.auditId;
      });
      return { auditId, unknown: cells.filter(({ reading }) => reading === 'impossible').length };
    },

    /**
     * Takes a published distribution over in the same way: the answers to its questions and the bands of its criteria as they are printed.
     *
     * @returns the new audit, and the rows of which nothing could be taken
     * @throws InputError where that is all of them
     */
    async takeOverDistribution(
      actorId: number,
      tool: Tool,
      { lines, table }: { lines: Lines; table: PrintedTable },
      input: NewDistributionBaseline,
    ): Promise<{ auditId: number; left: LeftRow[] }> {
      const taken = takenDistribution(table, tool, input);
      if (taken.items.length === 0 && taken.checks.length === 0) {
        const text = `Nothing can be taken over of this table. See of how many its percentages are, and which answers and questions are chosen. ${leftInWords(taken.left)}`;
        throw new InputError([{ field: 'files', text: text.trimEnd() }]);
      }
      const auditId = await database.write(async () => {
        const made = await createAudit(actorId, tool, input, input.groups);
        const idOf = (group: string) => made.groupIds.get(group) ?? 0;
        await baselines.create(
          made.auditId,
          keptOf(lines, { ...input, base: 'applicable' }),
          taken.checks.map(({ group, ...count }) => ({ groupId: idOf(group), ...count })),
          taken.items.map(({ group, ...item }) => ({ groupId: idOf(group), ...item })),
          taken.items.some(({ item }) => bandedIdsOf(tool).includes(item)),
        );
        await created(
          actorId,
          made,
          taken.items.length + new Set(taken.checks.map(({ group, check }) => `${group}\n${check}`)).size,
        );
        return made.auditId;
      });
      return { auditId, left: taken.left };
    },

    /** What is kept of the published table. */
    async of(auditId: number): Promise<Baseline & TakenParts> {
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
