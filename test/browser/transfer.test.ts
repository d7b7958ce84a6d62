import { afterAll, beforeAll, expect, it } from 'vitest';
import { checksOf } from '../../rules/index.ts';
import { urls } from '../../server/web/urls.ts';
import type { TestApp } from '../support/app.ts';
import { newAudit } from '../support/audit.ts';
import { inBrowser, signInAs } from '../support/browser.ts';
import { listenWithPeople } from '../support/listen.ts';
import type { Listening } from '../support/listen.ts';

inBrowser('sheets and progress in a browser', ({ page: open }) => {
  let test: TestApp & Listening;
  beforeAll(async () => {
    test = await listenWithPeople();
  });
  afterAll(() => test.close());

  it('imports a long sheet under the eyes of the lead, without a reload', async () => {
    const { auditId } = await newAudit(test);
    const { page, faults } = await open();
    await signInAs(page, test.address, 'lena');
    await page.goto(test.address + urls.files(auditId));
    await page.getByRole('link', { name: 'Import case files from a sheet' }).click();
    const checks = checksOf(test.deps.tools.must('rodt', 1)).map((check) => check.id);
    const rows = Array.from({ length: 8000 }, (_, i) => `B-${i},Ash,${checks.map(() => 'no').join(',')}`);
    await page.getByLabel('Sheet of case files').setInputFiles({
      name: 'long.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from([`reference,group,${checks.join(',')}`, ...rows].join('\n')),
    });
    await page.getByRole('button', { name: 'Look at the sheet' }).click();
    await page.getByRole('button', { name: 'Import 8,000 case files' }).click();
    await page.getByRole('heading', { name: 'Importing long.csv' }).waitFor();
    expect(await page.getByRole('progressbar').count()).toBe(1);
    await page.getByText('8000 case files imported.').waitFor({ timeout: 60_000 });
    await page.getByRole('link', { name: 'Go to the case files' }).waitFor();
    expect(faults).toEqual([]);
  });

  it('shows on the progress page what others do meanwhile, and leads to the spot', async () => {
    const { auditId, groupIds } = await newAudit(test);
    const { page, faults } = await open();
    await signInAs(page, test.address, 'lena');
    await page.goto(test.address + urls.progress(auditId));
    await page.getByText('Up to date: it looks again every few seconds.').waitFor();
    await page.evaluate('window.unloaded = false');
    const fileId = await test.deps.recording.create(test.ids.amir, auditId, {
      reference: 'LIVE-1',
      groupId: groupIds[0] ?? 0,
    });
    await page.getByRole('link', { name: 'LIVE-1' }).waitFor();
    const review = await test.deps.recording.get(auditId, fileId);
    await test.deps.recording.save(test.ids.amir, await test.deps.audits.get(auditId), fileId, {
      ...review,
      answers: new Map([
        ['recovery_plan', 'no'],
        ['smart', 'yes'],
      ]),
      sure: new Map([['smart', 'yes']]),
      complete: undefined,
    });
    const spot = page.getByRole('link', { name: /^LIVE-1.*SMART/ });
    await spot.waitFor();
    // It was never loaded anew.
    expect(await page.evaluate('window.unloaded')).toBe(false);
    await spot.click();
    await page.waitForURL(`**${urls.file(auditId, fileId)}#answer.smart`);
    expect(await page.locator(':target').getAttribute('name')).toBe('answer.smart');
    expect(faults).toEqual([]);
  });
});
