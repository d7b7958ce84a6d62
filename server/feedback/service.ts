import type { Readable } from 'node:stream';
import { feedbackMayBeReleased } from '../../rules/index.ts';
import type { ActivityRepository } from '../activity/repository.ts';
import type { Provider } from '../audits/providers.ts';
import type { Audit, AuditRepository, SampleGroup } from '../audits/repository.ts';
import type { Database } from '../db/database.ts';
import { NotFoundError, StateError } from '../errors.ts';
import type { ResultsService } from '../results/service.ts';
import type { SamplingService } from '../sampling/service.ts';
import type { ExampleService } from '../plans/examples.ts';
import type { PlanService } from '../plans/service.ts';
import { lettersSection } from './letters.ts';
import { feedbackPdf } from './pdf.ts';
import { presentFeedback } from './presenter.ts';
import type { FeedbackInput } from './presenter.ts';
import type { FeedbackRepository, Release } from './repository.ts';

/** The feedback of an audit to one provider, and whether that provider has it. */
export interface ProviderFeedback {
  provider: Provider;
  groups: string[];
  files: number;
  releasedAt: string | null;
}

export type FeedbackService = ReturnType<typeof createFeedbackService>;

export function createFeedbackService(parts: {
  database: Database;
  audits: AuditRepository;
  results: ResultsService;
  plans: PlanService;
  examples: ExampleService;
  feedback: FeedbackRepository;
  sampling: SamplingService;
  activity: ActivityRepository;
  now: () => Date;
}) {
  const { database, audits, results, plans, examples, feedback, sampling, activity, now } = parts;

  function listOf(groups: SampleGroup[], releases: Release[]): ProviderFeedback[] {
    const providers = new Map(groups.flatMap((group) => group.providers.map((p) => [p.id, p] as const)));
    return [...providers.values()]
      .toSorted((a, b) => a.name.localeCompare(b.name, 'en-GB'))
      .map((provider) => {
        const own = groups.filter((group) => group.providers.some((p) => p.id === provider.id));
        return {
          provider,
          groups: own.map((group) => group.name),
          files: own.reduce((sum, group) => sum + group.files, 0),
          releasedAt: releases.find((release) => release.providerId === provider.id)?.releasedAt ?? null,
        };
      });
  }

  async function of(auditId: number): Promise<ProviderFeedback[]> {
    return listOf(await audits.groups(auditId), await feedback.ofAudit(auditId));
  }

  async function mustHave(auditId: number, providerId: number): Promise<ProviderFeedback> {
    const found = (await of(auditId)).find((entry) => entry.provider.id === providerId);
    if (!found) throw new NotFoundError();
    return found;
  }

  return {
    of,
    mustHave,

    /** What a provider may read: the released feedback with its audit, newest first. */
    async releasedTo(providerId: number): Promise<{ release: Release; audit: Audit }[]> {
      const releases = await feedback.ofProvider(providerId);
      const found = await Promise.all(
        releases.map(async (release) => ({ release, audit: await audits.byId(release.auditId) })),
      );
      return found.flatMap(({ release, audit }) => (audit ? [{ release, audit }] : []));
    },

    /** Everything the report to a provider says, from one state of the database. */
    input: (auditId: number, providerId: number): Promise<FeedbackInput> =>
      database.read(async () => {
        const { audit, tool, groups, tally, asAt } = await results.of(auditId);
        const planned = await plans.lastChange(auditId);
        const entry = listOf(groups, await feedback.ofAudit(auditId)).find(
          (e) => e.provider.id === providerId,
        );
        if (!entry) throw new NotFoundError();
        const own = groups.filter((group) => entry.groups.includes(group.name));
        const ownIds = own.map((group) => group.id);
        const notes = await feedback.notes(ownIds, providerId);
        const letters = lettersSection({
          figures: (await plans.ofAudit(audit, own)).figures,
          examples: await examples.shown(audit, providerId),
        });
        return {
          audit: {
            title: audit.title,
            partnership: audit.partnership,
            fieldworkStart: audit.fieldworkStart,
            fieldworkEnd: audit.fieldworkEnd,
          },
          tool,
          provider: entry.provider.name,
          providersByGroup: Object.fromEntries(groups.map((g) => [g.name, g.providers.map((p) => p.name)])),
          tally,
          ownGroups: entry.groups,
          plannedFiles: Object.fromEntries(groups.map((group) => [group.name, group.plannedFiles])),
          samples: await sampling.reports(
            auditId,
            groups.filter((group) => entry.groups.includes(group.name)),
          ),
          comments: await feedback.comments(ownIds, providerId),
          notes: own
            .filter((group) => group.providers.length > 1)
            .map((group) => ({
              group: group.name,
              files: group.files,
              ...(notes.get(group.id) ?? { read: 0, missing: 0 }),
            })),
          more: letters ? [letters] : [],
          smallNumberThreshold: audit.smallNumberThreshold,
          releasedAt: entry.releasedAt,
          asAt: planned !== null && planned > asAt ? planned : asAt,
        };
      }),

    /** The report to a provider as PDF, made as it is read. */
    async pdf(auditId: number, providerId: number): Promise<Readable> {
      return feedbackPdf(presentFeedback(await this.input(auditId, providerId)));
    },

    /** Lets the provider's people read the feedback. */
    async release(actorId: number, auditId: number, providerId: number): Promise<void> {
      await database.write(async () => {
        const audit = await audits.lock(auditId);
        if (!audit) throw new NotFoundError();
        if (!feedbackMayBeReleased(audit.state)) {
          throw new StateError(
            'Close the audit before you release feedback, so that its figures hold still.',
          );
        }
        const entry = await mustHave(auditId, providerId);
        if (entry.releasedAt !== null) return;
        await feedback.add({ auditId, providerId, releasedAt: now().toISOString() }, actorId);
        await activity.add({
          userId: actorId,
          action: 'feedback.released',
          auditId,
          subject: `provider ${providerId}`,
        });
      });
    },

    async withdraw(actorId: number, auditId: number, providerId: number): Promise<void> {
      await database.write(async () => {
        if (!(await audits.lock(auditId))) throw new NotFoundError();
        if (!(await feedback.remove(auditId, providerId))) return;
        await activity.add({
          userId: actorId,
          action: 'feedback.withdrawn',
          auditId,
          subject: `provider ${providerId}`,
        });
      });
    },

    async fetched(actorId: number, auditId: number, providerId: number): Promise<void> {
      await activity.add({
        userId: actorId,
        action: 'feedback.fetched',
        auditId,
        subject: `provider ${providerId}`,
      });
    },
  };
}
