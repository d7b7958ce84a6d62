import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  // Which figures of audits bear on which measure: the id of a check or a criterion, or a part of NDTMS records.
  await knex.schema.createTable('measure_links', (table) => {
    table.increments('id');
    table.integer('measure_id').notNullable().references('measures.id').onDelete('CASCADE');
    table.integer('audit_id').notNullable().references('audits.id').onDelete('CASCADE');
    table.string('kind', 20).notNullable();
    table.string('part', 60).notNullable();
    table.integer('added_by').nullable().references('users.id');
    table.string('added_at', 24).notNullable();
    table.unique(['measure_id', 'audit_id', 'kind', 'part']);
    table.index('audit_id');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('measure_links');
}
