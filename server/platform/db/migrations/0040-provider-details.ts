import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  // What is known of a provider beside its name; one without a row is offered everywhere and has no contact.
  await knex.schema.createTable('provider_details', (table) => {
    table.integer('provider_id').primary().references('providers.id').onDelete('CASCADE');
    table.string('contact_name', 120).notNullable();
    table.string('contact_email', 254).notNullable();
    table.string('contact_phone', 40).notNullable();
    // Since when it is offered for no new audit.
    table.string('retired_at', 24).nullable();
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('provider_details');
}
