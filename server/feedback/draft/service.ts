import type { Readable } from 'node:stream';
import { combine, compareReadings, isClosed, isLeftOut, isUneven } from '../../../rules/index.ts';
import type { Tool } from '../../../rules/index.ts';
import type { ProviderLogoService } from '../../people/providerLogos.ts';
import type { Provider, ProviderService } from '../../people/providers.ts';
import type { Audit, AuditRepository, SampleGroup } from '../../audits/repository.ts';
import type { Database } from '../../platform/db/database.ts';
import { NotFoundError } from '../../platform/errors.ts';
import { fingerprintOf, takenComments } from '../store/fingerprint.ts';
import type { FindingRepository } from '../store/findings.ts';
import type { ReadingRepository } from '../../fieldwork/readings/repository.ts';
import type { ReadingPair } from '../../fieldwork/caseFiles/readingPairs.ts';
import type { AccountRepository } from '../../people/accounts/repository.ts';
import type { FeedbackSettings, IssuedReport, ReportRepository } from '../store/reports.ts';
import { DEFAULT_SETTINGS } from '../store/reports.ts';
import { urls } from '../../web/urls.ts';
import type { ScoresService } from '../../results/scores/service.ts';
import { besideOthers } from './besideOthers.ts';
import { headlineText } from '../../results/figures/chosen.ts';
import type { ResultsService } from '../../results/figures/service.ts';
import type { SelfAuditService } from '../../fieldwork/selfAudits/service.ts';
import type { TrainingService } from '../../fieldwork/training/service.ts';
import type { SamplingService } from '../../fieldwork/sampling/service.ts';
import type { GoalExampleService } from './goalExamples.ts';
import type { RecoveryPlanService } from '../../fieldwork/recoveryPlans/service.ts';
import type { MarkedChecks } from '../store/marks.ts';
import { reportFigures } from './figures.ts';
import { placesOf } from './places.ts';
import type { AnsweredFiles } from './places.ts';
import { ownBefore } from './before.ts';
import type { AuditBefore } from './before.ts';
import type { ReportFigures, ReportLogo } from '../store/report.ts';
import { selfAuditSection } from './selfAudit.ts';
import { lettersSection } from './smartCriteria.ts';
import { feedbackPdf } from './pdf.ts';
import { presentFeedback } from './presenter.ts';
import type { FeedbackInput } from './input.ts';
import type { FeedbackRepository } from './repository.ts';

/** The feedback of an audit to one provider, and the report that this provider can read. */
export interface ProviderFeedback {
  provider: Provider;
  groups: string[];
  files: number;
  findings: number;
  /** The newest that is not withdrawn; null while there is none. */
  issued: IssuedReport | null;
}

export type FeedbackService = ReturnType<typeof createFeedbackService>;

