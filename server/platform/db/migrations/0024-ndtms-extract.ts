import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  // A caseload list that came as an extract of the national data set: what was counted of it, what was dropped, and which
  // sample groups its agencies are. It goes with the list; its counts stay when the audit is closed.
  await knex.schema.createTable('ndtms_extracts', (table) => {
    table.integer('audit_id').primary().references('samples.audit_id').onDelete('CASCADE');
    table.text('summary').notNullable();
    table.text('choices').notNullable();
  });
  // What is kept of each client until then, as JSON: codes, dates of treatment and of TOP forms, never who they are.
  await knex.schema.createTable('ndtms_clients', (table) => {
    table.increments('id');
    table.integer('audit_id').notNullable().references('ndtms_extracts.audit_id').onDelete('CASCADE');
    table.string('reference', 60).notNullable();
    table.text('said').notNullable();
    table.index(['audit_id', 'reference']);
  });
}

export async function down(knex: Knex): Promise<void> {
  for (const table of ['ndtms_clients', 'ndtms_extracts']) await knex.schema.dropTable(table);
}
