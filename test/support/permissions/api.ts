import type { PermissionRow } from './row.ts';

/** Who gets what of the area api, in the order in which it is tried. */
// prettier-ignore
export const API_ROWS: PermissionRow[] = [
  //                                                                              adam lena amir beth paula dora carl stan anonymous
  // By token, which lena, amir, beth, carl and stan have; the others come with their session, which opens nothing here.
  ['get', '/api/v1/openapi.json', 'anywhere', 'nothing', '200 200 200 200 200 200 200 200 200'],
  ['get', '/api/v1/audits', 'anywhere', 'nothing', '401 200 200 200 401 401 200 200 401'],
  ['get', '/api/v1/audits/:auditId', 'draft', 'nothing', '401 200 200 200 401 401 200 404 401'],
  ['get', '/api/v1/audits/:auditId', 'open', 'nothing', '401 200 200 200 401 401 200 404 401'],
  ['get', '/api/v1/audits/:auditId', 'closed', 'nothing', '401 200 200 200 401 401 200 404 401'],
  ['get', '/api/v1/audits/:auditId', 'baseline', 'nothing', '401 200 200 200 401 401 200 404 401'],
  ['get', '/api/v1/audits/:auditId/scores', 'draft', 'nothing', '401 404 404 404 401 401 403 404 401'],
  ['get', '/api/v1/audits/:auditId/scores', 'scored', 'nothing', '401 200 200 200 401 401 403 404 401'],
  ['get', '/api/v1/audits/:auditId/scores', 'scoresOfPersons', 'nothing', '401 200 200 200 401 401 200 404 401'],
  ['get', '/api/v1/audits/:auditId/results', 'draft', 'nothing', '401 200 200 200 401 401 403 404 401'],
  ['get', '/api/v1/audits/:auditId/results', 'open', 'nothing', '401 200 200 200 401 401 403 404 401'],
  ['get', '/api/v1/audits/:auditId/results', 'closed', 'nothing', '401 200 200 200 401 401 200 404 401'],
  ['get', '/api/v1/audits/:auditId/results', 'baseline', 'nothing', '401 200 200 200 401 401 200 404 401'],
  // The Bridge is asked in all; handed in, and closed, with a PDF as evidence. Of an audit of case files there is none of this.
  ['get',  '/api/v1/audits/:auditId/self-audits', 'selfHandedIn', 'nothing', '401 200 403 403 401 401 200 404 401'],
  ['get',  '/api/v1/audits/:auditId/self-audits', 'open', 'nothing', '401 404 403 403 401 401 404 404 401'],
  ['get',  '/api/v1/measures', 'anywhere', 'nothing', '401 200 403 403 401 401 200 200 401'],
  ['get',  '/api/v1/measures/:measureId', 'measure', 'nothing', '401 200 403 403 401 401 200 200 401'],
  ['get',  '/api/v1/measures/:measureId/view', 'measure', 'nothing', '401 200 403 403 401 401 200 200 401'],
  ['get',  '/api/v1/measure-places/:placeId', 'measure', 'nothing', '401 200 403 403 401 401 200 200 401'],
];
