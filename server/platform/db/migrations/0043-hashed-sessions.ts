import type { Knex } from 'knex';

/**
 * Sessions are kept by the hash of their id, with when they began. Those of before are not taken over: their ids stood
 * there in clear, and whoever was signed in signs in again, once.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.dropTable('sessions');
  await knex.schema.createTable('sessions', (table) => {
    table.string('id_hash', 64).primary();
    table.text('data').notNullable();
    table.string('started_at', 24).notNullable();
    table.string('expires_at', 24).notNullable().index();
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('sessions');
  await knex.schema.createTable('sessions', (table) => {
    table.string('sid').primary();
    table.json('sess').notNullable();
    table.timestamp('expired').notNullable().index();
  });
}
