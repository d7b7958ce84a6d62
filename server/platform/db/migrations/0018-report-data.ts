import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  // What a report says, as JSON data with a number for its form; null in reports that were issued before it was kept.
  await knex.schema.alterTable('reports', (table) => {
    table.text('data').nullable();
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.alterTable('reports', (table) => {
    table.dropColumn('data');
  });
}
