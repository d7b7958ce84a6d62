import { can, refusalText } from '../../access/policy.ts';
import type { User } from '../../access/person.ts';
import type { Audit } from '../../audits/repository.ts';
import { auditLoader } from '../../audits/routes.ts';
import type { AuditService } from '../../audits/service.ts';
import { dayOf } from '../../formats/english.ts';
import { ForbiddenError } from '../../platform/errors.ts';
import type { FieldError } from '../../platform/errors.ts';
import type { AccountService } from '../../people/accounts/service.ts';
import { sendPdf } from '../../web/sendPdf.ts';
import { formBody, parseForm } from '../../web/form.ts';
import type { FormBody } from '../../web/form.ts';
import type { Routes } from '../../web/route.ts';
import { urls } from '../../web/urls.ts';
import { deletionForm } from '../administration/form.ts';
import type { AdministrationService } from '../administration/service.ts';
import { retentionForm } from './form.ts';
import { certificatePdf } from './pdf.ts';
import { presentCertificate, presentErasureRequest, presentRetention } from './presenter.ts';
import type { AccountErasure } from './accounts.ts';
import { accountErasureRoutes } from './accountRoutes.ts';
import type { RetentionPage } from './accountRoutes.ts';
import type { RetentionService } from './service.ts';

/** How long what is recorded is kept, asking for it to be erased, and the certificate. */
export function retentionRoutes(
  routes: Routes,
  parts: {
    audits: AuditService;
    retention: RetentionService;
    accountErasure: AccountErasure;
    accounts: AccountService;
    administration: Pick<AdministrationService, 'askDeletion' | 'deletionOf'>;
    now: () => Date;
  },
): void {
  const { audits, retention, accountErasure, administration, now } = parts;
  const load = auditLoader(audits);

  const page: RetentionPage = async (typed = null, errors = []) => ({
    template: 'overview/retention/page',
    title: 'How long records are kept',
    status: errors.length > 0 ? 422 : 200,
    errors,
    view: presentRetention(
      {
        months: await retention.months(),
        ...(await retention.due()),
        erasures: await retention.erasures(),
        accounts: {
          months: await accountErasure.months(),
          due: await accountErasure.due(),
          ...(await accountErasure.erased()),
        },
        today: dayOf(now().toISOString()),
      },
      typed,
    ),
  });

  accountErasureRoutes(routes, { accounts: parts.accounts, accountErasure, page });

  routes.allowed('retention.manage', { method: 'get', path: urls.retention() }, async ({ show }) =>
    show(await page()),
  );

  routes.allowed(
    'retention.manage',
    { method: 'post', path: urls.retention(), asksAgain: true },
    async ({ req, user, show, redirect }) => {
      const body = formBody(req);
      const form = parseForm(retentionForm, body);
      if (!form.values) {
        await show(await page(body, form.errors));
        return;
      }
      await retention.choose(user.id, form.values.months);
      redirect(
        urls.retention(),
        form.values.months === null
          ? 'Nothing falls due any more.'
          : 'The period is kept. Nothing is erased by it: what is due stands below.',
      );
    },
  );

  const requestPage = async (audit: Audit, user: User, typed: FormBody = {}, errors: FieldError[] = []) => ({
    template: 'overview/retention/ask',
    title: 'Erase what was recorded of the cases',
    status: errors.length > 0 ? 422 : 200,
    errors,
    view: presentErasureRequest({
      audit,
      user,
      amounts: await retention.amounts(audit.id),
      isAsked: (await administration.deletionOf(audit.id)) !== null,
      reason: typed['reason'],
    }),
  });

  const certificateOf = async (audit: Audit, user: User) => {
    const erasure = await retention.certificate(audit.id);
    return presentCertificate({
      erasure,
      backupsGoneOn: retention.backupsGoneOn(erasure.erasedAt),
      reportedTo: await retention.reportedTo(audit.id),
      audit,
      user,
    });
  };

  routes.allowed(
    'audit.readErasure',
    { method: 'get', path: '/audits/:auditId/erasure', load },
    async ({ loaded: { audit }, user, show }) => {
      if (!audit.isErased) {
        if (!can(user, 'audit.askErasure', { audit })) {
          throw new ForbiddenError(refusalText(user, 'audit.askErasure', { audit }));
        }
        await show(await requestPage(audit, user));
        return;
      }
      await show({
        template: 'overview/retention/certificate',
        title: 'Certificate of erasure',
        view: await certificateOf(audit, user),
      });
    },
  );

  routes.allowed(
    'audit.readErasure',
    { method: 'get', path: '/audits/:auditId/erasure.pdf', load },
    async ({ res, loaded: { audit }, user }) => {
      const view = await certificateOf(audit, user);
      await sendPdf(res, certificatePdf(view, now()), view.fileName);
    },
  );

  routes.allowed(
    'audit.askErasure',
    { method: 'post', path: '/audits/:auditId/erasure/ask', load, asksAgain: true },
    async ({ req, loaded: { audit }, user, show, redirect }) => {
      const body = formBody(req);
      const form = parseForm(deletionForm, body);
      if (!form.values) {
        await show(await requestPage(audit, user, body, form.errors));
        return;
      }
      await administration.askDeletion(user.id, audit.id, form.values.reason, 'cases');
      redirect(
        urls.auditDeletion(audit.id),
        'Nothing is erased yet. A lead of this audit, or an administrator, who is not you finds your request on their first page.',
      );
    },
  );
}
