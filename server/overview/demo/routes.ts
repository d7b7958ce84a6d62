import { NotFoundError } from '../../platform/errors.ts';
import type { Routes } from '../../web/route.ts';
import { urls } from '../../web/urls.ts';

/** A person of the demonstration to sign in as, and what is worth trying. */
export interface DemoAccount {
  email: string;
  name: string;
  password: string;
  who: string;
  tryThis: string;
}

/** The people of a demonstration, and the secret that the address of their page holds. */
export interface Demo {
  token: string;
  accounts: readonly DemoAccount[];
}

/** The page from which one signs in as anybody of the demonstration with one press, by the ordinary way of signing in. */
export function demoRoutes(routes: Routes, { token, accounts }: Demo): void {
  routes.anybody({ method: 'get', path: urls.demoPath() }, async ({ req, res, show }) => {
    if (req.params['token'] !== token) throw new NotFoundError();
    res.set('Cache-Control', 'no-store');
    await show({
      template: 'overview/demo/people',
      title: 'Try the demonstration',
      view: { action: urls.signIn(), accounts },
    });
  });
}
