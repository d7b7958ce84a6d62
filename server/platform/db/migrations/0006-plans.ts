import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  // What was entered of a recovery plan and of TOP in one reading. It is read whole, so it is kept whole, as JSON.
  await knex.schema.createTable('plans', (table) => {
    table.integer('review_id').primary().references('reviews.id').onDelete('CASCADE');
    // Its own, not the review's: entering a plan does not make the answers of an open recording page stale.
    table.integer('version').notNullable();
    table.text('content').notNullable();
    table.integer('updated_by').nullable().references('users.id');
    table.string('updated_at', 24).notNullable();
  });
  // Goals that the lead has chosen to show to a provider, in the words in which they are shown.
  await knex.schema.createTable('goal_examples', (table) => {
    table.increments('id');
    table.integer('audit_id').notNullable().references('audits.id').onDelete('CASCADE');
    table.integer('provider_id').notNullable().references('providers.id');
    table.integer('review_id').notNullable().references('reviews.id').onDelete('CASCADE');
    // As the plan had it when it was chosen: a goal that was changed since has to be chosen anew.
    table.text('goal').notNullable();
    table.text('shown').notNullable();
    table.text('better').notNullable();
    table.index(['audit_id', 'provider_id']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('goal_examples');
  await knex.schema.dropTable('plans');
}
