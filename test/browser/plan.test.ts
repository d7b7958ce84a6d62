import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { urls } from '../../server/web/urls.ts';
import { newAudit } from '../support/audit.ts';
import { inBrowser, signInAs } from '../support/browser.ts';
import type { WatchedPage } from '../support/browser.ts';
import { listenWithPeople } from '../support/listen.ts';
import { aGoal, aPlan, savePlan } from '../support/plans.ts';

inBrowser('the plan beside the checks', ({ page: newPage }) => {
  let app: Awaited<ReturnType<typeof listenWithPeople>>;
  let watched: WatchedPage;
  let page: Page;
  let auditId: number;
  let groupId: number;
  let files = 0;

  beforeAll(async () => {
    app = await listenWithPeople();
    const audit = await newAudit(app);
    ({ auditId } = audit);
    groupId = audit.groupIds[0] ?? 0;
    watched = await newPage();
    page = watched.page;
    await signInAs(page, app.address, 'amir');
  });
  afterAll(() => app.close());

  const begin = () =>
    app.deps.recording.create(app.ids.amir, auditId, { reference: `B-${(files += 1)}`, groupId });
  const answers = async (fileId: number) =>
    Object.fromEntries((await app.deps.recording.get(auditId, fileId, app.ids.amir)).answers);

  it('is one key away, and Ctrl Enter saves it and comes back to the check', async () => {
    const fileId = await begin();
    await page.goto(app.address + urls.file(auditId, fileId));
    await page.waitForSelector('input[name="answer.recovery_plan"]:focus');
    await page.keyboard.press('y');
    await page.keyboard.press('p');
    await page.waitForURL(app.address + urls.filePlan(auditId, fileId));
    await page.getByLabel('Goal 1').fill('Attend AA twice a week until 2 March 2012');
    await page.getByText('Not saved yet').waitFor();
    await page.keyboard.press('Control+Enter');
    await page.waitForURL(`${app.address}${urls.file(auditId, fileId)}#answer.recovery_plan`);
    await page.getByRole('link', { name: /^Plan: 1 goal/ }).waitFor();
    // The answer that was given on the way is saved as well.
    await expect.poll(() => answers(fileId)).toEqual({ recovery_plan: 'yes' });
  });

  it('gets another row for a goal in place, empty and with its own number', async () => {
    const fileId = await begin();
    await savePlan(app, 'amir', auditId, fileId, aPlan());
    await page.goto(app.address + urls.filePlan(auditId, fileId));
    expect(await page.locator('[data-unsaved]').isVisible()).toBe(false);
    const rows = page.locator('[data-goal]');
    const before = await rows.count();
    await page.getByRole('button', { name: 'Add another goal' }).click();
    expect(await rows.count()).toBe(before + 1);
    const added = page.getByLabel(`Goal ${before + 1}`, { exact: true });
    expect(await added.inputValue()).toBe('');
    // It has the focus already.
    await page.keyboard.type('See the GP by 2 March 2012');
    expect(await added.inputValue()).toBe('See the GP by 2 March 2012');
    await page.getByRole('button', { name: 'Save and stay' }).click();
    await page.getByLabel('Goal 2', { exact: true }).waitFor();
    expect(await page.getByLabel('Goal 2', { exact: true }).inputValue()).toBe('See the GP by 2 March 2012');
  });

  it('offers an answer that one press or one key takes over, and saves it as one that was given', async () => {
    const fileId = await begin();
    await savePlan(app, 'amir', auditId, fileId, aPlan({ goals: [aGoal('Engage with the service')] }));
    await page.goto(app.address + urls.file(auditId, fileId));
    const row = (check: string) => page.locator(`.check-row[data-check="${check}"]`);
    const offer = (check: string) => row(check).locator('[data-derived]');
    await offer('smart').waitFor();
    expect(await answers(fileId)).toEqual({});
    await offer('smart').getByRole('button').click();
    await expect.poll(() => answers(fileId)).toEqual({ smart: 'no' });
    expect(await offer('smart').isVisible()).toBe(false);
    expect(await row('smart').locator('input[value="no"]').isChecked()).toBe(true);
    // Answered otherwise, it is there again with its reason.
    await row('smart').locator('input[value="no"]').focus();
    await page.keyboard.press('y');
    await offer('smart').waitFor();
    await row('abstinence').locator('input[type="radio"]').first().focus();
    await page.keyboard.press('t');
    await expect.poll(() => answers(fileId)).toEqual({ smart: 'yes', abstinence: 'yes' });
    await page.getByText(/^Saved at/).waitFor();
  });
});
