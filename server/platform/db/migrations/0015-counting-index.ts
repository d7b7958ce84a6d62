import type { Knex } from 'knex';

/**
 * PostgreSQL finds the answers that contradict each other without reading all of them. Only answers to checks are in
 * the index: a long text would not fit into it. SQLite reads file by file and has no use for it.
 */
export async function up(knex: Knex): Promise<void> {
  if (!isPostgres(knex)) return;
  await knex.raw(
    "create index answers_to_checks on answers (item_id, value, review_id) where value in ('yes', 'no', 'na')",
  );
}

export async function down(knex: Knex): Promise<void> {
  if (isPostgres(knex)) await knex.raw('drop index answers_to_checks');
}

const isPostgres = (knex: Knex) => (knex.client as { dialect?: unknown }).dialect === 'postgresql';
