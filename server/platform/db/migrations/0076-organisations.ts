import type { Knex } from 'knex';

/** What belongs to an organisation by itself; all else hangs on one of these, or is of the installation. */
const ROOTS = [
  'users',
  'audits',
  'providers',
  'measures',
  'measure_places',
  'tool_versions',
  'programme_lines',
  'delivery_plans',
  'review_meetings',
  'erasures',
  'activity',
  'retention_periods',
  'second_factor_roles',
];

/** Partnerships that one installation keeps apart. All that there was belongs to the first. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('organisations', (table) => {
    table.increments('id');
    table.string('name', 120).notNullable().unique();
    table.string('created_at', 24).notNullable();
    // Takes part in comparison between partnerships.
    table.boolean('compares').notNullable().defaultTo(false);
    table.string('ended_at', 24).nullable();
  });
  await knex('organisations').insert({ name: 'This organisation', created_at: new Date().toISOString() });
  // Further organisations that a provider works for, beside the one that made its entry.
  await knex.schema.createTable('provider_organisations', (table) => {
    table.integer('provider_id').notNullable().references('providers.id').onDelete('CASCADE');
    table.integer('organisation_id').notNullable().references('organisations.id');
    table.integer('linked_by').notNullable().references('users.id');
    table.string('linked_at', 24).notNullable();
    table.primary(['provider_id', 'organisation_id']);
    table.index('organisation_id');
  });
  for (const root of ROOTS) {
    // Without a reference: SQLite adds none to a column that has to have a value.
    await knex.schema.alterTable(root, (table) => {
      table.integer('organisation_id').notNullable().defaultTo(1);
      table.index('organisation_id');
    });
  }
}

export async function down(knex: Knex): Promise<void> {
  for (const root of ROOTS.toReversed()) {
    await knex.schema.alterTable(root, (table) => table.dropIndex('organisation_id'));
    // Knex would make the table anew on SQLite, which others refer to.
    await knex.raw(`alter table ${root} drop column organisation_id`);
  }
  await knex.schema.dropTable('provider_organisations');
  await knex.schema.dropTable('organisations');
}
