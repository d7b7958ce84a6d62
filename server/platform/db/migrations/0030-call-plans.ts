import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  // What a plan of calls was drawn from, and in which week each call is to be made, as JSON. The calls themselves are the
  // drawn files of the sample, and it goes with them; the callers in it are forgotten when the audit is closed.
  await knex.schema.createTable('call_plans', (table) => {
    table.integer('audit_id').primary().references('samples.audit_id').onDelete('CASCADE');
    table.text('wishes').notNullable();
    table.text('weeks').notNullable();
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('call_plans');
}
