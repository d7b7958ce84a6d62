import { formBody, parseForm, withInputErrors } from '../../web/form.ts';
import { idParameter } from '../../web/route.ts';
import type { Routes } from '../../web/route.ts';
import { urls } from '../../web/urls.ts';
import { tokenForm } from './tokenForm.ts';
import { presentTokens } from './tokenPresenter.ts';
import type { TokenService } from './tokenService.ts';

const TITLE = 'API tokens';

/** Tokens for other programs: issued and revoked by an administrator. */
export function tokenRoutes(routes: Routes, parts: { tokens: TokenService }): void {
  const { tokens } = parts;

  routes.allowed('tokens.manage', { method: 'get', path: urls.tokens() }, async ({ show }) => {
    const view = presentTokens(await tokens.list(), await tokens.candidates(), {});
    await show({ template: 'people/accounts/tokens', title: TITLE, view });
  });

  routes.allowed(
    'tokens.manage',
    { method: 'post', path: urls.tokens(), asksAgain: true },
    async ({ req, user, show }) => {
      const body = formBody(req);
      const form = parseForm(tokenForm, body);
      const outcome = form.values
        ? await withInputErrors(() => tokens.issue(user.id, form.values))
        : { errors: form.errors };
      if (outcome.errors) {
        const view = presentTokens(await tokens.list(), await tokens.candidates(), body);
        await show({
          template: 'people/accounts/tokens',
          title: TITLE,
          status: 422,
          errors: outcome.errors,
          view,
        });
        return;
      }
      // Shown at once and not sent on: it is kept nowhere from where another page could show it.
      const view = { token: outcome.result.token, name: outcome.result.user.name, back: urls.tokens() };
      await show({ template: 'people/accounts/token-issued', title: 'The new token', view });
    },
  );

  routes.allowed(
    'tokens.manage',
    { method: 'post', path: '/api-tokens/:tokenId/revoke' },
    async ({ req, user, redirect }) => {
      await tokens.revoke(user.id, idParameter(req, 'tokenId'));
      redirect(urls.tokens(), 'The token is revoked: it opens nothing any more.');
    },
  );
}
