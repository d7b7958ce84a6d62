import { generateKeyPairSync } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { Mailer, Message } from '../../../server/platform/mail/mailer.ts';
import { urls } from '../../../server/web/urls.ts';
import { emailOf, onOneEngine, PASSWORD, startApp } from '../../support/app.ts';
import type { PersonName, TestApp, Visitor } from '../../support/app.ts';
import { codeAt } from '../../support/appCodes.ts';
import { filledIn, formTo, wordsOf } from '../../support/form.ts';
import { formErrors } from '../../support/formErrors.ts';
import { CLIENT, startSignOnProvider } from '../../support/signOnProvider.ts';

class Post implements Mailer {
  taken: Message[] = [];
  async send(message: Message): Promise<void> {
    await Promise.resolve();
    this.taken.push(message);
  }
}

const BACK = `http://localhost:3000${urls.backFromOutside()}`;
const KNOWN = {
  'amir-there': { email: emailOf('amir'), email_verified: true, groups: ['readers'] },
  'beth-there': { email: emailOf('beth'), email_verified: false, groups: ['readers'] },
  'lena-there': { email: 'lena.lead@elsewhere.example', email_verified: true, groups: ['leads', 'readers'] },
  'carl-there': { email: emailOf('carl'), email_verified: true, groups: [] },
  'nobody-here': { email: 'nobody@example.org', email_verified: true },
};
type There = keyof typeof KNOWN;

