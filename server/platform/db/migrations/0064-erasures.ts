import type { Knex } from 'knex';

/** What is recorded of cases, erased by two people; the counts that figures are made of stay. */
export async function up(knex: Knex): Promise<void> {
  // A kind without a row is kept until somebody deletes it.
  await knex.schema.createTable('retention_periods', (table) => {
    table.string('kind', 20).primary();
    table.integer('months').notNullable();
    table.integer('chosen_by').notNullable().references('users.id');
    table.string('chosen_at', 24).notNullable();
  });
  // What is asked for: the whole audit, or what is recorded of its cases.
  await knex.schema.alterTable('audit_deletions', (table) => {
    table.string('what', 10).notNullable().defaultTo('audit');
  });
  await knex.schema.createTable('erased_audits', (table) => {
    table.integer('audit_id').primary().references('audits.id').onDelete('CASCADE');
    // Counts by group, JSON.
    table.text('figures').notNullable();
  });
  await knex.schema.createTable('erased_groups', (table) => {
    table.integer('group_id').primary().references('sample_groups.id').onDelete('CASCADE');
    table.integer('files').notNullable();
  });
  // Certificates. They stay when the audit goes, and name no case.
  await knex.schema.createTable('erasures', (table) => {
    table.increments('id');
    table.integer('audit_id').nullable().references('audits.id').onDelete('SET NULL');
    table.string('title', 160).notNullable();
    table.string('partnership', 160).notNullable();
    table.string('fieldwork_end', 10).notNullable();
    table.string('reason', 400).notNullable();
    table.integer('asked_by').notNullable().references('users.id');
    table.string('asked_at', 24).notNullable();
    table.integer('confirmed_by').notNullable().references('users.id');
    table.string('erased_at', 24).notNullable();
    // How many of each kind, JSON.
    table.text('amounts').notNullable();
    table.string('figures_sha256', 64).notNullable();
    table.index('audit_id');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('erasures');
  await knex.schema.dropTable('erased_groups');
  await knex.schema.dropTable('erased_audits');
  await knex.schema.alterTable('audit_deletions', (table) => table.dropColumn('what'));
  await knex.schema.dropTable('retention_periods');
}
