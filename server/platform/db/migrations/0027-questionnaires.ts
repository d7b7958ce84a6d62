import type { Knex } from 'knex';

// Nothing here says when somebody answered, from where, or which record came of which code.

export async function up(knex: Knex): Promise<void> {
  // Codes that were made together, for one sample group.
  await knex.schema.createTable('questionnaire_sheets', (table) => {
    table.increments('id');
    table.integer('audit_id').notNullable().references('audits.id').onDelete('CASCADE');
    table.integer('group_id').notNullable().references('sample_groups.id').onDelete('CASCADE');
    table.integer('made_by').notNullable().references('users.id');
    table.string('made_at', 24).notNullable();
    table.index('audit_id');
  });
  await knex.schema.createTable('questionnaire_codes', (table) => {
    table.increments('id');
    table.integer('sheet_id').notNullable().references('questionnaire_sheets.id').onDelete('CASCADE');
    // Half of what a slow hash makes of the code; the other half is the key to the draft, and is kept nowhere.
    table.string('lookup', 64).notNullable().unique();
    // unused, begun, used, withdrawn
    table.string('state', 10).notNullable();
    // Answers that are not handed in yet, sealed with that key.
    table.text('draft').nullable();
    table.index('sheet_id');
  });
  // How many were asked, and how many of them would not: entered by whoever asked, as often as need be.
  await knex.schema.createTable('questionnaire_tallies', (table) => {
    table.increments('id');
    table.integer('audit_id').notNullable().references('audits.id').onDelete('CASCADE');
    table.integer('group_id').notNullable().references('sample_groups.id').onDelete('CASCADE');
    table.integer('asked').notNullable();
    table.integer('refused').notNullable();
    table.integer('counted_by').notNullable().references('users.id');
    table.string('counted_at', 24).notNullable();
    table.index('audit_id');
  });
  // What two people, apart, say that a text is about. The answer that counts stands among the answers.
  await knex.schema.createTable('codings', (table) => {
    table.integer('review_id').notNullable().references('reviews.id').onDelete('CASCADE');
    table.string('item_id', 60).notNullable();
    // 1 or 2
    table.integer('coder').notNullable();
    table.string('value', 60).notNullable();
    table.integer('coded_by').notNullable().references('users.id');
    table.string('coded_at', 24).notNullable();
    table.primary(['review_id', 'item_id', 'coder']);
    table.unique(['review_id', 'item_id', 'coded_by']);
  });
}

export async function down(knex: Knex): Promise<void> {
  const tables = ['codings', 'questionnaire_tallies', 'questionnaire_codes', 'questionnaire_sheets'];
  for (const table of tables) await knex.schema.dropTable(table);
}
