import type { Knex } from 'knex';

/** References of what is about no person are names, such as those of partnerships, which need more than 40 characters. */
export async function up(knex: Knex): Promise<void> {
  // SQLite does not hold texts to the length of their column.
  if ((knex.client as { dialect?: unknown }).dialect !== 'postgresql') return;
  for (const table of ['case_files', 'sampled_files']) {
    await knex.raw('alter table ?? alter column reference type varchar(120)', [table]);
  }
}

/** The longer references stay: cut off, two of them could be one. */
export async function down(): Promise<void> {}
