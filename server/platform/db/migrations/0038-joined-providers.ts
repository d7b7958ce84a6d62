import type { Knex } from 'knex';

/** Two entries for one organisation that were joined: the one that is left is known by the other's name, too. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('providers', (table) => {
    table.integer('joined_to').nullable();
  });
}

export async function down(knex: Knex): Promise<void> {
  // Knex would make the table anew on SQLite, which others refer to.
  await knex.raw('alter table providers drop column joined_to');
}
