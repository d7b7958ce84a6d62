import type { Knex } from 'knex';

/** Files that wait for their sender's word, so that every program on the database can go on with them. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.createTable('waiting_files', (table) => {
    // The hash of the name in its address, of which the key is made that opens it.
    table.string('id_hash', 64).primary();
    table.string('purpose', 20).notNullable();
    table.integer('audit_id').nullable().references('audits.id').onDelete('CASCADE');
    table.integer('user_id').notNullable().references('users.id');
    // The hash of the session's id.
    table.string('owner', 64).notNullable();
    table.bigInteger('bytes').notNullable();
    // arriving, waiting, running or ended
    table.string('state', 10).notNullable();
    // What was found in it, said of it and became of it; encrypted.
    table.binary('about').nullable();
    table.integer('looks').notNullable().defaultTo(1);
    table.integer('written').notNullable().defaultTo(0);
    table.integer('of').notNullable().defaultTo(0);
    // Who has the lease while something is done with it.
    table.string('held_by', 24).nullable();
    table.string('expires_at', 24).notNullable();
    table.index('audit_id');
    table.index('user_id');
  });
  // Encrypted.
  await knex.schema.createTable('waiting_file_parts', (table) => {
    table.string('id_hash', 64).notNullable().references('waiting_files.id_hash').onDelete('CASCADE');
    table.integer('place').notNullable();
    table.binary('bytes').notNullable();
    table.primary(['id_hash', 'place']);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('waiting_file_parts');
  await knex.schema.dropTable('waiting_files');
}
