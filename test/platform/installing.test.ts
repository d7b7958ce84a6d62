import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import pg from 'pg';
import { makeBackup } from '../../server/platform/backup/backup.ts';
import { restoreBackup } from '../../server/platform/backup/restore.ts';
import { readConfig } from '../../server/platform/config.ts';
import { openDatabase } from '../../server/platform/db/database.ts';
import { emptyDatabase } from '../support/emptyDatabase.ts';

const TOP = path.resolve(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(path.join(TOP, file), 'utf8');
const installing = (file: string) => read(`docs/installing/${file}`);

/** The settings that the program reads, by the sources that declare them. */
const KNOWN = new Set(
  ['server/platform/config.ts', 'server/platform/signOnConfig.ts'].flatMap((file) =>
    [...read(file).matchAll(/^ {2}([A-Z][A-Z_]+): /gm)].map(([, name]) => name),
  ),
);

const service = z.object({
  image: z.string(),
  environment: z.record(z.string(), z.string()).default({}),
  secrets: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  ports: z.array(z.string()).default([]),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  healthcheck: z.object({ test: z.array(z.string()) }).optional(),
});
const composeSchema = z.object({
  services: z.object({ proxy: service, program: service, database: service }),
  secrets: z.record(z.string(), z.object({ file: z.string() })),
  volumes: z.record(z.string(), z.null()),
});
const compose = composeSchema.parse(parse(installing('compose.yaml')));

/** `ENV NAME=value …` of the last stage. */
const imageEnvironment = Object.fromEntries(
  [...installing('Containerfile').matchAll(/^ENV (.+)$/gm)].flatMap(([, pairs = '']) =>
    pairs.split(' ').map((pair) => pair.split('=') as [string, string]),
  ),
);
/** `Environment=NAME=value …` of the unit. */
const unit = installing('casefile-audit.service');
const unitEnvironment = Object.fromEntries(
  [...unit.matchAll(/^Environment=(.+)$/gm)].flatMap(([, pairs = '']) =>
    pairs.split(' ').map((pair) => pair.split('=') as [string, string]),
  ),
);

/** With secrets in files that are there, as the settings have to name some. */
function settingsOf(environment: Record<string, string>) {
  const folder = mkdtempSync(path.join(tmpdir(), 'casefile-audit-installing-'));
  const secrets: Record<string, string> = {
    DATABASE_URL_FILE: 'postgres://casefile_audit:secret@database/casefile_audit?sslmode=disable',
    BACKUP_KEY_FILE: 'x'.repeat(44),
  };
  const given = Object.entries(environment).map(([name, value]) => {
    const content = secrets[name];
    if (content === undefined) return [name, value.replace(/\$\{SITE:[^}]+\}/, 'audit.example.org')];
    const file = path.join(folder, name);
    writeFileSync(file, `${content}\n`);
    return [name, file];
  });
  try {
    return readConfig(Object.fromEntries(given) as Record<string, string>);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

it('every setting in the files is one that the program knows, and together they are right', () => {
  const program = { ...imageEnvironment, ...compose.services.program.environment };
  for (const environment of [program, unitEnvironment]) {
    expect(Object.keys(environment).filter((name) => !KNOWN.has(name))).toEqual([]);
  }
  expect(settingsOf(program)).toMatchObject({
    publicUrl: 'https://audit.example.org',
    trustProxy: 1,
    databaseUrl: 'postgres://casefile_audit:secret@database/casefile_audit?sslmode=disable',
    backupKey: 'x'.repeat(44),
    backups: { folder: '/var/backups/casefile-audit', keep: 30 },
    contradictions: [],
  });
  expect(settingsOf(unitEnvironment)).toMatchObject({
    dataDir: '/var/lib/casefile-audit',
    host: '127.0.0.1',
  });
  // What README and instructions name as settings is known too.
  const named = [
    read('README.md').split('## Test')[0] ?? '',
    read('docs/operating.md'),
    installing('README.md'),
  ]
    .flatMap((text) => [...text.matchAll(/`([A-Z]+_[A-Z_]+)`/g)])
    .map(([, name]) => name);
  expect(named.length).toBeGreaterThan(20);
  // What begins so is for Node itself.
  const own = named.filter((name) => name !== undefined && !name.startsWith('NODE_'));
  expect(own.filter((name) => !KNOWN.has(name))).toEqual([]);
});

it('ports, volumes, secrets and services agree', () => {
  const container = installing('Containerfile');
  const { proxy, program, database } = compose.services;
  const port = imageEnvironment['PORT'];
  expect(container).toContain(`EXPOSE ${port}\n`);
  expect(container).toContain(`http://127.0.0.1:${port}/healthz`);
  expect(installing('Caddyfile')).toContain(`reverse_proxy program:${port}\n`);
  expect(installing('README.md')).toContain(`127.0.0.1:${unitEnvironment['PORT']}`);
  // Nobody reaches the program or the database but by way of the proxy.
  expect([proxy.ports, program.ports, database.ports]).toEqual([['80:80', '443:443'], [], []]);
  const kept = /^VOLUME (.+)$/m.exec(container)?.[1] ?? '[]';
  const mounted = program.volumes.map((volume) => volume.split(':')[1]);
  expect(new Set(z.array(z.string()).parse(JSON.parse(kept)))).toEqual(new Set(mounted));
  expect(new Set([imageEnvironment['DATA_DIR'], imageEnvironment['BACKUP_DIR']])).toEqual(new Set(mounted));
  for (const { secrets, volumes, depends_on: others, environment } of [proxy, program, database]) {
    expect(secrets.filter((name) => !(name in compose.secrets))).toEqual([]);
    const files = Object.values(environment).filter((value) => value.startsWith('/run/secrets/'));
    expect(files.toSorted()).toEqual(secrets.map((name) => `/run/secrets/${name}`).toSorted());
    const [named, beside] = [
      volumes.filter((one) => !one.startsWith('.')),
      volumes.filter((one) => one.startsWith('.')),
    ];
    expect(named.filter((one) => !((one.split(':')[0] ?? '') in compose.volumes))).toEqual([]);
    expect(
      beside.filter((one) => !existsSync(path.join(TOP, 'docs/installing', one.split(':')[0] ?? ''))),
    ).toEqual([]);
    expect(Object.keys(others).filter((name) => !(name in compose.services))).toEqual([]);
  }
});

it('the program is no superuser of its database', async () => {
  const { environment, volumes, healthcheck } = compose.services.database;
  expect(environment).toEqual({
    POSTGRES_USER: 'postgres',
    POSTGRES_PASSWORD_FILE: '/run/secrets/superuser',
    CASEFILE_AUDIT_PASSWORD_FILE: '/run/secrets/database',
  });
  expect(compose.services.program.secrets).not.toContain('superuser');
  expect(volumes).toContain('./init-database.sh:/docker-entrypoint-initdb.d/init-database.sh:ro');
  expect(healthcheck?.test).toContain('casefile_audit');
  execFileSync('sh', ['-n', path.join(TOP, 'docs/installing/init-database.sh')]);
  for (const name of ['superuser', 'database', 'database_url', 'backup_key']) {
    expect(installing('README.md')).toContain(`> secrets/${name}\n`);
  }

  // What the script has PostgreSQL do, done by a real one, under another name.
  const { environment: settings, remove } = await emptyDatabase('postgres');
  const url = new URL(settings['DATABASE_URL'] ?? '');
  const role = 'casefile_audit_of_tests';
  const [before = '', after = ''] = (/<<'SQL'\n([^]*)\nSQL\n/.exec(installing('init-database.sh'))?.[1] ?? '')
    .replaceAll('casefile_audit', role)
    .replace(":'password'", "'of the tests'")
    .split(`\\connect ${role}\n`);
  const run = async (database: string, sql: string) => {
    const at = new URL(url);
    at.pathname = `/${database}`;
    const client = new pg.Client(at.href);
    await client.connect();
    try {
      for (const statement of sql.split(';').filter((one) => one.trim() !== ''))
        await client.query(statement);
    } finally {
      await client.end();
    }
  };
  await run('postgres', before);
  await run(role, after);
  const own = new URL(url);
  Object.assign(own, { username: role, password: 'of the tests', pathname: `/${role}` });
  const folder = mkdtempSync(path.join(tmpdir(), 'casefile-audit-role-'));
  const database = openDatabase(readConfig({ DATABASE_URL: own.href }));
  try {
    // The program works with it, from the first table to a backup and its return.
    await database.migrate();
    await database.query('providers').insert({ name: 'Kept', created_at: '2026-11-30T00:00:00.000Z' });
    const { rows } = await database.pool.raw<{ rows: object[] }>(
      'select rolsuper, rolcreatedb, rolcreaterole, rolbypassrls from pg_roles where rolname = current_user',
    );
    expect(rows).toEqual([
      { rolsuper: false, rolcreatedb: false, rolcreaterole: false, rolbypassrls: false },
    ]);
    const file = path.join(folder, 'a.backup');
    await makeBackup(database, file, { program: '0.1.0', madeAt: new Date().toISOString() }, null);
    await database.pool.raw(`drop owned by ${role}`);
    await database.pool.raw('create schema if not exists public').catch(() => undefined);
    await database.close();
    await run(role, after);
    const again = openDatabase(readConfig({ DATABASE_URL: own.href }));
    await restoreBackup(again, file, null, { loaded: () => Promise.resolve() });
    expect(await again.query('providers').pluck('name')).toEqual(['Kept']);
    for (const forbidden of [
      'create role other',
      'create database other',
      "select pg_read_file('/etc/hosts')",
    ]) {
      await expect(again.pool.raw(forbidden), forbidden).rejects.toThrow(/permission denied/);
    }
    await again.close();
  } finally {
    await run('postgres', `drop database ${role} with (force);drop role ${role}`);
    rmSync(folder, { recursive: true });
    await remove();
  }
});

it('every path that is copied or started is there', () => {
  const container = installing('Containerfile');
  const copied = [...container.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, files = '']) =>
    files.split(' '),
  );
  expect(copied.length).toBeGreaterThan(10);
  expect(copied.filter((file) => !existsSync(path.join(TOP, file)))).toEqual([]);
  // And nothing that the package is made of is missing.
  const { files, bin } = z
    .object({ files: z.array(z.string()), bin: z.record(z.string(), z.string()) })
    .parse(JSON.parse(read('package.json')));
  // Written while it is packed, of what is copied.
  const made = ['dist', 'npm-shrinkwrap.json', 'sbom.cdx.json'];
  const sources = files.map((one) => one.split('/')[0] ?? '').filter((one) => !made.includes(one));
  expect(sources.filter((one) => !copied.includes(one))).toEqual([]);
  const started = 'node_modules/casefile-audit/dist/bin/casefile-audit.js';
  expect(started.endsWith(`/${bin['casefile-audit']}`)).toBe(true);
  expect([container.includes(started), unit.includes(started)]).toEqual([true, true]);
  const links = [...installing('README.md').matchAll(/\]\(([^)#]+)/g)].map(([, to = '']) => to);
  expect(links.filter((to) => !existsSync(path.join(TOP, 'docs/installing', to)))).toEqual([]);
  const listed = [
    'Containerfile',
    'compose.yaml',
    'Caddyfile',
    'casefile-audit.service',
    'casefile-audit.sh',
    'init-database.sh',
  ];
  expect(readdirSync(path.join(TOP, 'docs/installing')).toSorted()).toEqual(
    [...listed, 'README.md'].toSorted(),
  );
});

it('the script for commands can be read by sh, and runs what the unit starts', () => {
  const script = path.join(TOP, 'docs/installing/casefile-audit.sh');
  execFileSync('sh', ['-n', script]);
  const text = installing('casefile-audit.sh');
  for (const part of [
    '/opt/casefile-audit',
    '/etc/casefile-audit',
    'casefile-audit.js',
    '/var/lib/casefile-audit',
  ]) {
    expect([part, text.includes(part), unit.includes(part)]).toEqual([part, true, true]);
  }
});

it('the unit is one that systemd can read', () => {
  const sections = unit.match(/^\[.+\]$/gm);
  expect(sections).toEqual(['[Unit]', '[Service]', '[Install]']);
  const lines = unit.split('\n').filter((line) => line !== '' && !/^[[#]/.test(line));
  expect(lines.filter((line) => !/^[A-Z]\w+=/.test(line))).toEqual([]);
  if (!existsSync('/usr/bin/systemd-analyze')) return;
  let said = '';
  try {
    execFileSync(
      '/usr/bin/systemd-analyze',
      ['verify', path.join(TOP, 'docs/installing/casefile-audit.service')],
      {
        stdio: 'pipe',
      },
    );
  } catch (error) {
    said = String((error as { stderr?: Buffer }).stderr);
  }
  // What this machine does not have (the account, the program at its place) is no fault of the unit.
  expect(said.split('\n').filter((line) => /unknown|failed to parse|invalid|not valid/i.test(line))).toEqual(
    [],
  );
});
