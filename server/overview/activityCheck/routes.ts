import type { ActivityChain } from '../../people/activity/chain.ts';
import type { ActivityRepository } from '../../people/activity/repository.ts';
import type { Routes } from '../../web/route.ts';
import { urls } from '../../web/urls.ts';
import { presentCheck } from './presenter.ts';

/** Whether the activity is as it was written, for an administrator. */
export function activityCheckRoutes(
  routes: Routes,
  parts: { activity: ActivityRepository; activityChain: ActivityChain },
): void {
  const { activity, activityChain } = parts;

  routes.allowed('activity.verify', { method: 'get', path: urls.activityCheck() }, async ({ show }) => {
    const view = presentCheck(await activityChain.lastCheck());
    await show({ template: 'overview/activity/check', title: 'Check the activity', view });
  });

  routes.allowed(
    'activity.verify',
    { method: 'post', path: urls.activityCheck() },
    async ({ user, redirect }) => {
      const { problems, further, sealed } = await activityChain.checkAndKeep();
      const found = problems.length + further;
      await activity.add({ userId: user.id, action: 'activity.checked', detail: { lines: sealed, found } });
      redirect(
        urls.activityCheck(),
        found === 0 ? 'Every line is as it was written.' : 'Something was found that the program did not do.',
      );
    },
  );
}
