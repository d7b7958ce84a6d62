import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  // An audit's sample: its caseload list, and once it is drawn the seed.
  await knex.schema.createTable('samples', (table) => {
    table.integer('audit_id').primary().references('audits.id').onDelete('CASCADE');
    table.string('listed_at', 24).notNullable();
    table.integer('listed_by').notNullable().references('users.id');
    table.string('seed', 40).nullable();
    table.string('drawn_at', 24).nullable();
    table.integer('drawn_by').nullable().references('users.id');
    // How often it was drawn: a sample that was drawn until it pleased would show.
    table.integer('draws').notNullable().defaultTo(0);
    // When the first drawn file was begun; from then on the sample is fixed.
    table.string('locked_at', 24).nullable();
  });
  await knex.schema.createTable('sample_draws', (table) => {
    table.integer('audit_id').notNullable().references('samples.audit_id').onDelete('CASCADE');
    table.integer('group_id').notNullable().references('sample_groups.id').onDelete('CASCADE');
    // As it was on the list, which the draw depends on; the group may be renamed later.
    table.string('group_name', 60).notNullable();
    table.string('method', 10).notNullable();
    table.string('amount_by', 10).notNullable();
    table.integer('amount').notNullable();
    table.integer('listed').notNullable();
    table.integer('drawn').notNullable();
    table.primary(['audit_id', 'group_id']);
  });
  // A file of the list. Drawn files become case files only when somebody begins to record them, so that no figure
  // ever counts a file that nobody has read.
  await knex.schema.createTable('sampled_files', (table) => {
    table.increments('id');
    table.integer('audit_id').notNullable().references('samples.audit_id').onDelete('CASCADE');
    table.integer('group_id').notNullable().references('sample_groups.id').onDelete('CASCADE');
    table.integer('sheet_row').notNullable();
    table.string('reference', 40).notNullable();
    // listed, drawn, reserve or not_found
    table.string('status', 10).notNullable();
    // In the order of the draw, from 1, the reserve behind the drawn.
    table.integer('position').nullable();
    table.integer('case_file_id').nullable().references('case_files.id').onDelete('SET NULL');
    table.string('reason', 200).nullable();
    // The file of the reserve that was taken in its place.
    table.integer('replaced_by').nullable();
    table.unique(['audit_id', 'reference']);
    table.index(['audit_id', 'status']);
    table.index('case_file_id');
  });
}

export async function down(knex: Knex): Promise<void> {
  for (const table of ['sampled_files', 'sample_draws', 'samples']) await knex.schema.dropTable(table);
}
