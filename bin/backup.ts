import { existsSync, renameSync } from 'node:fs';
import { InvalidArgumentError } from 'commander';
import type { Command } from 'commander';
import { readConfig } from '../server/platform/config.ts';
import type { Config } from '../server/platform/config.ts';
import type { BackupReport } from '../server/platform/backup/backup.ts';
import type { Database } from '../server/platform/db/database.ts';
import { countOf } from '../server/formats/english.ts';
import { CommandError } from './failure.ts';

interface Parts {
  say: (line: string) => void;
  /** Commands as they are typed, under a heading of their own. */
  example: (...commands: string[]) => string;
}

/** The commands that keep a copy of all data, look at one, and take one back. */
export function backupCommands(program: Command, { say, example }: Parts): void {
  program
    .command('backup')
    .description('Write all data into one file, while people go on working; with BACKUP_KEY, encrypted.')
    .option('--out <file>', 'file to write; there must be nothing under this name yet')
    .option('--folder <folder>', 'folder to keep backups in, each with its time in its name')
    .option('--keep <n>', 'with --folder, how many of them to keep', wholeNumber)
    .addHelpText(
      'after',
      example('backup --out casefile-audit.backup', 'backup --folder /srv/backup --keep 14'),
    )
    .action(backup(say));

  program
    .command('verify-backup')
    .description('Read a backup from end to end, and say what is in it or what is wrong with it.')
    .argument('<file>', 'the backup')
    .addHelpText('after', example('verify-backup casefile-audit.backup'))
    .action(async (file: string) => {
      const { verifyBackup } = await import('../server/platform/backup/backup.ts');
      linesOf(await verifyBackup(file, readConfig(process.env).backupKey)).forEach(say);
      say(`Whole: ${file}`);
    });

  program
    .command('restore')
    .description(
      'Fill an empty DATA_DIR, or an empty database at DATABASE_URL, with a backup: all or nothing.',
    )
    .argument('<file>', 'the backup')
    .addHelpText('after', example('restore casefile-audit.backup'))
    .action(async (file: string) => {
      const config = readConfig(process.env);
      const { restoreBackup } = await import('../server/platform/backup/restore.ts');
      const { setReadingsApart } = await import('../server/fieldwork/caseFiles/restored.ts');
      const restored = await withDatabase(config, false, (database) =>
        restoreBackup(database, file, config.backupKey, {
          begins: () => say('The backup is whole. It is being restored.'),
          loaded: setReadingsApart,
        }),
      );
      const aside = await writeDown(config, restored.madeAt);
      linesOf(restored).forEach(say);
      for (const { table, rows } of restored.counts) say(`  ${table}: ${rows}`);
      say(`Restored, and compared with the backup row by row: ${file}`);
      if (aside !== null) say(`The newest seal of the activity of before is now in ${aside}`);
      say('Everybody signs in again. Accounts disabled and tokens revoked since then are as they were.');
    });
}

/**
 * Writes to the activity that it was restored, and begins the file with its newest seal anew: what was sealed after the
 * backup is gone, and is not to be taken for cut off. Returns where the one of before is now.
 */
async function writeDown(config: Config, madeAt: string): Promise<string | null> {
  const { createDeps } = await import('../server/deps.ts');
  const { createLog } = await import('../server/platform/log.ts');
  const { headFile } = await import('../server/people/activity/heads.ts');
  const file = headFile(config.dataDir);
  const aside = existsSync(file) ? file.replace(/\.json$/, `-before-restore-${Date.now()}.json`) : null;
  if (aside !== null) renameSync(file, aside);
  const { activity, activityChain, database } = await createDeps(config, { log: createLog('silent') });
  try {
    await database.everywhere(() =>
      activity.add({ userId: null, action: 'backup.restored', detail: { of: madeAt } }),
    );
    await activityChain.seal('last');
  } finally {
    await database.close();
  }
  return aside;
}

interface BackupOptions {
  out?: string;
  folder?: string;
  keep?: number;
}

function backup(say: Parts['say']) {
  return async ({ out, folder, keep }: BackupOptions, command: Command): Promise<void> => {
    if ((out === undefined) === (folder === undefined)) {
      command.error('error: name a file with --out, or a folder with --folder', { exitCode: 2 });
    }
    if ((folder === undefined) !== (keep === undefined)) {
      command.error('error: --folder and --keep belong together', { exitCode: 2 });
    }
    const config = readConfig(process.env);
    const { createKeptBackups } = await import('../server/platform/backup/kept.ts');
    const { createLog } = await import('../server/platform/log.ts');
    const { file, report, others } = await withDatabase(config, true, async (database) => {
      const log = createLog('silent');
      const backups = createKeptBackups({ database, config, log, now: () => new Date() });
      if (folder !== undefined && keep !== undefined) return backups.writeInto(folder, keep);
      const name = out ?? '';
      return { file: name, report: await backups.write(name), others: [] };
    });
    linesOf(report).forEach(say);
    say(`Written and read again: ${file}`);
    if (others.length > 0) say(othersLeft(others));
  };
}

const othersLeft = (others: string[]) =>
  `${others.length} in the folder were not made by this installation as it is now, and are left alone: ${others.join(', ')}. ` +
  'Give each installation a folder of its own, and remove by hand what nobody needs any more.';

function wholeNumber(value: string): number {
  if (!/^[1-9]\d{0,8}$/.test(value)) throw new InvalidArgumentError('It must be a whole number from 1.');
  return Number(value);
}

async function withDatabase<T>(
  config: Config,
  mustExist: boolean,
  work: (database: Database) => Promise<T>,
): Promise<T> {
  const { openDatabase } = await import('../server/platform/db/database.ts');
  const { sqliteFile } = await import('../server/platform/db/knex.ts');
  if (mustExist && config.databaseUrl === null && !existsSync(sqliteFile(config.dataDir))) {
    throw new CommandError(`There is no database in ${config.dataDir}. Check DATA_DIR and DATABASE_URL.`);
  }
  const database = openDatabase(config);
  try {
    return await database.everywhere(() => work(database));
  } finally {
    await database.close();
  }
}

function linesOf(report: BackupReport): string[] {
  const { madeAt, program, isEncrypted, bytes, sha256, tables, rows, head } = report;
  const engine = head.engine === 'sqlite' ? 'SQLite' : 'PostgreSQL';
  return [
    `Backup of ${madeAt}, of ${engine}, by version ${program}${isEncrypted ? ', encrypted' : ', not encrypted'}`,
    `${countOf(tables, 'table')} with ${countOf(rows, 'row')}, up to ${head.migrations.toSorted().at(-1) ?? 'no migration'}; without: ${head.leftOut.join(', ')}`,
    `${countOf(bytes, 'byte')}, SHA-256 ${sha256}`,
  ];
}
