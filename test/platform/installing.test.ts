import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { readConfig } from '../../server/platform/config.ts';

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
    DATABASE_URL_FILE: 'postgres://casefile_audit:secret@database/casefile_audit',
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
    databaseUrl: 'postgres://casefile_audit:secret@database/casefile_audit',
    backupKey: 'x'.repeat(44),
    backups: { folder: '/var/backups/casefile-audit', keep: 30 },
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
  expect(named.filter((name) => !KNOWN.has(name))).toEqual([]);
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
  const sources = files.map((one) => one.split('/')[0]).filter((one) => one !== 'dist');
  expect(sources.filter((one) => one !== undefined && !copied.includes(one))).toEqual([]);
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
