import type { Knex } from 'knex';

/**
 * For which services and with which workers people of a panel have worked, so that they never read their files. A service
 * is declared once for all audits; a worker by the code on the list of one.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('declared_interests', (table) => {
    table.increments('id');
    table.integer('user_id').notNullable().references('users.id').onDelete('CASCADE');
    table.integer('provider_id').nullable().references('providers.id').onDelete('CASCADE');
    // With a worker: the audit on whose list the code stands.
    table.integer('audit_id').nullable().references('audits.id').onDelete('CASCADE');
    table.string('worker', 20).nullable();
    table.string('declared_at', 24).notNullable();
    table.index('user_id');
    table.index('audit_id');
  });
  // Files that somebody had been given, and that were taken back when an interest was declared.
  await knex.schema.createTable('files_taken_back', (table) => {
    table.increments('id');
    table.integer('audit_id').notNullable().references('audits.id').onDelete('CASCADE');
    table.integer('user_id').notNullable().references('users.id').onDelete('CASCADE');
    table.integer('sampled_id').nullable().references('sampled_files.id').onDelete('CASCADE');
    table.integer('case_file_id').nullable().references('case_files.id').onDelete('CASCADE');
    table.string('taken_at', 24).notNullable();
    table.index('audit_id');
  });
  // The pseudonym of whoever works with the person, as the caseload list has it.
  await knex.schema.alterTable('sampled_files', (table) => {
    table.string('worker', 20);
  });
}

export async function down(knex: Knex): Promise<void> {
  // Knex would make the table anew on SQLite, which others refer to.
  await knex.raw('alter table sampled_files drop column worker');
  await knex.schema.dropTable('files_taken_back');
  await knex.schema.dropTable('declared_interests');
}
