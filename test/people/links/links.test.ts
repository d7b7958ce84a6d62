import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Mailer, Message } from '../../../server/platform/mail/mailer.ts';
import { urls } from '../../../server/web/urls.ts';
import { emailOf, onOneEngine, PASSWORD, startApp } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { filledIn, formTo, wordsOf } from '../../support/form.ts';
import { formErrors } from '../../support/formErrors.ts';
import { tablesOf } from '../../support/page.ts';
import { watchWrites } from '../../support/writes.ts';

const DAY_MINUTES = 24 * 60;

class Post implements Mailer {
  taken: Message[] = [];
  down = false;
  async send(message: Message): Promise<void> {
    await Promise.resolve();
    if (this.down) throw new Error('connect ECONNREFUSED');
    this.taken.push(message);
  }
}

const tokensIn = (text: string) =>
  [...text.matchAll(/\/invitations\/([\w-]{32})/g)].map(([, token = '']) => token);

onOneEngine('links for many, and by mail', (engine) => {
  let app: TestApp;
  let adam: Visitor;
  const post = new Post();
  let moment = new Date('2027-02-10T09:00:00Z');
  const pass = (minutes: number) => {
    moment = new Date(moment.getTime() + minutes * 60_000);
  };
  const newPerson = async (name: string) => {
    const email = `${name.toLowerCase()}@example.org`;
    const [id = 0] = await app.deps.accounts.createSeveral(app.ids.adam, [
      { name, email, roles: ['auditor'], providerId: null },
    ]);
    return { id, name, email };
  };

  beforeAll(async () => {
    app = await startApp(engine, { now: () => moment, mailer: post });
    adam = await app.as('adam');
  });
  afterAll(() => app.close());
  beforeEach(async () => {
    post.taken = [];
    post.down = false;
    await app.deps.database.pool('outgoing_mail').delete();
  });

  const rowOf = async (name: string) =>
    tablesOf((await adam.get(urls.peopleLinks())).text)[0]
      ?.rows.find(([first]) => first === name)
      ?.at(-1);
  const linkForm = async () => formTo((await adam.get(urls.peopleLinks())).text, urls.peopleLinks());
  const choose = async (token: string) =>
    (await app.anonymous().post(urls.invitation(token), { password: PASSWORD, repeated: PASSWORD })).status;

  it('can be copied one by one and all together, and end those before', async () => {
    const [ida, jon] = [await newPerson('Ida'), await newPerson('Jon')];
    const form = await linkForm();
    expect(form.fields['people']).toEqual([String(ida.id), String(jon.id)]);
    const both = await adam.post(form.action, filledIn(form, {}, 'Make links to copy'));
    expect(both.headers['cache-control']).toBe('no-store');
    // Each in a field of its own, and both in one text.
    const tokens = tokensIn(both.text);
    expect([tokens.length, new Set(tokens).size]).toEqual([4, 2]);
    expect(both.text).toContain(
      `Ida\t${ida.email}\thttp://localhost:3000${urls.invitation(tokens[0] ?? '')}\n`,
    );
    expect(await rowOf('Ida')).toMatch(/^Has a link Until 17 February 2027/);
    // Whoever has a link that works is not ticked by itself.
    expect((await linkForm()).fields['people']).toBeUndefined();

    const one = await adam.post(form.action, { people: String(ida.id), how: 'copy' });
    const [newer = ''] = tokensIn(one.text);
    expect(await choose(tokens[0] ?? '')).toBe(404);
    expect(await choose(newer)).toBe(303);
    expect(await choose(tokens[1] ?? '')).toBe(303);
    expect(wordsOf((await adam.get(urls.peopleLinks())).text)).toContain('Everybody has chosen a password.');
  });

  it('that have run out are named, ticked and renewed', async () => {
    const kim = await newPerson('Kim');
    const [old = ''] = tokensIn(
      (await adam.post(urls.peopleLinks(), { people: String(kim.id), how: 'copy' })).text,
    );
    pass(8 * DAY_MINUTES);
    expect(await rowOf('Kim')).toMatch(/^Link has run out/);
    const form = await linkForm();
    expect(form.fields['people']).toBe(String(kim.id));
    const [fresh = ''] = tokensIn(
      (await adam.post(form.action, filledIn(form, {}, 'Make links to copy'))).text,
    );
    expect([await choose(old), await choose(fresh)]).toEqual([404, 303]);
  });

  it('go out by mail, made in that moment, so that none that works is kept', async () => {
    const lea = await newPerson('Lea');
    const form = await linkForm();
    const sent = await adam.post(form.action, filledIn(form, {}, 'Mail the links'));
    expect([sent.status, sent.headers['location']]).toEqual([303, urls.peopleLinks()]);
    expect(await rowOf('Lea')).toBe('Mail on its way');
    const waiting = JSON.stringify(await app.deps.database.pool('outgoing_mail').select('*'));
    expect(waiting).not.toContain('/invitations/');
    post.down = true;
    expect(await app.deps.mail.deliver()).toEqual({ sent: 0, failed: 1 });
    // Pressed again, there is one mail and not two.
    await adam.post(form.action, { people: String(lea.id), how: 'mail' });
    post.down = false;
    expect(await app.deps.mail.deliver()).toEqual({ sent: 1, failed: 0 });
    const [mail] = post.taken;
    expect(mail?.to).toBe(lea.email);
    const [token = ''] = tokensIn(mail?.text ?? '');
    expect(mail?.text).toContain(`\nhttp://localhost:3000${urls.invitation(token)}\n`);
    expect(await rowOf('Lea')).toMatch(/^Has a link Until .* Mailed 18 February 2027/);
    const kept = JSON.stringify(await app.deps.database.pool('outgoing_mail').select('*'));
    expect(kept).not.toContain(token);
    expect(await choose(token)).toBe(303);
    // From the page of one person, too, and to somebody who has a password.
    const page = await adam.get(urls.person(lea.id));
    const own = formTo(page.text, urls.peopleLinks());
    expect((await adam.post(own.action, filledIn(own, {}, 'Mail a new link'))).status).toBe(303);
    expect(await app.deps.mail.deliver()).toEqual({ sent: 1, failed: 0 });
  });

  it('need somebody to go to, and an account that can be used', async () => {
    const max = await newPerson('Max');
    const nobody = await adam.post(urls.peopleLinks(), { how: 'copy' });
    expect([nobody.status, formErrors(nobody.text)]).toEqual([422, { people: 'Tick at least one person.' }]);
    await app.deps.accounts.setDisabled(app.ids.adam, max.id, true);
    const before = await app.deps.database.pool('one_time_links').select('*');
    for (const how of ['copy', 'mail']) {
      const response = await adam.post(urls.peopleLinks(), {
        people: [String(app.ids.amir), String(max.id)],
        how,
      });
      expect(response.status).toBe(409);
    }
    expect(await app.deps.database.pool('one_time_links').select('*')).toEqual(before);
    expect((await adam.post(urls.peopleLinks(), { people: '999999', how: 'mail' })).status).toBe(404);
    expect(await app.deps.mail.list()).toEqual([]);
  });

  it('come by mail to whoever has forgotten a password, and the answer tells nothing', async () => {
    const written = await watchWrites(app.deps.database);
    const ask = async (email: string) => {
      const visitor = app.anonymous();
      await visitor.get(urls.forgottenPassword());
      await written();
      const { status, text } = await visitor.post(urls.forgottenPassword(), { email });
      const said = wordsOf(text).replace(email, 'THIS ADDRESS');
      return { status, said, written: await written() };
    };
    const nick = await newPerson('Nick');
    await app.deps.accounts.setDisabled(app.ids.adam, nick.id, true);
    const known = await ask(emailOf('amir'));
    expect(known.status).toBe(200);
    expect(known.said).toContain('If THIS ADDRESS has an account, a mail with a link is on its way.');
    expect(known.written).toContain('insert into link_requests');
    // The same words and the same work for an address without an account, and for one that is disabled.
    expect(await ask('nobody@example.org')).toEqual(known);
    expect(await ask(nick.email)).toEqual(known);

    expect(await app.deps.links.answerRequests()).toBe(1);
    expect(await app.deps.links.answerRequests()).toBe(0);
    expect(await app.deps.database.pool('link_requests').select('*')).toEqual([]);
    await app.deps.mail.deliver();
    expect(post.taken.map(({ to }) => to)).toEqual([emailOf('amir')]);
    const [token = ''] = tokensIn(post.taken[0]?.text ?? '');
    // Until it is used the old password holds; then whoever was signed in is out.
    const amir = await app.as('amir');
    expect(await choose(token)).toBe(303);
    expect((await amir.get(urls.account())).text).toContain('Sign in</h1>');
    expect(await choose(token)).toBe(404);
  });

  it('that were asked for hold for two hours', async () => {
    await app.anonymous().post(urls.forgottenPassword(), { email: emailOf('beth').toUpperCase() });
    await app.deps.links.answerRequests();
    await app.deps.mail.deliver();
    const [token = ''] = tokensIn(post.taken[0]?.text ?? '');
    pass(119);
    expect((await app.anonymous().get(urls.invitation(token))).status).toBe(200);
    pass(2);
    const late = await app.anonymous().get(urls.invitation(token));
    expect(late.status).toBe(404);
    expect(wordsOf(late.text)).toContain('Under “Forgotten your password?” on the page to sign in');
  });

  it('are sent to one address three times an hour, whether it has an account or not', async () => {
    for (const email of [emailOf('carl'), 'nowhere@example.org']) {
      const statuses: number[] = [];
      for (let i = 0; i < 4; i += 1) {
        statuses.push((await app.anonymous().post(urls.forgottenPassword(), { email })).status);
      }
      expect(statuses).toEqual([200, 200, 200, 429]);
    }
    await app.deps.links.answerRequests();
    await app.deps.mail.deliver();
    // Asked for three times within a minute, there is one mail.
    expect(post.taken.map(({ to }) => to)).toEqual([emailOf('carl')]);
    const odd = await app.anonymous().post(urls.forgottenPassword(), { email: 'no address' });
    expect([odd.status, Object.keys(formErrors(odd.text))]).toEqual([422, ['email']]);
  });
});

onOneEngine('links without a mail server', (engine) => {
  it('are copied, and whoever has forgotten a password is told whom to ask', async () => {
    const app = await startApp(engine);
    try {
      await app.deps.accounts.createSeveral(app.ids.adam, [
        { name: 'Ola', email: 'ola@example.org', roles: ['auditor'], providerId: null },
      ]);
      const adam = await app.as('adam');
      const page = await adam.get(urls.peopleLinks());
      const form = formTo(page.text, urls.peopleLinks());
      expect(form.buttons.map(({ text }) => text)).toEqual(['Make links to copy']);
      expect((await adam.post(form.action, filledIn(form, {}, 'Make links to copy'))).status).toBe(200);
      expect((await adam.post(form.action, { people: String(app.ids.amir), how: 'mail' })).status).toBe(409);
      const forgotten = await app.anonymous().get(urls.forgottenPassword());
      expect(wordsOf(forgotten.text)).toContain('Ask your administrator for a new link.');
      const asked = await app.anonymous().post(urls.forgottenPassword(), { email: emailOf('amir') });
      expect(asked.status).toBe(422);
      expect(await app.deps.database.pool('link_requests').select('*')).toEqual([]);
    } finally {
      await app.close();
    }
  });
});
