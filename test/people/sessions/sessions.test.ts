import request from 'supertest';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Mailer, Message } from '../../../server/platform/mail/mailer.ts';
import { urls } from '../../../server/web/urls.ts';
import { emailOf, onOneEngine, PASSWORD, startApp } from '../../support/app.ts';
import type { PersonName, TestApp } from '../../support/app.ts';
import { filledIn, formsOf, formTo, wordsOf } from '../../support/form.ts';
import { tablesOf } from '../../support/page.ts';

class Post implements Mailer {
  taken: Message[] = [];
  async send(message: Message): Promise<void> {
    await Promise.resolve();
    this.taken.push(message);
  }
}

const FIREFOX = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:143.0) Gecko/20100101 Firefox/143.0';
const SAFARI =
  'Mozilla/5.0 (iPad; CPU OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/604.1';

onOneEngine('where one is signed in', (engine) => {
  let app: TestApp;
  const post = new Post();
  beforeAll(async () => {
    app = await startApp(engine, { mailer: post });
  });
  afterAll(() => app.close());

  const mailed = async () => {
    await app.deps.mail.deliver();
    return post.taken.splice(0);
  };

  /** A browser of its own kind. */
  function browser(userAgent: string) {
    const agent = request.agent(app.app).set('User-Agent', userAgent);
    const send = async (page: string, url: string, typed: Record<string, string>) => {
      const form = formTo((await agent.get(page)).text, url);
      return agent
        .post(url === '' ? page : url)
        .type('form')
        .send(filledIn(form, typed));
    };
    return {
      get: async (url: string) => (await agent.get(url)).text,
      send,
      signIn: (person: PersonName) =>
        send(urls.signIn(), urls.signIn(), { email: emailOf(person), password: PASSWORD }),
      signOut: () => send(urls.home(), urls.signOut(), {}),
      /** Presses the button that ends the session in this row of the others, perhaps with another key. */
      async end(row: number, changed: Record<string, string> = {}) {
        const forms = formsOf(await this.get(urls.ownSignIn())).filter(
          ({ action }) => action === urls.endSession(),
        );
        return agent
          .post(urls.endSession())
          .type('form')
          .send({ ...forms[row]?.fields, ...changed });
      },
      rows: async () =>
        tablesOf((await agent.get(urls.ownSignIn())).text)[0]
          ?.rows.slice(1)
          .map(([name]) => name),
    };
  }

  it('is listed with the kind of browser, this one first, and ended one by one or all but this', async () => {
    const [laptop, tablet, room] = [browser(FIREFOX), browser(SAFARI), browser('curl/8.5.0')];
    for (const one of [laptop, tablet, room]) expect((await one.signIn('lena')).status).toBe(303);
    // Somebody else's are not among them.
    await browser(FIREFOX).signIn('amir');
    expect(await tablet.rows()).toEqual(['Safari on iPad (this one)', 'A browser', 'Firefox on Windows']);
    expect(wordsOf(await tablet.get(urls.ownSignIn()))).toContain('Now');

    const ended = await tablet.end(0);
    expect([ended.status, ended.headers['location']]).toEqual([303, urls.ownSignIn()]);
    expect(await room.get(urls.account())).toContain('Sign in</h1>');
    expect(await laptop.rows()).toEqual(['Firefox on Windows (this one)', 'Safari on iPad']);

    await room.signIn('lena');
    const others = await laptop.send(urls.ownSignIn(), urls.endOtherSessions(), {});
    expect(others.status).toBe(303);
    expect(wordsOf(await laptop.get(urls.ownSignIn()))).toContain('You are signed out on 2 other devices.');
    expect(await laptop.rows()).toEqual(['Firefox on Windows (this one)']);
    for (const one of [tablet, room]) expect(await one.get(urls.account())).toContain('Sign in</h1>');
    expect(await laptop.get(urls.ownSignIn())).not.toContain('Sign out everywhere else');
    const lines = await app.deps.activity.list({
      userId: app.ids.lena,
      limit: 9,
      actions: ['person.sessionsEnded'],
    });
    expect(lines.map(({ detail }) => detail)).toEqual([{ devices: 2 }, { devices: 1 }]);
  });

  it('is ended by nobody else, whatever they send', async () => {
    const [lena, amir] = [browser(FIREFOX), browser(FIREFOX)];
    await lena.signIn('lena');
    await amir.signIn('amir');
    const other = browser(SAFARI);
    await other.signIn('amir');
    const { key = '' } = (await app.deps.sessions.list(await app.deps.accounts.get(app.ids.lena)))[0] ?? {};
    const tried = await amir.end(0, { session: key });
    expect(tried.status).toBe(409);
    expect(await lena.get(urls.account())).toContain(emailOf('lena'));
  });

  it('does not list what ended with a new password', async () => {
    const [laptop, tablet] = [browser(FIREFOX), browser(SAFARI)];
    await laptop.signIn('beth');
    await tablet.signIn('beth');
    const typed = { current: PASSWORD, password: `${PASSWORD} two`, repeated: `${PASSWORD} two` };
    expect((await laptop.send(urls.account(), '', typed)).status).toBe(303);
    expect(await laptop.rows()).toEqual(['Firefox on Windows (this one)']);
  });

  it('is mailed once where it is new, and not the first time of all', async () => {
    await mailed();
    const [laptop, tablet] = [browser(FIREFOX), browser(SAFARI)];
    await laptop.signIn('carl');
    expect(await mailed()).toEqual([]);
    await tablet.signIn('carl');
    const [mail, ...more] = await mailed();
    expect(more).toEqual([]);
    expect([mail?.to, mail?.subject]).toEqual([
      emailOf('carl'),
      'You signed in with Safari on iPad: Casefile audit',
    ]);
    expect(mail?.text).toContain(`Where you are signed in: http://localhost:3000${urls.ownSignIn()}`);
    for (const one of [laptop, tablet]) {
      await one.signOut();
      await one.signIn('carl');
    }
    expect(await mailed()).toEqual([]);
  });
});
