import { formBody, textOf } from '../../web/form.ts';
import { idParameter } from '../../web/route.ts';
import type { Routes } from '../../web/route.ts';
import { urls } from '../../web/urls.ts';
import { presentMail } from './presenter.ts';
import type { MailService } from './service.ts';

/** Outgoing mail for the administrator, and everybody's own switch. */
export function mailRoutes(routes: Routes, parts: { mail: MailService }): void {
  const { mail } = parts;

  routes.allowed('mail.read', { method: 'get', path: urls.mail() }, async ({ show }) => {
    const view = presentMail(await mail.list(), await mail.unsent(), mail.isConfigured);
    await show({ template: 'people/mail/list', title: 'Outgoing mail', view });
  });

  routes.allowed('mail.read', { method: 'post', path: '/mail/:mailId/again' }, async ({ req, redirect }) => {
    await mail.tryAgain(idParameter(req, 'mailId'));
    redirect(urls.mail(), 'We will try again within a minute.');
  });

  routes.signedIn({ method: 'post', path: urls.accountMail() }, async ({ req, user, redirect }) => {
    const wanted = textOf(formBody(req), 'wanted') === 'yes';
    await mail.setWanted(user.id, wanted);
    redirect(urls.account(), wanted ? 'You get mail about improvement plans.' : 'You get no more mail.');
  });
}
