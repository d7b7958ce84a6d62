import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { readConfig } from '../../../server/platform/config.ts';
import { openDatabase } from '../../../server/platform/db/database.ts';
import type { Database } from '../../../server/platform/db/database.ts';
import { migrations } from '../../../server/platform/db/migrations/index.ts';
import { onBothEngines, startApp, startDeps, withExample } from '../../support/app.ts';
import type { Engine, TestApp } from '../../support/app.ts';

/** Tables, columns, keys and indexes as the engine itself lists them, but for the migrations' own tables. */
async function schemaOf(database: Database, engine: Engine): Promise<string[]> {
  const { pool } = database;
  if (engine === 'sqlite') {
    const rows = (await pool('sqlite_master')
      .whereNot('name', 'like', 'knex_%')
      .whereNot('name', 'like', 'sqlite_%')
      .select('type', 'name', 'sql')) as unknown[];
    return rows.map((row) => JSON.stringify(row)).toSorted();
  }
  const sources = [
    pool('information_schema.columns')
      .where('table_schema', 'public')
      .select('table_name', 'column_name', 'data_type', 'is_nullable', 'column_default')
      .select('character_maximum_length'),
    pool('pg_indexes').where('schemaname', 'public').select('tablename as table_name', 'indexdef'),
    pool('pg_constraint')
      .whereRaw("connamespace = 'public'::regnamespace")
      .select(pool.raw('conrelid::regclass::text as table_name, pg_get_constraintdef(oid) as definition')),
  ];
  const rows = (await Promise.all(sources)).flat() as { table_name: string }[];
  return rows
    .filter((row) => !row.table_name.startsWith('knex_'))
    .map((row) => JSON.stringify(row))
    .toSorted();
}

/** The tables of the program, without those of the migrations and of the engine. */
const tablesOf = async ({ pool }: Database, engine: Engine): Promise<string[]> => {
  const names =
    engine === 'sqlite'
      ? await pool('sqlite_master').where({ type: 'table' }).pluck<string[]>('name')
      : await pool('pg_tables').where({ schemaname: 'public' }).pluck<string[]>('tablename');
  return names.filter((name) => !/^(knex|sqlite)_/.test(name));
};

/** What refers to rows of other tables and goes with them: a drawn file given to somebody, and an answer that was settled. */
async function referToRows({ deps, ids }: TestApp, auditId: number): Promise<void> {
  const { pool } = deps.database;
  const at = '2026-11-30T09:00:00.000Z';
  const [group] = await deps.audits.groups(auditId);
  await pool('samples').insert({ audit_id: auditId, listed_at: at, listed_by: ids.lena });
  const of = { audit_id: auditId, group_id: group?.id, reference: 'S-1' };
  const [file] = await pool('sampled_files')
    .insert({ ...of, sheet_row: 2, status: 'drawn', position: 1 })
    .returning<{ id: number }[]>('id');
  await pool('assigned_files').insert({
    audit_id: auditId,
    sampled_id: file?.id,
    user_id: ids.amir,
    assigned_at: at,
  });
  const answer = await pool('answers').first<{ review_id: number; item_id: string }>('review_id', 'item_id');
  await pool('settlements').insert({
    ...answer,
    value: 'yes',
    reason: 'Both say so.',
    settled_by: ids.lena,
    settled_at: at,
  });
}

const TABLES = [
  'activity',
  'answers',
  'audits',
  'case_files',
  'feedback_releases',
  'one_time_links',
  'panel_members',
  'providers',
  'reviews',
  'sample_group_exclusions',
  'sample_group_providers',
  'sample_groups',
  'sessions',
  'settings',
  'user_roles',
  'users',
];

onBothEngines('the schema', (engine) => {
  let started: Awaited<ReturnType<typeof startDeps>>;
  beforeAll(async () => {
    started = await startDeps(engine);
  });
  afterAll(() => started.close());

  it('goes up, down to nothing and up again to the same', async () => {
    const { database } = started.deps;
    const { pool } = database;
    const before = await schemaOf(database, engine);
    for (const table of TABLES) expect(await pool.schema.hasTable(table), table).toBe(true);

    await pool.migrate.rollback({ migrationSource: migrations }, true);
    expect(await schemaOf(database, engine)).toEqual([]);

    await database.migrate();
    expect(await schemaOf(database, engine)).toEqual(before);
    // A program that starts again on an up-to-date database changes nothing.
    await database.migrate();
    expect(await schemaOf(database, engine)).toEqual(before);
  });

  it('goes down with data in it, and loses none that a table still holds', async () => {
    const app = await startApp(engine);
    try {
      const auditId = await withExample(app);
      const { pool } = app.deps.database;
      await referToRows(app, auditId);
      const rowsOf = async (table: string) => Number((await pool(table).count({ n: '*' }))[0]?.['n']);
      const lost: string[] = [];
      let before = new Map<string, number>();
      for (const table of await tablesOf(app.deps.database, engine)) before.set(table, await rowsOf(table));
      for (const migration of (await migrations.getMigrations([])).toReversed()) {
        const name = migrations.getMigrationName(migration);
        await pool.migrate.down({ migrationSource: migrations });
        const after = new Map<string, number>();
        for (const table of await tablesOf(app.deps.database, engine)) {
          after.set(table, await rowsOf(table));
          // A migration takes its own settings back.
          const isShort = after.get(table) !== before.get(table) && table !== 'settings';
          if (isShort) lost.push(`${name}: ${table} had ${before.get(table)} and has ${after.get(table)}`);
        }
        before = after;
      }
      expect(lost).toEqual([]);
      expect(await schemaOf(app.deps.database, engine)).toEqual([]);
    } finally {
      await app.close();
    }
  });

  it('holds references between tables to what they name', async () => {
    const { pool } = started.deps.database;
    await expect(
      pool('panel_members').insert({ audit_id: 999, user_id: 999, capacity: 'lead' }),
    ).rejects.toThrow(/foreign key/i);
  });
});

