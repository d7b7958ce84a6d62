import type { AuditService } from '../audits/service.ts';
import { presentProviderHome } from '../feedback/pages/list.ts';
import type { Routes } from '../web/route.ts';
import { presentNews } from '../improvement/followUp/news.ts';
import type { FollowUpService } from '../improvement/followUp/service.ts';
import { can } from '../access/policy.ts';
import type { ReportService } from '../feedback/reports/service.ts';
import { urls } from '../web/urls.ts';
import { presentAuditList } from './presenter.ts';
import type { Steps } from './steps.ts';

/**
 * The first page after signing in: what is new, due and late, and the audits one takes part in or the reports one has
 * been given.
 */
export function homeRoutes(
  routes: Routes,
  parts: { audits: AuditService; steps: Steps; reports: ReportService; followUp: FollowUpService },
): void {
  const { audits, steps, reports, followUp } = parts;
  routes.signedIn({ method: 'get', path: urls.home() }, async ({ user, show }) => {
    const own = user.providerId === null ? await audits.ofMember(user.id) : [];
    const followed = await followUp.of(user);
    const led = own.filter((audit) => can(user, 'audit.changeState', { audit }));
    const finishable = await steps.readyToFinish(led);
    const news = can(user, 'followUp.read') ? presentNews(followed, { own, finishable }, user) : null;
    const common = { news, followUpHref: urls.followUp() };
    if (user.providerId !== null) {
      const view = {
        ...presentProviderHome(
          user.providerName ?? '',
          await reports.readableBy(user.providerId),
          followed.today,
        ),
        ...common,
      };
      await show({ template: 'feedback/pages/home', title: 'Your feedback', view });
      return;
    }
    const view = { ...presentAuditList(own, user), ...common };
    await show({ template: 'overview/audits', title: 'Your audits', view });
  });
}
