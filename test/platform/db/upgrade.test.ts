import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDatabase } from '../../../server/platform/db/database.ts';
import type { Database } from '../../../server/platform/db/database.ts';
import { onBothEngines, startDeps } from '../../support/app.ts';

onBothEngines('a database that cannot be brought up to date', (engine) => {
  let started: Awaited<ReturnType<typeof startDeps>>;
  let database: Database;
  beforeAll(async () => {
    started = await startDeps(engine);
    database = started.deps.database;
  });
  afterAll(() => started.close());

  it('that is newer than the program is refused in words that say what to do', async () => {
    const row = { name: '9999-of-next-year', batch: 99, migration_time: new Date().toISOString() };
    await database.pool('knex_migrations').insert(row);
    await expect(database.migrate()).rejects.toThrow(
      /^The database was made by a newer version of the program: it knows 9999-of-next-year, and this one does not\. .* Start the newer version again, or restore the backup/,
    );
    await database.pool('knex_migrations').where({ name: row.name }).delete();
    await expect(database.migrate()).resolves.toBeUndefined();
  });

  it('that is locked says by what, and can be unlocked', async () => {
    await database.pool('knex_migrations_lock').update({ is_locked: 1 });
    await expect(database.migrate()).rejects.toThrow(
      /^The database is locked by an upgrade\. .* run "casefile-audit unlock-database"/,
    );
    await database.freeUpgradeLock();
    await expect(database.migrate()).resolves.toBeUndefined();
  });
});

describe('the file of the database', () => {
  it('is for its owner alone, with what lies beside it, also where an earlier version made it', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'casefile-audit-test-'));
    const settings = { databaseUrl: null, dataDir: path.join(folder, 'data') };
    const modes = () =>
      readdirSync(settings.dataDir).map((name) => [
        name,
        (statSync(path.join(settings.dataDir, name)).mode & 0o777).toString(8),
      ]);
    const OWNER_ALONE = ['', '-shm', '-wal'].map((end) => [`casefile-audit.sqlite${end}`, '600']);
    try {
      const first = openDatabase(settings);
      await first.migrate();
      expect(modes()).toEqual(OWNER_ALONE);
      for (const [name] of modes()) chmodSync(path.join(settings.dataDir, name ?? ''), 0o644);
      const second = openDatabase(settings);
      await second.pool.raw('select 1');
      expect(modes()).toEqual(OWNER_ALONE);
      await first.close();
      await second.close();
      expect((statSync(settings.dataDir).mode & 0o777).toString(8)).toBe('700');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('has on the disk what somebody was told is saved, on every connection', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'casefile-audit-test-'));
    const database = openDatabase({ databaseUrl: null, dataDir: folder });
    try {
      // As the program does before anybody asks for anything.
      await database.migrate();
      const asked = Array.from({ length: 4 }, () =>
        database.read(() => database.query.raw('pragma synchronous') as Promise<unknown>),
      );
      // 2 is FULL: every commit waits for the disk.
      for (const answer of await Promise.all(asked)) expect(answer).toEqual([{ synchronous: 2 }]);
    } finally {
      await database.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
