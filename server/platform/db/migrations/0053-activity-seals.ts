import type { Knex } from 'knex';
import { sealOf } from '../activitySeal.ts';
import type { SealedLine } from '../activitySeal.ts';

const AT_ONCE = 1000;

/** Lines of the activity are marked as they are written and chained by seals; those that there are get theirs here. */
export async function up(knex: Knex): Promise<void> {
  await knex.schema.alterTable('activity', (table) => {
    table.string('mark', 64).nullable();
  });
  await knex.raw('create unique index activity_mark on activity (mark)');
  await knex.schema.createTable('activity_seals', (table) => {
    // The place in the chain, from 1 without gaps.
    table.integer('seq').primary();
    table.integer('activity_id').notNullable().unique();
    table.string('hash', 64).notNullable();
    table.string('sealed_at', 24).notNullable();
  });
  const sealed_at = new Date().toISOString();
  let [seq, last, before] = [0, 0, ''];
  for (;;) {
    const lines = (await knex('activity')
      .where('id', '>', last)
      .orderBy('id')
      .limit(AT_ONCE)
      .select('*')) as SealedLine[];
    const seals = lines.map((line) => {
      seq += 1;
      before = sealOf(before, seq, line);
      return { seq, activity_id: line.id, hash: before, sealed_at };
    });
    if (seals.length > 0) await knex.batchInsert('activity_seals', seals, 200);
    last = lines.at(-1)?.id ?? last;
    if (lines.length < AT_ONCE) break;
  }
  // Lines up to this place have no mark.
  await knex('settings').insert({ name: 'activity-sealed-before', value: String(seq) });
}

export async function down(knex: Knex): Promise<void> {
  await knex('settings').where({ name: 'activity-sealed-before' }).delete();
  await knex.schema.dropTable('activity_seals');
  await knex.raw('drop index activity_mark');
  await knex.raw('alter table activity drop column mark');
}
