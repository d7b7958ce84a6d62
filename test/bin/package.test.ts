import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { cli, running, temporaryFolder } from '../support/cli.ts';
import type { Outcome } from '../support/cli.ts';
import { LEFT_FROM_AN_EARLIER_BUILD, packAndInstall } from '../support/packed.ts';
import type { PackedProgram } from '../support/packed.ts';

const FOLDER = path.resolve(import.meta.dirname, '../..');
const SHEET = 'audits/examples/southampton-2012/case-files.csv';

/** What runs, what is shown, and what is read; anything else is for whoever works on the program. */
const BELONGS =
  /^(package\.json|npm-shrinkwrap\.json|sbom\.cdx\.json|README\.md|CHANGELOG\.md|dist\/(bin|rules|server)\/.+\.js|views\/.+\.ejs|public\/[^/]+\.(js|css|html|svg)|audits\/.+\.(json|csv|md)|docs\/.+\.(md|json|png)|docs\/installing\/[^/]+)$/;

// It compiles everything from the beginning.
const PATIENCE_MILLISECONDS = 300_000;

let packed: PackedProgram;
beforeAll(async () => {
  packed = await packAndInstall(FOLDER);
}, PATIENCE_MILLISECONDS);
afterAll(() => packed.remove());

const installed = (...args: string[]): Promise<Outcome> => cli(args, { program: packed.program });

/** Paths of all files under some folders, with slashes, in order. */
const filesUnder = (...names: string[]): string[] =>
  names
    .flatMap((name) =>
      readdirSync(path.join(FOLDER, name), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => path.relative(FOLDER, path.join(entry.parentPath, entry.name))),
    )
    .map((file) => file.split(path.sep).join('/'))
    .toSorted();

const compiledFiles = () => packed.files.filter((file) => file.startsWith('dist/'));
const read = (file: string) => readFileSync(path.join(packed.folder, file), 'utf8');

describe('the package', () => {
  it('holds nothing that only serves the work on the program', () => {
    expect(packed.files.filter((file) => !BELONGS.test(file))).toEqual([]);
  });

  it('holds each source compiled, and nothing that an earlier build left', () => {
    expect(readdirSync(path.join(packed.source, path.dirname(LEFT_FROM_AN_EARLIER_BUILD)))).not.toContain(
      path.basename(LEFT_FROM_AN_EARLIER_BUILD),
    );
    const sources = filesUnder('bin', 'rules', 'server').filter(
      (file) => file.endsWith('.ts') && !file.endsWith('.d.ts'),
    );
    expect(sources.length).toBeGreaterThan(100);
    expect(compiledFiles()).toEqual(sources.map((file) => `dist/${file.replace(/\.ts$/, '.js')}`).toSorted());
  });

  it('holds every page, the style sheet, the tools and the documentation', () => {
    const wanted = filesUnder('views', 'public', 'audits', 'docs').filter((file) => !file.endsWith('.scss'));
    expect(packed.files).toEqual(expect.arrayContaining(['public/app.css', 'docs/openapi.json', ...wanted]));
  });

  it('names no source map, since the sources that one would show are not in it', () => {
    expect(compiledFiles().filter((file) => read(file).includes('sourceMappingURL'))).toEqual([]);
  });

  it('asks for the packages that its code uses, and for no others', () => {
    const code = compiledFiles().map(read).join('\n');
    const imported = [...code.matchAll(/^import .*?from '([^'.][^']*)'|import\('([^'.][^']*)'\)/gm)]
      .map(([, named = '', late = '']) => named || late)
      .filter((name) => !name.startsWith('node:') && !builtinModules.includes(name))
      .map((name) => name.split('/', name.startsWith('@') ? 2 : 1).join('/'));
    const asked = Object.keys(packed.manifest.dependencies);
    expect(imported.length).toBeGreaterThan(10);
    expect(imported.filter((name) => !asked.includes(name))).toEqual([]);
    // Drivers of databases are loaded by the dialects of knex, and fonts by their files.
    const namedIn = (name: string) =>
      new RegExp(`['"\`/]${name === 'pg' ? 'postgres' : name}['"\`/]`).test(code);
    expect(asked.filter((name) => !namedIn(name))).toEqual([]);
  });

  it('names the exact versions that it was tested with, and lists them', () => {
    const Lock = z.object({
      packages: z.record(
        z.string(),
        z.object({
          version: z.string().optional(),
          integrity: z.string().optional(),
          dev: z.boolean().optional(),
        }),
      ),
    });
    const tested = Lock.parse(
      JSON.parse(readFileSync(path.join(FOLDER, 'package-lock.json'), 'utf8')),
    ).packages;
    const { '': own, ...locked } = Lock.parse(JSON.parse(read('npm-shrinkwrap.json'))).packages;
    const needed = Object.entries(tested).filter(([name, { dev }]) => name !== '' && dev !== true);
    expect(own).toMatchObject({ version: packed.manifest.version });
    expect(locked).toEqual(Object.fromEntries(needed));
    expect(Object.values(locked).filter(({ integrity }) => !integrity?.startsWith('sha512-'))).toEqual([]);
    for (const name of Object.keys(packed.manifest.dependencies))
      expect(Object.keys(locked)).toContain(`node_modules/${name}`);
    const List = z.object({
      bomFormat: z.literal('CycloneDX'),
      metadata: z.object({ component: z.object({ name: z.literal('casefile-audit') }) }),
      components: z.array(z.object({ name: z.string(), version: z.string(), purl: z.string() })),
    });
    const { components } = List.parse(JSON.parse(read('sbom.cdx.json')));
    const versions = (all: Iterable<[string, string | undefined]>) =>
      [...new Set(Array.from(all, ([name, version]) => `${name} ${version}`))].toSorted();
    expect(versions(components.map(({ name, version }) => [name, version]))).toEqual(
      versions(needed.map(([place, { version }]) => [place.split('node_modules/').at(-1) ?? '', version])),
    );
    // In a working copy the other lock file alone counts.
    expect(readdirSync(packed.source)).not.toContain('npm-shrinkwrap.json');
  });

  it('is kept from being published by accident', () => {
    expect(packed.manifest.private).toBe(true);
  });
});

