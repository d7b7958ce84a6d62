import { mkdirSync, readdirSync, utimesSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { tokenIn } from '../support/app.ts';
import { cli, running, temporaryFolder } from '../support/cli.ts';
import type { Running } from '../support/cli.ts';

const { folder, inFolder } = temporaryFolder();

describe('serve', () => {
  const active: Running[] = [];
  const serving = (environment: Record<string, string>, command = 'serve') => {
    const process = running([command], { PORT: '0', ...environment });
    active.push(process);
    return process;
  };
  afterEach(async () => {
    await Promise.all(active.splice(0).map((process) => process.stop()));
  });
  const READY = /^It stops at Ctrl\+C\.$/m;
  const ADDRESS = /casefile-audit is at (http:\/\/127\.0\.0\.1:\d+)/;

  it('prints the link to set it up once, and not once somebody has an account', async () => {
    const environment = { DATA_DIR: inFolder('data') };
    const first = serving(environment);
    const [, address = ''] = await first.until(ADDRESS);
    const [, link = ''] = await first.until(/^ {2}(http\S+\/setup\/\S+)$/m);
    expect(link.startsWith(`${address}/setup/`)).toBe(true);
    expect((await fetch(link)).status).toBe(200);
    await first.until(READY);
    const ended = await first.stop();
    expect({ code: ended.code, stderr: ended.stderr }).toEqual({ code: 0, stderr: '' });
    expect(ended.stdout.match(/^ {2}http\S+\/setup\//gm)).toHaveLength(1);

    const args = ['create-user', '--email', 'a@example.org', '--name', 'A', '--role', 'administrator'];
    expect((await cli(args, { environment })).code).toBe(0);
    const second = serving(environment);
    const [, again = ''] = await second.until(ADDRESS);
    expect((await fetch(`${again}/sign-in`)).status).toBe(200);
    await second.until(READY);
    const { code, stdout } = await second.stop();
    expect(code).toBe(0);
    expect(stdout).not.toContain('/setup/');
  });

  it('says that the port is in use, and ends', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => {
      other.listen(0, '127.0.0.1', resolve);
    });
    const { port } = other.address() as AddressInfo;
    const environment = { DATA_DIR: inFolder('data'), PORT: String(port) };
    expect(await cli(['serve'], { environment })).toEqual({
      code: 1,
      stdout: '',
      stderr: `Port ${port} is in use already. Stop the program that uses it, or set PORT to another one.\n`,
    });
    await new Promise((resolve) => {
      other.close(resolve);
    });
  });

  it('names the settings that are wrong', async () => {
    const { code, stdout, stderr } = await cli(['serve'], { environment: { PORT: 'x', LOG_LEVEL: 'loud' } });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^The settings are not right:\n {2}PORT: .*\n {2}LOG_LEVEL: .*\n$/);
  });

  it('says that the database cannot be reached', async () => {
    const environment = { DATABASE_URL: 'postgres://nobody:x@127.0.0.1:1/none' };
    const { code, stdout, stderr } = await cli(['report', '--audit', '1', '--all', '--out', folder()], {
      environment,
    });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toBe(
      'The database cannot be reached: nothing answers at the address that DATABASE_URL names.\n',
    );
  });

  it('clears away the files of a program that was killed, once nobody can need them', async () => {
    mkdirSync(inFolder('tmp'));
    const days = (ago: number) => new Date(Date.now() - ago * 86_400_000);
    for (const [name, ago] of [
      ['casefile-audit-uploads-old', 2],
      ['casefile-audit-imports-old', 2],
      ['casefile-audit-uploads-new', 0.5],
      ['casefile-audit-demo-old', 2],
      ['of-somebody-else', 2],
    ] as const) {
      mkdirSync(inFolder(`tmp/${name}`));
      writeFileSync(inFolder(`tmp/${name}/sheet`), 'reference,group\n');
      utimesSync(inFolder(`tmp/${name}`), days(ago), days(ago));
    }
    await serving({ DATA_DIR: inFolder('data'), TMPDIR: inFolder('tmp') }).until(READY);
    expect(readdirSync(inFolder('tmp')).toSorted()).toEqual([
      'casefile-audit-demo-old',
      'casefile-audit-uploads-new',
      'of-somebody-else',
    ]);
  });

  it('demo serves an example with accounts that work, apart from any database, and leaves nothing', async () => {
    const environment = {
      TMPDIR: folder(),
      DATA_DIR: inFolder('own-data'),
      DATABASE_URL: 'postgres://nobody:x@127.0.0.1:1/none',
    };
    const demo = serving(environment, 'demo');
    const [, address = ''] = await demo.until(ADDRESS);
    await demo.until(/partnership@example\.org.*\n.*\n/);
    expect(readdirSync(folder())).toEqual([expect.stringMatching(/^casefile-audit-demo-/)]);
    expect((await fetch(`${address}/healthz`)).status).toBe(200);

    const rows = [...demo.printed().matchAll(/^ {2}(\S+@example\.org) +(\S+) {2}(.+)\n {6}(\S.*)$/gm)];
    expect(rows.map(([, email, , who]) => [email, who])).toEqual([
      ['lead@example.org', 'Administrator and panel lead'],
      ['auditor1@example.org', 'Auditor'],
      ['auditor2@example.org', 'Auditor'],
      ['provider@example.org', 'Manager of The Bridge'],
      ['commissioner@example.org', 'Commissioner'],
      ['partnership@example.org', 'Commissioner of the partnership itself'],
    ]);
    const passwords = rows.map(([, , password = '']) => password);
    expect(new Set(passwords).size).toBe(6);
    for (const password of passwords) expect(password).toMatch(/^[a-hjkmnp-z2-9]{14,}$/);

    const pages = await Promise.all(
      rows.map(([, email = '', password = '']) => signedIn(address, email, password)),
    );
    // One press on the page that was printed signs in as well, and there is no such page at another address.
    const [, own = ''] = /^ {2}(http:\S+\/demo\/\S+)$/m.exec(demo.printed()) ?? [];
    const listed = await fetch(own);
    const html = await listed.text();
    for (const [, email = '', password = ''] of rows) {
      expect(html).toMatch(new RegExp(`name="email" value="${email}">\\s*<input [^>]*value="${password}"`));
    }
    expect((await fetch(`${own}x`)).status).toBe(404);
    const fields = [...html.matchAll(/name="(_csrf|email|password)" value="([^"]*)"/g)].slice(0, 3);
    const pressed = await fetch(`${address}/sign-in`, {
      method: 'POST',
      redirect: 'manual',
      headers: {
        cookie: listed.headers
          .getSetCookie()
          .map((one) => one.split(';')[0])
          .join('; '),
      },
      body: new URLSearchParams(Object.fromEntries(fields.map(([, name = '', value = '']) => [name, value]))),
    });
    expect([pressed.status, pressed.headers.get('location')]).toEqual([303, '/']);

    const seeing = pages.map((page) => page.includes('Example: Southampton 2012'));
    // The audit is closed and the Bridge has its report, so its manager sees it, too.
    expect(seeing).toEqual([true, true, true, true, true, true]);

    const { code, stderr } = await demo.stop();
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(readdirSync(folder())).toEqual([]);
  });

  it('demo takes its folder away when the port is in use, too', async () => {
    const first = serving({ DATA_DIR: inFolder('data') });
    const [, address = ''] = await first.until(ADDRESS);
    const environment = { TMPDIR: folder(), PORT: new URL(address).port };
    const { code, stdout, stderr } = await cli(['demo'], { environment });
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain('is in use already');
    expect(readdirSync(folder())).toEqual(['data']);
  });
});

/** Signs in as a browser would, and returns the page that follows. */
async function signedIn(address: string, email: string, password: string): Promise<string> {
  const form = await fetch(`${address}/sign-in`);
  const cookieOf = (response: Response) =>
    response.headers
      .getSetCookie()
      .map((c) => c.split(';')[0] ?? '')
      .join('; ');
  const answer = await fetch(`${address}/sign-in`, {
    method: 'POST',
    redirect: 'manual',
    headers: { cookie: cookieOf(form) },
    body: new URLSearchParams({ _csrf: tokenIn(await form.text()), email, password }),
  });
  expect(answer.status).toBe(303);
  const home = await fetch(`${address}/`, { headers: { cookie: cookieOf(answer) } });
  return home.text();
}
