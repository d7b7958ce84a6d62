import { existsSync } from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { urls } from '../../server/web/urls.ts';
import { emailOf, PASSWORD } from './app.ts';
import type { PersonName } from './app.ts';

const USUAL_PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/snap/bin/chromium',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

export const LEFT_OUT = 'Browser tests left out: no Chromium found; set CHROMIUM_PATH.';

/**
 * Where a Chromium is, or null: CHROMIUM_PATH, then the usual places, then the one that Playwright installs.
 *
 * @throws Error when CHROMIUM_PATH names a file that is not there
 */
export function findChromium(
  environment: Record<string, string | undefined>,
  exists: (file: string) => boolean = existsSync,
): string | null {
  const named = environment['CHROMIUM_PATH'];
  if (named) {
    if (!exists(named)) throw new Error(`CHROMIUM_PATH is ${named}, but no file is there.`);
    return named;
  }
  return [...USUAL_PLACES, chromium.executablePath()].find((file) => file !== '' && exists(file)) ?? null;
}

/** Whether the tests have to fail where there is no Chromium. */
export const chromiumIsRequired = (environment: Record<string, string | undefined>): boolean =>
  environment['REQUIRE_CHROMIUM'] === '1';

/**
 * What the browser has beside the pages that are tested, and what Playwright switches off too: of two lists the browser
 * heeds the last. The pop-ups of the address bar are pages of their own, which each window would load and nobody sees;
 * they took a second of every window.
 */
const SWITCHED_OFF = [
  'WebUIOmniboxPopup',
  'WebUIOmniboxAimPopup',
  'PreloadTopChromeWebUI',
  'AimEnabled',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsFirstBalancedModeAutoEnable',
  'HttpsUpgrades',
  'LensOverlay',
  'MediaRouter',
  'NetworkTimeServiceQuerying',
  'OptimizationHints',
  'PaintHolding',
  'PreconnectToSearch',
  'ThirdPartyStoragePartitioning',
];

/** What tests of a browser work with. */
export interface BrowserTests {
  /** The file's one browser. */
  browser: () => Browser;
  /** A window of its own, with its own cookies, that is closed after the file. */
  window(options?: BrowserContextOptions): Promise<BrowserContext>;
  /** A page in a window of its own, every fault of which is noted. */
  page(options?: BrowserContextOptions): Promise<WatchedPage>;
}

/** A page and what went wrong in it: errors of its scripts, breaches of the security policy, missing files. */
export interface WatchedPage {
  page: Page;
  faults: string[];
}

/**
 * Tests in a real browser, one for the file; they are left out where there is none, unless one is required.
 *
 * @param launch - backForwardCache: whether the browser keeps pages for Back and Forward, as it does for people;
 * tests have it switched off otherwise
 */
export function inBrowser(
  name: string,
  tests: (parts: BrowserTests) => void,
  launch: { backForwardCache?: boolean } = {},
): void {
  const executablePath = findChromium(process.env);
  describe.runIf(executablePath !== null || chromiumIsRequired(process.env))(`${name} (browser)`, () => {
    let browser: Browser | undefined;
    beforeAll(async () => {
      if (executablePath === null) throw new Error('No Chromium found, and REQUIRE_CHROMIUM is 1.');
      browser = await chromium.launch({
        executablePath,
        ...(launch.backForwardCache ? { ignoreDefaultArgs: ['--disable-back-forward-cache'] } : {}),
        args: [
          // The sandbox refuses to run as root, as which containers often run.
          ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
          `--disable-features=${SWITCHED_OFF.join(',')}`,
          '--disable-gpu',
          '--disable-dev-shm-usage',
          '--disable-background-networking',
          '--disable-component-update',
          '--disable-default-apps',
          '--disable-extensions',
          '--disable-sync',
          '--no-first-run',
        ],
      });
    });
    afterAll(() => browser?.close());
    const started = () => {
      if (!browser) throw new Error('the browser is not started yet');
      return browser;
    };
    const window = async (options: BrowserContextOptions = {}) => {
      const context = await started().newContext({
        locale: 'en-GB',
        timezoneId: 'Europe/London',
        ...options,
      });
      context.setDefaultTimeout(15_000);
      return context;
    };
    tests({
      browser: started,
      window,
      async page(options) {
        return watch(await (await window(options)).newPage());
      },
    });
  });
}

/** Notes every fault of a page from now on. That a page itself is refused (403, 404, 409, 422) is none. */
export function watch(page: Page): WatchedPage {
  const faults: string[] = [];
  page.on('console', (message) => {
    const { url } = message.location();
    const isPageItself = message.text().startsWith('Failed to load resource') && !isAsset(url);
    if (['error', 'warning'].includes(message.type()) && !isPageItself) faults.push(message.text());
  });
  page.on('pageerror', (error) => faults.push(String(error)));
  page.on('response', (response) => {
    if (response.status() >= 500 || (response.status() >= 400 && isAsset(response.url())))
      faults.push(`${response.status()} ${response.url()}`);
  });
  return { page, faults };
}

function isAsset(url: string): boolean {
  return ['.js', '.css', '.svg', '.ico'].includes(path.extname(new URL(url, 'http://none').pathname));
}

/** Signs one of the people of the tests in, through the form. */
export async function signInAs(page: Page, address: string, person: PersonName): Promise<void> {
  await signIn(page, address, emailOf(person), PASSWORD);
}

/** Signs somebody in, through the form. */
export async function signIn(page: Page, address: string, email: string, password: string): Promise<void> {
  await page.goto(address + urls.signIn());
  await page.getByLabel('Email address').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
}

/** Completes a file by key although answers are missing: the first press names them, the second goes on. */
export async function completeAnyway(page: Page): Promise<void> {
  await page.keyboard.press('Control+Enter');
  await page.getByRole('heading', { name: /^Not complete yet: / }).waitFor();
  await page.keyboard.press('Control+Enter');
}

/** How far the page can be moved sideways, in CSS pixels. */
export const sidewaysOverflow = (page: Page): Promise<number> =>
  page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');

/** The box of what a selector finds, which has to be seen. */
export async function boxOf(
  page: Page,
  selector: string,
): Promise<{ x: number; y: number; width: number; height: number }> {
  const box = await page.locator(selector).boundingBox();
  expect(box, `${selector} is seen`).not.toBeNull();
  return box ?? { x: 0, y: 0, width: 0, height: 0 };
}
