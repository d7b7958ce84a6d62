import { createHash } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import { dayAfter, guard, itemById, reportsMayBeIssued } from '../../../rules/index.ts';
import type { GuardContext, GuardSpot } from '../../../rules/index.ts';
import type { ActivityRepository } from '../../people/activity/repository.ts';
import type { Audit, AuditRepository } from '../../audits/repository.ts';
import type { Database } from '../../platform/db/database.ts';
import { AppError, NotFoundError, StateError } from '../../platform/errors.ts';
import { changesBetween, reportFigures } from '../draft/figures.ts';
import { feedbackPdf } from '../draft/pdf.ts';
import { presentFeedback } from '../draft/presenter.ts';
import type { FeedbackInput, Issue } from '../draft/input.ts';
import type { FeedbackService } from '../draft/service.ts';
import { fingerprintOf } from '../store/fingerprint.ts';
import type { FindingRepository } from '../store/findings.ts';
import type { FindingService } from '../findings/service.ts';
import { dayOf } from '../../formats/english.ts';
import type { Logger } from '../../platform/log.ts';
import type { QueryRepository } from '../store/queries.ts';
import { differenceOf } from './difference.ts';
import type { DraftDifference } from './difference.ts';
import { reportDataOf } from './draftData.ts';
import type { FrozenReport, IssuedReport, ReportRepository } from '../store/reports.ts';

/** A text of a report that may tell who somebody is. */
export interface Suspect {
  /** What it is, such as "Comment on …". */
  where: string;
  text: string;
  spots: GuardSpot[];
  fingerprint: string;
}

/** Texts of a report may tell who somebody is, and nobody has said that they are to be kept. */
export class ReportWarning extends AppError {
  readonly suspects: Suspect[];
  constructor(suspects: Suspect[]) {
    super(
      422,
      'Texts of this report may tell who somebody is. Look at them, reword them or say that they are to be kept, and issue it then.',
    );
    this.suspects = suspects;
  }
}

/** What stands between a draft and its issue. */
export interface DraftReview {
  input: FeedbackInput;
  suspects: Suspect[];
  /** Sent along when all suspects are kept as they are. */
  keep: string;
  versions: IssuedReport[];
  /** Whether it says what the newest report that can be read says. */
  isIssued: boolean;
  /** In what it differs from that one; null where it does not, or where there is none. */
  difference: DraftDifference | null;
}

/** A provider whose report is not what would be issued now. */
export interface Differing {
  providerId: number;
  provider: string;
  difference: DraftDifference;
}

export type ReportService = ReturnType<typeof createReportService>;

