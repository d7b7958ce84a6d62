import type { Response } from 'express';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import type { ProviderService } from '../providers.ts';
import { AppError, NotFoundError } from '../../platform/errors.ts';
import { formBody, parseForm, textOf, withInputErrors } from '../../web/form.ts';
import { idParameter } from '../../web/route.ts';
import type { Routes } from '../../web/route.ts';
import { can } from '../../access/policy.ts';
import { csrfToken, signIn, signOut } from '../../web/session.ts';
import { urls } from '../../web/urls.ts';
import { changePasswordForm, choosePasswordForm, personForm, sendAgainForm, signInForm } from './form.ts';
import { presentPeople, presentPersonForm } from './presenter.ts';
import type { User } from './repository.ts';
import type { AccountService } from './service.ts';

const MINUTES_15 = 15 * 60;

/** What the page of an account shows of mail. */
export interface MailWishes {
  /** Whether this installation sends any. */
  isConfigured: boolean;
  wanted: (userId: number) => Promise<boolean>;
}

/** Signing in and out, one's own account, and the administration of people. */
export function accountRoutes(
  routes: Routes,
  parts: {
    accounts: AccountService;
    providers: ProviderService;
    mail: MailWishes;
    publicUrl: string;
  },
): void {
  const { accounts, providers, mail, publicUrl } = parts;

  // Counted apart: many people may share the address of a borrowed room, but few passwords of one person are wrong.
  const wrongForPerson = new RateLimiterMemory({ points: 10, duration: MINUTES_15 });
  const wrongFromAddress = new RateLimiterMemory({ points: 50, duration: MINUTES_15 });

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

  routes.anybody({ method: 'post', path: urls.signIn() }, async ({ req, res, show, redirect }) => {
    const form = parseForm(signInForm, formBody(req));
    if (!form.values) throw new AppError(400, 'The request could not be read. Go back and try again.');
    const { email, password, next, again } = form.values;
    const address = req.ip ?? 'unknown';
    // Counted before the password is looked at: of many attempts at once, none must slip in uncounted.
    let wait = await waitBeforeNext(wrongFromAddress, address);
    if (wait === 0) {
      wait = await waitBeforeNext(wrongForPerson, email);
      // One person who is refused and tries on must not shut out the others in the room.
      if (wait > 0) await wrongFromAddress.reward(address, 1);
    }
    refuseFor(res, wait);
    const user = await accounts.authenticate(email, password);
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
    await wrongForPerson.delete(email);
    await wrongFromAddress.reward(address, 1);
    await signIn(req, user);
    const kept = readSendAgain(again);
    if (kept) {
      await show({
        template: 'people/accounts/send-again',
        title: 'Your entries are still here',
        view: kept,
      });
      return;
    }
    // Only a path of ours: `//elsewhere` and `/\elsewhere` would lead away.
    redirect(/^\/(?![/\\])/.test(next) ? next : urls.home());
  });

  // For scripts: who is signed in now, with a token for what they send and the key of what they keep on the device.
  routes.anybody({ method: 'get', path: urls.session() }, async ({ req, res, user }) => {
    res.set('Cache-Control', 'no-store').json({
      user: user ? { id: user.id, name: user.name } : null,
      csrfToken: csrfToken(req),
      deviceKey: user ? await accounts.deviceKey(user.id) : null,
    });
  });

  routes.signedIn({ method: 'post', path: urls.signOut() }, async ({ req, user, redirect }) => {
    await accounts.signedOut(user.id);
    await signOut(req);
    redirect(urls.signIn());
  });

  routes.anybody({ method: 'get', path: '/invitations/:token' }, async ({ req, show }) => {
    const token = String(req.params['token']);
    const person = await accounts.personOfLink(token);
    if (!person) throw usedPasswordLink();
    await show({
      template: 'people/accounts/choose-password',
      title: 'Choose your password',
      view: { token, person },
    });
  });

  routes.anybody({ method: 'post', path: '/invitations/:token' }, async ({ req, show, redirect }) => {
    const token = String(req.params['token']);
    const person = await accounts.personOfLink(token);
    if (!person) throw usedPasswordLink();
    const form = parseForm(choosePasswordForm, formBody(req));
    if (form.errors) {
      await show({
        template: 'people/accounts/choose-password',
        title: 'Choose your password',
        status: 422,
        errors: form.errors,
        view: { token, person },
      });
      return;
    }
    await signIn(req, await accounts.choosePassword(token, form.values.password));
    redirect(urls.home(), 'Your password is set and you are signed in.');
  });

  const accountView = async (user: User) => ({
    user,
    mail: can(user, 'followUp.read')
      ? {
          action: urls.accountMail(),
          isConfigured: mail.isConfigured,
          wanted: await mail.wanted(user.id),
        }
      : null,
  });

  routes.signedIn({ method: 'get', path: urls.account() }, async ({ show, user }) => {
    await show({ template: 'people/accounts/account', title: 'Your account', view: await accountView(user) });
  });

  routes.signedIn({ method: 'post', path: urls.account() }, async ({ req, res, user, show, redirect }) => {
    const form = parseForm(changePasswordForm, formBody(req));
    // Whoever finds a screen that was left open must not get to try passwords there without end.
    if (form.values) refuseFor(res, await waitBeforeNext(wrongForPerson, user.email));
    const outcome = form.values
      ? await withInputErrors(() =>
          accounts.changePassword(user.id, form.values.current, form.values.password),
        )
      : { errors: form.errors };
    if (outcome.errors) {
      await show({
        template: 'people/accounts/account',
        title: 'Your account',
        status: 422,
        errors: outcome.errors,
        view: await accountView(user),
      });
      return;
    }
    await wrongForPerson.delete(user.email);
    await signIn(req, outcome.result);
    redirect(urls.account(), 'Your password is changed. Everywhere else you are signed out.');
  });

  routes.allowed('people.manage', { method: 'get', path: urls.people() }, async ({ show, user }) => {
    await show({
      template: 'people/accounts/people',
      title: 'People',
      view: presentPeople(await accounts.list(), user.id),
    });
  });

  routes.allowed('people.manage', { method: 'get', path: urls.newPerson() }, async ({ show }) => {
    const view = presentPersonForm({ person: null, values: {}, providers: await providers.list(), ownId: 0 });
    await show({ template: 'people/accounts/person', title: 'Add a person', view });
  });

  routes.allowed('people.manage', { method: 'post', path: urls.people() }, async ({ req, user, show }) => {
    const body = formBody(req);
    const form = parseForm(personForm, body);
    const outcome = form.values
      ? await withInputErrors(() => accounts.create(user.id, form.values))
      : { errors: form.errors };
    if (outcome.errors) {
      const view = presentPersonForm({
        person: null,
        values: body,
        providers: await providers.list(),
        ownId: 0,
      });
      await show({
        template: 'people/accounts/person',
        title: 'Add a person',
        status: 422,
        errors: outcome.errors,
        view,
      });
      return;
    }
    await show({
      template: 'people/accounts/link',
      title: 'The account is made',
      view: { name: textOf(body, 'name'), link: publicUrl + urls.invitation(outcome.result.token) },
    });
  });

  const loadPerson = async (req: Parameters<typeof idParameter>[0]) => ({
    person: await accounts.get(idParameter(req, 'userId')),
  });

  routes.allowed(
    'people.manage',
    { method: 'get', path: '/people/:userId', load: loadPerson },
    async ({ loaded, show, user }) => {
      const { person } = loaded;
      const values = {
        name: person.name,
        email: person.email,
        roles: person.roles,
        providerId: String(person.providerId ?? ''),
      };
      const view = presentPersonForm({ person, values, providers: await providers.list(), ownId: user.id });
      await show({ template: 'people/accounts/person', title: person.name, view });
    },
  );

  routes.allowed(
    'people.manage',
    { method: 'post', path: '/people/:userId', load: loadPerson },
    async ({ req, loaded, user, show, redirect }) => {
      const { person } = loaded;
      const body = formBody(req);
      const form = parseForm(personForm, body);
      const outcome = form.values
        ? await withInputErrors(() => accounts.update(user.id, person.id, form.values))
        : { errors: form.errors };
      if (outcome.errors) {
        const view = presentPersonForm({
          person,
          values: body,
          providers: await providers.list(),
          ownId: user.id,
        });
        await show({
          template: 'people/accounts/person',
          title: person.name,
          status: 422,
          errors: outcome.errors,
          view,
        });
        return;
      }
      redirect(urls.people(), 'The account is changed.');
    },
  );

  routes.allowed(
    'people.manage',
    { method: 'post', path: '/people/:userId/link', load: loadPerson },
    async ({ loaded, user, show }) => {
      const token = await accounts.newPasswordLink(user.id, loaded.person.id);
      await show({
        template: 'people/accounts/link',
        title: 'A new link',
        view: { name: loaded.person.name, link: publicUrl + urls.invitation(token) },
      });
    },
  );

  for (const [path, disabled] of [
    ['/people/:userId/disable', true],
    ['/people/:userId/enable', false],
  ] as const) {
    routes.allowed(
      'people.manage',
      { method: 'post', path, load: loadPerson },
      async ({ loaded, user, redirect }) => {
        await accounts.setDisabled(user.id, loaded.person.id, disabled);
        const { name } = loaded.person;
        redirect(urls.people(), disabled ? `${name} can no longer sign in.` : `${name} can sign in again.`);
      },
    );
  }
}

/** Counts an attempt; the milliseconds to wait when there were too many, otherwise 0. */
async function waitBeforeNext(limiter: RateLimiterMemory, key: string): Promise<number> {
  try {
    await limiter.consume(key);
    return 0;
  } catch (refusal) {
    // The limiter refuses by throwing its state; anything else is a fault.
    if (refusal instanceof RateLimiterRes) return Math.max(refusal.msBeforeNext, 1);
    throw refusal;
  }
}

/** @throws AppError 429 that says how long, when there is to be waited */
function refuseFor(res: Response, wait: number): void {
  if (wait === 0) return;
  res.set('Retry-After', String(Math.ceil(wait / 1000)));
  throw new AppError(
    429,
    `There were too many wrong attempts. Wait ${Math.ceil(wait / 60_000)} minutes and try again.`,
  );
}

function readSendAgain(again: string) {
  if (again === '') return null;
  try {
    return sendAgainForm.parse(JSON.parse(again));
  } catch {
    return null;
  }
}

function usedPasswordLink(): NotFoundError {
  return new NotFoundError('This link has been used or has run out. Ask your administrator for a new one.');
}
