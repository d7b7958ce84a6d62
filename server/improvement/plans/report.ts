import { combine, isSmallFor, outcomeOf, suppressionRuleOf } from '../../../rules/index.ts';
import type { CheckTally, HowChosen, Outcome, ShownTable, Tool } from '../../../rules/index.ts';
import type { Tools } from '../../audits/tools.ts';
import type { Provider } from '../../people/providers.ts';
import type { Audit, AuditRepository } from '../../audits/repository.ts';
import { NotFoundError } from '../../platform/errors.ts';
import { ownFiguresOf } from '../../feedback/store/report.ts';
import type { IssuedReport, ReportRepository } from '../../feedback/store/reports.ts';
import type { Results, ResultsService } from '../../results/figures/service.ts';
import { showGroups } from '../../results/figures/shown.ts';

/** What an improvement plan hangs on: one provider's report, whether it is out, and its figures. */
export interface ReportStanding {
  audit: Audit;
  tool: Tool;
  provider: Provider;
  /** How the files of the audit were chosen. */
  chosen: HowChosen;
  /** Since when the provider has the report; null while it has none. */
  reportIssuedAt: string | null;
  /** The provider's own files, as in its report. */
  files: number;
  figures: (CheckTally & { outcome?: Outcome })[];
  /** What of it is suppressed outside the panel; worked out only where somebody is to be shown it. */
  outside: () => OutsideMask;
}

interface OutsideMask {
  /** Ids of checks whose figures of this provider are suppressed. */
  checks: ReadonlySet<string>;
  /** Whether how many files they are is suppressed too. */
  files: boolean;
}

export type ReportSource = ReturnType<typeof createReportSource>;

/** The one place where the improvement plan asks for reports; how a report is issued is no concern of it. */
export function createReportSource(parts: {
  audits: AuditRepository;
  results: ResultsService;
  reports: ReportRepository;
  tools: Pick<Tools, 'of'>;
}) {
  const { audits, results, reports, tools } = parts;

  /** The newest report that each provider of an audit can read, of all its reports. */
  function newestOf(all: readonly IssuedReport[]): Map<number, IssuedReport> {
    const newest = new Map<number, IssuedReport>();
    for (const report of all) {
      if (report.withdrawnAt === null && !newest.has(report.providerId))
        newest.set(report.providerId, report);
    }
    return newest;
  }
  const readable = async (auditId: number) => newestOf(await reports.ofAudit(auditId));

  const providersOf = ({ groups }: Pick<Results, 'groups'>): Provider[] =>
    [
      ...new Map(groups.flatMap((group) => group.providers).map((one) => [one.id, one] as const)).values(),
    ].toSorted((a, b) => a.name.localeCompare(b.name, 'en-GB'));

  async function standingOf(
    of: Results,
    provider: Provider,
    issued: IssuedReport | undefined,
    outsideTable: () => ShownTable,
  ): Promise<ReportStanding> {
    const names = new Set(
      of.groups.filter((group) => group.providers.some((p) => p.id === provider.id)).map((g) => g.name),
    );
    const own = combine(
      of.tool,
      of.tally.groups.filter((group) => names.has(group.name)),
    );
    const outcomeIn = (id: string): { outcome?: Outcome } => {
      const outcome = outcomeOf(of.outcomes, id, [...names]);
      return outcome === null ? {} : { outcome };
    };
    // A plan answers what the provider has been given, which an answer put right since then does not change.
    const frozen = issued && (await reports.frozen(issued.id));
    const figures = frozen
      ? ownFiguresOf(frozen.figures)
      : own.checks.map((check) => ({ ...check, ...outcomeIn(check.id) }));
    const rule = suppressionRuleOf(of.tool, of.audit);
    return {
      audit: of.audit,
      tool: of.tool,
      provider,
      chosen: of.chosen,
      reportIssuedAt: issued?.issuedAt ?? null,
      files: frozen?.figures.files ?? own.files,
      figures,
      outside() {
        const unit = outsideTable().units.find(({ key }) => key === String(provider.id));
        const suppressed = new Set(
          unit?.checks.flatMap(({ kind, id }) => (kind === 'suppressed' ? [id] : [])),
        );
        for (const figure of figures) {
          // The masks are those of the figures of today. Where an answer was put right since the report was issued,
          // the difference of the two would tell of single files.
          const today = own.checks.find(({ id }) => id === figure.id);
          const isAsToday = today?.yes === figure.yes && today.applicable === figure.applicable;
          if (!isAsToday || isSmallFor(rule, figure.id, figure)) suppressed.add(figure.id);
        }
        return { checks: suppressed, files: unit?.files === null };
      },
    };
  }

  return {
    /** Of every provider of an audit. */
    async all(auditId: number): Promise<ReportStanding[]> {
      const of = await results.of(auditId);
      const out = await readable(auditId);
      const found: ReportStanding[] = [];
      let table: ShownTable | null = null;
      // What anybody outside the panel may see beside the other tables of the results; once for all providers.
      const outsideTable = () =>
        (table ??= showGroups({ by: 'provider' }, of, suppressionRuleOf(of.tool, of.audit)));
      for (const provider of providersOf(of)) {
        found.push(await standingOf(of, provider, out.get(provider.id), outsideTable));
      }
      return found;
    },
    /** @throws NotFoundError when the provider has no part in the audit */
    async one(auditId: number, providerId: number): Promise<ReportStanding> {
      const found = (await this.all(auditId)).find((one) => one.provider.id === providerId);
      if (!found) throw new NotFoundError();
      return found;
    },
    /** Who gets a report of an audit, and the one that each can read now; without any figures. */
    async listed(audit: Audit): Promise<{ provider: Provider; report: IssuedReport | null; tool: Tool }[]> {
      const providers = await audits.providersIn([audit.id]);
      const out = await readable(audit.id);
      const tool = tools.of(audit);
      return (providers.get(audit.id) ?? []).map((provider) => ({
        provider,
        report: out.get(provider.id) ?? null,
        tool,
      }));
    },
    /** The reports that providers of these audits can read now; of audits without one nothing more is asked. */
    async out(
      of: readonly Audit[],
    ): Promise<{ audit: Audit; provider: Provider; report: IssuedReport; tool: Tool }[]> {
      const all = await reports.ofAudits(of.map(({ id }) => id));
      const given = of.flatMap((audit) => {
        const out = newestOf(all.get(audit.id) ?? []);
        return out.size > 0 ? [{ audit, out }] : [];
      });
      const providers = await audits.providersIn(given.map(({ audit }) => audit.id));
      return given.flatMap(({ audit, out }) => {
        const tool = tools.of(audit);
        return (providers.get(audit.id) ?? []).flatMap((provider) => {
          const report = out.get(provider.id);
          return report ? [{ audit, provider, report, tool }] : [];
        });
      });
    },
    /** Since when a provider has its report of an audit; null when it has none, or no part in the audit. */
    async reportIssuedAt(auditId: number, providerId: number): Promise<string | null> {
      return (await readable(auditId)).get(providerId)?.issuedAt ?? null;
    },
    /** The audits of which a provider has its report, with the day it was given. */
    async outTo(providerId: number): Promise<{ auditId: number; reportIssuedAt: string }[]> {
      const newest = new Map<number, string>();
      for (const { auditId, issuedAt } of await reports.ofProvider(providerId)) {
        if (!newest.has(auditId)) newest.set(auditId, issuedAt);
      }
      return [...newest].map(([auditId, reportIssuedAt]) => ({ auditId, reportIssuedAt }));
    },
  };
}
