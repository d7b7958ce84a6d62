import { auditLoader } from '../../audits/routes.ts';
import type { AuditService } from '../../audits/service.ts';
import type { User } from '../../access/person.ts';
import type { AccountRepository } from '../../people/accounts/repository.ts';
import type { FieldError } from '../../platform/errors.ts';
import { formBody, parseForm, textOf } from '../../web/form.ts';
import type { FormBody } from '../../web/form.ts';
import type { Routes } from '../../web/route.ts';
import { urls } from '../../web/urls.ts';
import { requestForm } from './form.ts';
import { presentRequest, presentSearch, takenOutText } from './presenter.ts';
import type { FoundCase, RequestService } from './service.ts';

/**
 * Answering a person who asks what is recorded about them. The reference is sent in forms and stands in no address, since
 * addresses are kept by browsers and logs.
 */
export function requestRoutes(
  routes: Routes,
  parts: {
    audits: AuditService;
    requests: RequestService;
    accountRepository: Pick<AccountRepository, 'list'>;
  },
): void {
  const { audits, requests, accountRepository } = parts;
  const load = auditLoader(audits);

  /** Who leads each audit, where somebody has to be told. */
  const leadsOf = async (found: readonly FoundCase[]) => {
    if (found.length === 0) return new Map<number, string[]>();
    const names = new Map((await accountRepository.list()).map(({ id, name }) => [id, name]));
    return new Map(
      found.map(({ audit, keptFrom }) => [
        audit.id,
        [...audit.panel].flatMap(([id, capacity]) =>
          capacity === 'lead' && !keptFrom.has(id) ? [names.get(id) ?? ''] : [],
        ),
      ]),
    );
  };
  const searchPage = async (about: {
    user: User;
    typed: string;
    found: readonly FoundCase[] | null;
    errors?: FieldError[];
  }) => {
    const { errors = [], ...rest } = about;
    return {
      template: 'overview/requests/search',
      title: 'Somebody asks what is recorded about them',
      status: errors.length > 0 ? 422 : 200,
      errors,
      view: presentSearch({ ...rest, leads: await leadsOf(about.found ?? []) }),
    };
  };
  /** The reference of a form that a page has sent. */
  const referenceIn = (body: FormBody): string => parseForm(requestForm, body).values?.reference ?? '';

  routes.allowed('request.find', { method: 'get', path: urls.requests() }, async ({ user, show }) =>
    show(await searchPage({ user, typed: '', found: null })),
  );

  routes.allowed('request.find', { method: 'post', path: urls.requests() }, async ({ req, user, show }) => {
    const body = formBody(req);
    const form = parseForm(requestForm, body);
    const typed = textOf(body, 'reference');
    await show(
      form.values
        ? await searchPage({ user, typed, found: await requests.find(user, form.values.reference) })
        : await searchPage({ user, typed, found: null, errors: form.errors }),
    );
  });

  routes.allowed(
    'request.answer',
    { method: 'post', path: '/audits/:auditId/request', load },
    async ({ req, loaded: { audit }, user, show }) => {
      const told = await requests.tell(user, audit, referenceIn(formBody(req)));
      await show({
        template: 'overview/requests/case',
        title: 'What is recorded about a person',
        view: presentRequest(told, user),
      });
    },
  );

  routes.allowed(
    'request.answer',
    { method: 'post', path: '/audits/:auditId/request/export', load, asksAgain: true },
    async ({ req, res, loaded: { audit }, user }) => {
      const { document } = await requests.export(user, audit, referenceIn(formBody(req)));
      res
        .set('Cache-Control', 'no-store')
        .attachment('what-is-recorded.json')
        .type('application/json')
        .send(`${JSON.stringify(document, null, 2)}\n`);
    },
  );

  routes.allowed(
    'request.answer',
    { method: 'post', path: '/audits/:auditId/request/take-out', load, asksAgain: true },
    async ({ req, loaded: { audit }, user, redirect }) => {
      const taken = await requests.takeOut(user, audit, referenceIn(formBody(req)));
      redirect(urls.requests(), takenOutText(taken));
    },
  );
}
