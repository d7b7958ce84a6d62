import { execFile } from 'node:child_process';
import path from 'node:path';
import { expect, it } from 'vitest';
import { projectFolder } from '../../server/platform/paths.ts';

/** How a command ends, and what it says. */
const ran = (args: string[]): Promise<{ code: unknown; said: string }> =>
  new Promise((resolve) => {
    execFile(process.execPath, args, { cwd: projectFolder() }, (error, stdout, stderr) => {
      resolve({ code: error?.code ?? 0, said: stdout + stderr });
    });
  });

it('ends a run of tests in which one fails as failed', async () => {
  const config = path.join(projectFolder(), 'test/fixtures/failing/vitest.config.ts');
  const { code, said } = await ran(['node_modules/vitest/vitest.mjs', 'run', '--config', config]);
  expect(said).toContain('1 failed');
  expect(code).toBe(1);
});
