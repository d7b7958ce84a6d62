import { feedbackMayBeReleased } from '../../rules/index.ts';
import type { User } from '../accounts/repository.ts';
import { presentHeader } from '../audits/presenter.ts';
import type { Audit } from '../audits/repository.ts';
import { countOf, daysInWords, timeInWords } from '../formats/words.ts';
import { urls } from '../urls.ts';
import type { Release } from './repository.ts';
import type { ProviderFeedback } from './service.ts';

/** The lead's page: one line a provider. */
export function presentFeedbackList(audit: Audit, entries: ProviderFeedback[], user: User) {
  return {
    header: presentHeader(audit, user),
    mayRelease: feedbackMayBeReleased(audit.state),
    auditHref: urls.audit(audit.id),
    released: entries.filter((entry) => entry.releasedAt !== null).length,
    providers: entries.map((entry) => ({
      name: entry.provider.name,
      groups: entry.groups.join(', '),
      files: countOf(entry.files, 'case file'),
      goalsHref: urls.feedbackGoals(audit.id, entry.provider.id),
      pdfHref: urls.feedbackPdf(audit.id, entry.provider.id),
      releasedAt: entry.releasedAt && timeInWords(entry.releasedAt),
      releaseAction: urls.feedbackRelease(audit.id, entry.provider.id),
      withdrawAction: urls.feedbackWithdraw(audit.id, entry.provider.id),
    })),
  };
}

/** A provider's home page: what was released to it. */
export function presentProviderHome(providerName: string, released: { release: Release; audit: Audit }[]) {
  return {
    provider: providerName,
    reports: released.map(({ release, audit }) => ({
      title: audit.title,
      partnership: audit.partnership,
      fieldwork: daysInWords(audit.fieldworkStart, audit.fieldworkEnd),
      releasedAt: timeInWords(release.releasedAt),
      href: urls.feedbackPdf(audit.id, release.providerId),
    })),
  };
}
