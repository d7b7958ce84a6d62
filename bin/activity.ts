import type { Command } from 'commander';
import { readConfig } from '../server/platform/config.ts';
import { countOf } from '../server/formats/english.ts';
import { CommandError } from './failure.ts';

interface Parts {
  say: (line: string) => void;
  /** Commands as they are typed, under a heading of their own. */
  example: (...commands: string[]) => string;
}

/** The command that says whether the activity is as it was written. */
export function activityCommands(program: Command, { say, example }: Parts): void {
  program
    .command('verify-activity')
    .description('Look at every line of the activity, and say which was changed, removed or added.')
    .addHelpText('after', example('verify-activity'))
    .action(async () => {
      const { createDeps } = await import('../server/deps.ts');
      const { createLog } = await import('../server/platform/log.ts');
      const deps = await createDeps(readConfig(process.env), { log: createLog('silent') });
      try {
        const { sealed, waiting, head, problems, further } = await deps.activityChain.check();
        problems.forEach(({ text }) => say(text));
        if (further > 0) say(`And ${further} more.`);
        say(
          `${countOf(sealed, 'line')} sealed, ${waiting} not sealed yet; the newest seal: ${head ?? 'none'}`,
        );
        const found = problems.length + further;
        if (found > 0)
          throw new CommandError(`${countOf(found, 'thing')} found that the program did not do.`);
        say('Every line is as it was written.');
      } finally {
        await deps.database.close();
      }
    });
}
