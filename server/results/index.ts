import type { Audits } from '../audits/index.ts';
import { createReadingPairs } from '../fieldwork/caseFiles/readingPairs.ts';
import { createRecordAnswers } from '../fieldwork/caseFiles/recordAnswers.ts';
import type { Fieldwork } from '../fieldwork/index.ts';
import type { People } from '../people/index.ts';
import type { Platform } from '../platform/index.ts';
import type { Routes } from '../web/route.ts';
import { createBandsRepository } from './bands/repository.ts';
import { bandsRoutes } from './bands/routes.ts';
import { createBandsService } from './bands/service.ts';
import { createBaselineRepository } from './baselines/repository.ts';
import { baselineRoutes } from './baselines/routes.ts';
import { createBaselineService } from './baselines/service.ts';
import { comparisonRoutes } from './comparison/routes.ts';
import { createComparisonService } from './comparison/service.ts';
import { estimateRoutes } from './estimates/routes.ts';
import { createEstimatesService } from './estimates/service.ts';
import { exportRoutes } from './exports/routes.ts';
import { createResultsExports } from './exports/service.ts';
import { createKeptCounts } from './figures/keptCounts.ts';
import { createResultsRepository } from './figures/repository.ts';
import { resultsRoutes as figureRoutes } from './figures/routes.ts';
import type { MeasuresBesideOf } from './figures/routes.ts';
import { createResultsService } from './figures/service.ts';
import { createShownBeforeStore } from './figures/shownBefore.ts';
import { publicationRoutes } from './publication/routes.ts';
import { createPublicationService } from './publication/service.ts';
import { createPublicationStore } from './publication/store.ts';
import { publishedRoutes } from './published/routes.ts';
import { createPublishedService } from './published/service.ts';
import { scoresRoutes } from './scores/routes.ts';

import { toolPreviewRoutes } from './toolPreview/routes.ts';
import { trendRoutes } from './trend/routes.ts';
import { createScoresService } from './scores/service.ts';

export type AuditResults = ReturnType<typeof createResults>;

/** Figures of audits and of published tables, held against each other, and taken along. */
export function createResults(parts: Platform & People & Audits & Fieldwork) {
  const { database, log, now, activity, plans, sampling, tools, validatedCounts } = parts;
  const audits = parts.auditRepository;
  const keptCounts = createKeptCounts(database, { log });
  const counts = createResultsRepository(database, keptCounts);
  const bandsRepository = createBandsRepository(database);
  const records = createRecordAnswers(database);
  const shownBefore = createShownBeforeStore(database);
  const scores = createScoresService({
    database,
    audits,
    records,
    results: counts,
    bands: bandsRepository,
    tools,
    activity,
    validatedCounts,
    keptFrom: parts.keptFrom,
    shownBefore,
    keepShown: (auditId) => results.keepShown(auditId, 'scores'),
  });
  const results = createResultsService({
    database,
    audits,
    results: counts,
    bands: bandsRepository,
    plans,
    sampling,
    tools,
    validatedCounts,
    releases: { shownBefore, scoresOutside: scores.outside },
    stopping: parts.stopping,
    now,
  });
  return {
    results,
    keptCounts,
    comparison: createComparisonService({
      database,
      audits,
      results,
      scores,
      training: parts.training,
      activity,
      tools,
      now,
    }),
    bands: createBandsService({ database, audits, bands: bandsRepository, shownBefore, activity }),
    estimates: createEstimatesService({ database, results, readings: createReadingPairs(database) }),
    resultsExports: createResultsExports({
      database,
      results,
      counts,
      activity,
      selfAudits: parts.selfAudits,
      tools,
    }),
    scores,
    published: createPublishedService({ tools }),
    publication: createPublicationService({
      database,
      audits,
      results,
      published: createPublicationStore(database),
      organisations: parts.organisationStore,
      activity,
      now,
    }),
    baselines: createBaselineService({
      database,
      audits,
      baselines: createBaselineRepository(database),
      activity,
      now,
    }),
  };
}

/** @param parts - measuresBeside: what the results page shows of measures, which come later */
export function resultsRoutes(
  routes: Routes,
  parts: Platform & People & Audits & Fieldwork & AuditResults & { measuresBeside: MeasuresBesideOf },
): void {
  publishedRoutes(routes, parts);
  baselineRoutes(routes, parts);
  figureRoutes(routes, parts);
  scoresRoutes(routes, parts);
  comparisonRoutes(routes, parts);
  trendRoutes(routes, parts);
  estimateRoutes(routes, parts);
  exportRoutes(routes, parts);
  bandsRoutes(routes, parts);
  publicationRoutes(routes, parts);
  toolPreviewRoutes(routes, parts);
}
