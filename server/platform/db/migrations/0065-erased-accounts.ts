import type { Knex } from 'knex';

/** Accounts of which name, address and what they signed in with are erased; what they did keeps their number. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('users', (table) => {
    table.string('erased_at', 24).nullable();
  });
}

export async function down(knex: Knex): Promise<void> {
  // Knex would make the table anew on SQLite, which others refer to.
  await knex.raw('alter table users drop column erased_at');
}
