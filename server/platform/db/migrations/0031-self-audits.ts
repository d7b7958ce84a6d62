import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  // What a provider answers about itself; with a case file from the moment at which it is first handed in.
  await knex.schema.createTable('self_audits', (table) => {
    table.increments('id');
    table.integer('audit_id').notNullable().references('audits.id').onDelete('CASCADE');
    table.integer('provider_id').notNullable().references('providers.id');
    table.integer('case_file_id').nullable().references('case_files.id').onDelete('SET NULL');
    // answering, handedIn, givenBack or validated
    table.string('state', 10).notNullable();
    table.string('handed_in_at', 24).nullable();
    table.integer('handed_in_by').nullable().references('users.id');
    table.string('given_back_at', 24).nullable();
    table.integer('given_back_by').nullable().references('users.id');
    table.text('given_back_reason').nullable();
    table.string('validated_at', 24).nullable();
    table.integer('validated_by').nullable().references('users.id');
    // From when on the provider sees what was validated, if before the audit is closed.
    table.string('shown_at', 24).nullable();
    table.unique(['audit_id', 'provider_id']);
  });
  // As the provider has them so far: they are nobody else's before they are handed in.
  await knex.schema.createTable('self_audit_answers', (table) => {
    table.integer('self_audit_id').notNullable().references('self_audits.id').onDelete('CASCADE');
    table.string('item_id', 60).notNullable();
    table.string('value', 4000).nullable();
    table.text('evidence').notNullable();
    table.text('comment').notNullable();
    // As they were handed in, which is what the panel reads while the provider changes its own; null before that.
    table.text('handed_in_evidence').nullable();
    table.text('handed_in_comment').nullable();
    // Raised with every save, so that of two people of a provider neither overwrites the other unseen.
    table.integer('version').notNullable();
    table.integer('updated_by').notNullable().references('users.id');
    table.string('updated_at', 24).notNullable();
    table.primary(['self_audit_id', 'item_id']);
  });
  await knex.schema.createTable('self_audit_files', (table) => {
    table.increments('id');
    table.integer('self_audit_id').notNullable().references('self_audits.id').onDelete('CASCADE');
    table.string('item_id', 60).notNullable();
    table.string('name', 120).notNullable();
    table.integer('bytes').notNullable();
    table.string('sha256', 64).notNullable();
    table.binary('content').notNullable();
    // Whether it is part of what was handed in, and whether the provider has taken it away since, to hand in again.
    table.boolean('is_handed_in').notNullable().defaultTo(false);
    table.boolean('is_removed').notNullable().defaultTo(false);
    table.integer('added_by').notNullable().references('users.id');
    table.string('added_at', 24).notNullable();
    table.index('self_audit_id');
  });
}

export async function down(knex: Knex): Promise<void> {
  for (const table of ['self_audit_files', 'self_audit_answers', 'self_audits']) {
    await knex.schema.dropTable(table);
  }
}