describe('installed', () => {
  const { folder, inFolder } = temporaryFolder();

  it('shows the same help, with commands as they are typed there', async () => {
    const [here, there] = await Promise.all([cli(['--help']), installed('--help')]);
    expect(there).toEqual({
      ...here,
      stdout: here.stdout.replaceAll('npm run --silent cli --', 'npx casefile-audit'),
    });
    expect(there.code).toBe(0);
    expect(there.stdout).toContain('npx casefile-audit demo');
  });

  it('shows an example that works as it stands', async () => {
    const { stdout } = await installed('tally', '--help');
    const [, file = ''] =
      /^ {2}npx casefile-audit tally --tool rodt --file (\S+) --json$/m.exec(stdout) ?? [];
    expect(path.resolve(FOLDER, file)).toBe(path.join(packed.folder, SHEET));
  });

  it('tallies as the program that is worked on', async () => {
    const tally = ['tally', '--tool', 'rodt', '--json', '--file'];
    const [here, there] = await Promise.all([
      cli([...tally, SHEET]),
      installed(...tally, path.join(packed.folder, SHEET)),
    ]);
    expect(there).toEqual(here);
    expect(there.code).toBe(0);
    expect(Object.keys(JSON.parse(there.stdout) as object)).toContain('groups');
  });

  it('finds the fonts and the lists of words', async () => {
    const [form, plan] = await Promise.all([
      installed('form', '--tool', 'rodt', '--out', inFolder('form.pdf')),
      cli(['check-plan', '-'], {
        program: packed.program,
        input: JSON.stringify({ goals: [{ text: 'To attend the clinic on 3 March 2027' }] }),
      }),
    ]);
    expect(form).toMatchObject({ code: 0, stderr: '' });
    expect(readFileSync(inFolder('form.pdf')).subarray(0, 5).toString()).toBe('%PDF-');
    expect(plan).toMatchObject({ code: 0, stderr: '' });
  });

  it('serves pages with their style sheet, and the description of the interface', async () => {
    const environment = { PORT: '0', DATA_DIR: path.join(folder(), 'data') };
    const server = running(['serve'], environment, packed.program);
    try {
      const [, address = ''] = await server.until(/casefile-audit is at (http:\/\/127\.0\.0\.1:\d+)/);
      const get = (place: string) => fetch(new URL(place, address));
      expect((await get('/healthz')).status).toBe(200);
      const page = await get('/sign-in');
      expect(page.status).toBe(200);
      const [, sheet = ''] = /<link [^>]*rel="stylesheet"[^>]*href="([^"]+)"/.exec(await page.text()) ?? [];
      const styles = await get(sheet);
      expect(styles.headers.get('content-type')).toContain('text/css');
      expect((await styles.text()).length).toBeGreaterThan(10_000);
      expect(await (await get('/api/v1/openapi.json')).json()).toEqual(JSON.parse(read('docs/openapi.json')));
    } finally {
      expect(await server.stop()).toMatchObject({ code: 0, stderr: '' });
    }
  });
});
