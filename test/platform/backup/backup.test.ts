import { createHash } from 'node:crypto';
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createDeps } from '../../../server/deps.ts';
import { makeBackup, verifyBackup } from '../../../server/platform/backup/backup.ts';
import { BackupError } from '../../../server/platform/backup/container.ts';
import { setReadingsApart } from '../../../server/fieldwork/caseFiles/restored.ts';
import { restoreBackup } from '../../../server/platform/backup/restore.ts';
import { readConfig } from '../../../server/platform/config.ts';
import { openDatabase } from '../../../server/platform/db/database.ts';
import type { Database } from '../../../server/platform/db/database.ts';
import { onBothEngines } from '../../support/app.ts';
import { emptyDatabase } from '../../support/emptyDatabase.ts';
import type { EmptyDatabase, Engine } from '../../support/emptyDatabase.ts';

const FILLED = new URL('../../fixtures/schema-0017/filled.sqlite.gz', import.meta.url);
const ABOUT = { program: '0.1.0', madeAt: '2026-11-30T02:00:00.000Z' };
const SECRET = 'a key of the tests that is long enough';
const CHEAP = { N: 1024, r: 8, p: 1 };

/** What is no part of what is recorded: who is signed in, what is counted, and what is under way. */
const NOT_KEPT = [
  'sessions',
  'rate_limits',
  'waiting_files',
  'waiting_file_parts',
  'leases',
  'report_jobs',
  'kept_counts',
  'counted_files',
  'changed_files',
];

/** Rows as they stand in a database, asked for without any part of the backup, and in a form that both engines share. */
async function rowsIn({ pool, engine }: Database): Promise<Record<string, string[]>> {
  const names =
    engine === 'sqlite'
      ? ((await pool('sqlite_master').where({ type: 'table' }).select('name')) as { name: string }[])
      : ((await pool('information_schema.tables')
          .where({ table_schema: 'public' })
          .select('table_name as name')) as { name: string }[]);
  const tables: Record<string, string[]> = {};
  for (const { name } of names) {
    if (/^sqlite_|^knex_/.test(name) || NOT_KEPT.includes(name)) continue;
    const rows = (await pool(name).select('*')) as Record<string, unknown>[];
    tables[name] = rows
      .map((row) =>
        Object.keys(row)
          .toSorted()
          .map((column) => {
            const value = row[column];
            if (value instanceof Uint8Array)
              return `bytes ${createHash('sha256').update(value).digest('hex')}`;
            return `${column} ${typeof value === 'boolean' ? Number(value) : JSON.stringify(value)}`;
          })
          .join(' | '),
      )
      .toSorted();
  }
  return tables;
}

/** The versions of readings are taken apart by a restore. */
const withoutVersions = (rows: Record<string, string[]>) => ({
  ...rows,
  reviews: rows['reviews']?.map((row) => row.replace(/version \d+/, 'version')).toSorted(),
});

