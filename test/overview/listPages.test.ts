import { afterAll, beforeAll, expect, it } from 'vitest';
import request from 'supertest';
import { urls } from '../../server/web/urls.ts';
import { ENGINE_OF_PAGES, onOneEngine, startApp } from '../support/app.ts';
import type { PersonName, TestApp, Visitor } from '../support/app.ts';
import { closedAudit, sentPlan } from '../support/improvement.ts';

/** Pages that list audits, or what belongs to many of them, for those who see them. */
const PAGES: readonly [PersonName, string][] = [
  ...(['lena', 'amir', 'carl', 'paula', 'adam'] as const).map(
    (who) => [who, urls.home()] as [PersonName, string],
  ),
  ...(['lena', 'carl', 'paula'] as const).map((who) => [who, urls.followUp()] as [PersonName, string]),
  ['lena', urls.followUpFile('xlsx', '')],
  ['lena', urls.providers()],
  ['adam', urls.people()],
  ['adam', urls.allActivity()],
];

onOneEngine('pages that list what belongs to many audits', () => {
  let app: TestApp;
  const visitors = new Map<PersonName, Visitor>();
  let token = '';
  const asked: string[] = [];

  beforeAll(async () => {
    app = await startApp(ENGINE_OF_PAGES);
    for (const [who] of PAGES) if (!visitors.has(who)) visitors.set(who, await app.as(who));
    ({ token } = await app.deps.tokens.issue(app.ids.lena, {
      userId: app.ids.lena,
      name: 'Lists',
      expiresOn: new Date(Date.now() + 86_400_000).toISOString().slice(0, 10),
    }));
    app.deps.database.pool.on('query', ({ sql }: { sql: string }) => asked.push(sql));
  });
  afterAll(() => app.close());

  /** Closes audits with reports and plans until there are so many. */
  async function haveAudits(count: number): Promise<void> {
    for (let have = (await app.deps.audits.all()).length; have < count; have += 1) {
      await sentPlan(app, await closedAudit(app, `Audit ${have + 1}`));
    }
  }

  /** By page, the statements that it asks. */
  async function statements(): Promise<Map<string, string[]>> {
    const found = new Map<string, string[]>();
    for (const [who, url] of PAGES) {
      asked.length = 0;
      const response = await visitors.get(who)?.get(url);
      expect(response?.status, `${who} ${url}`).toBe(200);
      found.set(`${who} ${url}`, [...asked]);
    }
    asked.length = 0;
    const response = await request(app.app).get(urls.apiAudits()).set('Authorization', `Bearer ${token}`);
    expect(response.status).toBe(200);
    found.set('the interface for other programs', [...asked]);
    return found;
  }

  it('ask the database as often with nine audits as with three', async () => {
    await haveAudits(3);
    await statements();
    const few = await statements();
    await haveAudits(9);
    const many = await statements();
    for (const [page, sql] of many) {
      expect(sql.length, `${page}\n${sql.join('\n')}`).toBeLessThanOrEqual(few.get(page)?.length ?? 0);
      expect(sql.length, page).toBeGreaterThan(1);
    }
  });
});
