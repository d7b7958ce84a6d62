import type { Knex } from 'knex';

/**
 * Takes back the index of answers to checks on PostgreSQL. It was two fifths of the room, kept every change of an answer
 * from staying on its page, and led the planner away from the files of one audit, by which everything is asked.
 */
export async function up(knex: Knex): Promise<void> {
  if (isPostgres(knex)) await knex.raw('drop index if exists answers_to_checks');
}

export async function down(knex: Knex): Promise<void> {
  if (!isPostgres(knex)) return;
  await knex.raw(
    "create index answers_to_checks on answers (item_id, value, review_id) where value in ('yes', 'no', 'na')",
  );
}

const isPostgres = (knex: Knex) => (knex.client as { dialect?: unknown }).dialect === 'postgresql';
