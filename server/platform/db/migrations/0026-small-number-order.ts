import type { Knex } from 'knex';

/** Nobody has chosen yet: audits that are under way keep their providers rather, as is recommended. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('audits', (table) => {
    table.string('small_number_order', 20).notNullable().defaultTo('providers_first');
  });
}

export async function down(knex: Knex): Promise<void> {
  // Knex would make the whole table anew on SQLite, on which others hang.
  await knex.raw('alter table audits drop column small_number_order');
}