onOneEngine('signing in at a provider', (engine) => {
  let app: TestApp;
  let provider: Awaited<ReturnType<typeof startSignOnProvider>>;
  const post = new Post();
  let moment: Date | null = null;
  const settings = (more: Record<string, string> = {}) => ({
    PUBLIC_URL: 'http://localhost:3000',
    OIDC_ISSUER: provider.issuer,
    OIDC_CLIENT_ID: CLIENT.id,
    OIDC_CLIENT_SECRET: CLIENT.secret,
    OIDC_NAME: 'Example Trust',
    ...more,
  });
  beforeAll(async () => {
    provider = await startSignOnProvider(BACK, KNOWN);
    app = await startApp(engine, {
      mailer: post,
      environment: settings(),
      now: () => moment ?? new Date(),
    });
  });
  afterEach(() => Object.assign(provider.meddling, { token: null, key: null, answer: null, silent: null }));
  afterAll(async () => {
    await app.close();
    await provider.close();
  });

  const pathOf = (address: string) => address.replace('http://localhost:3000', '');
  /** To the provider: the page that leads there. */
  async function leave(visitor: Visitor, next = '', again = '') {
    const page = await visitor.get(urls.signIn());
    return visitor.post(
      urls.signInOutside(),
      filledIn(formTo(page.text, urls.signInOutside()), { next, again }),
    );
  }
  const addressIn = (page: { headers: Record<string, string> }) =>
    (page.headers['refresh'] ?? '').replace('0; url=', '');
  /** There and back in a new browser: the page that comes then. */
  async function signIn(as: There, next = '', again = '', at: TestApp = app) {
    const visitor = at.anonymous();
    const back = await provider.goThere(addressIn(await leave(visitor, next, again)), as);
    return { visitor, page: await visitor.get(pathOf(back)), back };
  }
  const link = async (person: PersonName, typed: Record<string, string>, at: TestApp = app) => {
    const adam = await at.as('adam');
    const { text } = await adam.get(urls.person(at.ids[person]));
    return adam.post(
      urls.linkOutside(at.ids[person]),
      filledIn(formTo(text, urls.linkOutside(at.ids[person])), typed),
    );
  };
  const isIn = async (visitor: Visitor) => (await visitor.get(urls.account())).text.includes('Sign out');
  const last = async () => (await app.deps.activity.list({ limit: 1 }))[0];

  it('needs a link that an administrator made: the same address is none', async () => {
    const { page, visitor } = await signIn('amir-there');
    expect([page.status, await isIn(visitor)]).toEqual([403, false]);
    expect(wordsOf(page.text)).toContain('no account here is linked to it');
    // What the administrator needs to link it.
    expect(page.text).toContain('amir-there');
    expect(await last()).toMatchObject({ userId: null, action: 'person.signInFailed' });
    expect(await app.deps.accounts.list()).toHaveLength(8);
  });

  it('goes by an address once, then by the subject alone, and by the session of any sign-in', async () => {
    // The address of a colleague would let them in as somebody else.
    const colleague = { outsideBy: 'email', outsideEmail: emailOf('lena') };
    expect(formErrors((await link('amir', colleague)).text)).toHaveProperty('outsideEmail');
    expect(formErrors((await link('amir', { outsideBy: 'email', outsideEmail: 'no' })).text)).toHaveProperty(
      'outsideEmail',
    );
    expect((await link('amir', { outsideBy: 'email' })).status).toBe(303);
    const { page, visitor } = await signIn('amir-there', '/account');
    expect([page.status, page.headers['location']]).toEqual([303, '/account']);
    expect(await last()).toMatchObject({
      userId: app.ids.amir,
      action: 'person.signedIn',
      detail: { by: 'provider' },
    });
    expect(wordsOf((await visitor.get(urls.account())).text)).toContain(
      'With your password, or with Example Trust',
    );
    // Whoever has the address there now is somebody else.
    KNOWN['nobody-here'].email = emailOf('amir');
    expect((await signIn('nobody-here')).page.status).toBe(403);
    await app.deps.mail.deliver();
    expect(post.taken.map(({ subject }) => subject)).toContain(
      'You can sign in with Example Trust: Casefile audit',
    );
    // A known device, and a session like others: listed, ended by a sign-out.
    expect(wordsOf((await visitor.get(urls.ownSignIn())).text)).toContain('(this one)');
    const home = await visitor.get(urls.home());
    const out = await visitor.post(urls.signOut(), filledIn(formTo(home.text, urls.signOut()), {}));
    expect(out.status).toBe(303);
    expect(await isIn(visitor)).toBe(false);
    // An address that the provider has not confirmed is anybody’s.
    await link('beth', { outsideBy: 'email' });
    expect((await signIn('beth-there')).page.status).toBe(403);
  });

  it('shows again who one is, asked anew and not by a session of the provider', async () => {
    const { visitor } = await signIn('amir-there');
    // To come in by a session there says nothing of who sits here.
    const asked = await visitor.get(urls.newPasskey());
    const form = filledIn(formTo(asked.text, urls.signInOutside()), {});
    expect(form['next']).toBe(urls.newPasskey());
    const leaving = await visitor.post(urls.signInOutside(), form);
    const { searchParams } = new URL(addressIn(leaving));
    expect([searchParams.get('prompt'), searchParams.get('max_age')]).toEqual(['login', '0']);
    const backWith = async (page: typeof leaving, as: There) =>
      visitor.get(pathOf(await provider.goThere(addressIn(page), as)));
    // Whoever takes the wish out of the address is told by when the provider last asked.
    provider.meddling.token = (claims) => ({ ...claims, auth_time: Number(claims['auth_time']) - 3600 });
    const refused = await backWith(leaving, 'amir-there');
    expect([refused.status, wordsOf(refused.text).includes('has not asked who you are anew')]).toEqual([
      403,
      true,
    ]);
    provider.meddling.token = null;
    expect(wordsOf((await visitor.get(urls.newPasskey())).text)).toContain('Confirm that it is you');
    const again = await visitor.get(urls.newPasskey());
    const back = await backWith(
      await visitor.post(urls.signInOutside(), filledIn(formTo(again.text, urls.signInOutside()), {})),
      'amir-there',
    );
    expect([back.status, back.headers['location']]).toEqual([303, urls.newPasskey()]);
    expect(wordsOf((await visitor.get(urls.newPasskey())).text)).not.toContain('Confirm that it is you');
  });

  it('lets nobody take another’s link, ends with it, and with the account', async () => {
    const taken = await link('stan', { outsideBy: 'subject', outsideSubject: 'amir-there' });
    expect(formErrors(taken.text)).toEqual({
      outsideSubject: 'Another account is linked to this one already.',
    });
    const { visitor } = await signIn('amir-there');
    await app.deps.accounts.setDisabled(app.ids.adam, app.ids.amir, true);
    expect(wordsOf((await signIn('amir-there')).page.text)).toContain('Your account here is disabled.');
    await app.deps.accounts.setDisabled(app.ids.adam, app.ids.amir, false);
    expect(await isIn(visitor)).toBe(false);

    const again = await signIn('amir-there');
    const adam = await app.as('adam');
    const page = await adam.get(urls.person(app.ids.amir));
    expect(wordsOf(page.text)).toContain('Take the link of Amir Auditor away?');
    await adam.post(
      urls.unlinkOutside(app.ids.amir),
      filledIn(formTo(page.text, urls.unlinkOutside(app.ids.amir)), {}),
    );
    expect(await last()).toMatchObject({ userId: app.ids.adam, action: 'person.outsideUnlinked' });
    expect([await isIn(again.visitor), (await signIn('amir-there')).page.status]).toEqual([false, 403]);
  });

  it('keeps a form that waits to be sent, and gives a way back once and in one browser', async () => {
    await link('lena', { outsideBy: 'subject', outsideSubject: 'lena-there' });
    const again = JSON.stringify({ action: '/audits', fields: [{ name: 'title', value: 'Kept title' }] });
    provider.meddling.token = (claims) => ({ ...claims, nonce: 'another' });
    const refused = await signIn('lena-there', '', again);
    expect(formTo(refused.page.text, urls.signInOutside()).fields['again']).toBe(again);
    provider.meddling.token = null;
    const { page, back, visitor } = await signIn('lena-there', '', again);
    expect([page.status, page.text.includes('Kept title')]).toEqual([200, true]);
    expect((await visitor.get(pathOf(back))).status).toBe(422);

    const one = app.anonymous();
    const address = await provider.goThere(addressIn(await leave(one)), 'lena-there');
    const other = await app.anonymous().get(pathOf(address));
    expect(formErrors(other.text)).toHaveProperty('sign-in-outside');
    expect((await one.get(pathOf(address))).status).toBe(303);
    // A page holds no more than the address, and that opens nothing elsewhere.
    const rows = JSON.stringify(await app.deps.database.pool('sessions').select('*'));
    const state = new URL(addressIn(await leave(app.anonymous()))).searchParams.get('state') ?? '';
    expect([state.length, rows.includes(state)]).toEqual([43, false]);
  });

  it.each([
    ['another audience', { aud: 'another' }, 'was meant for another program'],
    ['another issuer', { iss: 'https://elsewhere.example' }, 'was said by another provider'],
    ['another nonce', { nonce: 'another' }, 'was not meant for this program'],
    ['two minutes ago', { exp: Math.floor(Date.now() / 1000) - 120 }, 'more than a minute apart'],
  ])('refuses what is for %s', async (_what, changed, words) => {
    provider.meddling.token = (claims) => ({ ...claims, ...changed });
    const { page, visitor } = await signIn('lena-there');
    expect([page.status, await isIn(visitor)]).toEqual([403, false]);
    expect(wordsOf(page.text)).toContain(words);
  });

  it('takes clocks half a minute apart, new keys at once, and no key of somebody else', async () => {
    provider.meddling.token = (claims) => ({ ...claims, exp: Math.floor(Date.now() / 1000) - 30 });
    expect((await signIn('lena-there')).page.status).toBe(303);
    provider.meddling.token = null;
    provider.rotate();
    expect((await signIn('lena-there')).page.status).toBe(303);
    provider.meddling.key = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
    const { page } = await signIn('lena-there');
    expect([page.status, wordsOf(page.text).includes('You are not signed in')]).toEqual([403, true]);
  });

  it('says so where the provider is away, out of order, refuses, or is cancelled', async () => {
    provider.meddling.answer = { path: '/openid-configuration', status: 502, body: 'away' };
    const away = await leave(app.anonymous(), '/tools');
    expect(away.status).toBe(503);
    expect(wordsOf(away.text)).toContain('Example Trust does not answer at the moment.');
    expect(formTo(away.text, urls.signInOutside()).fields['next']).toBe('/tools');
    provider.meddling.answer = null;
    for (const path of ['/jwks', '/me']) {
      const visitor = app.anonymous();
      const back = await provider.goThere(addressIn(await leave(visitor)), 'lena-there');
      provider.meddling.answer = { path, status: 500, body: '{}' };
      expect((await visitor.get(pathOf(back))).status, path).toBe(503);
      provider.meddling.answer = null;
    }
    provider.meddling.answer = { path: '/token', status: 401, body: '{"error":"invalid_client"}' };
    expect(wordsOf((await signIn('lena-there')).page.text)).toContain('does not take the name or the secret');
    provider.meddling.answer = null;
    const visitor = app.anonymous();
    const state = new URL(addressIn(await leave(visitor))).searchParams.get('state') ?? '';
    const cancelled = await visitor.get(
      `${urls.backFromOutside()}?${new URLSearchParams({ state, error: 'access_denied', iss: provider.issuer }).toString()}`,
    );
    expect([cancelled.status, wordsOf(cancelled.text).includes('it was cancelled there')]).toEqual([
      403,
      true,
    ]);
    // One that never answers: the page comes by itself.
    provider.meddling.silent = '/openid-configuration';
    expect((await leave(app.anonymous())).status).toBe(503);
  });

  it('says which setting is wrong: issuer, secret, program, clock', async () => {
    const said = async (more: Record<string, string>, token: typeof provider.meddling.token = null) => {
      const at = await startApp(engine, { environment: settings(more) });
      try {
        const left = await leave(at.anonymous());
        if (left.status !== 200) return { status: left.status, text: wordsOf(left.text), at: 'leaving' };
        provider.meddling.token = token;
        const { page } = await signIn('lena-there', '', '', at);
        return { status: page.status, text: wordsOf(page.text), at: 'back' };
      } finally {
        provider.meddling.token = null;
        await at.close();
      }
    };
    const { issuer } = provider;
    expect(await said({ OIDC_ISSUER: issuer.replace('127.0.0.1', 'localhost') })).toMatchObject({
      at: 'leaving',
      status: 503,
      text: expect.stringMatching(/calls itself by another name .*look at OIDC_ISSUER\./) as string,
    });
    expect(await said({ OIDC_ISSUER: `${issuer}/elsewhere` })).toMatchObject({
      at: 'leaving',
      status: 503,
      text: expect.stringMatching(/There is no provider to sign in at .*look at OIDC_ISSUER\./) as string,
    });
    expect(await said({ OIDC_CLIENT_SECRET: 'not the one' })).toMatchObject({
      at: 'back',
      status: 503,
      text: expect.stringMatching(/does not take the name or the secret .*look at OIDC_CLIENT_ID/) as string,
    });
    expect(await said({}, (claims) => ({ ...claims, aud: 'another' }))).toMatchObject({
      at: 'back',
      status: 403,
      text: expect.stringMatching(/was meant for another program.*look at OIDC_CLIENT_ID\./) as string,
    });
    expect(await said({}, (claims) => ({ ...claims, iss: 'https://other.example' }))).toMatchObject({
      at: 'back',
      status: 403,
      text: expect.stringMatching(/said by another provider.*look at OIDC_ISSUER\./) as string,
    });
    const old = Math.floor(Date.now() / 1000) - 200;
    expect(await said({}, (claims) => ({ ...claims, iat: old, exp: old + 60 }))).toMatchObject({
      at: 'back',
      status: 403,
      text: expect.stringMatching(/clock .* more than a minute apart/) as string,
    });
  });

  it('looks at its settings when it starts', async () => {
    const problems = async (more: Record<string, string>) => {
      const at = await startApp(engine, { environment: settings(more) });
      try {
        return await at.deps.outsideProvider?.problems();
      } finally {
        await at.close();
      }
    };
    expect(await problems({ OIDC_SECOND_FACTOR_ACR: 'two-step', OIDC_PROMPT: 'login' })).toEqual([]);
    expect(
      await problems({ OIDC_SECOND_FACTOR_ACR: 'two-step smart-card', OIDC_SCOPE: 'openid groups' }),
    ).toEqual([
      'OIDC_SECOND_FACTOR_ACR: the provider does not offer smart-card',
      'OIDC_SCOPE: the provider does not offer groups',
    ]);
    expect(await problems({ OIDC_ISSUER: `${provider.issuer}/elsewhere` })).toEqual([
      expect.stringContaining('look at OIDC_ISSUER'),
    ]);
  });

  it('asks the provider anew, and for a way of signing in, where that is set, and counts what it did', async () => {
    const at = await startApp(engine, {
      environment: settings({ OIDC_PROMPT: 'login', OIDC_SECOND_FACTOR_ACR: 'two-step' }),
    });
    try {
      const address = new URL(addressIn(await leave(at.anonymous())));
      expect([address.searchParams.get('prompt'), address.searchParams.get('acr_values')]).toEqual([
        'login',
        'two-step',
      ]);
      await at.deps.secondFactor.setRolesThatNeedIt(at.ids.adam, ['lead']);
      await link('lena', { outsideBy: 'subject', outsideSubject: 'lena-there' }, at);
      const without = await signIn('lena-there', '', '', at);
      expect((await without.visitor.get('/')).headers['location']).toContain(urls.setUpApp());
      provider.meddling.token = (claims) => ({ ...claims, acr: 'two-step' });
      const withIt = await signIn('lena-there', '', '', at);
      expect((await withIt.visitor.get('/')).status).toBe(200);
    } finally {
      await at.close();
    }
  });

  it('offers to sign out at the provider as well, to those who are linked to it', async () => {
    const { visitor } = await signIn('lena-there');
    const home = await visitor.get('/');
    const out = await visitor.post(urls.signOut(), filledIn(formTo(home.text, urls.signOut()), {}));
    expect([out.status, out.headers['location']]).toEqual([303, urls.signedOutHere()]);
    const page = await visitor.get(urls.signedOutHere());
    const href = /class="govuk-button"[^>]* href="([^"]+)"/.exec(page.text)?.[1] ?? '';
    expect(href).toBe(`${provider.issuer}/session/end?client_id=${CLIENT.id}`);
    expect((await fetch(href)).status).toBe(200);
    expect(await isIn(visitor)).toBe(false);
    // It has no such place, or does not answer: one is signed out here all the same.
    provider.meddling.answer = { path: '/openid-configuration', status: 502, body: 'away' };
    const away = await app.anonymous().get(urls.signedOutHere());
    expect([
      away.status,
      wordsOf(away.text).includes('sign out there as well, or close the browser'),
    ]).toEqual([200, true]);
    const adam = await app.as('adam');
    expect((await adam.post(urls.signOut())).headers['location']).toBe(urls.signIn());
  });

  it('asks for the code of an app all the same, unless what the provider asked for counts by the settings', async () => {
    const secret = app.deps.secondFactor.newSecret();
    const now = app.deps.now();
    await app.deps.secondFactor.setUp(app.ids.lena, {
      secret,
      code: codeAt(secret, now),
      password: PASSWORD,
    });
    Object.assign(KNOWN['lena-there'], { amr: ['pwd', 'mfa'] });
    const { page, visitor } = await signIn('lena-there', '/tools');
    expect(wordsOf(page.text)).toContain('Example Trust knows you. Your account asks for a code');
    expect(await isIn(visitor)).toBe(false);
    const later = codeAt(secret, new Date(now.getTime() + 30_000));
    const done = await visitor.post(
      urls.signInCode(),
      filledIn(formTo(page.text, urls.signInCode()), { code: later }),
    );
    expect([done.status, done.headers['location']]).toEqual([303, '/tools']);
    expect(await last()).toMatchObject({ detail: { by: 'provider and code of an app' } });

    // Who is asked again is asked for both again.
    const { pool } = app.deps.database;
    const rows = await pool('sessions')
      .where({ user_id: app.ids.lena })
      .select<{ id_hash: string; data: string }[]>('*');
    for (const { id_hash, data } of rows) {
      const old = { ...(JSON.parse(data) as object), confirmedAt: 0 };
      await pool('sessions')
        .where({ id_hash })
        .update({ data: JSON.stringify(old) });
    }
    const asked = await visitor.get(urls.newPasskey());
    const isAsked = async () =>
      wordsOf((await visitor.get(urls.newPasskey())).text).includes('Confirm that it is you');
    const leaving = await visitor.post(
      urls.signInOutside(),
      filledIn(formTo(asked.text, urls.signInOutside()), {}),
    );
    const back = await visitor.get(pathOf(await provider.goThere(addressIn(leaving), 'lena-there')));
    expect(wordsOf(back.text)).toContain('Example Trust knows you. Your account asks for a code');
    expect(await isAsked()).toBe(true);
    const latest = codeAt(secret, new Date(now.getTime() + 60_000));
    moment = new Date(now.getTime() + 60_000);
    const confirmed = await visitor.post(
      urls.signInCode(),
      filledIn(formTo(back.text, urls.signInCode()), { code: latest }),
    );
    moment = null;
    expect([confirmed.status, confirmed.headers['location']]).toEqual([303, urls.newPasskey()]);
    expect(await isAsked()).toBe(false);
  });

  it('with more settings: a second factor there, roles by groups, and passwords off for all but one', async () => {
    const strict = await startApp(engine, {
      environment: settings({
        OIDC_ONLY_EXCEPT: emailOf('adam'),
        OIDC_SECOND_FACTOR_AMR: 'mfa hwk',
        OIDC_ROLES_CLAIM: 'groups',
        OIDC_ROLES: 'leads=lead, readers=auditor',
      }),
    });
    try {
      expect(await strict.deps.signOn.emergencyProblem()).toBeNull();
      await strict.deps.secondFactor.setRolesThatNeedIt(strict.ids.adam, ['lead', 'auditor']);
      const page = await strict.anonymous().get(urls.signIn());
      expect(wordsOf(page.text)).toContain('Sign in with Example Trust Emergency access by password');
      const lena = strict.anonymous();
      const right = await lena.post(urls.signIn(), { email: emailOf('lena'), password: PASSWORD });
      expect([right.status, Object.values(formErrors(right.text)), await isIn(lena)]).toEqual([
        403,
        ['Passwords and passkeys are turned off here. Sign in with the account of your organisation.'],
        false,
      ]);
      await expect(strict.deps.accounts.newPasswordLink(strict.ids.adam, strict.ids.lena)).rejects.toThrow(
        'turned off',
      );

      await link('lena', { outsideBy: 'subject', outsideSubject: 'lena-there' }, strict);
      await link('stan', { outsideBy: 'subject', outsideSubject: 'amir-there' }, strict);
      await link('carl', { outsideBy: 'subject', outsideSubject: 'carl-there' }, strict);
      // By amr, although a role needs a second factor; and a role more, which is mapped.
      const outside = await signIn('lena-there', '/tools', '', strict);
      expect([outside.page.status, (await outside.visitor.get('/tools')).status]).toEqual([303, 200]);
      expect((await strict.deps.accounts.get(strict.ids.lena)).roles).toEqual(['lead', 'auditor']);
      // Without it the role’s own is owed, and set up without a password that does not count.
      const stan = await signIn('amir-there', '', '', strict);
      expect((await strict.deps.accounts.get(strict.ids.stan)).roles).toEqual(['auditor']);
      const setUp = await stan.visitor.get(urls.setUpApp());
      expect([setUp.status, setUp.text.includes('Your password')]).toEqual([200, false]);
      expect((await stan.visitor.get('/')).headers['location']).toContain(urls.setUpApp());
      // What is not mapped is left alone.
      expect((await signIn('carl-there', '', '', strict)).page.status).toBe(303);
      expect((await strict.deps.accounts.get(strict.ids.carl)).roles).toEqual(['commissioner']);
      KNOWN['amir-there'].groups = [];
      // It is told who is left where the provider is away.
      await strict.deps.database
        .pool('users')
        .where({ id: strict.ids.adam })
        .update({ disabled_at: '2026-11-01' });
      expect(await strict.deps.signOn.emergencyProblem()).toContain('has to be an administrator’s');
      const none = await signIn('amir-there', '', '', strict);
      expect([none.page.status, wordsOf(none.page.text).includes('you have no part here')]).toEqual([
        403,
        true,
      ]);
    } finally {
      await strict.close();
    }
  });
});

onOneEngine('without a provider', (engine) => {
  it('no page speaks of one', async () => {
    const app = await startApp(engine);
    const adam = await app.as('adam');
    expect((await app.anonymous().get(urls.signIn())).text).not.toContain('Sign in with your');
    expect((await adam.get(urls.person(app.ids.amir))).text).not.toContain('Signing in with');
    expect((await app.anonymous().post(urls.signInOutside())).status).toBe(404);
    expect((await app.anonymous().get(urls.backFromOutside())).status).toBe(404);
    await app.close();
  });
});
