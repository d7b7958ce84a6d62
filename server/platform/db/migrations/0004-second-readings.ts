import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  // Who made or changed a reading: nobody of these may read the file a second time.
  await knex.schema.createTable('review_readers', (table) => {
    table.integer('review_id').notNullable().references('reviews.id').onDelete('CASCADE');
    table.integer('user_id').notNullable().references('users.id');
    table.primary(['review_id', 'user_id']);
  });
  // Of what was recorded before there was this table, the activity tells.
  await knex.raw(`
    insert into review_readers (review_id, user_id)
    select reviews.id, users.id
    from reviews
    join activity on activity.subject = 'case file ' || reviews.case_file_id
    join users on users.id = activity.user_id
    where activity.action in
      ('caseFile.created', 'caseFile.saved', 'caseFile.completed', 'caseFile.uncompleted')
    union
    select reviews.id, reviews.updated_by from reviews where reviews.updated_by is not null
  `);

  await knex.schema.createTable('reading_draws', (table) => {
    table.increments('id');
    table.integer('audit_id').notNullable().references('audits.id');
    table.integer('seed').notNullable();
    table.integer('percent').notNullable();
    table.boolean('one_a_group').notNullable();
    // What was drawn from, as JSON: with the seed it gives the same draw again.
    table.text('frame').notNullable();
    table.integer('drawn').notNullable();
    table.integer('drawn_by').notNullable().references('users.id');
    table.string('drawn_at', 24).notNullable();
    table.index('audit_id');
  });
  await knex.schema.createTable('second_readings', (table) => {
    table.integer('review_id').primary().references('reviews.id').onDelete('CASCADE');
    table.integer('draw_id').notNullable().references('reading_draws.id');
    // Above every version that the first reading had by then, so that a form of that one is told from one of this.
    table.integer('start_version').notNullable();
  });
  // Stands in place of the answer of the first reading, on whose row it hangs; an empty one where it had no answer.
  await knex.schema.createTable('settlements', (table) => {
    table.integer('review_id').notNullable();
    table.string('item_id', 60).notNullable();
    // Without a value the lead has settled that the answer is not recorded.
    table.string('value', 4000).nullable();
    table.text('reason').notNullable();
    table.integer('settled_by').notNullable().references('users.id');
    table.string('settled_at', 24).notNullable();
    table.primary(['review_id', 'item_id']);
    table
      .foreign(['review_id', 'item_id'])
      .references(['review_id', 'item_id'])
      .inTable('answers')
      .onDelete('CASCADE');
  });

  // Where several providers' notes make up a file: whether those of one were read, or could not be had.
  await knex.schema.createTable('review_notes', (table) => {
    table.integer('review_id').notNullable().references('reviews.id').onDelete('CASCADE');
    table.integer('provider_id').notNullable().references('providers.id');
    table.string('state', 10).notNullable();
    table.primary(['review_id', 'provider_id']);
  });
  // The one set of notes that a comment is about; the item is "comment" for the comment about the whole file.
  await knex.schema.createTable('comment_sets', (table) => {
    table.integer('review_id').notNullable().references('reviews.id').onDelete('CASCADE');
    table.string('item_id', 60).notNullable();
    table.integer('provider_id').notNullable().references('providers.id');
    table.primary(['review_id', 'item_id']);
  });
}

export async function down(knex: Knex): Promise<void> {
  const tables = [
    'comment_sets',
    'review_notes',
    'settlements',
    'second_readings',
    'reading_draws',
    'review_readers',
  ];
  for (const table of tables) await knex.schema.dropTable(table);
}
