import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { chromium } from 'playwright-core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { checksOf } from '../../rules/index.ts';
import { urls } from '../../server/web/urls.ts';
import { emailOf, PASSWORD } from '../support/app.ts';
import { newAudit } from '../support/audit.ts';
import { completeAnyway, findChromium, inBrowser, signInAs, watch } from '../support/browser.ts';
import { listenWithPeople } from '../support/listen.ts';

const KEPT = /^Not saved: no connection to the server\. (\d+) answers? (?:is|are) kept on this device/;

/** A browser on a busy machine takes its time. */
function poll<T>(look: () => T | Promise<T>) {
  return expect.poll(look, { timeout: 10_000 });
}

inBrowser('recording that saves as it goes', ({ page: newPage, window: newWindow }) => {
  let app: Awaited<ReturnType<typeof listenWithPeople>>;
  let auditId: number;
  let groupIds: number[];
  let fileId: number;
  let url: string;
  let number = 0;

  beforeAll(async () => {
    app = await listenWithPeople();
    ({ auditId, groupIds } = await newAudit(app));
  });
  afterAll(() => app.close());
  beforeEach(async () => {
    number += 1;
    fileId = await newFile(`S-${number}`);
    url = app.address + urls.file(auditId, fileId);
  });

  const newFile = (reference: string, group = 0) =>
    app.deps.recording.create(app.ids.lena, auditId, { reference, groupId: groupIds[group] ?? 0 });
  const saved = () => app.deps.recording.get(auditId, fileId);
  const answersSaved = async () => Object.fromEntries((await saved()).answers);
  const status = (page: Page) => page.locator('.save-bar__status').innerText();
  const focused = (page: Page) => page.evaluate<string>('document.activeElement.name ?? ""');
  const isSaved = (page: Page) => poll(() => status(page)).toMatch(/^Saved at \d\d:\d\d by /);
  const group = (page: Page, label: RegExp) => page.getByRole('radiogroup', { name: label });

  async function open(person: 'amir' | 'beth' | 'lena' = 'amir') {
    const watched = await newPage({ viewport: { width: 1280, height: 720 } });
    await signInAs(watched.page, app.address, person);
    await watched.page.goto(url);
    await poll(() => focused(watched.page)).toBe('answer.recovery_plan');
    // From now on the device can keep what cannot be sent.
    await poll(() => watched.page.evaluate<number>('sessionStorage.length')).toBe(1);
    return watched;
  }

  async function elsewhere(answers: Record<string, string>): Promise<void> {
    await app.deps.recording.save(app.ids.beth, await app.deps.audits.get(auditId), fileId, {
      version: (await saved()).version,
      reference: undefined,
      groupId: undefined,
      answers: new Map(Object.entries(answers)),
      comments: new Map(),
      comment: undefined,
      complete: undefined,
    });
  }

  it('answers by one key each, says that it is saved, and goes on to the next file', async () => {
    const next = await newFile(`S-${number}-next`);
    const { page, faults } = await open();
    await page.keyboard.type('ynaryyyynnyyy');
    await isSaved(page);
    expect(await answersSaved()).toEqual({
      recovery_plan: 'yes',
      abstinence: 'no',
      reduction: 'na',
      all_needs: 'yes',
      balance: 'yes',
      review_required: 'yes',
      social_networks: 'yes',
      recovery_capital: 'no',
      referrals: 'no',
      top_missing: 'yes',
      keywork_by_plan: 'yes',
      psychosocial: 'yes',
    });
    expect(await page.locator('[data-recorded]').innerText()).toBe('12 of 22 answers recorded');
    expect(await focused(page)).toBe('answer.initial_assessment');

    // Back by the arrow, corrected, and on; left and right choose as in any group of radio buttons.
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('n');
    expect(await focused(page)).toBe('answer.initial_assessment');
    await page.keyboard.press('ArrowLeft');
    await isSaved(page);
    expect(await answersSaved()).toMatchObject({ psychosocial: 'no', initial_assessment: 'na' });
    // With Ctrl or Alt the letters are the browser's.
    await page.keyboard.press('Alt+y');
    expect((await answersSaved())['initial_assessment']).toBe('na');

    await page.keyboard.press('f');
    await page.waitForURL(app.address + urls.file(auditId, next));
    await poll(() => focused(page)).toBe('answer.recovery_plan');
    await page.keyboard.press('y');
    await completeAnyway(page);
    await page.locator('.flash', { hasText: `S-${number}-next is saved` }).waitFor();
    expect(await page.locator('.flash').innerText()).toContain('It is complete.');
    expect(faults).toEqual([]);
  });

  it('opens comment, guidance and the keys without the mouse, and types letters as letters', async () => {
    const { page } = await open();
    await page.keyboard.press('c');
    const box = page.getByRole('textbox', { name: 'Comment on Is there a recovery plan on file?' });
    expect(await focused(page)).toBe('comment.recovery_plan');
    await page.keyboard.type('Any plan: yes?');
    await page.keyboard.press('Escape');
    expect(await box.isVisible()).toBe(false);
    expect(await focused(page)).toBe('answer.recovery_plan');
    await poll(async () => (await saved()).comments.get('recovery_plan')).toBe('Any plan: yes?');
    expect(await answersSaved()).toEqual({});
    await page
      .locator('summary', { hasText: 'Comment on Is there a recovery plan on file?, written' })
      .waitFor();

    const guidance = page.getByText('Answer yes when the notes hold a recovery plan');
    await page.keyboard.press('g');
    expect(await guidance.first().isVisible()).toBe(true);
    expect(await focused(page)).toBe('answer.recovery_plan');
    // It is read out too, since the focus stays where it is.
    await expect
      .poll(() => page.locator('[data-announce]').textContent())
      .toContain('Answer yes when the notes hold a recovery plan');
    await page.keyboard.press('g');
    await poll(() => page.locator('.check-row__guidance[open]').count()).toBe(0);

    await page.keyboard.press('Shift+?');
    const keys = page.getByRole('dialog', { name: 'Keys' });
    await keys.waitFor();
    await page.keyboard.press('y');
    await page.keyboard.press('Escape');
    await keys.waitFor({ state: 'hidden' });
    expect(await answersSaved()).toEqual({});

    // Away from the checks the letters do nothing, and a box of text has them all.
    await page.getByLabel('Reference').focus();
    await page.keyboard.press('End');
    await page.keyboard.type('-ny');
    await page.keyboard.press('Tab');
    await poll(async () => (await saved()).reference).toBe(`S-${number}-ny`);
    expect(await answersSaved()).toEqual({});
  });

  it('greys at once what hangs on another answer, says why, and takes an answer all the same', async () => {
    const { page } = await open();
    const smart = group(page, /goals SMART/);
    const note = page.locator('#note-smart');
    expect(await note.isVisible()).toBe(false);
    await page.keyboard.press('n');
    await poll(() => note.innerText()).toMatch(/^"Rec plan" is no, so no is expected here\./);
    // Said with the group to who cannot see it.
    expect(await smart.getAttribute('aria-describedby')).toBe('note-smart');
    await smart.getByRole('radio', { name: 'Yes' }).click();
    await page.getByRole('button', { name: 'Keep it: the file says so' }).click();
    await poll(() => note.innerText()).toBe('Yes here, but "Rec plan" is no. Check both.');
    await group(page, /recovery plan on file/)
      .getByRole('radio', { name: 'Yes' })
      .click();
    await poll(() => note.isVisible()).toBe(false);
    await isSaved(page);
    expect(await answersSaved()).toEqual({ recovery_plan: 'yes', smart: 'yes' });
  });

  it('names every control and its state to a screen reader', async () => {
    const { page } = await open();
    await page.keyboard.press('y');
    await isSaved(page);
    for (const check of checksOf(app.deps.tools.must('rodt', 1))) {
      const radios = page.getByRole('radiogroup', { name: check.label, exact: true });
      const snapshot = await radios.ariaSnapshot();
      const chosen = check.id === 'recovery_plan' ? 'Yes' : 'Not recorded';
      expect(snapshot, check.id).toContain(`radio "${chosen}" [checked]`);
      expect([...snapshot.matchAll(/\[checked\]/g)]).toHaveLength(1);
    }
    for (const name of ['Save', 'Save and complete', 'Keys ?']) {
      expect(await page.getByRole('button', { name, exact: true }).count(), name).toBe(1);
    }
    // What goes well is not read out at every answer; what goes wrong is.
    const announced = page.locator('[data-announce]');
    expect(await announced.getAttribute('role')).toBe('status');
    expect(await announced.textContent()).toBe('');
    await page.context().setOffline(true);
    await page.keyboard.press('y');
    await poll(() => announced.textContent()).toMatch(KEPT);
    await page.context().setOffline(false);
    await poll(() => announced.textContent()).toMatch(/^Everything is saved\./);
  });

  it('keeps answers while there is no connection, counts them, and sends them in order', async () => {
    const { page } = await open();
    const sent: string[] = [];
    page.on('request', (request) => {
      const body = new URLSearchParams(request.postData() ?? '');
      const field = [...body.keys()].find((name) => name.startsWith('answer.'));
      if (field) sent.push(`${body.get('version')} ${field}`);
    });
    await page.keyboard.press('y');
    await isSaved(page);
    await page.context().setOffline(true);
    await page.keyboard.type('nyn');
    await poll(async () => KEPT.exec(await status(page))?.[1]).toBe('3');
    expect(await answersSaved()).toEqual({ recovery_plan: 'yes' });
    sent.length = 0;
    await page.context().setOffline(false);
    await isSaved(page);
    expect(await answersSaved()).toEqual({
      recovery_plan: 'yes',
      abstinence: 'no',
      reduction: 'yes',
      smart: 'no',
    });
    expect(sent.slice(-3)).toEqual(['2 answer.abstinence', '3 answer.reduction', '4 answer.smart']);
  });

  it('says what the server cannot take, beside its field, and saves the rest', async () => {
    const { page } = await open();
    const months = page.getByLabel('Months in treatment');
    await months.fill('lots');
    await months.press('Tab');
    await poll(() => status(page)).toMatch(/^Not saved: Months in treatment: must be a number/);
    expect(await months.getAttribute('aria-invalid')).toBe('true');
    await group(page, /goals SMART/)
      .getByRole('radio', { name: 'Yes' })
      .click();
    await poll(answersSaved).toEqual({ smart: 'yes' });
    expect(await status(page)).toMatch(/^Not saved: Months in treatment/);
    await months.fill('7');
    await months.press('Tab');
    await isSaved(page);
    expect(await answersSaved()).toEqual({ smart: 'yes', months_in_treatment: '7' });
  });

  it('stops when somebody else has saved, and lets the person choose answer by answer', async () => {
    const { page } = await open();
    await page.keyboard.press('y');
    await isSaved(page);
    await elsewhere({ smart: 'yes', abstinence: 'no' });
    await page.keyboard.type('yn');
    const dialog = page.getByRole('dialog', { name: 'Somebody else has changed this file' });
    await dialog.waitFor();
    expect(await dialog.innerText()).toContain('Beth Auditor saved this file at');
    expect(await answersSaved()).toEqual({ recovery_plan: 'yes', smart: 'yes', abstinence: 'no' });

    // Put off, the queue stands still, and what is entered meanwhile waits with it.
    await dialog.getByRole('button', { name: 'Later' }).click();
    await group(page, /goals SMART/)
      .getByRole('radio', { name: 'No', exact: true })
      .click();
    expect(await status(page)).toMatch(/^Not saved: Beth Auditor .* 3 answers are kept on this device/);
    await page.getByRole('button', { name: 'Look at both versions' }).click();
    await dialog.getByRole('button', { name: 'Look at both versions' }).click();
    await page.getByRole('heading', { name: /^Two versions of case file/ }).waitFor();

    // Nothing is dropped before the choice is saved, not even by a way back.
    await page.goto(url);
    await dialog.waitFor();
    await dialog.getByRole('button', { name: 'Look at both versions' }).click();
    await page.getByRole('heading', { name: /^Two versions of case file/ }).waitFor();
    await page
      .getByRole('group', { name: /goals SMART/ })
      .getByRole('radio', { name: 'No', exact: true })
      .check();
    await page
      .getByRole('group', { name: /towards abstinence/ })
      .getByRole('radio', { name: 'Yes', exact: true })
      .check();
    await page.getByRole('button', { name: 'Save this choice' }).click();
    await page.getByRole('heading', { name: /^Case file/ }).waitFor();
    await isSaved(page);
    expect(await answersSaved()).toEqual({
      recovery_plan: 'yes',
      abstinence: 'yes',
      reduction: 'no',
      smart: 'no',
    });
    // The next answer is based on it.
    await group(page, /balance risk/)
      .getByRole('radio', { name: 'Yes' })
      .click();
    await isSaved(page);
    expect((await answersSaved())['balance']).toBe('yes');
  });

  it('lets two browsers record one file: each sees what the other did, and neither loses an answer', async () => {
    const amir = await open('amir');
    const beth = await open('beth');
    await amir.page.keyboard.type('yy');
    await isSaved(amir.page);
    await beth.page.keyboard.type('n');
    const dialog = beth.page.getByRole('dialog', { name: 'Somebody else has changed this file' });
    await dialog.getByRole('button', { name: 'Look at both versions' }).click();
    await beth.page.getByRole('heading', { name: /^Two versions of case file/ }).waitFor();
    // What Amir alone has answered is chosen already.
    await beth.page
      .getByRole('group', { name: /recovery plan on file/ })
      .getByRole('radio', { name: 'No', exact: true })
      .check();
    await beth.page.getByRole('button', { name: 'Save this choice' }).click();
    // Put together the two versions contradict each other: that is asked about, and the second press saves it.
    await beth.page.getByText('You answered yes, although “Rec plan” is no.').waitFor();
    expect(await answersSaved()).toEqual({ recovery_plan: 'yes', abstinence: 'yes' });
    await beth.page.getByRole('button', { name: 'Save this choice' }).click();
    await beth.page.getByRole('heading', { name: /^Case file/ }).waitFor();
    expect(await answersSaved()).toEqual({ recovery_plan: 'no', abstinence: 'yes' });

    await amir.page.keyboard.press('n');
    const told = amir.page.getByRole('dialog', { name: 'Somebody else has changed this file' });
    await told.waitFor();
    expect(await told.innerText()).toContain('Beth Auditor');
    expect(await answersSaved()).toEqual({ recovery_plan: 'no', abstinence: 'yes' });
  });

  it('signs in again in place when the session ran out, and no answer is lost', async () => {
    const { page } = await open();
    await page.keyboard.press('y');
    await isSaved(page);
    await page.context().clearCookies();
    await page.keyboard.type('ny');
    const dialog = page.getByRole('dialog', { name: 'Sign in again' });
    await dialog.waitFor();
    expect(await dialog.innerText()).toContain('kept on this device');
    await dialog.getByLabel('Email address').fill(emailOf('amir'));
    await dialog.getByLabel('Password').fill('not the password');
    await dialog.getByRole('button', { name: 'Sign in and go on' }).click();
    await dialog.getByText('The email address or the password is wrong.').waitFor();
    await dialog.getByLabel('Password').fill(PASSWORD);
    await dialog.getByRole('button', { name: 'Sign in and go on' }).click();
    await dialog.waitFor({ state: 'hidden' });
    await isSaved(page);
    await page.keyboard.press('Escape');
    const { abstinence } = await answersSaved();
    expect(abstinence).toBe('no');
    // Still on the same page, and the forms of the page have the token of the new session.
    expect(page.url()).toBe(url);
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL(/\/sign-in$/);
  });

  it('does not send what one person entered as somebody else', async () => {
    const { page } = await open('amir');
    const context = page.context();
    await context.setOffline(true);
    await page.keyboard.press('y');
    await poll(() => status(page)).toMatch(KEPT);
    await context.clearCookies();
    await context.setOffline(false);
    const dialog = page.getByRole('dialog', { name: 'Sign in again' });
    await dialog.getByLabel('Email address').fill(emailOf('beth'));
    await dialog.getByLabel('Password').fill(PASSWORD);
    await dialog.getByRole('button', { name: 'Sign in and go on' }).click();
    await dialog.getByText('These answers are not those of Beth Auditor.').waitFor();
    expect(await answersSaved()).toEqual({});
    await page.goto(app.address);
    await page.getByText('Beth Auditor').first().waitFor();
    expect(await page.locator('#outbox').isVisible()).toBe(false);
    expect(await answersSaved()).toEqual({});
  });

  it('sends from any page what was left behind, and says so until then', async () => {
    const { page } = await open();
    // Only the answers do not get through: the pages do.
    await page.route('**/answers', (route) => route.abort());
    await page.keyboard.type('yn');
    await poll(() => status(page)).toMatch(KEPT);
    await page.goto(app.address + urls.files(auditId));
    await expect
      .poll(() => page.locator('#outbox').innerText())
      .toContain('2 answers are kept on this device and not saved yet.');
    await page.unroute('**/answers');
    await poll(() => page.locator('#outbox').innerText()).toContain(
      'Everything that was kept on this device is saved now.',
    );
    expect(await answersSaved()).toEqual({ recovery_plan: 'yes', abstinence: 'no' });
  });

  it('asks before a sign-out that would throw answers away', async () => {
    const { page } = await open();
    await page.route('**/answers', (route) => route.abort());
    await page.keyboard.type('yn');
    await poll(() => status(page)).toMatch(KEPT);
    await page.getByRole('button', { name: 'Sign out' }).click();
    const dialog = page.getByRole('dialog', { name: '2 answers are not saved yet' });
    await dialog.waitFor();
    await dialog.getByRole('button', { name: 'Stay signed in' }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await dialog.getByRole('button', { name: 'Sign out and delete 2 answers' }).click();
    await page.waitForURL(/\/sign-in$/);
    expect(await keptIn(page)).toEqual([]);
    await page.unroute('**/answers');
    await signInAs(page, app.address, 'amir');
    await page.goto(url);
    await poll(() => status(page)).toBe('Nothing recorded yet');
    expect(await answersSaved()).toEqual({});
  });

  it('lets one tab at a time work on a file', async () => {
    const { page } = await open();
    const second = await page.context().newPage();
    await second.goto(url);
    await poll(() => status(second)).toMatch(/^This file is open in another tab/);
    await page.keyboard.press('y');
    await isSaved(page);
    await page.close();
    await isSaved(second);
    const plan = second.getByRole('radiogroup', { name: /recovery plan on file/ });
    await poll(() => plan.getByRole('radio', { name: 'Yes' }).isChecked()).toBe(true);
  });

  it('does not throw away what was entered in the second tab when the first one is closed', async () => {
    const { page } = await open();
    const second = await page.context().newPage();
    await second.goto(url);
    await poll(() => status(second)).toMatch(/^This file is open in another tab/);
    await second.keyboard.press('n');
    await page.keyboard.press('y');
    await isSaved(page);
    await page.close();
    // Both answered the same check, so the person chooses.
    await second.locator('#two-versions[open]').waitFor();
    await poll(() => status(second)).toMatch(/^Not saved: .* saved this file/);
    const plan = second.getByRole('radiogroup', { name: /recovery plan on file/ });
    expect(await plan.getByRole('radio', { name: 'No', exact: true }).isChecked()).toBe(true);
  });

  it('still has the answers after the browser was closed in the middle of a file, encrypted', async () => {
    const profile = mkdtempSync(path.join(tmpdir(), 'casefile-audit-profile-'));
    const launch = () =>
      chromium.launchPersistentContext(profile, {
        executablePath: findChromium(process.env) ?? '',
        args: [...(process.getuid?.() === 0 ? ['--no-sandbox'] : []), '--disable-gpu'],
        locale: 'en-GB',
      });
    try {
      let context = await launch();
      let page = context.pages()[0] ?? (await context.newPage());
      await signInAs(page, app.address, 'amir');
      await page.goto(url);
      await poll(() => focused(page)).toBe('answer.recovery_plan');
      await page.keyboard.press('y');
      await poll(answersSaved).toEqual({ recovery_plan: 'yes' });
      await isSaved(page);
      await context.setOffline(true);
      await page.keyboard.type('ny');
      await page.keyboard.press('c');
      await page.keyboard.type('Of Tuesday.');
      await poll(async () => KEPT.exec(await status(page))?.[1]).toBe('3');
      const kept = await keptIn(page);
      expect(kept).toHaveLength(1);
      expect(kept[0]).not.toMatch(/answer|abstinence|Tuesday/);
      await context.close();
      expect(await answersSaved()).toEqual({ recovery_plan: 'yes' });

      context = await launch();
      page = context.pages()[0] ?? (await context.newPage());
      const { faults } = watch(page);
      // The key went with the browser: what is on the disk says nothing before the server gives it again.
      await page.goto(url);
      await poll(answersSaved).toEqual({ recovery_plan: 'yes', abstinence: 'no', reduction: 'yes' });
      await poll(async () => (await saved()).comments.get('smart')).toBe('Of Tuesday.');
      await isSaved(page);
      await poll(() => keptIn(page)).toEqual([]);
      expect(faults).toEqual([]);
      await context.close();
    } finally {
      rmSync(profile, { recursive: true, force: true });
    }
  });

  it('keeps what was answered before the server could be reached at all', async () => {
    const { page } = await open();
    await page.route('**/answers', async (route) => {
      // The server saves, and its answer is lost on the way.
      await route.fetch();
      await route.abort();
    });
    await page.keyboard.press('y');
    await poll(answersSaved).toEqual({ recovery_plan: 'yes' });
    await poll(() => status(page)).toMatch(KEPT);
    // What is under way is waited for: it would be answered twice.
    await page.unrouteAll({ behavior: 'wait' });
    await isSaved(page);
    expect((await saved()).version).toBe(2);
    await page.keyboard.press('n');
    await isSaved(page);
    expect((await saved()).version).toBe(3);
  });

  it('completes a file whose answers and button came before the page could send anything', async () => {
    const { page, faults } = await newPage({ viewport: { width: 1280, height: 720 } });
    await signInAs(page, app.address, 'amir');
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route('**/session', async (route) => {
      await held;
      await route.continue();
    });
    const posted: string[] = [];
    page.on('request', (request) => {
      if (request.method() === 'POST') posted.push(new URL(request.url()).pathname);
    });
    await page.goto(url);
    await poll(() => focused(page)).toBe('answer.recovery_plan');
    await page.keyboard.type('yn');
    await page.keyboard.press('Control+Enter');
    release();
    // It was pressed before the page was ready, and is told of what is missing all the same.
    await page.getByRole('heading', { name: /^Not complete yet/ }).waitFor();
    await page.keyboard.press('Control+Enter');
    await page.locator('.flash', { hasText: `S-${number} is saved` }).waitFor();
    expect((await saved()).completedAt).not.toBeNull();
    expect(await answersSaved()).toMatchObject({ recovery_plan: 'yes', abstinence: 'no' });
    // Not the form as well, which would find the version of the queue; after it the next file is asked for.
    const expected = [urls.fileAnswers(auditId, fileId), urls.fileNext(auditId, fileId)];
    expect(new Set(posted)).toEqual(new Set(expected));
    expect(faults).toEqual([]);
  });

  it('works by its buttons where there is no script', async () => {
    const context = await newWindow({ javaScriptEnabled: false });
    const page = await context.newPage();
    await signInAs(page, app.address, 'amir');
    await page.goto(url);
    await group(page, /recovery plan on file/)
      .getByRole('radio', { name: 'Yes' })
      .check();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText(/is saved at .*: 1 of 22 answers recorded\./).waitFor();
    expect(await answersSaved()).toEqual({ recovery_plan: 'yes' });
    expect(await page.getByRole('button', { name: /Keys/ }).count()).toBe(0);
  });

  /** What the browser has on its disk, as text. */
  const keptIn = (page: Page) =>
    page.evaluate<string[]>(`new Promise((resolve, reject) => {
      const request = indexedDB.open('casefile-audit');
      request.onerror = () => reject(request.error);
      request.onsuccess = () => {
        const all = request.result.transaction('records').objectStore('records').getAll();
        all.onsuccess = () => {
          request.result.close();
          resolve(all.result.map((kept) => new TextDecoder('latin1').decode(kept.data)));
        };
      };
    })`);
});
