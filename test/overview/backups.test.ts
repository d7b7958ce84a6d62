import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApp } from '../../server/app.ts';
import { createDeps } from '../../server/deps.ts';
import type { Deps } from '../../server/deps.ts';
import { verifyBackup } from '../../server/platform/backup/backup.ts';
import { installationOf } from '../../server/platform/backup/container.ts';
import { lastSlot } from '../../server/platform/backup/kept.ts';
import { restoreBackup } from '../../server/platform/backup/restore.ts';
import { readConfig } from '../../server/platform/config.ts';
import { openDatabase } from '../../server/platform/db/database.ts';
import { sizeInWords } from '../../server/overview/backups/presenter.ts';
import { browse, onBothEngines, PASSWORD, serve } from '../support/app.ts';
import { emptyDatabase } from '../support/emptyDatabase.ts';
import { wordsOf } from '../support/form.ts';

const CHEAP = { N: 1024, r: 8, p: 1 };

describe('the time of a backup', () => {
  it.each([
    ['2026-11-30T02:00:00.000Z', '2026-11-30T02:00:00.000Z'],
    ['2026-11-30T01:59:59.999Z', '2026-11-29T02:00:00.000Z'],
    ['2026-03-01T00:10:00.000Z', '2026-02-28T02:00:00.000Z'],
    ['2026-11-30T23:59:00.000Z', '2026-11-30T02:00:00.000Z'],
  ])('at %s is that of %s', (now, slot) => {
    expect(lastSlot(new Date(now), '02:00')).toBe(slot);
  });
  it.each([
    [0, '0 bytes'],
    [999, '999 bytes'],
    [1234, '1.2 kB'],
    [999_499, '999 kB'],
    [999_500, '1.0 MB'],
    [2_341_721, '2.3 MB'],
    [123_456_789_012, '123 GB'],
  ])('%d bytes are %s', (bytes, words) => expect(sizeInWords(bytes)).toBe(words));
});

onBothEngines('backups that are kept', (engine) => {
  const folder = path.join(mkdtempSync(path.join(tmpdir(), 'casefile-audit-kept-')), 'backups');
  let time = new Date('2026-11-30T09:00:00.000Z');
  let servers: Deps[];
  let remove: () => Promise<void>;
  let visitor: ReturnType<typeof browse>;
  let close: () => void;
  const [hour, day] = [3_600_000, 86_400_000];
  const later = (milliseconds: number) => (time = new Date(time.getTime() + milliseconds));
  /** Both servers of one database look at the same moment. */
  const look = () => Promise.all(servers.map(({ backups }) => backups.makeIfDue()));
  const names = () => readdirSync(folder).toSorted();
  const words = async (url: string) => wordsOf((await visitor.get(url)).text);

  beforeAll(async () => {
    const place = await emptyDatabase(engine);
    ({ remove } = place);
    const environment = { ...place.environment, BACKUP_DIR: folder, BACKUP_KEEP: '2' };
    const start = () => createDeps(readConfig(environment), { passwordCost: CHEAP, now: () => time });
    servers = [await start(), await start()];
    const [deps] = servers as [Deps, Deps];
    const person = { name: 'Adam Admin', email: 'adam@example.org', providerId: null };
    await deps.accounts.createWithPassword({ ...person, roles: ['administrator'] }, PASSWORD);
    const server = await serve(createApp(deps).app);
    close = () => server.close().closeAllConnections();
    visitor = browse(server);
    await visitor.post('/sign-in', { email: 'adam@example.org', password: PASSWORD });
  });
  afterAll(async () => {
    close();
    for (const { database } of servers) await database.close();
    await remove();
    rmSync(path.dirname(folder), { recursive: true, force: true });
  });

  it('are made once a day by one of the servers, and the newest are kept', async () => {
    expect(await words('/')).toContain('There is no backup yet');
    await look();
    expect(names()).toEqual(['casefile-audit-2026-11-30T09-00-00Z.backup']);
    expect(await words('/')).not.toContain('There is no backup yet');
    later(hour);
    await look();
    expect(names()).toHaveLength(1);

    writeFileSync(path.join(folder, 'casefile-audit-of-mine.backup'), 'something else');
    // Made while a clock was wrong: it neither counts as the newest for years, nor goes.
    const ahead = 'casefile-audit-2031-01-01T02-00-00Z.backup';
    writeFileSync(path.join(folder, ahead), 'of another time');
    // Made by another installation that has the same folder.
    const other = 'casefile-audit-2026-10-01T02-00-00Z.backup';
    const stranger = await emptyDatabase(engine);
    const elsewhere = await createDeps(readConfig(stranger.environment), { passwordCost: CHEAP });
    await elsewhere.backups.write(path.join(folder, other));
    await elsewhere.database.close();
    await stranger.remove();
    for (let n = 0; n < 2; n += 1) {
      later(day);
      await look();
    }
    const kept = ['casefile-audit-2026-12-01T10-00-00Z.backup', 'casefile-audit-2026-12-02T10-00-00Z.backup'];
    expect(names()).toEqual([other, ...kept, ahead, 'casefile-audit-of-mine.backup']);
    const report = await verifyBackup(path.join(folder, kept[1] ?? ''), null);
    const page = await words('/backups');
    expect(page).toContain('The last good backup was made 2 December 2026');
    expect(page).toContain(`${sizeInWords(report.bytes)}, ${report.rows} rows, read again from end to end`);
    expect(page).toContain('It is not encrypted');
    expect(page).toContain('2 backups in this folder were not made by this installation as it is now');
    expect(page).toContain('every day at 02:00 UTC, and the last 2 backups are kept in');
  });

  it('of an installation that was restored are told from those that it was restored from', async () => {
    const [deps] = servers as [Deps, Deps];
    const [of, ofRestored] = [
      path.join(folder, '..', 'of.backup'),
      path.join(folder, '..', 'restored.backup'),
    ];
    await deps.backups.write(of);
    const place = await emptyDatabase(engine);
    const database = openDatabase(readConfig(place.environment));
    await restoreBackup(database, of, null, { loaded: () => Promise.resolve() });
    await database.close();
    const restored = await createDeps(readConfig(place.environment), { passwordCost: CHEAP });
    await restored.backups.write(ofRestored);
    await restored.database.close();
    await place.remove();
    const installations = [await installationOf(of), await installationOf(ofRestored)];
    expect(installations).toEqual([expect.any(String), expect.any(String)]);
    expect(new Set(installations).size).toBe(2);
    rmSync(of);
    rmSync(ofRestored);
  });

  it('that fail are told, tried again after an hour, and warned of when they are late', async () => {
    rmSync(folder, { recursive: true });
    writeFileSync(folder, 'a file where a folder should be');
    later(day);
    await look();
    await look();
    const [deps] = servers as [Deps, Deps];
    const failed = async () =>
      (await deps.backups.state()).recent.filter(({ state }) => state === 'failed').length;
    expect(await failed()).toBe(1);
    expect(await words('/backups')).toContain('Not made');
    expect(await words('/')).not.toContain('too old');
    later(12 * hour);
    expect(await words('/')).toContain('The last good backup is too old');
    await look();
    expect(await failed()).toBe(1);
    rmSync(folder);
    later(2 * hour);
    await look();
    expect(await failed()).toBe(0);
    expect(names()).toHaveLength(1);
    expect(await words('/')).not.toContain('too old');
  });
});

