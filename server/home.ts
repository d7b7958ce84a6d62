import { presentAuditList } from './audits/presenter.ts';
import type { AuditService } from './audits/service.ts';
import { presentProviderHome } from './feedback/list.ts';
import type { Routes } from './http/route.ts';
import type { ReportService } from './reports/service.ts';
import { urls } from './urls.ts';

/** The first page after signing in: the audits one takes part in, or the reports one has been given. */
export function homeRoutes(routes: Routes, parts: { audits: AuditService; reports: ReportService }): void {
  const { audits, reports } = parts;
  routes.signedIn({ method: 'get', path: urls.home() }, async ({ user, show }) => {
    if (user.providerId !== null) {
      const view = presentProviderHome(user.providerName ?? '', await reports.readableBy(user.providerId));
      await show({ template: 'feedback/home', title: 'Your feedback', view });
      return;
    }
    const view = presentAuditList(await audits.ofMember(user.id), user);
    await show({ template: 'audits/list', title: 'Your audits', view });
  });
}
