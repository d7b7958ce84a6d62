import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  // What a device keeps of an audit for work without a network is encrypted with this. It is given only to the
  // signed-in session of the person, and destroyed when the fieldwork is over or the person leaves the panel.
  await knex.schema.createTable('device_copies', (table) => {
    table.integer('audit_id').notNullable().references('audits.id').onDelete('CASCADE');
    table.integer('user_id').notNullable().references('users.id').onDelete('CASCADE');
    table.string('copy_key', 60).notNullable();
    table.string('created_at', 24).notNullable();
    table.primary(['audit_id', 'user_id']);
    table.index('user_id');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('device_copies');
}
