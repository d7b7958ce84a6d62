import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  // That an audit may stop reading when it is sure: the error it accepts, and the order of reading as it was committed.
  await knex.schema.createTable('stopping_orders', (table) => {
    table.integer('audit_id').primary().references('audits.id').onDelete('CASCADE');
    table.integer('error_per_mille').notNullable();
    table.string('order_hash', 64).notNullable();
    table.integer('set_by').notNullable().references('users.id');
    table.string('set_at', 24).notNullable();
  });
  // The checks that it holds against a standard, in whole percent.
  await knex.schema.createTable('stopping_standards', (table) => {
    table.integer('audit_id').notNullable().references('stopping_orders.audit_id').onDelete('CASCADE');
    table.string('item_id', 64).notNullable();
    table.integer('standard').notNullable();
    table.primary(['audit_id', 'item_id']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('stopping_standards');
  await knex.schema.dropTable('stopping_orders');
}
