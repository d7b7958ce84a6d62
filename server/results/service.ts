import { tally } from '../../rules/index.ts';
import type { CopiedGoal, Tally, Tool } from '../../rules/index.ts';
import type { Audit, AuditRepository, SampleGroup } from '../audits/repository.ts';
import type { Database } from '../db/database.ts';
import { NotFoundError } from '../errors.ts';
import type { AuditPlans, PlanService } from '../plans/service.ts';
import type { Tools } from '../tools.ts';
import type { ResultsRepository } from './repository.ts';

/** The figures of an audit at one moment; what every page, PDF and export of it is made from. */
export interface Results {
  audit: Audit;
  tool: Tool;
  groups: SampleGroup[];
  tally: Tally;
  completeFiles: number;
  /** When the audit or any of its reviews was last changed. */
  asAt: string;
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
  plans: PlanService;
  tools: Tools;
}) {
  const { database, audits, results, plans, tools } = parts;
  return {
    /** All figures of an audit, from one state of the database. */
    of: (auditId: number): Promise<Results> =>
      database.read(async () => {
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
          completeFiles: complete,
          asAt: lastChange !== null && lastChange > audit.updatedAt ? lastChange : audit.updatedAt,
        };
      }),

    /** The same with what the recovery plans come to, from the same state of the database. */
    withPlans(auditId: number): Promise<ResultsWithPlans> {
      return database.read(async () => {
        const found = await this.of(auditId);
        const changed = await plans.lastChange(auditId);
        const ofPlans = await plans.ofAudit(found.audit, found.groups);
        return {
          ...found,
          asAt: changed !== null && changed > found.asAt ? changed : found.asAt,
          ...ofPlans,
          copied: plans.copied(found.audit, ofPlans.plans),
        };
      });
    },
  };
}
