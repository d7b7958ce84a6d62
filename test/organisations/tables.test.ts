import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import pg from 'pg';
import { openDatabase } from '../../server/platform/db/database.ts';
import type { Database } from '../../server/platform/db/database.ts';
import { BELONGS } from '../../server/platform/db/organisationTables.ts';
import { emptyPostgres } from '../support/emptyPostgres.ts';
import { startApp, startDeps, withExample } from '../support/app.ts';
import type { TestApp } from '../support/app.ts';
import { addSecondOrganisation } from '../support/organisations.ts';
import type { SecondOrganisation } from '../support/organisations.ts';

const tablesOf = async ({ pool, engine }: Database): Promise<string[]> =>
  engine === 'postgres'
    ? pool('pg_tables').whereRaw('schemaname = current_schema()').pluck<string[]>('tablename')
    : (await pool('sqlite_master').where({ type: 'table' }).pluck<string[]>('name')).filter(
        (name) => !name.startsWith('sqlite_'),
      );

describe('every table', () => {
  it('is of an organisation, hangs on something that is, or is of the installation', async () => {
    const { deps, close } = await startDeps('sqlite');
    try {
      const { pool } = deps.database;
      expect((await tablesOf(deps.database)).toSorted()).toEqual(Object.keys(BELONGS).toSorted());
      const wrong: string[] = [];
      for (const [table, belongs] of Object.entries(BELONGS)) {
        const columns = Object.keys(await pool(table).columnInfo());
        const isRoot = belongs.to === 'organisation';
        if (isRoot !== columns.includes('organisation_id') && table !== 'provider_organisations') {
          wrong.push(`${table}: organisation_id`);
        }
        if (belongs.to !== 'parent') continue;
        if (!columns.includes(belongs.by)) wrong.push(`${table}.${belongs.by}`);
        if (!Object.keys(await pool(belongs.parent).columnInfo()).includes(belongs.key)) {
          wrong.push(`${belongs.parent}.${belongs.key}`);
        }
        if (BELONGS[belongs.parent]?.to === 'installation') wrong.push(`${table} on ${belongs.parent}`);
      }
      expect(wrong).toEqual([]);
    } finally {
      await close();
    }
  });
});

describe('the second lock of PostgreSQL', () => {
  let app: TestApp;
  let second: SecondOrganisation;
  /** The same database by a role that is no superuser, as the program should have one. */
  let plain: Database;
  let plainUrl: string;
  let dropRole: () => Promise<void>;

  beforeAll(async () => {
    const postgres = await emptyPostgres();
    app = await startApp('postgres', { environment: { DATABASE_URL: postgres.url } });
    const auditId = await withExample(app);
    await app.deps.steps.changeState(app.ids.lena, auditId, 'close');
    second = await addSecondOrganisation(app.deps);
    const role = `plain_${Date.now()}`;
    const admin = new pg.Client({ connectionString: postgres.url });
    await admin.connect();
    await admin.query(`create role ${role} login password 'plain' nosuperuser nobypassrls`);
    await admin.query(`grant usage on schema public to ${role}`);
    await admin.query(`grant all on all tables in schema public to ${role}`);
    await admin.query(`grant all on all sequences in schema public to ${role}`);
    const url = new URL(postgres.url);
    url.username = role;
    url.password = 'plain';
    plainUrl = url.href;
    plain = openDatabase({ databaseUrl: plainUrl, dataDir: '' });
    dropRole = async () => {
      await admin.query(`drop owned by ${role}`);
      await admin.query(`drop role ${role}`);
      await admin.end();
      await postgres.drop();
    };
  });
  afterAll(async () => {
    await plain.close();
    await app.close();
    await dropRole();
  });

  /** As statements that are written as text, which the program's own lock does not see. */
  const counts = async (): Promise<Record<string, number>> => {
    const found: Record<string, number> = {};
    for (const [table, belongs] of Object.entries(BELONGS)) {
      if (belongs.to === 'installation') continue;
      const { rows } = (await plain.query.raw(`select count(*) as n from ${table}`)) as {
        rows: { n: string }[];
      };
      found[table] = Number(rows[0]?.n);
    }
    return found;
  };

  it('gives a plain statement nothing of another organisation, whatever the table', async () => {
    const all = await plain.everywhere(counts);
    const ofFirst = await plain.within({ home: 1, all: [1], isOnly: false }, counts);
    const ofSecond = await plain.within(second.scope, counts);
    // What there is belongs to the first, but for what was made with the second.
    const own = { users: 6, user_roles: 7, providers: 1 };
    expect(Object.fromEntries(Object.entries(ofSecond).filter(([, n]) => n > 0))).toEqual({
      ...own,
      activity: ofSecond['activity'],
    });
    expect(ofSecond['activity']).toBeGreaterThan(0);
    const together = Object.fromEntries(
      Object.keys(all).map((table) => [table, (ofFirst[table] ?? 0) + (ofSecond[table] ?? 0)]),
    );
    expect(together).toEqual(all);
    expect(Object.values(ofFirst).filter((n) => n > 0).length).toBeGreaterThan(12);
  });

  it('gives a connection that was told nothing nothing', async () => {
    await plain.query.raw('select 1');
    const client = new pg.Client({ connectionString: plainUrl });
    await client.connect();
    const { rows } = await client.query<{ n: string }>('select count(*) as n from audits');
    await client.end();
    expect(rows[0]?.n).toBe('0');
  });

  it('lets nothing of another organisation be changed or made', async () => {
    await plain.within(second.scope, async () => {
      const { rowCount } = (await plain.query.raw(`update audits set title = 'Taken'`)) as unknown as {
        rowCount: number;
      };
      expect(rowCount).toBe(0);
      await expect(
        plain.query.raw(
          `insert into providers (name, created_at, organisation_id) values ('Planted', '2026-01-01', 1)`,
        ),
      ).rejects.toThrow(/row-level security/);
    });
  });

  it('knows whose rows after a transaction was taken back, and in the one after it', async () => {
    const first = { home: 1, all: [1], isOnly: false };
    const titles = async () =>
      (await plain.query.raw<{ rows: { n: string }[] }>('select count(*) as n from audits')).rows[0]?.n;
    const audits = await plain.within(first, titles);
    expect(Number(audits)).toBeGreaterThan(0);
    await expect(
      plain.within(second.scope, () =>
        plain.write(async () => {
          expect(await titles()).toBe('0');
          expect(await plain.everywhere(titles)).toBe(audits);
          throw new Error('taken back');
        }),
      ),
    ).rejects.toThrow('taken back');
    for (let i = 0; i < 12; i += 1) {
      expect(await plain.within(first, titles)).toBe(audits);
      expect(await plain.within(second.scope, titles)).toBe('0');
    }
  });
});
