import type { Knex } from 'knex';

/** How many files the service has for a sample group, as a lead entered it, and whether those to read were drawn from them at random. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('sample_groups', (table) => {
    table.integer('caseload_files');
    table.boolean('is_caseload_drawn').notNullable().defaultTo(false);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('alter table sample_groups drop column caseload_files');
  await knex.raw('alter table sample_groups drop column is_caseload_drawn');
}
