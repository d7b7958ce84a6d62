import type { Knex } from 'knex';

/** The line with which a provider says that its improvement plan has nothing to answer; empty where it says no such thing. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('improvement_plans', (table) => {
    table.string('nothing_to_answer', 300).notNullable().defaultTo('');
  });
}

export async function down(knex: Knex): Promise<void> {
  // Knex would make the whole table anew on SQLite, on which others hang.
  await knex.raw('alter table improvement_plans drop column nothing_to_answer');
}
