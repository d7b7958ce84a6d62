import type { Express } from 'express';
import { apiRoutes } from './api/index.ts';
import { auditsRoutes } from './audits/index.ts';
import type { Deps } from './deps.ts';
import { feedbackRoutes } from './feedback/index.ts';
import { fieldworkRoutes } from './fieldwork/index.ts';
import { improvementRoutes } from './improvement/index.ts';
import { measuresRoutes } from './measures/index.ts';
import { demoRoutes } from './overview/demo/routes.ts';
import type { Demo } from './overview/demo/routes.ts';
import { overviewRoutes } from './overview/index.ts';
import { createRefusedLines } from './people/activity/refusals.ts';
import { peopleRoutes } from './people/index.ts';
import { resultsRoutes } from './results/index.ts';
import { createWeb } from './web/index.ts';
import type { DeclaredRoute } from './web/route.ts';

/**
 * The web application; it never listens by itself.
 *
 * @param demo - the people of a demonstration, who get a page to sign in from; never beside somebody's own records
 */
export function createApp(deps: Deps, demo: Demo | null = null): { app: Express; routes: DeclaredRoute[] } {
  const refused = createRefusedLines(deps.refusals);
  const measured = [
    {
      name: 'casefile_audit_mails_unsent',
      help: 'Mails that wait, or that the mail server did not take.',
      value: () => deps.mail.unsent(),
    },
    {
      name: 'casefile_audit_backup_last_good_timestamp_seconds',
      help: 'When the last good backup was begun.',
      value: async () => {
        const { lastGood } = await deps.backups.state();
        return lastGood && Date.parse(lastGood.begunAt) / 1000;
      },
    },
    {
      name: 'casefile_audit_activity_problems',
      help: 'Lines of the activity that the last check found changed, removed or added.',
      value: async () => {
        const check = await deps.activityChain.lastCheck();
        return check && check.problems.length + check.further;
      },
    },
  ];
  return createWeb({ ...deps, refused, measured }, (routes) => {
    peopleRoutes(routes, deps);
    auditsRoutes(routes, deps);
    fieldworkRoutes(routes, deps);
    resultsRoutes(routes, deps);
    measuresRoutes(routes, deps);
    apiRoutes(routes, deps);
    feedbackRoutes(routes, deps);
    improvementRoutes(routes, deps);
    overviewRoutes(routes, deps);
    if (demo) demoRoutes(routes, demo);
  });
}
