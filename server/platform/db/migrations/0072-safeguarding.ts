import type { Knex } from 'knex';

/** Whom a panel tells when somebody may be at risk now, by which rule, and what it told. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('safeguarding', (table) => {
    table.integer('audit_id').primary().references('audits.id').onDelete('CASCADE');
    table.integer('lead_id').nullable().references('users.id').onDelete('SET NULL');
    table.string('phone', 60).notNullable();
    table.text('rule').notNullable();
  });
  await knex.schema.createTable('safeguarding_alerts', (table) => {
    table.increments('id');
    table.integer('audit_id').notNullable().references('audits.id').onDelete('CASCADE');
    table.integer('case_file_id').notNullable().references('case_files.id').onDelete('CASCADE');
    table.integer('raised_by').notNullable().references('users.id');
    table.string('raised_at', 24).notNullable();
    table.text('seen').notNullable();
    table.string('provider_case', 60).notNullable();
    // now, today or days
    table.string('urgency', 5).notNullable();
    // Whom it went to; null where nobody was named, and the leads of the panel have it.
    table.integer('to_user_id').nullable().references('users.id').onDelete('SET NULL');
    table.integer('acknowledged_by').nullable().references('users.id');
    table.string('acknowledged_at', 24).nullable();
    // The provider's own reference for what it did.
    table.string('outcome', 60).nullable();
    table.index('audit_id');
    table.index('case_file_id');
    table.index('to_user_id');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('safeguarding_alerts');
  await knex.schema.dropTable('safeguarding');
}
