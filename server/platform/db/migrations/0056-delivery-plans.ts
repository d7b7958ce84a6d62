import type { Knex } from 'knex';

/** Delivery plans of a partnership: lines under headings, with themes, and what is reported of them. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('delivery_plans', (table) => {
    table.increments('id');
    table.string('title', 160).notNullable();
    table.string('partnership', 160).notNullable();
    table.string('first_day', 10).notNullable();
    // A line without a day of its own is due on this one.
    table.string('last_day', 10).notNullable();
    table.integer('created_by').nullable().references('users.id');
    table.string('created_at', 24).notNullable();
  });
  // Who is told of what is late and due, beside the providers whose lines they are.
  await knex.schema.createTable('delivery_followers', (table) => {
    table.integer('plan_id').notNullable().references('delivery_plans.id').onDelete('CASCADE');
    table.integer('user_id').notNullable().references('users.id');
    table.primary(['plan_id', 'user_id']);
  });
  await knex.schema.createTable('delivery_lines', (table) => {
    table.increments('id');
    table.integer('plan_id').notNullable().references('delivery_plans.id').onDelete('CASCADE');
    table.string('heading', 200).notNullable();
    table.text('action').notNullable();
    // Without a provider it is the partnership's.
    table.integer('provider_id').nullable().references('providers.id');
    table.string('owner_role', 120).notNullable();
    table.string('due', 10).notNullable();
    table.text('measure').notNullable();
    // What it answers, and how that was called when the line was written; an audit may be deleted and the line stay.
    table.string('answers_kind', 12).nullable();
    table.integer('answers_audit_id').nullable();
    table.string('answers_ref', 80).notNullable();
    table.text('answers_label').notNullable();
    table.integer('version').notNullable();
    table.string('progress', 12).notNullable();
    table.string('done_at', 24).nullable();
    table.string('confirmed_at', 24).nullable();
    table.string('created_at', 24).notNullable();
    table.index('plan_id');
    table.index('due');
  });
  await knex.schema.createTable('delivery_themes', (table) => {
    table.integer('line_id').notNullable().references('delivery_lines.id').onDelete('CASCADE');
    table.string('theme', 60).notNullable();
    table.integer('place').notNullable();
    table.primary(['line_id', 'theme']);
  });
  await knex.schema.createTable('delivery_notes', (table) => {
    table.increments('id');
    table.integer('action_id').notNullable().references('delivery_lines.id').onDelete('CASCADE');
    table.string('at', 24).notNullable();
    table.integer('user_id').notNullable().references('users.id');
    table.string('kind', 12).notNullable();
    table.text('text').notNullable();
    table.index('action_id');
  });
  await knex.schema.createTable('delivery_files', (table) => {
    table.integer('note_id').primary().references('delivery_notes.id').onDelete('CASCADE');
    table.string('name', 120).notNullable();
    table.integer('bytes').notNullable();
    table.string('sha256', 64).notNullable();
    table.binary('content').notNullable();
  });
}

export async function down(knex: Knex): Promise<void> {
  const tables = [
    'delivery_files',
    'delivery_notes',
    'delivery_themes',
    'delivery_lines',
    'delivery_followers',
    'delivery_plans',
  ];
  for (const table of tables) await knex.schema.dropTable(table);
}
