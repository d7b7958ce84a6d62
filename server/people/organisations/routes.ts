import type { Request } from 'express';
import type { FieldError } from '../../platform/errors.ts';
import { formBody, parseForm, textOf, withInputErrors } from '../../web/form.ts';
import type { FormBody } from '../../web/form.ts';
import { idParameter } from '../../web/route.ts';
import type { Routes } from '../../web/route.ts';
import { urls } from '../../web/urls.ts';
import { nameForm, newOrganisationForm, providerForm } from './form.ts';
import { presentOrganisation, presentOrganisations } from './presenter.ts';
import type { OrganisationService } from './service.ts';
import type { Organisation } from './store.ts';

const PATH = '/organisations/:organisationId';

/** Whom this installation keeps apart: the list, a further one, and the page of each. For its host alone. */
export function organisationRoutes(
  routes: Routes,
  { organisations, publicUrl }: { organisations: OrganisationService; publicUrl: string },
): void {
  const load = async (req: Request) => ({
    organisation: await organisations.get(idParameter(req, 'organisationId')),
  });
  const listPage = async (values: FormBody = {}, errors: FieldError[] = []) => ({
    template: 'people/organisations/list',
    title: 'Organisations',
    status: errors.length > 0 ? 422 : 200,
    errors,
    view: presentOrganisations(await organisations.list(), await organisations.isLockedByDatabase(), values),
  });
  const onePage = async (organisation: Organisation, values: FormBody = {}, errors: FieldError[] = []) => ({
    template: 'people/organisations/one',
    title: organisation.name,
    status: errors.length > 0 ? 422 : 200,
    errors,
    view: presentOrganisation(organisation, await organisations.providersOf(organisation.id), values),
  });

  routes.allowed('organisations.manage', { method: 'get', path: urls.organisations() }, async ({ show }) =>
    show(await listPage()),
  );

  routes.allowed(
    'organisations.manage',
    { method: 'post', path: urls.organisations(), asksAgain: true },
    async ({ req, user, show }) => {
      const body = formBody(req);
      const form = parseForm(newOrganisationForm, body);
      const outcome = form.values
        ? await withInputErrors(() => organisations.add(user.id, form.values))
        : { errors: form.errors };
      if (outcome.errors) {
        await show(await listPage(body, outcome.errors));
        return;
      }
      await show({
        template: 'people/organisations/made',
        title: 'The organisation is added',
        view: {
          name: textOf(body, 'name'),
          person: textOf(body, 'person'),
          link: publicUrl + urls.invitation(outcome.result.token),
          back: urls.organisations(),
        },
      });
    },
  );

  routes.allowed('organisations.manage', { method: 'get', path: PATH, load }, async ({ loaded, show }) =>
    show(await onePage(loaded.organisation)),
  );

  routes.allowed(
    'organisations.manage',
    { method: 'post', path: PATH, load },
    async ({ req, user, loaded: { organisation }, show, redirect }) => {
      const body = formBody(req);
      const form = parseForm(nameForm, body);
      const outcome = form.values
        ? await withInputErrors(() => organisations.rename(user.id, organisation.id, form.values.name))
        : { errors: form.errors };
      if (outcome.errors) await show(await onePage(organisation, body, outcome.errors));
      else redirect(urls.organisation(organisation.id), 'The organisation is renamed.');
    },
  );

  for (const [path, isEnded, told] of [
    [`${PATH}/end`, true, 'The organisation is ended. Its people cannot sign in, and nothing is deleted.'],
    [`${PATH}/reopen`, false, 'The organisation is open again. Its people can sign in.'],
  ] as const) {
    routes.allowed(
      'organisations.manage',
      { method: 'post', path, load, asksAgain: true },
      async ({ user, loaded: { organisation }, redirect }) => {
        await organisations.setEnded(user.id, organisation.id, isEnded);
        redirect(urls.organisation(organisation.id), told);
      },
    );
  }

  routes.allowed(
    'organisations.manage',
    { method: 'post', path: `${PATH}/providers`, load },
    async ({ req, user, loaded: { organisation }, show, redirect }) => {
      const form = parseForm(providerForm, formBody(req));
      const outcome = form.values
        ? await withInputErrors(() =>
            organisations.linkProvider(user.id, organisation.id, form.values.providerId),
          )
        : { errors: form.errors };
      if (outcome.errors) await show(await onePage(organisation, {}, outcome.errors));
      else redirect(urls.organisation(organisation.id), 'The provider works for this organisation as well.');
    },
  );

  routes.allowed(
    'organisations.manage',
    { method: 'post', path: `${PATH}/providers/:providerId/remove`, load },
    async ({ req, user, loaded: { organisation }, redirect }) => {
      await organisations.unlinkProvider(user.id, organisation.id, idParameter(req, 'providerId'));
      redirect(urls.organisation(organisation.id), 'The provider works for this organisation no longer.');
    },
  );
}
