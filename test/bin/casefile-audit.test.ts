import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectFolder } from '../../server/platform/paths.ts';
import { cli, npmCli } from '../support/cli.ts';

describe.concurrent('help', () => {
  it.each(['serve', 'demo', 'create-user', 'import', 'tally', 'report'])(
    'of %s has an example',
    async (name) => {
      const { code, stdout, stderr } = await cli([name, '--help']);
      expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toContain(`Usage: casefile-audit ${name}`);
      expect(stdout).toContain(`npm run --silent cli -- ${name}`);
    },
  );

  it('of the whole names every command', async () => {
    const { code, stdout } = await cli(['--help']);
    expect(code).toBe(0);
    for (const name of ['serve', 'demo', 'create-user', 'import', 'tally', 'report']) {
      expect(stdout).toMatch(new RegExp(`^ {2}${name} `, 'm'));
    }
  });
});

describe.concurrent('a command that is not understood', () => {
  it.each([
    [['tell'], "error: unknown command 'tell'"],
    [['serve', '--loud'], "error: unknown option '--loud'"],
    [['serve', 'here'], "error: too many arguments for 'serve'"],
    [['tally', '--tool', 'rodt'], "error: required option '--file <cases.csv>' not specified"],
    [['import', '--audit', 'one', '--file', 'x'], 'It must be a whole number from 1.'],
    [
      ['create-user', '--email', 'a@example.org', '--name', 'A', '--role', 'king'],
      'It must be one of administrator',
    ],
    [['report', '--audit', '1', '--out', 'x.pdf'], 'error: name one provider with --provider, or take all'],
    [['report', '--audit', '1', '--out', 'x', '--all', '--provider', 'DIP'], 'error: name one provider'],
  ])('%j ends with 2 and says why', async (args, message) => {
    const { code, stdout, stderr } = await cli(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
  });

  it('no command at all shows the help, as an error', async () => {
    const { code, stdout, stderr } = await cli([]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('Usage: casefile-audit');
  });
});

describe('through npm', () => {
  it('prints the result and nothing else on stdout, for two commands at once as well', async () => {
    const { version } = JSON.parse(readFileSync(path.join(projectFolder(), 'package.json'), 'utf8')) as {
      version: string;
    };
    const outcomes = await Promise.all([npmCli(['--version']), npmCli(['--version'])]);
    for (const { code, stdout } of outcomes)
      expect({ code, stdout }).toEqual({ code: 0, stdout: `${version}\n` });
  });

  it('passes the exit code on', async () => {
    expect(await npmCli(['tell'])).toMatchObject({ code: 2, stdout: '' });
  });
});
