import request from 'supertest';
import { expect, it } from 'vitest';
import { createApp } from '../../../server/app.ts';
import { urls } from '../../../server/web/urls.ts';
import { onBothEngines, PASSWORD, startApp, startDeps, tokenIn } from '../../support/app.ts';

const CHOSEN = 'quite another set of words';

/** Three browsers on the page of a link, each with the token of its form. */
const openThrice = (app: Parameters<typeof request.agent>[0], url: string) =>
  Promise.all(
    [0, 1, 2].map(async () => {
      const agent = request.agent(app);
      const page = await agent.get(url);
      expect(page.status).toBe(200);
      const _csrf = tokenIn(page.text);
      return {
        agent,
        send: (fields: Record<string, string>) =>
          agent
            .post(url)
            .type('form')
            .send({ _csrf, ...fields }),
      };
    }),
  );

onBothEngines('a link that several use at once', (engine) => {
  it('lets one of them choose a password', async () => {
    const test = await startApp(engine);
    try {
      const email = 'amir@example.org';
      const token = await test.deps.accounts.newPasswordLink(test.ids.adam, test.ids.amir);
      const browsers = await openThrice(test.app, urls.invitation(token));
      const responses = await Promise.all(
        browsers.map(({ send }, i) => send({ password: `${CHOSEN} ${i}`, repeated: `${CHOSEN} ${i}` })),
      );
      expect(responses.map((response) => String(response.status)).toSorted()).toEqual(['303', '404', '404']);
      const winner = responses.findIndex((response) => response.status === 303);
      for (const i of [0, 1, 2]) {
        const signedIn = await test.anonymous().post(urls.signIn(), { email, password: `${CHOSEN} ${i}` });
        expect(signedIn.status === 303).toBe(i === winner);
      }
    } finally {
      await test.close();
    }
  });

  it('lets one of them set the program up', async () => {
    const started = await startDeps(engine);
    try {
      const { accounts, database } = started.deps;
      const token = (await accounts.setupToken()) ?? '';
      const browsers = await openThrice(createApp(started.deps).app, urls.setup(token));
      const person = { name: 'Ada Admin', password: PASSWORD, repeated: PASSWORD };
      const responses = await Promise.all(
        browsers.map(({ send }, i) => send({ ...person, email: `person${i}@example.org` })),
      );
      expect(responses.map((response) => String(response.status)).toSorted()).toEqual(['303', '404', '404']);
      const winner = responses.findIndex((response) => response.status === 303);
      expect(await accounts.list()).toMatchObject([{ email: `person${winner}@example.org` }]);
      for (const [i, { agent }] of browsers.entries()) {
        const home = await agent.get(urls.home());
        expect(home.text.includes('action="/sign-out"'), `browser ${i}`).toBe(i === winner);
      }
      expect(await database.pool('activity').where({ action: 'setup.completed' })).toHaveLength(1);
    } finally {
      await started.close();
    }
  });
});
