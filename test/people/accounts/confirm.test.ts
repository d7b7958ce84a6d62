import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { urls } from '../../../server/web/urls.ts';
import { codeAt } from '../../support/appCodes.ts';
import { emailOf, onOneEngine, PASSWORD, startApp } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { filledIn, formTo, wordsOf } from '../../support/form.ts';
import { formErrors } from '../../support/formErrors.ts';

onOneEngine('what opens an account', (engine) => {
  let app: TestApp;
  let moment = new Date();
  beforeAll(async () => {
    app = await startApp(engine, { now: () => moment });
  });
  afterAll(() => app.close());
  beforeEach(() => {
    moment = new Date(moment.getTime() + 3_600_000);
  });

  /** All who are signed in showed who they are so many minutes ago. */
  async function minutesPass(minutes: number): Promise<void> {
    const { pool } = app.deps.database;
    for (const { id_hash: hash, data } of await pool('sessions').select<{ id_hash: string; data: string }[]>(
      '*',
    )) {
      const kept = JSON.parse(data) as { confirmedAt?: number };
      if (kept.confirmedAt === undefined) continue;
      const later = { ...kept, confirmedAt: kept.confirmedAt - minutes * 60_000 };
      await pool('sessions')
        .where({ id_hash: hash })
        .update({ data: JSON.stringify(later) });
    }
  }
  const asksAgain = (text: string) => text.includes('Confirm that it is you</h1>');
  const confirm = async (visitor: Visitor, page: { text: string }, typed: Record<string, string>) =>
    visitor.post(urls.confirm(), filledIn(formTo(page.text, urls.confirm()), typed));
  const last = async (limit: number) =>
    (await app.deps.activity.list({ limit })).map(({ action }) => action).toReversed();

  it('is changed at these addresses alone, and all of them ask again', () => {
    const asking = app.routes.filter((route) => route.asksAgain);
    expect(asking.map(({ method, path }) => `${method} ${path}`).toSorted()).toEqual([
      'get /account/app',
      'get /account/passkeys/new',
      'post /account',
      'post /account/app',
      'post /account/passkeys/new',
      'post /account/passkeys/remove',
      'post /account/sessions/end',
      'post /account/sessions/end-others',
      'post /api-tokens',
      'post /audits/:auditId/deletion',
      'post /audits/:auditId/deletion/confirm',
      'post /audits/:auditId/discard',
      'post /audits/:auditId/erasure/ask',
      'post /audits/:auditId/publish',
      'post /audits/:auditId/request/export',
      'post /audits/:auditId/request/take-out',
      'post /organisations',
      'post /organisations/:organisationId/end',
      'post /organisations/:organisationId/reopen',
      'post /people',
      'post /people/:userId',
      'post /people/:userId/app/reset',
      'post /people/:userId/disable',
      'post /people/:userId/enable',
      'post /people/:userId/erase',
      'post /people/:userId/link',
      'post /people/:userId/provider',
      'post /people/:userId/provider/remove',
      'post /people/links',
      'post /people/several',
      'post /people/sign-in',
      'post /programme/calendar',
      'post /providers/:providerId/join',
      'post /published-figures/taking-part',
      'post /retention',
      'post /retention/accounts',
    ]);
    // These ask in their own form, for the password and a code each time; ending an address or token only takes away.
    const others = app.routes
      .filter(({ method, path }) => method === 'post' && /^\/(account|people|api-tokens)/.test(path))
      .filter((route) => !route.asksAgain)
      .map(({ path }) => path);
    expect(others.toSorted()).toEqual([
      '/account/app/off',
      '/account/confirm',
      '/account/mail',
      '/account/recovery-codes',
      '/api-tokens/:tokenId/revoke',
    ]);
  });

  it('is not changed by somebody at a screen that was left open for a quarter of an hour', async () => {
    const adam = await app.as('adam');
    const before = await app.deps.database.pool('users').orderBy('id').select('*');
    const providerId = String((await app.deps.providers.list())[0]?.id);
    const asking = app.routes.filter(
      ({ asksAgain: asks, path }) => asks && !/^\/account(\/app)?$/.test(path),
    );
    const lena = await app.as('lena');
    const made = async () =>
      app.deps.audits.create(app.ids.lena, {
        title: 'Not to be lost',
        partnership: 'Southampton',
        toolId: 'rodt',
        toolVersion: 1,
        fieldworkStart: '2012-02-28',
        fieldworkEnd: '2012-03-02',
      });
    const auditId = await made();
    // Only of a final one can cases be erased.
    const finalId = await made();
    await app.deps.database.pool('audits').where({ id: finalId }).update({ state: 'final' });
    const send = ({ method, path }: (typeof asking)[number]) => {
      const url = path
        .replace(':userId', String(app.ids.beth))
        .replace(':providerId', providerId)
        .replace(':organisationId', '1')
        .replace(':auditId', String(path.includes('/erasure') ? finalId : auditId));
      const fields = { name: 'Planted', email: 'planted@example.org', roles: 'lead', userId: '1' };
      if (path.startsWith('/audits/')) return lena.post(url, fields);
      return method === 'get' ? adam.get(url) : adam.post(url, fields);
    };
    // Within the time nobody is asked: to look at them has to be possible at all.
    expect(asksAgain((await adam.get(urls.newPasskey())).text)).toBe(false);
    await minutesPass(14);
    expect(asksAgain((await adam.get(urls.newPasskey())).text)).toBe(false);
    await minutesPass(2);
    for (const route of asking) {
      const page = await send(route);
      expect([route.path, page.status, asksAgain(page.text)]).toEqual([
        route.path,
        route.method === 'get' ? 200 : 403,
        true,
      ]);
    }
    expect(await app.deps.database.pool('users').orderBy('id').select('*')).toEqual(before);
    expect(await app.deps.database.pool('audit_deletions').select('*')).toEqual([]);
    expect((await app.deps.audits.get(auditId)).title).toBe('Not to be lost');
    // Who may not do it is told so, and not asked.
    const amir = await app.as('amir');
    await minutesPass(16);
    expect(asksAgain((await amir.post(urls.people(), {})).text)).toBe(false);
  });

  it('is changed once the password is right, and what was sent is kept until then', async () => {
    const adam = await app.as('adam');
    await minutesPass(16);
    const url = urls.person(app.ids.beth);
    const typed = { name: 'Beth Renamed', email: 'beth.new@example.org', roles: 'auditor' };
    const page = await adam.post(url, typed);
    expect(wordsOf(page.text)).toContain('It is kept on this page, and you send it once you have confirmed.');
    const wrong = await confirm(adam, page, { password: 'wrong' });
    expect([wrong.status, formErrors(wrong.text)]).toEqual([422, { password: 'This is not your password.' }]);
    const empty = await confirm(adam, wrong, { password: '' });
    expect(formErrors(empty.text)).toEqual({ password: 'Enter your password.' });
    expect(await last(1)).toEqual(['person.notConfirmed']);
    const right = await confirm(adam, empty, { password: PASSWORD });
    expect(wordsOf(right.text)).toContain('You have confirmed that it is you.');
    expect((await app.deps.accounts.get(app.ids.beth)).name).toBe('Beth Auditor');
    const done = await adam.post(url, formTo(right.text, url).fields);
    expect([done.status, done.headers['location']]).toEqual([303, urls.people()]);
    expect((await app.deps.accounts.get(app.ids.beth)).email).toBe('beth.new@example.org');
    expect(await last(2)).toEqual(['person.confirmed', 'person.changed']);
  });

  it('is asked for in a new session, so that the one before opens nothing', async () => {
    const stan = await app.as('stan');
    const keys = async () =>
      (
        await app.deps.database.pool('sessions').where({ user_id: app.ids.stan }).pluck<string[]>('id_hash')
      ).toSorted();
    const before = await keys();
    await minutesPass(16);
    const asked = await stan.get(urls.newPasskey());
    const done = await confirm(stan, asked, { password: PASSWORD });
    expect([done.status, done.headers['location']]).toEqual([303, urls.newPasskey()]);
    const after = await keys();
    expect([after.length, after.some((key) => before.includes(key))]).toEqual([before.length, false]);
    expect(asksAgain((await stan.get(urls.newPasskey())).text)).toBe(false);
  });

  it('takes a code as well where there is an app, and no sign-in without one in its place', async () => {
    const { accounts, secondFactor } = app.deps;
    const secret = secondFactor.newSecret();
    const code = () => codeAt(secret, moment);
    const { codes } = await secondFactor.setUp(app.ids.carl, { secret, code: code(), password: PASSWORD });
    moment = new Date(moment.getTime() + 60_000);
    const carl = app.anonymous();
    const step = await carl.post(urls.signIn(), { email: emailOf('carl'), password: PASSWORD });
    await carl.post(urls.signInCode(), filledIn(formTo(step.text, urls.signInCode()), { code: code() }));
    await minutesPass(16);

    const asked = await carl.get(urls.newPasskey());
    expect(asksAgain(asked.text)).toBe(true);
    const without = await confirm(carl, asked, { password: PASSWORD });
    expect(formErrors(without.text)).toEqual({ code: 'Enter the six digits that the app shows.' });
    const used = await confirm(carl, asked, { password: PASSWORD, code: code() });
    expect(Object.keys(formErrors(used.text))).toEqual(['code']);
    // The password alone makes a session longer and says nothing of who sits there.
    const _csrf = String(formTo(asked.text, urls.confirm()).fields['_csrf']);
    const longer = await carl.post(urls.signIn(), { _csrf, email: emailOf('carl'), password: PASSWORD });
    expect(longer.status).toBe(303);
    const still = await carl.get(urls.newPasskey());
    expect(asksAgain(still.text)).toBe(true);
    // Nor does it change the password.
    const changed = await carl.post(urls.account(), {
      _csrf: String(formTo(still.text, urls.confirm()).fields['_csrf']),
      current: PASSWORD,
      password: 'another set of four words',
      repeated: 'another set of four words',
    });
    expect([changed.status, asksAgain(changed.text)]).toEqual([403, true]);
    expect(changed.text).not.toContain('another set of four words');
    expect(wordsOf(changed.text)).toContain('a password or a file is not kept on a page');
    expect(await accounts.authenticate(emailOf('carl'), PASSWORD, 'known')).not.toBeNull();
    const right = await confirm(carl, await carl.get(urls.newPasskey()), {
      password: PASSWORD,
      recovery: codes[0] ?? '',
    });
    expect(right.status).toBe(303);
    expect(asksAgain((await carl.get(urls.newPasskey())).text)).toBe(false);
  });

  it('is guessed at ten times in a quarter of an hour, and leads nowhere else', async () => {
    const dora = await app.as('dora');
    await minutesPass(16);
    const asked = await dora.get(urls.newPasskey());
    const away = await confirm(dora, asked, { password: PASSWORD, next: '//evil.example' });
    expect([away.status, away.headers['location']]).toEqual([303, urls.account()]);
    const page = await app.as('dora').then(async (again) => {
      await minutesPass(16);
      return { again, text: (await again.get(urls.newPasskey())).text };
    });
    const statuses: number[] = [];
    for (let n = 0; n < 12; n += 1) {
      statuses.push((await confirm(page.again, page, { password: 'wrong' })).status);
    }
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 422), 429, 429]);
  });
});
