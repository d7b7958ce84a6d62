import { tally } from '../../rules/index.ts';
import type { ShownTable, Tally, Tool } from '../../rules/index.ts';
import type { User } from '../accounts/repository.ts';
import type { Audit, AuditRepository, SampleGroup } from '../audits/repository.ts';
import type { Database } from '../db/database.ts';
import { NotFoundError } from '../errors.ts';
import { can } from '../policy.ts';
import type { Tools } from '../tools.ts';
import type { ResultsRepository } from './repository.ts';
import { showResults } from './shown.ts';
import type { Cut } from './shown.ts';

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

/** The figures of one view of an audit, as one reader may see them. */
export interface ShownResults {
  audit: Audit;
  tool: Tool;
  cut: Cut;
  table: ShownTable;
  /** Whether the rule on small numbers applies to this reader, be there something to mask or not. */
  masked: boolean;
  threshold: number;
  asAt: string;
  completeFiles: number;
}

export type ResultsService = ReturnType<typeof createResultsService>;

export function createResultsService(parts: {
  database: Database;
  audits: AuditRepository;
  results: ResultsRepository;
  tools: Tools;
}) {
  const { database, audits, results, tools } = parts;

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
        completeFiles: complete,
        asAt: lastChange !== null && lastChange > audit.updatedAt ? lastChange : audit.updatedAt,
      };
    });
  }

  return {
    /** All figures of an audit, from one state of the database. */
    of,

    /** One view of an audit with what this reader may not see masked. Whether they may read it at all is not asked here. */
    async shown(auditId: number, cut: Cut, user: User): Promise<ShownResults> {
      if (cut.by === 'fields') throw new NotFoundError();
      const found = await of(auditId);
      const { audit, tool, asAt, completeFiles } = found;
      const masked = !can(user, 'results.readUnmasked', { audit });
      return {
        audit,
        tool,
        cut,
        table: showResults(found, cut.by, masked ? audit.smallNumberThreshold : null),
        masked,
        threshold: audit.smallNumberThreshold,
        asAt,
        completeFiles,
      };
    },
  };
}
