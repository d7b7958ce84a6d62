import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('api_tokens', (table) => {
    table.increments('id');
    table.string('token_hash', 64).notNullable().unique();
    table.string('name', 120).notNullable();
    // Whose rights the token has.
    table.integer('user_id').notNullable().references('users.id').onDelete('CASCADE');
    table.string('created_at', 24).notNullable();
    // The last day on which it can be used.
    table.string('expires_on', 10).notNullable();
    table.string('last_used_at', 24).nullable();
    table.string('revoked_at', 24).nullable();
    table.index('user_id');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('api_tokens');
}
