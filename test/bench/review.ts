import { cpus, loadavg } from 'node:os';
import { expect, it } from 'vitest';
import { urls } from '../../server/web/urls.ts';
import { toolOf } from '../audits/instruments.ts';
import { startApp } from '../support/app.ts';
import type { Engine } from '../support/app.ts';
import { download } from '../support/page.ts';
import { exampleOf, scoredAudit } from '../support/scoredAudit.ts';
import { median, timed } from './largeAudit.ts';

const ROUNDS = 15;
const FORMATS = ['csv', 'xlsx', 'json'] as const;

// The aim on a core that has nothing else to do: the page of results in 150 ms, all three exports together in 2 s.
for (const engine of ['sqlite', 'postgres'] satisfies Engine[]) {
  it(`results and exports of the service review of 149 partnerships (${engine})`, async () => {
    const app = await startApp(engine);
    try {
      const tool = toolOf('service_review_2007');
      const returns = exampleOf(tool, 'examples/service-review-2007/returns.csv');
      const auditId = await scoredAudit(app, tool, { 'All partnerships': returns }, { closed: true });
      const lena = await app.as('lena');
      const addresses = {
        'results page': [urls.results(auditId)],
        'scores page': [urls.scores(auditId)],
        'three exports of results': FORMATS.map((format) => urls.exportResults(auditId, format)),
        'three exports of scores': FORMATS.map((format) => urls.exportScores(auditId, format)),
        'PDF for a committee': [urls.resultsPdf(auditId)],
      };
      for (const [name, all] of Object.entries(addresses)) {
        const once = async () => {
          for (const url of all) {
            const { status, body } = await download(lena, url);
            expect([url, status]).toEqual([url, 200]);
            expect(body.length).toBeGreaterThan(1000);
          }
        };
        const first = await timed(once);
        const times: number[] = [];
        for (let round = 0; round < ROUNDS; round += 1) times.push(await timed(once));
        console.log(
          `${engine}: ${name} ${median(times).toFixed(0)} ms in the middle, ${Math.min(...times).toFixed(0)} at the ` +
            `least, ${first.toFixed(0)} the first time (load ${(loadavg()[0] ?? 0).toFixed(1)} on ${cpus().length} processors)`,
        );
      }
    } finally {
      await app.close();
    }
  }, 240_000);
}
