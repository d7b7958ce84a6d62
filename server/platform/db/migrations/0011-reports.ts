import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  // An audit without a row has the days that are usual.
  await knex.schema.createTable('feedback_settings', (table) => {
    table.integer('audit_id').primary().references('audits.id').onDelete('CASCADE');
    table.integer('query_days').notNullable();
    table.integer('plan_days').notNullable();
  });
  // An issued report: frozen, so nothing but who acknowledged or withdrew it is ever written to a row again.
  await knex.schema.createTable('reports', (table) => {
    table.increments('id');
    table.integer('audit_id').notNullable().references('audits.id');
    table.integer('provider_id').notNullable().references('providers.id');
    table.integer('version').notNullable();
    table.string('issued_at', 24).notNullable();
    table.integer('issued_by').notNullable().references('users.id');
    // The last days on which queries can be raised, and on which an improvement plan is due.
    table.string('queries_until', 10).notNullable();
    table.string('plan_due', 10).notNullable();
    table.string('tool_id', 60).notNullable();
    table.integer('tool_version').notNullable();
    // Of the bytes of the PDF.
    table.string('sha256', 64).notNullable();
    table.binary('pdf').notNullable();
    // The report in words, as JSON, and the form that this has; pages are made from it.
    table.text('content').notNullable();
    table.integer('content_format').notNullable();
    // Counts and findings by id, as JSON: what a later version or an improvement plan is held against.
    table.text('figures').notNullable();
    table.string('acknowledged_at', 24).nullable();
    table.integer('acknowledged_by').nullable().references('users.id');
    table.string('withdrawn_at', 24).nullable();
    table.integer('withdrawn_by').nullable().references('users.id');
    table.unique(['audit_id', 'provider_id', 'version']);
    table.index('provider_id');
  });
  await knex.schema.createTable('report_queries', (table) => {
    table.increments('id');
    table.integer('report_id').notNullable().references('reports.id');
    // What it is about: a check, a finding of the report, or neither for the report as a whole.
    table.string('item_id', 60).nullable();
    table.integer('finding_id').nullable();
    table.text('text').notNullable();
    table.integer('raised_by').notNullable().references('users.id');
    table.string('raised_at', 24).notNullable();
    table.text('answer').nullable();
    table.integer('answered_by').nullable().references('users.id');
    table.string('answered_at', 24).nullable();
    table.index('report_id');
  });
  // An answer that was put right under a query after the audit was closed.
  await knex.schema.createTable('answer_corrections', (table) => {
    table.increments('id');
    table.integer('query_id').notNullable().references('report_queries.id');
    table.integer('review_id').notNullable().references('reviews.id').onDelete('CASCADE');
    table.string('item_id', 60).notNullable();
    // Without a value the answer counts as not recorded.
    table.string('value_before', 4000).nullable();
    table.string('value_after', 4000).nullable();
    table.text('reason').notNullable();
    table.integer('corrected_by').notNullable().references('users.id');
    table.string('corrected_at', 24).notNullable();
    table.index('query_id');
  });
}

export async function down(knex: Knex): Promise<void> {
  for (const table of ['answer_corrections', 'report_queries', 'reports', 'feedback_settings']) {
    await knex.schema.dropTable(table);
  }
}
