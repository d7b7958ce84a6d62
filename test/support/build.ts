import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { projectFolder } from '../../server/platform/paths.ts';

/** Compiles the program where need be: commands and threads run compiled code. */
export async function build(): Promise<void> {
  try {
    await promisify(execFile)('npm', ['run', '--silent', 'precli'], { cwd: projectFolder() });
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    throw new Error(`the build failed:\n${stdout}${stderr}`, { cause: error });
  }
}
