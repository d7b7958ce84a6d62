import type { Knex } from 'knex';

/** Items that are left out of a whole audit, each with why, by whom and when. What was answered to them stays. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('left_out_items', (table) => {
    table.increments('id');
    table.integer('audit_id').notNullable().references('audits.id').onDelete('CASCADE');
    table.string('item_id', 80).notNullable();
    table.string('reason', 400).notNullable();
    table.integer('left_out_by').nullable().references('users.id');
    table.string('left_out_at', 30).notNullable();
    table.unique(['audit_id', 'item_id']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('left_out_items');
}