/** Reports: issued from the draft, frozen, withdrawn, acknowledged. */
export function createReportService(parts: {
  database: Database;
  audits: AuditRepository;
  feedback: FeedbackService;
  findings: FindingService;
  findingRepository: FindingRepository;
  reports: ReportRepository;
  queries: QueryRepository;
  activity: ActivityRepository;
  log: Logger;
  now: () => Date;
}) {
  const { database, audits, feedback, findings, findingRepository, reports, queries, activity, log, now } =
    parts;
  const at = () => now().toISOString();

  async function readable(auditId: number, providerId: number): Promise<IssuedReport> {
    const versions = await reports.versions(auditId, providerId);
    const newest = versions.find((report) => report.withdrawnAt === null);
    if (!newest) throw new NotFoundError();
    return newest;
  }

  /** The texts of a draft that may tell who somebody is and were not looked at yet. */
  async function suspectsIn(
    audit: Audit,
    providerId: number,
    input: FeedbackInput,
    context: GuardContext,
  ): Promise<Suspect[]> {
    const { kept } = await findingRepository.decisions(audit.id, providerId);
    const label = (item: string | null) =>
      (item !== null && itemById(input.tool, item)?.label) || 'the whole file';
    const examples = input.more?.flatMap(({ data }) => data.examples) ?? [];
    const texts = [
      ...input.findings.map(({ itemId, text }) => ({ where: 'Finding', item: itemId, text })),
      ...input.comments.map(({ item, text }) => ({ where: `Comment on: ${label(item)}`, item, text })),
      ...examples.flatMap(({ shown, better }) => [
        { where: 'Goal of a plan', item: null, text: shown },
        { where: 'Better wording of a goal', item: null, text: better },
      ]),
      ...input.samples.flatMap(({ notFound }) =>
        notFound.map(({ reason }) => ({ where: 'Why a file was not found', item: null, text: reason })),
      ),
    ];
    const found = new Map<string, Suspect>();
    for (const { where, item, text } of texts) {
      const fingerprint = fingerprintOf(item, text);
      if (kept.has(fingerprint) || found.has(fingerprint)) continue;
      const spots = guard(text, context);
      if (spots.length > 0) found.set(fingerprint, { where, text, spots, fingerprint });
    }
    return [...found.values()];
  }

  /** What an issue adds to a draft. */
  async function issueOf(
    auditId: number,
    providerId: number,
    input: FeedbackInput,
    issuedAt: string,
    before: IssuedReport | undefined,
  ): Promise<Issue> {
    const today = dayOf(at());
    const issue = {
      version: (before?.version ?? 0) + 1,
      at: issuedAt,
      queriesUntil: dayAfter(today, input.days.queryDays),
      planDue: dayAfter(today, input.days.planDays),
    };
    const earlier = before && (await reports.frozen(before.id));
    if (!before || !earlier) return { ...issue, changes: null };
    const answered = (await queries.of(auditId, providerId)).filter(
      (query) => query.answeredAt !== null && query.answeredAt >= before.issuedAt,
    );
    return {
      ...issue,
      changes: {
        since: before.version,
        queries: answered.length,
        corrections: answered.reduce((sum, query) => sum + query.corrections.length, 0),
        changed: changesBetween(earlier.figures, reportFigures(input)),
      },
    };
  }

  /** Makes a report of a draft and keeps it; to be called within a write that has locked the audit. */
  async function freeze(
    actorId: number,
    audit: Audit,
    providerId: number,
    input: FeedbackInput,
    issuedAt: string,
  ): Promise<IssuedReport> {
    const [before] = await reports.versions(audit.id, providerId);
    const issue = await issueOf(audit.id, providerId, input, issuedAt, before);
    const content = presentFeedback({ ...input, issue });
    const pdf = await buffer(feedbackPdf(content));
    const id = await reports.add({
      auditId: audit.id,
      providerId,
      version: issue.version,
      issuedAt,
      issuedBy: actorId,
      queriesUntil: issue.queriesUntil,
      planDue: issue.planDue,
      toolId: input.tool.id,
      toolVersion: input.tool.version,
      sha256: sha256(pdf),
      pdf,
      content,
      figures: reportFigures(input),
      data: reportDataOf(input),
    });
    const made = await reports.byId(id);
    if (!made) throw new Error('the new report is not there');
    return made;
  }

  /** Whether the newest report can be read and says what the draft says, and in what it differs if not. */
  async function heldAgainst(input: FeedbackInput, newest: IssuedReport | undefined) {
    const kept = newest?.withdrawnAt === null ? await reports.kept(newest.id) : null;
    const difference = newest && kept && differenceOf(kept, newest.version, input);
    return { isIssued: kept !== null && !difference, difference: difference ?? null };
  }

  async function reviewOf(
    audit: Audit,
    providerId: number,
    input: FeedbackInput,
    context: GuardContext,
  ): Promise<DraftReview> {
    const suspects = await suspectsIn(audit, providerId, input, context);
    const versions = await reports.versions(audit.id, providerId);
    return { input, suspects, keep: keepOf(suspects), versions, ...(await heldAgainst(input, versions[0])) };
  }

  return {
    /** The newest report that the provider can read. @throws NotFoundError when there is none */
    readable,
    versions: (auditId: number, providerId: number) => reports.versions(auditId, providerId),

    /** One version of a report, withdrawn or not. */
    async version(auditId: number, providerId: number, version: number): Promise<IssuedReport> {
      const found = (await reports.versions(auditId, providerId)).find((each) => each.version === version);
      if (!found) throw new NotFoundError();
      return found;
    },

    async frozen(report: IssuedReport): Promise<FrozenReport> {
      const found = await reports.frozen(report.id);
      if (!found) throw new NotFoundError();
      return found;
    },

    /** The bytes as they were issued. @throws Error when they are not the ones that were issued */
    async pdf(report: IssuedReport): Promise<Buffer> {
      const bytes = await reports.pdf(report.id);
      if (!bytes) throw new NotFoundError();
      if (sha256(bytes) !== report.sha256) throw new Error(`report ${report.id} is not what was issued`);
      return bytes;
    },

    /** What a provider may read: the newest report of each audit, the last issued first. */
    async readableBy(providerId: number): Promise<{ report: IssuedReport; audit: Audit }[]> {
      const all = await reports.ofProvider(providerId);
      const newest = all.filter(
        (report) => !all.some((other) => other.auditId === report.auditId && other.version > report.version),
      );
      const found = await Promise.all(
        newest.map(async (report) => ({ report, audit: await audits.byId(report.auditId) })),
      );
      return found.flatMap(({ report, audit }) => (audit ? [{ report, audit }] : []));
    },

    /** The draft with what is to be looked at before it is issued. */
    review: (audit: Audit, providerId: number): Promise<DraftReview> =>
      database.read(async () => {
        const input = await feedback.input(audit.id, providerId);
        return reviewOf(audit, providerId, input, await findings.guardOf(audit));
      }),

    /** The drafts to all providers of an audit, by provider id, from one read of its answers. */
    reviews: (audit: Audit): Promise<ReadonlyMap<number, DraftReview>> =>
      database.read(async () => {
        const context = await findings.guardOf(audit);
        const found = new Map<number, DraftReview>();
        for (const [providerId, input] of await feedback.inputs(audit.id)) {
          found.set(providerId, await reviewOf(audit, providerId, input, context));
        }
        return found;
      }),

    /** In what the draft to each provider differs from the report that it has; those that say the same are not in it. */
    differences: (audit: Audit): Promise<Differing[]> =>
      database.read(async () => {
        const readableNow = (await reports.ofAudit(audit.id)).some((report) => report.withdrawnAt === null);
        const found: Differing[] = [];
        for (const [providerId, input] of readableNow ? await feedback.inputs(audit.id) : []) {
          const [newest] = await reports.versions(audit.id, providerId);
          const { difference } = await heldAgainst(input, newest);
          if (difference) found.push({ providerId, provider: input.provider, difference });
        }
        return found;
      }),

    /**
     * Issues the report to a provider: from now on its people can read it, and it stays as it is. Where the newest
     * report says the same already it is that one.
     *
     * All of it is one transaction in which no answer, finding or setting of the audit can change.
     *
     * @param keep - what the review said, where texts are kept in spite of a warning
     * @throws ReportWarning when texts may tell who somebody is and are not kept
     */
    issue: (
      actorId: number,
      auditId: number,
      providerId: number,
      keep = '',
    ): Promise<{ report: IssuedReport; isNew: boolean }> =>
      database.write(async () => {
        const audit = await audits.lock(auditId);
        if (!audit) throw new NotFoundError();
        if (!reportsMayBeIssued(audit.state)) {
          throw new StateError(
            audit.state === 'fedBack'
              ? 'The audit is fed back and final, so no report can be issued.'
              : 'Close the audit before you issue reports, so that its figures hold still.',
          );
        }
        const input = await feedback.input(auditId, providerId);
        const [newest] = await reports.versions(auditId, providerId);
        if (newest && (await heldAgainst(input, newest)).isIssued) return { report: newest, isNew: false };
        const suspects = await suspectsIn(audit, providerId, input, await findings.guardOf(audit));
        if (suspects.length > 0 && keep !== keepOf(suspects)) throw new ReportWarning(suspects);
        const report = await freeze(actorId, audit, providerId, input, at());
        if (suspects.length > 0) {
          const fingerprints = suspects.map((suspect) => suspect.fingerprint);
          await findingRepository.decide(auditId, providerId, fingerprints, 'kept', actorId, at());
          await activity.add({
            userId: actorId,
            action: 'text.kept',
            auditId,
            subject: `provider ${providerId}`,
            detail: {
              texts: suspects.length,
              reasons: [...new Set(suspects.flatMap(({ spots }) => spots.map((spot) => spot.reason)))],
            },
          });
        }
        await activity.add({
          userId: actorId,
          action: 'report.issued',
          auditId,
          subject: `provider ${providerId}`,
          detail: { version: report.version },
        });
        return { report, isNew: true };
      }),

    /** Takes the reports to a provider out of its sight. They are kept, and the next one has the next version. */
    withdraw: (actorId: number, auditId: number, providerId: number): Promise<void> =>
      database.write(async () => {
        const audit = await audits.lock(auditId);
        if (!audit) throw new NotFoundError();
        if (audit.state === 'fedBack') {
          throw new StateError('The audit is fed back and final, so no report can be withdrawn.');
        }
        if ((await reports.withdraw(auditId, providerId, actorId, at())) === 0) return;
        await activity.add({
          userId: actorId,
          action: 'feedback.withdrawn',
          auditId,
          subject: `provider ${providerId}`,
        });
      }),

    /**
     * Says that the provider has received its report.
     *
     * @throws StateError when there is a newer version than the one that was read
     */
    acknowledge: (actorId: number, auditId: number, providerId: number, version: number): Promise<void> =>
      database.write(async () => {
        const report = await readable(auditId, providerId);
        if (report.version !== version) {
          throw new StateError(
            'There is a newer version of the report than the one that you read. Go back, reload the page and read that one.',
          );
        }
        if (!(await reports.acknowledge(report.id, actorId, at()))) return;
        await activity.add({
          userId: actorId,
          action: 'report.acknowledged',
          auditId,
          subject: `provider ${providerId}`,
          detail: { version: report.version },
        });
      }),

    /** Writes down that somebody has opened a report or a draft. */
    fetched: (actorId: number, auditId: number, providerId: number): Promise<void> =>
      activity.add({
        userId: actorId,
        action: 'feedback.fetched',
        auditId,
        subject: `provider ${providerId}`,
      }),

    packed: (actorId: number, auditId: number, files: number): Promise<void> =>
      activity.add({ userId: actorId, action: 'reports.packed', auditId, detail: { reports: files } }),

    /** How many days a provider has for queries and for its plan, in reports that are issued from now on. */
    setDays: (
      actorId: number,
      auditId: number,
      days: { queryDays: number; planDays: number },
    ): Promise<void> =>
      database.write(async () => {
        if (!(await audits.lock(auditId))) throw new NotFoundError();
        await reports.setSettings(auditId, days);
        await activity.add({ userId: actorId, action: 'feedback.daysSet', auditId, detail: days });
      }),

    /**
     * Freezes feedback that was released before reports were kept: as it stands now, with the day of its release.
     * What cannot be made is left for the next start, and told in the log.
     */
    async freezeReleases(): Promise<void> {
      for (const release of await reports.unfrozenReleases()) {
        const { auditId, providerId, releasedAt, releasedBy } = release;
        try {
          await database.write(async () => {
            const audit = await audits.lock(auditId);
            if (!audit) throw new NotFoundError();
            const input = await feedback.input(auditId, providerId);
            const report = await freeze(releasedBy, audit, providerId, input, releasedAt);
            await reports.forgetRelease(auditId, providerId);
            await activity.add({
              userId: null,
              action: 'report.frozen',
              auditId,
              subject: `provider ${providerId}`,
              detail: { version: report.version },
            });
          });
        } catch (error) {
          log.error({ err: error, auditId, providerId }, 'released feedback could not be frozen');
        }
      }
    },
  };
}

const sha256 = (bytes: Buffer | string): string => createHash('sha256').update(bytes).digest('hex');

/** What all suspects of a draft are kept by; other suspects need another one. */
const keepOf = (suspects: Suspect[]): string =>
  suspects.length === 0 ? '' : sha256(suspects.map((suspect) => suspect.fingerprint).join('\n'));
