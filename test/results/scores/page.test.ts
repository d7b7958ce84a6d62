import { afterAll, beforeAll, expect, it } from 'vitest';
import { urls } from '../../../server/web/urls.ts';
import { toolOf } from '../../audits/instruments.ts';
import { onOneEngine, startApp } from '../../support/app.ts';
import type { TestApp, Visitor } from '../../support/app.ts';
import { tablesOf } from '../../support/page.ts';
import { exampleOf, scoredAudit } from '../../support/scoredAudit.ts';

const review = toolOf('service_review_2007');

onOneEngine('the page of scores', (engine) => {
  let test: TestApp;
  let lena: Visitor;
  let auditId: number;
  beforeAll(async () => {
    test = await startApp(engine);
    lena = await test.as('lena');
    auditId = await scoredAudit(
      test,
      review,
      { England: exampleOf(review, 'examples/service-review-2007/returns.csv') },
      { exclusions: ['q4_2'] },
    );
  });
  afterAll(() => test.close());

  it('says what the review of 2007 came to', async () => {
    const { text, status } = await lena.get(urls.scores(auditId));
    expect(status).toBe(200);
    expect(text).toContain('0 weak, 31 fair, 67 good and 51 excellent, of 149 partnerships with a score');
    const start = performance.now();
    await lena.get(urls.scores(auditId));
    console.log(performance.now() - start);
    const [criteria] = tablesOf(text);
    console.log(criteria?.rows.slice(0, 4), text.length);
  });

  it('explains the score of one partnership', async () => {
    const { text } = await lena.get(urls.scores(auditId));
    const href = /href="(\/audits\/\d+\/scores\/\d+)"/.exec(text)?.[1] ?? '';
    const { text: page, status } = await lena.get(href);
    expect(status).toBe(200);
    console.log(
      tablesOf(page)
        .slice(0, 3)
        .map((t) => t.rows),
    );
  });
});
