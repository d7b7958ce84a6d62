import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  // 'invitation' or 'reset' for a mail whose link is made in the moment in which it is sent, so that no link that works
  // is kept here; null for every other mail.
  await knex.schema.alterTable('outgoing_mail', (table) => {
    table.string('link', 10).nullable();
  });
  // Addresses of which somebody said that the password is forgotten, until the next round of mail looks whether there is
  // such an account.
  await knex.schema.createTable('link_requests', (table) => {
    table.string('email', 254).primary();
    table.string('requested_at', 24).notNullable();
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('link_requests');
  await knex.schema.alterTable('outgoing_mail', (table) => {
    table.dropColumn('link');
  });
}
