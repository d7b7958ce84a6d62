import type { Page } from 'playwright-core';
import { urls } from '../../server/web/urls.ts';
import { PASSWORD } from './app.ts';
import { codeAt } from './appCodes.ts';
import { signInAs } from './browser.ts';
import { putDevice } from './passkeyDevice.ts';
import type { Sample } from './pageSample.ts';
import { opened, openAll, press, PROBLEM } from './pageStates.ts';
import type { PageState } from './pageStates.ts';

let made = 0;

/** Somebody new with an authenticator app, after the password; their recovery codes. */
async function afterPassword(page: Page, { app }: Sample): Promise<string[]> {
  made += 1;
  const email = `phone${made}@example.org`;
  const { accounts, secondFactor, now } = app.deps;
  const person = { name: `Phil Phone ${made}`, email, roles: ['auditor' as const], providerId: null };
  const userId = await accounts.createWithPassword(person, PASSWORD);
  const secret = secondFactor.newSecret();
  const { codes } = await secondFactor.setUp(userId, {
    secret,
    code: codeAt(secret, now()),
    password: PASSWORD,
  });
  await page.goto(app.address + urls.signIn());
  await page.getByLabel('Email address').fill(email);
  await page.getByLabel('Password').fill(PASSWORD);
  await press('Sign in')(page);
  return codes;
}

/** The same, signed in, at a page of theirs; the recovery codes that are left. */
async function signedInAt(page: Page, sample: Sample, url: string): Promise<string[]> {
  const [first = '', ...left] = await afterPassword(page, sample);
  await page.getByText('I do not have the app with me').click();
  await page.getByLabel('Recovery code').fill(first);
  await press('Sign in')(page);
  await page.getByText('9 of 10 are left').waitFor();
  await page.goto(sample.app.address + url);
  return left;
}

/** Somebody at the page of how they sign in, with a passkey on a made-up device. */
async function withPasskey(page: Page, { named }: Sample): Promise<void> {
  await signInAs(page, named.address, 'stan');
  await putDevice(page);
  await page.goto(named.address + urls.newPasskey());
  await page.getByLabel('Name of the device').fill('Work laptop');
  await press('Make the passkey')(page);
  await page.getByText('The passkey is added').waitFor();
}

/** A quarter of an hour and more goes by for an administrator; the others are not asked again. */
async function openScreens({ deps, ids }: Sample['app']): Promise<void> {
  const sessions = deps.database.pool('sessions').where({ user_id: ids.adam });
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

const withApp = (
  name: string,
  url: string,
  shows: string,
  then?: (page: Page, codes: string[]) => Promise<unknown>,
): PageState => ({
  name,
  as: null,
  shows,
  async go(page, sample) {
    const codes = await signedInAt(page, sample, url);
    await then?.(page, codes);
  },
});

/** The pages about signing in with more than a password. */
export const SIGN_IN_STATES: PageState[] = [
  opened('stan', 'how one signs in, by password', () => urls.ownSignIn(), 'Not set up.'),
  {
    name: 'where one is signed in, on two devices',
    as: 'stan',
    async go(page, { app }) {
      await app.as('stan');
      await page.goto(app.address + urls.ownSignIn());
      await openAll(page);
    },
    shows: 'Yes, sign out everywhere else',
  },
  opened('stan', 'an app to set up', () => urls.setUpApp(), 'Turn it on', openAll),
  opened('stan', 'an app to set up, with errors', () => urls.setUpApp(), PROBLEM, press('Turn it on')),
  opened('adam', 'who needs a second factor', () => urls.signInRules(), 'Roles that need a second factor'),
  { name: 'the second step', as: null, go: afterPassword, shows: 'Enter the code of your app' },
  {
    name: 'the second step, with errors',
    as: null,
    async go(page, sample) {
      await afterPassword(page, sample);
      await press('Sign in')(page);
    },
    shows: PROBLEM,
  },
  {
    name: 'signing in with a passkey',
    as: null,
    go: (page, { named }) => page.goto(named.address + urls.signInByPasskey()),
    shows: 'Use your passkey',
  },
  {
    name: 'how one signs in, with a passkey',
    as: null,
    async go(page, sample) {
      await withPasskey(page, sample);
      await openAll(page);
    },
    shows: 'Yes, remove the passkey',
  },
  {
    name: 'a passkey to add, with errors',
    as: null,
    async go(page, sample) {
      await withPasskey(page, sample);
      await page.getByRole('button', { name: 'Add a passkey' }).click();
      await page.getByRole('button', { name: 'Make the passkey' }).click();
    },
    shows: PROBLEM,
  },
  {
    name: 'to confirm that it is oneself, with a form that waits and errors',
    as: 'adam',
    async go(page, { app }) {
      await page.goto(app.address + urls.signInRules());
      await openScreens(app);
      await press('Save')(page);
      await press('Confirm')(page);
    },
    shows: 'It is kept on this page',
  },
  {
    name: 'to send once confirmed',
    as: 'adam',
    async go(page, { app }) {
      await page.goto(app.address + urls.signInRules());
      await openScreens(app);
      await press('Save')(page);
      await page.getByLabel('Your password').fill(PASSWORD);
      await press('Confirm')(page);
    },
    shows: 'You have confirmed that it is you',
  },
  {
    name: 'signing in where there is a provider',
    as: null,
    go: (page, { provided }) => page.goto(provided.address + urls.signIn()),
    shows: 'Or with your password',
  },
  {
    name: 'a provider that is away',
    as: null,
    async go(page, { provided }) {
      await page.goto(provided.address + urls.signIn());
      await press('Sign in with Example Trust')(page);
    },
    shows: 'does not answer at the moment',
  },
  {
    name: 'signed out where there is a provider',
    as: null,
    go: (page, { provided }) => page.goto(provided.address + urls.signedOutHere()),
    shows: 'You may still be signed in with Example Trust',
  },
  {
    name: 'back from a provider after too long',
    as: null,
    go: (page, { provided }) => page.goto(provided.address + urls.backFromOutside()),
    shows: PROBLEM,
  },
  {
    name: 'a person to be linked to a provider, with errors',
    as: null,
    async go(page, { app, provided }) {
      await signInAs(page, provided.address, 'adam');
      await page.goto(provided.address + urls.person(app.ids.beth));
      await page.getByLabel('By the identifier below').check();
      await press('Link the account')(page);
    },
    shows: PROBLEM,
  },
  {
    name: 'a person linked to a provider',
    as: null,
    async go(page, { app, provided }) {
      await signInAs(page, provided.address, 'adam');
      await page.goto(provided.address + urls.person(app.ids.carl));
      await press('Link the account')(page);
      await page.getByText('can sign in with Example Trust now').waitFor();
      await openAll(page);
    },
    shows: 'Yes, take the link away',
  },
  withApp('how one signs in, with an app', urls.ownSignIn(), '9 of 10'),
  withApp('an app to turn off', urls.turnOffApp(), 'Turn it off', openAll),
  withApp('an app to turn off, with errors', urls.turnOffApp(), PROBLEM, press('Turn it off')),
  withApp(
    'new recovery codes',
    urls.recoveryCodes(),
    'They are shown only now',
    async (page, [code = '']) => {
      await page.getByLabel('Your password').fill(PASSWORD);
      await page.getByText('I do not have the app with me').click();
      await page.getByLabel('Recovery code').fill(code);
      await press('Make new codes')(page);
    },
  ),
];
