import type { Knex } from 'knex';

/** Standards that an audit has of its own, in the place of those of its tool; whole percent of what is as it should be. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('audit_standards', (table) => {
    table.increments('id');
    table.integer('audit_id').notNullable().references('audits.id').onDelete('CASCADE');
    table.string('item_id', 80).notNullable();
    table.integer('at_least').notNullable();
    table.unique(['audit_id', 'item_id']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('audit_standards');
}
