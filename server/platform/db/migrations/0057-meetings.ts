import type { Knex } from 'knex';

/** Contract review meetings with a provider: who is there, what is talked about, what was decided. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('review_meetings', (table) => {
    table.increments('id');
    table.integer('provider_id').notNullable().references('providers.id');
    // The delivery plan that actions become lines of.
    table.integer('plan_id').nullable().references('delivery_plans.id').onDelete('SET NULL');
    table.string('held_on', 10).notNullable();
    table.string('place', 160).notNullable();
    // Who comes, by role, a line each.
    table.text('people').notNullable();
    table.string('next_on', 10).nullable();
    // Since when there are minutes.
    table.string('minuted_at', 24).nullable();
    table.integer('version').notNullable();
    table.integer('created_by').nullable().references('users.id');
    table.string('created_at', 24).notNullable();
    table.index('provider_id');
  });
  // Who of those who commission and lead may read it; its provider may in any case.
  await knex.schema.createTable('review_meeting_readers', (table) => {
    table.integer('meeting_id').notNullable().references('review_meetings.id').onDelete('CASCADE');
    table.integer('user_id').notNullable().references('users.id');
    table.primary(['meeting_id', 'user_id']);
  });
  await knex.schema.createTable('review_agenda', (table) => {
    table.increments('id');
    table.integer('meeting_id').notNullable().references('review_meetings.id').onDelete('CASCADE');
    table.integer('place').notNullable();
    // late, standard, measure, query, decision, or own: what the line was proposed for.
    table.string('kind', 12).notNullable();
    // By what it is known again when proposals are made anew.
    table.string('source', 120).notNullable();
    table.text('text').notNullable();
    table.text('decision').notNullable();
    table.index('meeting_id');
  });
  // Actions of the minutes; each is a line of the delivery plan.
  await knex.schema.createTable('review_actions', (table) => {
    table.integer('line_id').primary().references('delivery_lines.id').onDelete('CASCADE');
    table.integer('agenda_id').notNullable().references('review_agenda.id').onDelete('CASCADE');
    table.index('agenda_id');
  });
}

export async function down(knex: Knex): Promise<void> {
  for (const table of ['review_actions', 'review_agenda', 'review_meeting_readers', 'review_meetings']) {
    await knex.schema.dropTable(table);
  }
}
