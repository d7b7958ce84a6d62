import type { Knex } from 'knex';

/** The backups that were made, or were to be made: when, how large, and what went wrong. The files are elsewhere. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('backups', (table) => {
    table.increments('id');
    // schedule, command or upgrade
    table.string('reason', 10).notNullable();
    // The moment that the schedule names, so that of several servers one makes it.
    table.string('slot', 24).nullable().unique();
    // begun, good or failed
    table.string('state', 10).notNullable();
    table.string('begun_at', 24).notNullable();
    table.string('ended_at', 24).nullable();
    table.text('file').nullable();
    table.bigInteger('bytes').nullable();
    table.bigInteger('rows').nullable();
    table.string('sha256', 64).nullable();
    table.boolean('is_encrypted').nullable();
    table.text('problem').nullable();
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('backups');
}
