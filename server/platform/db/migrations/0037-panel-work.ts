import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  // Who is to read a file: one that was drawn, or one that was begun outside the sample. A drawn file keeps its row when it
  // is begun.
  await knex.schema.createTable('assigned_files', (table) => {
    table.increments('id');
    table.integer('audit_id').notNullable().references('audits.id').onDelete('CASCADE');
    table.integer('sampled_id').nullable().unique().references('sampled_files.id').onDelete('CASCADE');
    table.integer('case_file_id').nullable().unique().references('case_files.id').onDelete('CASCADE');
    table.integer('user_id').notNullable().references('users.id').onDelete('CASCADE');
    table.string('assigned_at', 24).notNullable();
    table.index('audit_id');
    table.index('user_id');
  });
  // What lead and auditor write to each other about one reading of a file. It is in no report and no export.
  await knex.schema.createTable('file_notes', (table) => {
    table.increments('id');
    table.integer('review_id').notNullable().references('reviews.id').onDelete('CASCADE');
    table.integer('user_id').notNullable().references('users.id');
    // note, sent_back or settled
    table.string('kind', 10).notNullable();
    // Empty where it is settled.
    table.text('text').notNullable();
    table.string('written_at', 24).notNullable();
    table.index('review_id');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('file_notes');
  await knex.schema.dropTable('assigned_files');
}
