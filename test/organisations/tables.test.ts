import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import pg from 'pg';
import { openDatabase } from '../../server/platform/db/database.ts';
import type { Database } from '../../server/platform/db/database.ts';
import { BELONGS } from '../../server/platform/db/organisationTables.ts';
import { fitForSeveral } from '../../server/platform/db/severalOrganisations.ts';
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
    await app.deps.publication.publish(await app.deps.accounts.get(app.ids.lena), auditId);
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
    // What is published is crossed by one door of the program alone, and by no other statement.
    expect([ofFirst['published_figures'], ofSecond['published_figures']]).toEqual([1, 0]);
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

  it('lets a provider that works for it, and its people, be seen and not be changed or taken', async () => {
    const { deps, ids } = app;
    const bridge = await deps.database.everywhere(async () => {
      const found = (await deps.providers.byName('The Bridge'))?.id ?? 0;
      await deps.organisations.linkProvider(ids.adam, second.id, found);
      return found;
    });
    const run = (sql: string) =>
      plain.query.raw(sql) as unknown as Promise<{ rowCount: number; rows: { n: string }[] }>;
    await plain.within(second.scope, async () => {
      const seen = await run(`select count(*) as n from users where id = ${ids.paula}`);
      expect(seen.rows[0]?.n).toBe('1');
      for (const sql of [
        `update users set organisation_id = ${second.id} where id = ${ids.paula}`,
        `update users set name = 'Taken' where id = ${ids.paula}`,
        `delete from users where id = ${ids.paula}`,
        `update providers set organisation_id = ${second.id} where id = ${bridge}`,
        `update user_roles set role = 'administrator' where user_id = ${ids.paula}`,
        `delete from user_roles where user_id = ${ids.paula}`,
        'update provider_organisations set organisation_id = 1',
        'delete from provider_organisations',
      ]) {
        expect((await run(sql)).rowCount, sql).toBe(0);
      }
      for (const sql of [
        `insert into user_roles (user_id, role) values (${ids.paula}, 'administrator')`,
        `insert into provider_details (provider_id, contact_name, contact_email, contact_phone) values (${bridge}, '', '', '')`,
        `insert into provider_organisations (provider_id, organisation_id, linked_by, linked_at) values (${bridge + 1}, ${second.id}, ${second.ids.lead}, '2026-01-01')`,
      ]) {
        await expect(run(sql), sql).rejects.toThrow(/row-level security/);
      }
      // What is theirs they change, and whoever works for them has mail from them.
      for (const sql of [
        `update users set name = name where id = ${second.ids.lead}`,
        `insert into user_roles (user_id, role) values (${second.ids.lead}, 'auditor')`,
        `delete from user_roles where user_id = ${second.ids.lead} and role = 'auditor'`,
        `insert into outgoing_mail (user_id, subject, body, state, attempts, next_try_at, created_at, problem) values (${ids.paula}, 'News', '', 'waiting', 0, '2026-01-01', '2026-01-01', '')`,
      ]) {
        expect((await run(sql)).rowCount, sql).toBe(1);
      }
    });
    await deps.database.everywhere(async () => {
      await deps.database.pool('outgoing_mail').where({ user_id: ids.paula }).delete();
      await deps.organisations.unlinkProvider(ids.adam, second.id, bridge);
    });
  });

  it('is made anew where an earlier version made another', async () => {
    const { database } = app.deps;
    const policies = () =>
      database
        .pool('pg_policies')
        .where({ schemaname: 'public', tablename: 'users' })
        .orderBy('policyname')
        .select<object[]>('policyname', 'cmd', 'qual', 'with_check');
    const made = await policies();
    expect(made).toHaveLength(4);
    for (const { policyname } of made as { policyname: string }[]) {
      await database.pool.raw(`drop policy ${policyname} on users`);
    }
    await database.pool.raw('create policy of_organisation on users using (true)');
    await database.write(() => fitForSeveral(database));
    expect(await policies()).toEqual(made);
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
