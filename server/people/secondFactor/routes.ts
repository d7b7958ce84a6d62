import { z } from 'zod';
import type { FieldError } from '../../platform/errors.ts';
import { formBody, parseForm, textOf, withInputErrors } from '../../web/form.ts';
import { idParameter } from '../../web/route.ts';
import type { Routes, SignedInContext } from '../../web/route.ts';
import type { Held } from '../../web/held.ts';
import { OWN_PATH } from '../../web/ownPath.ts';
import { ownSessionKey, signIn } from '../../web/session.ts';
import { urls } from '../../web/urls.ts';
import type { createAttempts } from '../accounts/attempts.ts';
import { sayingHowLong } from '../accounts/limiting.ts';
import type { User } from '../accounts/repository.ts';
import type { AccountService } from '../accounts/service.ts';
import { siteOf } from '../passkeys/service.ts';
import type { PasskeyService } from '../passkeys/service.ts';
import type { SessionService } from '../sessions/service.ts';
import { confirmedForm, rolesForm, setUpForm } from './form.ts';
import { presentOwnSignIn, presentRules, presentSetUp } from './presenter.ts';
import type { SecondFactorService } from './service.ts';

const SET_UP = 'authenticator app';
const SET_UP_MINUTES = 30;
const secretData = z.object({ secret: z.string() });

/** The secret of an app that is being set up, and what it is kept under. */
interface Kept {
  secret: string;
  sealed: string;
}

