import type { Request } from 'express';
import { drawForPage } from '../formats/chart/index.ts';
import { countOf } from '../formats/english.ts';
import { writtenTable } from '../results/exports/written.ts';
import { formBody, parseForm, textOf, withInputErrors } from '../web/form.ts';
import { idParameter } from '../web/route.ts';
import type { Routes } from '../web/route.ts';
import { sendPdf } from '../web/sendPdf.ts';
import { urls } from '../web/urls.ts';
import type { User } from '../access/person.ts';
import { auditEvents } from './events.ts';
import type { MeasureEventsOf } from './events.ts';
import { exportedFigures, exportedSeries, exportedTable, measurePdf, placePdf } from './documents.ts';
import { placeForm, readMeasureForm } from './form.ts';
import { presentMeasure, presentPlace } from './measurePresenter.ts';
import { presentMeasureForm, presentMeasures, presentPlaceForm } from './presenter.ts';
import type { LinkedFigure, MeasureLinkService } from './linkService.ts';
import type { RemovedExample } from './examples.ts';
import type { KeptMeasure } from './repository.ts';
import type { MeasureService } from './service.ts';

const TITLE = 'Measures and targets';

const askedIn = ({ query }: Request) => ({
  period: typeof query['period'] === 'string' ? query['period'] : '',
  place: typeof query['place'] === 'string' ? query['place'] : '',
});
const pageIn = ({ query }: Request): number =>
  typeof query['page'] === 'string' && /^[1-9]\d{0,4}$/.test(query['page']) ? Number(query['page']) : 1;

const removedText = ({ figures, measures, places, kept }: RemovedExample): string =>
  [
    `The example is removed: ${countOf(measures, 'measure')}, ${countOf(places, 'place')}, ${countOf(figures, 'figure')}.`,
    ...(kept > 0 ? [`Other figures are kept, and with them ${countOf(kept, 'measure')}.`] : []),
  ].join(' ');

