import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { urls } from '../../server/web/urls.ts';
import { PASSWORD, startApp } from '../support/app.ts';
import type { TestApp } from '../support/app.ts';
import { newAudit } from '../support/audit.ts';
import { inBrowser, signInAs } from '../support/browser.ts';
import { listen } from '../support/listen.ts';
import type { Listening } from '../support/listen.ts';

const DAY = 24 * 60 * 60 * 1000;
const dayFromNow = (days: number) => new Date(Date.now() + days * DAY).toISOString().slice(0, 10);

/** A browser on a busy machine takes its time. */
function poll<T>(look: () => T | Promise<T>) {
  return expect.poll(look, { timeout: 15_000 });
}

inBrowser(
  'Back and Forward, with the memory for pages that browsers have',
  ({ page: newPage }) => {
    let app: TestApp;
    let server: Listening;
    let isUp = true;
    let page: Page;
    let auditId: number;
    let fileId: number;

    beforeAll(async () => {
      app = await startApp('sqlite');
      server = await listen(app.deps);
    });
    afterAll(async () => {
      await server.close();
      await app.close();
    });
    const address = (path: string) => server.address + path;
    const stopServer = async () => {
      isUp = false;
      await server.close();
    };
    beforeEach(async () => {
      const { auditId: id, groupIds } = await newAudit(app);
      auditId = id;
      const audit = await app.deps.audits.get(auditId);
      await app.deps.audits.update(app.ids.lena, auditId, {
        ...audit,
        fieldworkStart: dayFromNow(-1),
        fieldworkEnd: dayFromNow(3),
      });
      const file = { reference: 'SECRET-1', groupId: groupIds[0] ?? 0 };
      fileId = await app.deps.recording.create(app.ids.amir, auditId, file);
      ({ page } = await newPage({ viewport: { width: 1280, height: 800 } }));
      await signInAs(page, server.address, 'amir');
    });
    afterEach(async () => {
      // First, so that whatever goes wrong with the window the next test has a server.
      if (!isUp) server = await listen(app.deps, Number(new URL(server.address).port));
      isUp = true;
      await page.context().close();
    });

    async function prepare() {
      await page.goto(address(urls.device(auditId)));
      await page.getByLabel('Your password').fill(PASSWORD);
      await page.getByRole('button', { name: 'Prepare this device' }).click();
      await page.getByText('This device is ready.').waitFor();
    }
    /** The file's page from the copy, with the server away. */
    async function openCopied() {
      await prepare();
      await stopServer();
      const answer = await page.goto(address(urls.file(auditId, fileId)));
      // Browsers that go by it keep nothing; Chromium does keep the page for Back.
      expect(answer?.headers()['cache-control']).toBe('no-store');
      await page.locator('#copy-note').waitFor();
    }
    const signOut = () => page.getByRole('button', { name: 'Sign out' }).click();
    const heading = (name: string) => page.getByRole('heading', { name, level: 1 }).waitFor();
    /** What somebody in front of the screen can read, the fields and the tab among it. */
    const seen = () =>
      page.evaluate<string>(
        `[document.title, document.documentElement.hidden ? '' : document.body.innerText, ...[...document.querySelectorAll('input')].map((field) => field.value)].join(' ')`,
      );
    /** Told again until the page hears it: the scripts of a page of the copy start after it is seen. */
    const comeBack = () =>
      poll(() =>
        page.evaluate<boolean>(
          `window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })), document.documentElement.hidden`,
        ),
      ).toBe(true);
    /** The page hides itself while it asks whether it may stay. */
    const stays = () => poll(() => page.evaluate('document.documentElement.hidden')).toBe(false);

    it('show no case file after signing out without a network', async () => {
      await openCopied();
      expect(await seen()).toContain('SECRET-1');
      await signOut();
      await heading('You are signed out on this device');
      await page.goBack({ waitUntil: 'commit' }).catch(() => null);
      await poll(seen).toContain('You are signed out on this device');
      expect(await seen()).not.toContain('SECRET-1');
      await page.goForward({ waitUntil: 'commit' }).catch(() => null);
      await poll(seen).toContain('signed out');
    });

    it('open a file of the copy again, with what was answered, while nobody has signed out', async () => {
      await openCopied();
      await page.locator('[name="answer.smart"][value="no"]').check();
      await poll(() => page.locator('#copy-note').innerText()).toContain('1 answer');
      await page.goto(address(urls.files(auditId)));
      await heading('Case files');
      await page.goBack({ waitUntil: 'commit' });
      await page.locator('#copy-note').waitFor();
      await poll(() => page.locator('[name="answer.smart"][value="no"]').isChecked()).toBe(true);
      await poll(seen).toContain('SECRET-1');
    });

    it('ask for the copy’s key where a browser has kept a page of the copy all the same', async () => {
      await openCopied();
      await comeBack();
      await stays();
      expect(await seen()).toContain('SECRET-1');
      await page.evaluate('sessionStorage.clear()');
      await comeBack();
      await heading('Open this device’s copy');
      expect(await seen()).not.toContain('SECRET-1');
    });

    it('show no case file after signing out at the server', async () => {
      await page.goto(address(urls.file(auditId, fileId)));
      await signOut();
      await page.getByLabel('Email address').waitFor();
      await page.goBack({ waitUntil: 'commit' }).catch(() => null);
      await poll(() => page.title()).toContain('Sign in');
      expect(await seen()).not.toContain('SECRET-1');
    });

    it('ask the server who is signed in where a browser has kept an ordinary page all the same', async () => {
      await page.goto(address(urls.file(auditId, fileId)));
      await page.locator('[name="comment"]').fill('typed meanwhile');
      await comeBack();
      await stays();
      expect(await seen()).toContain('SECRET-1');
      expect(await page.locator('[name="comment"]').inputValue()).toBe('typed meanwhile');
      await poll(() => page.locator('.save-bar__status').innerText()).toContain('Saved');

      const other = await page.context().newPage();
      await other.goto(address(urls.home()));
      await other.getByRole('button', { name: 'Sign out' }).click();
      await other.getByLabel('Email address').waitFor();
      await page.bringToFront();
      await comeBack();
      await poll(() => page.title()).toContain('Sign in');
      expect(await seen()).not.toContain('SECRET-1');
      expect(await app.deps.recording.get(auditId, fileId, app.ids.amir)).toMatchObject({
        comment: 'typed meanwhile',
      });
    });
  },
  { backForwardCache: true },
);
