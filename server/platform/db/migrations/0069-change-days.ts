import type { Knex } from 'knex';

/** By how many days after its issue what a report says is to change first is changed; null where services set the dates. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('feedback_settings', (table) => {
    table.integer('change_days');
  });
}

export async function down(knex: Knex): Promise<void> {
  // Knex would make the whole table anew on SQLite, on which others hang.
  await knex.raw('alter table feedback_settings drop column change_days');
}
