import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  // Numbers that a partnership is steered by. `code` is how sheets and other programs name one.
  await knex.schema.createTable('measures', (table) => {
    table.increments('id');
    table.string('code', 60).notNullable().unique();
    table.string('label', 160).notNullable();
    table.string('unit', 40).notNullable();
    table.string('better', 10).notNullable();
    table.string('numerator', 160).notNullable();
    table.string('denominator', 160).notNullable();
    // The code of the measure that this one adds up to with its sisters.
    table.string('part_of', 60).nullable();
    table.string('created_at', 24).notNullable();
  });
  await knex.schema.createTable('measure_places', (table) => {
    table.increments('id');
    table.string('name', 120).notNullable().unique();
    table.string('kind', 20).notNullable();
  });
  await knex.schema.createTable('observations', (table) => {
    table.increments('id');
    table.integer('measure_id').notNullable().references('measures.id').onDelete('CASCADE');
    table.integer('place_id').notNullable().references('measure_places.id');
    table.string('period_start', 10).notNullable();
    table.string('period_end', 10).notNullable();
    table.string('kind', 20).notNullable();
    // What was read of the text that was printed or entered, which stands beside.
    for (const name of ['value', 'low', 'high', 'numerator', 'denominator']) table.double(name).nullable();
    table.string('as_printed', 80).notNullable();
    table.string('source', 300).notNullable();
    table.integer('entered_by').nullable().references('users.id');
    table.string('entered_at', 24).notNullable();
    table.unique(['measure_id', 'place_id', 'kind', 'period_start', 'period_end']);
    table.index('place_id');
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.dropTable('observations');
  await knex.schema.dropTable('measure_places');
  await knex.schema.dropTable('measures');
}
