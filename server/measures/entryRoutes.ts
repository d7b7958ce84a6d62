import type { Request } from 'express';
import { parsePeriod, periodLabel } from '../../rules/index.ts';
import { countOf } from '../formats/english.ts';
import { SheetFormatError } from '../formats/sheetFile.ts';
import { InputError } from '../platform/errors.ts';
import type { FieldError } from '../platform/errors.ts';
import { formBody, textOf, withInputErrors } from '../web/form.ts';
import type { Routes } from '../web/route.ts';
import { uploadOf } from '../web/upload.ts';
import { urls } from '../web/urls.ts';
import { figuresQueryErrors, readCellsOf, readFiguresQuery } from './form.ts';
import { readNewNames } from './newNames.ts';
import { presentFigures, presentNewNames, presentTaking, travelsText } from './presenter.ts';
import type { MeasurePlace } from './repository.ts';
import type { MeasureService } from './service.ts';
import type { TakenSheet } from './taking.ts';
import { sentLines, sentNote, sentText } from '../web/sentSheet.ts';

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
    const { places } = await measures.overview();
    await show({ ...TAKE, view: presentTaking('', false, { place: usualPlace(places), period: '' }) });
  });

  routes.allowed(
    'measures.manage',
    { method: 'post', path: urls.measureImport(), takesFile: true },
    async ({ req, user, show, redirect }) => {
      const body = formBody(req);
      const replace = textOf(body, 'replace') === 'yes';
      const defaults = { place: textOf(body, 'place').trim(), period: textOf(body, 'period').trim() };
      const outcome = await withInputErrors(async () => {
        try {
          return await takeOrAsk(req, user.id, { replace, ...defaults });
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
      const { asked, taken, note } = outcome.result;
      if (asked) {
        await show({
          template: 'measures/new-names',
          title: 'What is new in this sheet',
          status: asked.errors.length > 0 ? 422 : 200,
          errors: asked.errors,
          view: { ...asked.view, ...defaults, replace, note },
        });
        return;
      }
      const only = taken.kind === 'figures' ? taken.only : null;
      redirect(
        only ? urls.measurePlace(only.placeId, { period: periodLabel(only.period) }) : urls.measures(),
        [takenText(taken), note ?? ''].join(' ').trim(),
      );
    },
  );

  /** Takes the sheet of a form; where it brings names that are not known, says what has to be asked before. */
  async function takeOrAsk(
    req: Request,
    userId: number,
    asked: { replace: boolean; place: string; period: string },
  ): Promise<Outcome> {
    const body = formBody(req);
    const options = { ...asked, points: textOf(body, 'points') === 'yes' };
    const note = await sentNote(req);
    const found = await measures.newNames(sentLines(req), asked);
    const text = found && (await sentText(req));
    // Where period or place is missing the sheet is refused for that; what is new is asked once it can be read.
    if (!found || text === null || !isReadable(asked)) {
      return { note, taken: await measures.takeOver(userId, sentLines(req), options) };
    }
    const known = await measures.overview();
    const isAnswered = textOf(body, 'answered') === 'yes';
    const answers = readNewNames(body, found, known);
    if (isAnswered && answers.values) {
      const named = answers.values;
      return { note, taken: await measures.takeOver(userId, sentLines(req), { ...options, named }) };
    }
    const errors = isAnswered ? (answers.errors ?? []) : [];
    return { note, asked: { errors, view: presentNewNames(found, known, body, text) } };
  }
}

type Outcome = { note: string | null } & (
  | { taken: TakenSheet; asked?: undefined }
  | { taken?: undefined; asked: { errors: FieldError[]; view: ReturnType<typeof presentNewNames> } }
);

const isReadable = ({ period }: { period: string }): boolean => period === '' || parsePeriod(period) !== null;

/** The one partnership that there are figures of; empty where there are several or none. */
function usualPlace(places: readonly MeasurePlace[]): string {
  const [one, ...others] = places.filter(({ kind }) => kind === 'partnership');
  return one && others.length === 0 ? one.name : '';
}

function takenText(taken: TakenSheet): string {
  if (taken.kind === 'measures') {
    return `${countOf(taken.added, 'measure')} added, ${taken.changed} changed.`;
  }
  return [
    `${countOf(taken.added, 'figure')} taken over`,
    ...(taken.replaced > 0 ? [`${taken.replaced} replaced`] : []),
    ...(taken.workedOut > 0
      ? [`${countOf(taken.workedOut, 'figure')} of the period before worked out from the travel`]
      : []),
    ...(taken.unchanged > 0 ? [`${taken.unchanged} stood there already`] : []),
    ...(taken.places > 0 ? [`${countOf(taken.places, 'place')} added`] : []),
  ]
    .join(', ')
    .concat(taken.travelsLeftOut.length > 0 ? `. Not read: ${travelsText(taken.travelsLeftOut)}.` : '.');
}
