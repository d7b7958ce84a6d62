import path from 'node:path';
import express from 'express';
import type { Express } from 'express';
import { accountRoutes } from './people/accounts/routes.ts';
import { activityRoutes } from './overview/activity.ts';
import { apiRoutes } from './api/routes.ts';
import { auditRoutes } from './audits/routes.ts';
import { baselineRoutes } from './results/baselines/routes.ts';
import { bandsRoutes } from './results/bands/routes.ts';
import { checkPlanRoutes } from './fieldwork/goalChecker/routes.ts';
import { comparisonRoutes } from './results/comparison/routes.ts';
import type { Deps } from './deps.ts';
import { deviceRoutes } from './fieldwork/devices/routes.ts';
import { exportRoutes } from './results/exports/routes.ts';
import { feedbackRoutes } from './feedback/pages/draftRoutes.ts';
import { followUpRoutes } from './improvement/followUp/routes.ts';
import { findingRoutes } from './feedback/findings/routes.ts';
import { guideRoutes } from './overview/guide.ts';
import { homeRoutes } from './overview/home.ts';
import { overviewRoutes } from './overview/routes.ts';
import { setUpRoutes } from './overview/setUp.ts';
import { createBearer } from './web/bearer.ts';
import { createPages } from './web/context.ts';
import { createErrorHandler, notFound } from './web/errors.ts';
import { refuseUnstorable } from './web/form.ts';
import { health } from './web/health.ts';
import { createProblemHandler, noSuchProblem } from './web/problem.ts';
import { requestLog } from './web/requestLog.ts';
import { createRoutes } from './web/route.ts';
import type { DeclaredRoute } from './web/route.ts';
import { securityHeaders } from './web/security.ts';
import { createSessions, csrfProtection, csrfToken, loadUser } from './web/session.ts';
import { takeUploads } from './web/upload.ts';
import { exampleRoutes } from './feedback/pages/goalExampleRoutes.ts';
import { planRoutes } from './fieldwork/recoveryPlans/routes.ts';
import { planTransferRoutes } from './fieldwork/recoveryPlans/transferRoutes.ts';
import { planActionRoutes } from './improvement/plans/actionRoutes.ts';
import { improvementRoutes } from './improvement/plans/routes.ts';
import { mailRoutes } from './people/mail/routes.ts';
import { providerRoutes } from './people/providerRoutes.ts';
import { progressRoutes } from './fieldwork/progress/routes.ts';
import { publishedRoutes } from './results/published/routes.ts';
import { reAuditRoutes } from './improvement/reAudits/routes.ts';
import { queryRoutes } from './feedback/queries/routes.ts';
import { readingRoutes } from './fieldwork/readings/routes.ts';
import { reportRoutes } from './feedback/pages/reportRoutes.ts';
import { resultsRoutes } from './results/figures/routes.ts';
import { reviewRoutes } from './fieldwork/recording/routes.ts';
import { fromSampleRoutes } from './fieldwork/recording/fromSampleRoutes.ts';
import { samplingRoutes } from './fieldwork/sampling/routes.ts';
import { tokenRoutes } from './people/accounts/tokenRoutes.ts';
import { transferRoutes } from './fieldwork/transfer/routes.ts';
import { urls } from './web/urls.ts';
import { createRenderer } from './web/views.ts';

/** The web application; it never listens by itself. */
export function createApp(deps: Deps): { app: Express; routes: DeclaredRoute[] } {
  const { config, folder, log } = deps;
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', config.trustProxy);
  // Plain query strings: ?a[b]=c stays text, and nobody sends objects where text is expected.
  app.set('query parser', 'simple');

  const render = createRenderer({ folder: path.join(folder, 'views'), cache: config.cacheViews });
  const pages = createPages(render, csrfToken);

  app.use(securityHeaders(config));
  app.get('/healthz', health(deps.database));
  app.use(
    express.static(path.join(folder, 'public'), {
      index: false,
      maxAge: '1h',
      setHeaders(res, file) {
        // An old service worker would go on serving for an hour after the program was replaced.
        if (path.basename(file) === 'sw.js') res.setHeader('Cache-Control', 'no-cache');
      },
    }),
  );
  app.use(requestLog(log));
  // Before the sessions: another program has none, and no token of a form.
  const api = express.Router();
  app.use(api);
  app.use(urls.api(), noSuchProblem, createProblemHandler(log));
  app.use(createSessions({ knex: deps.database.pool, secret: deps.sessionSecret }));
  app.use(loadUser(deps.accounts));
  app.use(express.urlencoded({ extended: false, limit: '1mb', parameterLimit: 2000 }));
  app.use(takeUploads());
  app.use(csrfProtection);
  app.use(refuseUnstorable);

  const router = express.Router();
  const routes = createRoutes(
    { router, api, bearer: createBearer(deps.tokens) },
    pages,
    async ({ user, action, subject }) => {
      await deps.activity.add({
        userId: user.id,
        action: 'access.refused',
        ...(subject.audit?.id === undefined ? {} : { auditId: subject.audit.id }),
        ...(subject.feedback ? { subject: `provider ${subject.feedback.providerId}` } : {}),
        detail: { asked: action },
      });
    },
  );
  homeRoutes(routes, deps);
  setUpRoutes(routes, deps);
  accountRoutes(routes, { ...deps, publicUrl: config.publicUrl });
  providerRoutes(routes, deps);
  guideRoutes(routes, deps);
  checkPlanRoutes(routes, deps);
  publishedRoutes(routes, deps);
  baselineRoutes(routes, deps);
  auditRoutes(routes, deps);
  overviewRoutes(routes, deps);
  samplingRoutes(routes, deps);
  fromSampleRoutes(routes, deps);
  reviewRoutes(routes, deps);
  deviceRoutes(routes, deps);
  planRoutes(routes, deps);
  transferRoutes(routes, deps);
  planTransferRoutes(routes, deps);
  progressRoutes(routes, deps);
  readingRoutes(routes, deps);
  resultsRoutes(routes, deps);
  comparisonRoutes(routes, deps);
  exportRoutes(routes, deps);
  bandsRoutes(routes, deps);
  feedbackRoutes(routes, deps);
  findingRoutes(routes, deps);
  reportRoutes(routes, deps);
  queryRoutes(routes, deps);
  exampleRoutes(routes, deps);
  improvementRoutes(routes, deps);
  planActionRoutes(routes, deps);
  reAuditRoutes(routes, deps);
  followUpRoutes(routes, deps);
  mailRoutes(routes, deps);
  activityRoutes(routes, deps);
  tokenRoutes(routes, deps);
  apiRoutes(routes, deps);
  app.use(router);

  app.use(notFound);
  app.use(createErrorHandler(pages, log));
  return { app, routes: routes.declared };
}
