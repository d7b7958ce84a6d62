import { afterAll, beforeAll, expect, it } from 'vitest';
import { urls } from '../../server/web/urls.ts';
import { inBrowser, signInAs } from '../support/browser.ts';
import { listenWithPeople } from '../support/listen.ts';

inBrowser('figures in a table that behaves like a sheet', ({ page: newPage }) => {
  let app: Awaited<ReturnType<typeof listenWithPeople>>;
  beforeAll(async () => {
    app = await listenWithPeople();
    await app.deps.measures.loadExample(app.ids.lena, 'southampton-2011-12');
  });
  afterAll(() => app.close());

  it('spreads a pasted block over the cells, moves by Enter and arrows, and saves what was changed', async () => {
    const { page } = await newPage();
    await signInAs(page, app.address, 'lena');
    const [place] = (await app.deps.measures.overview()).places;
    await page.goto(
      app.address + urls.measureFigures({ place: String(place?.id ?? 0), period: 'Q1 2012/13' }),
    );
    const cell = (name: string) => page.locator(`input[name="${name}"]`);
    const first = cell('f-done_opiate-actual');
    await first.focus();
    await page.evaluate(`(() => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', '8%\\t10%\\r\\n41%\\t\\r\\n13%\\t15%\\r\\n');
      const paste = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
      document.activeElement.dispatchEvent(paste);
    })()`);
    const values = () =>
      Promise.all(
        ['done_opiate', 'done_non_opiate', 'done_all'].flatMap((id) =>
          ['actual', 'target'].map((kind) => cell(`f-${id}-${kind}`).inputValue()),
        ),
      );
    expect(await values()).toEqual(['8%', '10%', '41%', '', '13%', '15%']);
    await page.keyboard.press('Enter');
    await page.keyboard.type('40%');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.type('9%');
    expect(await values()).toEqual(['9%', '10%', '40%', '', '13%', '15%']);
    await page.getByRole('button', { name: 'Save the figures' }).click();
    await page.getByText('5 figures saved.').waitFor();
    await page.getByText('0 of 2 targets reached.').waitFor();
  });
});
