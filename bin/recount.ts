import type { Command } from 'commander';
import { readConfig } from '../server/platform/config.ts';
import { countOf } from '../server/formats/english.ts';

interface Parts {
  say: (line: string) => void;
  /** Commands as they are typed, under a heading of their own. */
  example: (...commands: string[]) => string;
}

/** The command that holds the counts that are kept of large audits against their answers. */
export function recountCommand(program: Command, { say, example }: Parts): void {
  program
    .command('recount')
    .description(
      'Count the answers of large audits anew, and put right what was kept of them where it differs.',
    )
    .addHelpText('after', example('recount'))
    .action(async () => {
      const { createDeps } = await import('../server/deps.ts');
      const { createLog } = await import('../server/platform/log.ts');
      const deps = await createDeps(readConfig(process.env), { log: createLog('silent') });
      try {
        const found = await deps.database.everywhere(() => deps.results.recount());
        const wrong = found.filter(({ wereRight }) => !wereRight);
        for (const { audit } of wrong) say(`Put right: ${audit.title} (audit ${audit.id})`);
        say(
          found.length === 0
            ? 'No counts are kept: every audit is counted when it is looked at.'
            : `The counts of ${countOf(found.length, 'audit')} were held against their answers; ${wrong.length} had to be put right.`,
        );
      } finally {
        await deps.database.close();
      }
    });
}
