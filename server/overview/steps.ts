import { AUDIT_STEPS, isClosed, reportsMayBeIssued, takeStep } from '../../rules/index.ts';
import type { AuditSituation, AuditState, AuditStep } from '../../rules/index.ts';
import type { Audit, AuditRepository, SampleGroup } from '../audits/repository.ts';
import { groupsWithoutProvider } from '../audits/service.ts';
import type { AuditService } from '../audits/service.ts';
import type { Tools } from '../audits/tools.ts';
import { isReportDue } from '../feedback/reports/difference.ts';
import type { ReportService } from '../feedback/reports/service.ts';
import type { QueryRepository } from '../feedback/store/queries.ts';
import type { ReportRepository } from '../feedback/store/reports.ts';
import type { DeviceRepository } from '../fieldwork/devices/repository.ts';
import type { ReadingRepository } from '../fieldwork/readings/repository.ts';
import type { SampleRepository } from '../fieldwork/sampling/repository.ts';
import { dayOf } from '../formats/english.ts';
import type { Database } from '../platform/db/database.ts';
import { NotFoundError, StateError } from '../platform/errors.ts';

export type Steps = ReturnType<typeof createSteps>;

/** How far the reports to the providers of an audit are. */
export type FeedbackProgress = Awaited<ReturnType<Steps['feedbackOf']>>;

/**
 * The steps of an audit's life: opened, closed, reopened, made final, taken up again. Whether one may be taken, and what
 * goes with it, hangs on every part of an audit; the set-up only writes down the state.
 */
export function createSteps(parts: {
  database: Database;
  audits: AuditRepository;
  auditService: Pick<AuditService, 'changeState'>;
  readings: ReadingRepository;
  samples: SampleRepository;
  devices: DeviceRepository;
  reports: ReportRepository;
  drafts: Pick<ReportService, 'differences'>;
  queries: QueryRepository;
  tools: Tools;
  now: () => Date;
}) {
  const { database, audits, auditService, readings, samples, devices, reports, drafts, queries, tools, now } =
    parts;

  /** How far the reports to the providers of these groups are. */
  async function feedbackOf(auditId: number, groups: SampleGroup[]) {
    const names = new Map(
      groups.flatMap((group) => group.providers.map(({ id, name }) => [id, name] as const)),
    );
    const readable = (await reports.ofAudit(auditId)).filter((report) => report.withdrawnAt === null);
    const readableIds = new Set(readable.map((report) => report.id));
    const newest = [...names.keys()].flatMap(
      (id) => readable.find((report) => report.providerId === id) ?? [],
    );
    const today = dayOf(now().toISOString());
    return {
      providers: names.size,
      // A provider that was taken off all groups since may still have a report.
      reportsIssued: new Set(readable.map((report) => report.providerId)).size,
      openQueries: (await queries.of(auditId)).filter(
        (query) => query.answer === null && readableIds.has(query.reportId),
      ).length,
      mayStillQuery: newest.filter((report) => report.queriesUntil >= today).length,
      /** Names of providers that have not said that they have their report. */
      unacknowledged: newest
        .filter((report) => report.acknowledgedAt === null)
        .map((report) => names.get(report.providerId) ?? ''),
    };
  }

  /** Whose report is not what would be issued now: by a figure of its own files, by findings and words, or not to speak of. */
  async function differingOf(audit: Audit) {
    const all = isClosed(audit.state) ? await drafts.differences(audit) : [];
    const outdated = all.filter(({ difference }) => difference.own.length > 0);
    return {
      outdated: outdated.map(({ provider }) => provider),
      reworded: all
        .filter((one) => !outdated.includes(one) && isReportDue(one.difference))
        .map(({ provider }) => provider),
    };
  }

  async function situationOf(audit: Audit): Promise<AuditSituation> {
    const groups = await audits.groups(audit.id);
    return {
      state: audit.state,
      words: audit.words,
      groups: groups.length,
      groupsWithoutProvider: groupsWithoutProvider(tools.must(audit.toolId, audit.toolVersion), groups)
        .length,
      files: groups.reduce((sum, group) => sum + group.files, 0),
      ...(await feedbackOf(audit.id, groups)),
      outdated: [],
    };
  }

  /** The outcome of a step. Reports are held against the answers last and only where all else allows it: that takes longest. */
  async function outcomeOf(step: AuditStep, audit: Audit) {
    const situation = await situationOf(audit);
    const outcome = takeStep(step, situation);
    if (step !== 'finish' || 'problem' in outcome) return outcome;
    return takeStep(step, { ...situation, outdated: (await differingOf(audit)).outdated });
  }

  /** What goes with a step in other parts of an audit; what of it the activity has to tell. */
  async function followThrough(step: AuditStep, auditId: number): Promise<Record<string, number>> {
    if (step === 'close') {
      // What devices keep of the audit cannot be read any more from the end of the fieldwork.
      await devices.removeOfAudit(auditId);
      await samples.forgetFields(auditId);
    }
    if (step === 'reopen') {
      // Whoever was to read these has been able to see the results, so nobody could read them blind any more.
      const givenUp = await readings.removeIncomplete(auditId);
      if (givenUp > 0) return { secondReadingsGivenUp: givenUp };
    }
    return {};
  }

  return {
    feedbackOf: async (auditId: number) => feedbackOf(auditId, await audits.groups(auditId)),
    differingOf,

    /** Those of these audits that nothing keeps from being made final. */
    readyToFinish: (among: Audit[]): Promise<Audit[]> =>
      database.read(async () => {
        const ready: Audit[] = [];
        for (const audit of among) {
          if (audit.isBaseline || !reportsMayBeIssued(audit.state)) continue;
          if ('to' in (await outcomeOf('finish', audit))) ready.push(audit);
        }
        return ready;
      }),

    /**
     * Takes a step, with all that goes with it.
     *
     * @returns the state that it leads to
     * @throws StateError with what stands in the way
     */
    changeState: (actorId: number, auditId: number, step: AuditStep): Promise<AuditState> =>
      database.write(async () => {
        const audit = await audits.lock(auditId);
        if (!audit) throw new NotFoundError();
        if (audit.isBaseline) {
          throw new StateError(
            'A baseline is neither opened nor closed: what was taken over stays as it is.',
          );
        }
        const outcome = await outcomeOf(step, audit);
        if ('problem' in outcome) throw new StateError(outcome.problem);
        await auditService.changeState(actorId, auditId, {
          to: outcome.to,
          activity: AUDIT_STEPS[step].activity,
          detail: await followThrough(step, auditId),
        });
        return outcome.to;
      }),
  };
}
