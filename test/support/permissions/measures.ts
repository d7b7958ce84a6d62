import type { PermissionRow } from './row.ts';

/** Who gets what of the area measures, in the order in which it is tried. */
// prettier-ignore
export const MEASURES_ROWS: PermissionRow[] = [
  //                                                                              adam lena amir beth paula dora carl stan anonymous
  // `measure` is one with a figure, of a place.
  ['get',  '/measures', 'anywhere', 'nothing', '200 200 403 403 403 403 200 200 in'],
  ['post', '/measures', 'anywhere', 'nothing', '422 422 403 403 403 403 422 422 in'],
  ['get',  '/measures/new', 'anywhere', 'nothing', '200 200 403 403 403 403 200 200 in'],
  ['get',  '/measures/figures', 'anywhere', 'nothing', '200 200 403 403 403 403 200 200 in'],
  ['post', '/measures/figures', 'anywhere', 'nothing', '422 422 403 403 403 403 422 422 in'],
  ['get',  '/measures/import', 'anywhere', 'nothing', '200 200 403 403 403 403 200 200 in'],
  ['post', '/measures/import', 'anywhere', 'nothing', '422 422 403 403 403 403 422 422 in'],
  // There is no such example.
  ['post', '/measures/examples', 'anywhere', 'nothing', '404 404 403 403 403 403 404 404 in'],
  ['post', '/measures/examples/remove', 'anywhere', 'nothing', '404 404 403 403 403 403 404 404 in'],
  ['post', '/measures/places', 'anywhere', 'nothing', '422 422 403 403 403 403 422 422 in'],
  ['get',  '/measures/places/:placeId', 'measure', 'nothing', '200 200 403 403 403 403 200 200 in'],
  ['post', '/measures/places/:placeId', 'measure', 'nothing', '422 422 403 403 403 403 422 422 in'],
  ['get',  '/measures/places/:placeId/sheet.csv', 'measure', 'nothing', '200 200 403 403 403 403 200 200 in'],
  ['get',  '/measures/places/:placeId/sheet.xlsx', 'measure', 'nothing', '200 200 403 403 403 403 200 200 in'],
  ['get',  '/measures/places/:placeId/sheet.pdf', 'measure', 'nothing', '200 200 403 403 403 403 200 200 in'],
  ['get',  '/measures/:measureId', 'measure', 'nothing', '200 200 403 403 403 403 200 200 in'],
  ['get',  '/measures/:measureId/figures.csv', 'measure', 'nothing', '200 200 403 403 403 403 200 200 in'],
  ['get',  '/measures/:measureId/figures.xlsx', 'measure', 'nothing', '200 200 403 403 403 403 200 200 in'],
  ['get',  '/measures/:measureId/figures.pdf', 'measure', 'nothing', '200 200 403 403 403 403 200 200 in'],
  ['get',  '/measures/:measureId/edit', 'measure', 'nothing', '200 200 403 403 403 403 200 200 in'],
  ['post', '/measures/:measureId/edit', 'measure', 'nothing', '422 422 403 403 403 403 422 422 in'],
  ['post', '/measures/:measureId/remove', 'measure', 'nothing', '303 303 403 403 403 403 303 303 in'],
  ['get',  '/audits/:auditId/measures', 'draft', 'nothing', '404 200 403 403 404 404 403 404 in'],
  ['get',  '/audits/:auditId/measures', 'open', 'nothing', '404 200 403 403 404 404 403 404 in'],
  ['get',  '/audits/:auditId/measures', 'closed', 'nothing', '404 200 403 403 404 404 403 404 in'],
  ['post', '/audits/:auditId/measures', 'draft', 'nothing', '404 422 403 403 404 404 403 404 in'],
  ['post', '/audits/:auditId/measures', 'open', 'nothing', '404 422 403 403 404 404 403 404 in'],
  ['post', '/audits/:auditId/measures', 'closed', 'nothing', '404 422 403 403 404 404 403 404 in'],
  // There is no such link.
  ['post', '/audits/:auditId/measures/:linkId/remove', 'draft', 'nothing', '404 404 403 403 404 404 403 404 in'],
  ['post', '/audits/:auditId/measures/:linkId/remove', 'open', 'nothing', '404 404 403 403 404 404 403 404 in'],
  ['post', '/audits/:auditId/measures/:linkId/remove', 'closed', 'nothing', '404 404 403 403 404 404 403 404 in'],
];
