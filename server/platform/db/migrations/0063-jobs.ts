import type { Knex } from 'knex';

/** What one program at a time does: who is at it and until when, and how far the making of all reports is. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('leases', (table) => {
    table.string('name', 60).primary();
    table.string('held_by', 24).notNullable();
    // Empty where nobody is at it.
    table.string('held_until', 24).notNullable();
    // When it is due again, of what is done every so often.
    table.string('next_at', 24).notNullable().defaultTo('');
  });
  await knex.schema.createTable('report_jobs', (table) => {
    table.string('token', 40).primary();
    table.integer('audit_id').notNullable().references('audits.id').onDelete('CASCADE');
    table.integer('user_id').notNullable().references('users.id');
    // The hash of the session's id.
    table.string('owner', 64).notNullable();
    table.string('kind', 10).notNullable();
    // running, done, cancelled or failed
    table.string('state', 10).notNullable();
    table.integer('done').notNullable().defaultTo(0);
    table.integer('of').notNullable().defaultTo(0);
    table.string('step', 300).notNullable();
    table.boolean('cancelled').notNullable().defaultTo(false);
    // How often a program began with it.
    table.integer('begun').notNullable().defaultTo(0);
    // What became of each provider's report, JSON.
    table.text('outcomes').notNullable();
    // The reports to be packed, JSON.
    table.text('files').notNullable();
    table.text('failure').nullable();
    table.string('expires_at', 24).notNullable();
    table.index('audit_id');
    table.index('user_id');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('report_jobs');
  await knex.schema.dropTable('leases');
}
