import type { Request } from 'express';
import { z } from 'zod';
import { formBody, parseForm, requiredText, withInputErrors } from '../web/form.ts';
import { idParameter } from '../web/route.ts';
import type { Routes } from '../web/route.ts';
import { urls } from '../web/urls.ts';
import type { Provider, ProviderService } from './providers.ts';

const providerForm = z.object({ name: requiredText('Enter the name of the provider.', 120) });

/** The list of providers, and the page on which one is renamed. */
export function providerRoutes(routes: Routes, parts: { providers: ProviderService }): void {
  const { providers } = parts;

  const providerPage = async (values: object) => ({
    template: 'people/providers',
    title: 'Providers',
    view: {
      providers: (await providers.list()).map((provider) => ({
        ...provider,
        action: urls.provider(provider.id),
      })),
      action: urls.providers(),
      values,
    },
  });

  routes.allowed('providers.manage', { method: 'get', path: urls.providers() }, async ({ show }) => {
    await show(await providerPage({}));
  });

  routes.allowed(
    'providers.manage',
    { method: 'post', path: urls.providers() },
    async ({ req, user, show, redirect }) => {
      const body = formBody(req);
      const form = parseForm(providerForm, body);
      const outcome = form.values
        ? await withInputErrors(() => providers.create(user.id, form.values.name))
        : { errors: form.errors };
      if (outcome.errors) {
        await show({ ...(await providerPage(body)), status: 422, errors: outcome.errors });
        return;
      }
      redirect(urls.providers(), 'The provider is added.');
    },
  );

  const loadProvider = async (req: Request) => ({
    provider: await providers.get(idParameter(req, 'providerId')),
  });

  const renamePage = (provider: Provider, value: unknown) => ({
    template: 'people/provider',
    title: `Rename ${provider.name}`,
    view: { provider, value, action: urls.provider(provider.id), back: urls.providers() },
  });

  routes.allowed(
    'providers.manage',
    { method: 'get', path: '/providers/:providerId', load: loadProvider },
    async ({ loaded, show }) => {
      await show(renamePage(loaded.provider, loaded.provider.name));
    },
  );

  routes.allowed(
    'providers.manage',
    { method: 'post', path: '/providers/:providerId', load: loadProvider },
    async ({ req, loaded, user, show, redirect }) => {
      const body = formBody(req);
      const form = parseForm(providerForm, body);
      const outcome = form.values
        ? await withInputErrors(() => providers.rename(user.id, loaded.provider.id, form.values.name))
        : { errors: form.errors };
      if (outcome.errors) {
        await show({ ...renamePage(loaded.provider, body['name']), status: 422, errors: outcome.errors });
        return;
      }
      redirect(urls.providers(), 'The provider is renamed, in all its audits.');
    },
  );
}
