import type { Request } from 'express';
import { z } from 'zod';
import type { FieldError } from '../../platform/errors.ts';
import { NotFoundError, StateError } from '../../platform/errors.ts';
import { formBody, parseForm, textOf, withInputErrors } from '../../web/form.ts';
import type { Context, Routes, SignedInContext } from '../../web/route.ts';
import { clientOf } from '../../web/address.ts';
import type { Held } from '../../web/held.ts';
import { urls } from '../../web/urls.ts';
import type { User } from '../accounts/repository.ts';
import type { AccountService } from '../accounts/service.ts';
import type { createAttempts } from '../accounts/attempts.ts';
import { sayingHowLong } from '../accounts/limiting.ts';
import type { SignInSteps } from '../accounts/signInSteps.ts';
import { addPasskeyForm, signInByPasskeyForm } from './form.ts';
import { siteOf } from './service.ts';
import type { PasskeyService } from './service.ts';

const ADDING = 'passkey to add';
const SIGNING_IN = 'passkey to sign in';
const MINUTES = 10;
const challengeData = z.object({ challenge: z.string() });
const TOO_LATE = 'This page was open for too long. Try again.';

/** Adding and removing one's passkeys, and signing in with one. */
export function passkeyRoutes(
  routes: Routes,
  parts: {
    accounts: AccountService;
    passkeys: PasskeyService;
    attempts: ReturnType<typeof createAttempts>;
    held: Held;
    steps: SignInSteps;
    publicUrl: string;
  },
): void {
  const { accounts, passkeys, attempts, held, steps } = parts;
  const mustBePossible = () => {
    const site = siteOf(parts.publicUrl);
    if (!site)
      throw new NotFoundError('Passkeys need an address with a name, such as https://audit.example.org.');
    return site;
  };

  /** What the device had to sign; a page asks for one, and it is answered once. */
  const takeChallenge = async (req: Request, purpose: string): Promise<string | undefined> => {
    const name = textOf(formBody(req), 'sealed');
    const kept = await held.read(req, purpose, challengeData, name);
    if (kept) await held.drop(req, name);
    return kept?.challenge;
  };

  const showAdding = async (
    { req, user, show }: SignedInContext<object>,
    name: string,
    errors: FieldError[] = [],
  ) => {
    const options = await passkeys.toAdd(user, mustBePossible());
    await show({
      template: 'people/passkeys/new',
      title: 'Add a passkey',
      status: errors.length > 0 ? 422 : 200,
      errors,
      view: {
        action: urls.newPasskey(),
        back: urls.ownSignIn(),
        name,
        options: JSON.stringify(options),
        sealed: await held.keep(req, ADDING, { challenge: options.challenge }, MINUTES),
      },
    });
  };

  /** A passkey opens what a password opens, and nothing where that is off. */
  const mustHavePassword = (user: User) => {
    if (!accounts.usesPassword(user))
      throw new StateError('A passkey needs a password beside it, and your account has none.');
  };

  routes.signedIn({ method: 'get', path: urls.newPasskey(), asksAgain: true }, async (context) => {
    mustHavePassword(context.user);
    await showAdding(context, '');
  });

  routes.signedIn({ method: 'post', path: urls.newPasskey(), asksAgain: true }, async (context) => {
    const { req, user, redirect } = context;
    const body = formBody(req);
    mustHavePassword(user);
    const site = mustBePossible();
    const challenge = await takeChallenge(req, ADDING);
    const form = parseForm(addPasskeyForm, body);
    if (form.errors || challenge === undefined) {
      await showAdding(context, textOf(body, 'name'), form.errors ?? [{ field: 'name', text: TOO_LATE }]);
      return;
    }
    const outcome = await withInputErrors(() => passkeys.add(user.id, form.values, { site, challenge }));
    if (outcome.errors) {
      await showAdding(context, form.values.name, outcome.errors);
      return;
    }
    redirect(urls.ownSignIn(), 'The passkey is added: next time you can sign in with it.');
  });

  routes.signedIn(
    { method: 'post', path: urls.removePasskey(), asksAgain: true },
    async ({ req, user, redirect }) => {
      await passkeys.remove(user.id, Number(textOf(formBody(req), 'passkey')) || 0);
      redirect(urls.ownSignIn(), 'The passkey is removed. Delete it on its device as well.');
    },
  );

  const showSigningIn = async (
    { req, res, show }: Context<object>,
    next: string,
    errors: FieldError[] = [],
  ) => {
    await sayingHowLong(res, () => attempts.beginElsewhere(clientOf(req)));
    const options = await passkeys.toSignIn(mustBePossible());
    await show({
      template: 'people/passkeys/sign-in',
      title: 'Sign in with a passkey',
      status: errors.length > 0 ? 422 : 200,
      errors,
      view: {
        action: urls.signInByPasskey(),
        back: urls.signIn(),
        next,
        options: JSON.stringify(options),
        sealed: await held.keep(req, SIGNING_IN, { challenge: options.challenge }, MINUTES),
      },
    });
  };

  routes.anybody({ method: 'get', path: urls.signInByPasskey(), signsIn: true }, async (context) => {
    const { next } = context.req.query;
    // Whoever is signed in and has to confirm that it is them may do so with a passkey.
    if (context.user && next === undefined) context.redirect(urls.home());
    else await showSigningIn(context, typeof next === 'string' ? next : '');
  });

  routes.anybody({ method: 'post', path: urls.signInByPasskey(), signsIn: true }, async (context) => {
    const { req } = context;
    const body = formBody(req);
    const next = textOf(body, 'next');
    const site = mustBePossible();
    const challenge = await takeChallenge(req, SIGNING_IN);
    const { values } = parseForm(signInByPasskeyForm, body);
    const user =
      challenge === undefined ? null : await passkeys.authenticate(values?.response, { site, challenge });
    if (!user) {
      const text =
        challenge === undefined
          ? TOO_LATE
          : 'This passkey does not sign in here. Try another one, or your password.';
      await showSigningIn(context, next, [{ field: 'use-passkey', text }]);
      return;
    }
    await steps.afterPasskey(context, user, { next, again: '' });
  });
}
