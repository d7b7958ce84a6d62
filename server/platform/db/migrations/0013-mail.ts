import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  // A person without a row gets mail.
  await knex.schema.createTable('mail_preferences', (table) => {
    table.integer('user_id').primary().references('users.id').onDelete('CASCADE');
    table.boolean('wanted').notNullable();
    table.string('last_digest_at', 24).nullable();
  });
  // Written in the transaction of what it tells of, and sent afterwards.
  await knex.schema.createTable('outgoing_mail', (table) => {
    table.increments('id');
    table.integer('user_id').notNullable().references('users.id').onDelete('CASCADE');
    table.string('subject', 200).notNullable();
    // Emptied once it is sent.
    table.text('body').notNullable();
    // waiting, sent or given_up
    table.string('state', 10).notNullable();
    table.integer('attempts').notNullable();
    table.string('next_try_at', 24).notNullable();
    table.string('created_at', 24).notNullable();
    table.string('sent_at', 24).nullable();
    // What the last attempt came to, as the mail server or the network said it.
    table.string('problem', 200).notNullable();
    table.index(['state', 'next_try_at']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('outgoing_mail');
  await knex.schema.dropTable('mail_preferences');
}
