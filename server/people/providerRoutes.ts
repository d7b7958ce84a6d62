import { readFile } from 'node:fs/promises';
import type { Request } from 'express';
import { z } from 'zod';
import { can } from '../access/policy.ts';
import type { User } from '../access/person.ts';
import { AppError, InputError, NotFoundError } from '../platform/errors.ts';
import type { FieldError } from '../platform/errors.ts';
import type { FormBody } from '../web/form.ts';
import { formBody, parseForm, requiredText, withInputErrors } from '../web/form.ts';
import type { RawQuery } from '../web/listing.ts';
import { LOGO_MAXIMUM_BYTES } from '../formats/logo.ts';
import { idParameter } from '../web/route.ts';
import type { Routes } from '../web/route.ts';
import { uploadOf } from '../web/upload.ts';
import { urls } from '../web/urls.ts';
import { presentProviders } from './providerPresenter.ts';
import type { ProviderLogoService } from './providerLogos.ts';
import type { Provider, ProviderService } from './providers.ts';

const providerForm = z.object({ name: requiredText('Enter the name of the provider.', 120) });
const contactForm = z.object({
  contactName: z.string().trim().max(120, 'This must be at most 120 characters.').default(''),
  contactEmail: z
    .string()
    .trim()
    .toLowerCase()
    .max(254)
    .refine((value) => value === '' || z.email().safeParse(value).success, {
      message: 'Enter an email address, such as name@example.org.',
    })
    .default(''),
  contactPhone: z.string().trim().max(40, 'This must be at most 40 characters.').default(''),
});
const retiredForm = z.object({ retired: z.enum(['yes', 'no']) });

/** The list of providers, and the page on which one is renamed. */
export function providerRoutes(
  routes: Routes,
  parts: { providers: ProviderService; providerLogos: ProviderLogoService },
): void {
  const { providers, providerLogos } = parts;

  const providerPage = async (query: RawQuery, values: object) => {
    const [details, kept] = [await providers.details(), await providers.kept()];
    const all = (await providers.list()).map((provider) => {
      const isKept = kept.has(provider.id);
      const known = isKept ? details.get(provider.id) : undefined;
      return {
        name: provider.name,
        // Another organisation keeps what is known of one that works for this one as well.
        action: isKept ? urls.provider(provider.id) : null,
        contact: [known?.contactName, known?.contactEmail, known?.contactPhone].filter(Boolean).join(', '),
        isRetired: Boolean(known?.retiredAt),
      };
    });
    return {
      template: 'people/providers',
      title: 'Providers',
      view: presentProviders(all, query, values),
    };
  };

  routes.allowed('providers.manage', { method: 'get', path: urls.providers() }, async ({ req, show }) => {
    await show(await providerPage(req.query, {}));
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
        await show({ ...(await providerPage({}, body)), status: 422, errors: outcome.errors });
        return;
      }
      redirect(urls.providers(), 'The provider is added.');
    },
  );

  /** What is known of a provider is kept by the organisation that made its entry. */
  const loadProvider = async (req: Request) => {
    const provider = await providers.get(idParameter(req, 'providerId'));
    return { provider, subject: { organisation: await providers.organisationOf(provider.id) } };
  };

  const ownPage = async (user: User, provider: Provider, typed: FormBody, errors: FieldError[] = []) => {
    const { retiredAt, ...contact } = await providers.detailsOf(provider.id);
    const logo = await providerLogos.of(provider.id);
    return {
      template: 'people/provider',
      title: provider.name,
      status: errors.length > 0 ? 422 : 200,
      errors,
      view: {
        provider,
        values: { name: provider.name, ...contact, ...typed },
        isRetired: retiredAt !== null,
        action: urls.provider(provider.id),
        contactAction: urls.providerContact(provider.id),
        logo: logo && {
          href: urls.providerLogoPicture(provider.id),
          width: logo.width,
          height: logo.height,
          removeAction: urls.providerLogoRemove(provider.id),
        },
        logoAction: urls.providerLogo(provider.id),
        retireAction: urls.providerRetire(provider.id),
        joinHref: can(user, 'providers.join') ? urls.providerJoin(provider.id) : null,
        back: urls.providers(),
      },
    };
  };

  routes.allowed(
    'providers.manage',
    { method: 'get', path: '/providers/:providerId', load: loadProvider },
    async ({ loaded, user, show }) => show(await ownPage(user, loaded.provider, {})),
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
        await show(await ownPage(user, loaded.provider, body, outcome.errors));
        return;
      }
      redirect(urls.providers(), 'The provider is renamed, in all its audits.');
    },
  );

  routes.allowed(
    'providers.manage',
    { method: 'post', path: '/providers/:providerId/contact', load: loadProvider },
    async ({ req, loaded, user, show, redirect }) => {
      const body = formBody(req);
      const form = parseForm(contactForm, body);
      if (!form.values) {
        await show(await ownPage(user, loaded.provider, body, form.errors));
        return;
      }
      await providers.setContact(user.id, loaded.provider.id, form.values);
      redirect(urls.providers(), `The contact of ${loaded.provider.name} is saved.`);
    },
  );

  routes.allowed(
    'providers.manage',
    { method: 'post', path: '/providers/:providerId/logo', load: loadProvider, takesFile: true },
    async ({ req, loaded, user, show, redirect }) => {
      const outcome = await withInputErrors(async () => {
        const content = await fileOf(req);
        await providerLogos.set(user.id, loaded.provider.id, content);
      });
      if (outcome.errors) {
        await show(await ownPage(user, loaded.provider, {}, outcome.errors));
        return;
      }
      redirect(
        urls.provider(loaded.provider.id),
        'The logo is saved. Look whether it came out as it should: reports have it from their next issue on.',
      );
    },
  );

  routes.allowed(
    'providers.manage',
    { method: 'get', path: '/providers/:providerId/logo.png', load: loadProvider },
    async ({ res, loaded }) => {
      const logo = await providerLogos.of(loaded.provider.id);
      if (!logo) throw new NotFoundError();
      res.set('Cache-Control', 'no-store').type('png').send(logo.png);
    },
  );

  routes.allowed(
    'providers.manage',
    { method: 'post', path: '/providers/:providerId/logo/remove', load: loadProvider },
    async ({ loaded, user, redirect }) => {
      await providerLogos.remove(user.id, loaded.provider.id);
      redirect(
        urls.provider(loaded.provider.id),
        'The logo is removed. Reports that were issued with it keep it.',
      );
    },
  );

  routes.allowed(
    'providers.manage',
    { method: 'post', path: '/providers/:providerId/retire', load: loadProvider },
    async ({ req, loaded, user, redirect }) => {
      const form = parseForm(retiredForm, formBody(req));
      if (!form.values) throw new AppError(400, 'The request could not be read. Go back and try again.');
      const isRetired = form.values.retired === 'yes';
      await providers.setRetired(user.id, loaded.provider.id, isRetired);
      redirect(
        urls.providers(),
        isRetired
          ? `${loaded.provider.name} is retired: it is offered for no new sample group or account.`
          : `${loaded.provider.name} can be chosen again.`,
      );
    },
  );
}

/** The file that came with a form, if it is no larger than a logo may be. */
async function fileOf(req: Request): Promise<Buffer> {
  const upload = uploadOf(req);
  if (!upload) throw new InputError([{ field: 'file', text: 'Choose the file of the logo.' }]);
  if (upload.bytes > LOGO_MAXIMUM_BYTES) {
    throw new InputError([{ field: 'file', text: 'The logo must be at most 1 MB.' }]);
  }
  return readFile(upload.path);
}
