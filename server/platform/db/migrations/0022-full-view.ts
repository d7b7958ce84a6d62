import type { Knex } from 'knex';

/** The data-sharing agreement under which a commissioner sees all figures; null where small numbers are suppressed. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('panel_members', (table) => {
    table.string('agreement', 200).nullable();
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('alter table panel_members drop column agreement');
}
