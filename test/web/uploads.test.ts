import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import request from 'supertest';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { urls } from '../../server/web/urls.ts';
import { emailOf, onOneEngine, PASSWORD, startApp, tokenIn, withExample } from '../support/app.ts';
import type { PersonName, TestApp } from '../support/app.ts';
import { newAudit } from '../support/audit.ts';

/** Folders that forms with a file are kept in; their time changes with every file that is made in one or removed. */
const folders = () =>
  readdirSync(tmpdir())
    .filter((name) => name.startsWith('casefile-audit-uploads-'))
    .map((name) => path.join(tmpdir(), name))
    .filter((folder) => existsSync(folder))
    .map((folder) => `${folder} ${statSync(folder, { bigint: true }).mtimeNs}`)
    .toSorted();

onOneEngine('forms with a file', (engine) => {
  let app: TestApp;
  let auditId: number;
  let ids: Record<string, string>;
  const outer = process.env['TMPDIR'];
  let own: string;
  beforeAll(async () => {
    // Tests beside this one keep files too.
    own = mkdtempSync(path.join(tmpdir(), 'casefile-audit-own-'));
    process.env['TMPDIR'] = own;
    app = await startApp(engine);
    auditId = await withExample(app);
    const draft = await newAudit(app, { groups: [{ name: 'Ash' }] });
    ids = { auditId: String(auditId), draftId: String(draft.auditId), userId: String(app.ids.beth) };
  });
  afterAll(async () => {
    await app.close();
    if (outer === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = outer;
    rmSync(own, { recursive: true, force: true });
  });

  const addressOf = (route: string) => route.replace(/:(\w+)/g, (_, name: string) => ids[name] ?? '1');

  async function browserOf(person: PersonName) {
    const agent = request.agent(app.app);
    const _csrf = tokenIn((await agent.get(urls.signIn())).text);
    await agent
      .post(urls.signIn())
      .type('form')
      .send({ _csrf, email: emailOf(person), password: PASSWORD });
    return { agent, token: tokenIn((await agent.get(urls.account())).text) };
  }

  const FILE = Buffer.alloc(200_000, 'planted,');
  const takers = () => app.routes.filter(({ takesFile }) => takesFile);

  it('come from the pages of the program to the routes that say so', async () => {
    expect(
      takers()
        .map(({ path: route }) => route)
        .toSorted(),
    ).toEqual([
      '/audits/:auditId/import',
      '/audits/:auditId/improvement/:providerId/actions/:actionId/notes',
      '/audits/:auditId/plans',
      '/audits/:auditId/sample/list',
      '/audits/:auditId/self-audits/:providerId/items/:itemId',
      '/delivery-plans/:planId/import',
      '/delivery-plans/:planId/lines/:lineId/notes',
      '/measures/import',
      '/people/several',
      '/providers/:providerId/logo',
      '/published-tables',
      '/tool-imports',
    ]);
  });

  it('leave no byte on the disk without a person who may send them and a token before the file', async () => {
    const who: PersonName[] = ['adam', 'lena', 'amir', 'paula', 'carl', 'stan'];
    const browsers = await Promise.all(who.map(async (name) => ({ name, ...(await browserOf(name)) })));
    const other = tokenIn((await request(app.app).get(urls.signIn())).text);
    const before = folders();
    const anonymous = request.agent(app.app);
    const visit = tokenIn((await anonymous.get(urls.signIn())).text);
    for (const { path: route } of takers()) {
      const url = addressOf(route);
      const asNobody = await anonymous.post(url).field('_csrf', visit).attach('file', FILE, 'a.csv');
      expect(asNobody.status, `${url} as nobody`).toBe(401);
      for (const { name, agent, token } of browsers) {
        // Who has no right is refused whatever the token is; who has one, for want of it.
        const plain = await agent.post(url).type('form').send({ _csrf: token });
        const attempts = [
          agent.post(url).attach('file', FILE, 'a.csv'),
          agent.post(url).field('_csrf', other).attach('file', FILE, 'a.csv'),
          agent.post(url).attach('file', FILE, 'a.csv').field('_csrf', token),
          agent.post(`${url}?_csrf=${token}`).attach('file', FILE, 'a.csv'),
          ...([403, 404].includes(plain.status)
            ? [agent.post(url).field('_csrf', token).attach('file', FILE, 'a.csv')]
            : []),
        ];
        for (const [i, attempt] of attempts.entries()) {
          const { status } = await attempt;
          expect([403, 404], `attempt ${i} at ${url} as ${name}: ${status}`).toContain(status);
        }
      }
    }
    expect(folders()).toEqual(before);
  });

  it('leave none at any other address, whoever sends them', async () => {
    const others = app.routes.filter((route) => route.method === 'post' && !route.takesFile);
    expect(others.length).toBeGreaterThan(100);
    const { agent, token } = await browserOf('lena');
    const before = folders();
    for (const { path: route } of others) {
      const { status } = await agent
        .post(addressOf(route))
        .set('X-CSRF-Token', token)
        .field('_csrf', token)
        .attach('file', FILE, 'a.csv');
      expect([400, 403, 404, 422], `${route}: ${status}`).toContain(status);
    }
    expect(folders()).toEqual(before);
  });

  it('are taken with the token before the file, or in a header, and removed after the answer', async () => {
    const { agent, token } = await browserOf('lena');
    const url = urls.toolImports();
    const before = folders();
    const inForm = await agent.post(url).field('_csrf', token).attach('file', Buffer.from('{}'), 'a.json');
    const inHeader = await agent
      .post(url)
      .set('X-CSRF-Token', token)
      .attach('file', Buffer.from('{}'), 'a.json');
    expect([inForm.status, inHeader.status]).toEqual([422, 422]);
    expect(folders()).not.toEqual(before);
    const left = () => folders().flatMap((line) => readdirSync(line.split(' ')[0] ?? ''));
    await expect.poll(left).toEqual([]);
  });

  it('that turn wrong after their file are refused, and the program goes on', async () => {
    const { agent, token } = await browserOf('lena');
    const unhandled: unknown[] = [];
    const note = (error: unknown) => unhandled.push(error);
    process.on('unhandledRejection', note);
    const files = () => folders().flatMap((line) => readdirSync(line.split(' ')[0] ?? ''));
    try {
      const twoFiles = await agent
        .post(urls.publishedTables())
        .field('_csrf', token)
        .attach('file', FILE, 'a.csv')
        .attach('file', FILE, 'b.csv');
      const other = await agent
        .post(urls.publishedTables())
        .field('_csrf', token)
        .attach('file', FILE, 'a.csv')
        .field('table', 'x'.repeat(1_100_000));
      expect([twoFiles.status, other.status]).toEqual([400, 413]);
      await expect.poll(files).toEqual([]);
      expect(unhandled).toEqual([]);
    } finally {
      process.off('unhandledRejection', note);
    }
  });

  it('are three at a time for each person, and others are not held up', async () => {
    const { agent, token } = await browserOf('lena');
    const paula = await browserOf('stan');
    const many = await Promise.all(
      Array.from({ length: 12 }, () =>
        agent
          .post(urls.publishedTables())
          .field('_csrf', token)
          .attach('file', Buffer.alloc(3_000_000, 'a,b\n'), 'a.csv')
          .then(({ status }) => status),
      ),
    );
    const of = (status: number) => many.filter((each) => each === status).length;
    expect(of(429)).toBeGreaterThan(0);
    expect(of(429) + of(422) + of(200)).toBe(12);
    const one = await paula.agent
      .post(urls.publishedTables())
      .field('_csrf', paula.token)
      .attach('file', Buffer.from('a,b\n1,2\n'), 'a.csv');
    expect(one.status).not.toBe(429);
    const after = await agent
      .post(urls.publishedTables())
      .field('_csrf', token)
      .attach('file', Buffer.from('a,b\n1,2\n'), 'a.csv');
    expect(after.status).not.toBe(429);
  });
});
