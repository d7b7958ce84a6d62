import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { urls } from '../../server/web/urls.ts';
import { emailOf, PASSWORD, startApp } from '../support/app.ts';
import type { TestApp } from '../support/app.ts';
import { codeAt } from '../support/appCodes.ts';
import { inBrowser, signInAs } from '../support/browser.ts';
import { listen } from '../support/listen.ts';
import type { Listening } from '../support/listen.ts';
import { putDevice } from '../support/passkeyDevice.ts';
import type { PasskeyDevice } from '../support/passkeyDevice.ts';

inBrowser('passkeys', ({ page: newPage }) => {
  let app: TestApp;
  let server: Listening;
  let page: Page;
  let faults: string[];
  let device: PasskeyDevice;
  /** What was sent to sign in with a passkey, the last time. */
  let sent = '';

  beforeAll(async () => {
    app = await startApp('sqlite');
    server = await listen(app.deps, 0, 'localhost');
    ({ page, faults } = await newPage());
    page.on('request', (request) => {
      const isOfPasskey = request.method() === 'POST' && request.url().endsWith(urls.signInByPasskey());
      if (isOfPasskey) sent = request.postData() ?? '';
    });
    device = await putDevice(page);
    await signInAs(page, server.address, 'lena');
  });
  afterAll(async () => {
    await server.close();
    await app.close();
  });

  const press = (name: string) => page.getByRole('button', { name, exact: true }).click();
  const open = (path: string) => page.goto(server.address + path);
  const lastBy = async () => (await app.deps.activity.list({ actions: ['person.signedIn'], limit: 1 }))[0];
  /** A quarter of an hour and more goes by. */
  async function leaveScreenOpen() {
    const sessions = app.deps.database.pool('sessions');
    for (const { id_hash: hash, data } of await sessions
      .clone()
      .select<{ id_hash: string; data: string }[]>('*')) {
      const stale = { ...(JSON.parse(data) as object), confirmedAt: 0 };
      await sessions
        .clone()
        .where({ id_hash: hash })
        .update({ data: JSON.stringify(stale) });
    }
  }
  async function signOut() {
    await press('Sign out');
    await page.getByLabel('Email address').waitFor();
  }
  async function add(name: string) {
    await open(urls.newPasskey());
    await page.getByLabel('Name of the device').fill(name);
    await press('Make the passkey');
  }

  it('are added with the password, under a name, and then sign in without one to where one wanted to go', async () => {
    await leaveScreenOpen();
    await open(urls.newPasskey());
    await page.getByLabel('Your password').fill('not the password');
    await press('Confirm');
    await page.getByRole('link', { name: 'This is not your password.' }).waitFor();
    expect(await app.deps.passkeys.list(app.ids.lena)).toEqual([]);
    await page.getByLabel('Your password').fill(PASSWORD);
    await press('Confirm');
    await page.getByRole('heading', { name: 'Add a passkey' }).waitFor();
    await add('Work laptop');
    await page.getByText('The passkey is added').waitFor();
    const [passkey, ...more] = await app.deps.passkeys.list(app.ids.lena);
    expect(more).toEqual([]);
    expect(passkey).toMatchObject({ name: 'Work laptop', usedAt: null });
    await page.getByRole('rowheader', { name: 'Work laptop' }).waitFor();

    await signOut();
    await open(urls.tools());
    await page.getByRole('link', { name: 'Sign in with a passkey' }).click();
    await press('Use your passkey');
    await page.waitForURL(server.address + urls.tools());
    expect(await lastBy()).toMatchObject({ userId: app.ids.lena, detail: { by: 'passkey' } });
    expect((await app.deps.passkeys.list(app.ids.lena))[0]?.usedAt).not.toBeNull();
  });

  it('are none where the device already has one', async () => {
    await add('Once more');
    await page.getByText('This device has a passkey for your account already.').waitFor();
  });

  it('show again who one is, in the place of the password', async () => {
    await leaveScreenOpen();
    await open(urls.newPasskey());
    await page.getByRole('link', { name: 'Use a passkey instead' }).click();
    await press('Use your passkey');
    await page.waitForURL(server.address + urls.newPasskey());
    await page.getByRole('heading', { name: 'Add a passkey' }).waitFor();
  });

  it('let nobody in again with what was sent before, in this browser or another', async () => {
    const before = sent;
    expect(before).toContain('response=');
    await signOut();
    await open(urls.signInByPasskey());
    const _csrf = await page.locator('input[name="_csrf"]').first().inputValue();
    const fields = new URLSearchParams(before);
    fields.set('_csrf', _csrf);
    const replayed = await page.request.post(server.address + urls.signInByPasskey(), {
      form: Object.fromEntries(fields),
      headers: { origin: server.address },
    });
    expect(replayed.status()).toBe(422);
    // The page's own challenge, answered by what was said to the one before.
    fields.set('sealed', await page.locator('input[name="sealed"]').inputValue());
    const mixed = await page.request.post(server.address + urls.signInByPasskey(), {
      form: Object.fromEntries(fields),
      headers: { origin: server.address },
    });
    expect(mixed.status()).toBe(422);
    expect(await mixed.text()).toContain('This passkey does not sign in here.');
    await open(urls.account());
    await page.getByLabel('Email address').waitFor();
  });

  it('need the device to know its owner', async () => {
    await device.knowsOwner(false);
    await open(urls.signInByPasskey());
    await press('Use your passkey');
    await page.getByText('Your device did not give a passkey. Try again.').waitFor();
    await device.knowsOwner(true);
  });

  it('let in nobody whose account is disabled, and stand in the place of a code after the password', async () => {
    await app.deps.accounts.setDisabled(app.ids.adam, app.ids.lena, true);
    await open(urls.signInByPasskey());
    await press('Use your passkey');
    await page.getByRole('link', { name: 'This passkey does not sign in here.' }).waitFor();
    await app.deps.accounts.setDisabled(app.ids.adam, app.ids.lena, false);
    await press('Use your passkey');
    await page.getByRole('button', { name: 'Sign out' }).waitFor();

    const secret = app.deps.secondFactor.newSecret();
    const code = codeAt(secret, app.deps.now());
    await app.deps.secondFactor.setUp(app.ids.lena, { secret, code, password: PASSWORD });
    await open(urls.signIn());
    await page.getByLabel('Email address').fill(emailOf('lena'));
    await page.getByLabel('Password').fill(PASSWORD);
    await press('Sign in');
    await page.getByRole('link', { name: 'Use a passkey instead' }).click();
    await press('Use your passkey');
    await page.getByRole('button', { name: 'Sign out' }).waitFor();
  });

  it('are removed after a question, and sign in no more', async () => {
    await open(urls.ownSignIn());
    await page.locator('summary', { hasText: 'Remove' }).click();
    await press('Yes, remove the passkey');
    await page.getByText('The passkey is removed.').waitFor();
    expect(await app.deps.passkeys.list(app.ids.lena)).toEqual([]);
    await signOut();
    await open(urls.signInByPasskey());
    await press('Use your passkey');
    await page.getByRole('link', { name: 'This passkey does not sign in here.' }).waitFor();
    expect(faults).toEqual([]);
  });
});
