import { countOf } from '../formats/english.ts';

import { SheetFormatError } from '../formats/sheetFile.ts';
import { InputError } from '../platform/errors.ts';
import { formBody, textOf, withInputErrors } from '../web/form.ts';
import type { Routes } from '../web/route.ts';
import { uploadOf } from '../web/upload.ts';
import { urls } from '../web/urls.ts';
import { figuresQueryErrors, readCellsOf, readFiguresQuery } from './form.ts';
import { presentFigures, presentTaking } from './presenter.ts';
import type { MeasureService, TakenSheet } from './service.ts';
import { sentLines } from '../web/sentSheet.ts';

/** Figures come in: in a table, pasted, or as a sheet. */
export function entryRoutes(routes: Routes, parts: { measures: MeasureService }): void {
  const { measures } = parts;
  const ENTER = { template: 'measures/figures', title: 'Enter figures', wide: true };
  const TAKE = { template: 'measures/import', title: 'Take figures over from a sheet' };

  routes.allowed('measures.manage', { method: 'get', path: urls.measureFigures() }, async ({ req, show }) => {
    const query = readFiguresQuery(req.query);
    const found = await measures.figures({ placeId: query.placeId ?? 0 });
    // Nothing is wrong with an address in which nothing is chosen yet.
    const errors = 'place' in req.query ? figuresQueryErrors(query) : [];
    await show({
      ...ENTER,
      status: errors.length > 0 ? 422 : 200,
      errors,
      view: presentFigures(found, query, null),
    });
  });

  routes.allowed(
    'measures.manage',
    { method: 'post', path: urls.measureFigures() },
    async ({ req, user, show, redirect }) => {
      const body = formBody(req);
      const query = readFiguresQuery({ ...body });
      const { placeId, period } = query;
      const found = await measures.figures({ placeId: placeId ?? 0 });
      const missing = figuresQueryErrors(query);
      const source = textOf(body, 'source').trim().slice(0, 300);
      const outcome =
        placeId === null || !period
          ? { errors: missing }
          : await withInputErrors(() =>
              measures.enter(
                user.id,
                { placeId, period, source },
                readCellsOf(body, found.measures, query.kinds),
              ),
            );
      if (outcome.errors) {
        const view = presentFigures(found, query, body);
        await show({ ...ENTER, status: 422, errors: outcome.errors, view });
        return;
      }
      redirect(
        urls.measurePlace(placeId ?? 0, { period: query.periodText }),
        outcome.result === 0 ? 'Nothing was changed.' : `${countOf(outcome.result, 'figure')} saved.`,
      );
    },
  );

  routes.allowed('measures.manage', { method: 'get', path: urls.measureImport() }, async ({ show }) => {
    await show({ ...TAKE, view: presentTaking('', false) });
  });

  routes.allowed(
    'measures.manage',
    { method: 'post', path: urls.measureImport() },
    async ({ req, user, show, redirect }) => {
      const body = formBody(req);
      const replace = textOf(body, 'replace') === 'yes';
      const defaults = { place: textOf(body, 'place').trim(), period: textOf(body, 'period').trim() };
      const outcome = await withInputErrors(async () => {
        try {
          return await measures.takeOver(user.id, sentLines(req), { replace, ...defaults });
        } catch (error) {
          if (error instanceof SheetFormatError) {
            throw new InputError([{ field: uploadOf(req) ? 'file' : 'table', text: error.message }]);
          }
          throw error;
        }
      });
      if (outcome.errors) {
        const view = presentTaking(textOf(body, 'table'), replace, defaults);
        await show({ ...TAKE, status: 422, errors: outcome.errors, view });
        return;
      }
      redirect(urls.measures(), takenText(outcome.result));
    },
  );
}

function takenText(taken: TakenSheet): string {
  if (taken.kind === 'measures') {
    return `${countOf(taken.added, 'measure')} added, ${taken.changed} changed.`;
  }
  return [
    `${countOf(taken.added, 'figure')} taken over`,
    ...(taken.replaced > 0 ? [`${taken.replaced} replaced`] : []),
    ...(taken.unchanged > 0 ? [`${taken.unchanged} stood there already`] : []),
    ...(taken.places > 0 ? [`${countOf(taken.places, 'place')} added`] : []),
  ]
    .join(', ')
    .concat('.');
}
