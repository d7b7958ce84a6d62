import { AUDIT_STEPS, isClosed, reportsMayBeIssued, takeStep } from '../../rules/index.ts';
import type { AuditSituation, AuditState, AuditStep } from '../../rules/index.ts';
import { can } from '../access/policy.ts';
import type { User } from '../access/person.ts';
import type { Audit, AuditRepository, CaseFileCounts, SampleGroup } from '../audits/repository.ts';
import { groupsSharingProviders, groupsWithoutProvider } from '../audits/groupProviders.ts';
import type { AuditService } from '../audits/service.ts';
import type { Tools } from '../audits/tools.ts';
import { isReportDue } from '../feedback/reports/difference.ts';
import type { ReportService } from '../feedback/reports/service.ts';
import type { Query, QueryRepository } from '../feedback/store/queries.ts';
import type { IssuedReport, ReportRepository } from '../feedback/store/reports.ts';
import type { DeviceRepository } from '../fieldwork/devices/repository.ts';
import type { FromSample } from '../fieldwork/recording/fromSample.ts';
import type { ReadingRepository } from '../fieldwork/readings/repository.ts';
import type { SampleRepository } from '../fieldwork/sampling/repository.ts';
import { dayOf } from '../formats/english.ts';
import type { Database } from '../platform/db/database.ts';
import { NotFoundError, StateError } from '../platform/errors.ts';
import type { Provider } from '../people/providers.ts';
import type { TrainingService } from '../fieldwork/training/service.ts';
import type { ResultsService } from '../results/figures/service.ts';
import { urls } from '../web/urls.ts';
import { isToDo, nextStepOf } from './nextStep.ts';
import type { FeedbackProgress, NextStep } from './nextStep.ts';

export type Steps = ReturnType<typeof createSteps>;

/** How far the reports to the providers of an audit are, by its id, of audits that were loaded together. */
type FeedbackIn = (auditId: number) => FeedbackProgress;

/**
 * The steps of an audit's life: opened, closed, reopened, made final, taken up again. Whether one may be taken, and what
 * goes with it, hangs on every part of an audit; the set-up only writes down the state.
 */
