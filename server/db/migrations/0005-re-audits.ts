import type { Knex } from 'knex';

export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('audits', (table) => {
    // The audit that this one repeats, where it is a re-audit.
    table.integer('predecessor_id').nullable().references('audits.id');
    // Taken over from a published table: group totals without case files.
    table.boolean('is_baseline').notNullable().defaultTo(false);
  });
}

export async function down(knex: Knex): Promise<void> {
  await knex.schema.alterTable('audits', (table) => {
    table.dropColumn('predecessor_id');
    table.dropColumn('is_baseline');
  });
}
