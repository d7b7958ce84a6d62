import { presentAuditList } from './audits/presenter.ts';
import type { AuditService } from './audits/service.ts';
import { presentProviderHome } from './feedback/list.ts';
import type { FeedbackService } from './feedback/service.ts';
import type { Routes } from './http/route.ts';
import { urls } from './urls.ts';

/** The first page after signing in: the audits one takes part in, or the feedback one has been given. */
export function homeRoutes(routes: Routes, parts: { audits: AuditService; feedback: FeedbackService }): void {
  const { audits, feedback } = parts;
  routes.signedIn({ method: 'get', path: urls.home() }, async ({ user, show }) => {
    if (user.providerId !== null) {
      const view = presentProviderHome(user.providerName ?? '', await feedback.releasedTo(user.providerId));
      await show({ template: 'feedback/home', title: 'Your feedback', view });
      return;
    }
    const view = presentAuditList(await audits.ofMember(user.id), user);
    await show({ template: 'audits/list', title: 'Your audits', view });
  });
}
