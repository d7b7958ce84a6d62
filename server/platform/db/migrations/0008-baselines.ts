import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('baselines', (table) => {
    table.integer('audit_id').primary().references('audits.id').onDelete('CASCADE');
    // Where the table was published.
    table.string('source', 400).notNullable();
    // What n is in the table: all files of a group, or those that a check applied to.
    table.string('base', 12).notNullable();
    // The cells as printed, line by line, as JSON: what was wrong in print is shown beside what was taken over.
    table.text('printed').notNullable();
  });
  // How many files of a group have an answer; the rest of the group was not recorded.
  await knex.schema.createTable('baseline_counts', (table) => {
    table.integer('group_id').notNullable().references('sample_groups.id').onDelete('CASCADE');
    table.string('item_id', 60).notNullable();
    table.string('answer', 10).notNullable();
    table.integer('files').notNullable();
    table.primary(['group_id', 'item_id', 'answer']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('baseline_counts');
  await knex.schema.dropTable('baselines');
}
