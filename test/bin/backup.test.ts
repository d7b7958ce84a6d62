import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { readConfig } from '../../server/platform/config.ts';
import { openDatabase } from '../../server/platform/db/database.ts';
import type { Database } from '../../server/platform/db/database.ts';
import { onBothEngines, startDeps } from '../support/app.ts';
import { cli, running, temporaryFolder } from '../support/cli.ts';
import { emptyDatabase } from '../support/emptyDatabase.ts';

const { folder, inFolder } = temporaryFolder();
/** So many that a backup and its return take longer than it takes to end them. */
const LINES = 60_000;

const fill = ({ pool, engine }: Database) =>
  pool.raw(
    engine === 'sqlite'
      ? `insert into activity (at, action, detail) with recursive n(i) as (select 1 union all select i + 1 from n where i < ${LINES})
           select '2026-11-30T02:00:00.000Z', 'person.signedIn', '{"n":' || i || '}' from n`
      : `insert into activity (at, action, detail)
           select '2026-11-30T02:00:00.000Z', 'person.signedIn', '{"n":' || i || '}' from generate_series(1, ${LINES}) i`,
  );

async function linesIn(environment: Record<string, string>): Promise<number> {
  const database = openDatabase(readConfig(environment));
  try {
    const { lines } = (await database.query('activity').count('* as lines').first()) as { lines: unknown };
    return Number(lines);
  } finally {
    await database.close();
  }
}

onBothEngines('backup and restore as commands', (engine) => {
  it('write and restore all or nothing, also when they are killed in the middle', async () => {
    const { deps, environment, close } = await startDeps(engine);
    await fill(deps.database);
    await deps.providers.create(null, 'The Bridge');
    const out = inFolder('whole.backup');
    const before = await linesIn(environment);

    // Killed as soon as there is something on the disk.
    const killed = running(['backup', '--out', out], environment);
    await expect.poll(() => readdirSync(folder()).length, { interval: 5, timeout: 120_000 }).toBe(1);
    expect((await killed.kill()).code).toBe(null);
    const [part = ''] = readdirSync(folder());
    expect(part).toMatch(/^\.whole\.backup\.\w+\.casefile-audit-part$/);
    expect(statSync(path.join(folder(), part)).mode & 0o777).toBe(0o600);

    const made = await cli(['backup', '--out', out], { environment });
    expect(made).toMatchObject({ code: 0, stderr: '' });
    expect(made.stdout).toMatch(/^Backup of 20\d\d-.*, not encrypted\n\d+ tables with \d+ rows, /);
    expect(made.stdout).toContain(`Written and read again: ${out}\n`);
    const verified = await cli(['verify-backup', out], { environment });
    expect(verified).toMatchObject({ code: 0, stderr: '' });
    expect(verified.stdout).toContain(`Whole: ${out}`);

    const place = await emptyDatabase(engine);
    const half = running(['restore', out], place.environment);
    await half.until(/It is being restored\./);
    expect((await half.kill()).code).toBe(null);
    expect(await linesIn(place.environment)).toBe(0);

    const restored = await cli(['restore', out], { environment: place.environment });
    expect(restored).toMatchObject({ code: 0, stderr: '' });
    expect(restored.stdout).toContain(`  activity: ${before}\n`);
    expect(restored.stdout).toContain(`Restored, and compared with the backup row by row: ${out}\n`);
    // Filled by hand, they have neither mark nor seal; that it was restored has both.
    const check = await cli(['verify-activity'], { environment: place.environment });
    expect(check).toMatchObject({ code: 1, stderr: `${LINES} things found that the program did not do.\n` });
    expect(check.stdout).toMatch(/^Line 1, of .*, was added by somebody else than the program\.\n/);
    expect(check.stdout).toContain(`And ${LINES - 100} more.\n`);
    expect(await cli(['restore', out], { environment: place.environment })).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/^The database is not empty: /) as string,
    });
    await place.remove();
    await close();
  }, 300_000);

  if (engine === 'postgres') return;

  it('say what is wrong in a sentence', async () => {
    const environment = { DATA_DIR: inFolder('nothing') };
    expect(await cli(['backup', '--out', inFolder('x.backup')], { environment })).toEqual({
      code: 1,
      stdout: '',
      stderr: `There is no database in ${inFolder('nothing')}. Check DATA_DIR and DATABASE_URL.\n`,
    });
    expect(await cli(['verify-backup', inFolder('x.backup')], { environment })).toEqual({
      code: 1,
      stdout: '',
      stderr: `There is no file or folder ${inFolder('x.backup')}.\n`,
    });
    const short = await cli(['verify-backup', 'x'], { environment: { BACKUP_KEY: 'too short' } });
    expect(short).toEqual({
      code: 1,
      stdout: '',
      stderr: 'The settings are not right:\n  BACKUP_KEY: must have at least 24 characters\n',
    });
    expect(readdirSync(folder())).toEqual([]);
  });
});
