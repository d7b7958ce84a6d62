import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  // Where an audit divides a number into bands, in place of where its tool does.
  await knex.schema.createTable('audit_bands', (table) => {
    table.integer('audit_id').notNullable().references('audits.id').onDelete('CASCADE');
    table.string('item_id', 60).notNullable();
    // Where each band begins but the first, as JSON.
    table.string('begins', 400).notNullable();
    table.primary(['audit_id', 'item_id']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('audit_bands');
}
