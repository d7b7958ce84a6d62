import { confirmPageFor } from '../../web/confirm.ts';
import { formBody, parseForm, textOf, withInputErrors } from '../../web/form.ts';
import { OWN_PATH } from '../../web/ownPath.ts';
import type { Routes } from '../../web/route.ts';
import { signIn } from '../../web/session.ts';
import { urls } from '../../web/urls.ts';
import { InputError } from '../../platform/errors.ts';
import { confirmedForm } from '../secondFactor/form.ts';
import { wrongCode } from '../secondFactor/service.ts';
import type { SecondFactorService } from '../secondFactor/service.ts';
import type { createAttempts } from './attempts.ts';
import { confirmForm } from './form.ts';
import { sayingHowLong } from './limiting.ts';
import type { User } from './repository.ts';
import type { AccountService } from './service.ts';
import { readSendAgain } from './signInSteps.ts';

/** Showing again who one is: with the password, and with a code of the app where there is one. */
export function confirmRoutes(
  routes: Routes,
  parts: {
    accounts: AccountService;
    secondFactor: SecondFactorService;
    attempts: ReturnType<typeof createAttempts>;
  },
): void {
  const { accounts, secondFactor, attempts } = parts;

  /** @throws InputError where something of it is wrong */
  async function confirm(user: User, typed: { password: string; code: string; recovery: string }) {
    await accounts.confirmPassword(user.id, typed.password);
    if (user.secondFactor === 'on' && (await secondFactor.check(user.id, typed)) === null) {
      throw new InputError([wrongCode(typed)]);
    }
  }

  routes.signedIn({ method: 'get', path: urls.confirm(), beforeSecondFactor: true }, async ({ redirect }) =>
    redirect(urls.account()),
  );

  routes.signedIn(
    { method: 'post', path: urls.confirm(), beforeSecondFactor: true },
    async ({ req, res, user, show, redirect }) => {
      const body = formBody(req);
      const hasApp = user.secondFactor === 'on';
      const hasPassword = accounts.usesPassword(user);
      const next = textOf(body, 'next');
      const again = textOf(body, 'again');
      const form = parseForm(hasApp ? confirmedForm(hasPassword) : confirmForm, body);
      // Somebody who has neither shows at their provider who they are.
      if (form.values && (hasApp || hasPassword)) {
        await sayingHowLong(res, () =>
          hasApp ? attempts.beginCodeInSession(user.id) : attempts.beginInSession(user.id),
        );
      }
      const outcome =
        form.values && (hasApp || hasPassword)
          ? await withInputErrors(() => confirm(user, form.values))
          : { errors: form.errors ?? [] };
      if (outcome.errors) {
        const { errors } = outcome;
        await show(confirmPageFor({ next, again, isLost: false, hasPassword, status: 422, errors }));
        return;
      }
      if (hasApp) await attempts.rightCodeInSession(user.id);
      else await attempts.rightInSession(user.id);
      await accounts.confirmed(user.id);
      await signIn(req, user);
      const kept = readSendAgain(again);
      if (kept) {
        await show({
          template: 'people/accounts/send-again',
          title: 'Send it now',
          view: { ...kept, isConfirmed: true },
        });
      } else redirect(OWN_PATH.test(next) ? next : urls.account());
    },
  );
}
