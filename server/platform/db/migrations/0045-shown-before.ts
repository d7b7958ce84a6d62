import type { Knex } from 'knex';

/** What readers outside the panel were shown of an audit before its figures changed: counts and what of them was hidden. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('shown_releases', (table) => {
    table.increments('id');
    table.integer('audit_id').notNullable().references('audits.id').onDelete('CASCADE');
    // The same figures are kept once.
    table.string('sha256', 64).notNullable();
    table.string('shown_until', 24).notNullable();
    table.text('figures').notNullable();
    table.unique(['audit_id', 'sha256']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('shown_releases');
}
