import { z } from 'zod';
import { browserFamily } from '../../web/browserFamily.ts';
import { OWN_PATH } from '../../web/ownPath.ts';
import { wantsJson } from '../../web/json.ts';
import type { Context } from '../../web/route.ts';
import type { Held } from '../../web/held.ts';
import { currentUser, signIn } from '../../web/session.ts';
import { urls } from '../../web/urls.ts';
import { wrongCode } from '../secondFactor/service.ts';
import type { SecondFactorService, TypedCode } from '../secondFactor/service.ts';
import type { PasskeyService } from '../passkeys/service.ts';
import type { SessionService } from '../sessions/service.ts';
import type { createAttempts } from './attempts.ts';
import { sendAgainForm } from './form.ts';
import type { KnownDevices } from './knownDevices.ts';
import { sayingHowLong } from './limiting.ts';
import type { User } from './repository.ts';
import { PASSWORDS_OFF } from './service.ts';
import type { AccountService } from './service.ts';

/** How long somebody may look for their phone after the password. */
const STEP_MINUTES = 10;
const STEP = 'code after the password';
const stepData = z.object({
  userId: z.number(),
  epoch: z.number(),
  /** What was right before the code. */
  after: z.enum(['password', 'provider']),
});
type After = z.infer<typeof stepData>['after'];

/** Where somebody wants to go once they are signed in, and a form of theirs that came too late. */
export interface Onwards {
  next: string;
  again: string;
  /** Shown on the page that comes next. */
  flash?: string;
}

export type SignInSteps = ReturnType<typeof createSignInSteps>;

