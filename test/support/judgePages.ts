import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AxeResults } from 'axe-core';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { emailOf, PASSWORD } from './app.ts';
import type { PersonName } from './app.ts';
import { inBrowser, sidewaysOverflow, signIn } from './browser.ts';
import type { BrowserTests } from './browser.ts';
import { makeSample } from './pageSample.ts';
import type { Person, Sample } from './pageSample.ts';
import type { PageState } from './pageStates.ts';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const WIDE = 1280;
const NARROW = 390;
/** Where a phone is, or a page at 400%. */
const NARROWEST = 320;
/** What is between the margins of a sheet of A4, upright and turned, in CSS pixels. */
const SHEET = { upright: 687, turned: 1046 };

/** The pages are judged in three parts, so that two workers share them. */
type Part = 'the fieldwork' | 'what comes of it' | 'all else';

const OF_PARTS: [Part, RegExp][] = [
  [
    'the fieldwork',
    /^\/audits\/:auditId\/(files|sample|calls|completeness|device|import|plans|progress|readings|readers|training|questionnaire|coding|self-audits)(\/|$)/,
  ],
  [
    'what comes of it',
    /^\/(follow-up|delivery-plans|review-meetings|audits\/:auditId\/(results|bands|compare|estimates|feedback|improvement|repeat|scores|stopping|then-and-now|trend))(\/|$)/,
  ],
];
/** The one part that an address belongs to. */
const partOf = (path: string): Part => OF_PARTS.find(([, pattern]) => pattern.test(path))?.[0] ?? 'all else';

/** Files, and what scripts ask for, are no pages. */
const NO_PAGES = [
  '/api/v1/audits',
  '/api/v1/audits/:auditId',
  '/api/v1/audits/:auditId/results',
  '/api/v1/audits/:auditId/scores',
  '/api/v1/audits/:auditId/self-audits',
  '/api/v1/measure-places/:placeId',
  '/api/v1/measures/:measureId/view',
  '/api/v1/measures',
  '/api/v1/measures/:measureId',
  '/api/v1/openapi.json',
  '/activity.csv',
  '/audits/:auditId/activity.csv',
  '/audits/:auditId/calls/callers/:place/sheet.pdf',
  '/audits/:auditId/calls/right-answers.pdf',
  '/audits/:auditId/coding/:itemId/next',
  '/audits/:auditId/compare.csv',
  '/audits/:auditId/compare.json',
  '/audits/:auditId/compare.xlsx',
  '/audits/:auditId/completeness.csv',
  '/audits/:auditId/device/groups/:groupId',
  '/audits/:auditId/device/plan',
  '/audits/:auditId/erasure.pdf',
  '/audits/:auditId/export/case-files.csv',
  '/audits/:auditId/export/case-files.xlsx',
  '/audits/:auditId/export/plans.json',
  '/audits/:auditId/export/record-scores.csv',
  '/audits/:auditId/export/results.csv',
  '/audits/:auditId/export/results.json',
  '/audits/:auditId/export/results.xlsx',
  '/audits/:auditId/export/scores.csv',
  '/audits/:auditId/export/scores.json',
  '/audits/:auditId/export/scores.xlsx',
  '/audits/:auditId/export/self-audits.csv',
  '/audits/:auditId/export/self-audits.json',
  '/audits/:auditId/export/self-audits.xlsx',
  '/audits/:auditId/feedback/:file',
  '/audits/:auditId/feedback/:providerId/draft.pdf',
  '/audits/:auditId/feedback/:providerId/report/:version/copy.docx',
  '/audits/:auditId/feedback/:providerId/report/:version/pdf',
  '/audits/:auditId/feedback/all/:token/reports.zip',
  '/audits/:auditId/feedback/all/:token/state',
  '/audits/:auditId/form.pdf',
  '/audits/:auditId/import/:token/state',
  '/audits/:auditId/import/:token/what-is-wrong.xlsx',
  '/audits/:auditId/sample/questions/:token/what-is-wrong.xlsx',
  '/audits/:auditId/import/template.csv',
  '/audits/:auditId/import/template.xlsx',
  '/audits/:auditId/improvement/:providerId/actions/:actionId/files/:noteId',
  '/audits/:auditId/readings.csv',
  '/audits/:auditId/readings.xlsx',
  '/audits/:auditId/results.docx',
  '/audits/:auditId/results.pdf',
  '/audits/:auditId/sample/drawn.csv',
  '/audits/:auditId/sample/drawn.pdf',
  '/audits/:auditId/sample/template.csv',
  '/audits/:auditId/sample/template.xlsx',
  '/audits/:auditId/scores.pdf',
  '/audits/:auditId/scores/:fileId.pdf',
  '/audits/:auditId/self-audits/:providerId/evidence/:evidenceId',
  '/audits/:auditId/self-audits/:providerId/report.pdf',
  '/board.pdf',
  '/audits/:auditId/trend.csv',
  '/calendar/:token.ics',
  '/published-figures/:publishedId/figures.csv',
  '/published-figures/compare/:toolId/:version/figures.csv',
  '/published-figures/compare/:toolId/:version/figures.pdf',
  '/delivery-plans/:planId/lines/:lineId/files/:noteId',
  '/delivery-plans/:planId/plan.docx',
  '/delivery-plans/:planId/plan.pdf',
  '/delivery-plans/:planId/plan.xlsx',
  '/delivery-plans/template.csv',
  '/delivery-plans/template.xlsx',
  '/follow-up.pdf',
  '/follow-up.xlsx',
  '/measures/:measureId/figures.csv',
  '/measures/:measureId/figures.pdf',
  '/measures/:measureId/figures.xlsx',
  '/measures/places/:placeId/sheet.csv',
  '/measures/places/:placeId/sheet.pdf',
  '/measures/places/:placeId/sheet.xlsx',
  '/providers/:providerId/logo.png',
  '/review-meetings/:meetingId/meeting.pdf',
  '/session',
  '/tool-drafts/:draftId/form.pdf',
  '/tools/:toolId/:version/form.pdf',
  '/tools/:toolId/:version/export/:format',
];
/** How far a page runs over the side of its sheet, upright or turned as its own style says, and what on it nobody can press. */
async function inPrint(page: Page): Promise<{ over: number; controls: string[] }> {
  await page.emulateMedia({ media: 'print' });
  const isTurned = await page.evaluate<boolean>(`document.querySelector('.page-landscape') !== null`);
  await page.setViewportSize({ width: isTurned ? SHEET.turned : SHEET.upright, height: 1000 });
  const over = await sidewaysOverflow(page);
  // Which files percentages are of is told by what else there is to choose.
  const controls = await page.evaluate<string[]>(
    `[...document.querySelectorAll('button, input[type=file], input[type=password], nav:not(.denominator)')]
      .filter((one) => one.checkVisibility({ visibilityProperty: true }))
      .map((one) => one.outerHTML.slice(0, 90))`,
  );
  await page.emulateMedia({ media: null });
  return { over, controls };
}

