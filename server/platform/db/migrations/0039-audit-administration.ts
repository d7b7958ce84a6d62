import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  // An audit that was put away: it is left out of lists, and nothing else about it changes.
  await knex.schema.createTable('archived_audits', (table) => {
    table.integer('audit_id').primary().references('audits.id').onDelete('CASCADE');
    table.integer('archived_by').notNullable().references('users.id');
    table.string('archived_at', 24).notNullable();
  });
  // A deletion that one person has asked for and another has still to confirm. It goes with the audit.
  await knex.schema.createTable('audit_deletions', (table) => {
    table.integer('audit_id').primary().references('audits.id').onDelete('CASCADE');
    table.integer('asked_by').notNullable().references('users.id');
    table.string('asked_at', 24).notNullable();
    table.text('reason').notNullable();
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('audit_deletions');
  await knex.schema.dropTable('archived_audits');
}
