import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  // Tools that are made here, beside the files that come with the program. What is published never changes again but for
  // being retired and offered again; a draft rises by one revision with each change.
  await knex.schema.createTable('tool_versions', (table) => {
    table.increments('id');
    table.string('tool_id', 60).notNullable();
    table.integer('version').notNullable();
    table.string('state', 10).notNullable();
    // JSON of the second format.
    table.text('definition').notNullable();
    table.integer('revision').notNullable();
    // The version that it was copied from, if any.
    table.string('based_on_tool', 60);
    table.integer('based_on_version');
    // Ids of everybody who has changed the draft, as JSON: none of them publishes it.
    table.text('drafted_by').notNullable();
    // To each item that was changed, whether the same record could now get another answer, as JSON.
    table.text('answers').notNullable();
    table.string('created_at', 30).notNullable();
    table.integer('updated_by').references('users.id');
    table.string('updated_at', 30).notNullable();
    table.integer('published_by').references('users.id');
    table.string('published_at', 30);
    table.integer('retired_by').references('users.id');
    table.string('retired_at', 30);
  });
  // Both engines know indexes of a part of a table: one draft a tool, and one version of each number.
  await knex.raw("create unique index tool_versions_draft on tool_versions (tool_id) where state = 'draft'");
  await knex.raw(
    "create unique index tool_versions_number on tool_versions (tool_id, version) where state <> 'draft'",
  );
  // The last states of a draft, to take a change back and to tell what two people changed.
  await knex.schema.createTable('tool_draft_revisions', (table) => {
    table.integer('tool_version_id').notNullable().references('tool_versions.id').onDelete('CASCADE');
    table.integer('revision').notNullable();
    table.text('definition').notNullable();
    // What was done to come here, in words, and by whom.
    table.string('what', 200).notNullable();
    table.integer('by').references('users.id');
    table.string('at', 30).notNullable();
    // The revision that is come back to when this one is taken back; none of the first.
    table.integer('back_to');
    table.primary(['tool_version_id', 'revision']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('tool_draft_revisions');
  await knex.schema.dropTable('tool_versions');
}
