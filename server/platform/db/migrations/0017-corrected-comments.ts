import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  // The mark of the comment that no longer goes with the answer; null where there was none, or where it still does.
  await knex.schema.alterTable('answer_corrections', (table) => {
    table.string('comment_left_out', 64).nullable();
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.alterTable('answer_corrections', (table) => {
    table.dropColumn('comment_left_out');
  });
}
