import { isClosed, itemsOf } from '../../../rules/index.ts';
import type { ActivityRepository } from '../../people/activity/repository.ts';
import type { Database } from '../../platform/db/database.ts';
import { ForbiddenError } from '../../platform/errors.ts';
import { can, refusalText } from '../../access/policy.ts';
import type { Audit } from '../../audits/repository.ts';
import type { Tools } from '../../audits/tools.ts';
import type { SelfAuditService } from '../../fieldwork/selfAudits/service.ts';
import type { Actor } from '../../access/policy.ts';
import type { ResultsRepository } from '../figures/repository.ts';
import type { ResultsService, ShownResults } from '../figures/service.ts';
import type { Breakdown } from '../figures/shown.ts';
import type { TakenSelfAudits } from './selfAuditPresenter.ts';

/** A case file with the answers that count, by item. */
export interface ExportedFile {
  reference: string;
  group: string;
  complete: boolean;
  values: ReadonlyMap<string, string>;
}

export const RESULTS_FORMATS = ['csv', 'xlsx', 'json'] as const;
export type ResultsFormat = (typeof RESULTS_FORMATS)[number];

/** Files of more are left out of a workbook, which is made in memory. */
const WORKBOOK_MAXIMUM_FILES = 20_000;

export type ResultsExports = ReturnType<typeof createResultsExports>;

/** Gives views of results away, suppressed unless a lead asks for all and answers for it. */
export function createResultsExports(parts: {
  database: Database;
  results: ResultsService;
  counts: ResultsRepository;
  activity: ActivityRepository;
  selfAudits: SelfAuditService;
  tools: Tools;
}) {
  const { database, results, counts, activity, selfAudits, tools } = parts;
  return {
    /**
     * The self-audits of an audit that were handed in, own and validated answers side by side.
     *
     * @throws NotFoundError where providers do not answer about themselves
     */
    async selfAuditsOf(audit: Audit): Promise<TakenSelfAudits> {
      const entries = await selfAudits.ofAudit(audit);
      return {
        audit,
        tool: tools.of(audit),
        selfAudits: entries.flatMap(({ whole }) => (whole ? [whole] : [])),
      };
    },

    /** The same to be taken along as a file, with a line in the activity. */
    async takeSelfAudits(user: Actor, audit: Audit, format: ResultsFormat): Promise<TakenSelfAudits> {
      const taken = await this.selfAuditsOf(audit);
      await activity.add({
        userId: user.id,
        action: 'selfAudits.exported',
        auditId: audit.id,
        detail: { format, selfAudits: taken.selfAudits.length },
      });
      return taken;
    },

    /**
     * A view to be taken along, and for a lead who takes all figures as a workbook the case files behind them.
     *
     * @throws ForbiddenError when all figures are asked for by somebody who may not take them
     */
    async take(
      user: Actor,
      auditId: number,
      { breakdown, format, all }: { breakdown: Breakdown; format: ResultsFormat; all: boolean },
    ): Promise<{ shown: ShownResults; files: ExportedFile[] | null }> {
      const taken = await database.read(async () => {
        const shown = await results.shown(auditId, breakdown, user, { suppressed: !all, items: true });
        const subject = { audit: shown.audit };
        if (all && !can(user, 'results.exportUnsuppressed', subject)) {
          throw new ForbiddenError(refusalText(user, 'results.exportUnsuppressed', subject));
        }
        const withFiles =
          all &&
          format === 'xlsx' &&
          !shown.audit.isBaseline &&
          (shown.table.overall.files ?? 0) <= WORKBOOK_MAXIMUM_FILES &&
          can(user, 'caseFile.export', subject);
        const ids = itemsOf(shown.tool).map(({ id }) => id);
        return { shown, files: withFiles ? await counts.files(auditId, ids) : null };
      });
      // Once the audit is closed its figures are kept before they change.
      if (!all && !isClosed(taken.shown.audit.state))
        await database.write(() => results.keepShown(auditId, breakdown));
      await activity.add({
        userId: user.id,
        action: all ? 'results.exportedUnsuppressed' : 'results.exported',
        auditId,
        detail: {
          format,
          by: breakdown.by === 'fields' ? breakdown.fields : breakdown.by,
          ...(taken.files ? { files: taken.files.length } : {}),
        },
      });
      return taken;
    },
  };
}
