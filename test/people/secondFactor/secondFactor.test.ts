import { createHmac } from 'node:crypto';
import request from 'supertest';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { Mailer, Message } from '../../../server/platform/mail/mailer.ts';
import { urls } from '../../../server/web/urls.ts';
import { codeAt, keyIn, recoveryCodesIn } from '../../support/appCodes.ts';
import { emailOf, onOneEngine, PASSWORD, startApp } from '../../support/app.ts';
import type { PersonName, TestApp, Visitor } from '../../support/app.ts';
import { filledIn, formTo, wordsOf } from '../../support/form.ts';
import { formErrors } from '../../support/formErrors.ts';

class Post implements Mailer {
  taken: Message[] = [];
  async send(message: Message): Promise<void> {
    await Promise.resolve();
    this.taken.push(message);
  }
}

onOneEngine('a second factor', (engine) => {
  let app: TestApp;
  const post = new Post();
  let moment = new Date('2027-02-10T09:00:10Z');
  const pass = (seconds: number) => {
    moment = new Date(moment.getTime() + seconds * 1000);
  };
  /** Each test begins when what the one before used has run out. */
  beforeEach(() => {
    pass(3600);
  });
  beforeAll(async () => {
    app = await startApp(engine, { now: () => moment, mailer: post });
  });
  afterAll(() => app.close());

  /** What is mailed since it was last asked. */
  const mailed = async () => {
    await app.deps.mail.deliver();
    const all = post.taken.splice(0).map(({ to, subject }) => `${to}: ${subject}`);
    // Of new devices another test tells.
    return all.filter((mail) => !mail.includes('You signed in with'));
  };

  /** Sets an app up, as the person would; the key, the recovery codes and the browser. */
  async function setUp(person: PersonName) {
    const visitor = await app.as(person);
    const page = await visitor.get(urls.setUpApp());
    const key = keyIn(page.text);
    const form = filledIn(formTo(page.text, urls.setUpApp()), {
      code: codeAt(key, moment),
      password: PASSWORD,
    });
    const done = await visitor.post(urls.setUpApp(), form);
    const codes = recoveryCodesIn(done.text);
    expect([done.status, codes.length]).toEqual([200, 10]);
    return { key, codes, visitor };
  }

  /** A new browser after the password: the page that comes then. */
  async function afterPassword(person: PersonName, next = '') {
    const visitor = app.anonymous();
    const page = await visitor.post(urls.signIn(), { email: emailOf(person), password: PASSWORD, next });
    return { visitor, page };
  }
  async function enter(at: { visitor: Visitor; page: { text: string } }, typed: Record<string, string>) {
    return at.visitor.post(urls.signInCode(), filledIn(formTo(at.page.text, urls.signInCode()), typed));
  }
  /** Fills in the form of a page of one's own and sends it. */
  const send = async (visitor: Visitor, url: string, typed: Record<string, string>) =>
    visitor.post(url, filledIn(formTo((await visitor.get(url)).text, url), typed));
  const last = async (limit: number) =>
    (await app.deps.activity.list({ limit })).map(({ action, userId }) => [action, userId]);

  it('does not count before a code shows that the app has the secret, and the password is right', async () => {
    const stan = await app.as('stan');
    expect((await stan.get(urls.account())).text).toContain('With your password');
    const page = await stan.get(urls.setUpApp());
    const key = keyIn(page.text);
    const form = formTo(page.text, urls.setUpApp());
    const wrong = await stan.post(urls.setUpApp(), filledIn(form, { code: '000000', password: PASSWORD }));
    expect([wrong.status, Object.keys(formErrors(wrong.text))]).toEqual([422, ['code']]);
    // The same picture once more, so that nothing has to be scanned again.
    expect(keyIn(wrong.text)).toBe(key);
    const others = await stan.post(
      urls.setUpApp(),
      filledIn(form, { code: codeAt(key, moment), password: 'not the password' }),
    );
    expect(formErrors(others.text)).toEqual({ password: 'This is not your password.' });
    // A secret that somebody else chose is none of ours.
    const forged = await stan.post(urls.setUpApp(), {
      ...filledIn(form, { code: codeAt(key, moment), password: PASSWORD }),
      sealed: 'e30.e30',
    });
    expect([forged.status, keyIn(forged.text) === key]).toEqual([422, false]);
    const { page: home } = await afterPassword('stan');
    expect([home.status, home.headers['location']]).toEqual([303, urls.home()]);
  });

  it('is asked for after the password, and then signs in to where one wanted to go', async () => {
    const elsewhere = await app.as('lena');
    await mailed();
    const { key, visitor } = await setUp('lena');
    // What was open elsewhere was opened without it.
    expect((await elsewhere.get(urls.account())).text).toContain('Sign in</h1>');
    expect((await visitor.get(urls.account())).text).toContain('With your password and a code of your app');
    expect(await mailed()).toEqual([`${emailOf('lena')}: An authenticator app was set up: Casefile audit`]);

    pass(60);
    const at = await afterPassword('lena', '/tools');
    expect(at.page.status).toBe(200);
    expect(wordsOf(at.page.text)).toContain(
      'Your account asks for a code of your authenticator app as well.',
    );
    // The password alone has opened nothing.
    expect((await at.visitor.get(urls.account())).text).toContain('Sign in</h1>');
    // What the page holds of it is a name and nothing that could be made from what is kept; another browser has none of it.
    const { fields } = formTo(at.page.text, urls.signInCode());
    const sealedThere = String(fields['sealed']);
    const { sessionSecret, database } = app.deps;
    const rows = JSON.stringify(await database.pool('sessions').select('*'));
    expect([rows.includes(sealedThere), sealedThere.includes('.')]).toEqual([false, false]);
    const body = Buffer.from(
      JSON.stringify({ until: moment.getTime() + 60_000, data: { userId: app.ids.lena, epoch: 1 } }),
    );
    const forged = createHmac('sha256', sessionSecret).update(body).digest('base64url');
    for (const sealed of ['', `${body.toString('base64url')}.${forged}`, sealedThere]) {
      const stranger = await app.anonymous().post(urls.signInCode(), {
        sealed,
        code: codeAt(key, moment),
      });
      expect(formErrors(stranger.text)).toEqual({
        password: 'That took too long. Enter your password once more.',
      });
    }
    const empty = await enter(at, {});
    expect(formErrors(empty.text)).toEqual({ code: 'Enter the six digits that the app shows.' });
    const wrong = await enter(at, { code: '000000' });
    expect([wrong.status, Object.keys(formErrors(wrong.text))]).toEqual([422, ['code']]);
    const code = codeAt(key, moment);
    const right = await enter(at, { code: `${code.slice(0, 3)} ${code.slice(3)}` });
    expect([right.status, right.headers['location']]).toEqual([303, '/tools']);
    expect(await last(2)).toEqual([
      ['person.signedIn', app.ids.lena],
      ['person.codeWrong', app.ids.lena],
    ]);
    // The same code a second time, by whoever read it over a shoulder.
    const again = await enter(await afterPassword('lena'), { code });
    expect(formErrors(again.text)['code']).toContain('was used before');
  });

  it('is asked for after a new password by a link as well', async () => {
    const { key } = await setUp('beth');
    pass(60);
    const token = await app.deps.accounts.newPasswordLink(app.ids.adam, app.ids.beth);
    const visitor = app.anonymous();
    const page = await visitor.post(urls.invitation(token), { password: PASSWORD, repeated: PASSWORD });
    expect(page.status).toBe(200);
    expect((await visitor.get(urls.account())).text).toContain('Sign in</h1>');
    expect((await enter({ visitor, page }, { code: codeAt(key, moment) })).status).toBe(303);
  });

  it('ends with the browser, the time and the password that its page belongs to', async () => {
    const { key } = await setUp('carl');
    pass(60);
    const at = await afterPassword('carl');
    const sealed = String(formTo(at.page.text, urls.signInCode()).fields['sealed']);
    const code = () => codeAt(key, moment);
    const other = await app.anonymous().post(urls.signInCode(), { sealed, code: code() });
    expect(formErrors(other.text)).toEqual({
      password: 'That took too long. Enter your password once more.',
    });
    pass(600);
    expect((await enter(at, { code: code() })).status).toBe(422);
    const late = await afterPassword('carl');
    const link = await app.deps.accounts.newPasswordLink(app.ids.adam, app.ids.carl);
    await app.deps.accounts.choosePassword(link, PASSWORD);
    expect(formErrors((await enter(late, { code: code() })).text)).toHaveProperty('password');
  });

  it('lets in by a recovery code once, and says how many are left', async () => {
    const { codes } = await setUp('dora');
    await mailed();
    const [first = '', second = ''] = codes;
    const at = await afterPassword('dora');
    expect((await enter(at, { recovery: first.toUpperCase().replaceAll('-', '') })).status).toBe(303);
    expect(wordsOf((await at.visitor.get(urls.home())).text)).toContain('9 of 10 are left.');
    expect(wordsOf((await at.visitor.get(urls.ownSignIn())).text)).toContain(
      '9 of 10 recovery codes are left',
    );
    expect(await mailed()).toContain(`${emailOf('dora')}: A recovery code was used: Casefile audit`);
    const again = await enter(await afterPassword('dora'), { recovery: first });
    expect(Object.keys(formErrors(again.text))).toEqual(['recovery']);

    const renew = { password: PASSWORD, recovery: second };
    const made = recoveryCodesIn((await send(at.visitor, urls.recoveryCodes(), renew)).text);
    expect(made).toHaveLength(10);
    expect((await enter(await afterPassword('dora'), { recovery: codes[2] ?? '' })).status).toBe(422);
    expect((await enter(await afterPassword('dora'), { recovery: made[0] ?? '' })).status).toBe(303);
    // Only hashes are kept.
    const rows = JSON.stringify(await app.deps.database.pool('recovery_codes').select('*'));
    for (const code of made) expect(rows).not.toContain(code.replaceAll('-', '').slice(0, 12));
  });

  it('is guessed at five times from elsewhere, without shutting the owner out where they were before', async () => {
    const { key, visitor } = await setUp('paula');
    const home = await visitor.get(urls.home());
    await visitor.post(urls.signOut(), formTo(home.text, urls.signOut()).fields);
    pass(60);
    const statuses: number[] = [];
    for (let n = 0; n < 7; n += 1) {
      statuses.push((await enter(await afterPassword('paula'), { code: '000000' })).status);
    }
    expect(statuses).toEqual([422, 422, 422, 422, 422, 429, 429]);
    expect((await enter(await afterPassword('paula'), { code: codeAt(key, moment) })).status).toBe(429);
    const page = await send(visitor, urls.signIn(), { email: emailOf('paula'), password: PASSWORD });
    expect((await enter({ visitor, page }, { code: codeAt(key, moment) })).status).toBe(303);
  });

  it('is turned off with password and code', async () => {
    const { key, visitor } = await setUp('stan');
    pass(60);
    await mailed();
    const code = codeAt(key, moment);
    const page = await visitor.get(urls.turnOffApp());
    const form = formTo(page.text, urls.turnOffApp());
    const off = (typed: Record<string, string>) => visitor.post(urls.turnOffApp(), filledIn(form, typed));
    expect(formErrors((await off({ password: PASSWORD, code: '000000' })).text)).toHaveProperty('code');
    expect(formErrors((await off({ password: 'wrong', code })).text)).toHaveProperty('password');
    expect(formErrors((await off({ password: '', code: '' })).text)).toEqual({
      code: 'Enter the six digits that the app shows.',
      password: 'Enter your password.',
    });
    expect((await off({ password: PASSWORD, code })).headers['location']).toBe(urls.ownSignIn());
    expect((await afterPassword('stan')).page.status).toBe(303);
    expect(await mailed()).toEqual([
      `${emailOf('stan')}: Your authenticator app was turned off: Casefile audit`,
    ]);
    expect((await off({ password: PASSWORD, code })).status).toBe(409);
  });

  it('is taken away by an administrator for somebody who has lost it, who is told', async () => {
    // Signed in with it, as whoever has found the telephone may be.
    const { visitor: elsewhere } = await setUp('stan');
    await mailed();
    const adam = await app.as('adam');
    const page = await adam.get(urls.person(app.ids.stan));
    expect(wordsOf(page.text)).toContain(
      'Take the authenticator app and the passkeys of Stan Stranger away?',
    );
    const url = urls.personResetApp(app.ids.stan);
    expect((await adam.post(url)).headers['location']).toBe(urls.person(app.ids.stan));
    const signedOut = wordsOf((await elsewhere.get(urls.account())).text);
    expect(signedOut).toContain('Email address');
    expect(signedOut).not.toContain('Stan Stranger');
    expect(await last(1)).toEqual([['person.secondFactorReset', app.ids.adam]]);
    const line = wordsOf((await adam.get(urls.allActivity())).text);
    expect(line).toContain('took away the authenticator app and the passkeys of somebody who has lost them');
    expect(line).toContain('person Stan Stranger');
    expect(await mailed()).toEqual([
      `${emailOf('stan')}: What you sign in with was taken away: Casefile audit`,
    ]);
    expect((await afterPassword('stan')).page.status).toBe(303);
    expect((await adam.post(url)).status).toBe(409);
    // Nobody gets round their own.
    expect((await adam.post(urls.personResetApp(app.ids.adam))).status).toBe(409);
    await setUp('adam');
    expect((await app.deps.secondFactor.resetByAddress(emailOf('adam'))).name).toBe('Adam Admin');
    await expect(app.deps.secondFactor.resetByAddress('nobody@example.org')).rejects.toThrow(/no account/);
  });

  it('is owed by roles that an administrator names: set up first, and nothing that was sent is lost', async () => {
    const before = await app.as('amir');
    await before.post(urls.accountMail(), { wanted: 'yes' });
    const adam = await app.as('adam');
    const token = (
      await app.deps.tokens.issue(app.ids.adam, { userId: app.ids.amir, name: 'T', expiresOn: '2027-12-31' })
    ).token;
    expect((await adam.post(urls.signInRules(), { roles: ['auditor', 'lead'] })).status).toBe(303);
    const rules = wordsOf((await adam.get(urls.signInRules())).text);
    // Lena and Beth set theirs up before.
    expect(rules).toContain(
      '2 people have still to set theirs up when they come next: Amir Auditor and Stan',
    );
    expect(rules).toContain('Panel lead Set up by 1 of 2 people. Auditor Set up by 1 of 3 people.');

    // Whoever was signed in, and whoever signs in now, come to the same page.
    const sent = await before.post(urls.accountMail(), { wanted: 'yes' });
    expect(sent.status).toBe(403);
    expect(formTo(sent.text, urls.accountMail()).fields).toMatchObject({ wanted: 'yes' });
    const { visitor, page } = await afterPassword('amir', urls.account());
    expect(page.headers['location']).toBe(urls.account());
    const gate = await visitor.get(urls.account());
    expect(gate.headers['location']).toBe(urls.setUpApp(urls.account()));
    expect((await visitor.get(urls.session())).body).toMatchObject({ user: null, deviceKey: null });
    const form = await visitor.get(urls.setUpApp(urls.account()));
    expect(wordsOf(form.text)).toContain('Your role needs it here');
    // A token of another program is not asked.
    const api = await request(app.app).get(urls.apiAudits()).set('Authorization', `Bearer ${token}`);
    expect(api.status).toBe(200);

    const key = keyIn(form.text);
    const done = await visitor.post(
      urls.setUpApp(),
      filledIn(formTo(form.text, urls.setUpApp()), { code: codeAt(key, moment), password: PASSWORD }),
    );
    expect(done.text).toContain(`href="${urls.account()}"`);
    expect((await visitor.get(urls.account())).status).toBe(200);
    // Turned off, it is owed again.
    pass(60);
    const off = { password: PASSWORD, code: codeAt(key, moment) };
    expect((await send(visitor, urls.turnOffApp(), off)).headers['location']).toBe(urls.setUpApp());
    await adam.post(urls.signInRules(), {});
    expect((await visitor.get(urls.account())).status).toBe(200);
    expect(await last(1)).toEqual([['signIn.rolesSet', app.ids.adam]]);
  });

  it('is told to a script that signs in, so that the page keeps what it holds', async () => {
    const agent = request.agent(app.app);
    const session = (await agent.get(urls.session())).body as { csrfToken: string };
    const answer = await agent
      .post(urls.signIn())
      .set('Accept', 'application/json')
      .set('X-CSRF-Token', session.csrfToken)
      .type('form')
      .send({ email: emailOf('lena'), password: PASSWORD });
    expect([answer.status, (answer.body as { code: string }).code]).toEqual([401, 'secondFactor']);
  });
});
