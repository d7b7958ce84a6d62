import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  // What the lead wants answered, whether or not it misses a standard; it may be there before the report is out.
  await knex.schema.createTable('plan_marks', (table) => {
    table.integer('audit_id').notNullable().references('audits.id').onDelete('CASCADE');
    table.integer('provider_id').notNullable().references('providers.id');
    table.string('item_id', 60).notNullable();
    table.integer('marked_by').notNullable().references('users.id');
    table.string('marked_at', 24).notNullable();
    table.primary(['audit_id', 'provider_id', 'item_id']);
  });
  await knex.schema.createTable('improvement_plans', (table) => {
    table.increments('id');
    table.integer('audit_id').notNullable().references('audits.id').onDelete('CASCADE');
    table.integer('provider_id').notNullable().references('providers.id');
    table.string('state', 10).notNullable();
    // Raised with every step, so that nobody accepts a plan other than the one on their page.
    table.integer('version').notNullable();
    // Why it was sent back, or what was said at its acceptance.
    table.text('comment').notNullable();
    table.string('sent_at', 24).nullable();
    table.string('decided_at', 24).nullable();
    table.string('created_at', 24).notNullable();
    table.unique(['audit_id', 'provider_id']);
  });
  await knex.schema.createTable('plan_reasons', (table) => {
    table.integer('plan_id').notNullable().references('improvement_plans.id').onDelete('CASCADE');
    table.string('item_id', 60).notNullable();
    table.text('reason').notNullable();
    table.primary(['plan_id', 'item_id']);
  });
  await knex.schema.createTable('plan_actions', (table) => {
    table.increments('id');
    table.integer('plan_id').notNullable().references('improvement_plans.id').onDelete('CASCADE');
    // Without a check it answers something else that the report says.
    table.string('item_id', 60).nullable();
    table.integer('version').notNullable();
    table.text('action').notNullable();
    table.string('owner_role', 120).notNullable();
    table.string('due', 10).notNullable();
    table.text('measure').notNullable();
    table.string('progress', 12).notNullable();
    table.string('done_at', 24).nullable();
    table.string('confirmed_at', 24).nullable();
    table.string('created_at', 24).notNullable();
    table.index('plan_id');
    table.index('due');
  });
  await knex.schema.createTable('plan_notes', (table) => {
    table.increments('id');
    table.integer('action_id').notNullable().references('plan_actions.id').onDelete('CASCADE');
    table.string('at', 24).notNullable();
    table.integer('user_id').notNullable().references('users.id');
    // note, evidence, or what was reported: started, done, notDone, confirmed
    table.string('kind', 12).notNullable();
    table.text('text').notNullable();
    table.index('action_id');
  });
  // The bytes are in a table of their own, so that no list of notes drags them along.
  await knex.schema.createTable('plan_files', (table) => {
    table.integer('note_id').primary().references('plan_notes.id').onDelete('CASCADE');
    table.string('name', 120).notNullable();
    table.integer('bytes').notNullable();
    table.string('sha256', 64).notNullable();
    table.binary('content').notNullable();
  });
}

export async function down(knex: Knex): Promise<void> {
  const tables = [
    'plan_files',
    'plan_notes',
    'plan_actions',
    'plan_reasons',
    'improvement_plans',
    'plan_marks',
  ];
  for (const table of tables) await knex.schema.dropTable(table);
}