onBothEngines('the database', (engine) => {
  let started: Awaited<ReturnType<typeof startDeps>>;
  let database: Database;
  beforeEach(async () => {
    started = await startDeps(engine);
    database = started.deps.database;
  });
  afterEach(() => started.close());

  const add = (name: string) => database.query('providers').insert({ name, created_at: '2026-01-01' });
  const names = async (query = database.query): Promise<string[]> =>
    (await query('providers').orderBy('name').select<{ name: string }[]>('name')).map((row) => row.name);

  it('commits a write whole', async () => {
    const result = await database.write(async () => {
      await add('Ash');
      await add('Birch');
      return 'done';
    });
    expect(result).toBe('done');
    expect(await names()).toEqual(['Ash', 'Birch']);
  });

  it('takes a nested write back with the outer one', async () => {
    const failure = new Error('after the inner write');
    await expect(
      database.write(async () => {
        await add('Ash');
        await database.write(async () => {
          await add('Birch');
          await database.write(() => add('Cedar'));
        });
        expect(await names()).toEqual(['Ash', 'Birch', 'Cedar']);
        throw failure;
      }),
    ).rejects.toBe(failure);
    expect(await names()).toEqual([]);
  });

  it('takes a service that is used within a write back with it, activity and all', async () => {
    await expect(
      database.write(async () => {
        await started.deps.providers.create(null, 'Ash');
        await started.deps.providers.create(null, 'ash');
      }),
    ).rejects.toThrow('There is a provider called Ash already.');
    expect(await names()).toEqual([]);
    expect(await database.pool('activity').select('*')).toEqual([]);
  });

  it('shows nobody a write before it is done', async () => {
    await database.write(async () => {
      await add('Ash');
      expect(await names(database.pool)).toEqual([]);
    });
    expect(await names(database.pool)).toEqual(['Ash']);
  });

  it('reads from one state, whatever is written meanwhile', async () => {
    await add('Ash');
    await database.read(async () => {
      expect(await names()).toEqual(['Ash']);
      await database.pool('providers').insert({ name: 'Birch', created_at: '2026-01-01' });
      expect(await names(database.pool)).toEqual(['Ash', 'Birch']);
      expect(await names()).toEqual(['Ash']);
      expect(await database.read(() => names())).toEqual(['Ash']);
    });
    expect(await names()).toEqual(['Ash', 'Birch']);
  });

  it('makes a kept value once, whoever asks first', async () => {
    let made = 0;
    const values = await Promise.all(
      Array.from({ length: 10 }, () => database.remember('some-value', () => `value ${(made += 1)}`)),
    );
    expect(new Set(values).size).toBe(1);
    expect(await database.remember('some-value', () => 'another')).toBe(values[0]);
  });

  it('runs 50 transactions at once that read before they write, and loses none', async () => {
    await database.pool('settings').insert({ name: 'counter', value: '0' });
    await Promise.all(
      Array.from({ length: 50 }, () =>
        database.write(async () => {
          const row = await database
            .query('settings')
            .where({ name: 'counter' })
            .forUpdate()
            .first<{ value: string }>('value');
          await database
            .query('settings')
            .where({ name: 'counter' })
            .update({ value: String(Number(row.value) + 1) });
        }),
      ),
    );
    expect(await database.pool('settings').where({ name: 'counter' }).first('value')).toEqual({
      value: '50',
    });
  });
});

