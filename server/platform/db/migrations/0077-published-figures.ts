import type { Knex } from 'knex';

/** Figures of all files of an audit that its organisation shows to readers outside it, version by version. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('published_figures', (table) => {
    table.increments('id');
    table.integer('audit_id').notNullable().references('audits.id').onDelete('CASCADE');
    table.integer('version').notNullable();
    table.string('tool_id', 60).notNullable();
    table.integer('tool_version').notNullable();
    // As they were when it was published.
    table.string('tool_title', 250).notNullable();
    table.string('title', 120).notNullable();
    table.string('partnership', 120).notNullable();
    table.string('fieldwork_start', 10).notNullable();
    table.string('fieldwork_end', 10).notNullable();
    // Gone once it was replaced or withdrawn; the hash says what it was.
    table.text('figures').nullable();
    table.string('sha256', 64).notNullable();
    table.string('published_at', 24).notNullable();
    table.integer('published_by').notNullable().references('users.id');
    table.string('ended_at', 24).nullable();
    table.integer('ended_by').nullable().references('users.id');
    table.string('ended_how', 10).nullable();
    table.unique(['audit_id', 'version']);
    table.index(['tool_id', 'tool_version']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('published_figures');
}
