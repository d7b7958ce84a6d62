import { existsSync } from 'node:fs';
import path from 'node:path';

/** What help texts show of a command, in the way in which this copy of the program is started. */
export interface Examples {
  /** Commands as they are typed, under a heading of their own. */
  of: (...commands: string[]) => string;
  /** The path of a file of the program, as it is typed in the current folder. */
  file: (name: string) => string;
}

/**
 * Says how commands are typed: through npm where the program is worked on, by its name where it was installed.
 *
 * @param folder - the folder of the program
 */
export function createExamples(folder: string): Examples {
  // The package holds compiled code alone, and npm knows its scripts only in its own folder.
  const isInstalled = !existsSync(path.join(folder, 'bin', 'casefile-audit.ts'));
  const start = isInstalled ? 'npx casefile-audit' : 'npm run --silent cli --';
  return {
    of: (...commands) => `\nExample:\n${commands.map((command) => `  ${start} ${command}`).join('\n')}\n`,
    file: (name) => (isInstalled ? path.relative(process.cwd(), path.join(folder, name)) : name),
  };
}
