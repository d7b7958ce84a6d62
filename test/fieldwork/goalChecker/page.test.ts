import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { checkPlanForm } from '../../../server/fieldwork/goalChecker/form.ts';
import { urls } from '../../../server/web/urls.ts';
import { onOneEngine, startApp } from '../../support/app.ts';
import type { TestApp } from '../../support/app.ts';
import { parseHtml } from '../../support/html.ts';

const textOf = (html: string) =>
  parseHtml(html)
    .flatMap((token) => (token.kind === 'text' ? [token.text] : []))
    .join(' ')
    .replaceAll(/\s+/g, ' ');

onOneEngine('the page that checks a plan', (engine) => {
  let app: TestApp;
  const logged: string[] = [];
  beforeAll(async () => {
    const log = pino({ level: 'trace' }, { write: (line: string) => void logged.push(line) });
    app = await startApp(engine, { log });
  });
  afterAll(() => app.close());

  it('needs no account and says that nothing is stored', async () => {
    const page = await app.anonymous().get(urls.checkPlan());
    expect(page.status).toBe(200);
    expect(textOf(page.text)).toContain('Nothing is stored.');
    // Every page leads to it.
    const signIn = await app.anonymous().get(urls.signIn());
    expect(signIn.text).toContain(`href="${urls.checkPlan()}"`);
  });

  it('shows letters, words and suggestions of each line', async () => {
    const page = await app.anonymous().post(urls.checkPlan(), {
      goals: 'Attend two AA meetings a week until 30 March\r\n\r\n  Engage <b>soon</b>',
      planDate: '16/01/2012',
      reviewDate: '16/4/2012',
    });
    expect(page.status).toBe(200);
    const text = textOf(page.text);
    expect(text).toContain('Goal 1: Attend two AA meetings a week until 30 March');
    expect(text).toContain('Goal 2: Engage <b>soon</b>');
    expect(text).not.toContain('Goal 3');
    expect(text).toMatch(
      /Goal 1:.*?Specific Met .*?Measurable Met .*?Achievable Cannot tell .*?Time-bound Met “30 March”/,
    );
    expect(text).toMatch(/Goal 2:.*?Specific Not met “Engage”.*?Time-bound Not met “soon” Put a date/);
    expect(text).toContain('S – Specific 1 of 2 1 of 2 0 of 2');
  });

  it('tells every problem and keeps what was typed', async () => {
    const page = await app.anonymous().post(urls.checkPlan(), {
      goals: ' ',
      planDate: '31/02/2012',
      reviewDate: 'soon',
    });
    expect(page.status).toBe(422);
    const text = textOf(page.text);
    expect(text).toContain('Type or paste at least one goal.');
    expect(page.text).toContain('value="31/02/2012"');
    expect(page.text).toContain('value="soon"');
  });

  it('keeps and logs nothing of what was typed', async () => {
    const secret = 'Attend the Zanzibar group';
    await app.anonymous().post(urls.checkPlan(), { goals: secret });
    const tables = ['sessions', 'activity', 'settings', 'reviews', 'answers'];
    for (const table of tables) {
      const rows: unknown[] = await app.deps.database.pool(table).select('*');
      expect(JSON.stringify(rows)).not.toContain('Zanzibar');
    }
    expect(logged.length).toBeGreaterThan(0);
    expect(logged.join('')).not.toContain('Zanzibar');
  });
});

it('takes dates in order and no more goals than a page holds', () => {
  const problems = (fields: object) => {
    const parsed = checkPlanForm.safeParse(fields);
    return parsed.success ? [] : parsed.error.issues.map(({ path }) => path.join('.'));
  };
  expect(problems({ goals: 'a', planDate: '16/01/2012', reviewDate: '16/01/2012' })).toEqual(['reviewDate']);
  expect(problems({ goals: 'a\n'.repeat(100) })).toEqual([]);
  expect(problems({ goals: 'a\n'.repeat(101) })).toEqual(['goals']);
  expect(problems({ goals: 'a'.repeat(100_001) })).toEqual(['goals']);
  expect(problems({})).toEqual(['goals']);
});
