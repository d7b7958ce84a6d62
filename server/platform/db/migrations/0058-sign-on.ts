import type { Knex } from 'knex';

/**
 * Who somebody is at a provider where they sign in (OpenID Connect). An administrator links it: by the subject that the
 * provider knows the person by, or by an address, which is held against the subject at the first sign-in and then counts
 * no more.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('outside_identities', (table) => {
    table.integer('user_id').primary().references('users.id').onDelete('CASCADE');
    table.string('issuer', 500).notNullable();
    table.string('subject', 255).nullable();
    table.string('expected_email', 254).nullable();
    table.string('linked_at', 24).notNullable();
    table.string('used_at', 24).nullable();
    table.unique(['issuer', 'subject']);
    table.unique(['issuer', 'expected_email']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('outside_identities');
}
