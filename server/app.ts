import type { Express } from 'express';
import { apiRoutes } from './api/index.ts';
import { auditsRoutes } from './audits/index.ts';
import type { Deps } from './deps.ts';
import { feedbackRoutes } from './feedback/index.ts';
import { fieldworkRoutes } from './fieldwork/index.ts';
import { improvementRoutes } from './improvement/index.ts';
import { overviewRoutes } from './overview/index.ts';
import { peopleRoutes } from './people/index.ts';
import { resultsRoutes } from './results/index.ts';
import { createWeb } from './web/index.ts';
import type { DeclaredRoute, Refusal } from './web/route.ts';

/** The web application; it never listens by itself. */
export function createApp(deps: Deps): { app: Express; routes: DeclaredRoute[] } {
  const refused = ({ user, action, subject }: Refusal) =>
    deps.activity.add({
      userId: user.id,
      action: 'access.refused',
      ...(subject.audit?.id === undefined ? {} : { auditId: subject.audit.id }),
      ...(subject.feedback ? { subject: `provider ${subject.feedback.providerId}` } : {}),
      detail: { asked: action },
    });
  return createWeb({ ...deps, refused }, (routes) => {
    peopleRoutes(routes, deps);
    auditsRoutes(routes, deps);
    fieldworkRoutes(routes, deps);
    resultsRoutes(routes, deps);
    apiRoutes(routes, deps);
    feedbackRoutes(routes, deps);
    improvementRoutes(routes, deps);
    overviewRoutes(routes, deps);
  });
}
