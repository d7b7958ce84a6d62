import { z } from 'zod';
import { AppError, NotFoundError } from '../../platform/errors.ts';
import { clientOf } from '../../web/address.ts';
import { formBody, textOf } from '../../web/form.ts';
import type { Held } from '../../web/held.ts';
import type { Routes } from '../../web/route.ts';
import { urls } from '../../web/urls.ts';
import type { createAttempts } from '../accounts/attempts.ts';
import { sayingHowLong } from '../accounts/limiting.ts';
import type { SignInSteps } from '../accounts/signInSteps.ts';
import { SignOnError } from './provider.ts';
import type { OutsideProvider } from './provider.ts';
import type { SignOnService } from './service.ts';

const WAY = 'way to the provider';
const MINUTES = 15;
/** What waits to be sent again is kept while somebody is away at the provider; a page of answers has a tenth of it. */
const LONGEST_KEPT = 64_000;
const wayData = z.object({
  secrets: z.object({ nonce: z.string(), verifier: z.string(), anewFrom: z.number().nullable() }),
  next: z.string(),
  again: z.string(),
});

/** Signing in at the provider of an organisation: there, and back. */
export function signOnRoutes(
  routes: Routes,
  parts: {
    signOn: SignOnService;
    outsideProvider: OutsideProvider | null;
    config: { signOn: { name: string } | null };
    publicUrl: string;
    attempts: ReturnType<typeof createAttempts>;
    held: Held;
    steps: SignInSteps;
  },
): void {
  const { signOn, outsideProvider, attempts, held, steps } = parts;
  const redirectUri = `${parts.publicUrl}${urls.backFromOutside()}`;
  const name = parts.config.signOn?.name ?? '';
  const mustBeSetUp = () => {
    if (!outsideProvider) throw new NotFoundError();
    return outsideProvider;
  };

  /** Shows why nobody is signed in, with a way to try again in which nothing is lost that waits to be sent. */
  const showing = async (
    show: (page: { template: string; title: string; status: number; view: object }) => Promise<void>,
    onwards: { next: string; again: string },
    work: () => Promise<void>,
  ) => {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof SignOnError)) throw error;
      await show({
        template: 'people/sign-on/refused',
        title: 'You are not signed in',
        status: error.status,
        view: { message: error.message, back: urls.signIn(), ...onwards },
      });
    }
  };

  routes.anybody({ method: 'get', path: urls.signInOutside() }, async ({ redirect }) => {
    mustBeSetUp();
    redirect(urls.signIn());
  });

  routes.anybody(
    { method: 'post', path: urls.signInOutside(), signsIn: true },
    async ({ req, res, show, user: known }) => {
      const provider = mustBeSetUp();
      const body = formBody(req);
      const onwards = { next: textOf(body, 'next'), again: textOf(body, 'again') };
      if (onwards.again.length + onwards.next.length > LONGEST_KEPT) throw new AppError(413, TOO_LONG);
      await sayingHowLong(res, () => attempts.beginElsewhere(clientOf(req)));
      await showing(show, onwards, async () => {
        const { secrets, addressFor } = await provider.begin(redirectUri, known !== null);
        const state = await held.keep(req, WAY, { secrets, ...onwards }, MINUTES);
        const href = addressFor(state);
        // Browsers hold what a form leads to against our own site; where a page leads by itself they do not.
        res.set('Refresh', `0; url=${href}`);
        await show({ template: 'people/sign-on/onward', title: `Going on to ${name}`, view: { href, name } });
      });
    },
  );

  // Once somebody has signed out here: their session at the provider is another one, and goes on.
  routes.anybody({ method: 'get', path: urls.signedOutHere() }, async ({ show }) => {
    const provider = mustBeSetUp();
    await show({
      template: 'people/sign-on/signed-out',
      title: 'You are signed out here',
      view: { name, href: await provider.signOutAddress(), back: urls.signIn() },
    });
  });

  routes.anybody({ method: 'get', path: urls.backFromOutside(), signsIn: true }, async (context) => {
    const { req, show } = context;
    const provider = mustBeSetUp();
    const state = typeof req.query['state'] === 'string' ? req.query['state'] : '';
    const way = await held.read(req, WAY, wayData, state);
    if (!way) {
      await show({
        template: 'people/accounts/sign-in',
        title: 'Sign in',
        status: 422,
        errors: [{ field: 'sign-in-outside', text: TOO_LATE }],
        view: { email: '', next: '', again: '' },
      });
      return;
    }
    await held.drop(req, state);
    const { secrets, ...onwards } = way;
    await showing(show, onwards, async () => {
      const cameBackTo = new URL(redirectUri);
      cameBackTo.search = new URL(req.originalUrl, redirectUri).search;
      const identity = await provider.finish(cameBackTo, state, secrets);
      const user = await signOn.authenticate(identity);
      await steps.afterProvider(context, user, identity, onwards);
    });
  });
}

const TOO_LATE = 'That took too long, was used already, or was begun in another browser. Sign in once more.';
const TOO_LONG =
  'What you sent is too long to be kept while you sign in elsewhere. Sign in in another tab, then go back here and send it again.';
