import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { checksOf } from '../../rules/index.ts';
import { urls } from '../../server/web/urls.ts';
import { inBrowser, signIn } from '../support/browser.ts';
import type { BrowserTests, WatchedPage } from '../support/browser.ts';
import { listenUnused } from '../support/listen.ts';
import { readPdf } from '../support/readPdf.ts';

const PASSWORD = 'correct horse battery staple';

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true });
const press = (page: Page, name: string) => button(page, name).click();
const flash = (page: Page) => page.locator('.flash').innerText();
const heading = (page: Page) => page.getByRole('heading', { level: 1 }).innerText();

/** Fills in the first page of all and arrives at home. */
async function setUp(page: Page, address: string, token: string): Promise<void> {
  await page.goto(address + urls.setup(token));
  await page.getByLabel('Your name').fill('Ada Admin');
  await page.getByLabel('Email address').fill('ada@example.org');
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByLabel('The same password again').fill(PASSWORD);
  await page.getByLabel('Load the example audit').uncheck();
  await press(page, 'Finish the set-up');
  expect(await flash(page)).toContain('The program is set up');
}

/** The administrator adds a person; returns the link with which the person chooses a password. */
async function invite(page: Page, name: string, role: string, provider?: string): Promise<string> {
  await page.getByRole('link', { name: 'People', exact: true }).first().click();
  await press(page, 'Add a person');
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Email address').fill(emailOf(name));
  await page.getByRole('checkbox', { name: role, exact: true }).check();
  if (provider) await page.getByRole('combobox', { name: 'Provider' }).selectOption({ label: provider });
  await press(page, 'Make the account');
  return page.getByLabel(`Link for ${name}`).inputValue();
}

const emailOf = (name: string) => `${name.toLowerCase().replace(' ', '.')}@example.org`;

async function choosePassword(page: Page, link: string): Promise<void> {
  await page.goto(link);
  expect(await heading(page)).toBe('Choose your password');
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByLabel('The same password again').fill(PASSWORD);
  await press(page, 'Save the password and sign in');
  expect(await flash(page)).toBe('Your password is set and you are signed in.');
}

async function addGroup(
  page: Page,
  group: { name: string; files: number; provider: string; excluded?: string },
): Promise<void> {
  await page.getByRole('button', { name: 'Add a sample group' }).first().click();
  await page.getByLabel('Name', { exact: true }).fill(group.name);
  await page.getByLabel('Planned number of case files').fill(String(group.files));
  await page.getByLabel(group.provider).check();
  if (group.excluded) {
    await page.locator('#exclusions summary').click();
    await page.getByLabel(group.excluded).check();
  }
  await press(page, 'Save the sample group');
  expect(await flash(page)).toBe(`The sample group ${group.name} is added.`);
}

async function addToPanel(page: Page, name: string, part: string): Promise<void> {
  await page.getByLabel(name).check();
  await page.getByLabel(part, { exact: true }).check();
  if (part === 'Commissioner') await page.getByLabel('Small numbers suppressed', { exact: true }).check();
  await press(page, 'Save');
  expect(await flash(page)).toBe('The panel is changed.');
}

async function beginFile(page: Page, group: string, reference: string): Promise<void> {
  await page.getByLabel(`Reference of the next ${group} file`).fill(reference);
  await page.getByLabel(`Reference of the next ${group} file`).press('Enter');
  await page.getByRole('heading', { name: `Case file ${reference}` }).waitFor();
}

const answer = (page: Page, check: string, word: string) =>
  page
    .getByRole('radiogroup', { name: check, exact: true })
    .getByRole('radio', { name: word, exact: true })
    .check();

/** Completes a file although answers are missing: the first press names them, the second goes on. */
async function completeAnyway(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Save and complete' }).click();
  await page.getByRole('heading', { name: /^Not complete yet: / }).waitFor();
  await press(page, 'Save and complete');
}

