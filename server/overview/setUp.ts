import { usedSetupLink } from '../people/accounts/setUpLink.ts';
import type { AccountService } from '../people/accounts/service.ts';
import { formBody, parseForm, withInputErrors } from '../web/form.ts';
import type { Routes } from '../web/route.ts';
import { signIn } from '../web/session.ts';
import { urls } from '../web/urls.ts';
import type { DemoAudit } from './demoAudit.ts';
import { setUpForm } from './form.ts';

/** The first set-up of the program: its link makes the administrator and, if wanted, loads the example audit. */
export function setUpRoutes(routes: Routes, parts: { accounts: AccountService; demoAudit: DemoAudit }): void {
  const { accounts, demoAudit } = parts;

  routes.anybody({ method: 'get', path: '/setup/:token' }, async ({ req, show }) => {
    const token = String(req.params['token']);
    if (!(await accounts.setupLinkIsValid(token))) throw usedSetupLink();
    await show({
      template: 'overview/set-up',
      title: 'Set up Casefile audit',
      view: { token, values: { example: 'yes' } },
    });
  });

  routes.anybody({ method: 'post', path: '/setup/:token' }, async ({ req, show, redirect }) => {
    const token = String(req.params['token']);
    if (!(await accounts.setupLinkIsValid(token))) throw usedSetupLink();
    const body = formBody(req);
    const form = parseForm(setUpForm, body);
    let auditId: number | null = null;
    const outcome = form.values
      ? await withInputErrors(() =>
          accounts.completeSetup(token, form.values, async (leadId) => {
            if (form.values.example) auditId = (await demoAudit.loadWithReAudit(leadId)).auditId;
          }),
        )
      : { errors: form.errors };
    if (outcome.errors) {
      await show({
        template: 'overview/set-up',
        title: 'Set up Casefile audit',
        status: 422,
        errors: outcome.errors,
        view: { token, values: { ...body, password: '', repeated: '' } },
      });
      return;
    }
    await signIn(req, await accounts.get(outcome.result));
    if (auditId === null) {
      redirect(urls.home(), 'The program is set up. Next, add the people of your panel, or begin an audit.');
    } else redirect(urls.audit(auditId), 'The program is set up, and this is the example audit.');
  });
}
