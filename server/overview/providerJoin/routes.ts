import type { Request } from 'express';
import { z } from 'zod';
import type { ProviderService } from '../../people/providers.ts';
import { formBody, parseForm } from '../../web/form.ts';
import { idParameter } from '../../web/route.ts';
import type { Routes } from '../../web/route.ts';
import { urls } from '../../web/urls.ts';
import { presentProviderJoin } from './presenter.ts';
import type { ProviderJoinService } from './service.ts';

const choice = z.object({ into: z.coerce.number('Choose the provider that stays.').int().positive() });

/** The page on which two entries for one organisation are joined, after it has said what that means. */
export function providerJoinRoutes(
  routes: Routes,
  parts: { providers: ProviderService; providerJoin: ProviderJoinService },
): void {
  const { providers, providerJoin } = parts;
  const load = async (req: Request) => {
    const provider = await providers.get(idParameter(req, 'providerId'));
    return { provider, subject: { organisation: await providers.organisationOf(provider.id) } };
  };

  routes.allowed(
    'providers.join',
    { method: 'get', path: '/providers/:providerId/join', load },
    async ({ req, loaded: { provider }, show }) => {
      const others = await providers.list();
      const asked = choice.safeParse(req.query).data?.into;
      const isKnown = others.some(({ id }) => id === asked && id !== provider.id);
      const errors =
        req.query['into'] === undefined || isKnown
          ? []
          : [{ field: 'into', text: 'Choose the provider that stays.' }];
      const chosen = isKnown && asked !== undefined ? await providerJoin.look(provider.id, asked) : null;
      await show({
        template: 'overview/provider-join',
        title: `Join ${provider.name} with another provider`,
        status: errors.length > 0 ? 422 : 200,
        errors,
        view: presentProviderJoin(provider, others, chosen),
      });
    },
  );

  routes.allowed(
    'providers.join',
    { method: 'post', path: '/providers/:providerId/join', load, asksAgain: true },
    async ({ req, loaded: { provider }, user, redirect }) => {
      const form = parseForm(choice, formBody(req));
      if (!form.values) {
        redirect(urls.providerJoin(provider.id));
        return;
      }
      const { into } = await providerJoin.join(user.id, provider.id, form.values.into);
      redirect(
        urls.provider(into.id),
        `${provider.name} is joined to ${into.name}, and is another name of it.`,
      );
    },
  );
}