/** Fetches a PDF by a link of the page, with the cookies of its window. */
async function fetchPdf(page: Page, link: RegExp): Promise<Buffer> {
  const href = await page.getByRole('link', { name: link }).getAttribute('href');
  const response = await page.request.get(new URL(href ?? '', page.url()).href);
  expect(response.status()).toBe(200);
  expect(response.headers()['content-type']).toBe('application/pdf');
  const bytes = await response.body();
  expect(bytes.subarray(0, 5).toString()).toBe('%PDF-');
  return bytes;
}

/** The whole main job by people with windows of their own; twice over, with scripts and without. */
function mainJob({ page: newPage }: BrowserTests, javaScriptEnabled: boolean): void {
  let program: Awaited<ReturnType<typeof listenUnused>>;
  const watched: WatchedPage[] = [];
  const windows: Record<string, Page> = {};
  const links: Record<string, string> = {};
  let overview = '';
  let fileUrl = '';

  const open = async (name: string) => {
    const one = await newPage({ javaScriptEnabled, viewport: { width: 1280, height: 800 } });
    watched.push(one);
    windows[name] = one.page;
    return one.page;
  };
  const of = (name: string): Page => {
    const page = windows[name];
    if (!page) throw new Error(`${name} has no window`);
    return page;
  };

  beforeAll(async () => {
    program = await listenUnused();
  });
  afterAll(() => program.close());

  it('is set up by its one-time link', async () => {
    const page = await open('Ada');
    await setUp(page, program.address, program.setupToken);
    const again = await page.goto(program.address + urls.setup(program.setupToken));
    expect(again?.status(), 'the link works once').toBe(404);
    await page.goto(program.address);
  });

  it('takes in a provider and the people, each of whom chooses a password', async () => {
    const ada = of('Ada');
    await ada.getByRole('link', { name: 'Providers' }).click();
    for (const name of ['Hope House', 'The Mill']) {
      await ada.getByLabel('Name of the provider').fill(name);
      await press(ada, 'Add the provider');
      expect(await flash(ada)).toBe('The provider is added.');
    }
    links['Lea'] = await invite(ada, 'Lea Lead', 'Panel lead');
    links['Ann'] = await invite(ada, 'Ann Auditor', 'Auditor');
    links['Bob'] = await invite(ada, 'Bob Auditor', 'Auditor');
    links['Cleo'] = await invite(ada, 'Cleo Commissioner', 'Commissioner');
    links['Pia'] = await invite(ada, 'Pia Provider', 'Provider', 'Hope House');
    for (const [name, link] of Object.entries(links)) await choosePassword(await open(name), link);
  });

  it('lets the lead make an audit with two groups and a panel, and open it', async () => {
    const page = of('Lea');
    await page.getByRole('button', { name: 'Set up an audit' }).click();
    await press(page, 'Make the audit');
    expect(await page.title()).toMatch(/^Error: /);
    await page.getByLabel('Title').fill('Winter audit');
    await page.getByLabel('Partnership', { exact: true }).fill('Southampton');
    await page.getByLabel('First day of fieldwork').fill('01/12/2026');
    await page.getByLabel('Last day of fieldwork').fill('11/12/2026');
    await press(page, 'Make the audit');
    overview = page.url();

    await addGroup(page, { name: 'Ash', files: 2, provider: 'Hope House' });
    await addGroup(page, {
      name: 'Birch',
      files: 1,
      provider: 'The Mill',
      excluded: 'Is a TOP form that was due missing?',
    });
    await page.getByRole('button', { name: 'Choose the panel' }).click();
    await addToPanel(page, 'Ann Auditor', 'Auditor');
    await addToPanel(page, 'Bob Auditor', 'Auditor');
    await addToPanel(page, 'Cleo Commissioner', 'Commissioner');
    await page.goto(overview);
    await page.getByText('Open the audit', { exact: true }).click();
    await press(page, 'Yes, open the audit');
    expect(await flash(page)).toContain('The audit is open');
  });

  it('lets an auditor record files, with an error that is put right', async () => {
    const page = of('Ann');
    await page.goto(program.address);
    await page.getByRole('link', { name: 'Winter audit' }).click();
    await page.getByRole('button', { name: 'Go to the case files' }).click();
    await page.getByLabel('Reference of the next Ash file').fill('943 476 5919');
    await page.getByLabel('Reference of the next Ash file').press('Enter');
    expect(await page.locator('.govuk-error-summary').innerText()).toContain('looks like an NHS number');
    await beginFile(page, 'Ash', 'ASH-01');
    fileUrl = page.url();

    const checks = checksOf(program.deps.tools.must('rodt', 1));
    for (const [i, check] of checks.entries()) await answer(page, check.label, i % 4 === 3 ? 'No' : 'Yes');
    await page.locator('.check-row__comment summary').first().click();
    await page.getByLabel('Comment on Is there a recovery plan on file?').fill('A plan of last May.');
    await page.getByLabel('Months in treatment').fill('a while');
    await press(page, 'Save');
    expect(await page.locator('.govuk-error-summary').innerText()).toContain('Months in treatment');
    // What was typed is still there.
    expect(await page.locator('#comment\\.recovery_plan').inputValue()).toBe('A plan of last May.');
    await page.getByLabel('Months in treatment').fill('8');
    await press(page, 'Save');
    expect(await flash(page)).toMatch(/^ASH-01 is saved at .*: 18 of 22 answers recorded\.$/);
  });

  it('shows two auditors both versions when they change one file, and keeps what they choose', async () => {
    const [ann, bob] = [of('Ann'), of('Bob')];
    await bob.goto(fileUrl);
    await ann.goto(fileUrl);
    await answer(bob, 'Are the plan’s goals SMART?', 'Yes');
    await press(bob, 'Save');
    expect(await flash(bob)).toContain('ASH-01 is saved');

    const refused = ann.waitForResponse(
      (response) => response.request().method() === 'POST' && response.status() === 409,
    );
    await answer(ann, 'Are the plan’s goals SMART?', 'Not applicable');
    if (javaScriptEnabled) {
      // The first answer is refused at once, and nothing more can be entered unseen.
      await refused;
      await ann.getByRole('dialog').getByRole('button', { name: 'Look at both versions' }).click();
    } else {
      await answer(ann, 'Does the plan address every need found at assessment?', 'No');
      await press(ann, 'Save');
      await refused;
    }
    await ann.getByRole('heading', { name: 'Two versions of case file ASH-01' }).waitFor();
    expect(await ann.locator('main').innerText()).toContain('Bob Auditor saved this file');
    await press(ann, 'Save this choice');
    expect(await ann.locator('.govuk-error-summary').innerText()).toContain(
      'choose which of the two is right.',
    );
    const smart = ann.getByRole('group', { name: /SMART/ });
    await smart.getByRole('radio', { name: 'Yes' }).check();
    await press(ann, 'Save this choice');
    await ann.getByRole('heading', { name: 'Case file ASH-01', exact: true }).waitFor();
    const chosen = async (check: string) =>
      ann.getByRole('radiogroup', { name: check }).locator('input:checked').getAttribute('value');
    expect(await chosen('Are the plan’s goals SMART?')).toBe('yes');
    const needs = 'Does the plan address every need found at assessment?';
    if (!javaScriptEnabled) expect(await chosen(needs)).toBe('no');
    await completeAnyway(ann);
    expect(await flash(ann)).toContain('It is complete.');
  });

  it('answers a check that does not apply to a group by itself', async () => {
    const page = of('Ann');
    await beginFile(page, 'Birch', 'BIR-01');
    const top = page.getByRole('radiogroup', { name: 'Is a TOP form that was due missing?' });
    expect(await top.locator('input:checked').getAttribute('value')).toBe('na');
    await answer(page, 'Is there a recovery plan on file?', 'No');
    await answer(page, 'Is the plan orientated towards abstinence?', 'No');
    await completeAnyway(page);
    expect(await flash(page)).toContain('BIR-01 is saved');
  });

  it('lets the lead close the audit, look at a report, and issue it', async () => {
    const page = of('Lea');
    const pia = of('Pia');
    // Left open over the closing.
    await of('Bob').goto(fileUrl);
    await pia.goto(program.address);
    expect(await pia.locator('main').innerText()).toContain('There is no feedback yet');

    await page.goto(overview);
    await page.getByText('Close the audit', { exact: true }).last().click();
    await press(page, 'Yes, close the audit');
    expect(await flash(page)).toContain('The audit is closed');
    await page.getByRole('button', { name: 'Go to the feedback' }).click();
    await page.getByRole('button', { name: 'Preview and issue to Hope House' }).click();
    const pdf = await readPdf(await fetchPdf(page, /Look at the draft as PDF/));
    expect(pdf.text).toContain('Hope House');
    expect(pdf.text).toContain('A plan of last May.');
    await page.getByText('Issue version 1 to Hope House', { exact: true }).click();
    await press(page, 'Yes, issue version 1 without findings');
    expect(await flash(page)).toBe('Version 1 is issued: Hope House can read its report now.');
  });

  it('takes no more answers, even from a page that was open before, and gives the typed words back', async () => {
    const page = of('Bob');
    await page.locator('#comment').fill('Written too late.');
    if (javaScriptEnabled) {
      await page.locator('#comment').blur();
      await page.locator('.save-bar__status', { hasText: 'closed' }).waitFor();
    } else {
      await press(page, 'Save');
      expect(await page.locator('.govuk-error-summary').innerText()).toContain(
        'What you entered is not saved.',
      );
    }
    expect(await page.locator('#comment').inputValue()).toBe('Written too late.');
    await page.goto(fileUrl);
    expect(await page.locator('main').innerText()).toContain('can be read but not changed');
    expect(await page.locator('#comment').inputValue()).toBe('');
    expect(await page.locator('#comment').isDisabled()).toBe(true);
    expect(await button(page, 'Save').count()).toBe(0);
  });

  it('lets the provider’s user fetch the report', async () => {
    const page = of('Pia');
    await page.goto(program.address);
    const pdf = await readPdf(await fetchPdf(page, /Winter audit \(PDF\)/));
    expect(pdf.text).toContain('A plan of last May.');
    const denied = await page.goto(overview);
    expect(denied?.status()).toBe(404);
  });

  it('shows the commissioner the results with small numbers suppressed, and no case file', async () => {
    const page = of('Cleo');
    await page.goto(program.address);
    // What is new names it too; this is the list of audits below.
    await page.locator('main a:not(.news a)', { hasText: 'Winter audit' }).click();
    await page.getByRole('button', { name: 'See the results' }).click();
    await page.getByText('Every figure of every check here is suppressed').first().waitFor();
    const percentages = page.locator('main table .percent');
    expect(await percentages.count(), 'figures of so few files').toBe(0);
    expect((await page.goto(fileUrl))?.status()).toBe(403);
  });

  it('lets people sign out, and in again', async () => {
    const page = of('Lea');
    await press(page, 'Sign out');
    // A script looks first whether anything is not sent yet.
    await page.getByRole('heading', { name: 'Sign in' }).waitFor();
    await page.goto(overview);
    expect(await heading(page)).toBe('Sign in');
    await signIn(page, program.address, emailOf('Lea Lead'), PASSWORD);
  });

  it('had no error in any browser, and nothing that the security policy refused', () => {
    expect(watched.length).toBe(6);
    expect(watched.flatMap((one) => one.faults)).toEqual([]);
  });
}

inBrowser('the main job, with scripts', (parts) => mainJob(parts, true));
inBrowser('the main job, without scripts', (parts) => mainJob(parts, false));
