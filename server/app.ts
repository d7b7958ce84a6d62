import path from 'node:path';
import express from 'express';
import type { Express } from 'express';
import { accountRoutes } from './accounts/routes.ts';
import { activityRoutes } from './activity/routes.ts';
import { apiRoutes } from './api/routes.ts';
import { auditRoutes } from './audits/routes.ts';
import { baselineRoutes } from './baselines/routes.ts';
import { bandsRoutes } from './bands/routes.ts';
import { checkPlanRoutes } from './checkPlan/routes.ts';
import { comparisonRoutes } from './comparison/routes.ts';
import type { Deps } from './deps.ts';
import { deviceRoutes } from './devices/routes.ts';
import { exportRoutes } from './exports/routes.ts';
import { feedbackRoutes } from './feedback/routes.ts';
import { followUpRoutes } from './followUp/routes.ts';
import { findingRoutes } from './findings/routes.ts';
import { guideRoutes } from './guide/routes.ts';
import { homeRoutes } from './home.ts';
import { createBearer } from './http/bearer.ts';
import { createPages } from './http/context.ts';
import { createErrorHandler, notFound } from './http/errors.ts';
import { refuseUnstorable } from './http/form.ts';
import { health } from './http/health.ts';
import { createProblemHandler, noSuchProblem } from './http/problem.ts';
import { requestLog } from './http/requestLog.ts';
import { createRoutes } from './http/route.ts';
import type { DeclaredRoute } from './http/route.ts';
import { securityHeaders } from './http/security.ts';
import { createSessions, csrfProtection, csrfToken, loadUser } from './http/session.ts';
import { takeUploads } from './http/upload.ts';
import { exampleRoutes } from './plans/exampleRoutes.ts';
import { planRoutes } from './plans/routes.ts';
import { planTransferRoutes } from './plans/transferRoutes.ts';
import { planActionRoutes } from './improvement/actionRoutes.ts';
import { improvementRoutes } from './improvement/routes.ts';
import { mailRoutes } from './mail/routes.ts';
import { progressRoutes } from './progress/routes.ts';
import { publishedRoutes } from './published/routes.ts';
import { reAuditRoutes } from './reAudits/routes.ts';
import { queryRoutes } from './queries/routes.ts';
import { readingRoutes } from './readings/routes.ts';
import { reportRoutes } from './reports/routes.ts';
import { resultsRoutes } from './results/routes.ts';
import { reviewRoutes } from './reviews/routes.ts';
import { samplingRoutes } from './sampling/routes.ts';
import { tokenRoutes } from './tokens/routes.ts';
import { transferRoutes } from './transfer/routes.ts';
import { urls } from './urls.ts';
import { createRenderer } from './views.ts';

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
  accountRoutes(routes, { ...deps, publicUrl: config.publicUrl });
  guideRoutes(routes, deps);
  checkPlanRoutes(routes, deps);
  publishedRoutes(routes, deps);
  baselineRoutes(routes, deps);
  auditRoutes(routes, deps);
  samplingRoutes(routes, deps);
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