describe('an upgrade', () => {
  const FILLED = new URL('../fixtures/schema-0017/filled.sqlite.gz', import.meta.url);
  let dataDir = '';
  beforeAll(() => {
    dataDir = mkdtempSync(path.join(tmpdir(), 'casefile-audit-upgrade-'));
    writeFileSync(path.join(dataDir, 'casefile-audit.sqlite'), gunzipSync(readFileSync(FILLED)));
  });
  afterAll(() => rmSync(dataDir, { recursive: true, force: true }));

  it('changes nothing before there is a backup of what was, and says how to go back', async () => {
    const config = readConfig({ DATA_DIR: dataDir, LOG_LEVEL: 'silent' });
    writeFileSync(path.join(dataDir, 'backups'), 'a file where a folder should be');
    await expect(createDeps(config)).rejects.toThrow(
      /^The database was not brought up to date, since no backup/,
    );
    const database = openDatabase(config);
    expect(await database.pool('knex_migrations').orderBy('id', 'desc').first('name')).toMatchObject({
      name: expect.stringMatching(/^0017/) as string,
    });
    await database.close();

    rmSync(path.join(dataDir, 'backups'));
    const deps = await createDeps(config);
    const [name = '', ...more] = readdirSync(path.join(dataDir, 'backups'));
    expect([name, more]).toEqual([expect.stringMatching(/^before-upgrade-.*\.backup$/), []]);
    const { head } = await verifyBackup(path.join(dataDir, 'backups', name), null);
    expect(head.migrations.at(-1)).toMatch(/^0017/);
    expect((await deps.backups.state()).recent).toMatchObject([{ reason: 'upgrade', state: 'good' }]);
    // Lines that were there before are sealed as they were found.
    expect(await deps.activityChain.seal('first')).toBe(0);
    const checked = await deps.activityChain.check();
    expect(checked).toMatchObject({ waiting: 0, problems: [] });
    expect(checked.sealed).toBeGreaterThan(300);
    await deps.database.pool('activity').where({ id: 7 }).update({ user_id: 1, action: 'audit.closed' });
    expect((await deps.activityChain.check()).problems).toMatchObject([{ kind: 'changed', id: 7 }]);
    await deps.database.close();

    // Up to date, it makes none.
    await (await createDeps(config)).database.close();
    expect(readdirSync(path.join(dataDir, 'backups'))).toEqual([name]);
  });
});
