import type { Knex } from 'knex';

/** Finds the readings that are not complete: a few beside all that ever were. */
export async function up(knex: Knex): Promise<void> {
  await knex.raw('create index reviews_unfinished on reviews (case_file_id) where completed_at is null');
}

export async function down(knex: Knex): Promise<void> {
  await knex.raw('drop index reviews_unfinished');
}
