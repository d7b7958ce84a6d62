import type { Request } from 'express';
import { dayInBritain } from '../../formats/english.ts';
import { InputError } from '../../platform/errors.ts';
import type { FieldError } from '../../platform/errors.ts';
import type { User } from '../../people/accounts/repository.ts';
import { formBody, parseForm, textOf, withInputErrors } from '../../web/form.ts';
import type { FormBody } from '../../web/form.ts';
import { idParameter } from '../../web/route.ts';
import type { Routes } from '../../web/route.ts';
import { sendPdf } from '../../web/sendPdf.ts';
import { urls } from '../../web/urls.ts';
import { agendaForm, meetingForm, readMinutes } from './form.ts';
import { meetingPdf } from './pdf.ts';
import { presentMeeting, presentMeetingForm, presentMeetings, presentMinutes } from './presenter.ts';
import type { Meeting } from './repository.ts';
import type { MeetingService, ShownMeeting } from './service.ts';
import { withTextWarning } from '../plans/textWarning.ts';
import type { TextWarningView } from '../plans/textWarning.ts';
import type { PlanTexts } from '../delivery/planTexts.ts';

const PATH = '/review-meetings/:meetingId';
const NEW = 'Call a contract review meeting';

/** Contract review meetings: the list, a meeting with its agenda, and its minutes. */
export function meetingRoutes(
  routes: Routes,
  parts: { meetings: MeetingService; planTexts: PlanTexts; now: () => Date },
): void {
  const { meetings, planTexts, now } = parts;
  const load = async (req: Request) => {
    const meeting = await meetings.get(idParameter(req, 'meetingId'));
    return { meeting, subject: { meeting, organisation: meeting.organisationId } };
  };
  const form = async (
    meeting: Meeting | null,
    user: User,
    body: FormBody | null,
    errors: FieldError[] = [],
    warning: TextWarningView['warning'] | null = null,
  ) => ({
    template: 'improvement/meetings/form',
    title: meeting ? 'Date and people' : NEW,
    ...(errors.length > 0 && { status: 422, errors }),
    view: {
      ...presentMeetingForm(meeting, await meetings.choices(meeting ? [meeting.providerId] : []), user, body),
      warning,
    },
  });

  routes.allowed('meetings.read', { method: 'get', path: urls.meetings() }, async ({ user, show }) => {
    const view = presentMeetings(await meetings.list(user), user);
    await show({ template: 'improvement/meetings/list', title: 'Contract review meetings', view });
  });

  routes.allowed('meetings.manage', { method: 'get', path: urls.newMeeting() }, async ({ user, show }) =>
    show(await form(null, user, null)),
  );

  routes.allowed(
    'meeting.write',
    { method: 'get', path: `${PATH}/edit`, load },
    async ({ loaded, user, show }) => show(await form(loaded.meeting, user, null)),
  );

  const savedForm = async (user: User, meeting: Meeting | null, body: FormBody) => {
    const parsed = parseForm(meetingForm, body);
    if (!parsed.values) return parsed;
    const { values } = parsed;
    const { providers, readers } = await meetings.choices(meeting ? [meeting.providerId] : []);
    const known = values.readers.filter((id) => readers.some((one) => one.id === id));
    const save = async () => {
      const providerId = meeting?.providerId ?? values.providerId;
      if (!providers.some(({ id }) => id === providerId)) {
        throw new InputError([{ field: 'providerId', text: 'Choose the provider from the list.' }]);
      }
      // Whoever calls a meeting can read it.
      const all = [...new Set([...known, ...(meeting ? [] : [user.id])])];
      if (all.length === 0) throw new InputError([{ field: 'readers', text: 'Tick at least one person.' }]);
      const of = {
        userId: user.id,
        subject: (saved: number) => `meeting ${saved}`,
        texts: [values.place, ...values.people.split('\n')],
        already: meeting ? [meeting.place, ...meeting.people.split('\n')] : [],
        body,
        known: [],
      };
      return planTexts.saving(of, () =>
        meetings.save(user, meeting?.id ?? null, { ...values, providerId, readers: all }),
      );
    };
    const { value: outcome, warned } = await withTextWarning('people', () => withInputErrors(save));
    return warned ?? outcome;
  };

  routes.allowed(
    'meetings.manage',
    { method: 'post', path: urls.meetings() },
    async ({ req, user, show, redirect }) => {
      const body = formBody(req);
      const outcome = await savedForm(user, null, body);
      if (outcome.errors) return show(await form(null, user, body, outcome.errors, warningOf(outcome)));
      redirect(urls.meeting(outcome.result), 'The meeting is called. Look at the agenda that is proposed.');
    },
  );

  routes.allowed(
    'meeting.write',
    { method: 'post', path: `${PATH}/edit`, load },
    async ({ req, loaded: { meeting }, user, show, redirect }) => {
      const body = formBody(req);
      const outcome = await savedForm(user, meeting, body);
      if (outcome.errors) return show(await form(meeting, user, body, outcome.errors, warningOf(outcome)));
      redirect(urls.meeting(meeting.id), 'The meeting is changed.');
    },
  );

  meetingPages(routes, { meetings, planTexts, now, load });
}

