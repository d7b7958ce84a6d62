import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { checksOf } from '../../rules/index.ts';
import { urls } from '../../server/web/urls.ts';
import { emailOf, PASSWORD } from '../support/app.ts';
import { inBrowser } from '../support/browser.ts';
import type { WatchedPage } from '../support/browser.ts';
import { listenWithPeople } from '../support/listen.ts';

/** Longer than any way by Tab in these pages; whoever needs more is lost. */
const MOST_STOPS = 160;

/** Where the focus is, as the page tells it. */
interface Stop {
  /** What it is and what it is called, such as "button Save". */
  name: string;
  /** Why somebody who sees the page could not see the focus; empty when all is well. */
  faults: string[];
}

/**
 * Put into every page: remembers how the focused element looks, and, once the focus has moved on, how it looks
 * without. A hidden radio lies under its label, so the look of the label counts for it.
 */
const WATCHER = `
window.focusWatcher = (() => {
  const look = (element) => {
    const own = getComputedStyle(element).opacity === '0' ? [] : [[element, null], [element, '::before']];
    const label = element.labels?.[0];
    return (label ? [...own, [label, null], [label, '::before']] : own).map(([of, pseudo]) => {
      const style = getComputedStyle(of, pseudo);
      const outline = style.outlineStyle === 'none' || parseFloat(style.outlineWidth) < 2 ? 'none'
        : style.outlineStyle + style.outlineWidth + style.outlineColor;
      return [outline, style.boxShadow, style.backgroundColor].join('|');
    }).join(';');
  };
  const name = (element) => {
    const role = element.type || element.localName;
    const text = element.getAttribute('aria-label') ?? element.labels?.[0]?.textContent ?? element.textContent;
    const group = element.closest('[role=radiogroup], fieldset[aria-describedby]')?.getAttribute('aria-labelledby');
    return [role, text.replace(/\\s+/g, ' ').trim(), group ? 'in ' + group : ''].join(' ').trim();
  };
  const hidden = (element) => {
    const seen = getComputedStyle(element).opacity === '0' && element.labels?.[0] ? element.labels[0] : element;
    const box = seen.getClientRects()[0];
    if (!box || box.width === 0 || box.height === 0) return 'has no size';
    const bar = document.querySelector('.save-bar');
    const floor = bar && !bar.contains(element) && getComputedStyle(bar).position === 'sticky'
      ? bar.getBoundingClientRect().top : innerHeight;
    const shown = Math.min(box.bottom, floor) - Math.max(box.top, 0);
    // Something taller than the window shows a part of itself.
    if (shown < Math.min(box.height - 1, 40)) return 'is outside of what is seen, ' + Math.round(shown) + ' of ' + Math.round(box.height);
    return null;
  };
  let last = null;
  return {
    before() {
      const element = document.activeElement;
      // What only a script or a link within the page can reach is no stop; the content is one such place.
      last = element && element.tabIndex >= 0 ? { element, focused: look(element), name: name(element) } : null;
    },
    after() {
      const element = document.activeElement;
      const faults = [];
      if (last && last.element !== element && last.element.isConnected && look(last.element) === last.focused)
        faults.push('the focus cannot be seen on: ' + last.name);
      last = null;
      if (!element || element === document.body) return { name: '', faults };
      const why = hidden(element);
      if (why) faults.push(name(element) + ' ' + why);
      return { name: name(element), faults };
    },
  };
})();
`;