/** Measures and places: lists, pages, documents, and what of them is changed. */
export function measureRoutes(
  routes: Routes,
  parts: {
    measures: MeasureService;
    measureLinks: MeasureLinkService;
    measureEvents: MeasureEventsOf;
    now: () => Date;
  },
): void {
  const { measures, measureLinks, measureEvents, now } = parts;
  const loadMeasure = async (req: Request) => ({
    measure: await measures.get(String(req.params['measureId'])),
  });
  const loadPlace = async (req: Request) => ({ place: await measures.place(idParameter(req, 'placeId')) });

  const listPage = async (user: Parameters<typeof presentMeasures>[1], values: object = {}, asked = '') => {
    const found = await measures.overview();
    const loaded = await measures.loadedExamples(found.measures);
    return {
      template: 'measures/list',
      title: TITLE,
      view: { ...presentMeasures({ ...found, loaded }, user, asked), values },
    };
  };

  routes.allowed('measures.read', { method: 'get', path: urls.measures() }, async ({ req, user, show }) =>
    show(await listPage(user, {}, typeof req.query['q'] === 'string' ? req.query['q'] : '')),
  );

  routes.allowed('measures.manage', { method: 'get', path: urls.newMeasure() }, async ({ show }) => {
    const { measures: all } = await measures.overview();
    const view = presentMeasureForm(null, all, {});
    await show({ template: 'measures/form', title: 'Add a measure', view });
  });

  routes.allowed(
    'measures.manage',
    { method: 'post', path: urls.measures() },
    async ({ req, user, show, redirect }) => {
      const body = formBody(req);
      const form = readMeasureForm(body, null);
      const outcome = form.values
        ? await withInputErrors(() => measures.add(user.id, form.values))
        : { errors: form.errors };
      if (outcome.errors) {
        const { measures: all } = await measures.overview();
        const view = presentMeasureForm(null, all, body);
        await show({
          template: 'measures/form',
          title: 'Add a measure',
          status: 422,
          errors: outcome.errors,
          view,
        });
        return;
      }
      redirect(urls.measures(), 'The measure is added.');
    },
  );

  routes.allowed(
    'measures.manage',
    { method: 'post', path: urls.measurePlaces() },
    async ({ req, user, show, redirect }) => {
      const body = formBody(req);
      const form = parseForm(placeForm, body);
      const outcome = form.values
        ? await withInputErrors(() => measures.savePlace(user.id, null, form.values))
        : { errors: form.errors };
      if (outcome.errors) {
        await show({ ...(await listPage(user, body)), status: 422, errors: outcome.errors });
        return;
      }
      redirect(urls.measures(), 'The place is added. Enter its figures next.');
    },
  );

  routes.allowed(
    'measures.manage',
    { method: 'post', path: urls.measureExamples() },
    async ({ req, user, show, redirect }) => {
      const outcome = await withInputErrors(() =>
        measures.loadExample(user.id, textOf(formBody(req), 'example')),
      );
      if (outcome.errors) {
        await show({ ...(await listPage(user)), status: 422, errors: outcome.errors });
        return;
      }
      redirect(urls.measures(), 'The example is loaded. It can be removed below, under Examples.');
    },
  );

  routes.allowed(
    'measures.manage',
    { method: 'post', path: urls.measureExampleRemove() },
    async ({ req, user, redirect }) => {
      const gone = await measures.removeExample(user.id, textOf(formBody(req), 'example'));
      redirect(urls.measures(), removedText(gone));
    },
  );

  const placeView = async (req: Request, place: { id: number }, user: Parameters<typeof presentPlace>[2]) =>
    presentPlace(await measures.atPlace(place.id, askedIn(req).period), await measures.place(place.id), user);

  routes.allowed(
    'measures.read',
    { method: 'get', path: '/measures/places/:placeId', load: loadPlace },
    async ({ req, loaded, user, show }) => {
      const view = await placeView(req, loaded.place, user);
      await show({
        template: 'measures/place',
        title: loaded.place.name,
        wide: true,
        view: { ...view, form: presentPlaceForm(loaded.place) },
      });
    },
  );

  routes.allowed(
    'measures.manage',
    { method: 'post', path: '/measures/places/:placeId', load: loadPlace },
    async ({ req, loaded, user, show, redirect }) => {
      const body = formBody(req);
      const form = parseForm(placeForm, body);
      const outcome = form.values
        ? await withInputErrors(() => measures.savePlace(user.id, loaded.place.id, form.values))
        : { errors: form.errors };
      if (outcome.errors) {
        const view = await placeView(req, loaded.place, user);
        await show({
          template: 'measures/place',
          title: loaded.place.name,
          wide: true,
          status: 422,
          errors: outcome.errors,
          view: { ...view, form: presentPlaceForm(body) },
        });
        return;
      }
      redirect(urls.measurePlace(loaded.place.id), 'The place is saved, with all its figures.');
    },
  );

  for (const format of ['csv', 'xlsx', 'pdf'] as const) {
    routes.allowed(
      'measures.read',
      { method: 'get', path: `/measures/places/:placeId/sheet.${format}`, load: loadPlace },
      async ({ req, res, loaded, user }) => {
        const view = await placeView(req, loaded.place, user);
        const name = `measures-${loaded.place.id}.${format}`;
        if (format === 'pdf') {
          await sendPdf(res, placePdf(view, now()), name);
          return;
        }
        const empty = { caption: '', first: 'Measure', heads: [], rows: [] };
        const table = exportedTable('Measures', view.table ?? empty, [
          { term: 'Place', text: view.place.name },
          { term: 'Period', text: view.period },
          ...view.contradictions.map(({ where, text }) => ({ term: where, text })),
        ]);
        res
          .set('Cache-Control', 'no-store')
          .attachment(name)
          .send(await writtenTable(format, table));
      },
    );
  }

  const measureView = async (
    req: Request,
    measure: KeptMeasure,
    user: User,
    linked: LinkedFigure[],
    page?: number,
  ) => {
    const asked = askedIn(req);
    const found = await measures.atMeasure(measure, asked);
    const linkable = await measureLinks.linkable(user);
    const events = [...auditEvents(linked, urls.audit), ...(await measureEvents(user, measure))];
    return {
      view: presentMeasure(found, measure, { ...asked, ...(page && { page }) }, user, {
        linked,
        linkable,
        events,
        partnerships: await measureLinks.partnerships(),
      }),
    };
  };

  routes.allowed(
    'measures.read',
    { method: 'get', path: '/measures/:measureId', load: loadMeasure },
    async ({ req, loaded, user, show }) => {
      const linked = await measureLinks.ofMeasure(loaded.measure, user);
      const { view } = await measureView(req, loaded.measure, user, linked, pageIn(req));
      const { series } = view;
      await show({
        template: 'measures/measure',
        title: loaded.measure.label,
        wide: true,
        view: {
          ...view,
          series: series && { ...series, scenes: drawForPage({ kind: 'overTime', ...series.chart }) },
        },
      });
    },
  );

  for (const format of ['csv', 'xlsx', 'pdf'] as const) {
    routes.allowed(
      'measures.read',
      { method: 'get', path: `/measures/:measureId/figures.${format}`, load: loadMeasure },
      async ({ req, res, loaded, user }) => {
        const name = `${loaded.measure.id}.${format}`;
        const sendTable = (content: Buffer | string) =>
          res.set('Cache-Control', 'no-store').attachment(name).send(content);
        const allFigures = async () => {
          const { observations, places } = await measures.figures({ ids: [loaded.measure.id] });
          return exportedFigures(observations, places);
        };
        if (format === 'csv') {
          sendTable(await writtenTable(format, await allFigures()));
          return;
        }
        // What is taken along has no small numbers, whoever takes it.
        const linked =
          format === 'pdf' ? await measureLinks.ofMeasure(loaded.measure, user, { suppressed: true }) : [];
        const { view } = await measureView(req, loaded.measure, user, linked);
        if (format === 'pdf') {
          const pdf = measurePdf(view, now());
          await measureLinks.taken(user.id, linked);
          await sendPdf(res, pdf, name);
          return;
        }
        const notes = [
          ...view.contradictions.map(({ where, text }) => ({ term: where, text })),
          ...(view.heldText === '' ? [] : [{ term: 'What does not agree', text: view.heldText }]),
          ...[view.series?.summary ?? '', view.series?.shownText ?? '', view.series?.method ?? '']
            .filter((text) => text !== '')
            .map((text) => ({ term: `${view.series?.place ?? ''} over time`, text })),
        ];
        const figures = await allFigures();
        sendTable(
          await (view.table
            ? writtenTable(format, exportedTable('Places', view.table, notes), [
                ...exportedSeries(view),
                figures,
              ])
            : writtenTable(format, figures)),
        );
      },
    );
  }

  routes.allowed(
    'measures.manage',
    { method: 'get', path: '/measures/:measureId/edit', load: loadMeasure },
    async ({ loaded, show }) => {
      const { measures: all } = await measures.overview();
      const view = presentMeasureForm(loaded.measure, all, loaded.measure);
      await show({ template: 'measures/form', title: loaded.measure.label, view });
    },
  );

  routes.allowed(
    'measures.manage',
    { method: 'post', path: '/measures/:measureId/edit', load: loadMeasure },
    async ({ req, loaded, user, show, redirect }) => {
      const body = formBody(req);
      const form = readMeasureForm(body, loaded.measure);
      const outcome = form.values
        ? await withInputErrors(() => measures.change(user.id, loaded.measure.id, form.values))
        : { errors: form.errors };
      if (outcome.errors) {
        const { measures: all } = await measures.overview();
        await show({
          template: 'measures/form',
          title: loaded.measure.label,
          status: 422,
          errors: outcome.errors,
          view: presentMeasureForm(loaded.measure, all, body),
        });
        return;
      }
      redirect(urls.measure(loaded.measure.id), 'The measure is saved.');
    },
  );

  routes.allowed(
    'measures.manage',
    { method: 'post', path: '/measures/:measureId/remove', load: loadMeasure },
    async ({ loaded, user, redirect }) => {
      await measures.remove(user.id, loaded.measure.id);
      redirect(urls.measures(), `${loaded.measure.label} is removed, with its figures.`);
    },
  );
}
