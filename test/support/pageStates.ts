import type { Page } from 'playwright-core';
import type { Person, Sample } from './pageSample.ts';

/** A page in a state in which it is judged. */
export interface PageState {
  name: string;
  as: Person | null;
  /** Leads the page into the state. */
  go: (page: Page, sample: Sample) => Promise<unknown>;
  /** What is on the page in this state and not in another, so that the right page is judged. */
  shows: string;
}

/** A page that is simply opened. */
export const opened = (
  as: Person | null,
  name: string,
  url: (sample: Sample) => string,
  shows: string,
  then?: (page: Page, sample: Sample) => Promise<unknown>,
): PageState => ({
  name,
  as,
  shows,
  async go(page, sample) {
    await page.goto(sample.app.address + url(sample));
    await then?.(page, sample);
  },
});

export const press = (name: string) => (page: Page) =>
  page.getByRole('button', { name, exact: true }).click();

/** Opens every box of the page that opens. */
export const openAll = (page: Page) =>
  page.evaluate('document.querySelectorAll("details").forEach((one) => { one.open = true; })');

export const PROBLEM = 'There is a problem';