/** The feedback to each provider as it stands now: what a report would say if it were issued. */
export function createFeedbackService(parts: {
  database: Database;
  audits: AuditRepository;
  results: ResultsService;
  scores: ScoresService;
  plans: RecoveryPlanService;
  examples: GoalExampleService;
  feedback: FeedbackRepository;
  findings: FindingRepository;
  reports: ReportRepository;
  readings: ReadingRepository;
  sampling: SamplingService;
  training: Pick<TrainingService, 'choiceOf'>;
  selfAudits: SelfAuditService;
  accounts: AccountRepository;
  answeredFiles: AnsweredFiles;
  providers: ProviderService;
  providerLogos: ProviderLogoService;
  markedChecks: MarkedChecks;
  /** Where the program is reached, without a slash at its end. */
  publicUrl: string;
}) {
  const {
    database,
    audits,
    results,
    scores,
    plans,
    examples,
    feedback,
    findings,
    reports,
    readings,
    sampling,
    training,
    selfAudits,
    accounts,
    answeredFiles,
    providers,
    providerLogos,
    markedChecks,
    publicUrl,
  } = parts;

  function listOf(
    groups: SampleGroup[],
    issued: IssuedReport[],
    counts: ReadonlyMap<number, number>,
  ): ProviderFeedback[] {
    const named = new Map(groups.flatMap((group) => group.providers.map((p) => [p.id, p] as const)));
    return [...named.values()]
      .toSorted((a, b) => a.name.localeCompare(b.name, 'en-GB'))
      .map((provider) => {
        const own = groups.filter((group) => group.providers.some((p) => p.id === provider.id));
        return {
          provider,
          groups: own.map((group) => group.name),
          files: own.reduce((sum, group) => sum + group.files, 0),
          findings: counts.get(provider.id) ?? 0,
          issued:
            issued.find((report) => report.providerId === provider.id && report.withdrawnAt === null) ?? null,
        };
      });
  }

  const of = (auditId: number): Promise<ProviderFeedback[]> =>
    database.read(async () =>
      listOf(await audits.groups(auditId), await reports.ofAudit(auditId), await findings.counts(auditId)),
    );

  async function mustHave(auditId: number, providerId: number): Promise<ProviderFeedback> {
    const found = (await of(auditId)).find((entry) => entry.provider.id === providerId);
    if (!found) throw new NotFoundError();
    return found;
  }

  /** How alike the files of these groups were read by two; null where none was. */
  function secondReadingsOf(pairs: ReadingPair[], tool: Tool, groupIds: number[]) {
    const done = pairs.filter(
      (pair) =>
        groupIds.includes(pair.groupId) &&
        pair.first.completedAt !== null &&
        pair.second.completedAt !== null,
    );
    if (done.length === 0) return null;
    // What a reader judges in the notes; a fact that one of them looked up elsewhere is no reading.
    const judged = compareReadings(
      tool,
      done.map(({ first, second }) => ({ first: first.answers, second: second.answers })),
    ).filter(({ as }) => as === 'check' || as === 'scale');
    return {
      files: done.length,
      agreed: judged.reduce((sum, { agreed }) => sum + agreed, 0),
      compared: judged.reduce((sum, { compared }) => sum + compared, 0),
      settled: judged.reduce(
        (sum, { id }) =>
          sum +
          done.filter(({ first, second, settlements }) => {
            const [a, b] = [first.answers.get(id), second.answers.get(id)];
            return a !== undefined && b !== undefined && a !== b && settlements.has(id);
          }).length,
        0,
      ),
    };
  }

  /** Every comment that is meant for a provider, whatever was decided on it. */
  async function commentsFor(auditId: number, providerId: number) {
    const groups = await audits.groups(auditId);
    const own = groups.filter((group) => group.providers.some((provider) => provider.id === providerId));
    const ids = own.map((group) => group.id);
    return feedback.comments(ids, providerId);
  }

  /** How many days a provider has, whom it asks, and which bank holidays count. */
  async function settings(auditId: number): Promise<FeedbackSettings> {
    return (await reports.settings(auditId)) ?? DEFAULT_SETTINGS;
  }

  /** Whom a provider asks: whoever is named for it, or the first lead of the panel. */
  async function contactOf(
    { panel }: Audit,
    { contact }: FeedbackSettings,
  ): Promise<FeedbackInput['contact']> {
    if (contact.name !== '' || contact.email !== '' || contact.phone !== '')
      return { ...contact, role: 'for the panel' };
    const [leadId] = [...panel].flatMap(([id, capacity]) => (capacity === 'lead' ? [id] : []));
    const lead = leadId === undefined ? null : await accounts.byId(leadId);
    return { name: lead?.name ?? '', role: 'panel lead', email: lead?.email ?? '', phone: '' };
  }

  /** The audit before this one, if its figures hold still. */
  async function beforeOf({ predecessorId }: Audit): Promise<AuditBefore | null> {
    if (predecessorId === null) return null;
    const before = await results.of(predecessorId);
    return isClosed(before.audit.state) ? before : null;
  }

  async function logoOf({ id, name }: Provider): Promise<ReportLogo | null> {
    const logo = await providerLogos.of(id);
    if (!logo) return null;
    const { png, width, height } = logo;
    return { png: png.toString('base64'), width, height, alt: `Logo of ${name}` };
  }

  /** What the reports to all providers of an audit are made from, read once. */
  async function sharedBy(auditId: number) {
    const found = await results.withItems(auditId);
    const planned = await plans.lastChange(auditId);
    const feedbackSettings = await settings(auditId);
    return {
      ...found,
      asAt: planned !== null && planned > found.asAt ? planned : found.asAt,
      pairs: await readings.pairs(auditId),
      settings: feedbackSettings,
      contact: await contactOf(found.audit, feedbackSettings),
      details: await providers.details(),
      marks: await markedChecks(found.audit.id),
      before: await beforeOf(found.audit),
      scores: await scores.ofAudit(found.audit),
      training: await training.choiceOf(found.audit),
    };
  }

  /** Everything the report to one provider says; to be called within the read of what is shared. */
  async function inputFor(
    shared: Awaited<ReturnType<typeof sharedBy>>,
    entry: ProviderFeedback,
  ): Promise<FeedbackInput> {
    const { audit, tool, groups, tally, asAt } = shared;
    const providerId = entry.provider.id;
    const own = groups.filter((group) => entry.groups.includes(group.name));
    const ownIds = own.map((group) => group.id);
    const notes = await feedback.notes(ownIds, providerId);
    const found = await findings.of(audit.id, providerId);
    const ofPlans = await plans.ofAudit(audit, own);
    const { checks } = combine(
      tool,
      tally.groups.filter(({ name }) => entry.groups.includes(name)),
    );
    const withPlan = checks.find(({ id }) => id === 'recovery_plan')?.yes;
    const letters = lettersSection({
      figures: ofPlans.figures,
      ...(withPlan === undefined ? {} : { withPlan }),
      examples: await examples.shown(audit, providerId, ofPlans.plans),
    });
    const selfAudit = audit.isSelfAudit ? selfAuditSection(await selfAudits.of(audit, providerId)) : null;
    const decided = await findings.decisions(audit.id, providerId);
    const taken = takenComments(found);
    const input: FeedbackInput = {
      audit: {
        title: audit.title,
        partnership: audit.partnership,
        fieldworkStart: audit.fieldworkStart,
        fieldworkEnd: audit.fieldworkEnd,
      },
      tool,
      provider: entry.provider.name,
      logo: await logoOf(entry.provider),
      providersByGroup: Object.fromEntries(groups.map((g) => [g.name, g.providers.map((p) => p.name)])),
      tally,
      ownGroups: entry.groups,
      outcomes: shared.outcomes,
      plannedFiles: Object.fromEntries(groups.map((group) => [group.name, group.plannedFiles])),
      samples: await sampling.reports(audit.id, own),
      sizes: await sampling.sizes(audit.id, own),
      training: shared.training,
      comments: (await feedback.comments(ownIds, providerId)).filter(({ item, text }) => {
        const fingerprint = fingerprintOf(item, text);
        if (isLeftOut(tool, item)) return false;
        return !taken.has(fingerprint) && !decided.left_out.has(fingerprint);
      }),
      notes: own
        .filter((group) => group.providers.length > 1)
        .map((group) => ({
          group: group.name,
          files: group.files,
          ...(notes.get(group.id) ?? { read: 0, missing: 0 }),
        })),
      ...besideOthers(shared, entry.groups, ownIds),
      more: [selfAudit, letters].filter((section) => section !== null),
      headline: isUneven(shared.chosen) ? headlineText(audit) : null,
      findings: found.filter(({ itemId }) => !isLeftOut(tool, itemId)),
      secondReadings: secondReadingsOf(shared.pairs, tool, ownIds),
      smallNumberThreshold: audit.smallNumberThreshold,
      smallNumberRule: audit.smallNumberRule,
      before: shared.before && ownBefore(shared.before, tool, providerId),
      places: [],
      contact: shared.contact,
      filesContact: shared.details.get(providerId)?.contactName ?? '',
      marked: [...(shared.marks.get(providerId) ?? [])],
      links: {
        report: `${publicUrl}${urls.report(audit.id, providerId)}`,
        plan: `${publicUrl}${urls.plan(audit.id, providerId)}`,
      },
      days: shared.settings,
      issue: null,
      asAt,
    };
    return { ...input, places: await placesOf(answeredFiles, input, own, providerId) };
  }

  return {
    of,
    mustHave,
    commentsFor,

    settings,

    /** Everything the report to a provider says, from one state of the database. */
    input: (auditId: number, providerId: number): Promise<FeedbackInput> =>
      database.read(async () => {
        const shared = await sharedBy(auditId);
        const entry = listOf(shared.groups, [], new Map()).find((e) => e.provider.id === providerId);
        if (!entry) throw new NotFoundError();
        return inputFor(shared, entry);
      }),

    /** The same for every provider of an audit, by its id, in the order of their names. */
    inputs: (auditId: number): Promise<ReadonlyMap<number, FeedbackInput>> =>
      database.read(async () => {
        const shared = await sharedBy(auditId);
        const found = new Map<number, FeedbackInput>();
        for (const entry of listOf(shared.groups, [], new Map())) {
          found.set(entry.provider.id, await inputFor(shared, entry));
        }
        return found;
      }),

    /** The figures that the report to a provider would show now. */
    async figures(auditId: number, providerId: number): Promise<ReportFigures> {
      return reportFigures(await this.input(auditId, providerId));
    },

    /** The report as it stands, as PDF, made as it is read. */
    async draftPdf(auditId: number, providerId: number): Promise<Readable> {
      return feedbackPdf(presentFeedback(await this.input(auditId, providerId)));
    },
  };
}
