import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { urls } from '../../server/web/urls.ts';
import { inBrowser, signInAs } from '../support/browser.ts';
import { listenWithPeople } from '../support/listen.ts';
import { shelter } from '../support/toolDrafts.ts';

inBrowser('two people who write one tool', ({ page: newPage }) => {
  let app: Awaited<ReturnType<typeof listenWithPeople>>;
  let lena: Page;
  let stan: Page;

  beforeAll(async () => {
    app = await listenWithPeople();
    [lena, stan] = [(await newPage()).page, (await newPage()).page];
    await signInAs(lena, app.address, 'lena');
    await signInAs(stan, app.address, 'stan');
  });
  afterAll(() => app.close());

  let made = 0;
  /** A tool of its own for each try. */
  const draftOf = (id: string) => {
    made += 1;
    return app.deps.drafts.createDraft(app.ids.lena, shelter({ id: `${id}_${made}` }));
  };
  const open = (page: Page, draft: number, item: string) =>
    page.goto(app.address + urls.toolPart(draft, 'item', item));
  const guidance = (page: Page) => page.getByLabel('How to decide');
  /** Types, and waits until the page has sent it by itself. */
  const types = async (page: Page, text: string) => {
    const sent = page.waitForResponse((response) => response.request().method() === 'POST');
    await guidance(page).fill(text);
    await sent;
  };
  const said = (page: Page, text: RegExp) => page.locator('[data-saved]').filter({ hasText: text }).waitFor();
  const kept = async (draft: number, item: string) => {
    const { definition } = await app.deps.drafts.get(draft);
    return definition.sections.flatMap(({ items }) => items).find(({ id }) => id === item)?.guidance;
  };

  it('at different questions are both saved as they type, and see who saved last', async () => {
    const draft = await draftOf('apart');
    await open(lena, draft, 'weekly');
    await open(stan, draft, 'handover');
    await types(stan, 'Stan on handovers.');
    await said(stan, /by Stan Stranger/);
    await types(lena, 'Lena on weeks.');
    await said(lena, /by Lena Lead/);
    expect([await kept(draft, 'weekly'), await kept(draft, 'handover')]).toEqual([
      'Lena on weeks.',
      'Stan on handovers.',
    ]);
  });

  it('at the same question see both states, and neither is lost', async () => {
    const draft = await draftOf('together');
    await open(lena, draft, 'weekly');
    await open(stan, draft, 'weekly');
    await types(stan, 'Stan decides.');
    await said(stan, /by Stan Stranger/);
    await types(lena, 'Lena decides.');
    await said(lena, /somebody else has changed this/);
    expect(await kept(draft, 'weekly')).toBe('Stan decides.');
    await lena.getByRole('button', { name: 'Save', exact: true }).click();
    await lena.getByText('Saved now: Stan decides.').waitFor();
    expect(await guidance(lena).inputValue()).toBe('Lena decides.');
    await guidance(lena).fill('Both decide.');
    await lena.getByRole('button', { name: 'Save', exact: true }).click();
    await lena.getByText('Saved.', { exact: true }).waitFor();
    expect(await kept(draft, 'weekly')).toBe('Both decide.');
  });

  it('keep what they type where the other one publishes, and are led to the next version', async () => {
    const draft = await draftOf('overtaken');
    await open(lena, draft, 'weekly');
    await stan.goto(app.address + urls.toolDraftPublish(draft));
    await stan.getByRole('button', { name: 'Publish version 1' }).click();
    await stan.getByText('Version 1 is published.').waitFor();
    await types(lena, 'Monday to Sunday.');
    await said(lena, /somebody has published this draft/);
    await lena.getByRole('button', { name: 'Save', exact: true }).click();
    await lena.getByText('has published this draft as version 1').waitFor();
    expect(await guidance(lena).inputValue()).toBe('Monday to Sunday.');
    await lena.getByRole('link', { name: 'begin the next version' }).click();
    await lena.getByRole('heading', { name: 'Make a tool' }).waitFor();
  });

  it('are told on the way to publishing that the version which was copied is retired', async () => {
    const { toolId } = await app.deps.drafts.publish(app.ids.stan, await draftOf('retired'), 1, new Map());
    const basedOn = { toolId, version: 1 };
    const draft = await app.deps.drafts.createDraft(app.ids.lena, shelter({ id: toolId }), basedOn);
    await open(lena, draft, 'weekly');
    await stan.goto(app.address + urls.tools());
    await stan.locator(`form[action="${urls.toolRetire(toolId, 1)}"] button`).click();
    await stan.getByText('is retired. Audits that have it keep it').waitFor();
    await types(lena, 'Still written.');
    await said(lena, /by Lena Lead/);
    await lena.getByRole('link', { name: 'Publish', exact: true }).click();
    await lena.getByText('which has been retired since: ask why').waitFor();
  });
});
