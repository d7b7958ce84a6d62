import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  // What the panel has to say to one provider, in its own words.
  await knex.schema.createTable('findings', (table) => {
    table.increments('id');
    table.integer('audit_id').notNullable().references('audits.id').onDelete('CASCADE');
    table.integer('provider_id').notNullable().references('providers.id');
    // strength, shortcoming or suggestion
    table.string('kind', 20).notNullable();
    table.string('item_id', 60).nullable();
    table.text('text').notNullable();
    // The auditor's comment as it was when it was taken over; the original stays where it is.
    table.text('taken_from').nullable();
    table.string('taken_item', 60).nullable();
    table.integer('position').notNullable();
    table.integer('created_by').notNullable().references('users.id');
    table.string('created_at', 24).notNullable();
    table.integer('updated_by').notNullable().references('users.id');
    table.string('updated_at', 24).notNullable();
    table.index(['audit_id', 'provider_id']);
  });
  // What the lead decided on a text of a report: a comment is left out of it, or a text is kept in spite of a warning.
  await knex.schema.createTable('report_texts', (table) => {
    table.integer('audit_id').notNullable().references('audits.id').onDelete('CASCADE');
    table.integer('provider_id').notNullable().references('providers.id');
    // SHA-256 of the item and the text, so that another text needs another decision.
    table.string('fingerprint', 64).notNullable();
    // left_out or kept
    table.string('decision', 10).notNullable();
    table.integer('decided_by').notNullable().references('users.id');
    table.string('decided_at', 24).notNullable();
    table.primary(['audit_id', 'provider_id', 'fingerprint', 'decision']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('report_texts');
  await knex.schema.dropTable('findings');
}
