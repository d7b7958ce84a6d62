import { AppError, NotFoundError, StateError } from '../../platform/errors.ts';
import { clientOf } from '../../web/address.ts';
import { formBody, parseForm, textOf, withInputErrors } from '../../web/form.ts';
import type { Routes } from '../../web/route.ts';
import { csrfToken, signOut } from '../../web/session.ts';
import { urls } from '../../web/urls.ts';
import type { SignOnService } from '../signOn/service.ts';
import { codeForm } from '../secondFactor/form.ts';
import type { createAttempts } from './attempts.ts';
import { choosePasswordForm, signInForm } from './form.ts';
import type { KnownDevices } from './knownDevices.ts';
import { sayingHowLong } from './limiting.ts';
import { PASSWORDS_OFF } from './service.ts';
import type { AccountService } from './service.ts';
import type { SignInSteps } from './signInSteps.ts';

/** Signing in, with a password and what else an account asks for, by a link, and out again. */
export function signInRoutes(
  routes: Routes,
  parts: {
    accounts: AccountService;
    mail: { isConfigured: boolean };
    attempts: ReturnType<typeof createAttempts>;
    knownDevices: KnownDevices;
    steps: SignInSteps;
    signOn: Pick<SignOnService, 'of'>;
  },
): void {
  const { accounts, mail, attempts, knownDevices, steps, signOn } = parts;

  routes.anybody({ method: 'get', path: urls.signIn() }, async ({ user, show, redirect }) => {
    if (user) {
      redirect(urls.home());
      return;
    }
    await show({
      template: 'people/accounts/sign-in',
      title: 'Sign in',
      view: { email: '', next: '', again: '' },
    });
  });

  routes.anybody({ method: 'post', path: urls.signIn(), signsIn: true }, async (context) => {
    const { req, res, show } = context;
    const form = parseForm(signInForm, formBody(req));
    if (!form.values) throw new AppError(400, 'The request could not be read. Go back and try again.');
    const { email, password, next, again } = form.values;
    const attempt = { email, address: clientOf(req), device: knownDevices.of(req, email) };
    await sayingHowLong(res, () => attempts.begin(attempt));
    const user = await accounts
      .authenticate(email, password, attempt.device === null ? 'anybody' : 'known')
      .catch(async (error: unknown) => {
        await attempts.notLookedAt(attempt);
        throw error;
      });
    if (!user) {
      await show({
        template: 'people/accounts/sign-in',
        title: 'Sign in',
        status: 422,
        errors: [{ field: 'email', text: 'The email address or the password is wrong.' }],
        view: { email, next, again },
      });
      return;
    }
    await attempts.right(attempt);
    await steps.afterPassword(context, user, 'password', { next, again });
  });

  routes.anybody({ method: 'get', path: urls.signInCode() }, async ({ redirect }) => redirect(urls.signIn()));

  routes.anybody({ method: 'post', path: urls.signInCode(), signsIn: true }, async (context) => {
    const body = formBody(context.req);
    const form = parseForm(codeForm, body);
    const typed = form.values ? { code: form.values, errors: [] } : { code: null, errors: form.errors };
    const onwards = { next: textOf(body, 'next'), again: textOf(body, 'again') };
    await steps.afterCode(context, textOf(body, 'sealed'), typed, onwards);
  });

  // For scripts: who is signed in now, with a token for what they send and the key of what they keep on the device.
  routes.anybody({ method: 'get', path: urls.session() }, async ({ req, res, user: signedIn }) => {
    const user = signedIn?.secondFactor === 'owed' ? null : signedIn;
    res.set('Cache-Control', 'no-store').json({
      user: user ? { id: user.id, name: user.name } : null,
      csrfToken: csrfToken(req),
      deviceKey: user ? await accounts.deviceKey(user.id) : null,
    });
  });

  routes.signedIn(
    { method: 'post', path: urls.signOut(), beforeSecondFactor: true },
    async ({ req, user, redirect }) => {
      await accounts.signedOut(user.id);
      const isKnownOutside = (await signOn.of(user.id)) !== null;
      await signOut(req);
      redirect(isKnownOutside ? urls.signedOutHere() : urls.signIn());
    },
  );

  routes.anybody({ method: 'get', path: '/invitations/:token', signsIn: true }, async ({ req, show }) => {
    const token = String(req.params['token']);
    const person = await accounts.personOfLink(token);
    if (!person) throw usedPasswordLink(mail.isConfigured);
    if (!accounts.mayUsePassword(person)) throw new StateError(PASSWORDS_OFF);
    await show({
      template: 'people/accounts/choose-password',
      title: 'Choose your password',
      view: { token, person },
    });
  });

  routes.anybody({ method: 'post', path: '/invitations/:token', signsIn: true }, async (context) => {
    const { req, show } = context;
    const token = String(req.params['token']);
    const person = await accounts.personOfLink(token);
    if (!person) throw usedPasswordLink(mail.isConfigured);
    if (!accounts.mayUsePassword(person)) throw new StateError(PASSWORDS_OFF);
    const form = parseForm(choosePasswordForm, formBody(req));
    const outcome = form.values
      ? await withInputErrors(() => accounts.choosePassword(token, form.values.password))
      : { errors: form.errors };
    if (outcome.errors) {
      await show({
        template: 'people/accounts/choose-password',
        title: 'Choose your password',
        status: 422,
        errors: outcome.errors,
        view: { token, person },
      });
      return;
    }
    const flash = 'Your password is set and you are signed in.';
    await steps.afterPassword(context, outcome.result, 'link', { next: urls.home(), again: '', flash });
  });
}

function usedPasswordLink(mayBeMailed: boolean): NotFoundError {
  return new NotFoundError(
    mayBeMailed
      ? 'This link has been used or has run out. Under “Forgotten your password?” on the page to sign in you can have a new one mailed to you.'
      : 'This link has been used or has run out. Ask your administrator for a new one.',
  );
}
