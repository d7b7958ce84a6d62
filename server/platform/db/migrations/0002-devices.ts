import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  // The change that made the review's version, as the device called it: sent again because its answer was lost on
  // the way, it is known and not taken for somebody else's.
  await knex.schema.alterTable('reviews', (table) => {
    table.string('last_change', 60).nullable();
  });
  // What a browser keeps of a person is encrypted with this, which only the signed-in session gets.
  await knex.schema.createTable('device_keys', (table) => {
    table.integer('user_id').primary().references('users.id').onDelete('CASCADE');
    table.string('device_key', 60).notNullable();
    table.string('created_at', 24).notNullable();
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('device_keys');
  // Knex would make the table anew on SQLite, which others refer to.
  await knex.raw('alter table reviews drop column last_change');
}