onBothEngines('many at once', (engine) => {
  let app: TestApp;
  beforeAll(async () => {
    app = await startApp(engine);
  });
  afterAll(() => app.close());

  it('saves 50 case files in parallel, beside readers', async () => {
    const { deps, ids } = app;
    const providerId = (await deps.providers.list())[0]?.id ?? 0;
    const auditId = await deps.audits.create(ids.lena, {
      title: 'Many at once',
      partnership: 'The partnership',
      toolId: 'rodt',
      toolVersion: 1,
      fieldworkStart: '2026-09-01',
      fieldworkEnd: '2026-09-04',
    });
    const groupId = await deps.audits.createGroup(ids.lena, auditId, {
      name: 'All',
      plannedFiles: 50,
      providerIds: [providerId],
      exclusions: [],
    });
    await deps.steps.changeState(ids.lena, auditId, 'open');
    const references = Array.from({ length: 50 }, (_, i) => `F-${i + 1}`);
    const fileIds = await Promise.all(
      references.map((reference) => deps.recording.create(ids.amir, auditId, { reference, groupId })),
    );
    expect(new Set(fileIds).size).toBe(50);

    const audit = await deps.audits.get(auditId);
    const saves = fileIds.map((fileId, i) =>
      deps.recording.save(ids.amir, audit, fileId, {
        version: 1,
        reference: references[i] ?? '',
        groupId,
        answers: new Map([
          ['recovery_plan', 'yes'],
          ['smart', i % 2 === 0 ? 'yes' : 'no'],
        ]),
        comments: new Map([['smart', `Comment ${i}`]]),
        comment: '',
        complete: true,
      }),
    );
    const reads = Array.from({ length: 10 }, () => deps.results.of(auditId));
    const saved = await Promise.all(saves);
    await Promise.all(reads);
    expect(saved.every((review) => review.version === 2)).toBe(true);

    const { tally, completeFiles } = await deps.results.of(auditId);
    expect(completeFiles).toBe(50);
    expect(tally.overall.checks.find((check) => check.id === 'smart')).toMatchObject({ yes: 25, no: 25 });
    const { pool } = deps.database;
    const lines = await pool('activity').where({ audit_id: auditId, action: 'caseFile.completed' });
    expect(lines).toHaveLength(50);
  });

  it('lets one of 20 saves of the same version through, and loses none of the others silently', async () => {
    const { deps, ids } = app;
    const auditId = await withExample(app);
    const { pool } = deps.database;
    const file = await pool('case_files')
      .where({ audit_id: auditId })
      .orderBy('id')
      .first<{ id: number; group_id: number; reference: string }>('id', 'group_id', 'reference');
    const { version } = await deps.recording.get(auditId, file.id);
    const audit = await deps.audits.get(auditId);
    const outcomes = await Promise.allSettled(
      Array.from({ length: 20 }, (_, i) =>
        deps.recording.save(i % 2 === 0 ? ids.amir : ids.beth, audit, file.id, {
          version,
          reference: file.reference,
          groupId: file.group_id,
          answers: new Map(),
          comments: new Map(),
          comment: `Comment ${i}`,
          complete: undefined,
        }),
      ),
    );
    const winners = outcomes.flatMap((outcome, i) => (outcome.status === 'fulfilled' ? [i] : []));
    expect(winners).toHaveLength(1);
    const problems = outcomes.flatMap((outcome) =>
      outcome.status === 'rejected' ? [String(outcome.reason)] : [],
    );
    expect(new Set(problems)).toEqual(
      new Set(['Error: Somebody else has saved this case file since you opened it.']),
    );
    const now = await deps.recording.get(auditId, file.id);
    expect(now.version).toBe(version + 1);
    expect(now.comment).toBe(`Comment ${winners[0]}`);
  });
});

/** Another program, which knows nothing of ours: 200 short transactions on the same file. */
const OTHER_PROGRAM = `
  const sqlite3 = require('sqlite3');
  const db = new sqlite3.Database(process.argv[1]);
  const run = (sql) => new Promise((resolve, reject) => db.run(sql, (e) => (e ? reject(e) : resolve())));
  (async () => {
    await run('PRAGMA busy_timeout = 10000');
    console.log('ready');
    for (let i = 0; i < 200; i += 1) {
      await run('BEGIN IMMEDIATE');
      await run("INSERT INTO providers (name, created_at) VALUES ('Other " + i + "', '2026-01-01')");
      await run('COMMIT');
    }
  })().catch((error) => { console.error(error); process.exit(1); });
`;

describe('two programs on one SQLite file', () => {
  it('wait for each other', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'casefile-audit-test-'));
    const database = openDatabase(readConfig({ DATA_DIR: folder }));
    try {
      await database.migrate();
      const file = path.join(folder, 'casefile-audit.sqlite');
      const other = spawn(process.execPath, ['-e', OTHER_PROGRAM, file], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const ended = once(other, 'exit');
      await once(other.stdout, 'data');
      await Promise.all(
        Array.from({ length: 50 }, (_, i) =>
          database.write(async () => {
            await database.query('providers').count();
            await database.query('providers').insert({ name: `Own ${i}`, created_at: '2026-01-01' });
          }),
        ),
      );
      expect(await ended).toEqual([0, null]);
      expect(await database.pool('providers').count('* as n')).toEqual([{ n: 250 }]);
    } finally {
      await database.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