const warningOf = (outcome: object): TextWarningView['warning'] | null =>
  'warning' in outcome ? (outcome as TextWarningView).warning : null;

/** The page of a meeting, its minutes and its PDF. */
function meetingPages(
  routes: Routes,
  parts: {
    meetings: MeetingService;
    planTexts: PlanTexts;
    now: () => Date;
    load: (req: Request) => Promise<{ meeting: Meeting; subject: { meeting: Meeting } }>;
  },
): void {
  const { meetings, planTexts, now, load } = parts;
  const page = async (
    id: number,
    user: User,
    errors: FieldError[] = [],
    typed: { own?: string; warning?: TextWarningView['warning'] } = {},
  ) => {
    const shown = await meetings.shown(id);
    const { meeting } = shown;
    const proposed = meeting.readers.includes(user.id) ? await meetings.proposed(user, shown) : null;
    const view = presentMeeting(shown, proposed, user, dayInBritain(now()));
    return {
      template: 'improvement/meetings/meeting',
      title: view.title,
      ...(errors.length > 0 && { status: 422, errors }),
      view: { ...view, ...typed },
    };
  };
  const textsOf = (
    { meeting, provider, plan, agenda }: ShownMeeting,
    user: User,
    body: FormBody,
    texts: readonly string[],
  ) => ({
    userId: user.id,
    subject: `meeting ${meeting.id}`,
    texts,
    already: agenda.map(({ decision }) => decision),
    body,
    known: [provider.name, ...(plan ? [plan.title, plan.partnership] : []), ...meeting.people.split('\n')],
  });
  const minutes = async (
    id: number,
    body: FormBody | null,
    errors: FieldError[] = [],
    warning: TextWarningView['warning'] | null = null,
  ) => ({
    template: 'improvement/meetings/minutes',
    title: 'Write the minutes',
    ...(errors.length > 0 && { status: 422, errors }),
    view: { ...presentMinutes(await meetings.shown(id), body), warning },
  });

  routes.allowed('meeting.read', { method: 'get', path: PATH, load }, async ({ loaded, user, show }) =>
    show(await page(loaded.meeting.id, user)),
  );

  routes.allowed(
    'meeting.write',
    { method: 'post', path: `${PATH}/agenda`, load },
    async ({ req, loaded: { meeting }, user, show, redirect }) => {
      const body = formBody(req);
      const own = textOf(body, 'own');
      const parsed = parseForm(agendaForm, body);
      if (parsed.errors) return show(await page(meeting.id, user, parsed.errors, { own }));
      const { values } = parsed;
      const texts = textsOf(await meetings.shown(meeting.id), user, body, values.own);
      const { value: outcome, warned } = await withTextWarning('own', () =>
        withInputErrors(() => planTexts.saving(texts, () => meetings.setAgenda(user, meeting.id, values))),
      );
      if (warned) {
        return show(await page(meeting.id, user, warned.errors, { own, warning: warned.warning }));
      }
      if (outcome.errors) return show(await page(meeting.id, user, outcome.errors, { own }));
      redirect(urls.meeting(meeting.id), 'The agenda is saved.');
    },
  );

  routes.allowed(
    'meeting.write',
    { method: 'get', path: `${PATH}/minutes`, load },
    async ({ loaded, show }) => show(await minutes(loaded.meeting.id, null)),
  );

  routes.allowed(
    'meeting.write',
    { method: 'post', path: `${PATH}/minutes`, load },
    async ({ req, loaded: { meeting }, user, show, redirect }) => {
      const body = formBody(req);
      const shown = await meetings.shown(meeting.id);
      const { errors, entry } = readMinutes(body, shown.agenda, meeting.heldOn);
      if (errors.length > 0) return show(await minutes(meeting.id, body, errors));
      const written = entry.minutes.flatMap(({ decision, action }) => [decision, action]);
      const first = `decision-${shown.agenda[0]?.id ?? 0}`;
      const { value: outcome, warned } = await withTextWarning(first, () =>
        withInputErrors(() =>
          planTexts.saving(textsOf(shown, user, body, written), () =>
            meetings.minute(user, meeting.id, entry),
          ),
        ),
      );
      if (warned) return show(await minutes(meeting.id, body, warned.errors, warned.warning));
      if (outcome.errors) return show(await minutes(meeting.id, body, outcome.errors));
      redirect(urls.meeting(meeting.id), 'The minutes are saved. Both sides can read them.');
    },
  );

  routes.allowed(
    'meeting.read',
    { method: 'get', path: `${PATH}/meeting.pdf`, load },
    async ({ res, loaded: { meeting }, user }) => {
      const view = presentMeeting(await meetings.shown(meeting.id), null, user, dayInBritain(now()));
      const pdf = meetingPdf(view, now());
      await meetings.exported(user.id, meeting.id);
      await sendPdf(res, pdf, view.fileName);
    },
  );
}
