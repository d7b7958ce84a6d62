import type { Knex } from 'knex';

/** Whether a baseline has results of criteria as a published table prints them. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('audits', (table) => {
    table.boolean('has_printed_scores').notNullable().defaultTo(false);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('alter table audits drop column has_printed_scores');
}
