import path from 'node:path';
import express from 'express';
import type { Express } from 'express';
import { urls } from './urls.ts';
import type { Platform } from '../platform/index.ts';
import { createBearer } from './bearer.ts';
import type { TokenOwners } from './bearer.ts';
import type { User } from '../access/person.ts';
import { createPages } from './context.ts';
import { createErrorHandler, notFound } from './errors.ts';
import { createOpenErrorHandler, openHeaders } from './open.ts';
import { refuseUnstorable } from './form.ts';
import { health, ready, whileStopping } from './health.ts';
import { createMetrics } from './metrics.ts';
import type { Measured } from './metrics.ts';
import { createProblemHandler, noSuchProblem } from './problem.ts';
import { requestLog } from './requestLog.ts';
import { createRoutes } from './route.ts';
import type { OnRefusal } from './refusal.ts';
import type { Routes } from './route.ts';
import { httpsWherePublic, permissionsPolicy, refuseOtherSites, securityHeaders } from './security.ts';
import { createSessions, csrfProtection, csrfToken, loadUser } from './session.ts';
import type { SessionOwners } from './session.ts';
import { createUploads } from './upload.ts';
import { createRenderer } from './views.ts';

/**
 * Makes what every request passes before and after its route. The order is the point of it.
 *
 * @param parts - refused: told of every refusal
 * @param declare - adds the routes of all areas
 */
export function createWeb(
  parts: Platform & {
    accounts: SessionOwners & { usesPassword: (user: User) => boolean };
    tokens: TokenOwners;
    refused: OnRefusal;
    measured: readonly Measured[];
  },
  declare: (routes: Routes) => void,
): { app: Express; routes: Routes['declared'] } {
  const { config, folder, log, database } = parts;
  const app = express();
  app.disable('x-powered-by');
  app.set('trust proxy', config.trustProxy);
  // Plain query strings: ?a[b]=c stays text, and nobody sends objects where text is expected.
  app.set('query parser', 'simple');

  const render = createRenderer({ folder: path.join(folder, 'views'), cache: config.cacheViews });
  const pages = createPages(render, csrfToken, config.signOn);

  // Until it is known whose a request is, it is for the whole installation: it looks a secret or an address up.
  app.use((_req, _res, next) => database.everywhere(next));
  app.use(httpsWherePublic(config), securityHeaders(config), permissionsPolicy);
  app.use(whileStopping(parts.shutdown));
  if (config.metrics) {
    const { count, answer } = createMetrics(config.metrics, parts.measured);
    app.use(count);
    app.get(urls.metrics(), answer);
  }
  app.get(urls.health(), health(database));
  app.get(urls.ready(), ready(database, parts.shutdown));
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
  app.use(urls.api(), noSuchProblem, createProblemHandler(log, parts.refused));
  // Before the sessions as well: who answers without an account gets no cookie and is nobody in particular.
  const open = express.Router();
  app.use(
    urls.enterCode(),
    openHeaders,
    refuseOtherSites,
    express.urlencoded({ extended: false, limit: '64kb', parameterLimit: 100 }),
    refuseUnstorable,
  );
  // A calendar is another program too; its address is a secret.
  app.use(urls.calendarFeed(), openHeaders);
  app.use(open);
  app.use(urls.enterCode(), notFound, createOpenErrorHandler(pages, log, parts.refused));
  // By the clock of the machine, as their cookies are.
  app.use(createSessions({ database, secret: parts.sessionSecret, now: () => new Date() }));
  app.use(loadUser(parts.accounts, database));
  app.use(refuseOtherSites);
  app.use(express.urlencoded({ extended: false, limit: '1mb', parameterLimit: 2000 }));
  app.use(csrfProtection);
  app.use(refuseUnstorable);

  const router = express.Router();
  const routes = createRoutes(
    {
      router,
      api,
      open,
      bearer: createBearer(parts.tokens, parts.limits),
      database,
      receive: createUploads(),
      hasPassword: parts.accounts.usesPassword,
    },
    pages,
    parts.refused,
  );
  declare(routes);
  app.use(router);

  app.use(notFound);
  app.use(createErrorHandler(pages, log, parts.refused));
  return { app, routes: routes.declared };
}
