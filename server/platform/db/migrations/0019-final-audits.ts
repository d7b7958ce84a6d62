import type { Knex } from 'knex';

/** An audit of which nothing changes any more is called final everywhere; it was `fedBack` here alone. */
export async function up(knex: Knex): Promise<void> {
  await knex('audits').where({ state: 'fedBack' }).update({ state: 'final' });
}

export async function down(knex: Knex): Promise<void> {
  await knex('audits').where({ state: 'final' }).update({ state: 'fedBack' });
}
