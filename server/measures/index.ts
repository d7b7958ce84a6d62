import type { User } from '../access/person.ts';
import type { Audits } from '../audits/index.ts';
import type { Audit } from '../audits/repository.ts';
import type { Fieldwork } from '../fieldwork/index.ts';
import type { People } from '../people/index.ts';
import type { Platform } from '../platform/index.ts';
import type { AuditResults } from '../results/index.ts';
import type { Routes } from '../web/route.ts';
import type { MeasureEventsOf } from './events.ts';
import { entryRoutes } from './entryRoutes.ts';
import { presentMeasuresBeside } from './linkPresenter.ts';
import { createMeasureLinkRepository } from './linkRepository.ts';
import { linkRoutes } from './linkRoutes.ts';
import { createMeasureLinkService } from './linkService.ts';
import { createMeasureRepository } from './repository.ts';
import { measureRoutes } from './routes.ts';
import { createMeasureService } from './service.ts';

export type Measures = ReturnType<typeof createMeasures>;

type Earlier = Platform & People & Audits & Fieldwork & AuditResults;

/** Numbers that a partnership is steered by, with targets, beside the figures of audits that bear on them. */
export function createMeasures(parts: Earlier) {
  const { database, activity, folder, now } = parts;
  const repository = createMeasureRepository(database);
  const measureLinks = createMeasureLinkService({
    database,
    links: createMeasureLinkRepository(database),
    measures: repository,
    audits: parts.auditRepository,
    tools: parts.tools,
    results: parts.results,
    scores: parts.scores,
    sampling: parts.sampling,
    activity,
    now,
  });
  return {
    measures: createMeasureService({ database, measures: repository, activity, folder, now }),
    measureLinks,
    /** What the results page of an audit shows of measures. */
    measuresBeside: async (audit: Audit, user: User) => {
      const found = await measureLinks.ofAudit(audit);
      return found && presentMeasuresBeside(audit, found, user);
    },
  };
}

export function measuresRoutes(
  routes: Routes,
  parts: Earlier & Measures & { measureEvents: MeasureEventsOf },
): void {
  // Before the page of one measure, whose address would take these for a measure's.
  entryRoutes(routes, parts);
  measureRoutes(routes, parts);
  linkRoutes(routes, parts);
}
