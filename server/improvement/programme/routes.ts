import type { Request } from 'express';
import type { User } from '../../access/person.ts';
import { AppError } from '../../platform/errors.ts';
import type { FieldError } from '../../platform/errors.ts';
import { formBody, parseForm, withInputErrors } from '../../web/form.ts';
import type { FormBody } from '../../web/form.ts';
import { idParameter } from '../../web/route.ts';
import type { Routes } from '../../web/route.ts';
import { urls } from '../../web/urls.ts';
import type { CalendarService } from './calendar.ts';
import { beginForm, lineForm, newLineForm } from './form.ts';
import { presentCalendar, presentLineForm, presentProgramme } from './presenter.ts';
import type { PlannedLine, ProgrammeService } from './service.ts';

/** The audit programme: its page, its lines, what is begun from it, and the calendar of it. */
export function programmeRoutes(
  routes: Routes,
  parts: { programme: ProgrammeService; calendars: CalendarService; publicUrl: string },
): void {
  const { programme } = parts;
  const load = async (req: Request) => {
    const planned = await programme.get(idParameter(req, 'lineId'));
    return { planned };
  };

  routes.allowed('programme.read', { method: 'get', path: urls.programme() }, async ({ user, show }) => {
    await show({
      template: 'improvement/programme/list',
      title: 'Audit programme',
      wide: true,
      view: presentProgramme(await programme.list(user), programme.today(), user),
    });
  });

  const linePage = async (
    user: User,
    own: PlannedLine | null,
    values: FormBody | null = null,
    errors: FieldError[] = [],
  ) => ({
    template: 'improvement/programme/line',
    title: own ? own.line.title : 'Add an audit to the programme',
    status: errors.length > 0 ? 422 : 200,
    errors,
    view: presentLineForm({ own, choices: await programme.choices(user), values, user }),
  });

  routes.allowed(
    'programme.manage',
    { method: 'get', path: urls.newProgrammeLine() },
    async ({ user, show }) => show(await linePage(user, null)),
  );

  routes.allowed(
    'programme.manage',
    { method: 'post', path: urls.programme() },
    async ({ req, user, show, redirect }) => {
      const body = formBody(req);
      const form = parseForm(newLineForm, body);
      const outcome = form.values
        ? await withInputErrors(() => programme.add(user, form.values))
        : { errors: form.errors };
      if (outcome.errors) {
        await show(await linePage(user, null, body, outcome.errors));
        return;
      }
      redirect(urls.programme(), 'The audit is in the programme.');
    },
  );

  calendarRoutes(routes, parts);

  routes.allowed(
    'programme.manage',
    { method: 'get', path: '/programme/:lineId', load },
    async ({ loaded, user, show }) => show(await linePage(user, loaded.planned)),
  );

  routes.allowed(
    'programme.manage',
    { method: 'post', path: '/programme/:lineId', load },
    async ({ req, loaded, user, show, redirect }) => {
      const { planned } = loaded;
      const body = formBody(req);
      const form = parseForm(lineForm, body);
      const outcome = form.values
        ? await withInputErrors(() =>
            programme.change(user, planned.line.id, form.values.version, form.values),
          )
        : { errors: form.errors };
      if (outcome.errors) {
        await show(await linePage(user, planned, body, outcome.errors));
        return;
      }
      redirect(urls.programme(), 'The line of the programme is saved.');
    },
  );

  routes.allowed(
    'programme.manage',
    { method: 'post', path: '/programme/:lineId/remove', load },
    async ({ loaded, user, redirect }) => {
      await programme.remove(user, loaded.planned.line.id);
      redirect(
        urls.programme(),
        `“${loaded.planned.line.title}” is removed from the programme. Audits that were begun from it stay.`,
      );
    },
  );

  routes.allowed(
    'programme.begin',
    {
      method: 'post',
      path: '/programme/:lineId/begin',
      load: async (req) => {
        const loaded = await load(req);
        return { ...loaded, subject: loaded.planned.subject };
      },
    },
    async ({ req, loaded, user, redirect }) => {
      const form = parseForm(beginForm, formBody(req));
      if (!form.values) throw new AppError(400, 'The request could not be read. Go back and try again.');
      const auditId = await programme.begin(user, loaded.planned.line.id, form.values.due);
      redirect(
        urls.audit(auditId),
        'The audit is made, as a draft. Check its groups and panel, then open it.',
      );
    },
  );
}

/** One's own calendar of the programme, and what is fetched at its address. */
function calendarRoutes(routes: Routes, parts: { calendars: CalendarService; publicUrl: string }): void {
  const { calendars, publicUrl } = parts;
  const page = async (user: User, address: string | null) => ({
    template: 'improvement/programme/calendar',
    title: 'The programme in your calendar',
    view: presentCalendar(await calendars.madeAt(user), address),
  });

  routes.allowed(
    'programme.read',
    { method: 'get', path: urls.programmeCalendar() },
    async ({ user, show }) => show(await page(user, null)),
  );

  routes.allowed(
    'programme.read',
    { method: 'post', path: urls.programmeCalendar(), asksAgain: true },
    async ({ user, show }) => {
      const token = await calendars.make(user);
      await show(await page(user, publicUrl + urls.calendarFeed(token)));
    },
  );

  routes.allowed(
    'programme.read',
    { method: 'post', path: urls.programmeCalendarEnd() },
    async ({ user, redirect }) => {
      await calendars.end(user);
      redirect(urls.programmeCalendar(), 'The address is ended: calendars that have it get nothing more.');
    },
  );

  // A calendar has no account: whoever has the address has what its person may read.
  routes.withoutAccount({ method: 'get', path: '/calendar/:token.ics' }, async ({ req, res, show }) => {
    const content = await calendars.at(String(req.params['token']));
    if (content === null) {
      const message = 'There is no calendar at this address, or not any more.';
      await show({ template: 'open-error', title: 'There is no page here', status: 404, view: { message } });
      return;
    }
    res.type('text/calendar; charset=utf-8').send(content);
  });
}