onBothEngines('a backup', (engine) => {
  const folder = mkdtempSync(path.join(tmpdir(), 'casefile-audit-backup-'));
  const inFolder = (name: string) => path.join(folder, name);
  const opened: { database: Database; place: EmptyDatabase }[] = [];
  const open = async (which: Engine) => {
    const place = await emptyDatabase(which);
    const database = openDatabase(readConfig(place.environment));
    opened.push({ database, place });
    return { database, environment: place.environment };
  };
  /** Everything that an earlier version had in its tables, brought up to date on the engine. */
  let source: Database;
  const old = inFolder('old.backup');

  beforeAll(async () => {
    // A backup by the schema of then, which this program takes up to its own when it is restored.
    const then = mkdtempSync(path.join(tmpdir(), 'casefile-audit-backup-old-'));
    writeFileSync(path.join(then, 'casefile-audit.sqlite'), gunzipSync(readFileSync(FILLED)));
    const before = openDatabase({ databaseUrl: null, dataDir: then });
    await makeBackup(before, old, ABOUT, null);
    await before.close();
    rmSync(then, { recursive: true, force: true });

    const { database, environment } = await open(engine);
    await restoreBackup(database, old, null, { loaded: setReadingsApart });
    const deps = await createDeps(readConfig(environment), { passwordCost: CHEAP });
    await deps.database.close();
    source = database;
  });
  afterAll(async () => {
    for (const { database, place } of opened) {
      await database.close();
      await place.remove();
    }
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(['sqlite', 'postgres'] as const)('restored on %s is what it was, row by row', async (onto) => {
    const out = inFolder(`to-${onto}.backup`);
    const made = await makeBackup(source, out, ABOUT, SECRET);
    expect(statSync(out).mode & 0o777).toBe(0o600);
    const { database } = await open(onto);
    const restored = await restoreBackup(database, out, SECRET, { loaded: setReadingsApart });
    const rows = await rowsIn(source);
    expect(withoutVersions(await rowsIn(database))).toEqual(withoutVersions(rows));
    // A device with answers of after the backup is told that somebody else has saved.
    const versions = (of: Database) =>
      of
        .pool('reviews')
        .orderBy('id')
        .select<{ version: number; updated_by: number | null }[]>('version', 'updated_by');
    const [before, now] = [await versions(source), await versions(database)];
    expect(now.map(({ version }) => version)).toEqual(
      before.map(({ version, updated_by }) =>
        version > 1 && updated_by !== null ? version + 1000 : version,
      ),
    );
    expect(now.some(({ version }) => version > 1000)).toBe(true);
    const amount = Object.values(rows).reduce((sum, of) => sum + of.length, 0);
    expect(made).toMatchObject({ rows: amount, tables: Object.keys(rows).length, isEncrypted: true });
    expect(restored.counts.find(({ table }) => table === 'answers')?.rows).toBe(rows['answers']?.length);
    expect(rows['answers']?.length).toBeGreaterThan(600);
    expect(rows['plan_files']?.join('')).toContain('bytes ');
    // Numbers go on where they were, also where the highest is gone.
    await database.query('providers').insert({ name: 'After', created_at: '2026-11-30T02:00:00.000Z' });
    const after = (await database.query('providers').where({ name: 'After' }).first('id')) as { id: number };
    const highest = (await source.query('providers').max('id as id').first()) as { id: number };
    expect(after.id).toBeGreaterThan(highest.id);
    await database.query('providers').where({ name: 'After' }).delete();
    // Whoever restores over what is there is refused, and what is there stays.
    await expect(restoreBackup(database, out, SECRET, { loaded: setReadingsApart })).rejects.toThrow(
      /^The database is not empty: /,
    );
    expect(withoutVersions(await rowsIn(database))).toEqual(withoutVersions(rows));
  });

  it('does not give a number out again whose row is gone', async () => {
    const { database } = await open(engine);
    const at = '2026-11-30T02:00:00.000Z';
    for (const name of ['One', 'Two']) await database.query('providers').insert({ name, created_at: at });
    await database.query('providers').where({ name: 'Two' }).delete();
    await makeBackup(database, inFolder('gone.backup'), ABOUT, null);
    const { database: other } = await open(engine === 'sqlite' ? 'postgres' : 'sqlite');
    await expect(
      restoreBackup(other, inFolder('gone.backup'), SECRET, { loaded: setReadingsApart }),
    ).rejects.toThrow(/^The backup is not encrypted although a key is set/);
    await restoreBackup(other, inFolder('gone.backup'), null, { loaded: setReadingsApart });
    await other.query('providers').insert({ name: 'Three', created_at: at });
    expect(await other.query('providers').select('id', 'name').orderBy('id')).toEqual([
      { id: 1, name: 'One' },
      // Nor are those that were given out between the backup and what made it necessary.
      { id: 1_000_003, name: 'Three' },
    ]);
  });

  it('is of one state while others write', async () => {
    const { database } = await open(engine);
    let made = 0;
    const state = { done: false };
    const writing = (async () => {
      for (; !state.done || made < 50; made += 1) {
        const at = new Date().toISOString();
        await database.write(async () => {
          await database.query('activity').insert({ at, action: 'provider.created', detail: '{}' });
          await database.query('providers').insert({ name: `W ${made}`, created_at: at });
        });
      }
    })();
    const sizes: number[] = [];
    for (let n = 0; n < 2; n += 1) {
      const out = inFolder(`while-${n}.backup`);
      await makeBackup(database, out, ABOUT, null);
      const { database: other } = await open(engine);
      const restored = await restoreBackup(other, out, null, { loaded: setReadingsApart });
      const of = (name: string) => restored.counts.find(({ table }) => table === name)?.rows ?? 0;
      expect(of('activity')).toBe(of('providers'));
      sizes.push(of('providers'));
    }
    state.done = true;
    await writing;
    expect(sizes.at(-1)).toBeGreaterThan(sizes[0] ?? 0);
  });

  // What follows is about the file, whatever it is of.
  if (engine === 'postgres') return;

  describe('that is not right', () => {
    const good = inFolder('good.backup');
    let bytes: Buffer;
    const altered = (name: string, change: (copy: Buffer) => Buffer) => {
      writeFileSync(inFolder(name), change(Buffer.from(bytes)));
      return inFolder(name);
    };
    /** As somebody would who knows how the hash at the end is made. */
    const rehashed = (copy: Buffer) => {
      const content = copy.subarray(0, -32);
      return Buffer.concat([content, createHash('sha256').update(content).digest()]);
    };
    beforeAll(async () => {
      await makeBackup(source, good, ABOUT, SECRET);
      bytes = readFileSync(good);
    });
    const refusal = async (file: string, secret: string | null = SECRET) => {
      const { database } = await open('sqlite');
      const [verified, restored] = await Promise.all(
        [verifyBackup(file, secret), restoreBackup(database, file, secret, { loaded: setReadingsApart })].map(
          (work) =>
            work.then(
              () => 'it was taken',
              (error: Error) => error.message,
            ),
        ),
      );
      expect(await database.query('users').first('id')).toBeUndefined();
      expect(restored).toBe(verified);
      return restored;
    };

    it('is refused in words: wrong key, or none', async () => {
      expect(await refusal(good, 'another key, which is as long')).toMatch(/^The key is not the one/);
      expect(await refusal(good, null)).toMatch(/^The backup is encrypted\. Set BACKUP_KEY/);
    });

    it('is refused wherever a byte was changed, or the end is missing', async () => {
      const places = [30, 90, Math.floor(bytes.length / 2), bytes.length - 40, bytes.length - 1];
      for (const at of places) {
        const file = altered('changed.backup', (copy) => {
          copy[at] = (copy[at] ?? 0) ^ 1;
          return copy;
        });
        expect([at, await refusal(file)]).toEqual([
          at,
          expect.stringMatching(/is damaged|no backup of this program/),
        ]);
      }
      const cut = altered('cut.backup', (copy) => copy);
      truncateSync(cut, bytes.length - 100);
      expect(await refusal(cut)).toMatch(/is damaged/);
      // Nor does a hash made anew help whoever has no key.
      const half = Math.floor(bytes.length / 2);
      const forged = altered('forged.backup', (copy) => {
        copy[half] = (copy[half] ?? 0) ^ 1;
        return rehashed(copy);
      });
      expect(await refusal(forged)).toMatch(/is damaged/);
      expect(await refusal(new URL(import.meta.url).pathname)).toMatch(/is no backup of this program/);
    });

    it('is refused in words that quote nothing of it, where nothing encrypts it and its hash is made anew', async () => {
      const plain = inFolder('plain.backup');
      await makeBackup(source, plain, ABOUT, null);
      const whole = readFileSync(plain);
      const inside = whole.indexOf('\n', whole.indexOf('\n') + 1) + 1;
      const said = new Set<string>();
      for (let n = 0; n < 120; n += 1) {
        const copy = Buffer.from(whole);
        const at = inside + Math.floor(((whole.length - 32 - inside) * n) / 120);
        copy[at] = (copy[at] ?? 0) ^ (1 << (n % 8));
        const file = inFolder('open.backup');
        writeFileSync(file, rehashed(copy));
        const refused: unknown = await verifyBackup(file, null).catch((error: unknown) => error);
        expect([at, refused]).toEqual([at, expect.any(BackupError)]);
        said.add((refused as Error).message.replace(/\d+/g, 'n'));
      }
      for (const text of said) expect(text).toMatch(/^The backup is (?:damaged|not whole|empty)/);
    });

    it('is refused where its header asks for more memory than a key may take', async () => {
      for (const cost of [
        '{"N":1073741824,"r":8,"p":1}',
        '{"N":131071,"r":8,"p":1}',
        '{"N":131072,"r":8,"p":9}',
      ]) {
        const greedy = altered('greedy.backup', (copy) => {
          const text = copy.toString('latin1').replace(/"cost":\{[^}]*\}/, `"cost":${cost}`);
          expect(text).toContain(cost);
          return rehashed(Buffer.from(text, 'latin1'));
        });
        expect([cost, await refusal(greedy)]).toEqual([cost, expect.stringMatching(/is damaged/)]);
      }
    });

    it('says what its key costs: as much as OWASP asks; one from before that is opened all the same', async () => {
      const [, header = ''] = bytes.toString('latin1').split('\n');
      expect(JSON.parse(header)).toMatchObject({ format: 2, sealed: { cost: { N: 131_072, r: 8, p: 1 } } });
      const before = new URL('../../fixtures/backup-1/encrypted.backup', import.meta.url).pathname;
      expect(readFileSync(before).toString('latin1').split('\n')[1]).not.toContain('cost');
      const { database } = await open('sqlite');
      await restoreBackup(database, before, SECRET, { loaded: setReadingsApart });
      expect(await database.query('users').pluck('email')).toEqual(['ada@example.org']);
    });

    it('is refused where a newer program made it', async () => {
      const newer = altered('newer.backup', (copy) => {
        const text = copy.toString('latin1').replace('"format":2', '"format":3');
        return rehashed(Buffer.from(text, 'latin1'));
      });
      expect(await refusal(newer)).toMatch(/newer version of the program, 0\.1\.0, in a form/);

      const { database } = await open('sqlite');
      await database.query('knex_migrations').insert({ name: '9999-later', batch: 9 });
      await makeBackup(database, inFolder('later.backup'), ABOUT, null);
      const { database: empty } = await open('sqlite');
      await expect(
        restoreBackup(empty, inFolder('later.backup'), null, { loaded: setReadingsApart }),
      ).rejects.toThrow(/newer version of the program, 0\.1\.0: it knows 9999-later/);
    });

    it('replaces nothing, and leaves nothing behind where it fails', async () => {
      const before = readdirSync(folder);
      await expect(makeBackup(source, good, ABOUT, null)).rejects.toThrow(/replaces nothing/);
      await source.query.raw('create table strange (id integer primary key, at datetime)');
      await expect(makeBackup(source, inFolder('strange.backup'), ABOUT, null)).rejects.toThrow(/datetime/);
      await source.query.raw('drop table strange');
      expect(readdirSync(folder)).toEqual(before);
      expect(readFileSync(good).equals(bytes)).toBe(true);
    });
  });
});
