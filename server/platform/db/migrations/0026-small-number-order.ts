import type { Knex } from 'knex';

/** Audits that are under way go on hiding providers rather than sample groups, as they did. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('audits', (table) => {
    table.string('small_number_order', 20).notNullable().defaultTo('groups_first');
  });
}

export async function down(knex: Knex): Promise<void> {
  // Knex would make the whole table anew on SQLite, on which others hang.
  await knex.raw('alter table audits drop column small_number_order');
}
