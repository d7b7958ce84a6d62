import type { Knex } from 'knex';

/** Made-up files that readers learn by: whether a panel reads them, and what each reader answered, apart from all answers. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('training_choices', (table) => {
    table.integer('audit_id').primary().references('audits.id').onDelete('CASCADE');
    // How many each reader reads before the first file; 0 where the lead has decided against it.
    table.integer('files').notNullable();
    table.string('reason', 300).notNullable();
    table.integer('chosen_by').notNullable().references('users.id');
    table.string('chosen_at', 24).notNullable();
  });
  await knex.schema.createTable('training_readings', (table) => {
    table.increments('id');
    table.integer('audit_id').notNullable().references('training_choices.audit_id').onDelete('CASCADE');
    table.integer('user_id').notNullable().references('users.id');
    table.string('file_id', 60).notNullable();
    table.text('said').notNullable();
    table.string('read_at', 24).notNullable();
    table.unique(['audit_id', 'user_id', 'file_id']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('training_readings');
  await knex.schema.dropTable('training_choices');
}
