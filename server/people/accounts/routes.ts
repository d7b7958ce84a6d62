import { NotFoundError } from '../../platform/errors.ts';
import type { FieldError } from '../../platform/errors.ts';
import type { ProviderService } from '../providers.ts';
import { formBody, parseForm, textOf, withInputErrors } from '../../web/form.ts';
import type { FormBody } from '../../web/form.ts';
import { idParameter } from '../../web/route.ts';
import type { Routes, SignedInContext } from '../../web/route.ts';
import { can, isHost } from '../../access/policy.ts';
import { signIn } from '../../web/session.ts';
import { urls } from '../../web/urls.ts';
import type { PasskeyService } from '../passkeys/service.ts';
import { linkForm } from '../signOn/form.ts';
import { presentLink } from '../signOn/presenter.ts';
import type { SignOnService } from '../signOn/service.ts';
import type { createAttempts } from './attempts.ts';
import { sayingHowLong } from './limiting.ts';
import { changePasswordForm, personForm } from './form.ts';
import { presentPeople, presentPersonForm, waysIn } from './presenter.ts';
import type { User } from './repository.ts';
import type { AccountService } from './service.ts';

/** What the page of an account shows of mail. */
export interface MailWishes {
  /** Whether this installation sends any. */
  isConfigured: boolean;
  wanted: (userId: number) => Promise<boolean>;
}

/** The form has the current password; whoever has an app as well shows that too. */
const hasApp = (user: User) => user.secondFactor === 'on';

/** Whether somebody is of the organisation that runs an installation of several. */
const hasOthers = (user: User) => isHost(user) && user.organisationName !== null;