export function createSteps(parts: {
  database: Database;
  audits: AuditRepository;
  caseFileCounts: Pick<CaseFileCounts, 'unfinishedFiles' | 'firstReadersOfUnread'>;
  auditService: Pick<AuditService, 'changeState'>;
  readings: ReadingRepository;
  samples: SampleRepository;
  devices: DeviceRepository;
  reports: ReportRepository;
  drafts: Pick<ReportService, 'differences'>;
  queries: QueryRepository;
  fromSample: Pick<FromSample, 'putBack'>;
  training: Pick<TrainingService, 'waitingIn'>;
  results: Pick<ResultsService, 'of' | 'keepShown' | 'toldByShowing'>;
  tools: Tools;
  now: () => Date;
}) {
  const { database, audits, auditService, readings, samples, devices, reports, drafts, queries } = parts;
  const { results, tools, training, caseFileCounts, fromSample, now } = parts;

  /** Gets how far the reports to the providers of some audits are; to be asked audit by audit. */
  async function feedbackIn(auditIds: readonly number[]): Promise<FeedbackIn> {
    const providersOf = await audits.providersIn(auditIds);
    const reportsOf = await reports.ofAudits(auditIds);
    const queriesOf = await queries.ofAudits(auditIds);
    const today = dayOf(now().toISOString());
    return (id) =>
      feedbackOf(providersOf.get(id) ?? [], reportsOf.get(id) ?? [], queriesOf.get(id) ?? [], today);
  }

  function feedbackOf(
    providers: readonly Provider[],
    issued: readonly IssuedReport[],
    asked: readonly Query[],
    today: string,
  ): FeedbackProgress {
    const names = new Map(providers.map(({ id, name }) => [id, name] as const));
    const readable = issued.filter((report) => report.withdrawnAt === null);
    const readableIds = new Set(readable.map((report) => report.id));
    const newest = [...names.keys()].flatMap(
      (id) => readable.find((report) => report.providerId === id) ?? [],
    );
    return {
      providers: names.size,
      // A provider that was taken off all groups since may still have a report.
      reportsIssued: new Set(readable.map((report) => report.providerId)).size,
      openQueries: asked.filter((query) => query.answer === null && readableIds.has(query.reportId)).length,
      mayStillQuery: newest.filter((report) => report.queriesUntil >= today).length,
      unacknowledged: newest
        .filter((report) => report.acknowledgedAt === null)
        .map((report) => names.get(report.providerId) ?? ''),
    };
  }

  /** Whose report is not what would be issued now: by a figure of its own files, by findings and words, or not to speak of. */
  async function differingOf(audit: Audit) {
    // Of an erased one a draft would be made of what is not there any more.
    const all = isClosed(audit.state) && !audit.isErased ? await drafts.differences(audit) : [];
    const outdated = all.filter(({ difference }) => difference.own.length > 0);
    return {
      outdated: outdated.map(({ provider }) => provider),
      reworded: all
        .filter((one) => !outdated.includes(one) && isReportDue(one.difference))
        .map(({ provider }) => provider),
    };
  }

  /** What is known of an audit before a step; whether its reports are outdated is not. */
  function situationOf(
    audit: Audit,
    groups: readonly SampleGroup[],
    feedback: FeedbackProgress,
  ): AuditSituation {
    const tool = tools.must(audit.toolId, audit.toolVersion);
    return {
      state: audit.state,
      words: audit.words,
      groups: groups.length,
      groupsWithoutProvider: groupsWithoutProvider(tool, groups).length,
      groupsSharingProviders: groupsSharingProviders(tool, groups).length,
      files: filesIn(groups),
      ...feedback,
      outdated: [],
    };
  }

  /** The outcome of a step. Reports are held against the answers last and only where all else allows it: that takes longest. */
  async function outcomeOf(step: AuditStep, audit: Audit, situation: AuditSituation) {
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
      // Whoever was shown these figures has them still when others are shown.
      await results.keepShown(auditId);
      // Whoever was to read these has been able to see the results, so nobody could read them blind any more.
      const givenUp = await readings.removeIncomplete(auditId);
      if (givenUp > 0) return { secondReadingsGivenUp: givenUp };
    }
    return {};
  }

  return {
    feedbackIn: (auditIds: readonly number[]): Promise<FeedbackIn> =>
      database.read(() => feedbackIn(auditIds)),
    feedbackOf: async (auditId: number) => (await feedbackIn([auditId]))(auditId),
    differingOf,

    /**
     * What a person has to do next in each of these audits where there is anything. Of audits whose reports are out only
     * queries and providers without a report are named: whether one has to be issued anew takes a look at all its answers.
     *
     * @param inAudit - of those of them that are closed, at least
     */
    toDo: (
      user: User,
      among: readonly Audit[],
      inAudit: FeedbackIn,
    ): Promise<{ audit: Audit; step: NextStep }[]> =>
      database.read(async () => {
        const going = among.filter(
          ({ isBaseline, state }) => !isBaseline && ['draft', 'open', 'closed'].includes(state),
        );
        if (going.length === 0) return [];
        // Of a closed one its feedback says what is next, and nothing that its files have to be counted for.
        const before = going.filter(({ state }) => !isClosed(state)).map(({ id }) => id);
        const open = going.filter(({ state }) => state === 'open').map(({ id }) => id);
        const groupsOf = await audits.groupsOf(before);
        const unfinished = await caseFileCounts.unfinishedFiles(open);
        const unread = await caseFileCounts.firstReadersOfUnread(open);
        const madeUp = await training.waitingIn(going, user.id);
        return going.flatMap((audit) => {
          const groups = groupsOf.get(audit.id) ?? [];
          const feedback = inAudit(audit.id);
          const { providers, reportsIssued, openQueries } = feedback;
          if (audit.state === 'closed' && reportsIssued >= providers && openQueries === 0) return [];
          // What is handed in of self-audits stands on the page by itself.
          if (audit.state === 'open' && audit.isSelfAudit) return [];
          const step = nextStepOf(
            {
              audit,
              tool: tools.of(audit),
              groups,
              completeFiles: filesIn(groups) - (unfinished.get(audit.id) ?? 0),
              unreadTwice: unread.get(audit.id)?.size ?? 0,
              isAllValidated: false,
              isSure: false,
              madeUp: madeUp.get(audit.id) ?? 0,
              feedback,
              reissue: null,
            },
            user,
          );
          const isOwn =
            step.kind !== 'readTwice' ||
            audit.blindReaders.has(user.id) ||
            can(user, 'audit.changeState', { audit });
          // Whether reading may stop takes a look at all answers: the audit's own page says it.
          const isLookedAt = step.kind === 'record' && audit.stopsWhenSure;
          return isToDo(step) && isOwn
            ? [{ audit, step: isLookedAt ? { ...step, href: urls.audit(audit.id) } : step }]
            : [];
        });
      }),

    /**
     * Those of these audits that nothing keeps from being made final.
     *
     * @param inAudit - of these audits at least
     */
    readyToFinish: (among: readonly Audit[], inAudit: FeedbackIn): Promise<Audit[]> =>
      database.read(async () => {
        // The last step asks nothing of the groups. Most audits wait for something that is known already.
        const maybe = among.filter(
          (audit) =>
            !audit.isBaseline &&
            reportsMayBeIssued(audit.state) &&
            'to' in takeStep('finish', situationOf(audit, [], inAudit(audit.id))),
        );
        const ready: Audit[] = [];
        for (const audit of maybe) {
          const outcome = await outcomeOf('finish', audit, situationOf(audit, [], inAudit(audit.id)));
          if ('to' in outcome) ready.push(audit);
        }
        return ready;
      }),

    /**
     * Takes a step, with all that goes with it.
     *
     * @param knows - that the lead was asked about what the figures tell beside earlier ones
     * @returns the state that it leads to
     * @throws StateError with what stands in the way
     */
    changeState: (actorId: number, auditId: number, step: AuditStep, knows = false): Promise<AuditState> =>
      database.write(async () => {
        const audit = await audits.lock(auditId);
        if (!audit) throw new NotFoundError();
        if (audit.isErased) {
          throw new StateError(
            'What was recorded of the cases was erased, so the audit is final and stays so.',
          );
        }
        if (audit.isBaseline) {
          throw new StateError(
            'A baseline is neither opened nor closed: what was taken over stays as it is.',
          );
        }
        // Before anything is counted: what was opened and not read is no file of the audit.
        const putBack =
          step === 'close' && audit.state === 'open' ? await fromSample.putBack(actorId, audit) : 0;
        const groups = await audits.groups(auditId);
        const feedback = (await feedbackIn([auditId]))(auditId);
        const outcome = await outcomeOf(step, audit, situationOf(audit, groups, feedback));
        if ('problem' in outcome) throw new StateError(outcome.problem);
        if (
          step === 'close' &&
          !knows &&
          (await results.toldByShowing(await results.of(auditId))).length > 0
        ) {
          throw new StateError(
            'Beside what was shown of this audit before, its figures tell something small. Read under “Close the audit” what that is, and close it there.',
          );
        }
        await auditService.changeState(actorId, auditId, {
          to: outcome.to,
          activity: AUDIT_STEPS[step].activity,
          detail: { ...(await followThrough(step, auditId)), ...(putBack > 0 ? { putBack } : {}) },
        });
        return outcome.to;
      }),
  };
}

const filesIn = (groups: readonly SampleGroup[]): number =>
  groups.reduce((sum, group) => sum + group.files, 0);
