import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  // A table of its own: SQLite cannot take back a column that refers to another row.
  await knex.schema.createTable('re_audits', (table) => {
    table.integer('audit_id').primary().references('audits.id').onDelete('CASCADE');
    table.integer('predecessor_id').notNullable().references('audits.id');
    table.index('predecessor_id');
  });
  await knex.schema.alterTable('audits', (table) => {
    // Taken over from a published table: group totals without case files.
    table.boolean('is_baseline').notNullable().defaultTo(false);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('re_audits');
  // Not knex's dropColumn, which makes the table anew in SQLite and fails on what refers to it.
  await knex.raw('alter table audits drop column is_baseline');
}
