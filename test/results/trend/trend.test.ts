import { afterAll, beforeAll, expect, it } from 'vitest';
import { urls } from '../../../server/web/urls.ts';
import { onOneEngine, startApp } from '../../support/app.ts';
import type { TestApp } from '../../support/app.ts';
import { byCounts, closedAudit, recordFile } from '../../support/improvement.ts';
import { wordsOf } from '../../support/form.ts';
import { tablesOf } from '../../support/page.ts';

onOneEngine('the trend over all rounds', (engine) => {
  let app: TestApp;
  let first = 0;
  let second = 0;
  beforeAll(async () => {
    app = await startApp(engine);
    const { deps, ids } = app;
    ({ auditId: first } = await closedAudit(app, 'Round one'));
    second = await deps.reAudits.create(ids.lena, first, {
      title: 'Round two',
      fieldworkStart: '2013-02-28',
      fieldworkEnd: '2013-03-02',
      toolVersion: 1,
      samePanel: true,
    });
    await deps.steps.changeState(ids.lena, second, 'open');
    const [group] = await deps.audits.groups(second);
    for (let i = 0; i < 20; i += 1) {
      await recordFile(app, second, group?.id ?? 0, `S-${i}`, {
        recovery_plan: i < 2 ? 'yes' : 'no',
        smart: i === 0 ? 'no' : 'yes',
      });
    }
  });
  afterAll(() => app.close());

  it('needs two closed rounds, and says so', async () => {
    const page = (await (await app.as('lena')).get(urls.trend(second))).text;
    expect(page).toContain(
      'A trend needs two closed rounds that you may read, and there is 1. A round that is not closed is left out.',
    );
    await app.deps.steps.changeState(app.ids.lena, second, 'close');
  });

  it('shows each round with its limits, and what is more than chance', async () => {
    const lena = await app.as('lena');
    expect((await lena.get(urls.audit(second))).text).toContain(urls.results(second));
    const page = (await lena.get(urls.trend(second))).text;
    expect(page).toContain('Provisional limits.');
    const table = tablesOf(page).find(
      ({ caption }) => caption === 'Is there a recovery plan on file?: round by round',
    );
    // 16 of 40 in all: of 20 files 2 to 15 are left to chance, P(X ≥ 15) being 0.0016 and P(X ≤ 1) 0.0005.
    expect(table?.rows.slice(1)).toEqual([
      ['Feb 2012', '14 of 20', '70%', '10% to 75%', 'no'],
      ['Feb 2013', '2 of 20', '10%', '10% to 75%', 'no'],
    ]);
    expect(page).toContain('mean 40%');
    const csv = await lena.get(urls.exportTrend(second, true));
    expect(csv.headers['content-type']).toContain('text/csv');
    const lines = csv.text.split('\r\n');
    expect(lines.filter((line) => line.startsWith('recovery_plan,'))).toEqual([
      'recovery_plan,Is there a recovery plan on file?,Feb 2012,14,20,70,40,10,75,no',
      'recovery_plan,Is there a recovery plan on file?,Feb 2013,2,20,10,40,10,75,no',
    ]);
    // Where nearly all have a yes, a round of 20 is too small to tell (Hart).
    expect(wordsOf(page)).toMatch(/at a mean of 9\d% (only rounds of|a round of fewer than) \d+/);
  });

  it('shows a commissioner nothing that is suppressed elsewhere', async () => {
    for (const auditId of [first, second]) await byCounts(app, auditId);
    const page = (await (await app.as('carl')).get(urls.trend(second))).text;
    const table = tablesOf(page).find(
      ({ caption }) => caption === 'Is there a recovery plan on file?: round by round',
    );
    expect(table?.rows.at(-1)).toEqual(['Feb 2013', '–', '[c]', '–', 'no']);
    expect(page).not.toContain('2 of 20');
    expect(page).not.toContain('mean 40%');
    const carl = await app.as('carl');
    const csv = (await carl.get(urls.exportTrend(second))).text;
    expect(csv).toContain('Feb 2013,[c],[c],[c],[c],[c],[c],');
    expect((await carl.get(urls.exportTrend(second, true))).status).toBe(403);
  });
});
