import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../../server/app.ts';
import { readConfig } from '../../server/platform/config.ts';
import { createDeps } from '../../server/deps.ts';
import type { Deps } from '../../server/deps.ts';
import { urls } from '../../server/web/urls.ts';
import {
  emailOf,
  onBothEngines,
  PASSWORD,
  startApp,
  startDeps,
  tokenIn,
  withExample,
} from '../support/app.ts';
import type { TestApp } from '../support/app.ts';

const CSP = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "object-src 'none'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join(';');

/** What a cookie is set with, in lower case and without its value. */
function flagsOf(response: request.Response): string[] {
  const cookie = [response.headers['set-cookie'] ?? []]
    .flat()
    .find((c) => /^(?:__Host-)?casefile-audit=/.test(c));
  if (!cookie) throw new Error('no session cookie is set');
  return cookie
    .split(';')
    .slice(1)
    .map((flag) => flag.trim().toLowerCase());
}

describe('every answer', () => {
  let app: TestApp;
  let auditId: number;
  beforeAll(async () => {
    app = await startApp('sqlite');
    auditId = await withExample(app);
  });
  afterAll(() => app.close());

  it.each(['/', '/sign-in', '/healthz', '/app.css', '/app.js', '/nothing', '/people/%zz', '/setup/x'])(
    'keeps the browser to our own files (%s)',
    async (url) => {
      const { headers } = await request(app.app).get(url);
      expect(headers['content-security-policy']).toBe(CSP);
      expect(headers['x-frame-options']).toBe('DENY');
      expect(headers['x-content-type-options']).toBe('nosniff');
      expect(headers['referrer-policy']).toBe('same-origin');
      expect(headers['permissions-policy']).toContain('camera=(), ');
      expect(headers).not.toHaveProperty('x-powered-by');
      expect(headers).not.toHaveProperty('strict-transport-security');
    },
  );

  it('of a page, and of a PDF, is not kept by the browser', async () => {
    const lena = await app.as('lena');
    const provider = (await app.deps.feedback.of(auditId))[0]?.provider.id ?? 0;
    for (const url of [
      urls.home(),
      urls.audit(auditId),
      urls.files(auditId),
      urls.results(auditId),
      urls.feedbackPdf(auditId, provider),
      '/nothing',
    ]) {
      expect((await lena.get(url)).headers['cache-control'], url).toBe('no-store');
    }
  });

  it('of a page holds nothing that the policy forbids: no inline script, style or handler', async () => {
    const lena = await app.as('lena');
    const file = await app.deps.database.pool('case_files').first<{ id: number }>('id');
    for (const url of [
      urls.home(),
      urls.audit(auditId),
      urls.auditDetails(auditId),
      urls.panel(auditId),
      urls.leftOut(auditId),
      urls.newGroup(auditId),
      urls.files(auditId),
      urls.file(auditId, file.id),
      urls.fileRemove(auditId, file.id),
      urls.results(auditId),
      urls.feedback(auditId),
      urls.auditActivity(auditId),
      urls.providers(),
      urls.account(),
      urls.tool('rodt', 1),
    ]) {
      const { status, text } = await lena.get(url);
      expect(status, url).toBe(200);
      expect(text, url).not.toMatch(/<style|\sstyle=|\son[a-z]+=|javascript:/i);
      for (const [script] of text.matchAll(/<script[^>]*>/g)) expect(script).toMatch(/ src="\//);
    }
  });

  it('to an unknown address is a page with status 404', async () => {
    for (const visitor of [app.anonymous(), await app.as('lena')]) {
      const response = await visitor.get('/nothing/here');
      expect(response.status).toBe(404);
      expect(response.text).toContain('Page not found</h1>');
    }
    expect((await (await app.as('lena')).post('/nothing/here')).status).toBe(404);
    expect((await request(app.app).get('/../package.json')).status).toBe(404);
    expect((await request(app.app).get('/.env')).status).toBe(404);
  });

  it('to an address that cannot be read is a page with status 400', async () => {
    const response = await request(app.app).get('/people/%zz');
    expect(response.status).toBe(400);
    expect(response.text).toContain('This could not be read</h1>');
    expect(response.text).not.toContain('URIError');
  });

  it('to more than 1 MB is a page with status 413, and saves nothing', async () => {
    const lena = await app.as('lena');
    const { title } = await app.deps.audits.get(auditId);
    const response = await lena.post(urls.auditDetails(auditId), { title: 'x'.repeat(1_048_577) });
    expect(response.status).toBe(413);
    expect(response.text).toContain('This is too large</h1>');
    expect(response.text).toContain('Nothing was saved.');
    expect((await app.deps.audits.get(auditId)).title).toBe(title);
    const many = Object.fromEntries(Array.from({ length: 2001 }, (_, i) => [`f${i}`, '']));
    expect((await lena.post(urls.auditDetails(auditId), many)).status).toBe(413);
    // Just below the limit is read, and refused for another reason.
    expect((await lena.post(urls.auditDetails(auditId), { title: 'x'.repeat(1_000_000) })).status).toBe(422);
  });

  it.each(['gzip, bomb', 'br;q=0'])(
    'to a body in an unknown encoding is no fault of ours',
    async (encoding) => {
      const response = await request(app.app)
        .post(urls.signIn())
        .set('Content-Encoding', encoding)
        .type('form')
        .send('a=b');
      expect(response.status).toBeGreaterThanOrEqual(400);
      expect(response.status).toBeLessThan(500);
    },
  );

  it('shows names and words as text, wherever they come from', async () => {
    const { deps, ids } = app;
    const hostile = '<script>alert(1)</script>"\'&';
    const lena = await app.as('lena');
    await deps.accounts.update(ids.adam, ids.beth, {
      name: hostile,
      email: emailOf('beth'),
      roles: ['auditor'],
      providerId: null,
    });
    const provider = await deps.providers.create(ids.lena, hostile);
    const group = { name: hostile, plannedFiles: 1, providerIds: [provider], exclusions: [] };
    await deps.audits.createGroup(ids.lena, auditId, group);
    for (const url of [
      urls.audit(auditId),
      urls.panel(auditId),
      urls.files(auditId),
      urls.results(auditId),
      urls.feedback(auditId),
      urls.providers(),
      urls.provider(provider),
    ]) {
      const { text } = await lena.get(url);
      expect(text, url).toContain('&lt;script&gt;alert(1)');
      expect(text, url).not.toContain('<script>alert');
    }
  });
});

describe('the session cookie', () => {
  async function withSettings<T>(
    settings: Record<string, string>,
    use: (deps: Deps) => Promise<T>,
  ): Promise<T> {
    const folder = mkdtempSync(path.join(tmpdir(), 'casefile-audit-test-'));
    const deps = await createDeps(readConfig({ DATA_DIR: folder, LOG_LEVEL: 'silent', ...settings }));
    try {
      return await use(deps);
    } finally {
      await deps.database.close();
      rmSync(folder, { recursive: true, force: true });
    }
  }

  it('is out of reach of scripts and of other sites, and lives for a day of fieldwork', async () => {
    await withSettings({}, async (deps) => {
      const response = await request(createApp(deps).app).get(urls.signIn());
      const flags = flagsOf(response);
      expect(flags).toContain('httponly');
      expect(flags).toContain('samesite=lax');
      expect(flags).toContain('path=/');
      expect(flags).not.toContain('secure');
      const expires = Date.parse(flags.find((flag) => flag.startsWith('expires='))?.slice(8) ?? '');
      const hours = (expires - Date.now()) / 3_600_000;
      expect(hours).toBeGreaterThan(29.9);
      expect(hours).toBeLessThanOrEqual(30.01);
    });
  });

  it('goes over https only behind a proxy that says so', async () => {
    await withSettings({ TRUST_PROXY: '1' }, async (deps) => {
      const { app } = createApp(deps);
      const get = (protocol: string) => request(app).get(urls.signIn()).set('X-Forwarded-Proto', protocol);
      expect(flagsOf(await get('https'))).toEqual(
        expect.arrayContaining(['secure', 'httponly', 'samesite=lax']),
      );
      expect(flagsOf(await get('http'))).not.toContain('secure');
      // Over https no neighbouring host can plant one: browsers take this name from the host itself only.
      const nameOver = async (protocol: string) =>
        String((await get(protocol)).headers['set-cookie']).split('=')[0];
      expect([await nameOver('https'), await nameOver('http')]).toEqual([
        '__Host-casefile-audit',
        'casefile-audit',
      ]);
    });
  });

  it('does not believe a client that says so without a proxy', async () => {
    await withSettings({}, async (deps) => {
      const response = await request(createApp(deps).app)
        .get(urls.signIn())
        .set('X-Forwarded-Proto', 'https');
      expect(flagsOf(response)).not.toContain('secure');
    });
  });

  it('is bound to https wherever people use the program by https, whatever a proxy says or leaves out', async () => {
    for (const TRUST_PROXY of ['0', '1']) {
      await withSettings({ PUBLIC_URL: 'https://audit.example.org', TRUST_PROXY }, async (deps) => {
        const { app } = createApp(deps);
        for (const protocol of ['', 'http', 'https']) {
          const asked = request(app).get(urls.signIn());
          const response = await (protocol === '' ? asked : asked.set('X-Forwarded-Proto', protocol));
          expect(flagsOf(response)).toEqual(expect.arrayContaining(['secure', 'httponly', 'samesite=lax']));
          expect(String(response.headers['set-cookie'])).toMatch(/^__Host-casefile-audit=/);
        }
      });
    }
  });

  it('is signed with a key that each installation makes for itself and keeps', async () => {
    const secrets = await Promise.all(
      [1, 2].map(() => withSettings({}, (deps) => Promise.resolve(deps.sessionSecret))),
    );
    expect(secrets[0]).not.toBe(secrets[1]);
    for (const secret of secrets) expect(secret).toMatch(/^[\w-]{43}$/);
  });

  it('is set to stay on https by the header when the public address is https', async () => {
    await withSettings({ PUBLIC_URL: 'https://audit.example.org' }, async (deps) => {
      const { headers } = await request(createApp(deps).app).get(urls.signIn());
      expect(headers['strict-transport-security']).toContain('max-age=31536000');
    });
  });
});

onBothEngines('the program', (engine) => {
  it('says at /healthz whether its database answers', async () => {
    const started = await startDeps(engine);
    try {
      const { app } = createApp(started.deps);
      const well = await request(app).get('/healthz');
      expect([well.status, well.body]).toEqual([200, { status: 'ok' }]);
      expect(well.headers).not.toHaveProperty('set-cookie');
      const metrics = await request(app).get('/metrics');
      expect([(await request(app).get('/readyz')).status, metrics.status]).toEqual([200, 404]);
      started.deps.shutdown.hasBegun = true;
      const leaving = await request(app).get('/readyz');
      expect([leaving.status, leaving.body]).toEqual([503, { status: 'the program is stopping' }]);
      // What is under way and what still comes is answered.
      expect((await request(app).get('/sign-in')).status).toBe(200);
      started.deps.shutdown.hasBegun = false;
      await started.deps.database.pool('knex_migrations').where({ name: '0058-sign-on' }).delete();
      const older = await request(app).get('/readyz');
      expect([older.status, older.body]).toEqual([503, { status: 'the database is not brought up to date' }]);
      await started.deps.database.close();
      const ill = await request(app).get('/healthz');
      expect([ill.status, ill.body]).toEqual([503, { status: 'the database does not answer' }]);
      expect((await request(app).get('/readyz')).status).toBe(503);
    } finally {
      await started.close();
    }
  });

  it('answers with a page that tells nothing of its inside when its database is gone', async () => {
    const app = await startApp(engine);
    try {
      const lena = await app.as('lena');
      await lena.get(urls.home());
      await app.deps.database.close();
      const response = await lena.get(urls.home());
      expect(response.status).toBe(500);
      expect(response.headers['content-security-policy']).toBe(CSP);
      expect(response.text).toContain('Something went wrong');
      expect(response.text).not.toMatch(/knex|sqlite|postgres|select|\.ts|\bat \/|stack/i);
    } finally {
      await app.close();
    }
  });

  it('answers with such a page to a fault within a write, which leaves nothing half done', async () => {
    const app = await startApp(engine);
    try {
      const lena = await app.as('lena');
      const { pool } = app.deps.database;
      await lena.get(urls.home());
      await pool.schema.renameTable('activity', 'activity_moved');
      const response = await lena.post(urls.providers(), { name: 'A provider' });
      expect(response.status).toBe(500);
      expect(response.text).toContain('Something went wrong</h1>');
      expect(response.text).not.toMatch(/activity|insert|sqlite|relation|\.ts/i);
      await pool.schema.renameTable('activity_moved', 'activity');
      expect(await pool('providers').where({ name: 'A provider' })).toEqual([]);
      // It goes on after it.
      expect((await lena.post(urls.providers(), { name: 'A provider' })).status).toBe(303);
    } finally {
      await app.close();
    }
  });

  it('refuses a form with a file whose field names would make objects or endless lists', async () => {
    const app = await startApp(engine);
    try {
      const lena = await app.as('lena');
      for (const name of ['a[400000000]', 'a[b]', '__proto__[x]']) {
        const response = await lena.upload(urls.toolImports(), 'anything', { [name]: 'x' });
        expect([name, response.status]).toEqual([name, 400]);
      }
    } finally {
      await app.close();
    }
  });

  it('takes characters that a database may not hold for what they are: not to be saved', async () => {
    const app = await startApp(engine);
    try {
      const lena = await app.as('lena');
      for (const response of [
        await lena.post(urls.providers(), { name: 'A\u0000B' }),
        await app.anonymous().post(urls.signIn(), { email: 'a\u0000@example.org', password: PASSWORD }),
        await app.anonymous().post(urls.signIn(), { email: emailOf('lena'), password: 'a\u0000b' }),
        await lena.get('/tools/rodt%00/1'),
        await lena.get(`${urls.home()}?x=%00`),
        await app.anonymous().get('/setup/%00'),
      ]) {
        expect(response.status).toBeLessThan(500);
      }
      // What only looks like one is text like any other.
      expect((await lena.post(urls.providers(), { name: 'A\\u0000B' })).status).toBe(303);
    } finally {
      await app.close();
    }
  });

  it('keeps sessions over a new start, and lets nobody in by those of another installation', async () => {
    const app = await startApp(engine);
    const other = await startApp(engine);
    try {
      const agent = request.agent(app.app);
      const _csrf = tokenIn((await agent.get(urls.signIn())).text);
      const signedIn = await agent
        .post(urls.signIn())
        .type('form')
        .send({ _csrf, email: emailOf('lena'), password: PASSWORD });
      const cookie =
        String(
          [signedIn.headers['set-cookie'] ?? []].flat().find((set) => set.startsWith('casefile-audit=')),
        ).split(';')[0] ?? '';
      const restarted = createApp({
        ...app.deps,
        sessionSecret: await app.deps.database.remember('session-secret', () => 'x'),
      });
      const get = (where: typeof app.app) => request(where).get(urls.account()).set('Cookie', cookie);
      expect((await get(restarted.app)).text).toContain(emailOf('lena'));
      expect((await get(other.app)).text).toContain('Sign in</h1>');
    } finally {
      await app.close();
      await other.close();
    }
  });
});
