import type { Knex } from 'knex';

/** How many rows of a caseload list were left out by whoever kept the rest of it; null for lists from before this was kept. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('samples', (table) => {
    table.integer('left_out');
  });
}

export async function down(knex: Knex): Promise<void> {
  // Knex would make the whole table anew on SQLite, on which others hang.
  await knex.raw('alter table samples drop column left_out');
}