inBrowser('the keyboard alone', ({ page: newPage }) => {
  let app: Awaited<ReturnType<typeof listenWithPeople>>;
  let watched: WatchedPage;
  let page: Page;
  /** Every stop of every way, so that the test is known to have looked at many. */
  const stops: string[] = [];
  const faults: string[] = [];

  beforeAll(async () => {
    app = await listenWithPeople();
    watched = await newPage({ viewport: { width: 1280, height: 720 } });
    page = watched.page;
    await page.addInitScript(WATCHER);
  });
  afterAll(() => app.close());

  /** Presses a key that moves the focus within the page, and says where it went. */
  async function move(key: string): Promise<string> {
    await page.evaluate('focusWatcher.before()');
    await page.keyboard.press(key);
    const stop = await page.evaluate<Stop>('focusWatcher.after()');
    stops.push(stop.name);
    faults.push(...stop.faults);
    return stop.name;
  }

  /** Goes on by Tab (or another key) until the focus is on what is wanted. */
  async function goTo(wanted: RegExp, key = 'Tab'): Promise<string> {
    const way: string[] = [];
    while (way.length < MOST_STOPS) {
      const name = await move(key);
      if (wanted.test(name)) return name;
      way.push(name);
    }
    throw new Error(`${String(wanted)} was not reached. The way: ${way.join(', ')}`);
  }

  /** Presses what the focus is on, which leads to another page. */
  async function pressAndGo(key: string, arrivesAt: RegExp): Promise<void> {
    const arrived = page.waitForResponse(
      (response) => response.request().isNavigationRequest() && response.status() === 200,
    );
    await page.keyboard.press(key);
    await arrived;
    await page.waitForURL(arrivesAt, { waitUntil: 'load' });
  }

  const flash = () => page.locator('.flash').innerText();

  it('signs in', async () => {
    await page.goto(app.address);
    await goTo(/^email Email address/);
    await page.keyboard.type(emailOf('lena'));
    await goTo(/^password Password/);
    await page.keyboard.type(PASSWORD);
    await goTo(/^submit Sign in/);
    await pressAndGo('Enter', /\/$/);
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('Your audits');
  });

  it('skips to the content', async () => {
    expect(await move('Tab')).toBe('a Skip to main content');
    await page.keyboard.press('Enter');
    expect(await move('Tab')).toBe('a Set up an audit');
  });

  it('opens the example', async () => {
    await goTo(/^submit Look around in an example/);
    await pressAndGo('Space', /\/audits\/\d+$/);
    expect(await flash()).toContain('This is the example audit');
  });

  it('begins a case file, and is told of an error and led to it', async () => {
    await goTo(/^a Case files/);
    await pressAndGo('Enter', /\/files$/);
    await goTo(/^text Reference of the next Bridge file/);
    await page.keyboard.type('943 476 5919');
    await page.keyboard.press('Enter');
    await page.getByText('There is a problem').waitFor();
    await expect.poll(() => page.evaluate('document.activeElement.className')).toBe('govuk-error-summary');
    await goTo(/^a .*looks like an NHS number/);
    await page.keyboard.press('Enter');
    await expect
      .poll(() => page.evaluate('document.activeElement.labels?.[0]?.textContent.trim()'))
      .toBe('Reference of the next Bridge file');
    await page.keyboard.press('ControlOrMeta+A');
    await page.keyboard.type('KEY-01');
    await pressAndGo('Enter', /\/files\/\d+$/);
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('Case file KEY-01');
  });

  it('answers every check, reads guidance and writes a comment', async () => {
    const checks = checksOf(app.deps.tools.must('rodt', 1)).slice(0, 13);
    for (const [i, check] of checks.entries()) {
      if (check.id === 'smart') {
        await goTo(/^summary Guidance for Are the plan’s goals SMART\?/);
        await page.keyboard.press('Enter');
        await page.getByText('Answer yes when each goal is specific').waitFor();
      }
      // The page opens with the focus on the first check.
      if (i > 0) await goTo(new RegExp(`^radio .* in label-${check.id}$`));
      else await expect.poll(() => page.evaluate('document.activeElement.name')).toBe(`answer.${check.id}`);
      if (check.id === 'top_missing') {
        // It does not apply to this group, and so is answered already.
        expect(await page.evaluate('document.activeElement.value')).toBe('na');
        continue;
      }
      // From "Not recorded", which is the last, round to the first: Yes, and on to No.
      await move('ArrowRight');
      if (i % 3 === 1) await move('ArrowRight');
      expect(await page.evaluate('document.activeElement.value')).toBe(i % 3 === 1 ? 'no' : 'yes');
      if (check.id === 'smart') {
        await goTo(/^summary Comment on Are the plan’s goals SMART\?/);
        await page.keyboard.press('Space');
        await goTo(/^textarea Comment on Are the plan’s goals SMART\?/);
        await page.keyboard.type('The goals name no dates.');
      }
    }
  });

  it('goes back with Shift and Tab', async () => {
    // Back to the answer that was chosen, and forward again.
    expect(await goTo(/^radio .* in label-keywork_by_plan$/, 'Shift+Tab')).toMatch(/^radio Yes/);
    expect(await goTo(/^radio .* in label-psychosocial$/)).toMatch(/^radio Yes/);
  });

  it('fills in the fields, saves, and completes', async () => {
    await goTo(/^select-one Gender/);
    await page.keyboard.type('Fem');
    await goTo(/^text Months in treatment/);
    await page.keyboard.type('7');
    await goTo(/^textarea Comment about the whole file/);
    await page.keyboard.type('A thick file.');
    await goTo(/^submit Save$/);
    await pressAndGo('Enter', /\/files\/\d+$/);
    expect(await flash()).toMatch(/^KEY-01 is saved at .*: 15 of 22 answers recorded\.$/);
    expect(await page.getByLabel('Gender').inputValue()).toBe('female');
    expect(await page.getByLabel('Months in treatment').inputValue()).toBe('7');
    expect(await page.locator('#comment\\.smart').inputValue()).toBe('The goals name no dates.');

    // Answers are missing, which the first press says; the second goes on.
    await goTo(/^submit Save and complete$/);
    await page.keyboard.press('Space');
    await page.getByText('Not complete yet: 7 answers are missing').waitFor();
    await goTo(/^submit Save and complete$/);
    await pressAndGo('Space', /\/files(#group-\d+)?$/);
    expect(await flash()).toContain('It is complete.');
  });

  it('reads the results and switches the denominator', async () => {
    await goTo(/^a Results/);
    await pressAndGo('Enter', /\/results$/);
    await goTo(/^a .*all files/i);
    await pressAndGo('Enter', /denominator=files$/);
    // The wide table is moved by the arrows once it has the focus.
    await page.setViewportSize({ width: 820, height: 720 });
    await goTo(/^div /);
    await page.keyboard.press('ArrowRight');
    await expect.poll(() => page.evaluate('document.activeElement.scrollLeft')).toBeGreaterThan(0);
    await page.setViewportSize({ width: 1280, height: 720 });
  });

  it('closes the audit', async () => {
    await goTo(/^a Overview/, 'Shift+Tab');
    await pressAndGo('Enter', /\/audits\/\d+$/);
    await goTo(/^summary Close the audit/);
    await page.keyboard.press('Enter');
    await goTo(/^submit Yes, close the audit/);
    await pressAndGo('Enter', /\/audits\/\d+$/);
    expect(await flash()).toContain('The audit is closed');
  });

  it('issues a report', async () => {
    await goTo(/^a Go to the feedback/);
    await pressAndGo('Enter', /\/feedback$/);
    await goTo(/^a Preview and issue to The Bridge/);
    await pressAndGo('Enter', /\/draft$/);
    await goTo(/^summary Issue version 1 to The Bridge/);
    await page.keyboard.press('Enter');
    await goTo(/^submit Yes, issue version 1 without findings/);
    await pressAndGo('Enter', /\/feedback$/);
    expect(await flash()).toBe('Version 1 is issued: The Bridge can read its report now.');
  });

  it('signs out', async () => {
    await goTo(/^submit Sign out/);
    await pressAndGo('Enter', new RegExp(`${urls.signIn()}$`));
    expect(await page.getByRole('heading', { level: 1 }).innerText()).toBe('Sign in');
  });

  it('has shown where the focus is at every stop, clear of the save bar', () => {
    expect(stops.length).toBeGreaterThan(150);
    expect(faults).toEqual([]);
  });

  it('notices a focus that cannot be seen', async () => {
    const { page: bare } = await newPage();
    await bare.setContent('<style>*:focus { outline: none }</style><button>One</button><button>Two</button>');
    await bare.evaluate(WATCHER);
    await bare.keyboard.press('Tab');
    await bare.evaluate('focusWatcher.before()');
    await bare.keyboard.press('Tab');
    const stop = await bare.evaluate<Stop>('focusWatcher.after()');
    expect(stop.faults).toEqual(['the focus cannot be seen on: submit One']);
  });

  it('had no error in the browser, and nothing that the security policy refused', () => {
    expect(watched.faults).toEqual([]);
  });
});
