import type { GuardContext } from '../../../rules/index.ts';
import type { Audit } from '../../audits/repository.ts';
import type { Database } from '../../platform/db/database.ts';
import type { FeedbackInput } from '../draft/input.ts';
import type { FeedbackService } from '../draft/service.ts';
import type { FindingService } from '../findings/service.ts';
import type { FindingRepository } from '../store/findings.ts';
import type { IssuedReport, ReportRepository } from '../store/reports.ts';
import { differenceOf } from './difference.ts';
import type { DraftDifference } from './difference.ts';
import { keepOf, suspectsIn } from './suspects.ts';
import type { FlaggedText } from './suspects.ts';

/** What stands between a draft and its issue. */
export interface DraftReview {
  input: FeedbackInput;
  suspects: FlaggedText[];
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

export type DraftReviews = ReturnType<typeof createDraftReviews>;

/** Drafts held against the reports that were issued, with what is to be looked at before they are. */
export function createDraftReviews(parts: {
  database: Database;
  feedback: FeedbackService;
  findings: FindingService;
  findingRepository: FindingRepository;
  reports: ReportRepository;
}) {
  const { database, feedback, findings, findingRepository, reports } = parts;

  /** Whether the newest report can be read and says what the draft says, and in what it differs if not. */
  async function compareWithIssued(input: FeedbackInput, newest: IssuedReport | undefined) {
    const kept = newest?.withdrawnAt === null ? await reports.kept(newest.id) : null;
    const difference = newest && kept && differenceOf(kept, newest.version, input);
    return { isIssued: kept !== null && !difference, difference: difference ?? null };
  }

  /** The texts of a draft that may tell who somebody is and were not looked at yet. */
  async function suspectsFor(
    audit: Audit,
    providerId: number,
    input: FeedbackInput,
    context: GuardContext,
  ): Promise<FlaggedText[]> {
    const { kept } = await findingRepository.decisions(audit.id, providerId);
    return suspectsIn(input, context, kept);
  }

  async function reviewOf(
    audit: Audit,
    providerId: number,
    input: FeedbackInput,
    context: GuardContext,
  ): Promise<DraftReview> {
    const suspects = await suspectsFor(audit, providerId, input, context);
    const versions = await reports.versions(audit.id, providerId);
    return {
      input,
      suspects,
      keep: keepOf(suspects),
      versions,
      ...(await compareWithIssued(input, versions[0])),
    };
  }

  return {
    compareWithIssued,
    suspectsFor,

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
          const { difference } = await compareWithIssued(input, newest);
          if (difference) found.push({ providerId, provider: input.provider, difference });
        }
        return found;
      }),
  };
}
