import { z } from 'zod';
import { countOf, listOf } from '../../formats/english.ts';
import type { Limits } from '../../platform/limits.ts';
import { clientOf } from '../../web/address.ts';
import { emailAddress, formBody, parseForm, textOf, tickedIds } from '../../web/form.ts';
import type { Routes } from '../../web/route.ts';
import { urls } from '../../web/urls.ts';
import { sayingHowLong, TooManyAttemptsError, waitBeforeNext } from '../accounts/limiting.ts';
import type { MailService } from '../mail/service.ts';
import { presentLinks, presentWaiting } from './presenter.ts';
import type { LinkService } from './service.ts';

const HOUR = 60 * 60;

const forgottenForm = z.object({ email: emailAddress });
const linksForm = z.object({
  people: tickedIds.pipe(z.array(z.number()).min(1, 'Tick at least one person.')),
  how: z.enum(['copy', 'mail'], 'Choose whether to copy the links or to mail them.'),
});

/** Links for many people at once, and one by mail for whoever has forgotten their password. */
export function linkRoutes(
  routes: Routes,
  parts: { links: LinkService; mail: MailService; publicUrl: string; limits: Limits; now: () => Date },
): void {
  const { links, mail, publicUrl, limits, now } = parts;

  // Nobody's mailbox is to be filled by somebody else, and nobody is to try addresses one after the other.
  const forPerson = limits('link-for-person', { points: 3, duration: HOUR });
  const fromAddress = limits('link-from-address', { points: 20, duration: HOUR });

  const waitingView = async (ticked: ReadonlySet<number> | null) =>
    presentWaiting({
      waiting: await links.waiting(),
      mails: mail.isConfigured,
      now: now().toISOString(),
      ticked,
    });

  routes.allowed('people.manage', { method: 'get', path: urls.peopleLinks() }, async ({ show }) => {
    const view = await waitingView(null);
    await show({ template: 'people/links/waiting', title: 'Links to choose a password', view });
  });

  routes.allowed(
    'people.manage',
    { method: 'post', path: urls.peopleLinks(), asksAgain: true },
    async ({ req, user, show, redirect }) => {
      const form = parseForm(linksForm, formBody(req));
      if (form.errors) {
        await show({
          template: 'people/links/waiting',
          title: 'Links to choose a password',
          status: 422,
          errors: form.errors,
          view: await waitingView(new Set()),
        });
        return;
      }
      const { people, how } = form.values;
      if (how === 'mail') {
        const users = await links.send(user.id, people);
        const names = listOf(users.map(({ name }) => name));
        const whom = users.length > 5 ? countOf(users.length, 'person', 'people') : names;
        redirect(urls.peopleLinks(), `A mail with a new link goes out to ${whom} within a minute.`);
        return;
      }
      const made = await links.make(user.id, people);
      const title = made.length === 1 ? 'A new link' : `${made.length} new links`;
      await show({ template: 'people/links/made', title, view: presentLinks(made, publicUrl) });
    },
  );

  const forgotten = {
    template: 'people/links/forgotten',
    title: 'Forgotten your password?',
    view: { action: urls.forgottenPassword(), back: urls.signIn(), mails: mail.isConfigured },
  };

  routes.anybody({ method: 'get', path: urls.forgottenPassword() }, async ({ show }) => {
    await show({ ...forgotten, view: { ...forgotten.view, email: '', asked: false } });
  });

  routes.anybody({ method: 'post', path: urls.forgottenPassword() }, async ({ req, res, show }) => {
    const body = formBody(req);
    const form = parseForm(forgottenForm, body);
    const view = { ...forgotten.view, email: textOf(body, 'email'), asked: false };
    if (!mail.isConfigured || !form.values) {
      await show({ ...forgotten, status: 422, errors: form.errors ?? [], view });
      return;
    }
    const { email } = form.values;
    await sayingHowLong(res, async () => {
      for (const [limiter, key] of [
        [fromAddress, clientOf(req)],
        [forPerson, email],
      ] as const) {
        const wait = await waitBeforeNext(limiter, key);
        if (wait > 0) throw new TooManyAttemptsError(wait, 'requests');
      }
    });
    await links.request(email);
    await show({ ...forgotten, view: { ...view, asked: true } });
  });
}
