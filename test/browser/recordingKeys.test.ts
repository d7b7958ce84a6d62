import type { Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { urls } from '../../server/web/urls.ts';
import { newAudit } from '../support/audit.ts';
import { inBrowser, signInAs } from '../support/browser.ts';
import type { WatchedPage } from '../support/browser.ts';
import { listenWithPeople } from '../support/listen.ts';

const HANGING = ['abstinence', 'reduction', 'smart', 'all_needs', 'balance', 'review_required'];

/** Saving takes its time where much else is going on. */
const PATIENCE = { timeout: 15_000 };

inBrowser('recording by key', ({ page: newPage }) => {
  let app: Awaited<ReturnType<typeof listenWithPeople>>;
  let watched: WatchedPage;
  let page: Page;
  let auditId = 0;
  let birch = 0;
  let fileId = 0;
  let made = 0;

  beforeAll(async () => {
    app = await listenWithPeople();
    // Birch leaves TOP forms out.
    const audit = await newAudit(app);
    ({ auditId } = audit);
    birch = audit.groupIds[1] ?? 0;
    watched = await newPage({ viewport: { width: 1280, height: 720 } });
    page = watched.page;
    await signInAs(page, app.address, 'amir');
  });
  afterAll(() => app.close());

  beforeEach(async () => {
    made += 1;
    fileId = await app.deps.recording.create(app.ids.amir, auditId, {
      reference: `KEYS-${made}`,
      groupId: birch,
    });
    await page.goto(app.address + urls.file(auditId, fileId));
    await page.waitForFunction(
      `document.activeElement?.closest('.check-row')?.dataset.check === 'recovery_plan'`,
    );
  });

  /** The check that has the focus, or what else has it. */
  const focus = () =>
    page.evaluate<string>(`(() => {
      const at = document.activeElement;
      if (at.matches('[data-rest]')) return 'rest of ' + at.closest('.check-row').dataset.check;
      return at.closest('.check-row')?.dataset.check ?? at.name ?? at.localName;
    })()`);
  const press = async (...keys: string[]) => {
    for (const key of keys) await page.keyboard.press(key);
  };
  const goTo = (check: string) => page.locator(`[name="answer.${check}"]:checked`).focus();
  const chosen = (check: string) => page.locator(`[name="answer.${check}"]:checked`).getAttribute('value');
  const saved = async () => Object.fromEntries((await app.deps.recording.get(auditId, fileId)).answers);
  const dialog = () => page.locator('#sure');
  const undo = () => page.locator('[data-undo]');

  it('passes by what the set-up has answered, and leaves it as it is', async () => {
    await goTo('referrals');
    await press('y');
    expect(await focus()).toBe('keywork_by_plan');
    await press('n');
    expect(await focus()).toBe('psychosocial');
    await expect
      .poll(saved, PATIENCE)
      .toEqual({ referrals: 'yes', top_missing: 'na', keywork_by_plan: 'no' });
    // With the arrows it can be gone to.
    await press('ArrowUp', 'ArrowUp');
    expect(await focus()).toBe('top_missing');
    await press('ArrowUp');
    expect(await focus()).toBe('referrals');
  });

  it('asks before an answer there counts, by key and by pointer, and takes it back unless it is meant', async () => {
    await goTo('top_missing');
    await press('n');
    await dialog().waitFor();
    expect(await dialog().innerText()).toContain(
      'Is a TOP form that was due missing? You answered no, and this does not apply to Birch.',
    );
    // Keys that go on typing change nothing, and Enter takes it back.
    await press('y', 'n', 'Enter');
    await dialog().waitFor({ state: 'hidden' });
    await expect.poll(() => chosen('top_missing'), PATIENCE).toBe('na');
    await expect.poll(focus, PATIENCE).toBe('top_missing');

    await page.locator('[name="answer.top_missing"][value="yes"]').click();
    await press('Escape');
    await dialog().waitFor({ state: 'hidden' });
    await expect.poll(() => chosen('top_missing'), PATIENCE).toBe('na');
    await press('y');
    await dialog().waitFor();
    // Looking away and back while it is asked about saves nothing of it.
    await page.evaluate('document.dispatchEvent(new Event("visibilitychange"))');
    expect(await saved()).toEqual({ top_missing: 'na' });
    await page.getByRole('button', { name: 'Keep it: the file says so' }).click();
    await expect.poll(saved, PATIENCE).toEqual({ top_missing: 'yes' });
    expect(await focus()).toBe('keywork_by_plan');
    expect(await page.locator('#note-top_missing').innerText()).toBe(
      'Does not apply to this group, yet it is yes. Check it.',
    );
    // It was asked about once: answers beside it are saved without a question.
    await press('y');
    await expect.poll(saved, PATIENCE).toEqual({ top_missing: 'yes', keywork_by_plan: 'yes' });
  });

  it('asks before “not applicable” by the set-up is taken away, by key and by pointer', async () => {
    await goTo('top_missing');
    await press('r');
    await dialog().waitFor();
    expect(await dialog().innerText()).toContain(
      'Is a TOP form that was due missing? “Not applicable” is taken away, and this does not apply to Birch.',
    );
    await press('Enter');
    await dialog().waitFor({ state: 'hidden' });
    await expect.poll(() => chosen('top_missing'), PATIENCE).toBe('na');
    await press('r');
    await dialog().waitFor();
    await page.getByRole('button', { name: 'Keep it: the file says so' }).click();
    await expect.poll(saved, PATIENCE).toEqual({});
    // It can be taken back like any other answer.
    await undo().click();
    await expect.poll(saved, PATIENCE).toEqual({ top_missing: 'na' });
  });

  it('loses no key that is pressed at once after the question is answered', async () => {
    await goTo('top_missing');
    await press('n');
    await dialog().waitFor();
    // In one go, so that nothing in the page comes between the two.
    await page.evaluate(`(() => {
      document.querySelector('#sure button[value="sure"]').click();
      document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key: 'y', bubbles: true }));
    })()`);
    await expect.poll(saved, PATIENCE).toEqual({ top_missing: 'no', keywork_by_plan: 'yes' });
  });

  it('answers no to all that hangs on a no with one more press, passes them by, and asks for a yes there', async () => {
    await press('n');
    expect(await focus()).toBe('rest of recovery_plan');
    expect(await page.locator('[data-rest]:visible').innerText()).toBe(
      `Answer no to all ${HANGING.length} checks that hang on this`,
    );
    // Another answer by rhythm does not overwrite the no.
    await press('y', 'a', 'r');
    expect([await chosen('recovery_plan'), await focus()]).toEqual(['no', 'rest of recovery_plan']);
    await press('n');
    expect(await focus()).toBe('social_networks');
    const hanging = Object.fromEntries(HANGING.map((id) => [id, 'no']));
    await expect.poll(saved, PATIENCE).toEqual({ recovery_plan: 'no', top_missing: 'na', ...hanging });

    await goTo('smart');
    await press('y');
    await dialog().waitFor();
    expect(await dialog().innerText()).toContain('although “Is there a recovery plan on file?” is no.');
    await press('Enter');
    await expect.poll(() => chosen('smart'), PATIENCE).toBe('no');

    // Was the no a mistake, one more press takes back what hung on it.
    await goTo('recovery_plan');
    await press('y');
    expect(await focus()).toBe('rest of recovery_plan');
    await press('Enter');
    expect(await focus()).toBe('abstinence');
    await expect.poll(saved, PATIENCE).toEqual({ recovery_plan: 'yes', top_missing: 'na' });
  });

  it('goes through what hangs on a no one by one, where that is wanted', async () => {
    await press('n', 'ArrowDown');
    expect(await focus()).toBe('abstinence');
    await press('n', 'n');
    await expect.poll(saved, PATIENCE).toEqual({
      recovery_plan: 'no',
      top_missing: 'na',
      abstinence: 'no',
      reduction: 'no',
    });
  });

  it('asks when a check is answered no that a yes hangs on', async () => {
    await press('y');
    await goTo('smart');
    await press('y');
    await goTo('recovery_plan');
    await press('n');
    await dialog().waitFor();
    await press('Enter');
    await expect.poll(() => chosen('recovery_plan'), PATIENCE).toBe('yes');
    await expect.poll(saved, PATIENCE).toEqual({ recovery_plan: 'yes', smart: 'yes', top_missing: 'na' });
  });

  it('takes back the last answers, by key and by button, the last first', async () => {
    expect(await undo().isVisible()).toBe(false);
    await press('y', 'n', 'a');
    expect(await undo().innerText()).toContain('reducing the primary drug? not applicable');
    await press('Control+z');
    expect(await focus()).toBe('reduction');
    await expect.poll(saved, PATIENCE).toEqual({ recovery_plan: 'yes', abstinence: 'no', top_missing: 'na' });
    await undo().click();
    await undo().click();
    await expect.poll(saved, PATIENCE).toEqual({ top_missing: 'na' });
    expect(await undo().isVisible()).toBe(false);
    await press('Control+z');
    expect(await saved()).toEqual({ top_missing: 'na' });
  });

  it('takes back in one step what one press has answered', async () => {
    await press('n', 'n');
    await press('Control+z');
    await expect.poll(saved, PATIENCE).toEqual({ recovery_plan: 'no', top_missing: 'na' });
    await press('Control+z');
    await expect.poll(saved, PATIENCE).toEqual({ top_missing: 'na' });
  });

  it('remembers twenty answers and no more, fields among them, and leaves text to the browser', async () => {
    await page.getByLabel('Gender').selectOption('female');
    await goTo('recovery_plan');
    // Back and forth on one check: 21 more answers.
    for (let i = 0; i < 21; i += 1) {
      await press(i % 2 === 0 ? 'y' : 'n');
      await goTo('recovery_plan');
    }
    for (let i = 0; i < 20; i += 1) await press('Control+z');
    expect(await undo().isVisible()).toBe(false);
    await expect.poll(saved, PATIENCE).toEqual({ recovery_plan: 'yes', gender: 'female', top_missing: 'na' });

    await page.getByLabel('Gender').selectOption('male');
    await page.getByLabel('Comment about the whole file').fill('Thick.');
    await press('Control+z');
    expect(await page.getByLabel('Gender').inputValue()).toBe('male');
    await page.getByLabel('Gender').focus();
    await press('Control+z');
    await expect.poll(async () => (await saved())['gender'], PATIENCE).toBe('female');
  });

  it('stops once before a file with answers missing is complete, with a link to each', async () => {
    await press('y');
    await press('Control+Enter');
    const stop = page.locator('[data-missing]');
    await stop.waitFor();
    // 17 checks and five fields, of which one is answered and one does not apply.
    expect(await stop.locator('h2').innerText()).toBe('Not complete yet: 20 answers are missing');
    expect(await stop.getByRole('link').count()).toBe(20);
    expect((await app.deps.recording.get(auditId, fileId)).completedAt).toBeNull();
    await stop.getByRole('link', { name: 'SMART' }).click();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Shift+Tab');
    await press('y');
    await expect.poll(async () => (await saved())['smart'], PATIENCE).toBe('yes');
    // Fewer are missing than was said, so the second press goes on.
    await press('Control+Enter');
    await page.locator('.flash', { hasText: 'It is complete.' }).waitFor();
    expect((await app.deps.recording.get(auditId, fileId)).completedAt).not.toBeNull();
  });

  it('had no error in the browser', () => {
    expect(watched.faults).toEqual([]);
  });
});