/** Setting up an authenticator app and its recovery codes, taking somebody's away, and who needs one. */
export function secondFactorRoutes(
  routes: Routes,
  parts: {
    accounts: AccountService;
    secondFactor: SecondFactorService;
    passkeys: PasskeyService;
    sessions: SessionService;
    publicUrl: string;
    attempts: ReturnType<typeof createAttempts>;
    held: Held;
  },
): void {
  const { accounts, secondFactor, passkeys, sessions, attempts, held } = parts;

  /** The form asks for the password; who has none shows elsewhere who they are. */
  const hasNoPassword = (user: User) => !accounts.usesPassword(user);

  routes.signedIn({ method: 'get', path: urls.ownSignIn() }, async ({ req, user, show }) => {
    const view = presentOwnSignIn(
      await secondFactor.of(user.id),
      siteOf(parts.publicUrl) && accounts.usesPassword(user) ? await passkeys.list(user.id) : null,
      accounts.usesPassword(user),
      await sessions.list(user),
      ownSessionKey(req),
    );
    await show({ template: 'people/second-factor/own', title: 'How you sign in', view });
  });

  const showSetUp = async (
    { req, user, show }: SignedInContext<object>,
    { next, known, errors = [] }: { next: string; known: Kept | null; errors?: FieldError[] },
  ) => {
    const secret = known?.secret ?? secondFactor.newSecret();
    const sealed = known?.sealed ?? (await held.keep(req, SET_UP, { secret }, SET_UP_MINUTES));
    await show({
      template: 'people/second-factor/set-up',
      title: 'Set up an authenticator app',
      status: errors.length > 0 ? 422 : 200,
      errors,
      view: presentSetUp({ user, secret, sealed, next, hasPassword: accounts.usesPassword(user) }),
    });
  };

  routes.signedIn(
    { method: 'get', path: urls.setUpApp(), beforeSecondFactor: true, asksAgain: hasNoPassword },
    async (context) => {
      const { req, user, redirect } = context;
      const { next } = req.query;
      if (user.secondFactor === 'on') redirect(urls.ownSignIn());
      else await showSetUp(context, { next: typeof next === 'string' ? next : '', known: null });
    },
  );

  routes.signedIn(
    { method: 'post', path: urls.setUpApp(), beforeSecondFactor: true, asksAgain: hasNoPassword },
    async (context) => {
      const { req, res, user, show } = context;
      const body = formBody(req);
      const next = textOf(body, 'next');
      const sealed = textOf(body, 'sealed');
      const kept = await held.read(req, SET_UP, secretData, sealed);
      const known = kept && { ...kept, sealed };
      const form = parseForm(setUpForm(accounts.usesPassword(user)), body);
      if (form.errors || known === null) {
        const late = { field: 'code', text: 'This page was open for too long. Scan the new picture.' };
        await showSetUp(context, { next, known, errors: form.errors ?? [late] });
        return;
      }
      await sayingHowLong(res, () => attempts.beginInSession(user.id));
      const { secret } = known;
      const outcome = await withInputErrors(() => secondFactor.setUp(user.id, { ...form.values, secret }));
      if (outcome.errors) {
        await showSetUp(context, { next, known, errors: outcome.errors });
        return;
      }
      await held.drop(req, sealed);
      await attempts.rightInSession(user.id);
      await signIn(req, outcome.result.user);
      await show({
        template: 'people/second-factor/codes',
        title: 'Keep your recovery codes',
        view: { codes: outcome.result.codes, href: OWN_PATH.test(next) ? next : urls.ownSignIn() },
      });
    },
  );

  /** Asks for password and code, and then does something. */
  const confirmed = (
    page: { path: string; template: string; title: string },
    act: (
      context: SignedInContext<object>,
      typed: { password: string; code: string; recovery: string },
    ) => Promise<() => Promise<void> | void>,
  ) => {
    const viewFor = (user: User) => ({
      action: page.path,
      back: urls.ownSignIn(),
      hasPassword: accounts.usesPassword(user),
    });
    routes.signedIn({ method: 'get', path: page.path }, async ({ user, show, redirect }) => {
      if (user.secondFactor === 'on') await show({ ...page, view: viewFor(user) });
      else redirect(urls.ownSignIn());
    });
    routes.signedIn({ method: 'post', path: page.path }, async (context) => {
      const { req, res, user, show } = context;
      const form = parseForm(confirmedForm(accounts.usesPassword(user)), formBody(req));
      if (form.values) await sayingHowLong(res, () => attempts.beginCodeInSession(user.id));
      const outcome = form.values
        ? await withInputErrors(() => act(context, form.values))
        : { errors: form.errors };
      if (outcome.errors) {
        await show({ ...page, status: 422, errors: outcome.errors, view: viewFor(user) });
        return;
      }
      await attempts.rightCodeInSession(user.id);
      await outcome.result();
    });
  };

  confirmed(
    {
      path: urls.recoveryCodes(),
      template: 'people/second-factor/renew-codes',
      title: 'Make new recovery codes',
    },
    async ({ user, show }, { password, ...typed }) => {
      const codes = await secondFactor.renewCodes(user.id, password, typed);
      const view = { codes, href: urls.ownSignIn() };
      return () => show({ template: 'people/second-factor/codes', title: 'Keep your recovery codes', view });
    },
  );

  confirmed(
    {
      path: urls.turnOffApp(),
      template: 'people/second-factor/off',
      title: 'Turn off your authenticator app',
    },
    async ({ user, redirect }, { password, ...typed }) => {
      const { secondFactor: now } = await secondFactor.turnOff(user.id, password, typed);
      return now === 'owed'
        ? () => redirect(urls.setUpApp(), 'Your authenticator app is turned off. Set up the new one now.')
        : () => redirect(urls.ownSignIn(), 'Your authenticator app is turned off.');
    },
  );

  routes.allowed('signIn.manage', { method: 'get', path: urls.signInRules() }, async ({ show }) => {
    const view = presentRules(await accounts.list(), await secondFactor.rolesThatNeedIt());
    await show({ template: 'people/second-factor/rules', title: 'Signing in', view });
  });

  routes.allowed(
    'signIn.manage',
    { method: 'post', path: urls.signInRules(), asksAgain: true },
    async ({ req, user, redirect }) => {
      const { values } = parseForm(rolesForm, formBody(req));
      await secondFactor.setRolesThatNeedIt(user.id, values?.roles ?? []);
      redirect(urls.signInRules(), 'Saved. Whoever needs a second factor sets it up before they go on.');
    },
  );

  const loadPerson = async (req: Parameters<typeof idParameter>[0]) => {
    const person = await accounts.get(idParameter(req, 'userId'));
    return { person, subject: { organisation: person.organisationId } };
  };

  routes.allowed(
    'people.manage',
    { method: 'post', path: '/people/:userId/app/reset', load: loadPerson, asksAgain: true },
    async ({ loaded: { person }, user, redirect }) => {
      await secondFactor.reset(user.id, person.id);
      redirect(
        urls.person(person.id),
        `${person.name} signs in with the password alone until something new is set up.`,
      );
    },
  );
}
