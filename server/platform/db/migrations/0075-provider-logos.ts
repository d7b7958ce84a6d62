import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  // As the program has drawn them; a provider without a row has none.
  await knex.schema.createTable('provider_logos', (table) => {
    table.integer('provider_id').primary().references('providers.id').onDelete('CASCADE');
    table.binary('png').notNullable();
    // In pixels.
    table.integer('width').notNullable();
    table.integer('height').notNullable();
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('provider_logos');
}