/** What on a page is not in line: where it begins, that its title names its audit, how its dates are written; what is quoted is as somebody typed it. */
async function outOfLine(page: Page, audit: string | null): Promise<string[]> {
  const title = await page.title();
  const [begins, name] = await page.evaluate<(number | null)[]>(
    `['main h1', '.site-header__row'].map((selector) => {
      const one = [...document.querySelectorAll(selector)].find((each) => each.checkVisibility());
      return one ? Math.round(one.getBoundingClientRect().left) : null;
    })`,
  );
  const dates = await page.evaluate<string[]>(
    `document.querySelector('main').innerText.replace(/“[^”]*”/g, '').match(/\\b\\d{4}-\\d{2}-\\d{2}\\b.{0,20}/g) ?? []`,
  );
  return [
    ...(name !== null && begins !== name ? [`begins at ${begins}, the header at ${name}`] : []),
    ...(audit !== null && !title.includes(audit) ? [`the title is ${title}`] : []),
    ...dates,
  ];
}

/** Judges pages of a part of the program in their states, and holds that all pages of the part were among them. */
export function judgePages(part: Part, states: PageState[]): void {
  inBrowser(`every page of ${part}, judged by axe`, ({ window }) => {
    judged(part, states, window);
  });
}

function judged(part: Part, states: PageState[], window: BrowserTests['window']): void {
  let sample: Sample;
  const windows = new Map<Person, Page>();
  const signedInAt = new Map<Person, number>();
  let anonymous: BrowserContext | undefined;
  /** The paths of all pages that were opened. */
  const seen = new Set<string>();

  beforeAll(async () => {
    sample = await makeSample();
  });
  afterAll(async () => {
    await sample.named.close();
    await sample.provided.close();
    await sample.app.close();
    await sample.unused.close();
  });

  /** A page of the person, signed in; axe is put into pages, which their own policy would refuse. */
  async function pageOf(person: Person | null): Promise<Page> {
    const options = { bypassCSP: true, viewport: { width: WIDE, height: 800 } };
    if (person === null) {
      await anonymous?.close();
      anonymous = await window(options);
      return anonymous.newPage();
    }
    const page = windows.get(person) ?? (await (await window(options)).newPage());
    windows.set(person, page);
    // Who signed in long ago is asked again who they are before some pages, and there are many pages.
    if (Date.now() - (signedInAt.get(person) ?? 0) > 600_000) {
      await page.context().clearCookies();
      await signIn(page, sample.app.address, emailOf(person as PersonName), PASSWORD);
      signedInAt.set(person, Date.now());
    }
    return page;
  }

  async function violations(page: Page, least = 5): Promise<string[]> {
    if (!(await page.evaluate<boolean>('"axe" in window'))) await page.evaluate(AXE);
    const results = await page.evaluate<AxeResults>(
      `axe.run(document, { runOnly: ${JSON.stringify(TAGS)}, resultTypes: ['violations'] })`,
    );
    expect(results.passes.length, 'axe found something to judge').toBeGreaterThan(least);
    return results.violations.map(
      ({ id, help, nodes }) =>
        `${id}: ${help}\n${nodes.map((node) => `  ${node.target.join(' ')}\n    ${node.failureSummary}`).join('\n')}`,
    );
  }

  /** The title of the audit that a page is of; null of any other, as of one that says what went wrong. */
  async function auditOf(page: Page): Promise<string | null> {
    if ((await page.getByRole('link', { name: 'Go to your home page' }).count()) > 0) return null;
    const url = new URL(page.url());
    const id = /^\/audits\/(\d+)(\/|$)/.exec(url.pathname)?.[1];
    if (id === undefined || url.origin !== sample.app.address) return null;
    return (await sample.app.deps.audits.get(Number(id)).catch(() => null))?.title ?? null;
  }

  for (const { name, as, go, shows } of states) {
    it(`${name}: no violation, nothing runs over the side`, async () => {
      const page = await pageOf(as);
      await page.setViewportSize({ width: WIDE, height: 800 });
      await go(page, sample);
      await page.getByText(shows).first().waitFor({ state: 'attached' });

      seen.add(new URL(page.url()).pathname);
      const found: Record<string, unknown> = {};
      found[`axe at ${WIDE}`] = await violations(page);
      found[`overflow at ${WIDE}`] = await sidewaysOverflow(page);
      await page.setViewportSize({ width: 820, height: 1180 });
      found['overflow at 820'] = await sidewaysOverflow(page);
      found['out of line'] = await outOfLine(page, await auditOf(page));
      await page.setViewportSize({ width: NARROW, height: 844 });
      found[`overflow at ${NARROW}`] = await sidewaysOverflow(page);
      // At this width on a dark screen: what a colour stands on is the same at both widths.
      await page.emulateMedia({ colorScheme: 'dark' });
      found[`axe at ${NARROW}`] = await violations(page);
      await page.emulateMedia({ colorScheme: null });
      await page.setViewportSize({ width: NARROWEST, height: 640 });
      found[`overflow at ${NARROWEST}`] = await sidewaysOverflow(page);
      found['in print'] = await inPrint(page);
      await page.setViewportSize({ width: WIDE, height: 800 });
      await page.addStyleTag({ content: 'html { font-size: 200% !important; }' });
      found['overflow with text twice as large'] = await sidewaysOverflow(page);
      expect(found).toEqual({
        [`axe at ${WIDE}`]: [],
        [`overflow at ${WIDE}`]: 0,
        'overflow at 820': 0,
        'out of line': [],
        [`overflow at ${NARROW}`]: 0,
        [`axe at ${NARROW}`]: [],
        [`overflow at ${NARROWEST}`]: 0,
        'in print': { over: 0, controls: [] },
        'overflow with text twice as large': 0,
      });
    });
  }

  it('judges: a page with faults is found out', async () => {
    const page = await pageOf(null);
    await page.setContent(
      '<html><body><h1>Faults</h1><p>Text</p><main><img src="x"><input></main></body></html>',
    );
    const found = (await violations(page, 0)).join('\n');
    expect(found).toContain('image-alt: ');
    expect(found).toContain('html-has-lang: ');
    expect(found).toContain('label: ');
  });

  it('has been on every page there is', () => {
    const pages = sample.app.routes
      .filter((route) => route.method === 'get' && partOf(route.path) === part)
      .map((route) => route.path);
    const unseen = pages.filter((path) => {
      const pattern = new RegExp(`^${path.replace(/:\w+/g, '[^/]+')}$`);
      return ![...seen].some((pathname) => pattern.test(pathname));
    });
    expect(unseen.toSorted()).toEqual(NO_PAGES.filter((path) => partOf(path) === part).toSorted());
  });
}
