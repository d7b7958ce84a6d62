import type { Knex } from 'knex';

// Times are ISO 8601 text in UTC and dates YYYY-MM-DD text on both engines: they read back the same everywhere.

export async function up(knex: Knex): Promise<void> {
  // What the program has to remember of itself, such as the key that signs session cookies.
  await knex.schema.createTable('settings', (table) => {
    table.string('name', 60).primary();
    table.text('value').notNullable();
  });

  await knex.schema.createTable('providers', (table) => {
    table.increments('id');
    table.string('name', 120).notNullable().unique();
    table.string('created_at', 24).notNullable();
  });

  await knex.schema.createTable('users', (table) => {
    table.increments('id');
    table.string('email', 254).notNullable().unique();
    table.string('name', 120).notNullable();
    table.string('password_hash', 300).nullable();
    table.integer('provider_id').nullable().references('providers.id');
    table.string('disabled_at', 24).nullable();
    // Raised to end all sessions of a person: at a change of password, and when disabled.
    table.integer('session_epoch').notNullable().defaultTo(0);
    table.string('created_at', 24).notNullable();
  });
  await knex.schema.createTable('user_roles', (table) => {
    table.integer('user_id').notNullable().references('users.id').onDelete('CASCADE');
    table.string('role', 20).notNullable();
    table.primary(['user_id', 'role']);
  });
  await knex.schema.createTable('one_time_links', (table) => {
    table.string('token_hash', 64).primary();
    table.string('purpose', 20).notNullable();
    table.integer('user_id').nullable().references('users.id').onDelete('CASCADE');
    table.string('expires_at', 24).notNullable();
  });
  await knex.schema.createTable('sessions', (table) => {
    table.string('sid').primary();
    table.json('sess').notNullable();
    table.timestamp('expired').notNullable().index();
  });

  await knex.schema.createTable('audits', (table) => {
    table.increments('id');
    table.string('title', 120).notNullable();
    table.string('partnership', 120).notNullable();
    table.string('tool_id', 60).notNullable();
    table.integer('tool_version').notNullable();
    table.string('fieldwork_start', 10).notNullable();
    table.string('fieldwork_end', 10).notNullable();
    table.string('state', 10).notNullable();
    table.integer('small_number_threshold').notNullable();
    table.string('created_at', 24).notNullable();
    table.string('updated_at', 24).notNullable();
  });
  await knex.schema.createTable('panel_members', (table) => {
    table.integer('audit_id').notNullable().references('audits.id').onDelete('CASCADE');
    table.integer('user_id').notNullable().references('users.id');
    table.string('capacity', 20).notNullable();
    table.primary(['audit_id', 'user_id']);
    table.index('user_id');
  });
  await knex.schema.createTable('sample_groups', (table) => {
    table.increments('id');
    table.integer('audit_id').notNullable().references('audits.id').onDelete('CASCADE');
    table.integer('position').notNullable();
    table.string('name', 60).notNullable();
    table.integer('planned_files').notNullable();
    table.unique(['audit_id', 'name']);
  });
  await knex.schema.createTable('sample_group_providers', (table) => {
    table.integer('group_id').notNullable().references('sample_groups.id').onDelete('CASCADE');
    table.integer('provider_id').notNullable().references('providers.id');
    table.primary(['group_id', 'provider_id']);
  });
  // Checks that do not apply to a group, and are answered as not applicable when a file of it is begun.
  await knex.schema.createTable('sample_group_exclusions', (table) => {
    table.integer('group_id').notNullable().references('sample_groups.id').onDelete('CASCADE');
    table.string('item_id', 60).notNullable();
    table.primary(['group_id', 'item_id']);
  });

  await knex.schema.createTable('case_files', (table) => {
    table.increments('id');
    table.integer('audit_id').notNullable().references('audits.id');
    table.integer('group_id').notNullable().references('sample_groups.id');
    table.string('reference', 40).notNullable();
    table.string('created_at', 24).notNullable();
    table.unique(['audit_id', 'reference']);
    table.index('group_id');
  });
  await knex.schema.createTable('reviews', (table) => {
    table.increments('id');
    table.integer('case_file_id').notNullable().references('case_files.id').onDelete('CASCADE');
    // 1 is the first reading; a second, blind one would be 2.
    table.integer('reading').notNullable();
    table.integer('version').notNullable();
    table.text('comment').notNullable();
    table.string('completed_at', 24).nullable();
    table.integer('updated_by').nullable().references('users.id');
    table.string('updated_at', 24).notNullable();
    table.unique(['case_file_id', 'reading']);
  });
  // A row is an answer, a comment or both. A check without a value was not recorded.
  await knex.schema.createTable('answers', (table) => {
    table.integer('review_id').notNullable().references('reviews.id').onDelete('CASCADE');
    table.string('item_id', 60).notNullable();
    table.string('value', 4000).nullable();
    table.text('comment').nullable();
    table.primary(['review_id', 'item_id']);
  });

  await knex.schema.createTable('feedback_releases', (table) => {
    table.integer('audit_id').notNullable().references('audits.id');
    table.integer('provider_id').notNullable().references('providers.id');
    table.string('released_at', 24).notNullable();
    table.integer('released_by').notNullable().references('users.id');
    table.primary(['audit_id', 'provider_id']);
  });

  await knex.schema.createTable('activity', (table) => {
    table.increments('id');
    table.string('at', 24).notNullable();
    table.integer('user_id').nullable();
    table.string('action', 60).notNullable();
    table.integer('audit_id').nullable().index();
    table.string('subject', 60).nullable();
    table.text('detail').notNullable();
  });
}

export async function down(knex: Knex): Promise<void> {
  const tables = [
    'activity',
    'feedback_releases',
    'answers',
    'reviews',
    'case_files',
    'sample_group_exclusions',
    'sample_group_providers',
    'sample_groups',
    'panel_members',
    'audits',
    'sessions',
    'one_time_links',
    'user_roles',
    'users',
    'providers',
    'settings',
  ];
  for (const table of tables) await knex.schema.dropTable(table);
}
