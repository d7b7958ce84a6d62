import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectFolder } from '../../server/platform/paths.ts';
import { cli } from '../support/cli.ts';

const read = (file: string) => readFileSync(path.join(projectFolder(), file), 'utf8');
const DOCUMENTS = ['README.md', 'docs/operating.md', 'docs/installing/README.md', 'docs/guide.md'];

/** What a document says to type: lines of its blocks, and what stands in its lines between back quotes. */
function typedIn(text: string): string[] {
  const blocks = [...text.matchAll(/^ *```\w*\n([\s\S]*?)^ *```$/gm)].flatMap(([, lines = '']) =>
    lines.split('\n'),
  );
  const inLine = [...text.replaceAll(/^ *```[\s\S]*?^ *```$/gm, '').matchAll(/`([^`\n]+)`/g)].map(
    ([, code = '']) => code,
  );
  return [...blocks, ...inLine].map((one) => one.replace(/ +#.*$/, ''));
}

/** The commands of the program among them: the word after its name, and the options that follow. */
function commandsIn(text: string): { command: string; options: string[] }[] {
  return typedIn(text).flatMap((line) =>
    [
      ...line.matchAll(
        /(?:(?:^| )(?:npx )?casefile-audit|\bcli --|casefile-audit\.js) ([a-z][a-z-]*)([^&|;,]*)/g,
      ),
    ].map(([, command = '', rest = '']) => ({ command, options: rest.match(/--[a-z-]+/g) ?? [] })),
  );
}

const FOR_SYSTEMD = new Set(['start', 'stop']);

describe('commands that the documents name', async () => {
  const [, help = ''] = /\nCommands:\n([\s\S]*?)\n\n/.exec((await cli(['--help'])).stdout) ?? [];
  const known = [...help.matchAll(/^ {2}([a-z][a-z-]+) .*$/gm)].map(([, name = '']) => name);
  const helpOf = new Map<string, string>();
  for (const name of known) helpOf.set(name, (await cli([name, '--help'])).stdout);
  const PARTS = { tool: ['export', 'import'], organisation: ['add', 'list', 'end', 'reopen'] };
  for (const [name, parts] of Object.entries(PARTS)) {
    const helps = await Promise.all(parts.map((part) => cli([name, part, '--help'])));
    helpOf.set(name, helps.map(({ stdout }) => stdout).join('\n'));
  }

  it.each(DOCUMENTS)('exist, with their options: %s', (file) => {
    const lines = commandsIn(read(file));
    if (file !== 'docs/guide.md') expect(lines).not.toEqual([]);
    const wrong = lines.flatMap(({ command, options }) => {
      if (FOR_SYSTEMD.has(command)) return [];
      const text = helpOf.get(command);
      if (text === undefined) return [command];
      return options.filter((option) => !text.includes(option)).map((option) => `${command} ${option}`);
    });
    expect(wrong).toEqual([]);
  });

  it('are all in the table of the README', () => {
    const listed = [...read('README.md').matchAll(/^\| `([a-z-]+)` +\|/gm)].map(([, name = '']) => name);
    expect(known.filter((name) => name !== 'help' && !listed.includes(name))).toEqual([]);
  });
});

describe('what docs/operating.md names', () => {
  const text = read('docs/operating.md');
  const anchorsOf = (markdown: string) =>
    new Set(
      [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
        heading
          .toLowerCase()
          .replaceAll(/[^a-z0-9 -]/g, '')
          .replaceAll(' ', '-'),
      ),
    );

  it('has a place for each step of an operator', () => {
    for (const heading of ['size', 'backup', 'restore', 'drill', 'upgrade', 'recover', 'monitor']) {
      expect([...anchorsOf(text)]).toContain(heading);
    }
  });

  it('leads to places that are there', () => {
    const wrong = DOCUMENTS.flatMap((file) =>
      [...read(file).matchAll(/\]\(([^)\s]*#[^)\s]+)\)/g)]
        .map(([, link = '']) => link)
        .filter((link) => !/^https?:/.test(link))
        .filter((link) => {
          const [to = '', anchor = ''] = link.split('#');
          const target = to === '' ? file : path.join(path.dirname(file), to);
          return !anchorsOf(read(target)).has(anchor);
        })
        .map((link) => `${file}: ${link}`),
    );
    expect(wrong).toEqual([]);
  });

  it('names metrics that are counted, and settings that are read', () => {
    const sources = ['server', 'bin']
      .flatMap((folder) =>
        readdirSync(path.join(projectFolder(), folder), { recursive: true, encoding: 'utf8' }).map(
          (file) => `${folder}/${file}`,
        ),
      )
      .filter((file) => file.endsWith('.ts'))
      .map(read)
      .join('\n');
    const metrics =
      text
        .match(/casefile_audit_[a-z_]+\b/g)
        ?.filter((name) => !name.endsWith('_restored') && !name.endsWith('_drill')) ?? [];
    expect(metrics.length).toBeGreaterThan(4);
    expect(metrics.filter((name) => !sources.includes(name))).toEqual([]);
    const settings = [...text.matchAll(/`([A-Z]{2,}_[A-Z_]+)`/g)].map(([, name = '']) => name);
    expect(settings.length).toBeGreaterThan(20);
    // What begins so is for Node itself.
    const own = settings.filter((name) => !name.startsWith('NODE_'));
    expect(own.filter((name) => !sources.includes(`${name}:`))).toEqual([]);
  });
});
