import type { Knex } from 'knex';

/** Audits that were set up before are known by the figure that counts every file once. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('audits', (table) => {
    table.string('headline', 20).notNullable().defaultTo('unweighted');
  });
}

export async function down(knex: Knex): Promise<void> {
  // Knex would make the whole table anew on SQLite, on which others hang.
  await knex.raw('alter table audits drop column headline');
}
