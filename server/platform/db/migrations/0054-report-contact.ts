import type { Knex } from 'knex';

/**
 * Whom a provider asks about its report, empty for the lead of the audit, and whose bank holidays its days keep clear of;
 * an audit that has not chosen has those of England and Wales.
 */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('feedback_settings', (table) => {
    table.string('nation', 20).notNullable().defaultTo('england_wales');
    table.string('contact_name', 120).notNullable().defaultTo('');
    table.string('contact_email', 254).notNullable().defaultTo('');
    table.string('contact_phone', 40).notNullable().defaultTo('');
  });
}

export async function down(knex: Knex): Promise<void> {
  // Knex would make the whole table anew on SQLite, on which others hang.
  for (const column of ['nation', 'contact_name', 'contact_email', 'contact_phone']) {
    await knex.raw(`alter table feedback_settings drop column ${column}`);
  }
}
