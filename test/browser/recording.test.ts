import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { itemsOf } from '../../rules/index.ts';
import { urls } from '../../server/web/urls.ts';
import { newAudit } from '../support/audit.ts';
import { boxOf, inBrowser, sidewaysOverflow, signInAs } from '../support/browser.ts';
import type { WatchedPage } from '../support/browser.ts';
import { listenWithPeople } from '../support/listen.ts';
import { readPdf } from '../support/readPdf.ts';

/** The checks that a laptop has to show at once. */
const REPORTED = 13;
const FULL_WORDS = ['Yes', 'No', 'Not applicable', 'Not recorded'];

inBrowser('the dense pages', ({ page: newPage }) => {
  let app: Awaited<ReturnType<typeof listenWithPeople>>;
  let watched: WatchedPage;
  let page: Page;
  let recordUrl = '';
  let resultsUrl = '';

  beforeAll(async () => {
    app = await listenWithPeople();
    const { auditId, groupIds } = await newAudit(app);
    const fileId = await app.deps.recording.create(app.ids.amir, auditId, {
      reference: 'ASH-01',
      groupId: groupIds[0] ?? 0,
    });
    recordUrl = app.address + urls.file(auditId, fileId);
    resultsUrl = app.address + urls.results(await app.deps.demoAudit.load(app.ids.lena));
    watched = await newPage();
    page = watched.page;
    await signInAs(page, app.address, 'lena');
  });
  afterAll(() => app.close());

  it('shows all 13 checks at once on a laptop, between the head of the list and the save bar', async () => {
    await page.setViewportSize({ width: 1280, height: 720 });
    await page.goto(recordUrl);
    await page.locator('.check-list').first().evaluate('(list) => list.scrollIntoView({ block: "start" })');
    const title = await boxOf(page, '.check-list__title >> nth=0');
    const bar = await boxOf(page, '.save-bar');
    expect(title.y).toBeGreaterThanOrEqual(0);
    expect(bar.y + bar.height).toBeLessThanOrEqual(720);
    const rows = page.locator('.check-list').first().locator('.check-row');
    expect(await rows.count()).toBe(REPORTED);
    let above = title.y + title.height;
    for (const row of await rows.all()) {
      const box = await row.boundingBox();
      expect(box).not.toBeNull();
      if (!box) continue;
      expect(box.y, 'rows do not lie over each other').toBeGreaterThanOrEqual(above - 1);
      above = box.y + box.height;
      // Within it is the label as well, not only the row.
      for (const part of await row.locator('.check-row__label, .segmented__label').all()) {
        const inner = await part.boundingBox();
        expect(inner?.y).toBeGreaterThanOrEqual(box.y - 1);
        expect((inner?.y ?? 0) + (inner?.height ?? 0)).toBeLessThanOrEqual(above + 1);
      }
    }
    expect(above).toBeLessThanOrEqual(bar.y);
  });

  it('has answers that a finger can hit on a telephone', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(recordUrl);
    const checks = itemsOf(app.deps.tools.must('rodt', 1)).filter((item) => item.kind === 'check');
    const answers = page.locator('.segmented__input');
    expect(await answers.count()).toBe(checks.length * FULL_WORDS.length);
    for (const answer of await answers.all()) {
      const box = await answer.boundingBox();
      expect(box?.height).toBeGreaterThanOrEqual(44);
      expect(box?.width).toBeGreaterThanOrEqual(44);
      expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(390);
    }
    for (const summary of await page.locator('.check-row summary').all()) {
      expect((await summary.boundingBox())?.height).toBeGreaterThanOrEqual(44);
    }
    expect(await sidewaysOverflow(page)).toBe(0);
  });

  it('names every group of answers by its check, and every answer by its full word', async () => {
    await page.setViewportSize({ width: 1280, height: 720 });
    await page.goto(recordUrl);
    const checks = itemsOf(app.deps.tools.must('rodt', 1)).filter((item) => item.kind === 'check');
    expect(await page.getByRole('radiogroup').count()).toBe(checks.length);
    for (const { label } of checks) {
      const group = page.getByRole('radiogroup', { name: label, exact: true });
      expect(await group.count(), label).toBe(1);
      const snapshot = await group.ariaSnapshot();
      const radios = [...snapshot.matchAll(/radio "([^"]+)"/g)].map(([, name]) => name);
      expect(radios, label).toEqual(FULL_WORDS);
      expect(
        await page
          .getByRole('textbox', { name: `Comment on ${label}`, exact: true, includeHidden: true })
          .count(),
        label,
      ).toBe(1);
    }
  });

  it('saves an answer by itself, and the whole form by its button', async () => {
    await page.goto(recordUrl);
    const status = page.getByRole('status');
    // It was only begun: nobody has saved anything of it.
    await expect.poll(() => status.last().innerText()).toBe('Nothing recorded yet');
    await page.getByRole('radiogroup').first().getByRole('radio', { name: 'Yes' }).click();
    await expect.poll(() => status.last().innerText()).toMatch(/^Saved at .* by Lena Lead$/);
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText(/ASH-01 is saved at .*: 1 of 22 answers recorded\./).waitFor();
    await expect.poll(() => status.last().innerText()).toMatch(/^Saved at .* by Lena Lead$/);
  });

  it('prints the results on A4 across: no navigation, thirteen checks side by side, the first table on one page', async () => {
    await page.goto(resultsUrl);
    await page.emulateMedia({ media: 'print' });
    for (const hidden of [
      '.site-header',
      '.sub-nav',
      '.site-footer',
      '.denominator__link:not([aria-current])',
    ]) {
      expect(await page.locator(hidden).filter({ visible: true }).count(), `${hidden} on paper`).toBe(0);
    }
    expect(await page.getByRole('heading', { name: 'Results' }).isVisible()).toBe(true);
    expect(await page.locator('.denominator__link[aria-current]').isVisible()).toBe(true);
    const bytes = await page.pdf({ preferCSSPageSize: true });
    await page.emulateMedia({ media: null });
    const pdf = await readPdf(bytes);
    const sheets = [...bytes.toString('latin1').matchAll(/\/MediaBox\s*\[\s*0 0 ([\d.]+) ([\d.]+)/g)];
    expect(sheets.length).toBeGreaterThan(0);
    for (const [, width, height] of sheets) {
      expect(Math.round(Number(width))).toBe(842);
      expect(Math.round(Number(height))).toBe(595);
    }
    const first = pdf.pages[0]?.text.replace(/\s+/g, ' ') ?? '';
    const reported = itemsOf(app.deps.tools.must('rodt', 1)).slice(0, REPORTED);
    for (const item of reported) expect(first).toContain(item.shortLabel);
    for (const group of await app.deps.audits.groups(Number(/audits\/(\d+)/.exec(resultsUrl)?.[1])))
      expect(first).toContain(group.name);
    expect(first).toContain('41 of 52');
    // The totals stand once, under the whole of the table, and not under every part of it.
    expect(pdf.text.replace(/\s+/g, ' ').split('All files 52 41 of 52').length - 1).toBe(1);
  });

  it('sends an alert once, however often it is pressed, and again after it was not sent', async () => {
    const { page: own } = await newPage();
    await signInAs(own, app.address, 'amir');
    await own.goto(`${recordUrl}/alert`);
    await own.getByLabel('Today').check();
    await own.getByLabel('What you saw').fill('Two small children are left alone overnight.');
    const send = own.getByRole('button', { name: 'Send the alert' });
    let sent = 0;
    own.on('request', (request) => {
      if (request.method() === 'POST' && request.url().endsWith('/alert')) sent += 1;
    });
    // Whether the server is there is not known before both presses.
    async function pressTwice(isThere: boolean): Promise<number> {
      let looks = 0;
      let answer = () => {};
      const pressed = new Promise<void>((resolve) => {
        answer = resolve;
      });
      await own.route('**/session', async (route) => {
        looks += 1;
        await pressed;
        await (isThere ? route.continue() : route.abort());
      });
      await send.click();
      await send.click();
      const until = looks;
      answer();
      return until;
    }
    expect(await pressTwice(false)).toBe(1);
    await own.getByText('It was NOT sent').waitFor();
    expect(sent).toBe(0);
    await own.unroute('**/session');
    expect(await pressTwice(true)).toBe(1);
    await own.waitForURL(recordUrl);
    expect(sent).toBe(1);
    await own.context().close();
  });

  it('had no error in the browser, and nothing that the security policy refused', () => {
    expect(watched.faults).toEqual([]);
  });
});
