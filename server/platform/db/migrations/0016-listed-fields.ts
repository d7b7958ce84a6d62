import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  // What a caseload list says of a file beside its group, by item id, as JSON; gone when the audit is closed.
  await knex.schema.alterTable('sampled_files', (table) => {
    table.text('fields').nullable();
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.alterTable('sampled_files', (table) => {
    table.dropColumn('fields');
  });
}