/** One's own account, and the administration of people. */
export function accountRoutes(
  routes: Routes,
  parts: {
    accounts: AccountService;
    providers: ProviderService;
    mail: MailWishes;
    publicUrl: string;
    passkeys: PasskeyService;
    signOn: SignOnService;
    config: { signOn: { name: string } | null };
    attempts: ReturnType<typeof createAttempts>;
  },
): void {
  const { accounts, providers, mail, publicUrl, passkeys, signOn, attempts } = parts;
  const signOnName = parts.config.signOn?.name ?? null;
  const mustHaveProvider = () => {
    if (signOnName === null) throw new NotFoundError();
  };

  const accountView = async (user: User) => ({
    user,
    ownSignInHref: urls.ownSignIn(),
    hasPassword: accounts.usesPassword(user),
    signsIn: waysIn(user, accounts.usesPassword(user), (await signOn.of(user.id)) && signOnName),
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

  routes.signedIn(
    { method: 'post', path: urls.account(), asksAgain: hasApp },
    async ({ req, res, user, show, redirect }) => {
      const form = parseForm(changePasswordForm, formBody(req));
      if (form.values) await sayingHowLong(res, () => attempts.beginInSession(user.id));
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
      await attempts.rightInSession(user.id);
      await signIn(req, outcome.result);
      redirect(urls.account(), 'Your password is changed. Everywhere else you are signed out.');
    },
  );

  routes.allowed('people.manage', { method: 'get', path: urls.people() }, async ({ req, show, user }) => {
    await show({
      template: 'people/accounts/people',
      title: 'People',
      view: presentPeople(await accounts.list(), user.id, req.query, await accounts.signInElsewhere()),
    });
  });

  routes.allowed('people.manage', { method: 'get', path: urls.newPerson() }, async ({ user, show }) => {
    const view = presentPersonForm({
      person: null,
      values: {},
      providers: await providers.offeredToPeople(),
      ownId: 0,
      mails: mail.isConfigured,
      offersNational: hasOthers(user),
    });
    await show({ template: 'people/accounts/person', title: 'Add a person', view });
  });

  routes.allowed(
    'people.manage',
    { method: 'post', path: urls.people(), asksAgain: true },
    async ({ req, user, show }) => {
      const body = formBody(req);
      const form = parseForm(personForm, body);
      const outcome = form.values
        ? await withInputErrors(() => accounts.create(user.id, form.values))
        : { errors: form.errors };
      if (outcome.errors) {
        const view = presentPersonForm({
          person: null,
          values: body,
          providers: await providers.offeredToPeople(),
          ownId: 0,
          mails: mail.isConfigured,
          offersNational: hasOthers(user),
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
    },
  );

  /** The page of one person; with what was typed where that is not what is kept. */
  const showPerson = async (
    { user, show }: SignedInContext<object>,
    person: User,
    typed: { values?: FormBody; outside?: FormBody; errors?: FieldError[] } = {},
  ) => {
    const identity = await signOn.of(person.id);
    const signsInWithMore = person.secondFactor === 'on' || (await passkeys.list(person.id)).length > 0;
    await show({
      template: 'people/accounts/person',
      title: person.name,
      status: typed.errors ? 422 : 200,
      errors: typed.errors ?? [],
      view: {
        ...presentPersonForm({
          person,
          values: typed.values ?? {
            name: person.name,
            email: person.email,
            roles: person.roles,
            providerId: String(person.providerId ?? ''),
          },
          providers: await providers.offeredToPeople([person.providerId ?? 0]),
          ownId: user.id,
          mails: mail.isConfigured,
          offersNational: hasOthers(user),
          signsInWithMore,
          hasLinks: accounts.mayUsePassword(person),
        }),
        outside: signOnName === null ? null : presentLink(person, signOnName, identity, typed.outside ?? {}),
      },
    });
  };

  const loadPerson = async (req: Parameters<typeof idParameter>[0]) => {
    const person = await accounts.get(idParameter(req, 'userId'));
    return { person, subject: { organisation: person.organisationId } };
  };

  routes.allowed('people.manage', { method: 'get', path: '/people/:userId', load: loadPerson }, (context) =>
    showPerson(context, context.loaded.person),
  );

  routes.allowed(
    'people.manage',
    { method: 'post', path: '/people/:userId', load: loadPerson, asksAgain: true },
    async (context) => {
      const { req, user, redirect } = context;
      const { person } = context.loaded;
      const values = formBody(req);
      const form = parseForm(personForm, values);
      const outcome = form.values
        ? await withInputErrors(() => accounts.update(user.id, person.id, form.values))
        : { errors: form.errors };
      if (outcome.errors) {
        await showPerson(context, person, { values, errors: outcome.errors });
        return;
      }
      redirect(urls.people(), 'The account is changed.');
    },
  );

  routes.allowed(
    'people.manage',
    { method: 'post', path: '/people/:userId/link', load: loadPerson, asksAgain: true },
    async ({ loaded, user, show }) => {
      const token = await accounts.newPasswordLink(user.id, loaded.person.id);
      await show({
        template: 'people/accounts/link',
        title: 'A new link',
        view: { name: loaded.person.name, link: publicUrl + urls.invitation(token) },
      });
    },
  );

  routes.allowed(
    'people.manage',
    { method: 'post', path: '/people/:userId/provider', load: loadPerson, asksAgain: true },
    async (context) => {
      const { req, user, redirect } = context;
      const { person } = context.loaded;
      mustHaveProvider();
      const outside = formBody(req);
      const form = parseForm(linkForm, outside);
      const outcome = form.values
        ? await withInputErrors(() => signOn.link(user.id, person.id, form.values))
        : { errors: form.errors };
      if (outcome.errors) await showPerson(context, person, { outside, errors: outcome.errors });
      else redirect(urls.person(person.id), `${person.name} can sign in with ${signOnName} now.`);
    },
  );

  routes.allowed(
    'people.manage',
    { method: 'post', path: '/people/:userId/provider/remove', load: loadPerson, asksAgain: true },
    async ({ loaded: { person }, user, redirect }) => {
      mustHaveProvider();
      await signOn.unlink(user.id, person.id);
      redirect(urls.person(person.id), `${person.name} cannot sign in with ${signOnName} any more.`);
    },
  );

  for (const [path, disabled] of [
    ['/people/:userId/disable', true],
    ['/people/:userId/enable', false],
  ] as const) {
    routes.allowed(
      'people.manage',
      { method: 'post', path, load: loadPerson, asksAgain: true },
      async ({ loaded, user, redirect }) => {
        await accounts.setDisabled(user.id, loaded.person.id, disabled);
        const { name } = loaded.person;
        redirect(urls.people(), disabled ? `${name} can no longer sign in.` : `${name} can sign in again.`);
      },
    );
  }
}
