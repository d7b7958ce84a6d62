import type { Knex } from 'knex';

/** Audits that are under way keep what their panel was promised: every figure is judged by its counts. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('audits', (table) => {
    table.string('small_number_rule', 20).notNullable().defaultTo('by_counts');
  });
}

export async function down(knex: Knex): Promise<void> {
  // Knex would make the whole table anew on SQLite, on which others hang.
  await knex.raw('alter table audits drop column small_number_rule');
}
