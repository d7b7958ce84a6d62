import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  // The year's audits as a plan: which tool, whose, when, who leads, how often.
  await knex.schema.createTable('programme_lines', (table) => {
    table.increments('id');
    table.string('title', 120).notNullable();
    table.string('partnership', 120).notNullable();
    table.string('tool_id', 60).notNullable();
    // The first day of fieldwork of a round, from which the others are counted.
    table.string('due_on', 10).notNullable();
    // 0 for once.
    table.integer('every_months').notNullable();
    table.integer('fieldwork_days').notNullable();
    table.integer('planned_files').notNullable();
    table.integer('lead_id').nullable().references('users.id').onDelete('SET NULL');
    table.integer('version').notNullable();
    table.string('updated_at', 24).notNullable();
  });
  await knex.schema.createTable('programme_providers', (table) => {
    table.integer('line_id').notNullable().references('programme_lines.id').onDelete('CASCADE');
    table.integer('provider_id').notNullable().references('providers.id').onDelete('CASCADE');
    table.primary(['line_id', 'provider_id']);
  });
  // Audits that were begun for a line. A draft that is discarded takes its round with it, which is then due again.
  await knex.schema.createTable('programme_rounds', (table) => {
    table.integer('audit_id').primary().references('audits.id').onDelete('CASCADE');
    table.integer('line_id').notNullable().references('programme_lines.id').onDelete('CASCADE');
    table.string('due_on', 10).notNullable();
    table.index('line_id');
  });
  // The private address at which a person's calendar fetches the programme; one each, known by its hash.
  await knex.schema.createTable('calendar_feeds', (table) => {
    table.integer('user_id').primary().references('users.id').onDelete('CASCADE');
    table.string('token_hash', 64).notNullable().unique();
    table.string('made_at', 24).notNullable();
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('calendar_feeds');
  await knex.schema.dropTable('programme_rounds');
  await knex.schema.dropTable('programme_providers');
  await knex.schema.dropTable('programme_lines');
}
