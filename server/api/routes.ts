import path from 'node:path';
import type { Request, Response } from 'express';
import { auditLoader } from '../audits/routes.ts';
import { idParameter } from '../web/route.ts';
import type { AuditService } from '../audits/service.ts';
import { AppError } from '../platform/errors.ts';
import type { Routes } from '../web/route.ts';
import { agreementOf, can } from '../access/policy.ts';
import type { ResultsService } from '../results/figures/service.ts';
import type { Breakdown } from '../results/figures/shown.ts';
import type { Tools } from '../audits/tools.ts';
import { urls } from '../web/urls.ts';
import type { MeasureService } from '../measures/service.ts';
import type { ResultsExports } from '../results/exports/service.ts';
import type { ScoresService } from '../results/scores/service.ts';
import { presentMeasure, presentPlace } from '../measures/measurePresenter.ts';
import {
  presentMeasureFigures,
  presentMeasureList,
  presentMeasureView,
  presentPlaceView,
} from './measurePresenter.ts';
import {
  presentAuditDetails,
  presentAudits,
  presentResults,
  presentScores,
  presentSelfAudits,
} from './presenter.ts';

/** What other programs can read, as JSON: audits and their results, as the person of the token may see them. */
export function apiRoutes(
  routes: Routes,
  parts: {
    audits: AuditService;
    results: ResultsService;
    scores: ScoresService;
    resultsExports: ResultsExports;
    measures: MeasureService;
    tools: Tools;
    folder: string;
  },
): void {
  const { audits, results, scores, resultsExports, measures, tools, folder } = parts;
  const load = auditLoader(audits);
  const send = (res: Response, answer: object) => {
    res.set('Cache-Control', 'no-store').json(answer);
  };

  routes.withoutToken(urls.apiDocument(), async ({ res }) => {
    await new Promise<void>((resolve, reject) => {
      // Of a whole path, Express refuses one that has a folder such as .npm in it, where npx installs.
      res.sendFile('openapi.json', { root: path.join(folder, 'docs') }, (error?: Error) =>
        error ? reject(error) : resolve(),
      );
    });
  });

  routes.withToken('signedIn', { path: urls.apiAudits() }, async ({ res, user }) => {
    const all = await audits.ofMember(user.id);
    const readable = all.filter((audit) => can(user, 'audit.read', { audit }));
    send(res, presentAudits(readable, user));
  });

  routes.withToken('measures.read', { path: urls.apiMeasures() }, async ({ res }) => {
    send(res, presentMeasureList(await measures.overview()));
  });

  routes.withToken(
    'measures.read',
    {
      path: '/api/v1/measures/:measureId',
      load: async (req) => ({ measure: await measures.get(String(req.params['measureId'])) }),
    },
    async ({ res, loaded: { measure } }) => {
      const { observations } = await measures.figures({ ids: [measure.id] });
      send(res, presentMeasureFigures(measure, observations));
    },
  );

  const textIn = ({ query }: Request, name: string): string => {
    const value = query[name];
    return typeof value === 'string' ? value : '';
  };

  routes.withToken(
    'measures.read',
    {
      path: '/api/v1/measures/:measureId/view',
      load: async (req) => ({ measure: await measures.get(String(req.params['measureId'])) }),
    },
    async ({ req, res, loaded: { measure }, user }) => {
      const asked = { period: textIn(req, 'period'), place: textIn(req, 'place') };
      const found = await measures.atMeasure(measure, asked);
      send(res, presentMeasureView(presentMeasure(found, measure, asked, user)));
    },
  );

  routes.withToken(
    'measures.read',
    {
      path: '/api/v1/measure-places/:placeId',
      load: async (req) => ({ place: await measures.place(idParameter(req, 'placeId')) }),
    },
    async ({ req, res, loaded: { place }, user }) => {
      const found = await measures.atPlace(place.id, textIn(req, 'period'));
      send(res, presentPlaceView(presentPlace(found, place, user)));
    },
  );

  routes.withToken('audit.read', { path: '/api/v1/audits/:auditId', load }, async ({ res, loaded, user }) => {
    const { audit } = loaded;
    const tool = tools.of(audit);
    send(res, presentAuditDetails({ audit, groups: await audits.groups(audit.id), tool, user }));
  });

  routes.withToken(
    'results.read',
    { path: '/api/v1/audits/:auditId/results', load },
    async ({ req, res, loaded, user }) => {
      // Whoever sees all figures for management asks for them: another program passes on what it gets.
      const suppressed = agreementOf(user, loaded) !== null && req.query['figures'] !== 'all';
      send(
        res,
        presentResults(
          await results.shown(loaded.audit.id, breakdownOf(req), user, { suppressed, items: true }),
          user,
        ),
      );
    },
  );

  routes.withToken(
    'results.read',
    { path: '/api/v1/audits/:auditId/scores', load },
    async ({ req, res, loaded, user }) => {
      const { by = 'group' } = req.query;
      if (typeof by !== 'string' || by === '') {
        throw new AppError(400, 'by is group, provider or the id of a field, and may be given once.');
      }
      const suppressed = agreementOf(user, loaded) !== null && req.query['figures'] !== 'all';
      send(res, presentScores(await scores.shown(loaded.audit.id, by, user, { suppressed }), user));
    },
  );

  routes.withToken(
    'selfAudits.read',
    { path: '/api/v1/audits/:auditId/self-audits', load },
    async ({ res, loaded }) => {
      send(res, presentSelfAudits(await resultsExports.selfAuditsOf(loaded.audit)));
    },
  );
}

/** What the files are to be divided by. */
function breakdownOf(req: Request): Breakdown {
  const { by = 'group', and } = req.query;
  const text = (value: unknown): value is string => typeof value === 'string' && value !== '';
  if (!text(by) || (and !== undefined && !text(and))) {
    throw new AppError(400, 'by is group, provider or the id of a field, and may be given once.');
  }
  if (by === 'group' || by === 'provider') {
    if (and !== undefined) throw new AppError(400, 'and goes with the id of a field only.');
    return { by };
  }
  return { by: 'fields', fields: and === undefined ? [by] : [by, and] };
}
