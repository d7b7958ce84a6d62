import type { Request } from 'express';
import type { AccountService } from '../../people/accounts/service.ts';
import { StateError } from '../../platform/errors.ts';
import type { FieldError } from '../../platform/errors.ts';
import type { Page } from '../../web/context.ts';
import { formBody, parseForm } from '../../web/form.ts';
import type { FormBody } from '../../web/form.ts';
import { idParameter } from '../../web/route.ts';
import type { Routes } from '../../web/route.ts';
import { urls } from '../../web/urls.ts';
import type { AccountErasure } from './accounts.ts';
import { accountRetentionForm } from './form.ts';

/** Makes the page with the periods, again with what was typed where something is wrong with it. */
export type RetentionPage = (typed?: FormBody | null, errors?: FieldError[]) => Promise<Page>;

/** How long disabled accounts are kept, and erasing one at once, which its owner may ask for. */
export function accountErasureRoutes(
  routes: Routes,
  parts: { accounts: AccountService; accountErasure: AccountErasure; page: RetentionPage },
): void {
  const { accounts, accountErasure, page } = parts;
  const load = async (req: Request) => {
    const person = await accounts.get(idParameter(req, 'userId'));
    return { person, subject: { organisation: person.organisationId } };
  };

  routes.allowed(
    'retention.manage',
    { method: 'post', path: urls.retentionOfAccounts(), asksAgain: true },
    async ({ req, user, show, redirect }) => {
      const body = formBody(req);
      const form = parseForm(accountRetentionForm, body);
      if (!form.values) {
        await show(await page(body, form.errors));
        return;
      }
      const { accountMonths } = form.values;
      await accountErasure.choose(user.id, accountMonths);
      redirect(
        urls.retention(),
        accountMonths === null
          ? 'Disabled accounts are kept until somebody erases them.'
          : 'The period is kept. Disabled accounts whose time is over are erased within the day.',
      );
    },
  );

  routes.allowed(
    'people.manage',
    { method: 'get', path: '/people/:userId/erase', load },
    async ({ loaded: { person }, show }) => {
      if (!person.disabled) throw new StateError('Only a disabled account can be erased. Disable it first.');
      await show({
        template: 'overview/retention/account',
        title: `Erase the account of ${person.name}`,
        view: { name: person.name, action: urls.personErase(person.id), back: urls.person(person.id) },
      });
    },
  );

  routes.allowed(
    'people.manage',
    { method: 'post', path: '/people/:userId/erase', load, asksAgain: true },
    async ({ loaded: { person }, user, redirect }) => {
      await accountErasure.erase(user.id, person.id);
      redirect(urls.people(), 'The account is erased. What it recorded stays, under a number.');
    },
  );
}
