import type { Database } from '../../server/platform/db/database.ts';

/**
 * What is written without anybody's doing: that a visit goes on, how often somebody was refused, and what the database
 * says of its own schema.
 */
const NOT_WATCHED = ['sessions', 'rate_limits', 'knex_migrations', 'knex_migrations_lock'];

/** When a token was last used is written by reading. */
const WRITTEN_BY_READING: Record<string, string[]> = { api_tokens: ['last_used_at'] };

/** That somebody was refused is the one thing that is written of it. */
const EXPECTED: Record<string, string> = {
  activity: `new.action in ('access.refused', 'access.forbidden', 'request.refused')`,
};

/**
 * Has the database itself note every row that is added, changed or removed from now on, in whichever table, so that
 * no table can be forgotten and nothing has to be compared.
 *
 * @returns what asks for all that was committed since it was last asked, such as "insert into users"
 */
export async function watchWrites({ pool, engine }: Database): Promise<() => Promise<string[]>> {
  const tables = (
    engine === 'postgres'
      ? await pool('pg_tables').where({ schemaname: 'public' }).pluck<string[]>('tablename')
      : await pool('sqlite_master').where({ type: 'table' }).pluck<string[]>('name')
  ).filter((name) => !name.startsWith('sqlite_') && !NOT_WATCHED.includes(name));

  await pool.schema.createTable('noted_writes', (table) => {
    table.increments('id');
    table.string('what', 100).notNullable();
  });
  if (engine === 'postgres') {
    await pool.raw(`create function note_write() returns trigger language plpgsql as $$ begin
      insert into noted_writes (what) values (tg_argv[0]); return null; end $$`);
  }
  for (const table of tables) {
    const columns = Object.keys(await pool(table).columnInfo()).filter(
      (column) => !WRITTEN_BY_READING[table]?.includes(column),
    );
    const events = {
      'insert into': 'insert',
      'update of': `update of ${columns.map((column) => `"${column}"`).join(', ')}`,
      'delete from': 'delete',
    };
    for (const [verb, event] of Object.entries(events)) {
      const what = `${verb} ${table}`;
      const expected = verb === 'insert into' ? EXPECTED[table] : undefined;
      const when = expected ? `when (not ${expected})` : '';
      await pool.raw(
        `create trigger "noted ${what}" after ${event} on "${table}" for each row ${when} ${
          engine === 'postgres'
            ? `execute function note_write('${what}')`
            : `begin insert into noted_writes (what) values ('${what}'); end`
        }`,
      );
    }
  }

  return async () => {
    const rows = await pool('noted_writes')
      .orderBy('id')
      .select<{ id: number; what: string }[]>('id', 'what');
    if (rows.length > 0)
      await pool('noted_writes')
        .whereIn(
          'id',
          rows.map(({ id }) => id),
        )
        .delete();
    return rows.map(({ what }) => what);
  };
}
