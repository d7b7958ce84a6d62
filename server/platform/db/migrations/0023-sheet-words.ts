import type { Knex } from 'knex';

/** What somebody said that columns and words of an audit's sheets mean, for the next sheet that has them. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('sheet_words', (table) => {
    table.increments('id');
    table.integer('audit_id').notNullable().references('audits.id').onDelete('CASCADE');
    table.string('place', 80).notNullable();
    table.string('word', 120).notNullable();
    table.string('meaning', 200).notNullable();
    table.unique(['audit_id', 'place', 'word']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('sheet_words');
}
