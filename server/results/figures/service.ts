import {
  GROUP_FIELD,
  segmentField,
  suppressionRuleOf,
  tally,
  weightedFigures,
} from '../../../rules/index.ts';
import type {
  CopiedGoal,
  HowChosen,
  ShownTable,
  SuppressionRule,
  Tally,
  Tool,
  WeightedCheck,
} from '../../../rules/index.ts';
import type { Audit, AuditRepository, SampleGroup } from '../../audits/repository.ts';
import type { BandsRepository } from '../bands/repository.ts';
import type { Database } from '../../platform/db/database.ts';
import { NotFoundError } from '../../platform/errors.ts';
import type { AuditPlans, RecoveryPlanService } from '../../fieldwork/recoveryPlans/service.ts';
import { can } from '../../access/policy.ts';
import type { Actor } from '../../access/policy.ts';
import type { Tools } from '../../audits/tools.ts';
import type { SamplingService } from '../../fieldwork/sampling/service.ts';
import { chosenFrom } from './chosen.ts';
import type { ResultsRepository } from './repository.ts';
import { showSegments } from './segments.ts';
import type { Dimension } from './segments.ts';
import { showGroups } from './shown.ts';
import type { Breakdown } from './shown.ts';

/** The figures of an audit at one moment; what every page, PDF and export of it is made from. */
export interface Results {
  audit: Audit;
  tool: Tool;
  groups: SampleGroup[];
  tally: Tally;
  /** How its files were chosen. */
  chosen: HowChosen;
  completeFiles: number;
  /** When the audit or any of its reviews was last changed. */
  asAt: string;
}

/** The figures of one view of an audit, as one reader may see them. */
export interface ShownResults {
  audit: Audit;
  tool: Tool;
  breakdown: Breakdown;
  table: ShownTable;
  /** Whether the rule on small numbers applies to this reader, be there something to mask or not. */
  suppressed: boolean;
  /** The rule, where it applies. */
  rule: SuppressionRule | null;
  threshold: number;
  /** How the files of the audit were chosen. */
  chosen: HowChosen;
  /** All files weighted by the lists that groups were drawn from; null where there is nothing to weigh. */
  weighted: WeightedCheck[] | null;
  asAt: string;
  completeFiles: number;
}

/** The same with what the recovery plans of the audit come to. */
export interface ResultsWithPlans extends Results, AuditPlans {
  copied: CopiedGoal[];
}

export type ResultsService = ReturnType<typeof createResultsService>;

export function createResultsService(parts: {
  database: Database;
  audits: AuditRepository;
  results: ResultsRepository;
  bands: BandsRepository;
  plans: RecoveryPlanService;
  sampling: SamplingService;
  tools: Tools;
}) {
  const { database, audits, results, bands, plans, sampling, tools } = parts;

  async function of(auditId: number): Promise<Results> {
    return database.read(async () => {
      const audit = await audits.byId(auditId);
      if (!audit) throw new NotFoundError();
      const tool = tools.must(audit.toolId, audit.toolVersion);
      const groups = await audits.groups(auditId);
      const { complete, lastChange } = await results.progress(auditId);
      return {
        audit,
        tool,
        groups,
        tally: tally(tool, await results.counts(auditId, tool, groups)),
        chosen: chosenFrom(groups, await sampling.reports(auditId, groups), audit.isBaseline),
        completeFiles: audit.isBaseline ? groups.reduce((sum, group) => sum + group.files, 0) : complete,
        asAt: lastChange !== null && lastChange > audit.updatedAt ? lastChange : audit.updatedAt,
      };
    });
  }

  const withPlans = (auditId: number): Promise<ResultsWithPlans> =>
    database.read(async () => {
      const found = await of(auditId);
      const changed = await plans.lastChange(auditId);
      const ofPlans = await plans.ofAudit(found.audit, found.groups);
      return {
        ...found,
        asAt: changed !== null && changed > found.asAt ? changed : found.asAt,
        ...ofPlans,
        copied: plans.copied(found.audit, ofPlans.plans),
      };
    });

  /** What a field of a view divides by; an audit without case files has no fields. */
  async function dimensionsOf(
    { audit, tool }: Results,
    fields: [string] | [string, string],
  ): Promise<[Dimension] | [Dimension, Dimension]> {
    if (audit.isBaseline || fields[0] === fields[1]) throw new NotFoundError();
    const kept = await bands.of(audit.id);
    const lastYear = Number(audit.fieldworkEnd.slice(0, 4));
    const found = fields.map((field): Dimension => {
      if (field === GROUP_FIELD) return GROUP_FIELD;
      const dimension = segmentField(tool, field, { bands: kept, lastYear });
      if (!dimension) throw new NotFoundError();
      return dimension;
    });
    return found as [Dimension] | [Dimension, Dimension];
  }

  /** A view of figures with what this reader may not see suppressed. */
  async function shownOf(
    found: Results,
    breakdown: Breakdown,
    user: Actor,
    { suppressed: anyway = false }: { suppressed?: boolean } = {},
  ): Promise<ShownResults> {
    const { audit, tool, asAt, completeFiles } = found;
    const suppressed = tool.subject.personal && (anyway || !can(user, 'results.readUnsuppressed', { audit }));
    const rule = suppressed ? suppressionRuleOf(tool, audit) : null;
    const show = async () => {
      if (breakdown.by !== 'fields') return showGroups(breakdown.by, found, rule);
      const dimensions = await dimensionsOf(found, breakdown.fields);
      return showSegments(dimensions, await results.segments(audit.id, tool, dimensions), found, rule);
    };
    return {
      audit,
      tool,
      breakdown,
      table: await show(),
      suppressed,
      rule,
      threshold: audit.smallNumberThreshold,
      chosen: found.chosen,
      weighted: weightedFigures(showGroups('group', found, rule), found.chosen),
      asAt,
      completeFiles,
    };
  }

  return {
    /** All figures of an audit, from one state of the database. */
    of,

    /**
     * One view of an audit with what this reader may not see suppressed. Whether they may read results at all is not asked
     * here.
     *
     * @param options - suppressed: small numbers are suppressed even for those who may see them
     * @throws NotFoundError where the audit, or a field by which its results may be broken down, is not there
     */
    shown: (
      auditId: number,
      breakdown: Breakdown,
      user: Actor,
      options: { suppressed?: boolean } = {},
    ): Promise<ShownResults> =>
      database.read(async () => shownOf(await of(auditId), breakdown, user, options)),

    /** The figures with what the recovery plans come to, from the same state of the database. */
    withPlans,

    /** The same, and the figures by group as this reader may see them. */
    both: (auditId: number, user: Actor): Promise<{ results: ResultsWithPlans; shown: ShownResults }> =>
      database.read(async () => {
        const found = await withPlans(auditId);
        return { results: found, shown: await shownOf(found, { by: 'group' }, user) };
      }),
  };
}
