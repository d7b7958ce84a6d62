import type { Knex } from 'knex';

/** Answers to questions that are no checks as a published table has them: percentages that no count is known of. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('baseline_items', (table) => {
    table.integer('group_id').notNullable().references('sample_groups.id').onDelete('CASCADE');
    table.string('item_id', 80).notNullable();
    // As JSON: of how many, each answer and the mean as printed.
    table.text('figures').notNullable();
    table.primary(['group_id', 'item_id']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('baseline_items');
}
