import request from 'supertest';
import { expect, it } from 'vitest';
import { urls } from '../../server/web/urls.ts';
import { emailOf, onOneEngine, startApp } from '../support/app.ts';

const TOKEN = 'a token for the metrics of the tests';

onOneEngine('the metrics', (engine) => {
  it('are for whoever has the token, and tell of nobody', async () => {
    const app = await startApp(engine, { environment: { METRICS_TOKEN: TOKEN } });
    try {
      const lena = await app.as('lena');
      await lena.get(urls.person(app.ids.amir));
      await lena.get('/nothing/here');
      const read = (token: string) =>
        request(app.app).get(urls.metrics()).set('Authorization', `Bearer ${token}`);
      for (const refused of [request(app.app).get(urls.metrics()), read(`${TOKEN}.`), read('')]) {
        expect((await refused).status).toBe(404);
      }
      const { status, text, headers } = await read(TOKEN);
      expect([status, headers['set-cookie']]).toEqual([200, undefined]);
      // Two refusals of a page: the one for Lena, who may not look at people, and the one that is not there.
      expect(text).toContain('casefile_audit_requests_total{method="GET",status="403"} 1');
      expect(text).toMatch(/^casefile_audit_requests_total{method="GET",status="404"} \d+$/m);
      expect(text).toMatch(/^casefile_audit_request_seconds_bucket{le="0.1"} \d+$/m);
      expect(text).toContain('casefile_audit_mails_unsent 0');
      expect(text).toContain('nodejs_eventloop_lag_seconds');
      const labels = new Set([...text.matchAll(/[{,](\w+)="/g)].map(([, name]) => name));
      for (const own of ['method', 'status', 'le']) expect(labels).toContain(own);
      const ofProgram = text.split('\n').filter((line) => line.startsWith('casefile_audit_'));
      expect(ofProgram.filter((line) => /route|path|user|person|address/.test(line))).toEqual([]);
      for (const secret of [emailOf('lena'), 'Lena', 'people']) expect(text).not.toContain(secret);
    } finally {
      await app.close();
    }
  });

  it('are for this machine itself where that is set, but not by way of a proxy on it', async () => {
    const app = await startApp(engine, { environment: { METRICS_LOOPBACK: 'yes' } });
    try {
      expect((await request(app.app).get(urls.metrics())).status).toBe(200);
      const byProxy = request(app.app).get(urls.metrics()).set('X-Forwarded-For', '127.0.0.1');
      expect((await byProxy).status).toBe(404);
    } finally {
      await app.close();
    }
  });
});
