import type { Knex } from 'knex';

/** Where in the file an answer was seen, and of which day the entry is; apart from when it was recorded. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('answers', (table) => {
    table.text('place');
    table.string('entry_on', 10);
  });
}

export async function down(knex: Knex): Promise<void> {
  // Knex would make the table anew on SQLite, which others refer to.
  for (const column of ['place', 'entry_on']) await knex.raw(`alter table answers drop column ${column}`);
}