/** What comes between a right password and being signed in, alike for every way in. */
export function createSignInSteps(parts: {
  accounts: AccountService;
  secondFactor: SecondFactorService;
  passkeys: PasskeyService;
  sessions: SessionService;
  attempts: ReturnType<typeof createAttempts>;
  knownDevices: KnownDevices;
  held: Held;
  /** What the provider is called that people sign in at. */
  outside: string;
}) {
  const { accounts, secondFactor, passkeys, sessions, attempts, knownDevices, held, outside } = parts;

  async function finish(
    context: Context<object>,
    user: User,
    by: string,
    onwards: Onwards,
    known: { confirmed: boolean; secondFactorElsewhere?: boolean },
  ): Promise<void> {
    const { req, res, show, redirect } = context;
    if (knownDevices.of(req, user.email) === null) {
      await sessions.onNewDevice(user.id, browserFamily(req.get('user-agent')));
    }
    knownDevices.remember(req, res, user.email);
    await accounts.signedIn(user.id, by);
    await signIn(req, user, known);
    const kept = readSendAgain(onwards.again);
    if (kept) {
      await show({
        template: 'people/accounts/send-again',
        title: 'Your entries are still here',
        view: kept,
      });
      return;
    }
    // Only a path of ours: `//elsewhere` and `/\elsewhere` would lead away.
    redirect(OWN_PATH.test(onwards.next) ? onwards.next : urls.home(), onwards.flash);
  }

  const showStep = async (
    { show }: Context<object>,
    user: User,
    { sealed, after }: { sealed: string; after: After },
    { next, again }: Onwards,
    errors: { field: string; text: string }[] = [],
  ) => {
    // What waits to be sent again stands in this page alone.
    const mayGo = again === '' && accounts.mayUsePassword(user) && (await passkeys.list(user.id)).length > 0;
    const passkeyHref = mayGo ? urls.signInByPasskey(next) : null;
    await show({
      template: 'people/second-factor/step',
      title: 'Enter the code of your app',
      status: errors.length > 0 ? 422 : 200,
      errors,
      view: {
        action: urls.signInCode(),
        was: after === 'password' ? 'Your password is right.' : `${outside} knows you.`,
        sealed,
        next,
        again,
        back: urls.signIn(),
        passkeyHref,
      },
    });
  };

  const tooLate = ({ show }: Context<object>, { next, again }: Onwards) =>
    show({
      template: 'people/accounts/sign-in',
      title: 'Sign in',
      status: 422,
      errors: [{ field: 'password', text: 'That took too long. Enter your password once more.' }],
      view: { email: '', next, again },
    });

  const refuseWhereOff = async ({ req, res, show }: Context<object>, { next, again }: Onwards) => {
    if (wantsJson(req)) {
      res.status(401).json({ code: 'secondFactor', message: OFF_IN_ANOTHER_TAB });
      return;
    }
    await show({
      template: 'people/accounts/sign-in',
      title: 'Sign in',
      status: 403,
      errors: [{ field: 'sign-in-outside', text: PASSWORDS_OFF }],
      view: { email: '', next, again },
    });
  };

  const askForCode = async (context: Context<object>, user: User, after: After, onwards: Onwards) => {
    const step = { userId: user.id, epoch: user.sessionEpoch, after };
    const sealed = await held.keep(context.req, STEP, step, STEP_MINUTES);
    await showStep(context, user, { sealed, after }, onwards);
  };

  return {
    /** The password or link of this person was right: signs them in, or asks for the code that is missing. */
    async afterPassword(
      context: Context<object>,
      known: User,
      by: 'password' | 'link',
      onwards: Onwards,
    ): Promise<void> {
      const { req, res } = context;
      // While the password was looked at the app may have been set up, or the password changed.
      const user = await accounts.ofSession(known.id, known.sessionEpoch);
      if (!user) return tooLate(context, onwards);
      if (!accounts.mayUsePassword(user)) return refuseWhereOff(context, onwards);
      // Whoever is signed in already gave a code for it, and goes on for another day with the password.
      if (user.secondFactor !== 'on' || currentUser(req)?.id === user.id) {
        // Without the code it is a longer session and no word on who sits there.
        await finish(context, user, by, onwards, { confirmed: user.secondFactor !== 'on' });
        return;
      }
      if (wantsJson(req)) {
        res.status(401).json({ code: 'secondFactor', message: IN_ANOTHER_TAB });
        return;
      }
      await askForCode(context, user, 'password', onwards);
    },

    /** Signs in whose passkey is right: their device has looked who they are, so nothing else is asked. */
    afterPasskey: (context: Context<object>, user: User, onwards: Onwards): Promise<void> =>
      accounts.mayUsePassword(user)
        ? finish(context, user, 'passkey', onwards, { confirmed: true })
        : refuseWhereOff(context, onwards),

    /**
     * Signs in whom their provider knows, or asks for the code of the app that they have here.
     *
     * @param outside - hasSecondFactor: the provider asked for a second factor that counts by the settings; isAnew: it
     *   has just asked who they are, and did not go by a session of its own
     */
    async afterProvider(
      context: Context<object>,
      user: User,
      { hasSecondFactor, isAnew: confirmed }: { hasSecondFactor: boolean; isAnew: boolean },
      onwards: Onwards,
    ): Promise<void> {
      if (hasSecondFactor) {
        const by = 'provider and its second factor';
        await finish(context, user, by, onwards, { secondFactorElsewhere: true, confirmed });
      } else if (user.secondFactor !== 'on') {
        await finish(context, user, 'provider', onwards, { secondFactorElsewhere: false, confirmed });
      } else {
        // Whoever is signed in already too: they go there to be asked again, which counts as much as signing in.
        await askForCode(context, user, 'provider', onwards);
      }
    },

    /** Signs in whose code is right after their password; `sealed` is what came with the page that asked for it. */
    async afterCode(
      context: Context<object>,
      sealed: string,
      typed: { code: TypedCode | null; errors: { field: string; text: string }[] },
      onwards: Onwards,
    ): Promise<void> {
      const { req, res } = context;
      const step = await held.read(req, STEP, stepData, sealed);
      const user = step && (await accounts.ofSession(step.userId, step.epoch));
      if (!step || !user) return tooLate(context, onwards);
      if (!typed.code) {
        await showStep(context, user, { sealed, after: step.after }, onwards, typed.errors);
        return;
      }
      const device = knownDevices.of(req, user.email);
      await sayingHowLong(res, () => attempts.beginCode(user.id, device));
      const taken = await secondFactor.check(user.id, typed.code);
      if (!taken) {
        await showStep(context, user, { sealed, after: step.after }, onwards, [wrongCode(typed.code)]);
        return;
      }
      await attempts.rightCode(user.id, device);
      await held.drop(req, sealed);
      const { left, of } = taken.codes;
      const flash = `You used a recovery code: ${left} of ${of} are left. New ones are made on the page of your account.`;
      const by = `${step.after} and ${BY[taken.by]}`;
      const then = taken.by === 'app' ? onwards : { ...onwards, flash };
      await finish(context, user, by, then, { confirmed: true });
    },
  };
}

const BY = { app: 'code of an app', recovery: 'recovery code' };

const IN_ANOTHER_TAB =
  'Your account asks for a code as well. Open the page to sign in in another tab, sign in there, then press the button here again.';

const OFF_IN_ANOTHER_TAB =
  'Passwords are turned off here. Open the page to sign in in another tab, sign in there, then press the button here again.';

export function readSendAgain(again: string) {
  if (again === '') return null;
  try {
    return sendAgainForm.parse(JSON.parse(again));
  } catch {
    return null;
  }
}
