import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  // The secret that an authenticator app shares with the program; a row stands only once a code of it was right.
  await knex.schema.createTable('second_factors', (table) => {
    table.integer('user_id').primary().references('users.id').onDelete('CASCADE');
    table.string('secret', 64).notNullable();
    // The step of time of the last code that was taken: neither it nor an earlier one is taken again.
    table.integer('last_step').notNullable();
    table.string('set_up_at', 24).notNullable();
  });
  // Of 120 random bits each, so a plain hash is enough.
  await knex.schema.createTable('recovery_codes', (table) => {
    table.increments('id');
    table.integer('user_id').notNullable().references('users.id').onDelete('CASCADE');
    table.string('code_hash', 64).notNullable();
    table.string('made_at', 24).notNullable();
    table.string('used_at', 24).nullable();
    table.unique(['user_id', 'code_hash']);
  });
  // Roles whose people cannot go on without a second factor.
  await knex.schema.createTable('second_factor_roles', (table) => {
    table.string('role', 20).primary();
  });
  // Whose session it is, with what kind of browser, and when it was last seen, so that people can look at theirs. Those
  // of before say nothing of it, and are in no list until they run out, a week at most.
  await knex.schema.alterTable('sessions', (table) => {
    table.integer('user_id').nullable();
    table.string('browser', 60).nullable();
    table.string('seen_at', 24).nullable();
    table.index('user_id', 'sessions_of_users');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.alterTable('sessions', (table) => {
    table.dropIndex('user_id', 'sessions_of_users');
  });
  for (const column of ['user_id', 'browser', 'seen_at']) {
    await knex.schema.alterTable('sessions', (table) => table.dropColumn(column));
  }
  await knex.schema.dropTable('second_factor_roles');
  await knex.schema.dropTable('recovery_codes');
  await knex.schema.dropTable('second_factors');
}
