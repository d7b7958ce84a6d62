import { formBody, textOf } from '../../web/form.ts';
import type { Routes } from '../../web/route.ts';
import { ownSessionKey } from '../../web/session.ts';
import { urls } from '../../web/urls.ts';
import { countOf } from '../../formats/english.ts';
import type { SessionService } from './service.ts';

/** To be signed out elsewhere: on one device, or on all but this one. */
export function sessionRoutes(routes: Routes, parts: { sessions: SessionService }): void {
  const { sessions } = parts;

  routes.signedIn(
    { method: 'post', path: urls.endSession(), asksAgain: true },
    async ({ req, user, redirect }) => {
      await sessions.end(user.id, textOf(formBody(req), 'session'));
      redirect(urls.ownSignIn(), 'You are signed out there.');
    },
  );

  routes.signedIn(
    { method: 'post', path: urls.endOtherSessions(), asksAgain: true },
    async ({ req, user, redirect }) => {
      const ended = await sessions.endOthers(user, ownSessionKey(req));
      redirect(urls.ownSignIn(), `You are signed out on ${countOf(ended, 'other device')}.`);
    },
  );
}
