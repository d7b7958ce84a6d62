import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('passkeys', (table) => {
    table.increments('id');
    table.integer('user_id').notNullable().references('users.id').onDelete('CASCADE');
    // As its authenticator names it; at most 1023 bytes, here as base64url.
    table.string('credential_id', 1400).notNullable().unique();
    // COSE, as base64url; it opens nothing.
    table.text('public_key').notNullable();
    table.bigInteger('counter').notNullable();
    table.string('name', 120).notNullable();
    table.string('added_at', 24).notNullable();
    table.string('used_at', 24).nullable();
    table.index('user_id', 'passkeys_of_users');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('passkeys');
}
